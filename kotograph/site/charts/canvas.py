"""The frame every chart is drawn on: one inline ``<svg>`` with a name, a finding, and texts as texts.

Colours, line widths and the font come from classes of ``assets/charts.css`` alone, so dark mode, print and forced
colours follow the stylesheet. A chart has ``role="img"``: what it says to assistive technology is its title and
finding, so it holds no links, and the table beside it has the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

from kotograph.site.charts.text import LABEL, LEADING, SMALL, escape, measure, wrap

# The width of the drawing in its own units; at full size one unit is a sixteenth of the reader's font size.
WIDE, NARROW = 720, 340
# How high a bar is where it is drawn thin.
THIN = 6.0
_COLOURS = 6
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
Anchor = Literal["start", "middle", "end"]
# What a pattern draws over its colour, on a square of eight units.
_TEXTURES = (
    "",
    "M-2 2L2-2M0 8L8 0M6 10L10 6",
    "M2 2h.01M6 6h.01",
    "M0 4H8",
    "M-2 6L2 10M0 0L8 8M6-2L10 2M-2 2L2-2M0 8L8 0M6 10L10 6",
    "M4 0V8",
)


@dataclass(frozen=True, slots=True)
class About:
    """What a chart is called, in the page's language.

    ``id`` is unique in its page, ``finding`` is one sentence that says what the picture shows, ``empty`` is what to
    say where there is nothing to draw.
    """

    id: str
    title: str
    finding: str
    empty: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One swatch of a legend and its words."""

    paint: str
    words: str
    thin: bool = False


def spell(number: float) -> str:
    """Spell a coordinate: two decimals at most, no trailing zeros, no negative zero.

    >>> spell(2.50), spell(-0.001), spell(1 / 3)
    ('2.5', '0', '0.33')
    """
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Canvas:
    """Collects the marks of one chart. Coordinates grow to the right and down; nothing may leave the drawing."""

    def __init__(self, about: About, width: int) -> None:
        """Start an empty drawing of this width."""
        if not _ID.fullmatch(about.id):
            raise ValueError(f"not an id: {about.id!r}")
        self.about = about
        self.width = width
        self._definitions: dict[str, str] = {}
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, paint: str, radius: float = 0) -> None:
        """Draw a rectangle; ``paint`` is what ``series`` or a class gives."""
        corner = f' rx="{spell(radius)}"' if radius else ""
        size = f'width="{spell(width)}" height="{spell(height)}"'
        self._parts.append(f'<rect x="{spell(x)}" y="{spell(y)}" {size}{corner} {paint}/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, name: str) -> None:
        """Draw a straight line of a class."""
        ends = f'x1="{spell(x1)}" y1="{spell(y1)}" x2="{spell(x2)}" y2="{spell(y2)}"'
        self._parts.append(f'<line {ends} class="{name}"/>')

    def path(self, path: str, name: str) -> None:
        """Draw a path of a class."""
        self._parts.append(f'<path d="{path}" class="{name}"/>')

    def text(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        size: float = LABEL,
        *,
        anchor: Anchor = "start",
        name: str = "",
    ) -> float:
        """Write lines below ``top`` and return where they end."""
        leading = size * LEADING
        # Capitals are centred on their line, so that a line of text and a bar of the same middle look aligned.
        first = top + leading / 2 + size * 0.36
        if lines:
            looks = "" if size == LABEL else f' font-size="{spell(size)}"'
            looks += "" if anchor == "start" else f' text-anchor="{anchor}"'
            looks += f' class="{name}"' if name else ""
            if len(lines) == 1:
                inner = escape(lines[0])
            else:
                inner = "".join(
                    f'<tspan x="{spell(x)}" y="{spell(first + index * leading)}">{escape(line)}</tspan>'
                    for index, line in enumerate(lines)
                )
            self._parts.append(f'<text x="{spell(x)}" y="{spell(first)}"{looks}>{inner}</text>')
        return top + len(lines) * leading

    def plain(self, index: int) -> str:
        """Return the colour of a series without its texture."""
        return f'class="chart-fill-{index % _COLOURS + 1}"'

    def series(self, index: int) -> str:
        """Return the paint of a series: a colour with a texture of its own, told apart without colour too."""
        colour = index % _COLOURS + 1
        texture = (index + index // _COLOURS) % len(_TEXTURES)
        if not texture:
            return self.plain(index)
        name = f"{self.about.id}-p{colour}{texture}"
        self._definitions[name] = (
            f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
            f'<rect width="8" height="8" class="chart-fill-{colour}"/>'
            f'<path d="{_TEXTURES[texture]}" class="chart-texture"/></pattern>'
        )
        return f'fill="url(#{name})"'

    def fade(self, index: int, *, backwards: bool = False) -> str:
        """Return the paint of an open end: the colour of a series that runs out to the right, or to the left."""
        colour = index % _COLOURS + 1
        name = f"{self.about.id}-f{colour}{'b' if backwards else ''}"
        ends = (1, 0) if backwards else (0, 1)
        self._definitions[name] = (
            f'<linearGradient id="{name}" x1="{ends[0]}" x2="{ends[1]}">'
            f'<stop offset="0" class="chart-stop-{colour}"/>'
            f'<stop offset="1" stop-opacity="0" class="chart-stop-{colour}"/></linearGradient>'
        )
        return f'fill="url(#{name})"'

    def legend(self, entries: Sequence[Entry], top: float) -> float:
        """Write swatches with their words, in as many lines as they need, and return where they end."""
        swatch, gap = 18.0, 22.0
        x, y, bottom = 0.0, top, top
        for entry in entries:
            lines = wrap(entry.words, self.width - swatch - 8, SMALL)
            wanted = swatch + 8 + max((measure(line, SMALL) for line in lines), default=0.0)
            if x and x + wanted > self.width:
                x, y = 0.0, bottom + 4
            high = THIN if entry.thin else 12.0
            self.rect(x, y + (SMALL * LEADING - high) / 2, swatch, high, entry.paint)
            bottom = max(bottom, self.text(x + swatch + 8, y, lines, SMALL))
            x += wanted + gap
        return bottom

    def finish(self, height: float, form: str) -> str:
        """Return the markup of the whole drawing; ``form`` names the form of chart for the stylesheet."""
        about, shape = self.about, "narrow" if self.width <= NARROW else "wide"
        known = "".join(self._definitions[name] for name in sorted(self._definitions))
        definitions = f"<defs>{known}</defs>" if known else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{shape} chart-{form}" role="img" '
            f'aria-labelledby="{about.id}-title {about.id}-desc" viewBox="0 0 {self.width} {spell(height)}" '
            f'font-size="{spell(LABEL)}"><title id="{about.id}-title">{escape(about.title)}</title>'
            f'<desc id="{about.id}-desc">{escape(about.finding)}</desc>{definitions}{"".join(self._parts)}</svg>'
        )

    def finish_empty(self, form: str) -> str:
        """Return a drawing that only says that there is nothing to show."""
        bottom = self.text(0, 4, wrap(self.about.empty, self.width), name="chart-muted")
        return self.finish(bottom + 4, form)


Data = TypeVar("Data", contravariant=True)


class Draw(Protocol[Data]):
    """A function that draws one form of chart."""

    def __call__(self, data: Data, about: About, width: int = WIDE) -> str:
        """Return the drawing of some data."""


def draw_both(draw: Draw[Data], data: Data, about: About) -> str:
    """Return a chart twice, for a wide and for a narrow place: the stylesheet shows the one that is readable there."""
    return draw(data, about, WIDE) + draw(data, replace(about, id=f"{about.id}-narrow"), NARROW)
