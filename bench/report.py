"""Figures as tables: for the terminal, and as ``bench/RESULTS.md``, where each part stands as it was last measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


#: The parts in the order in which they are told.
ORDER = ("mapping", "product", "site", "serving", "linking", "reconciling")
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


def render_section(name: str, rows: Sequence[Row], notes: Sequence[str], origin: str) -> str:
    """Return one part of the results as a section; ``origin`` tells when and with what it was measured."""
    listed = "".join(f"- {note}\n" for note in notes)
    return f"## {name}\n\n{origin}\n\n{render_table(rows)}\n" + (f"\n{listed}" if listed else "")


def render_results(sections: Mapping[str, str], before: str = "") -> str:
    """Return the text of ``RESULTS.md``: no names of machines, no paths.

    ``before`` is what it held; parts that were not measured anew stay as they are.
    """
    kept = {part.partition("\n")[0]: f"## {part}" for part in before.split("\n## ")[1:]}
    whole = {**{name: text.rstrip("\n") for name, text in kept.items()}, **sections}
    listed = "\n\n".join(
        whole[name].rstrip("\n") for name in (*ORDER, *sorted(whole.keys() - set(ORDER))) if name in whole
    )
    return f"""# Figures of the last runs

Written by `make bench`. The figures of a part are of one run, side by side; only ratios carry over to another machine.
How each is measured stands in `bench/README.md`.

{listed}
"""
