"""Pushing to real servers: what is read back is what was built, and readers see each graph old or new."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError, RefusedError, RemoteError, UsageError
from kotograph.store import EmbeddedStore
from kotograph.store.graphs import RemoteGraphs, find_addresses, iter_chunks, measure
from kotograph.store.push import Lines, push_graphs
from kotograph.store.web import PASSWORD, USER, Login, Web
from tests.conftest import ROOT
from tests.store.servers import Server

BASE = "https://push.example/"
A, B, OUTSIDE = f"{BASE}graph/a", f"{BASE}graph/b", "https://elsewhere.example/graph"


def triples(word: str, count: int) -> list[str]:
    return [f'<http://e/s{i}> <http://e/p> "{word} åäö \\"{i}\\""@fi .\n' for i in range(count)]


def given(**graphs: Iterable[str]) -> Mapping[str, Lines]:
    return {f"{BASE}graph/{name}": partial(list, lines) for name, lines in graphs.items()}


@pytest.fixture
def store(server: Server) -> Iterator[RemoteGraphs]:
    found = server.graphs()
    yield found
    for name in (*found.list_graphs(BASE), OUTSIDE):
        found.remove(name)


class Cut(RemoteGraphs):
    """A store whose connection breaks at the so-manyth move, before or after the server has done it."""

    moves = 0

    def __init__(self, server: Server, at: int, done: bool = False) -> None:
        super().__init__(find_addresses(server.query), Web(server.login, timeout=20))
        self._at, self._done = at, done

    def move(self, source: str, target: str) -> None:
        self.moves += 1
        if self.moves != self._at:
            super().move(source, target)
            return
        if self._done:
            super().move(source, target)
        raise RemoteError("endpoint-unreachable", "cut off")


class TestBuild:
    def test_what_comes_back_is_the_build(self, server: Server, bundled_build: Path) -> None:
        built, store = EmbeddedStore(bundled_build), server.graphs()
        graphs = {name: partial(built.iter_triples, name) for name in built.get_graphs()}
        done = push_graphs(graphs, store, DEFAULT_BASE, prune=True)
        assert sorted([*done.sent, *done.same]) == built.get_graphs()
        lines = [
            f"{line.removesuffix(' .' + chr(10))} <{name}> .\n" for name in graphs for line in store.iter_triples(name)
        ]
        assert "".join(sorted(lines)) == (bundled_build / "kotograph.nq").read_text(encoding="utf-8")
        again = push_graphs(graphs, store, DEFAULT_BASE)
        assert (again.sent, again.others, again.removed) == ([], [], [])
        assert again.statements == len(lines)


class TestEachGraph:
    def test_only_what_differs_is_sent(self, store: RemoteGraphs) -> None:
        push_graphs(given(a=triples("old", 3), b=triples("b", 2)), store, BASE)
        done = push_graphs(given(a=triples("new", 3), b=triples("b", 2)), store, BASE)
        assert (done.sent, done.same, done.statements) == ([A], [B], 5)
        assert sorted(store.iter_triples(A)) == sorted(triples("new", 3))

    def test_in_many_pieces(self, server: Server, store: RemoteGraphs) -> None:
        lines = triples("piece", 60)
        small = server.graphs(chunk=500)
        push_graphs(given(a=lines), small, BASE)
        assert sorted(store.iter_triples(A)) == sorted(lines)
        push_graphs(given(a=lines[:20]), small, BASE)
        assert sorted(store.iter_triples(A)) == sorted(lines[:20])

    def test_other_graphs_are_told_and_go_only_when_asked(self, store: RemoteGraphs) -> None:
        push_graphs(given(a=triples("a", 1), b=triples("b", 1), catalogue=triples("c", 1)), store, BASE)
        store.write(OUTSIDE, triples("outside", 1))
        done = push_graphs(given(a=triples("a", 1)), store, BASE)
        assert (done.others, done.removed, store.count(B)) == ([B], [], 1)
        done = push_graphs(given(a=triples("a", 1)), store, BASE, prune=True)
        assert (done.others, done.removed) == ([], [B])
        assert [store.count(name) for name in (A, B, f"{BASE}graph/catalogue", OUTSIDE)] == [1, 0, 1, 1]

    @pytest.mark.parametrize("done", [False, True])
    def test_a_push_that_was_cut_off_goes_on(self, server: Server, store: RemoteGraphs, done: bool) -> None:
        push_graphs(given(a=triples("old", 2), b=triples("old", 2)), store, BASE)
        fresh = given(a=triples("new", 3), b=triples("new", 3))
        with pytest.raises(RemoteError, match="cut off"):
            push_graphs(fresh, Cut(server, at=2, done=done), BASE)
        assert sorted(store.iter_triples(A)) == sorted(triples("new", 3))
        assert sorted(store.iter_triples(B)) == sorted(triples("new", 3) if done else triples("old", 2))
        after = push_graphs(fresh, store, BASE)
        assert after.sent == ([] if done else [B])
        assert store.list_graphs(BASE) == [A, B]

    def test_what_arrives_damaged_is_not_shown(self, server: Server, store: RemoteGraphs) -> None:
        class Losing(RemoteGraphs):
            def write(self, graph: str, lines: Iterable[str]) -> None:
                super().write(graph, list(lines)[1:])

        push_graphs(given(a=triples("old", 2)), store, BASE)
        losing = Losing(find_addresses(server.query), Web(server.login, timeout=20))
        with pytest.raises(RemoteError) as caught:
            push_graphs(given(a=triples("new", 5)), losing, BASE)
        assert caught.value.code == "push-differs"
        assert "5 statements here, and 4 came back" in caught.value.message
        assert sorted(store.iter_triples(A)) == sorted(triples("old", 2))

    def test_a_server_without_move(self, server: Server, store: RemoteGraphs) -> None:
        class Old(RemoteGraphs):
            def _update(self, text: str) -> None:
                if text.startswith("MOVE"):
                    raise RefusedError("endpoint-refused", "HTTP status 400", status=400)
                super()._update(text)

        old = Old(find_addresses(server.query), Web(server.login, timeout=20))
        push_graphs(given(a=triples("old", 4)), old, BASE)
        push_graphs(given(a=triples("new", 3)), old, BASE)
        assert sorted(store.iter_triples(A)) == sorted(triples("new", 3))
        assert store.list_graphs(BASE) == [A]

    def test_readers_see_the_old_or_the_new(self, server: Server, store: RemoteGraphs) -> None:
        old, new = triples("old", 1200), triples("new", 1500)
        push_graphs(given(a=old), store, BASE)
        seen: list[tuple[int, int]] = []
        ended = threading.Event()

        def watch() -> None:
            reader = server.graphs()
            words = [f'SUM(IF(STRSTARTS(?o, "{word}"), 1, 0)) AS ?{word}' for word in ("old", "new")]
            text = f"SELECT ({words[0]}) ({words[1]}) {{ GRAPH <{A}> {{ ?s ?p ?o }} }}"
            while not ended.is_set() or len(seen) < 2:
                row = reader._web.send(reader._form(reader.addresses.query, {"query": text}, "text/csv")).body.split()[
                    -1
                ]
                first, _, second = row.decode().replace('"', "").partition(",")
                seen.append((int(first), int(second)))

        readers = [threading.Thread(target=watch) for _ in range(2)]
        for reader in readers:
            reader.start()
        try:
            push_graphs(given(a=new), store, BASE)
        finally:
            ended.set()
            for reader in readers:
                reader.join()
        assert set(seen) <= {(1200, 0), (0, 1500)}, set(seen)
        assert (0, 1500) in seen or store.measure(A) == measure(new)


class TestRefused:
    def test_a_graph_elsewhere(self, store: RemoteGraphs) -> None:
        with pytest.raises(UsageError) as caught:
            push_graphs({OUTSIDE: lambda: triples("x", 1)}, store, BASE)
        assert caught.value.code == "foreign-graph"

    @pytest.mark.parametrize("line", ["_:b <http://e/p> <http://e/o> .\n", "<http://e/s> <http://e/p> _:b .\n"])
    def test_blank_nodes(self, line: str, store: RemoteGraphs) -> None:
        with pytest.raises(InputError, match="blank node"):
            push_graphs(given(a=[line]), store, BASE)
        assert store.list_graphs(BASE) == []

    def test_a_text_that_looks_like_one(self, store: RemoteGraphs) -> None:
        push_graphs(given(a=['<http://e/s> <http://e/p> "see _:b"@en .\n']), store, BASE)
        assert store.count(A) == 1

    @pytest.mark.parametrize("login", [None, Login("dba", "wrong")])
    def test_login(self, login: Login | None, virtuoso: Server) -> None:
        place = RemoteGraphs(find_addresses(virtuoso.query), Web(login))
        with pytest.raises(RemoteError) as caught:
            push_graphs(given(a=triples("a", 1)), place, BASE)
        assert (caught.value.code, "401" in caught.value.message) == ("endpoint-refused", True)
        assert USER in caught.value.hint


def run(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kotograph", "push", *args]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NETRC": "/none", **environ}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, encoding="utf-8")


class TestCommand:
    def test_push_and_push_again(self, server: Server, bundled_build: Path, tmp_path: Path) -> None:
        catalogue = tmp_path / "catalog.ttl"
        catalogue.write_text("<http://e/catalogue> a <http://www.w3.org/ns/dcat#Catalog> .", encoding="utf-8")
        login = {USER: server.login.user, PASSWORD: server.login.password} if server.login else {}
        options = ("-s", str(bundled_build), "--endpoint", server.query, "--catalogue", str(catalogue))
        server.graphs().remove(f"{DEFAULT_BASE}graph/links")
        first, second = run(*options, **login), run(*options, **login)
        assert (first.returncode, second.returncode, first.stdout, second.stdout) == (0, 0, "", ""), first.stderr
        assert f"  {DEFAULT_BASE}graph/links\n" in first.stderr
        count = len(EmbeddedStore(bundled_build).get_graphs()) + 1
        assert f"0 graphs sent, {count} the same already" in second.stderr
        assert server.graphs().count(f"{DEFAULT_BASE}graph/catalogue") == 1
        server.graphs().remove(f"{DEFAULT_BASE}graph/catalogue")

    def test_no_password_is_shown(self, virtuoso: Server, bundled_build: Path) -> None:
        done = run(*("-s", str(bundled_build), "--endpoint", virtuoso.query), **{USER: "dba", PASSWORD: "pässword"})
        assert (done.returncode, done.stdout) == (4, "")
        assert "[endpoint-refused]" in done.stderr and "pässword" not in done.stderr

    @pytest.mark.parametrize(
        ("options", "code"),
        [
            (("--endpoint", "http://127.0.0.1:9/data"), "bad-endpoint"),
            (("--endpoint", "ftp://127.0.0.1/sparql"), "bad-endpoint"),
            (("--endpoint", "http://dba:secret@127.0.0.1:9/sparql"), "bad-endpoint"),
        ],
    )
    def test_addresses(self, options: tuple[str, ...], code: str, bundled_build: Path) -> None:
        done = run("-s", str(bundled_build), *options)
        assert done.returncode == 2 and f"[{code}]" in done.stderr
        assert "secret" not in done.stderr

    def test_nobody_answers(self, bundled_build: Path) -> None:
        done = run("-s", str(bundled_build), "--endpoint", "http://127.0.0.1:9/sparql", "--retries", "0")
        assert done.returncode == 4 and "[endpoint-unreachable]" in done.stderr


def test_pieces_hold_whole_lines_and_all_of_them() -> None:
    lines = triples("x", 50)
    make: Callable[[int], list[bytes]] = lambda size: list(iter_chunks(lines, size))  # noqa: E731
    for size in (1, 100, 1000, 10**6):
        assert b"".join(make(size)).decode() == "".join(lines)
        assert all(part.endswith(b" .\n") for part in make(size))
    assert len(make(1)) == 50 and len(make(10**6)) == 1
