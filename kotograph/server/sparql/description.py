"""SPARQL 1.1 Service Description of the endpoint, with VoID counts of its graphs, and queries to begin with.

https://www.w3.org/TR/sparql11-service-description/; queries are executables of https://www.w3.org/TR/shacl/#sparql-executables.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

from kotograph import quads
from kotograph.catalog.void import Counts, count_dataset
from kotograph.config import LANGUAGES
from kotograph.formats import Format
from kotograph.query import Query, list_queries, write_example
from kotograph.store import EmbeddedStore, Graph, write_answer
from kotograph.vocab import expand

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
#: Where an example is run, as other collections of examples say it.
_TARGET = quads.iri("https://schema.org/target")
_SENT = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


@dataclass(frozen=True, slots=True)
class Dataset:
    """What the description tells of a build."""

    counts: Counts
    graphs: tuple[str, ...]
    #: The named questions, each with its text as it can be run.
    examples: tuple[tuple[Query, str], ...] = ()


def read_dataset(folder: Path, base: str) -> Dataset:
    """Count a build; takes seconds for millions of triples."""
    store = EmbeddedStore(folder)
    counts = count_dataset(store, base)
    if not counts.graphs:
        # A file of triples has no named graphs: all of it is in the default graph.
        (row,) = store.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows
        counts = replace(counts, triples=int(row[0].value) if row[0] else 0)
    examples = tuple((query, write_example(query, LANGUAGES[-1], base)) for query in list_queries())
    return Dataset(counts, tuple(store.get_graphs()), examples)


def write_description(dataset: Dataset, endpoint: str, form: Format) -> bytes:
    """Write the description of the service at an address in an RDF format."""
    lines = _Lines(endpoint)
    service, whole, union = lines.name("service"), lines.name("dataset"), lines.name("default-graph")
    lines.type(service, "Service")
    lines.add(service, _sd("endpoint"), quads.iri(endpoint))
    lines.add(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    lines.add(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for name in _SENT:
        lines.add(service, _sd("resultFormat"), quads.iri(_FORMATS + name))
    lines.add(service, _sd("defaultDataset"), whole)
    lines.type(whole, "Dataset")
    lines.add(whole, expand("rdf:type"), expand("void:Dataset"))
    lines.add(whole, _sd("defaultGraph"), union)
    lines.type(union, "Graph")
    counts = dataset.counts
    for thing in (whole, union):
        lines.count(thing, "triples", counts.triples)
    for name, figure in (
        ("entities", counts.entities),
        ("classes", len(counts.classes)),
        ("properties", len(counts.properties)),
        ("distinctSubjects", counts.subjects),
        ("distinctObjects", counts.objects),
    ):
        lines.count(whole, name, figure)
    for number, iri in enumerate(dataset.graphs, 1):
        named, graph = lines.name(f"named-graph-{number}"), lines.name(f"graph-{number}")
        lines.add(whole, _sd("namedGraph"), named)
        lines.type(named, "NamedGraph")
        lines.add(named, _sd("name"), quads.iri(iri))
        lines.add(named, _sd("graph"), graph)
        lines.type(graph, "Graph")
        if iri in counts.graphs:
            lines.count(graph, "triples", counts.graphs[iri])
    for query, text in dataset.examples:
        _add_example(lines, quads.iri(endpoint), query, text)
    out = io.StringIO()
    write_answer(Graph(tuple(sorted(lines.lines))), form, out)
    return out.getvalue().encode()


def _add_example(lines: _Lines, endpoint: str, query: Query, text: str) -> None:
    example = lines.name(f"example-{query.name}")
    for kind in ("SPARQLExecutable", "SPARQLSelectExecutable"):
        lines.add(example, expand("rdf:type"), expand(f"sh:{kind}"))
    lines.add(example, expand("sh:select"), quads.literal(text))
    lines.add(example, _TARGET, endpoint)
    for lang in LANGUAGES:
        lines.add(example, expand("rdfs:label"), quads.tagged(query.title(lang), lang))
        lines.add(example, expand("rdfs:comment"), quads.tagged(query.description(lang), lang))


def _sd(name: str) -> str:
    return quads.iri(_SD + name)


class _Lines:
    """Collect N-Triples lines about things named within the endpoint's own document."""

    def __init__(self, endpoint: str) -> None:
        self.lines: set[str] = set()
        self._endpoint = endpoint

    def name(self, fragment: str) -> str:
        return quads.iri(f"{self._endpoint}#{fragment}")

    def add(self, subject: str, predicate: str, obj: str) -> None:
        self.lines.add(f"{subject} {predicate} {obj} .\n")

    def type(self, subject: str, name: str) -> None:
        self.add(subject, expand("rdf:type"), _sd(name))

    def count(self, subject: str, name: str, figure: int) -> None:
        self.add(subject, expand(f"void:{name}"), quads.integer(figure))
