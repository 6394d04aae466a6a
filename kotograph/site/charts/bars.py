"""Horizontal bars: how much, by whom or by what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kotograph.site.charts.canvas import WIDE, About, Canvas
from kotograph.site.charts.rows import Row, draw_rows
from kotograph.site.charts.scale import Number, to_decimal

_FORM = "bars"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, its value (None where no value is known), the value as text, and a small note."""

    label: str
    value: Number | None
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars in the order given; ``axis`` says what is measured, ``tick`` writes a value of the axis."""

    bars: tuple[Bar, ...]
    tick: Callable[[Decimal], str]
    axis: str = ""


def draw_bars(data: Bars, about: About, width: int = WIDE) -> str:
    """Return bars with their labels and values; raise ValueError for a negative value."""
    canvas = Canvas(about, width)
    if not data.bars:
        return canvas.finish_empty(_FORM)
    paint = canvas.series(0)
    rows = [
        Row(bar.label, bar.note, () if bar.value is None else ((to_decimal(bar.value), paint),), bar.text)
        for bar in data.bars
    ]
    return canvas.finish(draw_rows(canvas, rows, 0, data.axis, data.tick) + 2, _FORM)
