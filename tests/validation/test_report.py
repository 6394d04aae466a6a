"""The report as a table, JSON, Turtle, quads and HTML."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import RDF, SH

from kotograph.reports import Severity
from kotograph.validation.findings import Finding, Shape, ValidationReport
from kotograph.validation.page import write_html
from kotograph.validation.report import iter_quads, write_json, write_table, write_turtle

BASE = "https://w3id.org/kotograph/"
HOSTILE = '"</td><script>alert(\\"x\\")</script>& \'quote\'"@en'
BAD = Shape(
    f"{BASE}shapes#Bad",
    Severity.VIOLATION,
    {"fi": "Väärin <b>.", "sv": "Fel.", "en": "Wrong."},
    {"fi": "Korjaa.", "sv": "Rätta.", "en": "Correct it."},
)
NOTICE = Shape(f"{BASE}shapes#Notice", Severity.INFO, {"en": "Look."})
SOURCE = f"{BASE}id/source/s"
REPORT = ValidationReport(
    (
        Finding(
            BAD,
            f"<{BASE}id/project/a>",
            "http://purl.org/dc/terms/title",
            HOSTILE,
            str(SH.PatternConstraintComponent),
            "s",
            SOURCE,
            "data/sources/s/page.txt",
            7,
        ),
        Finding(BAD, "<javascript:alert(1)>", source="s", document=SOURCE, file="data/sources/s/page.txt", line=12),
        Finding(NOTICE, "_:b", value="_:c"),
    ),
    (BAD, NOTICE),
    1234,
)
EMPTY = ValidationReport((), (BAD,), 5)


def test_table_groups_by_shape_and_source() -> None:
    assert write_table(REPORT, "en").splitlines() == [
        "violation Bad (2): Wrong.",
        "  → Correct it.",
        "  s",
        "    data/sources/s/page.txt:7   project/a  dcterms:title  " + HOSTILE,
        "    data/sources/s/page.txt:12  javascript:alert(1)",
        "",
        "info Notice (1): Look.",
        "  –",
        "    –  _:b  _:c",
        "",
        "Violations: 2, warnings: 0, infos: 1; 2 shapes, 1234 triples.",
    ]


def test_table_speaks_finnish_and_swedish() -> None:
    assert write_table(REPORT, "fi").startswith("rikkomus Bad (2): Väärin <b>.\n  → Korjaa.\n")
    assert write_table(REPORT, "sv").startswith("överträdelse Bad (2): Fel.\n  → Rätta.\n")
    assert write_table(EMPTY, "fi") == "Rikkomuksia 0, varoituksia 0, huomautuksia 0; 1 muotoa, 5 kolmikkoa.\n"


def test_long_values_are_cut_in_the_table() -> None:
    long = Finding(BAD, "<urn:a>", value='"' + "x" * 500 + '"')
    assert max(map(len, write_table(ValidationReport((long,), (BAD,))).splitlines())) < 120


def test_json_has_all_languages() -> None:
    document = json.loads(write_json(REPORT))
    assert (document["conforms"], document["publishable"]) == (False, False)
    assert document["counts"] == {"violation": 2, "warning": 0, "info": 1}
    assert (document["shapes"], document["triples"]) == (2, 1234)
    first, _, last = document["results"]
    assert first == {
        "shape": f"{BASE}shapes#Bad",
        "severity": "violation",
        "focus": f"{BASE}id/project/a",
        "path": "http://purl.org/dc/terms/title",
        "value": HOSTILE,
        "constraint": str(SH.PatternConstraintComponent),
        "source": "s",
        "file": "data/sources/s/page.txt",
        "line": 7,
        "message": dict(BAD.messages),
        "hint": dict(BAD.hints),
    }
    assert (last["file"], last["line"], last["path"]) == (None, None, None)
    empty = json.loads(write_json(EMPTY))
    assert (empty["conforms"], empty["publishable"]) == (True, True)


def test_json_and_turtle_agree_that_a_notice_does_not_conform() -> None:
    notices = [finding for finding in REPORT.findings if finding.severity is Severity.INFO]
    report = ValidationReport(tuple(notices), REPORT.shapes)
    document = json.loads(write_json(report))
    assert notices and (document["conforms"], document["publishable"]) == (False, True)
    graph = Graph().parse(data=write_turtle(report, BASE), format="turtle")
    assert [str(value) for value in graph.objects(None, SH.conforms)] == ["false"]


def test_turtle_is_a_shacl_report_without_blank_nodes() -> None:
    graph = Graph().parse(data=write_turtle(REPORT, BASE), format="turtle")
    (report,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert str(report) == f"{BASE}id/validation/report"
    assert str(graph.value(report, SH.conforms)) == "false"
    results = list(graph.objects(report, SH.result))
    assert len(results) == 3
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]
    (first,) = graph.subjects(SH.focusNode, URIRef(f"{BASE}id/project/a"))
    assert graph.value(first, SH.resultPath) == URIRef("http://purl.org/dc/terms/title")
    assert graph.value(first, SH.sourceShape) == URIRef(BAD.iri)
    assert graph.value(first, SH.resultSeverity) == SH.Violation
    assert "<script>" in str(graph.value(first, SH.value))
    assert {str(text) for text in graph.objects(first, SH.resultMessage)} == set(BAD.messages.values())
    assert URIRef(SOURCE) in set(graph.objects(first))


def test_quads_and_turtle_say_the_same() -> None:
    lines = list(iter_quads(REPORT, BASE))
    assert all(line.endswith(f" <{BASE}graph/quality> .\n") for line in lines)
    triples = "".join(line.replace(f" <{BASE}graph/quality> .", " .") for line in lines)
    assert set(Graph().parse(data=triples, format="nt")) == set(
        Graph().parse(data=write_turtle(REPORT, BASE), format="turtle")
    )


def test_results_keep_their_names_and_follow_the_base() -> None:
    again = ValidationReport(REPORT.findings[:1], REPORT.shapes)
    assert set(iter_quads(again, BASE)) - set(iter_quads(REPORT, BASE)) == set()
    assert "w3id.org/kotograph/id/validation" not in write_turtle(REPORT, "https://example.org/data/")
    conforming = Graph().parse(data=write_turtle(EMPTY, BASE), format="turtle")
    assert [str(value) for value in conforming.objects(None, SH.conforms)] == ["true"]


class Page(HTMLParser):
    """Collect what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_html_is_accessible_and_self_contained(lang: str) -> None:
    page = Page(write_html(REPORT, lang))
    assert page.open == []
    assert page.find("html") == [{"lang": lang}]
    assert len(page.find("h1")) == 1
    assert len(page.find("h2")) == 3
    assert len(page.find("title")) == 1
    assert {attrs.get("scope") for attrs in page.find("th")} == {"col", "row"}
    assert len(page.find("caption")) == len(page.find("table"))
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "img", "iframe")]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert sorted(filter(None, ids)) == ["Bad", "Notice"]


def test_html_escapes_hostile_values() -> None:
    text = write_html(REPORT, "fi")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "Väärin &lt;b&gt;." in text
    hrefs = [attrs["href"] or "" for attrs in Page(text).find("a")]
    assert all(href.startswith(("#", "https://", "http://")) for href in hrefs)
    assert "data/sources/s/page.txt:7" in text


def test_html_of_nothing_found() -> None:
    text = write_html(EMPTY, "sv")
    assert "Inget hittades." in text
    assert "Datamängden kan publiceras" in text


def test_html_follows_the_severity_not_the_number_of_findings() -> None:
    warned = ValidationReport(REPORT.findings[2:], REPORT.shapes)
    assert "may be published" in write_html(warned, "en")
    assert "may not be published" in write_html(REPORT, "en")
