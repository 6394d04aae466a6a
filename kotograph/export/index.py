"""An index of a dataset in memory, for the exports that follow links from thing to thing: tables and nested JSON."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping

from kotograph.terms import TYPE, Literal, Quad, is_iri_term, order_of, split_literal
from kotograph.vocab import expand

LANGUAGES = ("fi", "sv", "en")


class Index:
    """The union of all graphs by subject and predicate; terms are spelled, predicates are asked for by CURIE.

    Only the predicates that the reader names are kept.
    """

    def __init__(self, quads: Iterable[Quad], predicates: Collection[str]) -> None:
        kept = {expand(name) for name in predicates} | {TYPE}
        self._facts: dict[str, dict[str, list[str]]] = {}
        self._by_type: dict[str, list[str]] = {}
        for subject, predicate, obj, _ in quads:
            if predicate not in kept:
                continue
            objects = self._facts.setdefault(subject, {}).setdefault(sys.intern(predicate), [])
            if obj in objects:
                continue
            objects.append(obj)
            if predicate == TYPE:
                self._by_type.setdefault(obj, []).append(subject)
        for facts in self._facts.values():
            for objects in facts.values():
                objects.sort(key=order_of)

    def get_subjects(self, kind: str) -> list[str]:
        """Return the subjects of a class, sorted."""
        return sorted(self._by_type.get(expand(kind), ()), key=order_of)

    def get_facts(self, subject: str) -> Mapping[str, list[str]]:
        """Return what is kept about a subject: spelled predicates with their objects."""
        return self._facts.get(subject, {})

    def get_objects(self, subject: str, predicate: str) -> list[str]:
        """Return the objects of a property, sorted."""
        return self._facts.get(subject, {}).get(expand(predicate), [])

    def get_iris(self, subject: str, predicate: str) -> list[str]:
        """Return those objects of a property that are IRIs."""
        return [term for term in self.get_objects(subject, predicate) if is_iri_term(term)]

    def get_literals(self, subject: str, predicate: str) -> list[Literal]:
        """Return those objects of a property that are literals."""
        return [split_literal(term) for term in self.get_objects(subject, predicate) if not is_iri_term(term)]

    def map_backwards(self, kind: str, predicate: str) -> dict[str, list[str]]:
        """Return the subjects of a class by the objects of one of their properties."""
        found: dict[str, list[str]] = {}
        for subject in self.get_subjects(kind):
            for obj in self.get_iris(subject, predicate):
                found.setdefault(obj, []).append(subject)
        return found
