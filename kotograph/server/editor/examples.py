"""Queries to begin with: named questions with their values filled in."""

from __future__ import annotations

from dataclasses import dataclass

from kotograph.query import write_example
from kotograph.site.site import Site

#: Short ones first: what a reader sees is also how a query is written.
NAMES = ("projects", "by-theme", "disagreements", "funding-by-instrument", "cooperation", "successors", "provenance")


@dataclass(frozen=True, slots=True)
class Example:
    """A query that can be run as it is, and what it asks."""

    name: str
    title: str
    text: str


def list_examples(site: Site, lang: str) -> list[Example]:
    """Return the examples in a language."""
    return [
        Example(name, site.queries[name].title(lang), write_example(site.queries[name], lang, site.settings.base))
        for name in NAMES
    ]
