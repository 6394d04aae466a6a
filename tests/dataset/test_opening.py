"""What can be opened, what cannot, and that opening harms nobody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rdflib

import kotograph
from kotograph.errors import InputError, RemoteError, UsageError
from tests.conftest import ROOT
from tests.store.stub_server import Reply, serve

COUNT = "SELECT (COUNT(*) AS ?n) { ?s a koto:Project }"
FORMATS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld", "rdf": "xml"}
TRIG = """@prefix koto: <https://w3id.org/kotograph/ontology#> .
<http://a.example/one> a koto:Project ; koto:part [ koto:line 7 ] .
"""


def run_python(code: str, cwd: Path = ROOT, **environ: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("KOTOGRAPH_")}
    env |= {"PYTHONPATH": str(ROOT), **environ}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def count(data: kotograph.Dataset) -> kotograph.Row:
    (row,) = data.sparql(COUNT)
    return row


def test_a_build_is_opened_by_text_or_path(bundled_build: Path) -> None:
    for place in (str(bundled_build), bundled_build):
        with kotograph.open(place) as data:
            assert count(data).n == 44
            assert repr(data) == f"<Dataset {bundled_build}>"


def test_without_a_place_the_settings_tell_it(bundled_build: Path, tmp_path: Path) -> None:
    code = "import kotograph; print(*kotograph.open().sparql('SELECT (COUNT(*) AS ?n) { ?s a koto:Project }'))"
    assert run_python(code, tmp_path, KOTOGRAPH_STORE=str(bundled_build)) == "Row(n=44)"
    (tmp_path / "kotograph.toml").write_text(f"store = '{bundled_build}'\n", encoding="utf-8")
    assert run_python(code, tmp_path) == "Row(n=44)"
    (tmp_path / "kotograph.toml").unlink()
    (tmp_path / "build").symlink_to(bundled_build)
    assert run_python(code, tmp_path) == "Row(n=44)"


def test_importing_is_light() -> None:
    code = (
        "import sys, time, kotograph; heavy = {'pyoxigraph', 'rdflib', 'pandas', 'kotograph.dataset', 'SPARQLWrapper'};"
        "print(sorted(heavy & set(sys.modules)), time.process_time() < 0.3, 'open' in dir(kotograph));"
        "kotograph.Row; print('kotograph.dataset' in sys.modules, sorted(heavy & set(sys.modules)))"
    )
    assert run_python(code) == "[] True True\nTrue ['kotograph.dataset']"


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_any_format_is_opened_as_it_is(suffix: str, tmp_path: Path) -> None:
    graph = rdflib.Dataset()
    graph.parse(data=TRIG, format="trig")
    path = tmp_path / f"mine.{suffix}"
    source = graph if FORMATS[suffix] in ("nquads", "trig") else graph.default_graph
    source.serialize(path, format=FORMATS[suffix], encoding="utf-8")
    with kotograph.open(path) as data:
        (row,) = data.sparql(
            "SELECT ?project ?part ?line { ?project a koto:Project ; koto:part ?part . ?part koto:line ?line }"
        )
    assert row.project == "http://a.example/one" and row.line == 7
    assert isinstance(row.part, kotograph.BlankNode)


def test_graphs_of_a_file_are_asked_together_and_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.trig"
    path.write_text("<http://e/a> <http://e/p> 1 . <http://e/g> { <http://e/a> <http://e/p> 2 }", encoding="utf-8")
    with kotograph.open(str(path)) as data:
        rows = data.sparql("SELECT ?o { ?s ?p ?o } ORDER BY ?o")
        assert [row.o for row in rows] == [1, 2]
        assert [row.o for row in data.sparql("SELECT ?o { GRAPH <http://e/g> { ?s ?p ?o } }")] == [2]


def test_what_cannot_be_opened_is_told_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<http://e/a> <http://e/p> .\n", encoding="utf-8")
    (tmp_path / "odd.xyz").write_text("", encoding="utf-8")
    (tmp_path / "broken" / "store").mkdir(parents=True)
    (tmp_path / "broken" / "store" / "CURRENT").write_text("nothing\n", encoding="utf-8")
    told = {}
    for name in ("", "nowhere", "build.old", "none.ttl", "bad.ttl", "odd.xyz", "broken"):
        with pytest.raises(InputError) as caught:
            kotograph.open(tmp_path / name)
        assert caught.value.hint and str(tmp_path / name) in caught.value.where
        told[name] = caught.value.code
    assert told == {
        "": "no-build",
        "nowhere": "no-build",
        "build.old": "no-build",
        "none.ttl": "unreadable-file",
        "bad.ttl": "bad-rdf",
        "odd.xyz": "unknown-rdf-format",
        "broken": "broken-build",
    }


def test_bad_settings_are_refused(bundled_build: Path) -> None:
    with pytest.raises(UsageError, match="not a language"):
        kotograph.open(bundled_build, lang="de")
    with pytest.raises(UsageError, match="cannot be the base"):
        kotograph.open(bundled_build, base="nowhere")
    with pytest.raises(UsageError, match="not the address"):
        kotograph.open("ftp://a.example/sparql")


def test_an_endpoint_is_opened_by_its_address() -> None:
    body = b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "5"}}]}}'
    reply = Reply(body=body)
    with serve(reply) as address, kotograph.open(address) as data:
        assert reply.asked == []
        answer = data.sparql("SELECT ?n { ?s ?p ?n }")
        assert [row.n for row in answer] == ["5"]
        asked = len(reply.asked)
        assert [row.n for row in answer] == ["5"] and len(reply.asked) == asked + 1
    with pytest.raises(RemoteError, match="cannot reach"):
        kotograph.open(address, timeout=2).sparql("ASK {}")


def test_a_closed_dataset_answers_no_more(bundled_build: Path) -> None:
    with kotograph.open(bundled_build) as data:
        answer = data.sparql(COUNT)
        assert [row.n for row in answer] == [44]
    assert repr(data).endswith(", closed>")
    for ask in (lambda: data.sparql(COUNT), lambda: list(answer), lambda: data.explain("rio")):
        with pytest.raises(UsageError) as caught:
            ask()
        assert caught.value.code == "dataset-closed"


def test_nothing_is_written_and_many_read_at_once(bundled_build: Path) -> None:
    store = bundled_build / "store"
    before = {path.name: path.stat().st_mtime_ns for path in store.iterdir()}
    code = f"import kotograph; print(*kotograph.open({str(bundled_build)!r}).sparql({COUNT!r}))"
    with kotograph.open(bundled_build) as data, ThreadPoolExecutor(2) as pool:
        others = [pool.submit(run_python, code) for _ in range(2)]
        with kotograph.open(bundled_build) as again:
            assert count(data) == count(again)
        assert [other.result() for other in others] == ["Row(n=44)"] * 2
    assert {path.name: path.stat().st_mtime_ns for path in store.iterdir()} == before
    with pytest.raises(UsageError, match="only read"):
        data.sparql("DELETE WHERE { ?s ?p ?o }")


def test_a_build_made_meanwhile_is_seen_when_opened_anew(bundled_build: Path, tmp_path: Path) -> None:
    from kotograph.store import build_store

    (tmp_path / "nothing.nq").write_text("", encoding="utf-8")
    build_store(tmp_path / "nothing.nq", tmp_path / "second")
    shutil.copytree(bundled_build, tmp_path / "first")
    (tmp_path / "current").symlink_to("first")
    with kotograph.open(tmp_path) as data:
        (tmp_path / "next").symlink_to("second")
        (tmp_path / "next").replace(tmp_path / "current")
        assert count(data).n == 44
        with kotograph.open(tmp_path) as fresh:
            assert count(fresh).n == 0
