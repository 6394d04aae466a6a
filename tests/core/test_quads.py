"""Terms are spelled as canonical N-Quads and read back as themselves."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.errors import InputError
from kotograph.quads import decimal, integer, iri, is_iri, literal, quad, tagged, typed

TEXT = st.text(st.characters(blacklist_categories=["Cs"]))


def parse(term: str) -> ox.Literal:
    (found,) = ox.parse(f"<x:s> <x:p> {term} .", format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(found.object, ox.Literal)
    return found.object


@given(TEXT)
def test_every_text_reads_back(text: str) -> None:
    assert parse(literal(text)).value == text


@given(TEXT)
def test_spelling_is_what_oxigraph_writes(text: str) -> None:
    assert str(ox.Literal(text)) == literal(text)


@given(TEXT)
def test_a_literal_never_leaves_its_line(text: str) -> None:
    line = quad("<x:s>", "<x:p>", literal(text), "<x:g>")
    assert line.count("\n") == 1 and line.endswith(" .\n")


@given(st.decimals(min_value=0, max_value=Decimal("1e15"), places=6))
def test_decimals_are_canonical(number: Decimal) -> None:
    text = decimal(number)
    assert Decimal(text) == number and "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))


@pytest.mark.parametrize(("number", "text"), [("218995.00", "218995"), ("0.10", "0.1"), ("-0", "0"), ("1E+3", "1000")])
def test_decimal_forms(number: str, text: str) -> None:
    assert decimal(Decimal(number)) == text


@pytest.mark.parametrize(
    "bad", ["", "x", "http://a b", "http://a/<b>", "http://a/\n", 'http://a/"', "//a", "http://a\\b"]
)
def test_bad_iris_are_refused(bad: str) -> None:
    assert not is_iri(bad)
    with pytest.raises(InputError, match="IRI"):
        iri(bad)


def test_language_tags() -> None:
    assert tagged("å", "SV") == '"å"@sv'
    with pytest.raises(InputError, match="language tag"):
        tagged("å", "not a tag")


def test_typed_literals() -> None:
    assert typed("2015", "gYear") == '"2015"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    assert typed("a", "string") == '"a"'
    assert integer(-3).startswith('"-3"^^')
