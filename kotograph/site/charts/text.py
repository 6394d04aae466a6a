"""Measure, wrap and escape the texts of a chart.

SVG breaks no lines, and which font a reader's system has is not known here. The widths are those of DejaVu Sans, wider
than the usual system fonts: what fits by this table fits elsewhere too, with a little more room.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LABEL, SMALL = 14.0, 13.0
LEADING = 1.3

# Widths in em by letter; a letter with a mark is as wide as the letter.
_WIDTHS = {
    char: width
    for width, chars in (
        (0.2, "\u202f\u2009"),
        (0.3, "'ijlIJ"),
        (0.33, " ,.\xa0’·/:;\\|"),
        (0.37, "f-"),
        (0.4, "()[]t!r"),
        (0.47, '"'),
        (0.53, "*_`–§sz”“?"),
        (0.56, "cL"),
        (0.6, "FkvxyP•"),
        (0.62, "TYaoe«»"),
        (0.64, "ESbdghnpqu$0123456789{}€"),
        (0.69, "KAVBRXZ"),
        (0.73, "CU"),
        (0.79, "HNDG&OQ"),
        (0.85, "w#+<=>^~→≠×−M"),
        (1.0, "%mW@—…"),
    )
    for char in chars
}
_BOLD = 1.12
_OTHER = 0.85
_FULL = 1.05
_SPACES = re.compile("[\t\n\x0b\x0c\r \x85\u2028\u2029]+")
# After these a line may end within a word, as it does in print.
_PIECES = re.compile(r"[^-–—/]*[-–—/]+|[^-–—/]+")
_DASHES = ("-", "–", "—")
_DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Return a text without what markup cannot hold or what would turn the reading direction of its neighbours.

    White space becomes one space, except spaces that must not break.
    """
    # A printable text has no other white space than spaces, and nothing that is unfit.
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    kept = "".join(char for char in _SPACES.sub(" ", text) if not _is_unfit(char))
    return kept.strip(" ")


def _is_unfit(char: str) -> bool:
    if char.isascii():
        return not char.isprintable()
    code = ord(char)
    return (
        unicodedata.category(char) in ("Cc", "Cs")
        or char in _DIRECTIONS
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


def escape(text: str) -> str:
    """Return a text as markup that says the same, also within quotes."""
    return html.escape(clean(text), quote=True)


@lru_cache(maxsize=4096)
def _width_of(char: str) -> float:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0.0
    base = unicodedata.normalize("NFD", char)[0]
    if base in _WIDTHS:
        return _WIDTHS[base]
    return _FULL if unicodedata.east_asian_width(char) in "WF" else _OTHER


def measure(text: str, size: float = LABEL, *, bold: bool = False) -> float:
    """Return about how wide a text is on one line, rather too much than too little."""
    return sum(map(_width_of, text)) * size * (_BOLD if bold else 1.0)


def measure_widest(texts: Iterable[str], size: float = LABEL, *, bold: bool = False) -> float:
    """Return the width of the widest of some texts, 0 for none."""
    return max((measure(clean(text), size, bold=bold) for text in texts), default=0.0)


def measure_word(texts: Iterable[str], size: float = LABEL, *, bold: bool = False) -> float:
    """Return the width below which a word of these texts would have to be broken."""
    return max((measure(piece, size, bold=bold) for text in texts for piece in _split(clean(text))), default=0.0)


def _split(text: str) -> list[str]:
    return [piece for word in text.split(" ") for piece in _PIECES.findall(word)]


def wrap(text: str, width: float, size: float = LABEL, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into lines that fit: between words; too long a word after a hyphen or slash, else anywhere.

    Nothing is lost or added, and no line begins with a dash that stands alone.

    >>> wrap("Sosiaali- ja terveysministeriö", 150), wrap("Come in2 - Born to be", 90)
    (('Sosiaali- ja', 'terveysministeriö'), ('Come in2 -', 'Born to be'))
    """
    lines: list[str] = []
    line = ""
    for word in _join_dashes(clean(text).split(" ")):
        start = " " if line else ""
        fits = measure(word, size, bold=bold) <= width
        for piece in (word,) if fits else _PIECES.findall(word):
            if measure(line + start + piece, size, bold=bold) <= width:
                line += start + piece
            else:
                if line:
                    lines.append(line)
                *full, line = _cut(piece, width, size, bold)
                lines.extend(full)
            start = ""
    return (*lines, line) if line else tuple(lines)


def _join_dashes(words: list[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if word in _DASHES and joined:
            joined[-1] += f" {word}"
        else:
            joined.append(word)
    return joined


def _cut(piece: str, width: float, size: float, bold: bool) -> list[str]:
    """Cut a piece without any place to break; a character wider than the line stands alone."""
    parts = [""]
    for char in piece:
        if parts[-1] and measure(parts[-1] + char, size, bold=bold) > width:
            parts.append("")
        parts[-1] += char
    return parts
