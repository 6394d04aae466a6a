"""Read the shapes folder, and refuse shapes that could not do what their author meant.

pySHACL passes over a misspelt term in silence and stops with a traceback on others, so both are looked for here, where
the file and line can still be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Node

from kotograph.errors import InputError
from kotograph.reports import Severity
from kotograph.validation.findings import Shape
from kotograph.vocab import KOTO

FIX_HINT = URIRef(KOTO + "fixHint")
_SEVERITIES: dict[Node | None, Severity] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
_NAMESPACE = str(SH)


@dataclass(frozen=True, slots=True)
class ShapesFolder:
    """The shapes graph of some files and, by IRI, every shape that has a message of its own.

    ``folder`` is what the caller named: the folder of the files, or a file.
    """

    folder: Path
    files: tuple[Path, ...]
    graph: Graph
    shapes: dict[str, Shape]
    queries: dict[str, Query]

    def get(self, node: Node, severity: Node | None = None, messages: Mapping[str, str] | None = None) -> Shape:
        """Return the shape of a result; a shape without a message of its own is made up from the result."""
        found = self.shapes.get(str(node))
        return found or Shape(self._name(node), _SEVERITIES.get(severity, Severity.VIOLATION), messages or {})

    def get_check(self, check: Node) -> Shape:
        """Return the shape that gives a check its severity and words: the folder's shape of the same name."""
        made_up = self.get(check)
        return next((shape for shape in self.shapes.values() if shape.name == made_up.name), made_up)

    def _name(self, node: Node) -> str:
        """Return the IRI of a shape, of an anonymous one the IRI of the shape that holds it."""
        seen: set[Node] = set()
        while isinstance(node, BNode) and node not in seen:
            seen.add(node)
            node = next(self.graph.subjects(None, node), node)
        return str(node)


def load_shapes(folder: Path) -> ShapesFolder:
    """Read every ``*.ttl`` file of a folder, in the order of their names.

    Raise InputError with file and line for a missing folder, bad Turtle, an unknown SHACL term, a shape without a path,
    a severity, pattern or query that cannot be used.
    """
    files = sorted(folder.glob("*.ttl"))
    if not files:
        raise InputError(
            "shapes-missing", "no shapes (*.ttl) here", str(folder), "name the folder that holds the shapes"
        )
    whole = Graph()
    shapes: dict[str, Shape] = {}
    for file in files:
        text = _read(file)
        graph = _parse(file, text)
        _check(file, text, graph)
        shapes.update((shape.iri, shape) for shape in _iter_shapes(file, text, graph))
        for triple in graph:
            whole.add(triple)
    return ShapesFolder(folder, tuple(files), whole, shapes, _prepare_queries(files, whole))


def load_foreign(file: Path) -> ShapesFolder:
    """Read a shapes file that others wrote: it must be Turtle, and is otherwise taken as it is.

    Its shapes need no messages; what SHACL says is told instead. Raise InputError for a file that cannot be read.
    """
    graph = _parse(file, _read(file))
    return ShapesFolder(file, (file,), graph, {}, {})


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "bad-shapes", f"cannot read the shapes: {error}", str(file), "save the file as UTF-8"
        ) from error


def _parse(file: Path, text: str) -> Graph:
    graph = Graph()
    try:
        graph.parse(data=text, format="turtle", publicID=file.absolute().as_uri())
    except BadSyntax as error:
        found = str(error).partition("Bad syntax (")[2].partition(") at ^")[0] or "bad syntax"
        where = f"{file}:{error.lines + 1}"
        raise InputError(
            "bad-shapes", f"not Turtle: {found}", where, "correct the Turtle on or before this line"
        ) from error
    return graph


def _iter_shapes(file: Path, text: str, graph: Graph) -> Iterator[Shape]:
    for node in sorted(set(graph.subjects(SH.message, None)), key=str):
        if not isinstance(node, URIRef):
            continue
        severity = graph.value(node, SH.severity)
        yield Shape(
            str(node),
            _SEVERITIES.get(severity, Severity.VIOLATION),
            read_texts(graph, node, SH.message),
            read_texts(graph, node, FIX_HINT),
            str(file),
            find_line(text, node),
        )


def read_texts(graph: Graph, node: Node, path: URIRef) -> dict[str, str]:
    """Return a node's texts by language tag; a text without one counts as English."""
    literals = [o for o in graph.objects(node, path) if isinstance(o, Literal)]
    return {
        literal.language or "en": str(literal) for literal in sorted(literals, key=lambda o: (o.language or "", str(o)))
    }


def find_line(text: str, node: Node) -> int:
    """Find the line where a subject begins in Turtle, else where it is named; 0 if it is not to be seen."""
    return next((line for pattern in _patterns(node) if (line := _line_of(pattern, text))), 0)


def _patterns(node: Node) -> tuple[str, str]:
    name = re.escape(re.split(r"[#/]", str(node))[-1])
    return rf"^(?:[\w-]*:{name}|<[^>]*[#/]{name}>)\s+a\s", rf"[:#/]{name}\b"


def _line_of(pattern: str, text: str) -> int:
    match = re.search(pattern, text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else 0


def _check(file: Path, text: str, graph: Graph) -> None:
    for problem, hint, node in _iter_problems(graph):
        line = find_line(text, node)
        raise InputError("bad-shapes", problem, f"{file}:{line}" if line else str(file), hint)


def _iter_problems(graph: Graph) -> Iterator[tuple[str, str, Node]]:
    known = _known_terms()
    for s, p, o in sorted(graph, key=str):
        for term in (p, o):
            if isinstance(term, URIRef) and term.startswith(_NAMESPACE) and term.removeprefix(_NAMESPACE) not in known:
                yield f"SHACL has no term 'sh:{term.removeprefix(_NAMESPACE)}'", "correct its spelling", term
        if p == SH.severity and o not in _SEVERITIES:
            yield f"'{o}' is not a severity", "use sh:Violation, sh:Warning or sh:Info", s
        if p == SH.pattern and not _compiles(str(o)):
            yield f"the pattern '{o}' is not a regular expression", "correct sh:pattern", s
    for shape in sorted(graph.subjects(RDF.type, SH.PropertyShape), key=str):
        if len(list(graph.objects(shape, SH.path))) != 1:
            yield (
                "a property shape needs exactly one sh:path",
                "add or remove sh:path, or make it a sh:NodeShape",
                shape,
            )
    for shape in sorted(graph.subjects(RDF.type, SH.NodeShape), key=str):
        if (shape, SH.path, None) in graph:
            yield "a node shape cannot have a sh:path", "make it a sh:PropertyShape or remove sh:path", shape


def _known_terms() -> frozenset[str]:
    # rdflib's list of the SHACL terms, generated from the W3C's file.
    return frozenset(SH.__annotations__) | {"class", "in", "not", "or", "and", "if", "else"}


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _prepare_queries(files: list[Path], graph: Graph) -> dict[str, Query]:
    """Parse every SPARQL constraint with the prefixes it declares; pySHACL would do so only once a node reaches it."""
    queries: dict[str, Query] = {}
    for constraint, query in sorted(graph.subject_objects(SH.select), key=str):
        prefixes = {
            str(graph.value(declaration, SH.prefix)): str(graph.value(declaration, SH.namespace))
            for source in graph.objects(constraint, SH.prefixes)
            for declaration in graph.objects(source, SH.declare)
        }
        try:
            queries[str(query)] = prepareQuery(str(query), initNs=prefixes)
        except Exception as error:
            # pyparsing and rdflib raise many kinds of exceptions here; each means that the query cannot be used.
            owner = next(graph.subjects(SH.sparql, constraint), constraint)
            message = str(error).partition("\n")[0][:200]
            raise InputError(
                "bad-shapes", f"the SPARQL query is not valid: {message}", locate(files, owner), "correct sh:select"
            ) from error
    return queries


def locate(files: Sequence[Path], node: Node) -> str:
    """Return ``file:line`` of the shape in the first file that defines it, else in the first that names it."""
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    for pattern in _patterns(node):
        for file, text in texts.items():
            line = _line_of(pattern, text)
            if line:
                return f"{file}:{line}"
    return str(files[0].parent)
