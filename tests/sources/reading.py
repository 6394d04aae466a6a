"""Read a page written in a test."""

from __future__ import annotations

from pathlib import Path

from kotograph.records import Page
from kotograph.sources import Catalogue, KnownNames, Overrides, read_page


def read(folder: Path, text: str, name: str = "page.txt", overrides: Overrides | None = None) -> Page:
    """Write a page and read it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_page(path, Catalogue(), KnownNames(), overrides)


def roles(page: Page) -> list[str]:
    """Return the role of each line."""
    return [line.role for line in page.account]
