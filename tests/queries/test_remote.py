"""The same questions at a real SPARQL server, whose default graph is empty."""

from __future__ import annotations

from pathlib import Path

import pytest

import kotograph
from kotograph.errors import RemoteError, UsageError
from kotograph.store import EmbeddedStore, Graph, RemoteStore, Truth
from tests.queries.asking import HERE, NAMES, ask, read_expected, read_params, show

CASES = HERE / "sample" / "cases"
TITLES = "SELECT ?title WHERE { <https://w3id.org/kotograph/id/project/alfa> <http://purl.org/dc/terms/title> ?title }"


@pytest.fixture(scope="module")
def remote(endpoint: str) -> RemoteStore:
    return RemoteStore(endpoint, timeout=20)


@pytest.mark.parametrize("name", NAMES)
def test_named_questions(name: str, remote: RemoteStore) -> None:
    assert ask(remote, name, read_params(CASES, name)) == read_expected(CASES, name)


def test_python_gets_the_same_from_an_endpoint_as_from_a_build(endpoint: str, sample_build: Path) -> None:
    with kotograph.open(endpoint, timeout=20) as there, kotograph.open(sample_build) as here:
        for name in NAMES:
            given = read_params(CASES, name)
            assert list(there.ask(name, **given)) == list(here.ask(name, **given)), name
        assert there.explain("alfa") == here.explain("alfa")
        text = "CONSTRUCT { ?p a koto:Kept } WHERE { ?p a koto:Project }"
        assert str(there.sparql(text)) == str(here.sparql(text)) and there.sparql(text)


def test_a_query_that_names_its_graphs_keeps_them(remote: RemoteStore) -> None:
    text = TITLES.replace("WHERE", "FROM <https://w3id.org/kotograph/graph/editorial> WHERE")
    assert show(remote.query(text)) == [["title"], ["Alpha"]]


def test_graph_patterns_work(remote: RemoteStore) -> None:
    text = TITLES.replace("{", "{ GRAPH <https://w3id.org/kotograph/graph/editorial> {") + "}"
    assert show(remote.query(text)) == [["title"], ["Alpha"]]


def test_given_graphs_are_asked_alone(endpoint: str) -> None:
    remote = RemoteStore(endpoint, graphs=["https://w3id.org/kotograph/graph/editorial"])
    assert show(remote.query(TITLES)) == [["title"], ["Alpha"]]


def test_other_forms(remote: RemoteStore, sample_store: EmbeddedStore) -> None:
    yes, no = "ASK { ?s a koto:Grant }", "ASK { ?s a koto:Nothing }"
    prefix = "PREFIX koto: <https://w3id.org/kotograph/ontology#> "
    assert remote.answer(prefix + yes) == Truth(True)
    assert remote.answer(prefix + no) == Truth(False)
    for text in (
        "CONSTRUCT { ?p a koto:Kept } WHERE { ?p a koto:Project }",
        "DESCRIBE <https://w3id.org/kotograph/id/place/helsinki>",
    ):
        graph = remote.answer(prefix + text)
        assert isinstance(graph, Graph)
        assert graph == sample_store.answer(prefix + text)
        assert graph.lines


def test_texts_do_not_mislead_the_form(remote: RemoteStore) -> None:
    text = '# INSERT DATA\nPREFIX drop: <http://e/#>\nSELECT ("DELETE # \' {" AS ?a) WHERE { }'
    assert show(remote.query(text)) == [["a"], ["DELETE # ' {"]]


def test_update_is_refused_before_it_is_sent(remote: RemoteStore) -> None:
    with pytest.raises(UsageError, match="only read"):
        remote.answer("DROP ALL")
    with pytest.raises(UsageError, match="only a SELECT"):
        remote.query("ASK {}")


def test_bad_query_is_told_in_the_server_s_words(remote: RemoteStore) -> None:
    with pytest.raises(RemoteError) as caught:
        remote.query("SELECT ?a WHERE { ?a ?b }")
    assert caught.value.code == "endpoint-refused"
    assert "HTTP status 400: error at 1:" in caught.value.message


def test_wrong_path_is_told(endpoint: str) -> None:
    with pytest.raises(RemoteError) as caught:
        RemoteStore(endpoint.replace("/query", "/nothing")).query(TITLES)
    assert "404" in caught.value.message
    assert "/sparql" in caught.value.hint
