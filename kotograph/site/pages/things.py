"""Themes, places, objectives, instruments and criteria: a list of each kind, and a page of each with its projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kotograph.site.facets import Choice
from kotograph.site.linked import list_codes, list_links, list_missing
from kotograph.site.page import Page, Route
from kotograph.site.pages.projects import sort, tabulate, total
from kotograph.site.paging import MOST_ROWS
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Money, Table, Where, make_columns, note_cut
from kotograph.site.texts import count, say


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing with pages: where its IRIs are, which property leads upwards, and which facet counts it."""

    name: str
    folder: str
    above: str
    below: str
    facet: str
    plural: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind("theme", "vocab/theme/", "skos:broader", "skos:broader", "theme", "themes"),
        Kind("place", "id/place/", "dcterms:isPartOf", "dcterms:isPartOf", "place", "places"),
        Kind("objective", "vocab/objective/", "skos:broader", "skos:broader", "objective", "funding"),
        Kind("instrument", "vocab/instrument/", "skos:broader", "skos:broader", "fund", "funding"),
        Kind("criterion", "vocab/good-practice-criterion/", "skos:broader", "skos:broader", "", "criteria"),
    )
}


def list_iris(site: Site, kind: Kind) -> list[str]:
    """Return the IRIs of a kind."""
    if kind.name == "place":
        return site.graph.list_all("koto:Place")
    scheme = f"{site.settings.base}{kind.folder}"[:-1]
    return site.graph.get_subjects("skos:inScheme", scheme)


def list_keys(kind: Kind) -> Callable[[Site], Iterable[str]]:
    """Return the function that gives the keys of a kind."""
    return lambda site: [site.graph.get_key(iri) for iri in list_iris(site, kind)]


def make(kind: Kind) -> Callable[[Site, str, str], Page]:
    """Return the function that makes the page of a thing of a kind."""
    return lambda site, lang, key: _make(site, kind, lang, key)


def make_list(kind: Kind) -> Callable[[Site, str, str], Page]:
    """Return the function that makes the list of a kind."""
    return lambda site, lang, _: _make_list(site, kind, lang)


def _projects(site: Site, kind: Kind, iri: str) -> Sequence[str]:
    if kind.name == "criterion":
        return site.projects_by_criterion.get(iri, ())
    choice: Choice | None = site.facets[kind.facet].get(site.graph.get_key(iri))
    return choice.projects if choice else ()


def _make(site: Site, kind: Kind, lang: str, key: str) -> Page:
    graph, iri = site.graph, f"{site.settings.base}{kind.folder}{key}"
    name = site.name(iri, lang)
    projects = sort(site, (site.overview.projects[each] for each in _projects(site, kind, iri)), lang)
    money, stated = total(site, projects)
    tables = []
    if kind.name == "criterion":
        tables.append(_judgements(site, iri, lang))
    elif projects:
        caption = say(f"{kind.name}.projects", lang, name=name.value)
        tables.append(tabulate(site, projects, lang, "projects", caption, f"projects/{kind.facet}/{key}.html"))
    definition = graph.find_text(iri, "skos:definition", lang)
    bodies = graph.get_subjects("dcterms:spatial", iri) if kind.name == "place" else []
    return Page(
        template="thing.html",
        title=name.value,
        title_lang=name.lang,
        description=definition.value if definition else say(f"{kind.name}.description", lang, name=name.value),
        content={
            "iri": iri,
            "kind": kind.name,
            "name": name,
            "definition": definition,
            "counted": count("projects.count", len(projects), lang, site.write_number(len(projects), lang)),
            "shows_sum": bool(stated) and kind.name != "criterion",
            "total": money,
            "stated": stated,
            "above": list(reversed(graph.iter_above(iri, kind.above))),
            "below": site.sort(graph.get_subjects(kind.below, iri), lang),
            "organisations": site.sort(
                (each for each in bodies if graph.is_a(each, "koto:Organisation")),
                lang,
            ),
            "sources": graph.get_iris(iri, "dcterms:source"),
            "line": graph.get_value(iri, "koto:line"),
            "notation": graph.get_value(iri, "skos:notation"),
            "codes": list_codes(graph, iri),
            "links": list_links(graph, iri),
            "missing": list_missing(graph, iri, lang),
        },
        tables=tuple(tables),
        trail=((say(f"nav.{kind.plural}", lang), f"{kind.plural}.html"),),
        data=f"data/{kind.name}/{key}",
        about=iri,
    )


def _judgements(site: Site, iri: str, lang: str) -> Table:
    """Return the evidence for a criterion: which project meets it by which line."""
    rows: list[tuple[Link, Where]] = []
    for project, source, line in site.evidence.get(iri, ()):
        summary = site.overview.projects[project]
        rows.append(
            (
                Link(summary.title(lang), f"project/{project}.html", summary.iri),
                Where(source, line, site.name(iri, lang)),
            )
        )
    rows.sort(key=lambda row: site.order(row[0], lang))
    columns = make_columns(lang, ("project", "where"), (), ("project",))
    caption = say("criterion.projects", lang, name=site.name(iri, lang).value)
    note = note_cut(MOST_ROWS, len(rows), lang)
    return Table("evidence", caption, columns, rows[:MOST_ROWS], note)


def _make_list(site: Site, kind: Kind, lang: str) -> Page:
    graph = site.graph
    rows: list[Sequence[Cell]] = []
    for iri in site.sort(list_iris(site, kind), lang):
        found = _projects(site, kind, iri)
        money, stated = total(site, (site.overview.projects[each] for each in found))
        above = graph.get_iris(iri, kind.above)
        upper: Cell = Link(site.name(above[0], lang), graph.find_page(above[0]), above[0]) if above else None
        if kind.name == "criterion":
            upper = graph.find_text(iri, "skos:definition", lang)
        cells: list[Cell] = [Link(site.name(iri, lang), graph.find_page(iri), iri), upper, len(found)]
        if kind.name != "criterion":
            cells.append(Money(money if stated else None))
        rows.append(cells)
    third = "meaning" if kind.name == "criterion" else "above"
    names = [kind.name, third, "projects", *([] if kind.name == "criterion" else ["sum"])]
    columns = make_columns(lang, names, ("projects", "sum"), (kind.name,))
    return Page(
        template="list.html",
        title=say(f"nav.{kind.plural}", lang),
        description=say(f"things.{kind.plural}-lead", lang),
        content={"lead": say(f"things.{kind.plural}-lead", lang)},
        tables=(Table(kind.plural, say(f"things.{kind.plural}-caption", lang), columns, rows),),
    )


def _routes() -> Iterable[Route]:
    for name in ("theme", "place", "criterion"):
        yield Route(f"{KINDS[name].plural}.html", make_list(KINDS[name]))
    for name, kind in KINDS.items():
        yield Route(f"{name}/{{key}}.html", make(kind), list_keys(kind))


ROUTES: tuple[Route, ...] = tuple(_routes())
