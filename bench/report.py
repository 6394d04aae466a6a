"""The figures of one run as a table: for the terminal, and as ``bench/RESULTS.md``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure, the target beside it, and whether it is met; no target for what is only told."""

    what: str
    figure: str
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Return ``yes``, ``no``, or nothing where there is no target."""
        return "" if self.met is None else ("yes" if self.met else "NO")


_HEAD = Row("measured", "figure", "target")


def render_table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table that is straight in a terminal too."""
    cells = [(row.what, row.figure, row.target, row.verdict or "") for row in rows]
    cells.insert(0, (_HEAD.what, _HEAD.figure, _HEAD.target, "met"))
    widths = [max(len(line[column]) for line in cells) for column in range(4)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def render_results(rows: Sequence[Row], notes: Sequence[str], date: str, versions: Sequence[str], cores: int) -> str:
    """Return the text of ``RESULTS.md``: no names of machines, no paths."""
    listed = "\n".join(f"- {note}" for note in notes)
    return f"""# Figures of the last run

Written by `make bench` on {date}, on {cores} cores, with {", ".join(versions)}.
All figures are of one run, side by side; only ratios carry over to another machine. How each is measured stands in
`bench/README.md`.

{render_table(rows)}

{listed}
"""
