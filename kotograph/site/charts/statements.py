"""The timeline of one project: what each source states of its start and end, beside what was concluded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kotograph.site.charts.canvas import WIDE, About, Canvas, Entry
from kotograph.site.charts.scale import Moment
from kotograph.site.charts.spans import Span, draw_spans, is_open, is_year_only

_FORM = "statements"
_DIFFERS = "≠ "
_GREY = 5


@dataclass(frozen=True, slots=True)
class Stated:
    """Start and end by one source, or as concluded; ``text`` is the dates as the source writes them."""

    label: str
    start: Moment
    end: Moment
    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Statements:
    """What the sources state and what was concluded, with the words of the legend."""

    concluded: Stated
    stated: tuple[Stated, ...]
    concluded_words: str
    stated_words: str
    apart: str
    year_only: str
    open_end: str


def draw_statements(data: Statements, about: About, width: int = WIDE) -> str:
    """Return one bar a source below the concluded one; the days in which they differ are set off."""
    canvas = Canvas(about, width)
    if not data.stated:
        return canvas.finish_empty(_FORM)
    first = data.concluded
    spans = [Span(first.label, first.start, first.end, 0, first.text, strong=True)]
    spans += [
        Span(
            s.label,
            s.start,
            s.end,
            _GREY,
            (_DIFFERS if s.differs else "") + s.text,
            plain=True,
            apart=_find_apart(s, first) if s.differs else (),
        )
        for s in data.stated
    ]
    entries = [Entry(canvas.plain(0), data.concluded_words), Entry(canvas.plain(_GREY), data.stated_words)]
    if any(span.apart for span in spans):
        entries.append(Entry(canvas.series(1), data.apart))
    if is_year_only(spans):
        entries.append(Entry(canvas.plain(_GREY), data.year_only, thin=True))
    if is_open(spans):
        entries.append(Entry(canvas.fade(_GREY), data.open_end))
    return canvas.finish(draw_spans(canvas, spans, canvas.legend(entries, 0) + 14) + 2, _FORM)


def _find_apart(stated: Stated, concluded: Stated) -> tuple[tuple[date, date, int], ...]:
    """Return the days between what is stated and what was concluded, at either end, where both are days."""
    found = []
    for here, there, after in ((stated.start, concluded.start, 0), (stated.end, concluded.end, 1)):
        if isinstance(here, date) and isinstance(there, date) and here != there:
            first, last = sorted((here, there))
            found.append((first, last, after))
    return tuple(found)
