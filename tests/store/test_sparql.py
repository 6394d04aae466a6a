"""The lexer tells variables from texts, and one form of query from another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.errors import InputError, KotographError, UsageError
from kotograph.store.sparql import decode_codepoints, get_form, has_dataset_clause, iter_tokens

PIECES = st.sampled_from(
    [
        "?_a",
        "$_a",
        "'",
        '"',
        '"""',
        "'''",
        "\\",
        "#",
        "<",
        ">",
        "\n",
        " ",
        "e:a\\#b",
        "<http://e/#a>",
        "a",
        "é",
        "@fi",
        "1.5",
        "{",
        "\r",
    ]
)


@given(st.lists(PIECES).map("".join) | st.text())
def test_tokens_are_the_whole_text(text: str) -> None:
    tokens = list(iter_tokens(text))
    assert "".join(token.text for token in tokens) == text
    assert all(text.startswith(token.text, token.start) for token in tokens)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("?a $b ?_c", ["?a", "$b", "?_c"]),
        ("'?a' \"?a\" '''\n?a'b''' \"\"\"?a\n\"b\"\"\"", []),
        (r"'it\'s ?a' ?b", ["?b"]),
        ("# ?a\n?b", ["?b"]),
        ("<http://e/?a#?b> ?c", ["?c"]),
        ("e:a#b ?c", []),
        (r"e:a\#b ?c", ["?c"]),
        (r"e:it\'s ?a e:it\'s", ["?a"]),
        ("?a<?b && ?c > ?d", ["?a", "?b", "?c", "?d"]),
        ("?s e:p? ?o", ["?s", "?o"]),
        ("?é ?x1", ["?é", "?x1"]),
        ("'unclosed ?a", ["?a"]),
    ],
)
def test_variables(text: str, variables: list[str]) -> None:
    assert [token.text for token in iter_tokens(text) if token.kind == "variable"] == variables


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("select * {}", "SELECT"),
        ("# DROP ALL\n\nBASE <http://e/> PREFIX : <http://e/> ask {}", "ASK"),
        ("PREFIX delete: <http://e/#insert> CONSTRUCT {} WHERE {}", "CONSTRUCT"),
        ("VERSION '1.2' DESCRIBE <http://e/>", "DESCRIBE"),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert get_form(text) == form


@pytest.mark.parametrize(
    "verb", ["INSERT DATA", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"]
)
def test_updates_are_refused(verb: str) -> None:
    with pytest.raises(UsageError) as caught:
        get_form(f"PREFIX e: <http://e/>\n# SELECT\n{verb.lower()} {{}}", "a.rq")
    assert caught.value.code == "update-refused"
    assert caught.value.where == "a.rq:3"


@pytest.mark.parametrize("text", ["", "# SELECT", "PREFIX e: <http://e/>", "FROM x", "{", "'SELECT'", "SELECTED"])
def test_anything_else_is_not_a_query(text: str) -> None:
    with pytest.raises(InputError) as caught:
        get_form(text, "a.rq")
    assert caught.value.code == "bad-sparql"
    assert isinstance(caught.value, KotographError)


def test_dataset_clause() -> None:
    assert has_dataset_clause("SELECT * from <http://e/> {}")
    assert not has_dataset_clause("SELECT ?from { ?from e:from 'FROM' } # FROM")


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        (r"\u0041SK {}", "ASK {}"),
        (r"ASK { \U0000003Fs ?p ?o }", "ASK { ?s ?p ?o }"),
        (r"ASK { ?s ?p '\u0027' }", r"ASK { ?s ?p '\u0027' }"),
        (r"ASK { <http://e/\u0041> ?p ?o }", r"ASK { <http://e/\u0041> ?p ?o }"),
        ("# \\u000a ASK\nASK {}", "# \\u000a ASK\nASK {}"),
        (r"\uD800 \U00110000 \u12", r"\uD800 \U00110000 \u12"),
    ],
)
def test_codepoints(text: str, decoded: str) -> None:
    assert decode_codepoints(text) == decoded


def test_an_iri_may_hold_escapes() -> None:
    kinds = [token.kind for token in iter_tokens(r"<http://e/#\u0041> ?a # b")]
    assert kinds == ["iri", "space", "variable", "space", "comment"]
