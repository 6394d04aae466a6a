"""What is linked to other data sets, what is not, and why; and the tables that say so, to download."""

from __future__ import annotations

from collections.abc import Sequence

from kotograph.link import list_tables
from kotograph.site.graph import Text
from kotograph.site.page import Page, Route
from kotograph.site.paging import MOST_ROWS
from kotograph.site.pictures import draw_links, name_class
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Table, make_columns, note_cut
from kotograph.site.texts import say


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page of the links."""
    picture = draw_links(site, lang)
    totals = {(each[0], each[1]): int(each[6].value) for each in site.ask("links", lang=lang) if each[6]}
    rows: dict[bool, list[Sequence[Cell]]] = {False: [], True: []}
    without = set()
    for each, thing, _, data_set, reason, note, linked in site.ask("unlinked", lang=lang):
        assert each and thing and linked
        is_linked = int(linked.value) > 0
        if not is_linked:
            without.add(thing.value)
        cells: list[Cell] = [
            _link(site, thing.value, lang),
            _link(site, data_set.value, lang) if data_set else None,
            _link(site, reason.value, lang) if reason else None,
            Text(note.value, note.lang or lang) if note else None,
            name_class(site, each.value, site.graph.get_value(thing.value, "koto:placeKind"), lang),
        ]
        rows[is_linked].append(cells)
    tables = [_tabulate("unlinked", rows[False], lang), _tabulate("partly", rows[True], lang)]
    lead = say("links.lead", lang, n=site.write_number(len(without), lang))
    return Page(
        template="links.html",
        title=say("nav.links", lang),
        description=say("links.description", lang),
        content={
            "lead": lead,
            "pictures": [picture] if picture else [],
            "files": list_tables(site.settings.data / "links") if totals else [],
        },
        tables=(*tables, *((picture.table,) if picture else ())),
    )


def _link(site: Site, iri: str, lang: str) -> Link:
    return Link(site.name(iri, lang), site.graph.find_page(iri), iri)


def _tabulate(name: str, rows: Sequence[Sequence[Cell]], lang: str) -> Table:
    columns = make_columns(
        lang, ("thing", "data-set", "why-unlinked", "note", "class"), (), ("thing", "data-set", "why-unlinked")
    )
    note = note_cut(min(len(rows), MOST_ROWS), len(rows), lang)
    return Table(name, say(f"links.{name}-caption", lang), columns, rows[:MOST_ROWS], note)


ROUTES = (Route("links.html", make),)
