"""The list of projects, whole and narrowed by one facet, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kotograph.site.facets import FACETS, Choice, Facet
from kotograph.site.graph import Text
from kotograph.site.overview import Summary
from kotograph.site.page import Page, Route
from kotograph.site.paging import MOST_ROWS, PER_PAGE, count_pages, cut, list_further, make_pager
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Day, Link, Many, Money, Table, make_columns, note_cut
from kotograph.site.texts import count, say

#: How many choices of a facet stand beside a list, those with the most projects first.
MOST_CHOICES = 50


def tabulate(
    site: Site, projects: Sequence[Summary], lang: str, name: str = "projects", caption: str = "", more: str = ""
) -> Table:
    """Return a table of projects: title, implementer, time, status, sum, and whether sources disagree.

    ``more`` is a list of the same projects with as many pages as it takes; then only the first page is shown.
    """
    rows: list[Sequence[Cell]] = []
    shown = projects[: PER_PAGE if more else MOST_ROWS]
    for project in shown:
        rows.append(
            (
                Link(project.title(lang), f"project/{project.key}.html", project.iri),
                Many(tuple(Link(site.name(iri, lang), site.graph.find_page(iri), iri) for iri in project.implementers))
                if project.implementers
                else None,
                Day(project.start) if project.start else None,
                Day(project.end) if project.end else None,
                site.name(project.status, lang) if project.status else None,
                Money(project.sum_of(site.overview.eu_contribution)),
                project.discrepancies or None,
            )
        )
    names = ("project", "implementer", "start", "end", "status", "sum", "disagreements")
    columns = make_columns(lang, names, ("sum", "disagreements"), ("project", "implementer"))
    note = note_cut(len(shown), len(projects), lang)
    return Table(name, caption or say("projects.caption", lang), columns, rows, note, more=more)


def total(site: Site, projects: Iterable[Summary]) -> tuple[Decimal, int]:
    """Return the EU contributions of some projects together, and how many of them have one."""
    known = site.overview.contributions
    sums = [known[each.key] for each in projects if each.key in known]
    return sum(sums, Decimal(0)), len(sums)


def sort(site: Site, projects: Iterable[Summary], lang: str) -> list[Summary]:
    """Return projects by title, as readers of the language expect it."""
    ranks = site.overview.ranks(lang)
    return sorted(projects, key=lambda each: ranks[each.key])


def list_pages(site: Site) -> Iterable[str]:
    """Return the numbers of the list's further pages."""
    return list_further(len(site.overview.projects))


def list_choices(site: Site) -> Iterable[str]:
    """Return every value of every facet as ``facet/key``; a long one has further pages ``facet/key.page-2``."""
    for facet in FACETS:
        for key, choice in sorted(site.facets[facet.name].items()):
            yield f"{facet.name}/{key}"
            yield from (f"{facet.name}/{key}.page-{number}" for number in list_further(len(choice.projects)))


def make_all(site: Site, lang: str, key: str) -> Page:
    """Make a page of the whole list."""
    return _make(site, lang, list(site.overview), None, int(key or 1))


def make_chosen(site: Site, lang: str, key: str) -> Page:
    """Make a page of the projects that have one value of a facet."""
    path, _, number = key.partition(".page-")
    facet, _, value = path.partition("/")
    choice = site.facets[facet][value]
    return _make(site, lang, [site.overview.projects[each] for each in choice.projects], choice, int(number or 1))


def _make(site: Site, lang: str, found: Sequence[Summary], choice: Choice | None, number: int) -> Page:
    projects = sort(site, found, lang)
    pages = count_pages(len(projects))
    shown = cut(projects, number)
    money, stated = total(site, projects)
    title = say("nav.projects", lang)
    if choice:
        facet_name = say(f"facet.{choice.facet}", lang)
        title = f"{facet_name}: {choice.name(site, lang).value}"
    base = f"projects/{choice.facet}/{choice.key}" if choice else "projects"
    pager = make_pager(number, pages, lambda each: f"{base}{_suffix(choice, each)}.html")
    written = site.write_number(len(projects), lang)
    return Page(
        template="projects.html",
        title=title if number == 1 else f"{title} ({number}/{pages})",
        description=say("projects.description", lang),
        content={
            "choice": choice,
            "choice_name": choice.name(site, lang) if choice else Text(""),
            "choice_page": site.graph.find_page(choice.value) if choice and ":" in choice.value else None,
            "facets": [(facet, *_choose(site, facet, choice, lang)) for facet in FACETS],
            "counted": count("projects.count", len(projects), lang, written),
            "total": money,
            "stated": stated,
            "number": number,
            "pager": pager,
        },
        tables=(tabulate(site, shown, lang),),
        trail=((say("nav.projects", lang), "projects.html"),) if choice or number > 1 else (),
    )


def _choose(site: Site, facet: Facet, chosen: Choice | None, lang: str) -> tuple[Sequence[Choice], str]:
    """Return the choices of a facet to show, and where there are more: the list of all such things.

    The choice of the page itself is always shown.
    """
    found = site.choices(facet, lang)
    if not facet.rest or len(found) <= MOST_CHOICES:
        return found, ""
    shown = list(found[:MOST_CHOICES])
    if chosen and chosen.facet == facet.name and chosen not in shown:
        shown.append(chosen)
    return shown, facet.rest


def _suffix(choice: Choice | None, number: int) -> str:
    if number == 1:
        return ""
    return f".page-{number}" if choice else f"/page/{number}"


ROUTES = (
    Route("projects.html", make_all),
    Route("projects/page/{key}.html", make_all, list_pages),
    Route("projects/{key}.html", make_chosen, list_choices),
)
