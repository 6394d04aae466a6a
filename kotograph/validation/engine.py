"""Run pySHACL: the only module that imports it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as QueryResult
from rdflib.term import Node

from kotograph.errors import InputError
from kotograph.validation.checks import Result
from kotograph.validation.shapes import ShapesFolder, locate, read_texts

_HINT = "correct the shape; 'kotograph validate -vv' shows the whole error"


class _PreparedGraph(Graph):
    """A view of a graph that parses each query once.

    pySHACL hands over the same text for every focus node, and parsing it takes far longer than running it.
    """

    def __init__(self, graph: Graph, queries: Mapping[str, Query]) -> None:
        super().__init__(store=graph.store, identifier=graph.identifier, bind_namespaces="none")
        self._queries = queries
        self._prepared: dict[str, Query] = {}

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> QueryResult:
        """Run a query, from its parsed form if it came before."""
        if isinstance(query_object, str):
            query_object = self._prepared.get(query_object) or self._prepare(query_object)
        return super().query(query_object, *args, **kwargs)

    def _prepare(self, text: str) -> Query:
        # pySHACL puts the prefixes before the text in the shapes file; they are in the parsed form already.
        known = next((query for select, query in self._queries.items() if text.endswith(select)), None)
        return self._prepared.setdefault(text, known or prepareQuery(text))


def run_shapes(graph: Graph, shapes: ShapesFolder) -> list[Result]:
    """Return what pySHACL finds; raise InputError with file and line for a shape that stops it."""
    try:
        report = _run(graph, shapes)
    except Exception as error:
        # pySHACL lets through whatever a broken shape provokes (TypeError, AssertionError, KeyError, …).
        where = _find_culprit(graph, shapes)
        message = str(error).partition("\n")[0] or type(error).__name__
        raise InputError("bad-shapes", f"pySHACL stopped: {message}", where, _HINT) from error
    return [_read_result(graph, report, node, shapes) for node in report.subjects(RDF.type, SH.ValidationResult)]


def _run(graph: Graph, shapes: ShapesFolder, only: list[str] | None = None) -> Graph:
    options: Mapping[str, Any] = {"use_shapes": only} if only else {}
    _, report, text = pyshacl.validate(
        _PreparedGraph(graph, shapes.queries), shacl_graph=shapes.graph, inference="none", inplace=True, **options
    )
    if not isinstance(report, Graph):
        # A ValidationFailure is returned as a value.
        raise ValueError(text)
    return report


def _find_culprit(graph: Graph, shapes: ShapesFolder) -> str:
    """Run the shapes one by one until one stops; return its ``file:line``, the folder if none does alone."""
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    with_target = {node for target in targets for node in shapes.graph.subjects(target, None)}
    parts = {part for node in with_target for part in shapes.graph.objects(node, SH.property)}
    for shape in sorted(with_target, key=str) + sorted(parts, key=str):
        if not isinstance(shape, URIRef):
            continue
        try:
            _run(graph, shapes, [str(shape)])
        except Exception:
            return locate(shapes.files, shape)
    return str(shapes.folder)


def _read_result(graph: Graph, report: Graph, node: Node, shapes: ShapesFolder) -> Result:
    focus, value = report.value(node, SH.focusNode), report.value(node, SH.value)
    source = report.value(node, SH.sourceShape)
    if focus is None or source is None:
        raise ValueError("a result without a focus node or a shape")
    path = report.value(node, SH.resultPath)
    if not isinstance(path, URIRef):
        # The path is complex (an alternative, an inverse): name the property that leads from the node to the value.
        names = [str(name) for name in graph.predicates(focus, value)] if value is not None else []
        path = URIRef(min(names)) if names else None
    return Result(
        shape=shapes.get(source, report.value(node, SH.resultSeverity), read_texts(report, node, SH.resultMessage)),
        focus=focus,
        path=str(path or ""),
        value=value,
        constraint=str(report.value(node, SH.sourceConstraintComponent) or ""),
    )
