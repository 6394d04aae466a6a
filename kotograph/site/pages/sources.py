"""The sources: what each page says line by line, and how the pages compare with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kotograph.site.graph import Graph, Text
from kotograph.site.page import Page, Route
from kotograph.site.paging import cut, make_pager
from kotograph.site.pictures import draw_agreement, draw_coverage
from kotograph.site.site import Site
from kotograph.site.source_pages import source_path
from kotograph.site.tables import Cell, Day, Link, Many, Table, Where, make_columns, note_cut
from kotograph.site.texts import say
from kotograph.store import Term


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a source with its statements by line, and the project it describes."""

    iri: str
    title: str
    line: int
    language: str
    project: str
    issues: tuple[str, ...]
    lines: tuple[tuple[int, tuple[tuple[str, str, Term | None], ...]], ...]


def list_keys(site: Site) -> Iterable[str]:
    """Return the ids of the sources; one with many entries has further pages ``id.page-2``."""
    for iri in site.graph.list_all("koto:SourceDocument"):
        key = site.graph.get_key(iri)
        yield key
        yield from (f"{key}.page-{number}" for number in range(2, site.source_pages(key).count + 1))


def _read_entry(graph: Graph, iri: str) -> Entry:
    lines: dict[int, list[tuple[str, str, Term | None]]] = defaultdict(list)
    for statement in graph.get_iris(iri, "koto:statement"):
        line = int(graph.get_value(statement, "koto:line") or 0)
        written = graph.get_value(statement, "koto:asWritten")
        value = graph.find_term(statement, "koto:value")
        lines[line].append((graph.get_value(statement, "koto:property"), written, value))
    return Entry(
        iri=iri,
        title=graph.get_value(iri, "koto:titleAsWritten"),
        line=int(graph.get_value(iri, "koto:line") or 0),
        language=graph.find_language(iri),
        project=next(iter(graph.get_iris(iri, "koto:describes")), ""),
        issues=tuple(sorted(term.value for term in graph.get_terms(iri, "koto:issue"))),
        lines=tuple((line, tuple(sorted(each, key=lambda s: (s[0], s[1])))) for line, each in sorted(lines.items())),
    )


def make(site: Site, lang: str, key: str) -> Page:
    """Make a page of a source: its entries, each statement at its line."""
    key, _, further = key.partition(".page-")
    number = int(further or 1)
    graph, iri = site.graph, f"{site.settings.base}id/source/{key}"
    name = site.name(iri, lang)
    pages = site.source_pages(key)
    entries = [_read_entry(graph, each) for each in cut(pages.entries, number)]
    # Lines that no entry of any page states anything on.
    cited = {
        line: things
        for line, things in site.cited_lines(iri).items()
        if line not in pages.shown and pages.find(line) == number
    }
    publisher = graph.get_value(iri, "dcterms:publisher")
    others = [(line, site.sort(things, lang)) for line, things in sorted(cited.items())]
    tables = []
    if others:
        tables.append(_tabulate_cited(site, others, lang))
    if entries:
        tables.append(_tabulate(site, entries, lang))
    return Page(
        template="source.html",
        title=name.value if number == 1 else f"{name.value} ({number}/{pages.count})",
        title_lang=name.lang,
        description=say("source.description", lang, name=name.value),
        content={
            "iri": iri,
            "key": key,
            "name": name,
            "entries": entries,
            "counted": len(pages.entries),
            "number": number,
            "pager": make_pager(number, pages.count, lambda each: source_path(key, each)),
            "others": others,
            "publisher": site.name(publisher, lang) if publisher else None,
            "section_text": graph.find_text(iri, "koto:section", lang),
            "page_language": graph.find_language(iri),
            "reference_date": graph.get_value(iri, "koto:referenceDate"),
            "instrument": graph.get_value(iri, "koto:sourceInstrument"),
            "instrument_reason": graph.find_text(iri, "koto:sourceInstrumentReason", lang),
            "status": graph.get_value(iri, "koto:sourceStatus"),
            "sha256": graph.get_value(iri, "koto:sha256"),
            "expected": graph.get_value(iri, "koto:expectedEntries"),
            "objectives": graph.get_iris(iri, "koto:covers"),
        },
        tables=tuple(tables),
        trail=((say("nav.sources", lang), "sources.html"),),
        data=f"data/source/{key}",
        about=iri,
    )


def _tabulate_cited(site: Site, others: Sequence[tuple[int, Sequence[str]]], lang: str) -> Table:
    rows = [
        (line, Many(tuple(Link(site.name(iri, lang), site.graph.find_page(iri), iri) for iri in citing)))
        for line, citing in others
    ]
    columns = make_columns(lang, ("line", "cited-by"), ("line",), ("cited-by",))
    return Table("cited", say("source.cited", lang), columns, rows)


def _tabulate(site: Site, entries: Sequence[Entry], lang: str) -> Table:
    rows: list[Sequence[Cell]] = []
    for entry in entries:
        summary = site.overview.projects.get(site.graph.get_key(entry.project)) if entry.project else None
        for line, statements in entry.lines:
            for prop, written, value in statements:
                rows.append(
                    (
                        line,
                        Link(summary.title(lang), f"project/{summary.key}.html", summary.iri) if summary else None,
                        site.name(prop, lang),
                        Text(written) if written else None,
                        site.cell(value, prop, lang),
                    )
                )
    names = ("line", "project", "property", "as-written", "value")
    columns = make_columns(lang, names, ("line",), ("project",))
    return Table("statements", say("source.caption", lang), columns, rows)


def make_list(site: Site, lang: str, key: str) -> Page:
    """Make the list of sources."""
    graph, rows = site.graph, []
    for iri in site.sort(graph.list_all("koto:SourceDocument"), lang):
        publisher = graph.get_value(iri, "dcterms:publisher")
        date = graph.get_value(iri, "koto:referenceDate")
        tongue = graph.find_language(iri)
        rows.append(
            (
                Link(site.name(iri, lang), graph.find_page(iri), iri),
                site.name(publisher, lang) if publisher else None,
                say(f"language.{tongue}", lang) if tongue in ("fi", "sv", "en") else tongue,
                Day(date) if date else None,
                len(graph.get_subjects("koto:source", iri)),
            )
        )
    names = ("source", "publisher", "language", "date", "entries")
    columns = make_columns(lang, names, ("entries",), ("source",))
    return Page(
        template="list.html",
        title=say("nav.sources", lang),
        description=say("sources.lead", lang),
        content={"lead": say("sources.lead", lang), "paragraphs": [say("sources.note", lang)]},
        tables=(Table("sources", say("sources.caption", lang), columns, rows),),
    )


def make_compare(site: Site, lang: str, key: str) -> Page:
    """Make the page that holds the sources against each other."""
    pictures = [each for each in (draw_agreement(site, lang), draw_coverage(site, lang)) if each]
    table = tabulate_shared(site, lang)
    return Page(
        template="list.html",
        title=say("nav.compare", lang),
        description=say("compare.lead", lang),
        content={"lead": say("compare.lead", lang), "pictures": pictures},
        tables=(table, *(picture.table for picture in pictures)),
    )


def tabulate_shared(site: Site, lang: str) -> Table:
    """Return the disagreements, one row a statement: what the question ``disagreements`` answers."""
    graph, rows = site.graph, []
    found = site.ask_some("disagreements", lang=lang)
    for project, _, prop, source, line, written, stated, concluded, _ in found.rows:
        assert project and prop and source
        summary = site.overview.projects[graph.get_key(project.value)]
        number = int(line.value) if line else None
        rows.append(
            (
                Link(summary.title(lang), f"project/{summary.key}.html", summary.iri),
                site.name(prop.value, lang),
                Where(graph.get_key(source.value), number, site.name(source.value, lang)),
                Text(written.value) if written and written.value else None,
                site.cell(stated, prop.value, lang),
                site.cell(concluded, prop.value, lang),
            )
        )
    names = ("project", "property", "source", "as-written", "value-read", "concluded")
    columns = make_columns(lang, names, (), ("project",))
    return Table("disagreements", say("compare.caption", lang), columns, rows, note_cut(len(rows), found.count, lang))


ROUTES = (
    Route("sources.html", make_list),
    Route("compare.html", make_compare),
    Route("source/{key}.html", make, list_keys),
)
