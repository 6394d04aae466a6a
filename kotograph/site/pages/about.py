"""Pages about the site itself: data and citing it, method, accessibility, search, and one for wrong addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kotograph.projects import Rule
from kotograph.site.alphabet import Entry, count_parts, cut_part, group
from kotograph.site.graph import Text
from kotograph.site.page import Page, Route
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Table, make_columns
from kotograph.site.texts import say

#: What people call the formats that commands know by one word.
_FORMATS = {
    "turtle": "Turtle",
    "trig": "TriG",
    "nquads": "N-Quads",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
    "csv": "CSV (ZIP)",
}


def make_data(site: Site, lang: str, key: str) -> Page:
    """Make the page of downloads: files with format, size and checksum, licence, how to cite, how to harvest."""
    rows: list[Sequence[Cell]] = [
        (
            Link(Text(each.path.rsplit("/", 1)[-1]), f"../{each.path}"),
            _FORMATS.get(each.label, each.label),
            each.size,
            each.sha256,
        )
        for each in site.edition.downloads
    ]
    columns = make_columns(lang, ("file", "format", "size", "sha256"), ("size",))
    return Page(
        template="data.html",
        title=say("nav.data", lang),
        description=say("data.lead", lang),
        content={"counts": site.count_graphs(), "example": min((each.iri for each in site.overview), default="")},
        tables=(Table("downloads", say("data.caption", lang), columns, rows),) if rows else (),
        structured=site.describe_dataset(lang),
    )


def make_method(site: Site, lang: str, key: str) -> Page:
    """Make the page on how the data is made: reading, matching, the rules with their definitions, what editors add."""
    scheme = f"{site.settings.base}vocab/resolution-rule/"
    rows: list[Sequence[Cell]] = []
    for rule in Rule:
        iri = f"{scheme}{rule.value}"
        decided = len(site.graph.get_subjects("koto:rule", iri))
        rows.append(
            (
                Link(site.name(iri, lang), site.graph.find_page(iri), iri),
                site.graph.find_text(iri, "skos:definition", lang),
                decided,
            )
        )
    columns = make_columns(lang, ("rule", "definition", "decided"), ("decided",))
    return Page(
        template="method.html",
        title=say("nav.method", lang),
        description=say("method.lead", lang),
        tables=(Table("rules", say("method.caption", lang), columns, rows),),
    )


def make_accessibility(site: Site, lang: str, key: str) -> Page:
    """Make the accessibility statement."""
    return Page(
        template="accessibility.html",
        title=say("nav.accessibility", lang),
        description=say("accessibility.lead", lang),
    )


def make_search(site: Site, lang: str, key: str) -> Page:
    """Make the search page: without JavaScript it is a list of everything from A to Z, or of the parts of that list."""
    entries, parts = site.alphabet(lang), count_parts(site)
    number = int(key or 0)
    shown = entries if not parts else cut_part(entries, number) if number else ()
    title = say("nav.search", lang)
    rows = [(each.letter, Link(each.name, each.page, each.iri)) for each in shown]
    table = Table("index", say("search.index", lang), make_columns(lang, ("letter", "thing"), (), ("thing",)), rows)
    return Page(
        template="search.html",
        title=f"{title} ({number}/{parts})" if number else title,
        description=say("search.lead", lang),
        content={"groups": group(shown), "parts": list(_name_parts(entries, parts)), "number": number},
        tables=(table,) if rows else (),
        trail=((title, "search.html"),) if number else (),
        is_indexed=False,
    )


def _name_parts(entries: Sequence[Entry], parts: int) -> Iterator[tuple[int, Text, Text]]:
    """Yield the number, the first and the last name of each part."""
    for number in range(1, parts + 1):
        part = cut_part(entries, number)
        yield number, part[0].name, part[-1].name


def list_parts(site: Site) -> Iterable[str]:
    """Return the numbers of the parts of the list from A to Z."""
    return [str(number) for number in range(1, count_parts(site) + 1)]


def make_missing(site: Site, lang: str, key: str) -> Page:
    """Make the page that is shown where there is none."""
    return Page(
        template="missing.html",
        title=say("missing.title", lang),
        description=say("missing.lead", lang),
        is_indexed=False,
    )


ROUTES = (
    Route("data.html", make_data),
    Route("method.html", make_method),
    Route("accessibility.html", make_accessibility),
    Route("search.html", make_search, is_indexed=False),
    Route("search/{key}.html", make_search, list_parts, is_indexed=False),
    Route("404.html", make_missing, is_indexed=False),
)
