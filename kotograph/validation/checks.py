"""The checks that SHACL cannot make, or that must be made before pySHACL runs.

Each has its shape in ``shapes/checks.ttl`` (without a target), for its severity, message and hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kotograph.validation.findings import Shape
from kotograph.validation.places import Places
from kotograph.vocab import KOTO

_SHAPES = "https://w3id.org/kotograph/shapes#"
ILL_TYPED = URIRef(_SHAPES + "IllTypedLiteral")
BLANK_NODE = URIRef(_SHAPES + "BlankNode")
LINE_IN_DOCUMENT = URIRef(_SHAPES + "LineWithinDocument")

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_DAY = r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
# rdflib lets some lexical forms pass that XML Schema does not (an exponent in a decimal, any text as a gYear).
_LEXICAL = {
    _XSD + name: re.compile(pattern)
    for name, pattern in {
        "boolean": r"true|false|0|1",
        "date": _DAY + _ZONE,
        "dateTime": rf"{_DAY}T\d\d:\d\d:\d\d(?:\.\d+)?{_ZONE}",
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        "gYear": rf"-?\d{{4,}}{_ZONE}",
        "gYearMonth": rf"-?\d{{4,}}-(?:0[1-9]|1[0-2]){_ZONE}",
        "integer": r"[+-]?\d+",
        "nonNegativeInteger": r"\+?\d+|-0+",
        "positiveInteger": r"\+?0*[1-9]\d*",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Result:
    """One raw result, before it is placed in its source: the shape and the terms that broke it."""

    shape: Shape
    focus: Node
    path: str = ""
    value: Node | None = None
    constraint: str = ""


def is_ill_typed(literal: Literal) -> bool:
    """Tell whether a literal's text does not belong to its datatype (``"2022-02-30"^^xsd:date``)."""
    pattern = _LEXICAL.get(str(literal.datatype))
    return literal.ill_typed is True or bool(pattern and not pattern.fullmatch(str(literal)))


def find_ill_typed(graph: Graph) -> list[tuple[Node, Node, Literal]]:
    """Return the triples whose literal does not belong to its datatype; pySHACL must not see them."""
    return [(s, p, o) for s, p, o in graph if isinstance(o, Literal) and o.datatype and is_ill_typed(o)]


def iter_blank_nodes(graph: Graph, shape: Shape) -> Iterator[Result]:
    """Yield a result for each blank node: nobody could refer to it from outside."""
    found = {term for s, _, o in graph for term in (s, o) if isinstance(term, BNode)}
    for node in found:
        yield Result(shape, node)


def iter_lines_outside(graph: Graph, places: Places, shape: Shape) -> Iterator[Result]:
    """Yield a result for each line number beyond the end of its document; documents without a file are passed over."""
    lengths: dict[str, int | None] = {}
    for name in ("line", "evidenceLine"):
        path = URIRef(KOTO + name)
        for node, value in graph.subject_objects(path):
            document = places.find_document(node)
            file = places.get_file(str(document).partition("/id/source/")[2]) if document is not None else ""
            if not file:
                continue
            if file not in lengths:
                lengths[file] = _count_lines(Path(file))
            length = lengths[file]
            if length is not None and str(value).isdecimal() and int(str(value)) > length:
                yield Result(shape, node, str(path), value)


def _count_lines(file: Path) -> int | None:
    """Count lines as editors do: the text after the last line feed is a line too."""
    if not file.is_file():
        return None
    count, last = 0, b"\n"
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            count += block.count(b"\n")
            last = block[-1:]
    return count + (last != b"\n")
