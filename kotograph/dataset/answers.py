"""Answers that stream: rows of Python values, a pandas frame, an rdflib graph, or a file as the command writes it."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, overload

from kotograph.config import DEFAULT_BASE
from kotograph.dataset.values import Value, read_value
from kotograph.errors import UsageError
from kotograph.export.files import open_target
from kotograph.formats import Format, get_format
from kotograph.store import Graph, Rows, Term, Truth, iter_triples, write_answer
from kotograph.store.answers import Answer as Found

if TYPE_CHECKING:
    import pandas
    import rdflib

_TRIPLE = ("subject", "predicate", "object")


class Row:
    """One row of an answer. A cell is had by name or by place, and a row can be unpacked.

    >>> row = Row(("project", "amount"), ("RIO 2", 112623))
    >>> row["project"], row.amount, row[-1], dict(row)
    ('RIO 2', 112623, 112623, {'project': 'RIO 2', 'amount': 112623})
    >>> project, amount = row
    """

    __slots__ = ("_cells", "_columns")

    def __init__(self, columns: tuple[str, ...], cells: tuple[Value, ...]) -> None:
        self._columns, self._cells = columns, cells

    @overload
    def __getitem__(self, key: str | int) -> Value: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Value, ...]: ...
    def __getitem__(self, key: str | int | slice) -> Value | tuple[Value, ...]:
        """Return a cell by the name of its column or its place; raise KeyError or IndexError if there is none."""
        if isinstance(key, str):
            if key not in self._columns:
                raise KeyError(f"{key!r} is not among the columns: {', '.join(self._columns)}")
            return self._cells[self._columns.index(key)]
        return self._cells[key]

    def __getattr__(self, name: str) -> Any:
        """Return a cell by the name of its column; its type is not known to a type checker, that of ``row[…]`` is."""
        # Copying and pickling ask for special names before there are columns.
        if name.startswith("__") or name not in self._columns:
            raise AttributeError(f"{name!r} is not among the columns: {', '.join(self._columns)}")
        return self[name]

    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns; with them ``dict(row)`` works."""
        return self._columns

    def __iter__(self) -> Iterator[Value]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Row):
            return NotImplemented
        return self._columns == other._columns and self._cells == other._cells

    def __hash__(self) -> int:
        return hash((self._columns, self._cells))

    def __reduce__(self) -> tuple[type[Row], tuple[tuple[str, ...], tuple[Value, ...]]]:
        return Row, (self._columns, self._cells)

    def __dir__(self) -> list[str]:
        return [*self._columns, "keys"]

    def __repr__(self) -> str:
        cells = (f"{name}={cell!r}" for name, cell in zip(self._columns, self._cells, strict=True))
        return f"Row({', '.join(cells)})"


class Answer:
    """What a dataset answers: iterate over it for its rows; they come from the store one by one.

    An answer can be read as often as you like: each time but the first the question is asked again, so that rows are
    never held. A graph (of CONSTRUCT or DESCRIBE) is read as rows of ``subject``, ``predicate`` and ``object``. The
    answer to ASK is had by ``bool(answer)``; of other answers that tells whether there is anything in them.
    ``columns`` are the names of the columns. ``print(answer)`` shows the table that ``kotograph query`` prints.
    """

    def __init__(self, ask: Callable[[], Found], base: str = DEFAULT_BASE) -> None:
        self._ask, self._base = ask, base
        self._found: Found | None = ask()
        if isinstance(self._found, Rows):
            self.columns: tuple[str, ...] = self._found.variables
        else:
            self.columns = _TRIPLE if isinstance(self._found, Graph) else ()
        self._form = type(self._found).__name__.lower()

    def _take(self) -> Found:
        """Return what was found, to be read once."""
        found = self._found or self._ask()
        self._found = None if isinstance(found, Rows) else found
        return found

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows; raise UsageError for an answer to ASK, which has none."""
        columns = self.columns
        return (Row(columns, tuple(map(read_value, cells))) for cells in self._iter_cells())

    def _iter_cells(self) -> Iterator[tuple[Term | None, ...]]:
        match self._take():
            case Rows(_, rows):
                return iter(rows)
            case Graph() as graph:
                return iter_triples(graph)
            case Truth():
                raise UsageError("not-select", "the answer is yes or no and has no rows", "", "use bool(answer)")

    def __bool__(self) -> bool:
        """Tell the answer to ASK, else whether there is a row or a triple."""
        match self._take():
            case Truth(value):
                return value
            case Graph(lines):
                return bool(lines)
            case Rows(variables, rows):
                rest = iter(rows)
                first = list(itertools.islice(rest, 1))
                self._found = Rows(variables, itertools.chain(first, rest))
                return bool(first)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a frame with the rows: pandas is in the extra ``kotograph[pandas]``.

        Whole numbers become ``Int64``, truth values ``boolean``, doubles ``float64``. All else keeps its Python value
        in a column of objects: a sum of `Decimal` stays exact, and a `Year` never becomes a day. An unbound cell is
        None, in the other columns NA. Raises UsageError if pandas is not installed.
        """
        from kotograph.dataset.frames import make_frame

        return make_frame(self.columns, self)

    def to_rdflib(self) -> rdflib.Graph:
        """Return the graph of CONSTRUCT or DESCRIBE, every literal spelled as it is in the answer.

        Raises UsageError for the answer of another form.
        """
        from kotograph.dataset.graphs import make_graph

        found = self._take()
        if not isinstance(found, Graph):
            message = "only a CONSTRUCT or DESCRIBE query gives a graph"
            raise UsageError("not-construct", message, "", "iterate over the rows, or write a CONSTRUCT query")
        return make_graph(found)

    def write(self, out: TextIO, format: str | Format = "table", *, width: int | None = None) -> None:
        """Write the answer as ``kotograph query`` does: rows as table, csv, tsv, json or xml, a graph in RDF.

        ``width`` is a terminal's, for tables. Lines of CSV end in CR LF: open files with ``newline=""``. Raises
        UsageError for a format that is not known or cannot hold the answer.
        """
        form = format if isinstance(format, Format) else get_format(format, "use table, csv, tsv, json or xml")
        found = self._take()
        if isinstance(found, Graph) and form in (Format.TABLE, Format.TURTLE, Format.RDFXML):
            from kotograph.dataset.graphs import write_graph

            write_graph(found, Format.TURTLE if form is Format.TABLE else form, out, self._base)
        else:
            write_answer(found, form, out, width=width, base=self._base)

    def save(self, path: str | Path, format: str | Format | None = None) -> None:
        """Write the answer to a file, which appears whole or not at all; its name tells the format, or ``format`` does.

        Raises UsageError as `write` does, InputError if the file cannot be written.
        """
        target = Path(path)
        form = format or target.suffix
        if not isinstance(form, Format):
            form = get_format(form, "name the file .csv, .tsv, .json, .ttl or so, or give a format")
        with open_target(target) as stream:
            text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)
            self.write(text, form)
            text.detach()

    def __str__(self) -> str:
        out = io.StringIO()
        self.write(out)
        return out.getvalue()

    def __repr__(self) -> str:
        return f"<Answer: {self._form}{' of ' if self.columns else ''}{', '.join(self.columns)}>"
