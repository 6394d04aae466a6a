"""Who paid for what: sums by objective, year, instrument and implementer, and all projects on one time line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kotograph.site.page import Page, Route
from kotograph.site.pictures import draw_implementers, draw_objectives, draw_timeline, draw_years
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Money, Table, make_columns
from kotograph.site.texts import say
from kotograph.store import Term

_SUMS = ("projects", "with-sum", "sum")


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page about money."""
    pictures = [
        draw_objectives(site, lang),
        draw_years(site, lang),
        draw_implementers(site, lang),
        draw_timeline(site, list(site.overview), lang),
    ]
    shown = [picture for picture in pictures if picture]
    tables = [
        tabulate_sums(site, "instruments", site.ask("funding-by-instrument", lang=lang), "instrument", lang),
        tabulate_sums(site, "types", site.ask("funding-by-implementer-type", lang=lang), "type", lang),
    ]
    return Page(
        template="list.html",
        title=say("nav.funding", lang),
        description=say("funding.lead", lang),
        content={"lead": say("funding.lead", lang), "paragraphs": [say("funding.note", lang)], "pictures": shown},
        tables=(*tables, *(picture.table for picture in shown)),
    )


def tabulate_sums(site: Site, name: str, rows: Sequence[Sequence[Term | None]], first: str, lang: str) -> Table:
    """Return the answer of one of the questions ``funding-by-…``: thing, projects, of them with a sum, the sum."""
    cells: list[Sequence[Cell]] = []
    for iri, label, projects, stated, amount, currency, *_ in rows:
        known = int(stated.value) if stated else 0
        cells.append(
            (
                Link(site.name(iri.value, lang), site.graph.find_page(iri.value), iri.value)
                if iri and iri.kind == "uri"
                else (label.value if label else say("funding.unknown", lang)),
                int(projects.value) if projects else 0,
                known,
                Money(Decimal(amount.value) if amount and known else None, currency.value if currency else "EUR"),
            )
        )
    columns = make_columns(lang, (first, *_SUMS), _SUMS, (first,))
    return Table(name, say(f"funding.{name}-caption", lang), columns, cells, note=say("funding.kind-note", lang))


ROUTES = (Route("funding.html", make),)
