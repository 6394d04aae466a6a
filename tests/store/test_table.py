"""Tables are aligned by what a terminal shows, and no data can disturb it."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.formats import Format
from kotograph.store import Rows, Term, write_answer
from kotograph.store.table import measure, neutralise

BASE = "https://w3id.org/kotograph/"


def table(*rows: tuple[str | None, ...], width: int | None = None) -> list[str]:
    out = io.StringIO()
    cells = [tuple(None if text is None else Term("literal", text) for text in row) for row in rows]
    names = tuple("abcdef"[: len(cells[0])]) if cells else ("a",)
    write_answer(Rows(names, cells), Format.TABLE, out, width=width)
    return out.getvalue().splitlines()


def test_columns_are_aligned() -> None:
    assert table(("hanke", "1"), ("プロジェクト", "22"), ("a\u0308iti", None)) == [
        "a              b",
        "────────────  ──",
        "hanke          1",
        "プロジェクト  22",
        "a\u0308iti",
    ]


def test_numbers_stand_right_and_texts_left() -> None:
    assert table(("x", "-1.5"), ("yy", "100"))[2:] == ["x   -1.5", "yy   100"]
    assert table(("1", "x"), ("a", "y"))[2:] == ["1  x", "a  y"]


def test_no_rows() -> None:
    assert table() == ["a", "─"]


def test_iris_are_short() -> None:
    out = io.StringIO()
    row = (
        Term("uri", f"{BASE}id/project/rio-2"),
        Term("uri", f"{BASE}ontology#endDate"),
        Term("uri", "http://e/a"),
        Term("bnode", "x"),
    )
    write_answer(Rows(("a", "b", "c", "d"), [row]), Format.TABLE, out, base=BASE)
    assert out.getvalue().splitlines()[2].split() == ["id/project/rio-2", "koto:endDate", "http://e/a", "_:x"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\\u001b[31mb"),
        ("a\tb\r\nc  d", "a b c d"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("\x9b2J", "\\u009b2J"),
        ("שלום", "\u2068שלום\u2069"),
        ("\ud800", "\\ud800"),
        ("👩‍👧", "👩‍👧"),
    ],
)
def test_nothing_disturbs_the_terminal(text: str, shown: str) -> None:
    assert neutralise(text) == shown


@given(st.text())
def test_no_control_is_left(text: str) -> None:
    shown = neutralise(text)
    inner = shown.removeprefix("\u2068").removesuffix("\u2069")
    assert not any(unicodedata.category(char) in ("Cc", "Zl", "Zp") for char in inner)
    assert not any(char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for char in inner)


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1), st.integers(20, 60))
def test_tables_fit_the_terminal(rows: list[tuple[str, str]], width: int) -> None:
    assert max(map(measure, table(*rows, width=width))) <= width


def test_long_cells_are_folded_between_words() -> None:
    assert table(("1", "one two three four"), width=13) == [
        "a  b",
        "─  ──────────",
        "1  one two",
        "   three four",
    ]


def test_long_words_are_cut() -> None:
    assert table(("x" * 20,), width=8)[2:] == ["x" * 8, "x" * 8, "x" * 4]


def test_right_to_left_text_is_isolated_on_each_line() -> None:
    assert table(("שלום שלום שלום",), width=9)[2:] == ["\u2068שלום שלום\u2069", "\u2068שלום\u2069"]
