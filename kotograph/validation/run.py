"""Validate the union of the dataset's graphs against the shapes folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kotograph.validation.findings import Finding, Shape, ValidationReport

# rdflib and pySHACL take half a second to import, so they are imported where they are used.
if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

    from kotograph.validation.checks import Result
    from kotograph.validation.places import Places
    from kotograph.validation.shapes import ShapesFolder

_MIN_COUNT = "http://www.w3.org/ns/shacl#MinCountConstraintComponent"


def load_dataset(path: Path) -> Graph:
    """Read an N-Quads file as the union of its graphs; see `kotograph.validation.load`."""
    from kotograph.validation.load import load_dataset as load

    return load(path)


def validate(
    graph: Graph, shapes_folder: Path | ShapesFolder, paths: Mapping[str, str] | None = None
) -> ValidationReport:
    """Hold a graph against every shape of a folder and place each finding in its source.

    ``graph`` is the union of all graphs, the ontology among them: shapes reach subclasses through its
    ``rdfs:subClassOf``; nothing else is inferred. ``shapes_folder`` may be read already (`shapes.load_shapes`).
    ``paths`` maps ids of source documents, ``vocab/{scheme}`` and ``ontology`` to file paths. The graph is left as it
    was. Raise InputError for shapes that cannot be used.
    """
    from kotograph.validation import checks
    from kotograph.validation.places import Places
    from kotograph.validation.shapes import load_shapes

    shapes = load_shapes(shapes_folder) if isinstance(shapes_folder, Path) else shapes_folder
    places = Places(graph, paths or {})
    ill_typed = checks.find_ill_typed(graph)
    results = [checks.Result(shapes.get_check(checks.ILL_TYPED), s, str(p), o) for s, p, o in ill_typed]
    results += checks.iter_blank_nodes(graph, shapes.get_check(checks.BLANK_NODE))
    results += checks.iter_lines_outside(graph, places, shapes.get_check(checks.LINE_IN_DOCUMENT))
    found = _run_without(graph, ill_typed, shapes)
    # Where the only value is ill-typed, saying that the value is missing too would mislead.
    left_out = {(s, str(p)) for s, p, _ in ill_typed}
    results += (each for each in found if not (each.constraint == _MIN_COUNT and (each.focus, each.path) in left_out))
    findings = {_make_finding(result, places) for result in results}
    everything = sorted(shapes.shapes.values(), key=lambda shape: shape.iri)
    return ValidationReport(tuple(sorted(findings, key=Finding.sort_key)), tuple(everything), len(graph))


def validate_foreign(graph: Graph, file: Path) -> ValidationReport:
    """Hold a graph against a shapes file that others wrote, and nothing else; raise InputError if it cannot be used."""
    from rdflib import URIRef
    from rdflib.namespace import RDF, SH

    from kotograph.validation import checks
    from kotograph.validation.places import Places
    from kotograph.validation.shapes import load_foreign

    shapes = load_foreign(file)
    places = Places(graph, {})
    results = _run_without(graph, checks.find_ill_typed(graph), shapes)
    findings = {_make_finding(result, places) for result in results}
    named = {str(node) for node in shapes.graph.subjects(RDF.type, SH.NodeShape) if isinstance(node, URIRef)}
    everything = tuple(Shape(iri) for iri in sorted(named))
    return ValidationReport(tuple(sorted(findings, key=Finding.sort_key)), everything, len(graph))


def _run_without(graph: Graph, ill_typed: Sequence[tuple[Node, Node, Node]], shapes: ShapesFolder) -> Sequence[Result]:
    """Run the shapes over a graph without some triples, which stand in it again afterwards."""
    from kotograph.validation.engine import run_shapes
    from kotograph.validation.load import quiet_literals

    for triple in ill_typed:
        graph.remove(triple)
    try:
        with quiet_literals():
            return run_shapes(graph, shapes)
    finally:
        for triple in ill_typed:
            graph.add(triple)


def _make_finding(result: Result, places: Places) -> Finding:
    place = places.find(result.focus, result.path, result.value)
    return Finding(
        shape=result.shape,
        focus=_spell(result.focus),
        path=result.path,
        value=_spell(result.value) if result.value is not None and result.value != result.focus else "",
        constraint=result.constraint,
        source=place.source if place else "",
        document=place.document if place else "",
        file=places.get_file(place.source) if place else "",
        line=place.line if place else 0,
    )


def _spell(term: Node) -> str:
    """Spell a term as N-Triples, escaped as everywhere in kotograph."""
    from rdflib import BNode, Literal

    from kotograph import quads

    if isinstance(term, BNode):
        return f"_:{term}"
    if not isinstance(term, Literal):
        return f"<{term}>"
    if term.language:
        return quads.tagged(str(term), term.language)
    return quads.literal(str(term)) + (f"^^<{term.datatype}>" if term.datatype else "")
