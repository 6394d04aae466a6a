"""The shapes and what they found in a build, as the pages tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kotograph.resources import get_folder
from kotograph.store.files import iter_turtle_file
from kotograph.vocab import PREFIXES, expand

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class ShapeView:
    """One shape: its name, what it holds, how severe a breach is, and its words by language."""

    iri: str
    name: str
    target: str
    severity: str
    messages: Mapping[str, str]
    hints: Mapping[str, str]

    def message(self, lang: str) -> str:
        """Return what is wrong."""
        return self.messages.get(lang) or self.messages.get("en", self.name)

    def hint(self, lang: str) -> str:
        """Return what to do."""
        return self.hints.get(lang) or self.hints.get("en", "")


@dataclass(frozen=True, slots=True)
class FindingView:
    """How often a shape was broken in a build."""

    shape: str
    severity: str
    messages: Mapping[str, str]
    count: int

    def message(self, lang: str) -> str:
        """Return what is wrong."""
        return self.messages.get(lang) or self.messages.get("en", self.shape)


def read_shapes() -> Sequence[ShapeView]:
    """Return every shape that has a message, by name."""
    from kotograph.validation.shapes import load_shapes

    folder = load_shapes(get_folder("shapes"))
    found = []
    for iri, shape in folder.shapes.items():
        target = _find_target(folder.graph, iri)
        found.append(
            ShapeView(iri, shape.name, _curie(target), shape.severity.name.lower(), shape.messages, shape.hints)
        )
    return sorted(found, key=lambda view: view.name)


def _find_target(graph: Graph, iri: str) -> str:
    """Return the class or property whose nodes a shape holds; empty where a query chooses them."""
    from rdflib import URIRef
    from rdflib.namespace import SH

    owners = {URIRef(iri), *graph.subjects(SH.property, URIRef(iri))}
    kinds = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    return min((str(t) for owner in owners for kind in kinds for t in graph.objects(owner, kind)), default="")


def _curie(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def read_findings(quality: Path, shapes: Sequence[ShapeView], base: str) -> Sequence[FindingView]:
    """Return what a build's ``quality.ttl`` tells, the worst first; nothing where there is no such file."""
    if not quality.is_file():
        return ()
    graph = f"<{base}graph/quality>"
    by_iri = {shape.iri: shape for shape in shapes}
    counts: Counter[str] = Counter()
    start = expand("sh:sourceShape")
    for line in iter_turtle_file(quality, graph, base):
        _, predicate, obj = line.split(" ", 3)[:3]
        if predicate == start:
            counts[obj.strip("<>")] += 1
    found = [
        FindingView(by_iri[iri].name, by_iri[iri].severity, by_iri[iri].messages, number)
        for iri, number in counts.items()
        if iri in by_iri
    ]
    ranks = ("violation", "warning", "info")
    return sorted(found, key=lambda view: (ranks.index(view.severity), view.shape))
