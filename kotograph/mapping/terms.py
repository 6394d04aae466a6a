"""Predicates and classes in N-Quads spelling, expanded once, and the one way a node becomes lines."""

from __future__ import annotations

from collections.abc import Iterable

from kotograph.vocab import expand

A = expand("rdf:type")
TITLE, DESCRIPTION, ABSTRACT = expand("dcterms:title"), expand("dcterms:description"), expand("dcterms:abstract")
LANGUAGE, PUBLISHER, SUBJECT = expand("dcterms:language"), expand("dcterms:publisher"), expand("dcterms:subject")
SPATIAL, IS_PART_OF, HAS_PART = expand("dcterms:spatial"), expand("dcterms:isPartOf"), expand("dcterms:hasPart")
IDENTIFIER, DATE, SOURCE = expand("dcterms:identifier"), expand("dcterms:date"), expand("dcterms:source")
PREF_LABEL, ALT_LABEL, LABEL = expand("skos:prefLabel"), expand("skos:altLabel"), expand("rdfs:label")
ATTRIBUTED_TO = expand("prov:wasAttributedTo")


def koto(name: str) -> str:
    """Return a term of our ontology."""
    return expand(f"koto:{name}")


def node(subject: str, graph: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the lines of one subject in one graph."""
    tail = f" {graph} .\n"
    return "".join([f"{subject} {predicate} {obj}{tail}" for predicate, obj in pairs])
