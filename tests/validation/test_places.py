"""Find the file and line of a node through the links of the graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from kotograph.resources import get_folder
from kotograph.validation.places import Places
from kotograph.validation.run import validate
from kotograph.vocab import KOTO
from tests.validation.graphs import make_graph

PATHS = {"s": "data/sources/s/page.txt", "vocab/theme": "ontology/schemes/theme.ttl", "ontology": "kotograph.ttl"}
GRAPH = """
<id/source/s> a koto:SourceDocument .
<id/source/t> a koto:SourceDocument .
<id/record/s/a> a koto:Record ; koto:source <id/source/s> ; koto:line 11 .
<id/statement/s/a/end-date> koto:statedBy <id/record/s/a> ; koto:line 15 ; koto:property koto:endDate .
<id/statement/s/a/amount> koto:statedBy <id/record/s/a> ; koto:line 16 .
<id/statement/s/a/status> koto:statedBy <id/record/s/a> .
<id/project/a> koto:describedBy <id/record/s/a> ; koto:grant <id/grant/a> ; koto:output <id/output/a/1> ;
    koto:implementer <id/organisation/o> ; koto:criterionEvidence <id/criterion-evidence/a/effective> .
<id/project/named> koto:mentionedIn <id/source/t> .
<id/resolution/a/end-date> koto:about <id/project/a> ; koto:property koto:endDate ;
    koto:considered <id/statement/s/a/end-date> .
<id/resolution/a/amount> koto:about <id/project/a> ; koto:property koto:amount ;
    koto:considered <id/statement/s/a/amount> .
<id/grant/a> koto:hasAmount <id/amount/a/eu> .
<id/output/a/1> koto:evidenceSource <id/source/s> ; koto:evidenceLine 19 .
<id/succession/a/b> koto:evidenceRecord <id/record/s/a> ; koto:evidenceLine 20 .
<id/editorial/a/spatial/p> koto:evidenceSource <id/source/t> ; koto:evidenceLine 21 ; koto:value <id/place/p> .
<id/unit/u> <http://www.w3.org/ns/org#unitOf> <id/organisation/o> .
"""
PLACES = [
    ("source/s", "", "s", 0),
    ("record/s/a", "", "s", 11),
    ("statement/s/a/end-date", "", "s", 15),
    ("statement/s/a/status", "", "s", 11),
    ("project/a", "", "s", 11),
    ("project/a", "endDate", "s", 15),
    ("project/named", "", "t", 0),
    ("resolution/a/end-date", "", "s", 15),
    ("grant/a", "", "s", 11),
    ("amount/a/eu", "", "s", 11),
    ("output/a/1", "", "s", 19),
    ("succession/a/b", "", "s", 20),
    ("editorial/a/spatial/p", "", "t", 21),
    ("place/p", "", "t", 21),
    ("organisation/o", "", "s", 11),
    ("criterion-evidence/a/effective", "", "s", 11),
]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("impossible-date", 14),
        ("unreadable-period", 14),
        ("end-before-start", 15),
        ("currency-not-stated", 16),
        ("ambiguous-amount", 16),
        ("missing-amount", 11),
        ("second-facts", 11),
    ],
)
def test_an_issue_is_placed_on_the_line_it_is_about(code: str, line: int) -> None:
    graph = make_graph(f"""{GRAPH}
<id/statement/s/a/start-date> koto:statedBy <id/record/s/a> ; koto:line 14 ; koto:property koto:startDate .
<id/statement/s/a/end-date> koto:value "2012-09-30"^^xsd:date .
<id/statement/s/a/amount> koto:property koto:amount .
<id/record/s/a> koto:issue "{code}" .""")
    record = URIRef("https://w3id.org/kotograph/id/record/s/a")
    place = Places(graph, PATHS).find(record, KOTO + "issue", Literal(code))
    assert place is not None and (place.source, place.line) == ("s", line)


@pytest.mark.parametrize(("key", "path", "source", "line"), PLACES)
def test_nodes_are_placed(key: str, path: str, source: str, line: int) -> None:
    places = Places(make_graph(GRAPH), PATHS)
    place = places.find(URIRef(f"https://w3id.org/kotograph/id/{key}"), KOTO + path if path else "")
    assert place is not None
    assert (place.source, place.line) == (source, line)
    assert place.document.endswith(f"/id/source/{source}")


def test_concepts_and_terms_have_files() -> None:
    places = Places(make_graph(GRAPH + "<id/statement/s/a/x> koto:value <vocab/theme/housing> ."), PATHS)
    concept = places.find(URIRef("https://w3id.org/kotograph/vocab/theme/housing"))
    term = places.find(URIRef(KOTO + "Project"))
    assert concept is not None
    assert term is not None
    assert [places.get_file(each.source) for each in (concept, term)] == ["ontology/schemes/theme.ttl", "kotograph.ttl"]


def test_a_node_without_a_source_has_no_place() -> None:
    assert Places(make_graph(GRAPH), PATHS).find(URIRef("https://w3id.org/kotograph/id/agent/editors")) is None


def test_a_circle_of_links_ends() -> None:
    graph = make_graph("<id/place/a> dcterms:isPartOf <id/place/b> . <id/place/b> dcterms:isPartOf <id/place/a> .")
    assert Places(graph, PATHS).find(URIRef("https://w3id.org/kotograph/id/place/a")) is None


def test_findings_name_file_and_line() -> None:
    report = validate(make_graph(GRAPH), get_folder("shapes"), PATHS)
    wheres = {finding.where for finding in report.findings if finding.shape.name == "RecordTitle"}
    assert wheres == {"data/sources/s/page.txt:11"}
    unknown = {f.where for f in report.findings if f.shape.name == "SourceSha256" and f.source == "t"}
    assert unknown == {"t"}


def test_lines_are_held_against_the_file(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(b"one\n" * 15)
    report = validate(make_graph(GRAPH), get_folder("shapes"), {"s": str(page), "t": str(tmp_path / "absent.txt")})
    beyond = [(f.focus.rpartition("/id/")[2], f.value) for f in report.findings if f.shape.name == "LineWithinDocument"]
    integer = "^^<http://www.w3.org/2001/XMLSchema#integer>"
    assert sorted(beyond) == [
        ("output/a/1>", f'"19"{integer}'),
        ("statement/s/a/amount>", f'"16"{integer}'),
        ("succession/a/b>", f'"20"{integer}'),
    ]
