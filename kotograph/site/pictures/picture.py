"""What a picture is: a chart with its words and a table of the numbers that it draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from markupsafe import Markup

from kotograph.site import charts
from kotograph.site.charts.canvas import Draw
from kotograph.site.locale import format_amount, format_date
from kotograph.site.tables import Cell, Column, Link, Table
from kotograph.site.texts import say

if TYPE_CHECKING:
    from kotograph.site.site import Site

Data = TypeVar("Data")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its words; ``svg`` is markup, ``table`` has the numbers that it draws."""

    name: str
    title: str
    finding: str
    svg: Markup
    table: Table


def make_picture(
    name: str,
    title: str,
    finding: str,
    draw: Draw[Data],
    data: Data,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    lang: str,
) -> Picture:
    """Draw some data, for wide and narrow places, and put its words and its table beside it."""
    about = charts.About(f"chart-{name}", title, finding, say("table.empty", lang))
    svg = Markup(charts.draw_both(draw, data, about))
    return Picture(name, title, finding, svg, Table(name, title, tuple(columns), rows))


def link_thing(site: Site, iri: str, lang: str) -> Link:
    """Return a thing as a cell that leads to its page."""
    return Link(site.name(iri, lang), site.graph.find_page(iri), iri)


def write_money(amount: Decimal, lang: str) -> str:
    """Write a sum in euro."""
    return format_amount(amount, "EUR", lang)


def write_period(start: str, end: str, lang: str) -> str:
    """Write a period, with words for what is not known."""
    left = format_date(start, lang) if start else say("project.start-unknown", lang)
    right = format_date(end, lang) if end else say("project.end-unknown", lang)
    return f"{left} – {right}"
