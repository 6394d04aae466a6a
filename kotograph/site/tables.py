"""Tables of a page: what is shown, the same as CSV, and what each column means, as CSVW for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from kotograph.site.graph import Text
from kotograph.site.texts import say


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere: ``page`` is relative to the language's folder, ``iri`` names the thing in CSV."""

    text: Text
    page: str | None = None
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """A sum; None where none is known."""

    amount: Decimal | None
    currency: str = "EUR"


@dataclass(frozen=True, slots=True)
class Day:
    """A day or a year as an ISO text."""

    value: str


@dataclass(frozen=True, slots=True)
class Where:
    """A line of a source page."""

    source: str
    line: int | None
    name: Text


@dataclass(frozen=True, slots=True)
class Many:
    """Several cells in one, in their order; each on a line of its own where ``apart``."""

    cells: tuple[Cell, ...]
    apart: bool = False


Cell: TypeAlias = Text | Link | Money | Day | Where | Many | int | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in CSV, its heading, what it means, and whether it holds figures."""

    name: str
    title: str
    meaning: str
    figures: bool = False
    with_iri: bool = False


def make_columns(
    lang: str, names: Sequence[str], figures: Sequence[str] = (), iris: Sequence[str] = ()
) -> tuple[Column, ...]:
    """Return columns by name; one dictionary tells what each name means, wherever it is used."""
    return _make_columns(lang, tuple(names), tuple(figures), tuple(iris))


# The same few sets of columns stand on thousands of pages, and so do their descriptions.
@lru_cache(maxsize=512)
def _make_columns(lang: str, names: Sequence[str], figures: Sequence[str], iris: Sequence[str]) -> tuple[Column, ...]:
    return tuple(
        Column(
            name,
            say(f"column.{name}", lang),
            say(f"column.{name}-meaning", lang),
            figures=name in figures,
            with_iri=name in iris,
        )
        for name in names
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows for people and programs; ``name`` is unique on its page, ``caption`` says what the rows are.

    ``anchors`` are the ids of the rows, for links to them. Where not all rows are shown, ``note`` tells how many, and
    ``more`` is the page that has them all, if there is one.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)
    note: str = ""
    anchors: Sequence[str] = ()
    more: str = ""

    def write_csv(self) -> str:
        """Return exactly the rows shown as CSV (RFC 4180): plain numbers and ISO dates, IRIs beside names."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([name for column in self.columns for name in _headers(column)])
        for row in self.rows:
            cells: list[str] = []
            for column, cell in zip(self.columns, row, strict=True):
                cells.append(write_cell(cell))
                if column.with_iri:
                    cells.append(" ".join(_iris(cell)))
            writer.writerow(cells)
        return out.getvalue()

    def write_metadata(self, url: str, lang: str) -> str:
        """Return the CSVW description of the file ``url``: what each column means, in a language."""
        head, middle, tail = _describe_columns(self.columns, lang)
        return head + _spell(url) + middle + _spell(self.caption) + tail


_GAP = "\u0000"


@lru_cache(maxsize=512)
def _describe_columns(columns: Sequence[Column], lang: str) -> Sequence[str]:
    """Return the CSVW description in three parts, between which address and title of a table stand."""
    schema = []
    for column in columns:
        kind = "decimal" if column.figures else "string"
        schema.append(
            {
                "name": column.name,
                "titles": column.name,
                "dc:title": {"@value": column.title, "@language": lang},
                "dc:description": {"@value": column.meaning, "@language": lang},
                "datatype": kind,
            }
        )
        if column.with_iri:
            schema.append({"name": f"{column.name}_iri", "titles": f"{column.name}_iri", "datatype": "string"})
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": lang}],
        "url": _GAP,
        "dc:title": _GAP,
        "tableSchema": {"columns": schema},
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").split(_spell(_GAP))


def _spell(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def note_cut(shown: int, all_: int, lang: str) -> str:
    """Return the note of a table that does not show all rows; empty if it does."""
    return say("table.cut", lang, shown=shown, all=all_) if all_ > shown else ""


def _headers(column: Column) -> list[str]:
    return [column.name, f"{column.name}_iri"] if column.with_iri else [column.name]


def write_cell(cell: Cell) -> str:
    """Return a cell as programs want it.

    >>> write_cell(Money(Decimal("259754.15"))), write_cell(Many((Day("2015"), "x"))), write_cell(None)
    ('259754.15', '2015 | x', '')
    """
    match cell:
        case None:
            return ""
        case Text(value=value) | Day(value=value):
            return value
        case Link(text=text):
            return text.value
        case Money(amount=amount):
            return "" if amount is None else f"{amount:f}"
        case Where(source=source, line=line):
            return f"{source}:{line}" if line else source
        case Many(cells=cells):
            return " | ".join(write_cell(each) for each in cells)
        case Decimal():
            return f"{cell:f}"
        case _:
            return str(cell)


def _iris(cell: Cell) -> list[str]:
    if isinstance(cell, Link):
        return [cell.iri]
    return [iri for each in cell.cells for iri in _iris(each)] if isinstance(cell, Many) else []
