"""Matrices of shares: fields by source, or sources by source; every cell has its number and a bar of its share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kotograph.site.charts.canvas import NARROW, WIDE, About, Canvas
from kotograph.site.charts.scale import Number, to_decimal
from kotograph.site.charts.text import LABEL, LEADING, SMALL, measure, measure_widest, measure_word, wrap

_GAP = 14.0
_BAR = 8.0
_LEAST_NAMED = 96.0
_MOST = 150.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A share from 0 to 1 (None where there is nothing to share), its text, and the numbers behind it."""

    share: Number | None
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by row and column."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often each two of some sources agree: ``cells`` by the indexes of both, ``same`` for a source with itself."""

    sources: tuple[str, ...]
    cells: Mapping[tuple[int, int], Cell]
    same: str
    missing: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where rows and columns stand, how many columns fit beside each other, and whether they go by number.

    ``above`` tells whether a row has its label above its cells, ``beside`` whether a cell has its note beside its text.
    ``indent`` is what the number of a row takes.
    """

    above: bool
    indent: float
    label_room: float
    left: float
    slot: float
    step: int
    numbered: bool
    beside: bool

    @property
    def inner(self) -> float:
        """Return how wide a cell is."""
        return self.slot - _GAP


def draw_matrix(data: Matrix, about: About, width: int = WIDE) -> str:
    """Return a matrix; raise ValueError if cells are missing or a share is not between 0 and 1."""
    return _draw(data, about, width, "matrix", False)


def draw_agreement(data: Agreement, about: About, width: int = WIDE) -> str:
    """Return sources by sources; a pair may be given in either order."""
    nothing = Cell(None, data.missing)
    count = range(len(data.sources))
    cells = tuple(
        tuple(
            Cell(None, data.same)
            if row == column
            else data.cells.get((row, column), data.cells.get((column, row), nothing))
            for column in count
        )
        for row in count
    )
    return _draw(Matrix(data.sources, data.sources, cells), about, width, "agreement", True)


def _draw(data: Matrix, about: About, width: int, form: str, square: bool) -> str:
    canvas = Canvas(about, width)
    if len(data.cells) != len(data.rows) or any(len(row) != len(data.columns) for row in data.cells):
        raise ValueError("a matrix needs one cell a row and column")
    if any(cell.share is not None and to_decimal(cell.share) > 1 for row in data.cells for cell in row):
        raise ValueError("a share is not more than 1")
    if not data.rows or not data.columns:
        return canvas.finish_empty(form)
    grid = _lay_out(data, width, square)
    y = 0.0
    if grid.numbered and not square:
        for index, name in enumerate(data.columns):
            y = _name_number(canvas, index, name, y)
        y += 12
    # Columns that do not fit beside each other go on below, with their rows again.
    for first in range(0, len(data.columns), grid.step):
        y += 22 if first else 0
        y = _draw_band(canvas, data, grid, range(first, min(first + grid.step, len(data.columns))), y)
    return canvas.finish(y + 2, form)


def _number(index: int) -> str:
    return f"{index + 1}"


def _name_number(canvas: Canvas, index: int, name: str, top: float) -> float:
    canvas.text(0, top, (_number(index),), SMALL, name="chart-strong")
    return canvas.text(26, top, wrap(name, canvas.width - 26, SMALL), SMALL)


def _lay_out(data: Matrix, width: int, square: bool) -> _Grid:
    count = len(data.columns)
    indent = measure(_number(len(data.rows) - 1), bold=True) + 10 if square else 0.0
    above = width <= NARROW
    if above:
        label_room, left = width - indent, -_GAP
    else:
        word = min(measure_word(data.rows), width * 0.45)
        label_room = min(measure_widest(data.rows), max(width * 0.34, word)) + 1
        left = indent + label_room
    room = width - left
    cells = [cell for row in data.cells for cell in row]
    # What stands where there is no share may take several lines.
    texts = max(measure_widest(c.text for c in cells if c.share is not None), measure_word(c.text for c in cells))
    least = max(texts, measure_widest((c.note for c in cells), SMALL), 44.0) + 4 + _GAP
    named = max(least, _LEAST_NAMED + _GAP, measure_word(data.columns, SMALL) + _GAP)
    numbered = square or named * count > room
    step = max(1, min(count, int(room / (least if numbered else named))))
    slot = min(room / step, _MOST)
    both = max((measure(c.text) + measure(c.note, SMALL) + 10 for c in cells if c.share is not None), default=0.0)
    return _Grid(above, indent, label_room, left, slot, step, numbered, both <= slot - _GAP)


def _draw_band(canvas: Canvas, data: Matrix, grid: _Grid, columns: range, top: float) -> float:
    heads: list[Sequence[str]] = [
        (_number(index),) if grid.numbered else wrap(data.columns[index], grid.inner, SMALL) for index in columns
    ]
    base = top + max(map(len, heads)) * SMALL * LEADING
    for place, lines in enumerate(heads):
        x = grid.left + place * grid.slot + _GAP
        start = base - len(lines) * SMALL * LEADING
        canvas.text(x, start, lines, SMALL, name="chart-strong" if grid.numbered else "")
    right = canvas.width if grid.above else grid.left + len(columns) * grid.slot
    y = base + 6
    canvas.line(0, y, right, y, "chart-zero")
    for index in range(len(data.rows)):
        y = _draw_row(canvas, data, grid, index, columns, y)
        canvas.line(0, y, right, y, "chart-hair")
    return y


def _draw_row(canvas: Canvas, data: Matrix, grid: _Grid, index: int, columns: range, top: float) -> float:
    label = wrap(data.rows[index], grid.label_room)
    cells = [data.cells[index][column] for column in columns]
    written = len(label) * LABEL * LEADING
    tall = max(_measure_cell(cell, grid) for cell in cells)
    height = written + tall + 22 if grid.above else max(written, tall) + 16
    start = top + 8 if grid.above else top + (height - written) / 2
    middle = top + height - tall / 2 - 10 if grid.above else top + height / 2
    if grid.indent:
        canvas.text(0, start, (_number(index),), name="chart-strong")
    canvas.text(grid.indent, start, label)
    for place, cell in enumerate(cells):
        _draw_cell(canvas, cell, grid, grid.left + place * grid.slot + _GAP, middle)
    return top + height


def _measure_cell(cell: Cell, grid: _Grid) -> float:
    if cell.share is None:
        return len(wrap(cell.text, grid.inner)) * LABEL * LEADING
    return LABEL * LEADING + (SMALL * LEADING if cell.note and not grid.beside else 0) + 4 + _BAR


def _draw_cell(canvas: Canvas, cell: Cell, grid: _Grid, x: float, middle: float) -> None:
    top = middle - _measure_cell(cell, grid) / 2
    if cell.share is None:
        canvas.text(x, top, wrap(cell.text, grid.inner), name="chart-muted")
        return
    y = canvas.text(x, top, (cell.text,))
    if cell.note and grid.beside:
        canvas.text(x + grid.inner, top + 0.65, (cell.note,), SMALL, anchor="end", name="chart-muted")
    elif cell.note:
        y = canvas.text(x, y, (cell.note,), SMALL, name="chart-muted")
    canvas.rect(x, y + 4, grid.inner, _BAR, 'class="chart-track"')
    share = float(to_decimal(cell.share))
    if share:
        canvas.rect(x, y + 4, grid.inner * share, _BAR, canvas.series(0))
