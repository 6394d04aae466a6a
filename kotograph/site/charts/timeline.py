"""The timeline of projects: one row a project, from its start to its end, with a texture by status."""

from __future__ import annotations

from dataclasses import dataclass

from kotograph.site.charts.canvas import WIDE, About, Canvas, Entry
from kotograph.site.charts.scale import Moment
from kotograph.site.charts.spans import Day, Span, draw_spans, is_open, is_year_only

_FORM = "timeline"


@dataclass(frozen=True, slots=True)
class Lasting:
    """One project: its title, its ends, the index of its status, and its dates as text (also what is not known)."""

    label: str
    start: Moment
    end: Moment
    status: int
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Projects in the order given. ``statuses`` are the words of the legend, by index.

    ``year_only`` and ``open_end`` explain the thin bar and the fading end; they are shown where they occur.
    """

    projects: tuple[Lasting, ...]
    statuses: tuple[str, ...]
    year_only: str
    open_end: str
    today: Day | None = None


def draw_timeline(data: Timeline, about: About, width: int = WIDE) -> str:
    """Return one bar a project along a year axis; raise ValueError for a status without words."""
    canvas = Canvas(about, width)
    if not data.projects:
        return canvas.finish_empty(_FORM)
    if any(not 0 <= project.status < len(data.statuses) for project in data.projects):
        raise ValueError("a status without words")
    spans = [Span(p.label, p.start, p.end, p.status, p.text) for p in data.projects]
    drawn = {p.status for p in data.projects if p.start is not None or p.end is not None}
    entries = [Entry(canvas.series(status), data.statuses[status]) for status in sorted(drawn)]
    if is_year_only(spans):
        entries.append(Entry(canvas.plain(0), data.year_only, thin=True))
    if is_open(span for span in spans if (span.start, span.end) != (None, None)):
        entries.append(Entry(canvas.fade(0), data.open_end))
    top = canvas.legend(entries, 0) + 14 if entries else 0.0
    return canvas.finish(draw_spans(canvas, spans, top, (data.today,) if data.today else ()) + 2, _FORM)
