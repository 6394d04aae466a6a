"""The list of projects, whole and narrowed by one facet, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kotograph.site.facets import FACETS, Choice
from kotograph.site.graph import Text
from kotograph.site.overview import Summary
from kotograph.site.page import Page, Route
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Day, Link, Many, Money, Table, make_columns
from kotograph.site.texts import count, say

PER_PAGE = 100


def tabulate(site: Site, projects: Sequence[Summary], lang: str, name: str = "projects", caption: str = "") -> Table:
    """Return a table of projects: title, implementer, time, status, sum, and whether sources disagree."""
    rows: list[Sequence[Cell]] = []
    for project in projects:
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
    return Table(name, caption or say("projects.caption", lang), columns, rows)


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
    return [str(number) for number in range(2, _count_pages(len(site.overview.projects)) + 1)]


def _count_pages(items: int) -> int:
    return max(1, -(-items // PER_PAGE))


def list_choices(site: Site) -> Iterable[str]:
    """Return every value of every facet as ``facet/key``; a long one has further pages ``facet/key.page-2``."""
    for facet in FACETS:
        for key, choice in sorted(site.facets[facet.name].items()):
            yield f"{facet.name}/{key}"
            for number in range(2, _count_pages(len(choice.projects)) + 1):
                yield f"{facet.name}/{key}.page-{number}"


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
    pages = _count_pages(len(projects))
    shown = projects[(number - 1) * PER_PAGE : number * PER_PAGE]
    money, stated = total(site, projects)
    title = say("nav.projects", lang)
    if choice:
        facet_name = say(f"facet.{choice.facet}", lang)
        title = f"{facet_name}: {choice.name(site, lang).value}"
    base = f"projects/{choice.facet}/{choice.key}" if choice else "projects"
    pager = [(each, f"{base}{_suffix(choice, each)}.html") for each in range(1, pages + 1)] if pages > 1 else []
    written = site.write_number(len(projects), lang)
    return Page(
        template="projects.html",
        title=title if number == 1 else f"{title} ({number}/{pages})",
        description=say("projects.description", lang),
        content={
            "choice": choice,
            "choice_name": choice.name(site, lang) if choice else Text(""),
            "choice_page": site.graph.find_page(choice.value) if choice and ":" in choice.value else None,
            "facets": [(facet, site.choices(facet, lang)) for facet in FACETS],
            "counted": count("projects.count", len(projects), lang, written),
            "total": money,
            "stated": stated,
            "number": number,
            "pager": pager,
        },
        tables=(tabulate(site, shown, lang),),
        trail=((say("nav.projects", lang), "projects.html"),) if choice or number > 1 else (),
    )


def _suffix(choice: Choice | None, number: int) -> str:
    if number == 1:
        return ""
    return f".page-{number}" if choice else f"/page/{number}"


ROUTES = (
    Route("projects.html", make_all),
    Route("projects/page/{key}.html", make_all, list_pages),
    Route("projects/{key}.html", make_chosen, list_choices),
)
