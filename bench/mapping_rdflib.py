"""Map the shared tables to N-Quads as is usual with rdflib: rows → ``Graph.add`` → ``serialize``.

It shares no code with kotograph, so that it also proves what kotograph writes. Literals are not normalised, which is
faster and keeps their lexical forms. Run as ``python -m bench.mapping_rdflib FOLDER OUTPUT [--read-only]``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, XSD

from bench.tables import DOCUMENT, ISSUES, LANGUAGES, RECORDS, STATEMENTS, VALUES

BASE = "https://w3id.org/kotograph/"
KOTO = Namespace(BASE + "ontology#")
_EU_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_CODES = {"fi": "FIN", "sv": "SWE", "en": "ENG"}


def main(folder: Path, output: Path) -> None:
    """Write the quads of the document, its records and their statements."""
    dataset = Dataset()
    row = next(_iter_rows(folder / DOCUMENT))
    graph = dataset.graph(URIRef(f"{BASE}graph/source/{row['source']}"))
    _add_document(graph, row)
    _add_records(graph, folder)
    _add_statements(graph, folder / STATEMENTS)
    dataset.serialize(str(output), format="nquads", encoding="utf-8")


def read_only(folder: Path) -> None:
    """Read the tables and map nothing: what is taken off to tell the time of mapping."""
    for name in (DOCUMENT, RECORDS, STATEMENTS, ISSUES):
        for _ in _iter_rows(folder / name):
            pass


def _iter_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _add_document(graph: Graph, row: dict[str, str]) -> None:
    document = URIRef(f"{BASE}id/source/{row['source']}")
    publisher = URIRef(f"{BASE}id/agent/{row['publisher']}")
    graph.add((document, RDF.type, KOTO.SourceDocument))
    graph.add((document, KOTO.sha256, Literal(row["sha256"])))
    graph.add((document, KOTO.publisherLanguage, Literal(row["publisher_language"])))
    graph.add((document, DCTERMS.language, URIRef(_EU_LANGUAGES + _CODES[row["language"]])))
    graph.add((document, KOTO.expectedEntries, Literal(row["entries"], datatype=XSD.integer, normalize=False)))
    instrument = row["instrument"]
    graph.add((document, KOTO.sourceInstrument, URIRef(f"{BASE}vocab/instrument/{instrument}")))
    graph.add((document, KOTO.covers, URIRef(f"{BASE}vocab/objective/{instrument}-{row['objective']}")))
    graph.add((document, KOTO.sourceStatus, URIRef(f"{BASE}vocab/status/{row['status']}")))
    graph.add((document, KOTO.referenceDate, Literal(row["reference_date"], datatype=XSD.date, normalize=False)))
    graph.add((document, DCTERMS.publisher, publisher))
    for language in LANGUAGES:
        graph.add((document, DCTERMS.title, Literal(row[f"title_{language}"], lang=language)))
        graph.add((document, KOTO.section, Literal(row[f"section_{language}"], lang=language)))


def _add_records(graph: Graph, folder: Path) -> None:
    for row in _iter_rows(folder / RECORDS):
        record = URIRef(f"{BASE}id/record/{row['source']}/{row['record']}")
        graph.add((record, RDF.type, KOTO.Record))
        graph.add((record, KOTO.source, URIRef(f"{BASE}id/source/{row['source']}")))
        graph.add((record, KOTO.line, Literal(row["line"], datatype=XSD.integer, normalize=False)))
        graph.add((record, KOTO.titleAsWritten, Literal(row["title"])))
        graph.add((record, DCTERMS.language, Literal(row["language"])))
    for row in _iter_rows(folder / ISSUES):
        record = URIRef(f"{BASE}id/record/{row['source']}/{row['record']}")
        graph.add((record, KOTO.issue, Literal(row["issue"])))


def _add_statements(graph: Graph, path: Path) -> None:
    datatypes = {name: None if name == "string" else XSD[name] for name in VALUES}
    for row in _iter_rows(path):
        record = URIRef(f"{BASE}id/record/{row['source']}/{row['record']}")
        statement = URIRef(f"{BASE}id/statement/{row['source']}/{row['record']}/{row['slug']}")
        graph.add((record, KOTO.statement, statement))
        graph.add((statement, RDF.type, KOTO.Statement))
        graph.add((statement, KOTO.statedBy, record))
        graph.add((statement, KOTO.property, URIRef(row["property"])))
        graph.add((statement, KOTO.line, Literal(row["line"], datatype=XSD.integer, normalize=False)))
        if row["as_written"]:
            graph.add((statement, KOTO.asWritten, Literal(row["as_written"])))
        for name, datatype in datatypes.items():
            if row[name]:
                graph.add((statement, KOTO.value, Literal(row[name], datatype=datatype, normalize=False)))
        if row["code"]:
            graph.add((statement, KOTO.value, URIRef(f"{BASE}vocab/{row['scheme']}/{row['code']}")))
        if row["kind"]:
            graph.add((statement, KOTO.amountKind, URIRef(f"{BASE}vocab/amount-kind/{row['kind']}")))


if __name__ == "__main__":
    if "--read-only" in sys.argv:
        read_only(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
