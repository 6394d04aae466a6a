"""Terms become Python values that hold all that the term says, or stay text."""

from __future__ import annotations

import copy
import datetime
import doctest
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kotograph.dataset.answers
import kotograph.dataset.values
from kotograph import BlankNode, Iri, Text, Year
from kotograph.dataset.values import Value, read_value, spell_given
from kotograph.quads import XSD
from kotograph.store import Term

UTC = datetime.UTC
EAST = datetime.timezone(datetime.timedelta(hours=2))


def read(text: str, datatype: str) -> Value:
    return read_value(Term("literal", text, datatype=XSD + datatype))


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("112623", "integer", 112623),
        ("-7", "nonPositiveInteger", -7),
        ("+007", "unsignedByte", 7),
        ("98820.050", "decimal", Decimal("98820.050")),
        (".5", "decimal", Decimal("0.5")),
        ("1E3", "double", 1000.0),
        ("-INF", "float", float("-inf")),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("2017-06-01", "date", datetime.date(2017, 6, 1)),
        ("2015", "gYear", Year(2015)),
        ("2026-01-02T03:04:05Z", "dateTime", datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026-01-02T03:04:05.5+02:00", "dateTime", datetime.datetime(2026, 1, 2, 3, 4, 5, 500000, tzinfo=EAST)),
        ("2026-01-02T03:04:05", "dateTime", datetime.datetime(2026, 1, 2, 3, 4, 5)),
    ],
)
def test_what_python_holds(text: str, datatype: str, value: Value) -> None:
    found = read(text, datatype)
    assert found == value and type(found) is type(value)
    if isinstance(value, Decimal):
        assert str(found) == str(value)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("30.9.2012", "date"),
        ("2012-09-31", "date"),
        ("2017-06-01+02:00", "date"),
        ("0000", "gYear"),
        ("12015", "gYear"),
        ("-0044", "gYear"),
        ("2015Z", "gYear"),
        ("2015-06", "gYearMonth"),
        ("1_000", "integer"),
        ("٧", "integer"),
        ("1" * 5000, "integer"),
        ("1E3", "decimal"),
        ("NaN", "decimal"),
        ("inf", "double"),
        ("TRUE", "boolean"),
        ("2026-01-02T24:00:00", "dateTime"),
        ("2026-01-02T03:04:05.1234567", "dateTime"),
        ("P1D", "duration"),
        ("03:04:05", "time"),
    ],
)
def test_what_python_does_not_hold_stays_text_with_its_datatype(text: str, datatype: str) -> None:
    found = read(text, datatype)
    assert isinstance(found, Text) and found == text and found.datatype == XSD + datatype


@given(st.text(), st.sampled_from(["", "fi", "sv-FI"]), st.sampled_from(["", *map(XSD.__add__, ("date", "decimal"))]))
def test_no_text_stops_the_reading(text: str, lang: str, datatype: str) -> None:
    found = read_value(Term("literal", text, lang, "" if lang else datatype))
    if isinstance(found, Text):
        assert (found, found.lang, found.datatype) == (text, lang, "" if lang else datatype)
    else:
        assert isinstance(found, datetime.date | Decimal) and not lang


@given(st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=3), st.dates())
def test_numbers_and_days_come_back(number: int, amount: Decimal, day: datetime.date) -> None:
    assert read(str(number), "integer") == number
    assert read(f"{amount:f}", "decimal") == amount
    assert read(day.isoformat(), "date") == day


def test_terms_and_nothing() -> None:
    assert read_value(None) is None
    iri, node = read_value(Term("uri", "http://e/a#b")), read_value(Term("bnode", "b0"))
    assert isinstance(iri, Iri) and iri.key == "b" and repr(iri) == "Iri('http://e/a#b')"
    assert isinstance(node, BlankNode) and repr(node) == "BlankNode('b0')"


@pytest.mark.parametrize(
    "value", [Text("hanke", lang="fi"), Text("P1D", datatype="http://e/d"), Iri("http://e/a"), Year(7)]
)
def test_values_can_be_copied_and_sent(value: Text | Iri | Year) -> None:
    for again in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
        assert again == value and repr(again) == repr(value) and type(again) is type(value)


def test_a_year_is_no_date_and_no_number() -> None:
    assert Year(2015) < Year(2016) and int(Year(2015)) == 2015
    for other in (datetime.date(2015, 1, 1), 2015, "2015"):
        assert Year(2015) != other
        with pytest.raises(TypeError):
            _ = Year(2015) < other  # type: ignore[operator]


def test_values_given_for_parameters() -> None:
    assert spell_given(None) is None
    assert [spell_given(each) for each in ("x", 7, Decimal("0.10"), Iri("http://e/a"))] == [
        "x",
        "7",
        "0.10",
        "http://e/a",
    ]
    for wrong in (1.5, True, ["x"], b"x"):
        with pytest.raises(TypeError):
            spell_given(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("module", [kotograph.dataset.values, kotograph.dataset.answers])
def test_examples_in_the_docstrings_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 1 and result.failed == 0
