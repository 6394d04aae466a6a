"""Rows of bars from one zero line: what bars and lying columns have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kotograph.site.charts.canvas import NARROW, Canvas
from kotograph.site.charts.scale import find_ticks
from kotograph.site.charts.text import LABEL, LEADING, SMALL, measure, measure_widest, measure_word, wrap

_GAP = 10.0
_AFTER = 7.0
_MANY = 16
_THICK = 20.0


@dataclass(frozen=True, slots=True)
class Row:
    """One bar of one or more parts, each a value and its paint."""

    label: str
    note: str
    parts: tuple[tuple[Decimal, str], ...]
    text: str

    @property
    def total(self) -> Decimal:
        """Return how long the whole bar is."""
        return sum((value for value, _ in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Set:
    """A row with its texts broken into lines."""

    row: Row
    label: tuple[str, ...]
    note: tuple[str, ...]
    text: tuple[str, ...]

    @property
    def text_width(self) -> float:
        return measure_widest(self.text)


def draw_rows(canvas: Canvas, rows: Sequence[Row], top: float, axis: str, tick: Callable[[Decimal], str]) -> float:
    """Draw rows with their labels, values and axis below ``top``; return where they end."""
    above = canvas.width <= NARROW and any(_is_long(row, canvas.width * 0.3) for row in rows)
    left = 0.0 if above else _label_width(canvas.width, rows) + _GAP
    room = canvas.width - left
    label_room = canvas.width if above else left - _GAP
    placed = [
        _Set(
            row,
            wrap(row.label, label_room),
            wrap(row.note, label_room, SMALL),
            wrap(row.text, room * 0.55 if row.total else room - _AFTER - 1),
        )
        for row in rows
    ]
    scale = _find_scale(placed, room)
    y = top
    ticks = _place_ticks([row.total for row in rows], scale, left, canvas.width, tick)
    if axis:
        y = canvas.text(left, y, wrap(axis, room, SMALL), SMALL, name="chart-muted")
    if len(rows) >= _MANY:
        y = _name_ticks(canvas, ticks, y)
    y += 2
    bottom = y + sum(_height(item, above) for item in placed)
    for _, x, _ in ticks:
        canvas.line(x, y, x, bottom, "chart-zero" if x == left else "chart-grid")
    for item in placed:
        _draw_row(canvas, item, y, left, scale, above)
        y += _height(item, above)
    return _name_ticks(canvas, ticks, bottom + 2)


def _is_long(row: Row, width: float) -> bool:
    """Tell whether a label beside its bar would be broken more than once, or within a word."""
    return bool(row.note) or measure_word((row.label,)) > width or len(wrap(row.label, width)) > 2


def _label_width(width: float, rows: Sequence[Row]) -> float:
    natural = max(measure_widest(r.label for r in rows), measure_widest((r.note for r in rows), SMALL))
    word = max(measure_word(r.label for r in rows), measure_word((r.note for r in rows), SMALL))
    return min(natural, max(width * 0.36, min(word, width * 0.5))) + 0.5


def _height(item: _Set, above: bool) -> float:
    label = len(item.label) * LABEL * LEADING + len(item.note) * SMALL * LEADING
    bar = max(_THICK, len(item.text) * LABEL * LEADING)
    return label + 3 + bar + 14 if above else max(label, bar) + 11


def _find_scale(placed: Sequence[_Set], room: float) -> float:
    """Return units a value so that every bar and the text after it fit."""
    return min(
        ((room - _AFTER - item.text_width - 1) / float(item.row.total) for item in placed if item.row.total),
        default=0.0,
    )


def _place_ticks(
    totals: Sequence[Decimal], scale: float, left: float, right: float, tick: Callable[[Decimal], str]
) -> list[tuple[str, float, float]]:
    """Return name, line and middle of the name of each tick, as few as stand clear of each other."""
    for most in (6, 5, 4, 3, 2, 1):
        found = []
        for value in find_ticks(totals, most):
            x = left + float(value) * scale
            name = tick(value)
            half = measure(name, SMALL) / 2
            # The names at the edges move inwards rather than leave the drawing.
            found.append((name, x, min(max(x, half), right - half)))
        spans = [(x - measure(name, SMALL) / 2, x + measure(name, SMALL) / 2) for name, _, x in found]
        if all(this[1] + 10 <= after[0] for this, after in pairwise(spans)):
            break
    return found


def _name_ticks(canvas: Canvas, ticks: Sequence[tuple[str, float, float]], top: float) -> float:
    bottom = top
    for name, _, x in ticks:
        bottom = canvas.text(x, top, (name,), SMALL, anchor="middle", name="chart-muted")
    return bottom


def _draw_row(canvas: Canvas, item: _Set, top: float, left: float, scale: float, above: bool) -> None:
    height = _height(item, above)
    written = len(item.label) * LABEL * LEADING + len(item.note) * SMALL * LEADING
    if above:
        y = canvas.text(0, top + 2, item.label, name="chart-halo")
        y = canvas.text(0, y, item.note, SMALL, name="chart-muted chart-halo") + 3
        middle = y + max(_THICK, len(item.text) * LABEL * LEADING) / 2
    else:
        middle = top + height / 2
        y = canvas.text(left - _GAP, middle - written / 2, item.label, anchor="end")
        canvas.text(left - _GAP, y, item.note, SMALL, anchor="end", name="chart-muted")
    x = left
    for value, paint in item.row.parts:
        if value:
            canvas.rect(x, middle - _THICK / 2, float(value) * scale, _THICK, paint)
            x += float(value) * scale
    name = "chart-halo" if item.row.total else "chart-muted chart-halo"
    canvas.text(x + _AFTER, middle - len(item.text) * LABEL * LEADING / 2, item.text, name=name)
