"""Queries are found by name, in files and on standard input; a broken one says where."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kotograph.errors import InputError, UsageError
from kotograph.query import find_query, list_queries, read_query, run
from kotograph.store import EmbeddedStore, Rows, build_store

HEAD = """\
#+ title: {fi: Kysely, sv: Fråga, en: Question}
#+ description:
#+   en: What it is about.
#+ parameters:
#+   - name: date
#+     type: date
#+     default: 2017-06-01
#+     description: {fi: päivä, en: day}
#+   - {name: scheme_code, type: concept, scheme: theme, optional: true}
#+ example: kotograph query test
#
# An ordinary comment.

SELECT ?a { VALUES ?b { ?_scheme_code } ?a ?b ?_date }
"""


def test_head() -> None:
    query = read_query(HEAD, "test")
    assert query.title() == query.title("xx") == "Question"
    assert query.title("sv") == "Fråga"
    assert query.description("fi") == "What it is about."
    date, scheme = query.parameters
    assert (date.name, date.type, date.default, date.optional, date.line) == ("date", "date", "2017-06-01", False, 5)
    assert date.description("fi") == "päivä"
    assert date.description("sv") == "day"
    assert (scheme.scheme, scheme.default, scheme.optional) == ("theme", None, True)
    assert query.example == "kotograph query test"


def test_no_head() -> None:
    query = read_query("# plain\nASK {}", "mine")
    assert (query.title(), query.description(), query.parameters) == ("mine", "", ())


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("title: {fi: Kysely", "title: {fi: Kysely: a", 1, "not YAML"),
        ("#+   en: What", "#+  \ten: What", 3, "not YAML"),
        ("#+ example:", "#+ exempel:", 10, "'exempel' is not known"),
        ("#+ example: kotograph query test", "#+ title: again", 10, "'title' is there twice"),
        ("#+ example: kotograph query test", "#+ example: [a]", 10, "'example': expected a text"),
        (
            "title: {fi: Kysely, sv: Fråga, en: Question}",
            "title: Question",
            1,
            "'title': expected a text for each language",
        ),
        ("description: {fi: päivä, en: day}", "description: day", 8, "'description': expected a text for each"),
        ("en: Question}", "en: [a]}", 1, "'title: en': expected a text"),
        ("name: date", "name: Date!", 5, "'Date!' cannot name"),
        ("type: date", "type: day", 5, "'day' is not a type"),
        ("name: date", "name: scheme_code", 5, "there twice"),
        (", scheme: theme", "", 9, "has a scheme"),
        ("optional: true", "optional: maybe", 9, "'optional' is true or false"),
        ("optional: true", "optional: true, default: x", 9, "has no default"),
        ("default: 2017-06-01", "defualt: 2017-06-01", 7, "'defualt' is not known"),
        ("?_date }", "?c }", 5, "no variable '?_date'"),
        ("?_date }", "?_date ; ?_oops 1 }", 14, "'?_oops' is not among the parameters"),
        ("{fi: Kysely, sv: Fråga, en: Question}", "[a]", 1, "'title': expected a text for each language"),
    ],
)
def test_a_broken_head_says_where(old: str, new: str, line: int, words: str) -> None:
    assert old in HEAD
    with pytest.raises(InputError) as caught:
        read_query(HEAD.replace(old, new), "test", "test.rq")
    assert caught.value.code == "bad-query-head"
    assert caught.value.where == f"test.rq:{line}"
    assert words in caught.value.message
    assert caught.value.hint


def test_a_parameter_without_a_head_is_named() -> None:
    with pytest.raises(InputError) as caught:
        read_query("PREFIX koto: <https://w3id.org/kotograph/ontology#>\nSELECT * { ?a a ?_class }", "-", "stdin")
    assert (caught.value.code, caught.value.where) == ("bad-query-head", "stdin:2")
    assert "'?_class'" in caught.value.message and "#+ parameters:" in caught.value.hint
    assert read_query('SELECT * { ?a_b a "?_c" } # ?_d', "-").parameters == ()


@pytest.mark.parametrize(
    "head",
    [
        "#+ just text",
        "#+ - a\n#+ - b",
        "#+ parameters: x",
        "#+ parameters:\n#+   - x",
        "#+ &a [*a, !!python/name:os.system]",
    ],
)
def test_a_head_of_another_shape(head: str) -> None:
    with pytest.raises(InputError) as caught:
        read_query(f"{head}\nASK {{}}", "test", "test.rq")
    assert caught.value.code == "bad-query-head"


def test_find(tmp_path: Path) -> None:
    (tmp_path / "my-own.rq").write_text("ASK {}", encoding="utf-8")
    assert find_query("my-own", folder=tmp_path).text == "ASK {}"
    query = find_query(str(tmp_path / "my-own.rq"))
    assert (query.name, query.where) == ("my-own", str(tmp_path / "my-own.rq"))
    assert [each.name for each in list_queries(tmp_path)] == ["my-own"]
    stdin = io.BytesIO(b"\xef\xbb\xbfSELECT *\r\n{}")
    query = find_query("-", stdin=stdin)
    assert (query.text, query.where) == ("SELECT *\n{}", "stdin")


def test_unknown_name_suggests() -> None:
    with pytest.raises(UsageError) as caught:
        find_query("sucessors")
    assert caught.value.code == "unknown-query"
    assert "successors" in caught.value.hint
    assert "kotograph queries" in caught.value.hint


def test_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "latin.rq").write_bytes(b"ASK {}\n# \xe4")
    (tmp_path / "big.rq").write_bytes(b"#" * 1_100_000)
    for name, where, words in (
        ("latin.rq", ":2", "not UTF-8"),
        ("big.rq", "", "over"),
        ("none.rq", "", "No such file"),
        ("", "", "Is a directory"),
    ):
        with pytest.raises(InputError) as caught:
            find_query(f"{tmp_path}/{name}")
        assert caught.value.code == "query-unreadable"
        assert words in caught.value.message
        assert caught.value.where.endswith(f"{name}{where}")


def test_updates_are_refused() -> None:
    with pytest.raises(UsageError) as caught:
        read_query("#+ title: {en: x}\nDELETE WHERE { ?a ?b ?c }", "x", "x.rq")
    assert caught.value.where == "x.rq:2"


def test_run(tmp_path: Path) -> None:
    nquads = tmp_path / "kotograph.nq"
    nquads.write_text(
        '<http://e/a> <http://e/b> "2017-06-01"^^<http://www.w3.org/2001/XMLSchema#date> <http://e/g> .\n'
    )
    build_store(nquads, tmp_path)
    store = EmbeddedStore(tmp_path)
    answer = run(read_query(HEAD, "test"), {}, store)
    assert isinstance(answer, Rows)
    assert len(list(answer.rows)) == 1
    with pytest.raises(InputError) as caught:
        run(read_query("SELECT *\n{ ?a ?b }", "x", "x.rq"), {}, store)
    assert caught.value.where == "x.rq:2"
