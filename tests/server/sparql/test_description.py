"""What the endpoint tells of itself to a client that asks nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH, VOID
from starlette.requests import Request
from starlette.responses import Response

from kotograph.query import list_queries
from kotograph.store import build_store
from tests.server.sparql.conftest import LIMITS
from tests.server.sparql.serving import BASE, G1, G2, Served, serve, write_build

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/turtle"),
        ("*/*", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("text/html, text/turtle;q=0.5", "text/turtle"),
    ],
)
def test_service_description(served: Served, accept: str | None, expected: str) -> None:
    answer = served.get(accept=accept)
    assert (answer.status, answer.type, answer.headers["vary"]) == (200, expected, "Accept")
    graph = rdflib.Graph().parse(answer.body, format=expected)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert list(graph.objects(service, SD.endpoint)) == [rdflib.URIRef(served.url)]
    assert list(graph.objects(service, SD.supportedLanguage)) == [SD.SPARQL11Query]
    assert list(graph.objects(service, SD.feature)) == [SD.UnionDefaultGraph]
    assert len(list(graph.objects(service, SD.resultFormat))) == 8
    (dataset,) = graph.objects(service, SD.defaultDataset)
    (default,) = graph.objects(dataset, SD.defaultGraph)
    assert int(str(graph.value(default, VOID.triples))) == 341
    figures = {}
    for named in graph.objects(dataset, SD.namedGraph):
        described = graph.value(named, SD.graph)
        assert described is not None
        figures[str(graph.value(named, SD.name))] = int(str(graph.value(described, VOID.triples)))
    assert figures == {G1: 300, G2: 41}


def test_every_named_question_is_an_example_that_runs(served: Served) -> None:
    graph = rdflib.Graph().parse(served.get(accept="text/turtle").body, format="turtle")
    examples = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(examples) == len(list_queries()) == 30
    for example in examples:
        assert (example, RDF.type, SH.SPARQLSelectExecutable) in graph
        assert list(graph.objects(example, rdflib.URIRef("https://schema.org/target"))) == [rdflib.URIRef(served.url)]
        for prop in (RDFS.label, RDFS.comment):
            assert {label.language for label in graph.objects(example, prop)} == {"fi", "sv", "en"}  # type: ignore[attr-defined]
        (text,) = graph.objects(example, SH.select)
        answer = served.ask(str(text))
        assert answer.status == 200, (example, answer)


def test_it_has_an_etag(served: Served) -> None:
    first = served.get(accept="text/turtle")
    assert served.get(accept="text/turtle", If_None_Match=first.headers["etag"]).status == 304
    head = served.get(accept="text/turtle", method="HEAD")
    assert (head.body, head.headers["content-length"]) == (b"", str(len(first.body)))


def test_a_host_that_is_none_is_not_repeated(served: Served) -> None:
    answer = served.get(accept="text/turtle", Host="a.example/> <x:y> <z")
    assert answer.status in (200, 400) and b"x:y" not in answer.body


def test_a_file_of_triples_has_a_default_graph_only(tmp_path: Path) -> None:
    source = tmp_path / "triples.nq"
    source.write_text("".join(f'<{BASE}a> <{BASE}b> "{n}" .\n' for n in range(7)), encoding="utf-8")
    build_store(source, tmp_path)
    with serve(tmp_path, LIMITS) as served:
        assert b"triples 7" in served.get(accept="text/turtle").body
        assert served.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").values("n") == ["7"]
        answer = served.get(("query", "ASK {}"), ("default-graph-uri", G1))
        assert (answer.status, answer.problem()["code"]) == (400, "unknown-graph")


def test_other_types_are_refused(served: Served) -> None:
    answer = served.get(accept="text/html")
    assert (answer.status, answer.problem()["code"]) == (406, "not-acceptable")
    assert "text/turtle" in answer.problem()["types"]


def test_a_page_for_people(small_build: Path) -> None:
    async def show(request: Request) -> Response:
        return Response(f"<p>{request.query_params.get('query', '')}", media_type="text/html")

    with serve(small_build, LIMITS) as served:
        served.endpoint.html_page = show
        page = served.get(accept=HTML)
        assert (page.status, page.type, page.body, page.headers["vary"]) == (200, "text/html", b"<p>", "Accept")
        assert served.get(("query", "ASK {}"), accept=HTML).body == b"<p>ASK {}"
        assert served.get(accept=HTML, method="HEAD").body == b""
        assert served.get(accept="*/*").type == "text/turtle"
        assert served.get(("query", "ASK {}"), accept="*/*").type == "application/sparql-results+json"
        assert served.ask("ASK {}", HTML).type == "application/xml"


def test_another_build_is_counted_anew(tmp_path: Path, small_build: Path) -> None:
    with serve(small_build, LIMITS) as served:
        assert b"triples 341" in served.get(accept="text/turtle").body
        served.call(served.endpoint.reload(write_build(tmp_path / "other", size=10)))
        assert b"triples 51" in served.get(accept="text/turtle").body
