"""Entries as people see them: one line that tells namesakes apart, and a small page that stands in a frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from kotograph.server.reconciliation.catalogue import Catalogue
from kotograph.server.reconciliation.words import tell

#: What is told of an entry on one line, the first two that it has; then its years.
_TOLD = ("org:classification", "koto:implementer", "org:unitOf", "dcterms:isPartOf", "skos:broader", "dcterms:spatial")
_TEXTS = ("skos:definition", "dcterms:abstract", "dcterms:description", "rdfs:comment")
_MOST_LETTERS = 160
_MOST_TOLD = 2


def describe_entry(catalogue: Catalogue, iri: str, lang: str) -> str:
    """Return a line that tells an entry from its namesakes: what it is part of, its years, else how it is defined."""
    graph = catalogue.graph
    parts: list[str] = []
    for prop in _TOLD:
        names = sorted({graph.get_name(other, lang).value for other in graph.get_iris(iri, prop)})
        if names and len(parts) < _MOST_TOLD:
            parts.append(", ".join(names[:_MOST_TOLD]))
    start, end = (graph.get_value(iri, prop)[:4] for prop in ("koto:startDate", "koto:endDate"))
    if start or end:
        parts.append(tell("years", lang, start=start, end=end))
    return " · ".join(parts) or shorten_text(find_definition(catalogue, iri, lang))


def find_definition(catalogue: Catalogue, iri: str, lang: str) -> str:
    """Return the text that says what something is, empty where there is none."""
    for prop in _TEXTS:
        text = catalogue.graph.find_text(iri, prop, lang)
        if text:
            return " ".join(text.value.split())
    return ""


def shorten_text(text: str, most: int = _MOST_LETTERS) -> str:
    """Return a text cut between words, with a sign that it goes on.

    >>> shorten_text("one two three", 9)
    'one two…'
    """
    if len(text) <= most:
        return text
    return f"{text[:most].rsplit(' ', 1)[0].rstrip(' ,;:.–-')}…"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a preview shows of an entry; ``facts`` are names of properties with their values, ``page`` leads on."""

    name: str
    types: str
    description: str
    text: str
    facts: tuple[tuple[str, str], ...]
    page: str


def show_entry(catalogue: Catalogue, iri: str, lang: str, page: str) -> Shown:
    """Return what a preview shows of an entry."""
    entry = catalogue.entries[iri]
    described = catalogue.describe(iri, lang)
    text = shorten_text(find_definition(catalogue, iri, lang), 240)
    return Shown(
        catalogue.name_entry(entry, lang),
        ", ".join(each["name"] for each in catalogue.show_types(entry, lang)),
        described if described and not text.startswith(described.rstrip("…")) else "",
        text,
        tuple(_iter_facts(catalogue, iri, lang)),
        page,
    )


def _iter_facts(catalogue: Catalogue, iri: str, lang: str) -> Iterator[tuple[str, str]]:
    """Yield the other names and the identifiers of an entry."""
    entry = catalogue.entries[iri]
    shown = catalogue.name_entry(entry, lang)
    others = sorted({name.text for name in entry.names if name.text != shown})
    if others:
        yield catalogue.name_term("http://www.w3.org/2004/02/skos/core#altLabel", lang), ", ".join(others[:6])
    yield "IRI", iri


def write_flyout(name: str, description: str) -> str:
    """Return a bit of HTML; whatever the dataset says is escaped."""
    told = f"<p>{escape(description)}</p>" if description else ""
    return f"<div><p><strong>{escape(name)}</strong></p>{told}</div>"
