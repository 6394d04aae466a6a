"""Small graphs and shapes folders for the validation tests."""

from __future__ import annotations

from pathlib import Path

from rdflib import Graph

from kotograph.validation.load import quiet_literals

PREFIXES = """
@base <https://w3id.org/kotograph/> .
@prefix : <https://w3id.org/kotograph/shapes#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix koto: <https://w3id.org/kotograph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# The number of lines that PREFIXES puts before a shape.
HEAD = PREFIXES.count("\n")


def make_graph(turtle: str) -> Graph:
    """Parse Turtle with the prefixes above; ill-typed literals are let through in silence."""
    with quiet_literals():
        return Graph().parse(data=PREFIXES + turtle, format="turtle")


def make_shapes(folder: Path, turtle: str) -> Path:
    """Write one shapes file into a folder and return the folder."""
    (folder / "made.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    return folder
