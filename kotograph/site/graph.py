"""The facts of a build as pages need them: point lookups, texts in one order of languages, where a thing has a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kotograph.config import DEFAULT_BASE
from kotograph.store import EmbeddedStore, Term
from kotograph.vocab import KOTO, PREFIXES

#: Where a text is missing in the reader's language, it is given in the first of these that has it.
FALLBACK = ("en", "fi", "sv")
#: Kinds of things that have a page of their own, by how their IRIs begin below the base.
PAGED = {
    "id/project/": "project",
    "id/organisation/": "organisation",
    "id/place/": "place",
    "id/source/": "source",
    "vocab/instrument/": "instrument",
    "vocab/objective/": "objective",
    "vocab/theme/": "theme",
    "vocab/good-practice-criterion/": "criterion",
}
_NAMES = ("skos:prefLabel", "dcterms:title", "rdfs:label")
_LANGUAGE_CODES = {"FIN": "fi", "SWE": "sv", "ENG": "en"}
_CACHED = 10_000


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language it is in; empty where nobody says."""

    value: str
    lang: str = ""


@lru_cache(maxsize=256)
def expand(curie: str) -> str:
    """Return the IRI of a CURIE with one of our prefixes."""
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


class Graph:
    """Read one build; every answer is the same however often it is asked for."""

    def __init__(self, store: EmbeddedStore, base: str = DEFAULT_BASE) -> None:
        self.store, self.base = store, base
        self.get_facts = lru_cache(maxsize=_CACHED)(self._get_facts)
        self.get_name_lines = lru_cache(maxsize=_CACHED)(self._get_name_lines)

    def _get_facts(self, iri: str) -> Mapping[str, Sequence[Term]]:
        return self.store.get_facts(iri) if iri else {}

    def _get_name_lines(self, iri: str) -> tuple[str, ...]:
        """Return the lines of N-Quads that name a thing."""
        kept = {f"<{expand(name)}>" for name in _NAMES}
        return tuple(line for line in self.store.get_quads(iri) if line.split(" ", 2)[1] in kept)

    def get_terms(self, iri: str, prop: str) -> Sequence[Term]:
        """Return the objects of a property (a CURIE)."""
        return self.get_facts(iri).get(expand(prop), ())

    def find_term(self, iri: str, prop: str) -> Term | None:
        """Find the one object of a property; the first in order where there are several."""
        return min(self.get_terms(iri, prop), key=lambda term: (term.value, term.lang), default=None)

    def get_value(self, iri: str, prop: str) -> str:
        """Return the one value of a property, empty where there is none."""
        term = self.find_term(iri, prop)
        return term.value if term else ""

    def get_iris(self, iri: str, prop: str) -> list[str]:
        """Return the IRIs a property leads to, sorted."""
        return sorted(term.value for term in self.get_terms(iri, prop) if term.kind == "uri")

    def get_subjects(self, prop: str, iri: str) -> list[str]:
        """Return the IRIs that lead to one by a property, sorted."""
        return self.store.get_subjects(expand(prop), iri) if iri else []

    def list_all(self, kind: str) -> list[str]:
        """Return every instance of a class (a CURIE), sorted."""
        return self.get_subjects("rdf:type", expand(kind))

    def is_a(self, iri: str, kind: str) -> bool:
        """Tell whether a thing is an instance of a class (a CURIE)."""
        return expand(kind) in self.get_iris(iri, "rdf:type")

    def find_text(self, iri: str, prop: str, lang: str) -> Text | None:
        """Find a text in a language, else in the first that has one."""
        return choose_text(self.get_terms(iri, prop), lang)

    def get_name(self, iri: str, lang: str) -> Text:
        """Return what a thing is called; the end of its IRI where nothing names it."""
        for prop in _NAMES:
            text = self.find_text(iri, prop, lang)
            if text:
                return text
        return Text(self.get_key(iri))

    def get_key(self, iri: str) -> str:
        """Return the key or code that an IRI ends in."""
        return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]

    def find_language(self, iri: str) -> str:
        """Find the tag of the language that a thing is in, whether its value is a tag or of the EU's table."""
        value = self.get_value(iri, "dcterms:language")
        return _LANGUAGE_CODES.get(value.rsplit("/", 1)[-1], value)

    def find_page(self, iri: str) -> str | None:
        """Find the page of a thing, relative to a language's folder; a page and a place on it for other concepts."""
        local = iri.removeprefix(self.base)
        if local == iri and not iri.startswith(KOTO):
            return None
        for start, kind in PAGED.items():
            if local.startswith(start) and "/" not in local[len(start) :]:
                return f"{kind}/{local[len(start) :]}.html"
        if iri.startswith(KOTO):
            return f"vocabulary.html#{iri.removeprefix(KOTO)}"
        if local.startswith("vocab/") and local.count("/") == 2:
            _, scheme, code = local.split("/")
            return f"vocabulary/{scheme}.html#{code}"
        return None

    def iter_above(self, iri: str, prop: str) -> list[str]:
        """Return what lies above a thing by a property (``skos:broader``, ``dcterms:isPartOf``), nearest first."""
        found: list[str] = []
        level = self.get_iris(iri, prop)
        while level:
            fresh = [each for each in level if each not in found]
            found += fresh
            level = [above for each in fresh for above in self.get_iris(each, prop)]
        return found


def choose_text(terms: Sequence[Term], lang: str) -> Text | None:
    """Choose the text in a language, else by `FALLBACK`, else any."""
    if not terms:
        return None
    order = {tag: rank for rank, tag in enumerate((lang, *(tag for tag in FALLBACK if tag != lang)))}
    best = min(terms, key=lambda term: (order.get(term.lang, len(order)), term.lang, term.value))
    return Text(best.value, best.lang)
