"""The reader of N-Quads lines: what it takes, what it refuses, and where it says so."""

import re
from pathlib import Path

import pytest

from kotograph.errors import InputError, UsageError
from kotograph.quads import XSD
from kotograph.terms import (
    Literal,
    iter_quads,
    iter_subjects,
    read_quads,
    select_graph,
    split_literal,
    unescape,
)

GOOD = '<http://a.example/s> <http://a.example/p> "o" <http://a.example/g> .\n'


@pytest.mark.parametrize(
    "line",
    [
        "",
        "\n",
        "# comment\n",
        "<http://a.example/s> <http://a.example/p> <http://a.example/o> .\n",
        "_:b <http://a.example/p> <http://a.example/o> <http://a.example/g> .\n",
        "<http://a.example/s> <http://a.example/p> _:b <http://a.example/g> .\n",
        '"s" <http://a.example/p> <http://a.example/o> <http://a.example/g> .\n',
        '<relative> <http://a.example/p> "o" <http://a.example/g> .\n',
        '<http://a.example/s> <http://a.example/p> "o"@ <http://a.example/g> .\n',
        '<http://a.example/s> <http://a.example/p> "o"o" <http://a.example/g> .\n',
        '<http://a.example/s> <http://a.example/p> "o\\x" <http://a.example/g> .\n',
        '<http://a.example/s> <http://a.example/p> "o\\uD800" <http://a.example/g> .\n',
        '<http://a.example/s> <http://a.example/p> "o\\U00110000" <http://a.example/g> .\n',
        '<http://a.example/s b> <http://a.example/p> "o" <http://a.example/g> .\n',
        '<http://a.example/s>  <http://a.example/p> "o" <http://a.example/g> .\n',
        '<http://a.example/s> <http://a.example/p> "o" <http://a.example/g> .\r\n',
        '<http://a.example/s> <http://a.example/p> "o" <http://a.example/g>\n',
        '<http://a.example/s> <http://a.example/p> "o"^^xsd:date <http://a.example/g> .\n',
    ],
)
def test_bad_line_is_named(line: str) -> None:
    with pytest.raises(InputError) as caught:
        list(iter_quads([GOOD, line], "build.nq"))
    assert caught.value.code == "bad-quad"
    assert caught.value.where == "build.nq:2"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ('"\\u00e5\\U0001F600"', '"å😀"'),
        ('"tab\there"', '"tab\\there"'),
        ('"it\\\'s"', '"it\'s"'),
        ('"x"@EN-gb', '"x"@en-gb'),
        (f'"x"^^<{XSD}string>', '"x"'),
        ('"\\u0000\\u007F"', '"\\u0000\\u007F"'),
        ('"\\\\u0041"', '"\\\\u0041"'),
    ],
)
def test_other_spellings_become_canonical(written: str, canonical: str) -> None:
    (quad,) = iter_quads([GOOD.replace('"o"', written)])
    assert quad[2] == canonical


def test_literal_is_taken_apart() -> None:
    assert split_literal('"a \\"b\\"@fi"') == Literal('a "b"@fi', "", XSD + "string")
    assert split_literal('""@sv').language == "sv"
    assert unescape("a\\\\nb\\n") == "a\\nb\n"


def test_lines_are_cut_at_line_feeds_only(tmp_path: Path) -> None:
    path = tmp_path / "a.nq"
    path.write_bytes(GOOD.replace('"o"', '"a\u2028b\u0085c\\rd"').encode())
    assert [quad[2] for quad in read_quads(path)] == ['"a\u2028b\u0085c\\rd"']


def test_unreadable_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the quads"):
        list(read_quads(tmp_path / "none.nq"))
    path = tmp_path / "latin1.nq"
    path.write_bytes(GOOD.replace('"o"', '"å"').encode("latin-1"))
    with pytest.raises(InputError, match="cannot read the quads"):
        list(read_quads(path))


def test_unsorted_quads_are_refused() -> None:
    lines = [GOOD.replace("/s>", f"/{name}>") for name in ("b", "a")]
    with pytest.raises(InputError) as caught:
        list(iter_subjects(iter_quads(lines)))
    assert caught.value.code == "not-sorted"


def test_one_graph_is_selected_by_name_or_iri() -> None:
    lines = [GOOD, GOOD.replace("http://a.example/g", "https://b.example/graph/x")]
    for name in ("x", "https://b.example/graph/x"):
        (quad,) = select_graph(iter_quads(lines), name, "https://b.example/")
        assert quad[3] == "<https://b.example/graph/x>"
    with pytest.raises(UsageError, match=re.escape("known: http://a.example/g, x")):
        list(select_graph(iter_quads(lines), "y", "https://b.example/"))
