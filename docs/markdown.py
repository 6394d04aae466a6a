"""Pieces of Markdown that the generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_SOURCES = {
    "cli": "the commands in `kotograph/cli/`",
    "errors": "the code in `kotograph/` and `docs/errors.toml`",
    "python": "the signatures and docstrings of `kotograph/dataset/`",
    "queries": "the heads of the files in `queries/`",
    "shapes": "the files in `shapes/`",
    "shapes/catalogue": "the files in `shapes/catalogue/`",
    "vocabulary": "the files in `ontology/`",
}


def heading(title: str, page: str) -> str:
    """Return a page's title and the note that it is generated."""
    return f"# {title}\n\n*Generated from {_SOURCES[page]} by `make docs`; do not edit it here.*\n\n"


def cell(text: str) -> str:
    """Return a text that stays within its cell and is not read as mark-up."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace("[", "\\[") if text else ""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table and the blank line after it; cells are written as they are."""
    lines = [f"| {' | '.join(header)} |", f"| {' | '.join('---' for _ in header)} |"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n\n"
