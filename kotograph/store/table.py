"""Rows as a table for people: aligned by what a terminal shows, and safe whatever the data holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TextIO

from kotograph.store.answers import Rows, Term
from kotograph.vocab import PREFIXES

_GAP = "  "
_NARROWEST = 8
_ISOLATE, _POP = "\u2068", "\u2069"
_DIRECTIONS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def measure(text: str) -> int:
    """Return how many terminal columns a text takes.

    >>> measure("hanke"), measure("プロジェクト"), measure("a\u0308iti")
    (5, 12, 4)
    """
    return sum(map(_measure_char, text))


def _measure_char(char: str) -> int:
    if char < "\u0300":
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def neutralise(text: str) -> str:
    r"""Return a text whose control and direction characters are shown, not obeyed, and that stays in its own cell.

    Text that runs from right to left is put between isolates, so that it does not reorder its neighbours.

    >>> neutralise("a\x1b[31m\u202eb\nc")
    'a\\u001b[31m\\u202eb c'
    """
    plain = "".join(map(_show_char, " ".join(text.split())))
    if any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in plain):
        return f"{_ISOLATE}{plain}{_POP}"
    return plain


def _show_char(char: str) -> str:
    # Cf holds the direction controls; joiners and variation selectors only shape their neighbours.
    hidden = unicodedata.category(char) in ("Cc", "Cs", "Co") or unicodedata.bidirectional(char) in _DIRECTIONS
    return f"\\u{ord(char):04x}" if hidden else char


def write_table(answer: Rows, out: TextIO, *, width: int | None = None, base: str = "") -> None:
    """Write rows as a table; ``width`` folds long cells, ``base`` is cut from IRIs that start with it."""
    rows = [[_show(term, base) for term in row] for row in answer.rows]
    columns = [[row[i] for row in rows] for i in range(len(answer.variables))]
    right = [any(column) and all(map(_is_number, column)) for column in columns]
    header = [neutralise(name) for name in answer.variables]
    lines = [header, *rows]
    widths = [max((measure(line[i]) for line in lines), default=0) for i in range(len(header))]
    if width is not None:
        widths = _shrink(widths, width - len(_GAP) * (len(widths) - 1))
    _write_line(header, widths, right, out)
    out.write(_GAP.join("─" * w for w in widths) + "\n")
    for row in rows:
        _write_line(row, widths, right, out)


def _is_number(cell: str) -> bool:
    return cell == "" or cell.lstrip("-").replace(".", "", 1).isdigit()


def _show(term: Term | None, base: str) -> str:
    if term is None:
        return ""
    if term.kind == "bnode":
        return f"_:{neutralise(term.value)}"
    if term.kind == "literal":
        return neutralise(term.value)
    for prefix, namespace in PREFIXES.items():
        if term.value.startswith(namespace):
            return neutralise(f"{prefix}:{term.value.removeprefix(namespace)}")
    return neutralise(term.value.removeprefix(base))


def _shrink(widths: list[int], room: int) -> list[int]:
    """Narrow the widest columns until all fit; none below a least width, even if they then do not fit."""
    widths = list(widths)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _write_line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], out: TextIO) -> None:
    folded = [_fold(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for part in range(max(map(len, folded), default=1)):
        shown = []
        for lines, width, to_right in zip(folded, widths, right, strict=True):
            text = lines[part] if part < len(lines) else ""
            space = " " * (width - measure(text))
            shown.append(space + text if to_right else text + space)
        out.write(_GAP.join(shown).rstrip() + "\n")


def _fold(cell: str, width: int) -> list[str]:
    """Fold a cell to lines of a width, between words where it can; an isolate is closed and opened at each fold."""
    if measure(cell) <= width:
        return [cell]
    isolated = cell.startswith(_ISOLATE)
    lines, line = [], ""
    for word in cell.strip(_ISOLATE + _POP).split(" "):
        joined = f"{line} {word}" if line else word
        if measure(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, width)
        lines.extend(full)
    lines.append(line)
    return [f"{_ISOLATE}{text}{_POP}" for text in lines] if isolated else lines


def _cut(word: str, width: int) -> list[str]:
    pieces = [""]
    for char in word:
        if pieces[-1] and measure(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
