"""Build N-Quads lines of the catalogue's graph, subject by subject."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from kotograph import quads
from kotograph.catalog.authority import Texts
from kotograph.iris import Iris
from kotograph.vocab import expand


class Lines:
    """Collect the lines of the graph ``<base>graph/catalogue``; each is kept once, and they come out sorted."""

    def __init__(self, base: str) -> None:
        self.iris = Iris(base)
        self._graph = self.iris.graph("catalogue")
        self._lines: set[str] = set()

    def add(self, subject: str, predicate: str, *terms: str) -> None:
        """Add statements of spelled terms; the predicate is a CURIE."""
        for term in terms:
            self._lines.add(quads.quad(subject, expand(predicate), term, self._graph))

    def type(self, subject: str, *classes: str) -> str:
        """Say of what classes (CURIEs) a thing is; return the thing."""
        self.add(subject, "rdf:type", *(expand(curie) for curie in classes))
        return subject

    def texts(self, subject: str, predicate: str, texts: Texts) -> None:
        """Add a text in each language."""
        self.add(subject, predicate, *(quads.tagged(text, lang) for lang, text in texts.items()))

    def date(self, subject: str, predicate: str, day: datetime.date | None) -> None:
        """Add a day, if there is one."""
        if day:
            self.add(subject, predicate, quads.typed(day.isoformat(), "date"))

    def thing(self, iri: str, *classes: str) -> str:
        """Type a thing of the outside world given by its plain IRI; return it spelled."""
        return self.type(quads.iri(iri), *classes)

    def concept(self, iri: str, names: Texts, scheme: str = "") -> str:
        """Describe a concept of an authority's list; return it spelled."""
        spelled = self.thing(iri, "skos:Concept")
        self.texts(spelled, "skos:prefLabel", names)
        if scheme:
            self.add(spelled, "skos:inScheme", quads.iri(scheme))
        return spelled

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._lines))
