"""What counts as conforming, what pySHACL must not meet, and how findings are named and ordered."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import XSD

from kotograph.reports import Severity
from kotograph.resources import get_folder
from kotograph.validation.run import load_dataset, validate
from kotograph.validation.shapes import ShapesFolder, load_shapes
from tests.validation.graphs import make_graph, make_shapes


@cache
def bundled_shapes() -> ShapesFolder:
    return load_shapes(get_folder("shapes"))


SHAPE = """
:NeedsTitle a sh:PropertyShape ;
    sh:targetClass koto:Project ;
    sh:path dcterms:title ;
    sh:minCount 1 ;
    sh:severity {severity} ;
    sh:message "ei nimeä"@fi, "ingen titel"@sv, "no title"@en ;
    koto:fixHint "lisää"@fi, "lägg till"@sv, "add one"@en .
"""


@pytest.mark.parametrize(
    ("severity", "publishable", "fails_on"),
    [
        ("sh:Violation", False, {"violation", "warning", "info"}),
        ("sh:Warning", True, {"warning", "info"}),
        ("sh:Info", True, {"info"}),
    ],
)
def test_severity_decides(tmp_path: Path, severity: str, publishable: bool, fails_on: set[str]) -> None:
    shapes = make_shapes(tmp_path, SHAPE.format(severity=severity))
    report = validate(make_graph("<id/project/a> a koto:Project ."), shapes)
    assert report.publishable is publishable
    assert report.conforms is False
    assert {bound for bound in ("violation", "warning", "info", "never") if report.fails(bound)} == fails_on
    assert sum(report.counts().values()) == 1
    assert report.worst() is Severity[severity.removeprefix("sh:").upper()]


def test_nothing_found_conforms(tmp_path: Path) -> None:
    shapes = make_shapes(tmp_path, SHAPE.format(severity="sh:Violation"))
    report = validate(make_graph('<id/project/a> a koto:Project ; dcterms:title "A"@en .'), shapes)
    assert report.conforms and report.publishable
    assert report.worst() is None
    assert not report.fails("info")
    assert report.findings == ()
    assert [shape.name for shape in report.shapes] == ["NeedsTitle"]


def test_findings_speak_three_languages(tmp_path: Path) -> None:
    shapes = make_shapes(tmp_path, SHAPE.format(severity="sh:Violation"))
    (finding,) = validate(make_graph("<id/project/a> a koto:Project ."), shapes).findings
    assert [finding.shape.message(lang) for lang in ("fi", "sv", "en")] == ["ei nimeä", "ingen titel", "no title"]
    assert finding.shape.hint("sv") == "lägg till"
    assert finding.path == "http://purl.org/dc/terms/title"
    assert finding.constraint == "http://www.w3.org/ns/shacl#MinCountConstraintComponent"


def test_issues_carry_code_and_severity(tmp_path: Path) -> None:
    shapes = make_shapes(tmp_path, SHAPE.format(severity="sh:Warning"))
    (issue,) = validate(make_graph("<id/project/a> a koto:Project ."), shapes).as_report("fi")
    assert (issue.code, issue.severity, issue.hint) == ("NeedsTitle", Severity.WARNING, "lisää")
    assert issue.message == "ei nimeä (<https://w3id.org/kotograph/id/project/a>)"


ILL_TYPED = [
    ("2022-02-30", "date"),
    ("2022-1-1", "date"),
    ("2022-05", "gYear"),
    ("1e3", "decimal"),
    ("98 820,05", "decimal"),
    ("1.0", "integer"),
    ("yes", "boolean"),
    ("2022-13", "gYearMonth"),
    ("2022-01-01T25", "dateTime"),
]


def load_literal(folder: Path, text: str, datatype: str) -> Graph:
    """Load one literal from N-Quads: Turtle would be rewritten by rdflib on its way in."""
    path = folder / "made.nq"
    path.write_text(f'<urn:a> <urn:p> "{text}"^^<{datatype}> <urn:g> .\n', encoding="utf-8")
    return load_dataset(path)


@pytest.mark.parametrize(("text", "datatype"), ILL_TYPED)
def test_ill_typed_literals_are_reported(tmp_path: Path, text: str, datatype: str) -> None:
    graph = load_literal(tmp_path, text, f"{XSD}{datatype}")
    names = [finding.shape.name for finding in validate(graph, bundled_shapes()).findings]
    assert names == ["IllTypedLiteral"]


WELL_TYPED = [
    ("2022-02-28", f"{XSD}date"),
    ("2022-02-28Z", f"{XSD}date"),
    ("2022", f"{XSD}gYear"),
    ("-98820.05", f"{XSD}decimal"),
    ("007", f"{XSD}integer"),
    ("0", f"{XSD}boolean"),
    ("2022-01-01T12:00:00+02:00", f"{XSD}dateTime"),
    ("anything", "https://example.org/datatype"),
]


@pytest.mark.parametrize(("text", "datatype"), WELL_TYPED)
def test_well_typed_literals_pass(tmp_path: Path, text: str, datatype: str) -> None:
    assert validate(load_literal(tmp_path, text, datatype), bundled_shapes()).findings == ()


def test_an_ill_typed_date_does_not_stop_a_comparison(tmp_path: Path) -> None:
    """pySHACL itself ends with a TypeError here; a missing value is not reported beside the ill-typed one."""
    shapes = make_shapes(
        tmp_path,
        """
:Order a sh:PropertyShape ;
    sh:targetClass koto:Project ;
    sh:path koto:startDate ;
    sh:minCount 1 ;
    sh:lessThanOrEquals koto:endDate ;
    sh:message "order"@en .
""",
    )
    turtle = """
<id/project/a> a koto:Project ; koto:startDate "2022-02-30"^^xsd:date ; koto:endDate "2022-01-01"^^xsd:date .
<id/project/b> a koto:Project ; koto:startDate "2022-02-03"^^xsd:date ; koto:endDate "2022-01-01"^^xsd:date .
"""
    graph = make_graph(turtle)
    before = set(graph)
    report = validate(graph, shapes)
    assert [(finding.shape.name, finding.focus.rpartition("/")[2]) for finding in report.findings] == [
        ("IllTypedLiteral", "a>"),
        ("Order", "b>"),
    ]
    assert set(graph) == before
    assert (URIRef("https://w3id.org/kotograph/id/project/a"), None, Literal("2022-02-30")) not in graph


def test_subclasses_come_from_the_graph(tmp_path: Path) -> None:
    shapes = make_shapes(tmp_path, SHAPE.format(severity="sh:Violation"))
    graph = make_graph("koto:Pilot rdfs:subClassOf koto:Project . <id/project/a> a koto:Pilot .")
    assert len(validate(graph, shapes).findings) == 1


def test_an_anonymous_shape_is_named_after_its_owner(tmp_path: Path) -> None:
    shapes = make_shapes(
        tmp_path,
        """
:Project a sh:NodeShape ;
    sh:targetClass koto:Project ;
    sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:severity sh:Warning ; sh:message "no title"@en ] .
""",
    )
    (finding,) = validate(make_graph("<id/project/a> a koto:Project ."), shapes).findings
    assert finding.shape.name == "Project"
    assert finding.severity is Severity.WARNING
    assert finding.shape.message("fi") == "no title"
    assert finding.shape.hint("fi") == ""


def test_the_order_is_fixed_and_the_worst_comes_first() -> None:
    turtle = """
<id/project/b> a koto:Project .
<id/project/a> a koto:Project .
"""
    first = validate(make_graph(turtle), bundled_shapes())
    second = validate(make_graph("\n".join(reversed(turtle.splitlines()))), bundled_shapes())
    assert first == second
    severities = [finding.severity for finding in first.findings]
    assert severities == sorted(severities, reverse=True)


def test_the_bundled_dataset_may_be_published(bundled_build: Path) -> None:
    """Notices and warnings stay; each is a gap or contradiction of the sources."""
    report = validate(load_dataset(bundled_build / "kotograph.nq"), bundled_shapes())
    assert [finding for finding in report.findings if finding.severity is Severity.VIOLATION] == []
    assert {"DiscrepancyUndecided", "RecordIssue", "StatementUnreadable"} <= {f.shape.name for f in report.findings}
    assert report.triples > 10_000
