"""Graphs for rdflib, and in files as exports are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from kotograph.errors import InputError
from kotograph.export import iter_export
from kotograph.formats import Format
from kotograph.store import Graph, Term, iter_triples, write_answer
from kotograph.terms import Quad, iter_quads

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import IdentifiedNode, Node

_GRAPH = "<urn:x-kotograph:answer>"


def make_graph(graph: Graph) -> rdflib.Graph:
    """Return an rdflib graph with the dataset's prefixes. Literals are not normalised: ``1.50`` stays ``1.50``."""
    import rdflib

    from kotograph.vocab import PREFIXES

    made = rdflib.Graph()
    for prefix, namespace in PREFIXES.items():
        made.bind(prefix, namespace)
    for subject, predicate, obj in iter_triples(graph):
        made.add((_make_node(subject), rdflib.URIRef(predicate.value), _make_term(obj)))
    return made


def _make_node(term: Term) -> IdentifiedNode:
    import rdflib

    return rdflib.URIRef(term.value) if term.kind == "uri" else rdflib.BNode(term.value)


def _make_term(term: Term) -> Node:
    import rdflib

    if term.kind != "literal":
        return _make_node(term)
    datatype = rdflib.URIRef(term.datatype) if term.datatype else None
    return rdflib.Literal(term.value, lang=term.lang or None, datatype=datatype, normalize=False)


def write_graph(graph: Graph, form: Format, out: TextIO, base: str) -> None:
    """Write a graph in Turtle or RDF/XML as exports are written: sorted, in sections, with short names.

    What a build does not have, blank nodes above all, exports cannot write; Oxigraph then does.
    """
    try:
        quads = list(_iter_quads(graph))
    except InputError:
        write_answer(graph, form, out, base=base)
        return
    for piece in iter_export(form, quads, base=base):
        out.write(piece)


def _iter_quads(graph: Graph) -> Iterator[Quad]:
    return iter_quads(f"{line[: -len(' .' + chr(10))]} {_GRAPH} .\n" for line in graph.lines)
