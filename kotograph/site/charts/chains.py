"""Succession chains: boxes of projects, joined by arrows that carry their evidence."""

from __future__ import annotations

from dataclasses import dataclass

from kotograph.site.charts.canvas import NARROW, WIDE, About, Canvas, spell
from kotograph.site.charts.text import LABEL, LEADING, SMALL, measure_word, wrap

_FORM = "chains"
_PAD = 14.0
_GAP = 132.0
_LEAST_BOX = 176.0
_DOWN = 20.0
_BETWEEN = 30.0
_HEAD_ACROSS, _HEAD_DOWN = "m-6-6l6 6l-6 6", "m-6-6l6 6l6-6"


@dataclass(frozen=True, slots=True)
class Link:
    """One project of a chain: its title and what else to say of it, a line each.

    ``current`` sets it off as the one a page is about, ``mentioned`` as one that is known by name only.
    """

    title: str
    lines: tuple[str, ...] = ()
    current: bool = False
    mentioned: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """Projects from the first to the last, and between each two the evidence that one continues the other."""

    links: tuple[Link, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Box:
    link: Link
    title: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        text = len(self.title) * LABEL * LEADING + len(self.lines) * SMALL * LEADING
        return text + 2 * _PAD - 4 + (3 if self.lines else 0)


def draw_chains(data: tuple[Chain, ...], about: About, width: int = WIDE) -> str:
    """Return chains below each other; raise ValueError for a chain without one piece of evidence between two links."""
    canvas = Canvas(about, width)
    chains = [chain for chain in data if chain.links]
    if any(len(chain.evidence) != len(chain.links) - 1 for chain in chains):
        raise ValueError("a chain needs one piece of evidence between each two links")
    if not chains:
        return canvas.finish_empty(_FORM)
    y = 2.0
    for index, chain in enumerate(chains):
        y += _BETWEEN if index else 0
        box = _find_box(chain, width)
        y = _draw_across(canvas, chain, box, y) if box else _draw_down(canvas, chain, y)
    return canvas.finish(y + 2, _FORM)


def _find_box(chain: Chain, width: int) -> float:
    """Return how wide the boxes of a chain may be side by side, 0 where they have to stand below each other."""
    count = len(chain.links)
    # A chain of one has the box of a chain of two.
    box = (width - 2 - (max(count, 2) - 1) * _GAP) / max(count, 2)
    titles = measure_word((link.title for link in chain.links), bold=True)
    lines = measure_word((line for link in chain.links for line in link.lines), SMALL)
    evidence = measure_word(chain.evidence, SMALL)
    fits = max(titles, lines) <= box - 2 * _PAD and evidence <= _GAP - 20 and box >= _LEAST_BOX
    return box if fits and width > NARROW else 0.0


def _make_box(link: Link, width: float) -> _Box:
    room = width - 2 * _PAD
    lines = tuple(part for line in link.lines for part in wrap(line, room, SMALL))
    return _Box(link, wrap(link.title, room, bold=True), lines)


def _draw_box(canvas: Canvas, box: _Box, x: float, top: float, width: float, height: float) -> None:
    name = "chart-node-current" if box.link.current else "chart-node-mentioned" if box.link.mentioned else "chart-node"
    canvas.rect(x, top, width, height, f'class="{name}"', 6)
    start = top + (height - box.height) / 2 + _PAD - 2
    y = canvas.text(x + _PAD, start, box.title, name="chart-strong")
    canvas.text(x + _PAD, y + 3, box.lines, SMALL, name="chart-muted")


def _draw_across(canvas: Canvas, chain: Chain, width: float, top: float) -> float:
    boxes = [_make_box(link, width) for link in chain.links]
    evidence = [wrap(text, _GAP - 20, SMALL) for text in chain.evidence]
    # The arrow is in the middle of the boxes, its evidence below it.
    below = max((len(lines) for lines in evidence), default=0) * SMALL * LEADING + 8
    height = max(max(box.height for box in boxes), 2 * below if evidence else 0)
    middle = top + height / 2
    for index, box in enumerate(boxes):
        x = 1 + index * (width + _GAP)
        _draw_box(canvas, box, x, top, width, height)
        if index < len(evidence):
            start, end = x + width + 6, x + width + _GAP - 6
            canvas.path(f"M{spell(start)} {spell(middle)}H{spell(end)}{_HEAD_ACROSS}", "chart-arrow")
            canvas.text(x + width + _GAP / 2, middle + 7, evidence[index], SMALL, anchor="middle", name="chart-muted")
    return top + height


def _draw_down(canvas: Canvas, chain: Chain, top: float) -> float:
    width = min(canvas.width - 2.0, 480.0)
    y = top
    for index, link in enumerate(chain.links):
        box = _make_box(link, width)
        _draw_box(canvas, box, 1, y, width, box.height)
        y += box.height
        if index < len(chain.evidence):
            lines = wrap(chain.evidence[index], width - 52, SMALL)
            end = y + max(len(lines) * SMALL * LEADING, SMALL * LEADING) + _DOWN
            canvas.path(f"M24 {spell(y + 6)}V{spell(end - 6)}{_HEAD_DOWN}", "chart-arrow")
            canvas.text(46, y + _DOWN / 2, lines, SMALL, name="chart-muted")
            y = end
    return y
