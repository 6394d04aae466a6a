"""The store of a build: made once, opened read-only, with errors that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.errors import InputError, UsageError
from kotograph.store import EmbeddedStore, Graph, Rows, Term, Truth, build_store

NQUADS = """\
<http://e/a> <http://e/p> "1" <http://e/g1> .
<http://e/a> <http://e/p> "hei"@fi <http://e/g2> .
<http://e/a> <http://e/p> "218995"^^<http://www.w3.org/2001/XMLSchema#decimal> <http://e/g2> .
"""


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "builds" / "first"
    folder.mkdir(parents=True)
    nquads = folder / "kotograph.nq"
    nquads.write_text(NQUADS, encoding="utf-8")
    build_store(nquads, folder)
    (tmp_path / "current").symlink_to("builds/first")
    return tmp_path


def test_default_graph_is_the_union(build: Path) -> None:
    rows = EmbeddedStore(build / "builds/first").query("SELECT ?o { <http://e/a> <http://e/p> ?o } ORDER BY STR(?o)")
    assert rows.variables == ("o",)
    assert list(rows.rows) == [
        (Term("literal", "1"),),
        (Term("literal", "218995", datatype="http://www.w3.org/2001/XMLSchema#decimal"),),
        (Term("literal", "hei", lang="fi"),),
    ]


def test_current_is_followed_once(build: Path) -> None:
    store = EmbeddedStore(build)
    (build / "current").unlink()
    (build / "current").symlink_to("builds/second")
    assert len(list(store.query("SELECT * { ?s ?p ?o }").rows)) == 3
    assert store.folder == (build / "builds/first").resolve()


def test_unbound_and_blank(build: Path) -> None:
    store = EmbeddedStore(build)
    ((a, b),) = store.query("SELECT ?a ?b { BIND(BNODE() AS ?a) OPTIONAL { ?x <http://e/none> ?b } }").rows
    assert a is not None
    assert (a.kind, b) == ("bnode", None)


def test_other_forms(build: Path) -> None:
    store = EmbeddedStore(build)
    assert store.answer("ASK { ?s ?p 1 }") == Truth(False)
    assert store.answer("CONSTRUCT { ?o <http://e/q> ?s } { ?s ?p ?o }") == Graph(())
    assert store.answer("CONSTRUCT { ?s <http://e/q> ?s } { ?s ?p ?o }") == Graph(
        ("<http://e/a> <http://e/q> <http://e/a> .\n",)
    )
    assert isinstance(store.answer("SELECT * {}"), Rows)
    with pytest.raises(UsageError, match="only a SELECT"):
        store.query("ASK {}")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("SELECT ?a\nWHERE { ?a ?b }", 2, "after 'WHERE { ?a ?b }'"),
        ("SELECT ?a WHERE {\n  ?a e:b ?c }", 2, "the prefix 'e:' is not declared"),
        ("SELECT ?a WHERE { ?a ?b ?c", 1, "after 'SELECT ?a WHERE { ?a ?b ?c'"),
        ("SELECT (COUNT(?a) AS ?n) ?b WHERE { ?a ?b ?c }", 1, "unbound"),
        ("SELECT ?a WHERE { ?a ?b ?c\n", 2, "ends too early"),
        ("SELECT ?a WHERE { ?a ?b 'c }", 1, "after 'SELECT ?a WHERE { ?a ?b 'c }'"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, words: str, build: Path) -> None:
    with pytest.raises(InputError) as caught:
        EmbeddedStore(build).query(text, "a.rq")
    assert caught.value.code == "bad-sparql"
    assert caught.value.where == f"a.rq:{line}"
    assert words in caught.value.message
    assert len(caught.value.message) < 130


@pytest.mark.parametrize("word", ["SERVICE", "service", "SERVICE SILENT"])
def test_a_query_stays_in_the_store(word: str, build: Path) -> None:
    text = f"SELECT * {{\n ?a ?b ?c . {word} <http://127.0.0.1:9/sparql> {{ ?a ?d ?e }} }}"
    with pytest.raises(UsageError) as caught:
        EmbeddedStore(build).answer(text, "mine.rq")
    assert (caught.value.code, caught.value.where) == ("service-refused", "mine.rq:2")
    assert "--endpoint" in caught.value.hint


def test_the_word_alone_is_no_service(build: Path) -> None:
    rows = EmbeddedStore(build).query('SELECT ?service { ?service ?b "SERVICE" } # SERVICE').rows
    assert list(rows) == []


def test_from_chooses_the_graphs(build: Path) -> None:
    store = EmbeddedStore(build)
    (graph, *others) = store.get_graphs()
    counted = {
        clause: int(next(iter(store.query(f"SELECT (COUNT(*) AS ?n) {clause} {{ ?a ?b ?c }}").rows))[0].value)  # type: ignore[union-attr]
        for clause in ("", f"FROM <{graph}>", "FROM <http://e/none>", f"FROM NAMED <{graph}>")
    }
    everything, one, *none = counted.values()
    assert 0 < one <= everything and none == [0, 0]
    assert (one < everything) == bool(others)


def test_a_dataset_in_place_of_from(build: Path) -> None:
    store = EmbeddedStore(build)
    (graph, *_) = store.get_graphs()
    inside, outside = "ASK { ?a ?b ?c }", f"ASK FROM <{graph}> {{ ?a ?b ?c }}"
    assert store.ask(inside, default_graphs=[graph]) == Truth(True)
    assert store.ask(outside, default_graphs=["http://e/none"]) == Truth(False)
    assert store.ask(inside, named_graphs=[graph]) == Truth(False)
    assert store.ask("ASK { GRAPH ?g { ?a ?b ?c } }", named_graphs=[graph]) == Truth(True)
    assert store.ask("ASK { FILTER(STR(<x>) = 'http://e/x') }", base="http://e/") == Truth(True)


def test_triple_terms_are_told(build: Path) -> None:
    rows = EmbeddedStore(build).query("SELECT (<<( <http://e/a> <http://e/b> 1 )>> AS ?t) {}")
    with pytest.raises(InputError, match="triple term"):
        list(rows.rows)


def test_no_build(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(InputError) as caught:
            EmbeddedStore(folder)
        assert caught.value.code == "no-build"
        assert caught.value.hint == "run: kotograph build"
    assert list(tmp_path.iterdir()) == [], "opening makes nothing"


def test_broken_build(build: Path) -> None:
    for file in (build / "current/store").glob("MANIFEST*"):
        file.unlink()
    with pytest.raises(InputError) as caught:
        EmbeddedStore(build)
    assert caught.value.code == "broken-build"


def test_build_errors(tmp_path: Path) -> None:
    nquads = tmp_path / "kotograph.nq"
    with pytest.raises(InputError, match="no such"):
        build_store(nquads, tmp_path / "a")
    nquads.write_text(f"{NQUADS}<http://e/a> oops\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build_store(nquads, tmp_path / "b")
    assert caught.value.where == f"{nquads}:4"
    nquads.write_text(NQUADS, encoding="utf-8")
    build_store(nquads, tmp_path / "c")
    with pytest.raises(InputError) as caught:
        build_store(nquads, tmp_path / "c")
    assert caught.value.code == "store-exists"
