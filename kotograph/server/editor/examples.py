"""Queries to begin with: named questions with their values filled in."""

from __future__ import annotations

from dataclasses import dataclass

from kotograph.query import Query, bind
from kotograph.site.pages.questions import example_of
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


def write_example(query: Query, lang: str, base: str) -> str:
    """Return a named question's text with its values, without the head that describes it."""
    given = example_of(query)
    if any(parameter.name == "lang" for parameter in query.parameters):
        given["lang"] = lang
    bound = bind(query, given, base)
    return "\n".join(line for line in bound.split("\n") if not line.startswith("#+")).strip() + "\n"
