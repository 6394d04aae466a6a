"""Answers in JSON keep to the limits exactly, whatever their texts hold."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from kotograph.formats import Format
from kotograph.server.problem import Problem
from kotograph.server.sparql.cutting import cut_json
from kotograph.store import EmbeddedStore, Rows, build_store, write_answer
from kotograph.store.embedded import Written

NOTICE = "https://data.example/en/api.html#answer-cut"
#: Texts that look like what stands between rows, and what JSON has to escape.
TEXTS = ("},{", "}},{", 'a"},{"b', "x\\\\", "ä🙂", "line\nbreak\ttab", '"type":"triple"', "]}}", "\u0001", "")
QUERY = "SELECT ?s ?o WHERE { ?s <http://e/p> ?o } ORDER BY ?s"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    folder = tmp_path_factory.mktemp("cutting")
    lines = []
    for number in range(200):
        escaped = json.dumps(TEXTS[number % len(TEXTS)], ensure_ascii=False)
        lines.append(f"<http://e/{number:03}> <http://e/p> {escaped} <http://e/g> .\n")
    lines.append('<http://e/x> <http://e/q> <<( <http://e/a> <http://e/b> "c" )>> <http://e/g> .\n')
    (folder / "kotograph.nq").write_text("".join(lines), encoding="utf-8")
    build_store(folder / "kotograph.nq", folder)
    return EmbeddedStore(folder)


def ask(store: EmbeddedStore, rows: int, size: int = 10**6, query: str = QUERY) -> tuple[Any, str]:
    written = store.ask_json(query, rows, size)
    assert written
    found = cut_json(written, rows, size, NOTICE)
    assert found
    body, cut = found
    assert len(body) <= size
    return json.loads(body), cut


def test_a_whole_answer_is_the_one_that_our_own_writer_gives(store: EmbeddedStore) -> None:
    answer = store.ask(QUERY)
    assert isinstance(answer, Rows)
    out = io.StringIO()
    write_answer(answer, Format.SPARQL_JSON, out)
    ours, (theirs, cut) = json.loads(out.getvalue()), ask(store, 200)
    assert ours == theirs and cut == ""
    assert len(theirs["results"]["bindings"]) == 200


@pytest.mark.parametrize("most", [1, 2, 3, 10, 57, 199, 200, 201, 10_000])
def test_rows_are_cut_exactly(store: EmbeddedStore, most: int) -> None:
    whole, _ = ask(store, 10_000)
    answer, cut = ask(store, most)
    assert answer["results"]["bindings"] == whole["results"]["bindings"][:most]
    assert cut == ("rows" if most < 200 else "")
    assert answer["head"] == {"vars": ["s", "o"]} | ({"link": [NOTICE]} if cut else {})


@pytest.mark.parametrize("size", [400, 500, 1000, 5000, 10_000])
def test_bytes_are_cut_between_rows(store: EmbeddedStore, size: int) -> None:
    whole, _ = ask(store, 10_000)
    answer, cut = ask(store, 10_000, size)
    kept = answer["results"]["bindings"]
    assert cut == "bytes" and 0 < len(kept) < 200
    assert kept == whole["results"]["bindings"][: len(kept)]


def test_a_row_that_is_too_long_is_a_problem(store: EmbeddedStore) -> None:
    written = store.ask_json(QUERY, 100, 80)
    assert written
    with pytest.raises(Problem, match="more than 80 bytes"):
        cut_json(written, 100, 80, NOTICE)


def test_rows_without_values(store: EmbeddedStore) -> None:
    query = "SELECT ?nothing WHERE { ?s <http://e/p> ?o }"
    assert ask(store, 7, query=query)[0]["results"]["bindings"] == [{}] * 7
    assert len(ask(store, 200, query=query)[0]["results"]["bindings"]) == 200


def test_a_triple_term_is_left_to_the_writer_that_refuses_it(store: EmbeddedStore) -> None:
    assert store.ask_json("SELECT ?o WHERE { ?s <http://e/q> ?o }", 10, 10**6) is None


def test_a_beginning_that_ends_before_the_limits_is_no_answer() -> None:
    """Texts full of what stands between rows stop the writer early; the rows are then counted another way."""
    body = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"},{},{},{"}},{"o":{"ty'
    assert cut_json(Written(body, 5, False), 4, 10**6, NOTICE) is None
