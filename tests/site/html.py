"""Read pages as a browser would: their links, ids, and tables."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag


def parse(content: bytes) -> BeautifulSoup:
    """Parse a page."""
    return BeautifulSoup(content, "html.parser")


def iter_targets(page: BeautifulSoup) -> Iterator[tuple[str, str, str]]:
    """Yield (element, attribute, target) of whatever a page refers to."""
    for element, attribute in (
        ("a", "href"),
        ("link", "href"),
        ("script", "src"),
        ("img", "src"),
        ("form", "action"),
        ("iframe", "src"),
    ):
        for tag in page.find_all(element):
            if tag.get(attribute) is not None:
                yield element, attribute, str(tag[attribute])


def resolve(path: str, target: str) -> tuple[str, str]:
    """Return the file that a relative target of a page leads to, and its fragment."""
    file, _, fragment = target.partition("#")
    file = unquote(file.partition("?")[0])
    if not file:
        return path, unquote(fragment)
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), file)), unquote(fragment)


def read_table(tag: Tag) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the cells of a table as texts."""
    rows = [[_text(cell) for cell in row.find_all(["th", "td"])] for row in tag.find_all("tr")]
    return rows[0], rows[1:]


def _text(cell: Tag) -> str:
    for br in cell.find_all("br"):
        br.replace_with(" | ")
    return " ".join(cell.get_text().split())
