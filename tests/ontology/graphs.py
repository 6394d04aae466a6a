"""Find and read the files under test."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from rdflib import Graph, Namespace
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import ResultRow

HERE = Path(__file__).resolve().parent
ONTOLOGY = HERE.parents[1] / "ontology"
KOTO = Namespace("https://w3id.org/kotograph/ontology#")
VOCAB = "https://w3id.org/kotograph/vocab/"
LANGUAGES = frozenset({"fi", "sv", "en"})
PREFIXES = {
    "": "https://example.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "koto": str(KOTO),
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Check:
    """One pitfall: a query whose rows are the faults, and data that has the fault."""

    code: str
    title: str
    query: str
    bad: str


@dataclass(frozen=True)
class Waiver:
    """One fault that is meant: which check, which subjects (a pattern) and why."""

    check: str
    subject: str
    reason: str

    def covers(self, code: str, subject: str) -> bool:
        """Tell whether a fault found by a check is waived."""
        return self.check == code and fnmatchcase(subject, self.subject)


def read_checks(name: str) -> list[Check]:
    """Read one family of checks from a TOML file beside this module."""
    table = tomllib.loads((HERE / name).read_text(encoding="utf-8"))
    return [Check(**entry) for entry in table["check"]]


def read_waivers() -> list[Waiver]:
    """Read the waiver table."""
    table = tomllib.loads((HERE / "waivers.toml").read_text(encoding="utf-8"))
    return [Waiver(**entry) for entry in table["waiver"]]


@cache
def read_graph(path: Path) -> Graph:
    """Parse one Turtle file."""
    return Graph(bind_namespaces="none").parse(path, format="turtle")


def read_ontology() -> Graph:
    """Parse the ontology."""
    return read_graph(ONTOLOGY / "kotograph.ttl")


def list_schemes() -> list[Path]:
    """List the files of the concept schemes."""
    return sorted((ONTOLOGY / "schemes").glob("*.ttl"))


@cache
def read_query(check: Check) -> Query:
    """Parse the query of a check, which is dear, once."""
    return prepareQuery(check.query, initNs=PREFIXES)


def find_faults(check: Check, graph: Graph) -> set[str]:
    """Run a check and return the subjects at fault."""
    faults = set()
    for row in graph.query(read_query(check)):
        assert isinstance(row, ResultRow)
        faults.add(str(row["subject"]))
    return faults


def read_bad_example(check: Check) -> Graph:
    """Parse the data that a check must find fault with."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return Graph().parse(data=head + check.bad, format="turtle")
