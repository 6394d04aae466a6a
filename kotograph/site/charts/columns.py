"""Stacked columns: how much by year, in parts by series. Where the columns would be too narrow they lie as rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kotograph.site.charts.canvas import WIDE, About, Canvas, Entry
from kotograph.site.charts.rows import Row, draw_rows
from kotograph.site.charts.scale import Number, find_ticks, to_decimal
from kotograph.site.charts.text import LEADING, SMALL, measure_widest, measure_word, wrap

_FORM = "columns"
_HEIGHT = 250.0
_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every column: what it stands for and its value in each category, None where none is known."""

    label: str
    values: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns by category; series are stacked in the order given, from the axis up.

    ``total`` writes the sum over a column, ``missing`` stands where a category has no known value at all.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    tick: Callable[[Decimal], str]
    total: Callable[[Decimal], str]
    missing: str
    axis: str = ""


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    text: str
    parts: tuple[Decimal, ...]

    @property
    def sum(self) -> Decimal:
        return sum(self.parts, Decimal(0))


def draw_columns(data: Columns, about: About, width: int = WIDE) -> str:
    """Return stacked columns with their totals; raise ValueError for a negative value or a value without category."""
    canvas = Canvas(about, width)
    if any(len(series.values) != len(data.categories) for series in data.series):
        raise ValueError("each series needs one value a category")
    if not data.categories or not data.series:
        return canvas.finish_empty(_FORM)
    columns = [_add_up(data, index) for index in range(len(data.categories))]
    top = 0.0
    if len(data.series) > 1:
        top = canvas.legend([Entry(canvas.series(i), each.label) for i, each in enumerate(data.series)], top) + 14
    ticks = find_ticks([column.sum for column in columns], 5)
    left = measure_widest(map(data.tick, ticks), SMALL) + 8
    slot = (width - left) / len(columns)
    widest = max(measure_widest((c.text for c in columns), SMALL), measure_word((c.label for c in columns), SMALL))
    if widest + 8 > slot:
        paints = [canvas.series(index) for index in range(len(data.series))]
        rows = [Row(c.label, "", tuple(zip(c.parts, paints, strict=True)), c.text) for c in columns]
        return canvas.finish(draw_rows(canvas, rows, top, data.axis, data.tick) + 2, _FORM)
    if data.axis:
        top = canvas.text(0, top, wrap(data.axis, width, SMALL), SMALL, name="chart-muted") + 4
    return canvas.finish(_draw_upright(canvas, data, columns, ticks, left, top) + 2, _FORM)


def _add_up(data: Columns, index: int) -> _Column:
    values = [series.values[index] for series in data.series]
    parts = tuple(Decimal(0) if value is None else to_decimal(value) for value in values)
    known = any(value is not None for value in values)
    return _Column(data.categories[index], data.total(sum(parts, Decimal(0))) if known else data.missing, parts)


def _draw_upright(
    canvas: Canvas, data: Columns, columns: list[_Column], ticks: list[Decimal], left: float, top: float
) -> float:
    line = SMALL * LEADING
    base = top + line + _HEIGHT
    largest = max(column.sum for column in columns)
    scale = _HEIGHT / float(largest) if largest else 0.0
    for tick in ticks:
        y = base - float(tick) * scale
        canvas.line(left, y, canvas.width, y, "chart-grid" if tick else "chart-zero")
        canvas.text(left - 8, y - line / 2, (data.tick(tick),), SMALL, anchor="end", name="chart-muted")
    slot = (canvas.width - left) / len(columns)
    thick = min(slot * _SHARE, 72.0)
    bottom = base
    for index, column in enumerate(columns):
        middle = left + (index + 0.5) * slot
        y = base
        for series, value in enumerate(column.parts):
            if value:
                y -= float(value) * scale
                canvas.rect(middle - thick / 2, y, thick, float(value) * scale, canvas.series(series))
        name = "chart-halo" if column.sum else "chart-muted chart-halo"
        canvas.text(middle, y - line - 1, (column.text,), SMALL, anchor="middle", name=name)
        lines = wrap(column.label, slot - 4, SMALL)
        bottom = max(bottom, canvas.text(middle, base + 4, lines, SMALL, anchor="middle"))
    return bottom
