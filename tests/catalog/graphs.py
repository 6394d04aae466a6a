"""Catalogue lines as rdflib graphs, and shapes run over them."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import Graph

from kotograph.resources import get_folder
from kotograph.validation.findings import ValidationReport
from kotograph.validation.load import load_lines
from kotograph.validation.run import validate

PREFIXES = """
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
PREFIX void: <http://rdfs.org/ns/void#>
"""


def make_graph(lines: Iterable[str]) -> Graph:
    return load_lines(lines, "catalogue")


def ask(graph: Graph, query: str) -> list[tuple[str, ...]]:
    """Return the rows of a query, sorted, as plain texts."""
    return sorted(tuple(str(cell) for cell in row) for row in graph.query(PREFIXES + query))  # type: ignore[union-attr]


def check(graph: Graph) -> ValidationReport:
    return validate(graph, get_folder("shapes") / "catalogue")


def names(report: ValidationReport) -> set[str]:
    return {finding.shape.name for finding in report.findings}
