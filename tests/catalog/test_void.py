"""Every figure of the VoID description equals a fresh count by SPARQL and a count of the N-Quads by hand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from kotograph.catalog import Counts, Metadata, Publication, count_dataset, iter_void
from kotograph.catalog.void import _name
from kotograph.store import EmbeddedStore, build_store
from tests.catalog.conftest import BASE
from tests.catalog.graphs import ask, make_graph

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def split(line: str) -> tuple[str, str, str, str]:
    subject, predicate, rest = line.removesuffix(" .\n").split(" ", 2)
    obj, graph = rest.rsplit(" ", 1)
    return subject[1:-1], predicate[1:-1], obj, graph[1:-1]


def count_by_hand(nquads: Path) -> Counts:
    """Count a file of N-Quads without SPARQL."""
    with nquads.open(encoding="utf-8", newline="\n") as lines:
        quads = [split(line) for line in lines]
    quads = [quad for quad in quads if quad[3] not in (f"{BASE}graph/catalogue", f"{BASE}graph/quality")]
    triples = {quad[:3] for quad in quads}
    return Counts(
        triples=len(triples),
        entities=len({s for s, _, _ in triples if s.startswith(f"{BASE}id/")}),
        subjects=len({s for s, _, _ in triples}),
        objects=len({o for _, _, o in triples}),
        classes=dict(sorted(Counter(o[1:-1] for _, p, o in triples if p == TYPE).items())),
        properties=dict(sorted(Counter(p for _, p, _ in triples).items())),
        graphs=dict(sorted(Counter(quad[3] for quad in quads).items())),
    )


@pytest.fixture(scope="module")
def by_hand(bundled_build: Path) -> Counts:
    return count_by_hand(bundled_build / "kotograph.nq")


def figure(store: EmbeddedStore, query: str) -> int:
    ((number,),) = store.query(query).rows
    assert number
    return int(number.value)


def test_counts_are_those_of_the_lines(store: EmbeddedStore, by_hand: Counts) -> None:
    assert by_hand.triples > 15_000 and len(by_hand.classes) > 25 and len(by_hand.graphs) == 12
    assert count_dataset(store, BASE) == by_hand


def test_the_description_holds_the_counts(void: Sequence[str], by_hand: Counts) -> None:
    graph = make_graph(void)
    told = {
        name: ask(graph, f"SELECT ?n WHERE {{ <{BASE}catalog#dataset> void:{name} ?n }}")
        for name in ("triples", "entities", "classes", "properties", "distinctSubjects", "distinctObjects")
    }
    assert {name: [int(n) for (n,) in rows] for name, rows in told.items()} == {
        "triples": [by_hand.triples],
        "entities": [by_hand.entities],
        "classes": [len(by_hand.classes)],
        "properties": [len(by_hand.properties)],
        "distinctSubjects": [by_hand.subjects],
        "distinctObjects": [by_hand.objects],
    }
    classes = ask(graph, "SELECT ?c ?n WHERE { ?d void:classPartition [ void:class ?c ; void:entities ?n ] }")
    assert {c: int(n) for c, n in classes} == by_hand.classes and len(classes) == len(by_hand.classes)
    properties = ask(graph, "SELECT ?p ?n WHERE { ?d void:propertyPartition [ void:property ?p ; void:triples ?n ] }")
    assert {p: int(n) for p, n in properties} == by_hand.properties and len(properties) == len(by_hand.properties)
    graphs = ask(graph, "SELECT ?g ?n WHERE { ?d void:subset ?g . ?g a void:Dataset ; void:triples ?n }")
    assert {g: int(n) for g, n in graphs} == by_hand.graphs


def test_the_counts_are_what_the_endpoint_counts(store: EmbeddedStore, void: Sequence[str]) -> None:
    graph = make_graph(void)
    for name, query in (
        ("triples", "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"),
        ("distinctSubjects", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        ("distinctObjects", "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }"),
        ("classes", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        ("properties", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
        ("entities", f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}id/")) }}'),
    ):
        rows = ask(graph, f"SELECT ?n WHERE {{ <{BASE}catalog#dataset> void:{name} ?n }}")
        assert rows == [(str(figure(store, query)),)], name
    for iri, count in ask(graph, "SELECT ?c ?n WHERE { ?x void:class ?c ; void:entities ?n }"):
        assert figure(store, f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a <{iri}> }}") == int(count)
    for iri, count in ask(graph, "SELECT ?p ?n WHERE { ?x void:property ?p ; void:triples ?n }"):
        query = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?o {{ ?s <{iri}> ?o }} }}"
        assert figure(store, query) == int(count)
    for iri, count in ask(graph, "SELECT ?g ?n WHERE { ?d void:subset ?g . ?g a void:Dataset ; void:triples ?n }"):
        assert figure(store, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}") == int(count)


def test_graphs_that_describe_the_others_are_left_out(tmp_path: Path) -> None:
    nquads = tmp_path / "a.nq"
    person, knows = "http://a.example/Person", "http://a.example/knows"
    lines = [
        f"<{BASE}id/a> <{TYPE}> <{person}> <{BASE}graph/projects> .\n",
        f"<{BASE}id/a> <{TYPE}> <{person}> <{BASE}graph/editorial> .\n",
        f'<{BASE}id/a> <{knows}> "b" <{BASE}graph/projects> .\n',
        f"<{BASE}catalog#x> <{TYPE}> <http://www.w3.org/ns/dcat#Dataset> <{BASE}graph/catalogue> .\n",
        f"<{BASE}id/validation/x> <{knows}> <{person}> <{BASE}graph/quality> .\n",
    ]
    nquads.write_text("".join(lines), encoding="utf-8")
    build_store(nquads, tmp_path)
    found = count_dataset(EmbeddedStore(tmp_path), BASE)
    assert found == count_by_hand(nquads)
    assert found == Counts(
        triples=2,
        entities=1,
        subjects=1,
        objects=2,
        classes={person: 1},
        properties={knows: 1, TYPE: 1},
        graphs={f"{BASE}graph/editorial": 1, f"{BASE}graph/projects": 2},
    )


def test_dumps_features_and_examples_are_real(void: Sequence[str], site: Path, store: EmbeddedStore) -> None:
    graph = make_graph(void)
    dumps = [url for (url,) in ask(graph, "SELECT ?u WHERE { ?d void:dataDump ?u }")]
    assert len(dumps) == 6 and all((site / url.removeprefix(BASE)).is_file() for url in dumps)
    features = [feature.rsplit("/", 1)[1] for (feature,) in ask(graph, "SELECT ?f WHERE { ?d void:feature ?f }")]
    assert features == ["JSON-LD", "N-Quads", "N-Triples", "RDF_XML", "TriG", "Turtle"]
    examples = [iri for (iri,) in ask(graph, "SELECT ?e WHERE { ?d void:exampleResource ?e }")]
    assert len(examples) == 4
    for iri in examples:
        assert figure(store, f"SELECT (COUNT(*) AS ?n) {{ <{iri}> ?p ?o }}") > 5
    assert ask(graph, f"SELECT ?s WHERE {{ <{BASE}catalog#dataset> void:uriSpace ?s }}") == [(f"{BASE}id/",)]
    assert (f"{BASE}ontology",) in ask(graph, "SELECT ?v WHERE { ?d void:vocabulary ?v }")


def test_every_graph_has_a_title_in_each_language_its_source_has(void: Sequence[str]) -> None:
    rows = ask(
        make_graph(void),
        "SELECT ?g (COUNT(?t) AS ?n) WHERE { ?d void:subset ?g . ?g a void:Dataset ; dcterms:title ?t } GROUP BY ?g",
    )
    assert [n for _, n in rows] == ["3"] * 12


def test_an_endpoint_is_named_only_if_it_runs(
    metadata: Metadata, publication: Publication, store: EmbeddedStore, void: Sequence[str]
) -> None:
    query = "SELECT ?e WHERE { ?d void:sparqlEndpoint ?e }"
    assert ask(make_graph(void), query) == []
    running = Publication("1", BASE, publication.distributions, endpoint=f"{BASE}sparql")
    assert ask(make_graph(iter_void(metadata, running, store, BASE)), query) == [(f"{BASE}sparql",)]


def test_lines_are_sorted_without_blank_nodes_and_in_the_catalogues_graph(void: Sequence[str]) -> None:
    assert list(void) == sorted(set(void))
    assert all(line.startswith("<") and line.endswith(f" <{BASE}graph/catalogue> .\n") for line in void)
    assert not any(" _:" in line.split('"')[0] for line in void)


def test_names_of_terms_are_safe_and_differ() -> None:
    koto = "https://w3id.org/kotograph/ontology#"
    terms = [f"{koto}amount", f"{koto}Amount", "http://a.example/Ä#b", "http://a.example/A#b", "http://a.example/a-b"]
    found = [_name(term) for term in terms]
    assert found[:2] == ["koto-amount", "koto-Amount"]
    assert len(set(found)) == len(terms)
    assert found[2] == f"http-a-example-a-b-{hashlib.sha256(terms[2].encode()).hexdigest()[:8]}"


def test_links_are_told_by_data_set_and_predicate(store: EmbeddedStore, void: Sequence[str], by_hand: Counts) -> None:
    rows = ask(
        make_graph(void),
        "SELECT ?space ?p ?n WHERE { ?d void:subset ?l . ?l a void:Linkset ; void:subjectsTarget ?d ;"
        " void:objectsTarget [ void:uriSpace ?space ] ; void:linkPredicate ?p ; void:triples ?n }",
    )
    assert len(rows) >= 8
    for space, predicate, count in rows:
        query = f"""SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{BASE}graph/links> {{ ?s <{predicate}> ?o }}
            FILTER (STRSTARTS(STR(?o), "{space}")) }}"""
        assert figure(store, query) == int(str(count))
    # The graph also has codes, which are texts, and tells of what is not linked.
    query = f"""SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{BASE}graph/links> {{ ?s ?p ?o FILTER (isIRI(?o)) }}
        FILTER (!CONTAINS(STR(?s), "/id/missing-link/")) }}"""
    links = sum(int(str(count)) for _, _, count in rows)
    assert links == figure(store, query) > 110 and links < by_hand.graphs[f"{BASE}graph/links"]
