"""Properties of entries: which there are of a type, what they are called, and the values that an entry has of each.

A property is the IRI of a predicate; ``^`` before it is the way back, as in SPARQL. Of a project the code, the fund and
the sums stand on its grants: these are offered as if they were its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kotograph.quads import literal
from kotograph.server.reconciliation.catalogue import EVERYTHING, Catalogue
from kotograph.server.reconciliation.words import tell
from kotograph.store import Term, accepts_iri
from kotograph.vocab import KOTO, PREFIXES

BACK = "^"
_MOST_HOLDERS = 1000
_TYPE = f"{PREFIXES['rdf']}type"
_SCHEME = f"{PREFIXES['skos']}inScheme"
_GRANT = f"{KOTO}grant"
#: Where the values of a property of projects stand, by what leads there.
_BEYOND: Mapping[str, Sequence[str]] = {
    f"{KOTO}fundedUnder": (_GRANT, f"{KOTO}fundedUnder"),
    f"{KOTO}amount": (_GRANT, f"{KOTO}hasAmount", f"{KOTO}amount"),
    f"{PREFIXES['dcterms']}identifier": (_GRANT, f"{PREFIXES['dcterms']}identifier"),
}
_BEYOND_BACK: Mapping[str, Sequence[str]] = {
    f"{BACK}{KOTO}fundedUnder": (f"{BACK}{KOTO}fundedUnder", f"{BACK}{_GRANT}")
}


@dataclass(frozen=True, slots=True)
class Property:
    """A property that entries of some type have: its id, and how many of them have it."""

    id: str
    count: int


class Properties:
    """The properties of a catalogue; what was found of a type is kept."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.list_properties = lru_cache(maxsize=256)(self._list_properties)

    def name(self, property_id: str, lang: str) -> str:
        """Return what a property is called."""
        if property_id.startswith(BACK):
            return tell("inverse", lang, name=self._catalogue.name_term(property_id[1:], lang))
        return self._catalogue.name_term(property_id, lang)

    def exists(self, property_id: str) -> bool:
        """Tell whether some entry has a property of an id."""
        return any(each.id == property_id for each in self.list_properties(""))

    def _list_properties(self, kind: str) -> tuple[Property, ...]:
        """Return the properties of the entries of a type, of all for none: those that most have first."""
        catalogue = self._catalogue
        kinds = catalogue.find_kinds(kind) if kind else frozenset[str]()
        pattern = _write_pattern(sorted(kinds or catalogue.counts))
        found = [*self._find_forward(pattern), *self._find_back(pattern)]
        known = {each.id: each for each in (*self._find_beyond(pattern), *found)}
        found = list(known.values())
        return tuple(sorted(found, key=lambda each: (-each.count, each.id)))

    def _find_forward(self, pattern: str) -> Iterator[Property]:
        head = "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) (MIN(STR(?o)) AS ?example) (MAX(isIRI(?o)) AS ?leads)"
        query = f"{head} WHERE {{ {pattern} ?s ?p ?o }} GROUP BY ?p"
        for predicate, count, example, leads in self._catalogue.graph.store.query(query, "properties").rows:
            if predicate is None or count is None or predicate.value == _TYPE:
                continue
            is_bare = leads is not None and leads.value == "true" and example is not None
            if is_bare and example is not None and self._is_inner(example.value):
                continue
            yield Property(predicate.value, int(count.value))

    def _find_back(self, pattern: str) -> Iterator[Property]:
        head = "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) (MIN(STR(?o)) AS ?example)"
        query = f"{head} WHERE {{ {pattern} ?o ?p ?s }} GROUP BY ?p"
        for predicate, count, example in self._catalogue.graph.store.query(query, "properties").rows:
            if predicate is None or count is None or example is None:
                continue
            back = f"{BACK}{predicate.value}"
            if example.value in self._catalogue.entries or back in _BEYOND_BACK:
                yield Property(back, int(count.value))

    def _find_beyond(self, pattern: str) -> Iterator[Property]:
        for property_id, path in _BEYOND.items():
            steps = "/".join(f"<{step}>" for step in path)
            query = f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} ?s {steps} ?o }}"
            for (count,) in self._catalogue.graph.store.query(query, "properties").rows:
                if count is not None and count.value != "0":
                    yield Property(property_id, int(count.value))

    def _is_inner(self, iri: str) -> bool:
        """Tell whether an IRI is of the dataset's own inner parts: nobody calls it by a name."""
        graph = self._catalogue.graph
        inner = iri.startswith(graph.base) and iri not in self._catalogue.entries
        return inner and graph.get_name(iri, "en").value == graph.get_key(iri)

    def get_values(self, iri: str, property_id: str) -> list[Term]:
        """Return the values of a property of an entry, in a lasting order; none for a property that it lacks."""
        if not accepts_iri(property_id.removeprefix(BACK)):
            return []
        if property_id in _BEYOND_BACK:
            paths = [_BEYOND_BACK[property_id]]
        else:
            paths = [(property_id,), *([_BEYOND[property_id]] if property_id in _BEYOND else [])]
        found = set[Term]()
        for path in paths:
            ends = [iri]
            for step in path[:-1]:
                ends = [term.value for term in _follow(self._catalogue, ends, step) if term.kind == "uri"]
            found.update(_follow(self._catalogue, ends, path[-1]))
        return sorted(found, key=lambda term: (term.lang, term.value, term.datatype))

    def iter_holders(self, property_id: str, text: str) -> Iterator[str]:
        """Yield the things that have a literal of a spelling (but for case) as a property; none for the way back."""
        paths = [
            path for path in ((property_id,), _BEYOND.get(property_id, ())) if path and all(map(accepts_iri, path))
        ]
        for path in paths:
            steps = "/".join(f"<{step}>" for step in path)
            spelled = literal(text.casefold())
            query = (
                f"SELECT DISTINCT ?thing WHERE {{ ?thing {steps} ?value "
                f"FILTER(isLiteral(?value) && LCASE(STR(?value)) = {spelled}) }} LIMIT {_MOST_HOLDERS}"
            )
            for (thing,) in self._catalogue.graph.store.query(query, "properties").rows:
                if thing is not None and thing.kind == "uri":
                    yield thing.value


def _write_pattern(kinds: Sequence[str]) -> str:
    """Return what selects the things of some types; with no types at all, everything."""
    if not kinds or set(kinds) & set(EVERYTHING):
        return ""
    values = " ".join(f"<{kind}>" for kind in kinds if accepts_iri(kind))
    return f"{{ SELECT DISTINCT ?s WHERE {{ VALUES ?kind {{ {values} }} ?s <{_TYPE}>|<{_SCHEME}> ?kind }} }}"


def _follow(catalogue: Catalogue, iris: Sequence[str], step: str) -> list[Term]:
    graph = catalogue.graph
    if step.startswith(BACK):
        return [Term("uri", each) for iri in iris for each in graph.store.get_subjects(step[1:], iri)]
    return [term for iri in iris for term in graph.get_facts(iri).get(step, ())]
