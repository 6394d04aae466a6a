"""Find where in which source a node of the graph comes from: the ``file:line`` that a reader of the report opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF
from rdflib.term import Node

from kotograph.vocab import KOTO


def _koto(name: str) -> URIRef:
    return URIRef(KOTO + name)


# How far to follow links from a node before giving up: amount, grant, project, resolution, statement, record.
_FARTHEST = 6
# A node that states nothing itself is placed through the node that points to it; the property is the one whose
# resolution tells the line.
_POINTERS = (
    (_koto("grant"), "fundedUnder"),
    (_koto("hasAmount"), "amount"),
    (_koto("output"), ""),
    (_koto("criterionEvidence"), ""),
    (_koto("value"), ""),
    (_koto("implementer"), "implementer"),
    (_koto("implementingUnit"), "implementer"),
    (_koto("partner"), ""),
    (DCTERMS.spatial, ""),
    (URIRef("http://www.w3.org/ns/org#unitOf"), ""),
    (DCTERMS.isPartOf, ""),
)
# Which statement of a record an issue's code speaks of; codes about what is missing speak of none.
_ISSUES = (
    ("end-before-start", ("endDate",)),
    ("amount", ("amount",)),
    ("currency", ("amount",)),
    ("date", ("startDate", "endDate")),
    ("period", ("startDate", "endDate")),
)
_OUTWARD = (_koto("about"), _koto("predecessor"), _koto("successor"))


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a source document: the document's id and IRI; ``line`` is 0 if only the document is known."""

    source: str
    line: int = 0
    document: str = ""


class Places:
    """Place nodes in their sources.

    ``paths`` maps ids of documents to file paths: the id of a source (``eusa-so2-under-way-fi``), ``vocab/{scheme}``
    for concepts and ``ontology`` for terms.
    """

    def __init__(self, graph: Graph, paths: Mapping[str, str]) -> None:
        self._graph = graph
        self._paths = paths

    def find(self, focus: Node, path: str = "", value: Node | None = None) -> Place | None:
        """Find the place of a node, best of all the line that states its property ``path``; None if it has none.

        ``value`` is that of the property: the code of an issue tells which of a record's statements it is about.
        """
        found = self._find_vocabulary(focus)
        if found is None and path == KOTO + "issue" and not str(value).startswith("missing-"):
            found = self._find_issue(focus, str(value))
        return found or min(self._search(focus, path, frozenset()), default=None)

    def _find_issue(self, record: Node, code: str) -> Place | None:
        """Find the line of the statement that an issue is about, first of all one whose value could not be read."""
        graph = self._graph
        names = next((names for word, names in _ISSUES if word in code), ())
        about = [
            each
            for each in graph.subjects(_koto("statedBy"), record)
            if any((each, _koto("property"), _koto(name)) in graph for name in names)
        ]
        unread = [each for each in about if (each, _koto("value"), None) not in graph]
        return min((place for each in unread or about for place in self._search(each, "", frozenset())), default=None)

    def get_file(self, source: str) -> str:
        """Return the path of a document, empty if the caller gave none."""
        return self._paths.get(source, "")

    def find_document(self, node: Node) -> Node | None:
        """Find the source document that a node's line belongs to."""
        graph = self._graph
        for name in ("evidenceSource", "source"):
            document = self._first(graph.objects(node, _koto(name)))
            if document is not None:
                return document
        for name in ("evidenceRecord", "statedBy"):
            record = self._first(graph.objects(node, _koto(name)))
            if record is not None:
                return self._first(graph.objects(record, _koto("source")))
        return node if (node, RDF.type, _koto("SourceDocument")) in graph else None

    def _search(self, node: Node, path: str, seen: frozenset[Node]) -> list[Place]:
        if node in seen or len(seen) >= _FARTHEST or isinstance(node, Literal):
            return []
        seen = seen | {node}
        document = self.find_document(node)
        if document is not None:
            return [Place(_id(document), self._line(node), str(document))]
        resolved = self._resolutions(node, path)
        for group in (resolved, self._objects(node, "considered"), self._records(node)):
            found = [place for each in group for place in self._search(each, "", seen)]
            if found:
                return found
        return self._through_links(node, seen)

    def _through_links(self, node: Node, seen: frozenset[Node]) -> list[Place]:
        for link, name in _POINTERS:
            path = KOTO + name if name else ""
            found = [place for each in self._graph.subjects(link, node) for place in self._search(each, path, seen)]
            if found:
                return found
        for link in _OUTWARD:
            found = [place for each in self._graph.objects(node, link) for place in self._search(each, "", seen)]
            if found:
                return found
        return []

    def _resolutions(self, node: Node, path: str) -> list[Node]:
        if not path:
            return []
        graph = self._graph
        return [
            each for each in graph.subjects(_koto("about"), node) if (each, _koto("property"), URIRef(path)) in graph
        ]

    def _records(self, node: Node) -> list[Node]:
        return self._objects(node, "describedBy") or self._objects(node, "mentionedIn")

    def _objects(self, node: Node, name: str) -> list[Node]:
        return list(self._graph.objects(node, _koto(name)))

    def _line(self, node: Node) -> int:
        graph = self._graph
        for name in ("evidenceLine", "line"):
            for value in graph.objects(node, _koto(name)):
                if isinstance(value, Literal) and str(value).isdecimal():
                    return int(value)
        for name in ("evidenceRecord", "statedBy"):
            for record in graph.objects(node, _koto(name)):
                if record != node:
                    return self._line(record)
        return 0

    def _find_vocabulary(self, focus: Node) -> Place | None:
        if not isinstance(focus, URIRef):
            return None
        if focus.startswith(KOTO):
            return Place("ontology")
        before, marker, code = str(focus).partition("/vocab/")
        return Place(f"vocab/{code.partition('/')[0]}") if marker and before else None

    @staticmethod
    def _first(nodes: Iterable[Node]) -> Node | None:
        return min(nodes, key=str, default=None)


def _id(document: Node) -> str:
    """Return the id of a source from its IRI, whatever the base."""
    return str(document).partition("/id/source/")[2] or str(document)
