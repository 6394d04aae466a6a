"""Pictures of time: projects along the years, and what each source says of one project's time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kotograph.site import charts
from kotograph.site.figures import Figure
from kotograph.site.graph import Text, expand
from kotograph.site.locale import format_date
from kotograph.site.overview import Summary
from kotograph.site.pictures.chains import draw_chains
from kotograph.site.pictures.picture import Picture, make_picture, write_period
from kotograph.site.tables import Cell, Day, Link, Where, make_columns
from kotograph.site.texts import say

if TYPE_CHECKING:
    from kotograph.site.site import Site

_MOST_SPANS = 80


def to_moment(lexical: str) -> charts.Moment:
    """Return a day, a year, or nothing, as charts take it.

    >>> to_moment("2015"), to_moment("2022-01-30"), to_moment("")
    (2015, datetime.date(2022, 1, 30), None)
    """
    if not lexical:
        return None
    if lexical.isdigit():
        return int(lexical)
    try:
        return date.fromisoformat(lexical)
    except ValueError:
        return None


def draw_timeline(site: Site, projects: Sequence[Summary], lang: str) -> Picture | None:
    """Draw projects along the years, in the order of their start."""
    timed = [each for each in projects if each.start or each.end]
    if not timed:
        return None
    timed.sort(key=lambda each: (each.start or each.end, each.end, each.key))
    shown = timed[:_MOST_SPANS]
    statuses = sorted({each.status for each in shown})
    names = [site.name(status, lang).value if status else say("picture.no-status", lang) for status in statuses]
    spans = tuple(
        charts.Lasting(
            each.title(lang).value,
            to_moment(each.start),
            to_moment(each.end),
            statuses.index(each.status),
            write_period(each.start, each.end, lang),
        )
        for each in shown
    )
    data = charts.Timeline(spans, tuple(names), say("picture.year-only", lang), say("picture.open-end", lang))
    first = shown[0]
    title = say("picture.timeline", lang)
    finding = say(
        "picture.timeline-finding",
        lang,
        n=len(shown),
        name=first.title(lang).value,
        start=format_date(first.start or first.end, lang),
    )
    rows = [
        (
            Link(each.title(lang), f"project/{each.key}.html", each.iri),
            Day(each.start) if each.start else None,
            Day(each.end) if each.end else None,
            site.name(each.status, lang) if each.status else None,
        )
        for each in shown
    ]
    columns = make_columns(lang, ("project", "start", "end", "status"), (), ("project",))
    return make_picture("timeline", title, finding, charts.draw_timeline, data, columns, rows, lang)


def draw_project(site: Site, summary: Summary, figures: Sequence[Figure], lang: str) -> list[Picture]:
    """Draw what each source says of a project's time, and the chain of projects that it stands in."""
    found = [_draw_statements(site, summary, figures, lang), draw_chains(site, lang, summary.iri)]
    return [picture for picture in found if picture]


def _draw_statements(site: Site, summary: Summary, figures: Sequence[Figure], lang: str) -> Picture | None:
    ends = {expand("koto:startDate"): 0, expand("koto:endDate"): 1}
    stated: dict[str, list[str]] = defaultdict(lambda: ["", ""])
    written: dict[str, list[str]] = defaultdict(lambda: ["", ""])
    lines: dict[str, int | None] = {}
    grants: dict[str, str] = {}
    for figure in figures:
        if figure.property in ends and figure.origin == "sources":
            for each in figure.considered:
                at = ends[figure.property]
                stated[each.source][at] = each.value.value if each.value else ""
                written[each.source][at] = each.as_written
                lines[each.source] = each.line
                if figure.grant:
                    code = site.graph.get_value(figure.grant, "dcterms:identifier")
                    grants[each.source] = code or site.graph.get_key(figure.grant)
    if not stated:
        return None
    concluded = (summary.start, summary.end)
    title = say("picture.statements", lang)
    # One of several grants has its own period, which is no other opinion of the project's.
    differing = {key for key, period in stated.items() if key not in grants and not _agrees(period, concluded)}
    finding = say(
        "picture.statements-differ" if differing else "picture.statements-agree",
        lang,
        n=len(differing),
        all=len(stated),
        period=write_period(*concluded, lang),
    )
    order = sorted(stated)
    data = charts.Statements(
        charts.Stated(
            say("picture.concluded", lang),
            to_moment(summary.start),
            to_moment(summary.end),
            write_period(*concluded, lang),
        ),
        tuple(
            charts.Stated(
                ", ".join(filter(None, (site.source_label(key, lang), grants.get(key)))),
                *_drawable(stated[key]),
                " – ".join(text or "?" for text in written[key]),
                key in differing,
            )
            for key in order
        ),
        say("picture.concluded", lang),
        say("picture.stated", lang),
        say("picture.apart", lang),
        say("picture.year-only", lang),
        say("picture.open-end", lang),
    )
    rows: list[Sequence[Cell]] = [
        (
            Where(key, lines[key], Text("")),
            Day(stated[key][0]) if stated[key][0] else None,
            Day(stated[key][1]) if stated[key][1] else None,
            Text(" – ".join(text or "?" for text in written[key])),
        )
        for key in order
    ]
    columns = make_columns(lang, ("source", "start", "end", "as-written"), (), ())
    return make_picture("time", title, finding, charts.draw_statements, data, columns, rows, lang)


def _agrees(stated: Sequence[str], concluded: Sequence[str]) -> bool:
    """Tell whether a period is the one concluded; a year agrees with the days in it."""
    return all(
        one == other or (len(one) == 4 and other[:4] == one) for one, other in zip(stated, concluded, strict=True)
    )


def _drawable(period: Sequence[str]) -> tuple[charts.Moment, charts.Moment]:
    """Return the ends as moments; an end before the start cannot be drawn, and is open instead."""
    start, end = map(to_moment, period)
    if start and end and period[1][:4] < period[0][:4]:
        return start, None
    if isinstance(start, date) and isinstance(end, date) and end < start:
        return start, None
    return start, end
