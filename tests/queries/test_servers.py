"""The same rows from the embedded store, from ``oxigraph serve`` and from Virtuoso, after pushing the same graphs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from kotograph.config import DEFAULT_BASE
from kotograph.query import example_of, find_query
from kotograph.store import EmbeddedStore, RemoteStore, Truth
from kotograph.store.push import push_graphs
from tests.queries.asking import HERE, NAMES, ask, read_expected, read_params
from tests.store.servers import Server

CASES = {"bundled_build": HERE / "cases", "sample_build": HERE / "sample" / "cases"}


@pytest.fixture(params=CASES, scope="module")
def pushed(request: pytest.FixtureRequest, server: Server) -> Iterator[tuple[Path, EmbeddedStore, RemoteStore]]:
    """The cases of a build, the build, and a server that holds it and nothing else of its base."""
    built = EmbeddedStore(request.getfixturevalue(request.param))
    graphs = {name: partial(built.iter_triples, name) for name in built.get_graphs()}
    push_graphs(graphs, server.graphs(), DEFAULT_BASE, prune=True)
    yield CASES[request.param], built, RemoteStore(server.query, timeout=20, base=DEFAULT_BASE)


@pytest.mark.parametrize("name", NAMES)
def test_named_questions(name: str, pushed: tuple[Path, EmbeddedStore, RemoteStore]) -> None:
    folder, built, remote = pushed
    params = read_params(folder, name)
    found = ask(remote, name, params)
    assert found == read_expected(folder, name)
    assert found == ask(built, name, params)
    example = example_of(find_query(name)) | {"lang": "sv"} if "lang" in _parameters(name) else {}
    assert ask(remote, name, params | example) == ask(built, name, params | example)


def _parameters(name: str) -> set[str]:
    return {parameter.name for parameter in find_query(name).parameters}


def test_yes_and_no(pushed: tuple[Path, EmbeddedStore, RemoteStore]) -> None:
    _, built, remote = pushed
    for kind, truth in (("Project", True), ("Nothing", False)):
        text = f"PREFIX koto: <https://w3id.org/kotograph/ontology#> ASK {{ ?s a koto:{kind} }}"
        assert remote.answer(text) == built.answer(text) == Truth(truth)


def test_a_graph(pushed: tuple[Path, EmbeddedStore, RemoteStore]) -> None:
    _, built, remote = pushed
    text = (
        "PREFIX koto: <https://w3id.org/kotograph/ontology#> CONSTRUCT { ?s ?p ?o } WHERE { ?s a koto:Amount ; ?p ?o }"
    )
    assert remote.answer(text) == built.answer(text)
