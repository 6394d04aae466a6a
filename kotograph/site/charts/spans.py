"""Rows of time spans along a year axis: what the timeline of projects and that of one project's sources share.

What is not known is drawn as not known: an open end fades out, a year without a day is a thin bar over that whole year,
and a row without either end has a dotted line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kotograph.site.charts.canvas import NARROW, THIN, Anchor, Canvas, spell
from kotograph.site.charts.scale import Moment, Years, first_day, last_day
from kotograph.site.charts.text import LABEL, LEADING, SMALL, measure_widest, measure_word, wrap

_YEAR_ROOM = 40.0
_LINE_ROOM = 12.0
_GAP = 14.0
_MANY = 16
_THICK = 16.0
# How long an open end takes to fade out, and what the question mark after it needs.
_FADE, _ASKING = 34.0, 12.0


@dataclass(frozen=True, slots=True)
class Span:
    """One row: its name, its ends, its series, and its dates as text.

    ``strong`` sets it off from the others, ``plain`` is without texture.
    """

    label: str
    start: Moment
    end: Moment
    series: int
    text: str
    strong: bool = False
    plain: bool = False
    # Where the row differs from what was concluded: from the start of one day to that of another, plus so many days.
    apart: tuple[tuple[date, date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A day to mark across all rows, with its words."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the columns stand: labels, the years, and the dates as text (above the bars where it is narrow)."""

    above: bool
    label_room: float
    years: Years | None
    text_left: float
    text_room: float


def is_year_only(spans: Iterable[Span]) -> bool:
    """Tell whether a row knows but the year of an end."""
    return any(isinstance(moment, int) for span in spans for moment in (span.start, span.end))


def is_open(spans: Iterable[Span]) -> bool:
    """Tell whether a row does not know one of its ends."""
    return any(span.start is None or span.end is None for span in spans)


def draw_spans(canvas: Canvas, spans: Sequence[Span], top: float, days: Sequence[Day] = ()) -> float:
    """Draw rows below ``top`` and return where they end."""
    layout = _lay_out(canvas, spans, days)
    years, y = layout.years, top
    marks: list[tuple[float, float]] = []
    if years:
        for day in days:
            x = years.place(day.day)
            y = _name_day(canvas, day.label, x, y)
            marks.append((x, y + 2))
    names = y
    y += SMALL * LEADING + 2 if years else 0
    bottom = y + sum(_height(span, layout) for span in spans)
    if years:
        _rule(canvas, years, y, bottom)
        for x, start in marks:
            canvas.line(x, start, x, bottom, "chart-mark")
        _name_years(canvas, years, names)
    for span in spans:
        _draw_row(canvas, span, layout, y)
        y += _height(span, layout)
    return _name_years(canvas, years, bottom + 2) if years and len(spans) >= _MANY else bottom


def _lay_out(canvas: Canvas, spans: Sequence[Span], days: Sequence[Day]) -> _Layout:
    width = float(canvas.width)
    ends = _find_range(spans, days)
    if canvas.width <= NARROW:
        years = Years(*ends, 0, width) if ends else None
        return _Layout(True, width, years, 0, width)
    strong = any(span.strong for span in spans)
    labels = [span.label for span in spans]
    texts = [span.text for span in spans]
    words = min(measure_word(labels, bold=strong), width * 0.42)
    label_room = min(measure_widest(labels, bold=strong), max(width * 0.34, words)) + 1
    text_room = min(measure_widest(texts, SMALL, bold=strong), width * 0.23) + 1
    right = width - text_room - _GAP
    years = Years(*ends, label_room + _GAP, right) if ends else None
    return _Layout(False, label_room, years, right + _GAP if ends else label_room + _GAP, text_room)


def _find_range(spans: Sequence[Span], days: Sequence[Day]) -> tuple[int, int] | None:
    known = [first_day(m) for span in spans for m in (span.start, span.end) if m is not None]
    if not known:
        return None
    known += [day.day for day in days]
    first, last = min(known).year, max(known).year
    # An open end needs room to fade out.
    margin = 1 + (last - first) // 12
    first = min([first, *(first_day(s.end).year - margin for s in spans if s.start is None and s.end is not None)])
    last = max([last, *(last_day(s.start).year + margin for s in spans if s.end is None and s.start is not None)])
    return max(first, date.min.year), min(last, date.max.year)


def _name_day(canvas: Canvas, label: str, x: float, top: float) -> float:
    lines = wrap(label, canvas.width * 0.6, SMALL)
    half = measure_widest(lines, SMALL) / 2
    middle = min(max(x, half), canvas.width - half)
    return canvas.text(middle, top, lines, SMALL, anchor="middle", name="chart-muted")


def _name_years(canvas: Canvas, years: Years, top: float) -> float:
    bottom = top
    for year in years.find_steps(_YEAR_ROOM):
        x = years.place(date(year, 1, 1))
        bottom = canvas.text(x + 4, top, (str(year),), SMALL, name="chart-muted chart-halo")
    return bottom


def _rule(canvas: Canvas, years: Years, top: float, bottom: float) -> None:
    for year in years.find_steps(_LINE_ROOM):
        x = years.place(date(year, 1, 1))
        canvas.line(x, top, x, bottom, "chart-grid")
    canvas.line(years.left, top, years.right, top, "chart-zero")


def _set(span: Span, layout: _Layout) -> tuple[tuple[str, ...], tuple[str, ...]]:
    label = wrap(span.label, layout.label_room, bold=span.strong)
    return label, wrap(span.text, layout.text_room, SMALL, bold=span.strong)


def _height(span: Span, layout: _Layout) -> float:
    label, text = _set(span, layout)
    labels, texts = len(label) * LABEL * LEADING, len(text) * SMALL * LEADING
    if layout.above:
        return 8 + labels + texts + (4 + _THICK if layout.years else 0) + 8
    return max(labels, texts, _THICK) + 12


def _draw_row(canvas: Canvas, span: Span, layout: _Layout, top: float) -> None:
    label, text = _set(span, layout)
    weight = " chart-strong" if span.strong else ""
    height = _height(span, layout)
    if layout.above:
        y = canvas.text(0, top + 8, label, name=f"chart-halo{weight}")
        y = canvas.text(0, y, text, SMALL, name=f"chart-muted chart-halo{weight}")
        middle = y + 4 + _THICK / 2
    else:
        middle = top + height / 2
        canvas.text(0, middle - len(label) * LABEL * LEADING / 2, label, name=weight.strip())
        start = middle - len(text) * SMALL * LEADING / 2
        canvas.text(layout.text_left, start, text, SMALL, name=f"chart-muted{weight}")
        canvas.line(0, top + height, canvas.width, top + height, "chart-hair")
    if layout.years:
        _draw_span(canvas, span, layout.years, middle)


def _draw_span(canvas: Canvas, span: Span, years: Years, middle: float) -> None:
    top = middle - _THICK / 2
    start, end = span.start, span.end
    if start is None and end is None:
        canvas.line(years.left + 1, middle, years.right - 1, middle, "chart-unknown")
    elif start is None or end is None:
        _draw_open(canvas, span, years, top)
    elif last_day(end) < first_day(start):
        # Ends that cannot both be true are two brackets, the end before the start.
        for x, step in ((years.place(first_day(start)), 5.0), (years.place(last_day(end), 1), -5.0)):
            bracket = f"M{spell(x + step)} {spell(top)}H{spell(x)}v{spell(_THICK)}h{spell(step)}"
            canvas.path(bracket, "chart-bracket")
    else:
        _draw_known(canvas, span, years, top, start, end)
    for first, last, days in span.apart:
        x = years.place(first, days)
        canvas.rect(x, top, max(years.place(last, days) - x, 3), _THICK, canvas.series(1))


def _draw_known(canvas: Canvas, span: Span, years: Years, top: float, start: date | int, end: date | int) -> None:
    left, right = years.place(first_day(start)), years.place(last_day(end), 1)
    sure_left = years.place(last_day(start), 1) if isinstance(start, int) else left
    sure_right = years.place(first_day(end)) if isinstance(end, int) else right
    # Within these two the project surely ran; both ends in one year leave nothing sure.
    sure_left, sure_right = min(sure_left, right), max(sure_right, left)
    paint = _get_paint(canvas, span)
    if sure_left < sure_right:
        canvas.rect(sure_left, top, sure_right - sure_left, _THICK, paint)
    else:
        sure_left = sure_right = right
    for start_x, end_x in ((left, sure_left), (sure_right, right)):
        if start_x < end_x:
            canvas.rect(start_x, top + (_THICK - THIN) / 2, end_x - start_x, THIN, paint)


def _get_paint(canvas: Canvas, span: Span) -> str:
    return canvas.plain(span.series) if span.plain else canvas.series(span.series)


def _draw_open(canvas: Canvas, span: Span, years: Years, top: float) -> None:
    paint = canvas.fade(span.series, backwards=span.start is None)
    anchor: Anchor = "start"
    if span.end is not None:
        known = years.place(last_day(span.end), 1)
        left = min(max(known - _FADE, years.left + _ASKING), known)
        canvas.rect(left, top, known - left, _THICK, paint)
        x, anchor = max(left - 2, years.left + _ASKING - 2), "end"
    elif span.start is not None:
        known = years.place(first_day(span.start))
        right = max(min(known + _FADE, years.right - _ASKING), known)
        canvas.rect(known, top, right - known, _THICK, paint)
        x = min(right + 2, years.right - _ASKING + 2)
    middle = top + _THICK / 2
    canvas.text(x, middle - SMALL * LEADING / 2, ("?",), SMALL, anchor=anchor, name="chart-muted chart-halo")
