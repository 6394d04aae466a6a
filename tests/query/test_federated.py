"""Questions to two endpoints, with a real SPARQL server that holds invented values in the place of the other."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError, KotographError, RemoteError, UsageError
from kotograph.query import find_federated, list_federated, run_federated
from kotograph.store import EmbeddedStore, RemoteStore
from kotograph.store.push import push_graphs
from tests.conftest import ROOT
from tests.queries.asking import show
from tests.store.servers import Server, serve_oxigraph

STANDINS = Path(__file__).parent / "standins"
NAMES = ["eu-grants", "place-population"]
PLACES = f"{DEFAULT_BASE}id/place/"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of a server that holds both stand-ins in its default graph."""
    with serve_oxigraph(tmp_path_factory.mktemp("other")) as server:
        for path in sorted(STANDINS.glob("*.ttl")):
            url = server.query.replace("/query", "/store?default")
            httpx.post(url, content=path.read_bytes(), headers={"Content-Type": "text/turtle"}).raise_for_status()
        yield server.query


@pytest.fixture(scope="module")
def built(bundled_build: Path) -> EmbeddedStore:
    return EmbeddedStore(bundled_build)


def ask(name: str, built: EmbeddedStore | RemoteStore, other: str, batch: int = 100) -> list[dict[str, str]]:
    question = find_federated(name)
    head, *rows = show(run_federated(question, {}, built, RemoteStore(other, graphs=[]), batch=batch))
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_every_value_of_the_standins_is_marked_as_invented() -> None:
    texts = [path.read_text(encoding="utf-8") for path in STANDINS.glob("*.ttl")]
    assert len(texts) == 2 and all("EVERY VALUE IS INVENTED" in text for text in texts)


def test_all_are_described_in_three_languages() -> None:
    found = list_federated()
    assert [question.name for question in found] == NAMES
    for question in found:
        assert question.here.titles.keys() == question.here.descriptions.keys() == {"fi", "sv", "en"}
        assert question.here.example == f"kotograph federate {question.name}"
        assert question.here.endpoint.startswith("https://")
        assert "SERVICE" not in (question.here.text + question.there).upper().split()


def test_populations_and_positions(built: EmbeddedStore, other: str) -> None:
    rows = {row["place"]: row for row in ask("place-population", built, other)}
    assert len(rows) > 10
    told = {name: tuple(row[key] for key in ("population", "asOf", "coordinates")) for name, row in rows.items()}
    assert told[f"{PLACES}helsinki"] == ("1001", "1901-01-01T00:00:00Z", "Point(1.5 2.5)")
    assert told[f"{PLACES}tampere"] == ("2002", "", "")
    assert told[f"{PLACES}espoo"] == ("", "", "Point(3.5 4.5)")
    assert {told[name] for name in told.keys() - {f"{PLACES}{key}" for key in ("helsinki", "tampere", "espoo")}} == {
        ("", "", "")
    }


def test_grants(built: EmbeddedStore, other: str) -> None:
    rows = ask("eu-grants", built, other)
    assert [row["grant"].rpartition("/")[2] for row in rows] == ["Q3757245", "Q3757245", "Q3757713"]
    assert {row["project"] for row in rows} == {f"{DEFAULT_BASE}id/project/kotona-suomessa"}
    keys = ("euContribution", "budget", "start", "end", "beneficiaryName")
    values = ("11.5", "22", "1901-01-01T00:00:00Z", "1902-12-31T00:00:00Z")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        (*values, "Invented beneficiary"),
        (*values, ""),
        ("", "", "", "", ""),
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_few_at_a_time_give_the_same(name: str, built: EmbeddedStore, other: str) -> None:
    assert ask(name, built, other, batch=2) == ask(name, built, other)


@pytest.mark.parametrize("name", NAMES)
def test_the_graph_may_be_elsewhere_too(name: str, built: EmbeddedStore, server: Server, other: str) -> None:
    graphs = {graph: partial(built.iter_triples, graph) for graph in built.get_graphs()}
    push_graphs(graphs, server.graphs(), DEFAULT_BASE, prune=True)
    assert ask(name, RemoteStore(server.query, base=DEFAULT_BASE), other) == ask(name, built, other)


HEAD = "#+ endpoint: https://e.example/sparql\n#+ join: item\n"
HERE = HEAD + "SELECT ?item ?a { VALUES (?item ?a) { (<http://e/1> 1) (<http://e/2> 2) (UNDEF 3) ('text' 4) } }"
THERE = "SELECT ?item ?b { VALUES ?item { ?_items } ?item <http://e/p> ?b }"


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str, str], str]:
    def make(here: str, there: str) -> str:
        folder = tmp_path / "mine"
        folder.mkdir()
        (folder / "here.rq").write_text(here, encoding="utf-8")
        (folder / "there.rq").write_text(there, encoding="utf-8")
        return str(folder)

    return make


class TestOfYourOwn:
    def test_every_row_is_kept(self, make: Callable[[str, str], str], built: EmbeddedStore, other: str) -> None:
        question = find_federated(make(HERE, THERE))
        table = show(run_federated(question, {}, built, RemoteStore(other, graphs=[])))
        assert table == [
            ["item", "a", "b"],
            *(["http://e/1", "1", ""], ["http://e/2", "2", ""], ["", "3", ""], ["text", "4", ""]),
        ]

    @pytest.mark.parametrize(
        ("here", "there", "kind", "code"),
        [
            (HERE.replace("join", "example"), THERE, InputError, "bad-query-head"),
            (HERE, THERE.replace("?_items", "<http://e/1>"), InputError, "bad-query-head"),
            (HERE, "ASK { VALUES ?item { ?_items } }", InputError, "bad-query-head"),
            (HERE, "DELETE WHERE { ?_items ?p ?o }", UsageError, "update-refused"),
            (HERE.replace("SELECT ?item", "SELECT ?thing"), THERE, InputError, "bad-query-head"),
            (HERE, THERE.replace("SELECT ?item", "SELECT"), InputError, "bad-query-head"),
            (HERE, THERE.replace("?b", "?a"), InputError, "bad-query-head"),
        ],
    )
    def test_what_does_not_fit(
        self,
        here: str,
        there: str,
        kind: type[KotographError],
        code: str,
        make: Callable[[str, str], str],
        built: EmbeddedStore,
        other: str,
    ) -> None:
        with pytest.raises(kind) as caught:
            run_federated(find_federated(make(here, there)), {}, built, RemoteStore(other, graphs=[]))
        assert caught.value.code == code and caught.value.where and caught.value.hint

    def test_this_graph_calls_nobody_for_it(
        self, make: Callable[[str, str], str], built: EmbeddedStore, other: str
    ) -> None:
        here = HEAD + "SELECT ?item { SERVICE <http://127.0.0.1:9/> { ?item ?p ?o } }"
        with pytest.raises(UsageError) as caught:
            run_federated(find_federated(make(here, THERE)), {}, built, RemoteStore(other, graphs=[]))
        assert caught.value.code == "service-refused"

    def test_nobody_answers(self, built: EmbeddedStore) -> None:
        with pytest.raises(RemoteError) as caught:
            ask("eu-grants", built, "http://127.0.0.1:9/sparql")
        assert caught.value.exit_code == 4

    def test_unknown_name(self) -> None:
        with pytest.raises(UsageError) as caught:
            find_federated("place-populations")
        assert "did you mean place-population?" in caught.value.hint


def run(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kotograph", *args]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, encoding="utf-8")


class TestCommand:
    def test_one_command(self, bundled_build: Path, other: str) -> None:
        options = ("-s", str(bundled_build), "--endpoint", other, "-f", "csv")
        done = run("--lang", "sv", "federate", "place-population", *options)
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        assert done.returncode == 0, done.stderr
        assert [row["population"] for row in rows if row["label"] == "Helsingfors"] == ["1001"]
        assert other in done.stderr and "Frågar även" in done.stderr

    def test_they_are_listed(self) -> None:
        listed = json.loads(run("queries", "--federated", "--json").stdout)
        assert [each["name"] for each in listed] == NAMES

    def test_endpoint_that_is_none(self, bundled_build: Path) -> None:
        done = run("federate", "eu-grants", "-s", str(bundled_build), "--endpoint", "file:///etc/passwd")
        assert done.returncode == 2 and "[bad-endpoint]" in done.stderr
