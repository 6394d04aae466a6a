"""Each rule that concludes a value, by hand-built records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.projects import Resolution, Rule
from kotograph.reconcile.entries import Order
from kotograph.reconcile.organisations import find_implementer
from kotograph.reconcile.resolve import resolve_project
from kotograph.records import Datatype, Property, Record
from tests.reconcile.making import DONE, FI, SV, make_record

ORDER = Order({FI: "fi", SV: "fi", DONE: "fi"})


def resolve(prop: Property, *records: Record, language: str = "") -> Resolution:
    found = resolve_project(sorted(records, key=ORDER.rank), ORDER, lambda r: find_implementer(r).casefold() or None)
    return next(r for r in found if r.property is prop and r.language == language)


def outcome(resolution: Resolution) -> tuple[str | None, str, bool]:
    return resolution.value, " ".join(resolution.rules), resolution.is_discrepancy


def test_one_statement() -> None:
    assert outcome(resolve(Property.AMOUNT, make_record("A", amount="5000"))) == ("5000", "single-statement", False)


def test_all_agree() -> None:
    pair = make_record("A", amount="5000"), make_record("B", SV, amount="5000.00")
    assert outcome(resolve(Property.AMOUNT, *pair)) == ("5000", "all-agree", False)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("100000.40", ("100000.15", "publisher-language", True)),
        ("101000", ("100000.15", "publisher-language", True)),
        ("101100", (None, "undecided", True)),
    ],
)
def test_amounts_within_one_per_cent_go_by_the_publishers_language(
    other: str, expected: tuple[str | None, str, bool]
) -> None:
    pair = make_record("A", amount="100000.15"), make_record("B", SV, amount=other)
    assert outcome(resolve(Property.AMOUNT, *pair)) == expected


def test_amounts_of_different_kinds_are_not_compared() -> None:
    pair = make_record("A", amount="100"), make_record("B", SV, amount="150", kind="total-cost")
    assert outcome(resolve(Property.AMOUNT, *pair)) == ("100", "single-statement", False)
    assert outcome(resolve(Property.AMOUNT, *pair, language="total-cost")) == ("150", "single-statement", False)


@pytest.mark.parametrize(
    ("swedish", "expected"),
    [
        ("2022-12-01", ("2022-12-31", "publisher-language", True)),
        ("2022-11-30", ("2022-12-31", "publisher-language", True)),
        ("2022-11-29", (None, "undecided", True)),
    ],
)
def test_dates_up_to_31_days_apart_go_by_the_publishers_language(
    swedish: str, expected: tuple[str | None, str, bool]
) -> None:
    pair = make_record("A", end="2022-12-31"), make_record("B", SV, end=swedish)
    assert outcome(resolve(Property.END, *pair)) == expected


def test_publishers_language_that_differs_in_itself_decides_nothing() -> None:
    three = (
        make_record("A", start="2020-01-01"),
        make_record("B", "other-fi", start="2020-01-05"),
        make_record("C", SV, start="2020-01-01"),
    )
    assert outcome(resolve(Property.START, *three)) == (None, "undecided", True)


def test_year_and_day_in_it_agree_and_the_day_stands() -> None:
    resolution = resolve(Property.END, make_record("A", end="2020"), make_record("B", SV, end="2020-06-30"))
    assert outcome(resolution) == ("2020-06-30", "all-agree", False)
    assert resolution.datatype is Datatype.DATE


def test_year_alone_stays_a_year() -> None:
    resolution = resolve(Property.START, make_record("A", start="2015"))
    assert (resolution.value, resolution.datatype) == ("2015", Datatype.YEAR)


def test_year_and_day_of_another_year_are_undecided() -> None:
    pair = make_record("A", end="2020"), make_record("B", SV, end="2021-01-01")
    assert outcome(resolve(Property.END, *pair)) == (None, "undecided", True)


def test_impossible_date_is_dropped_and_the_other_stands() -> None:
    bad = make_record("A", FI, 15, [Property.START], start="1.0.2018")
    assert outcome(resolve(Property.START, bad)) == (None, "impossible-value-dropped", True)
    assert outcome(resolve(Property.START, bad, make_record("B", SV, start="2018-01-01"))) == (
        "2018-01-01", "impossible-value-dropped", True,
    )  # fmt: skip


def test_end_before_the_resolved_start_is_dropped() -> None:
    bad = make_record("A", start="2019-04-01", end="2012-09-30")
    assert outcome(resolve(Property.END, bad)) == (None, "impossible-value-dropped", True)
    good = make_record("B", SV, start="2019-04-01", end="2021-09-30")
    assert outcome(resolve(Property.END, bad, good)) == ("2021-09-30", "impossible-value-dropped", True)


def test_end_before_its_own_start_is_dropped_where_the_start_is_open() -> None:
    pair = make_record("A", start="2019-04-01", end="2012-09-30"), make_record("B", SV, start="2018-04-01")
    assert outcome(resolve(Property.START, *pair)) == (None, "undecided", True)
    assert outcome(resolve(Property.END, *pair)) == (None, "impossible-value-dropped", True)


def test_later_end_of_a_page_under_way_is_an_extension() -> None:
    pair = make_record("A", end="2022-02-28"), make_record("A", DONE, end="2021-08-31", status="completed")
    assert outcome(resolve(Property.END, *pair)) == ("2022-02-28", "later-end-is-extension", True)
    assert outcome(resolve(Property.STATUS, *pair)) == ("status/under-way", "later-end-is-extension", True)


def test_earlier_end_of_a_page_under_way_is_none() -> None:
    pair = make_record("A", end="2021-02-28"), make_record("A", DONE, end="2021-08-31", status="completed")
    assert outcome(resolve(Property.END, *pair)) == (None, "undecided", True)
    assert outcome(resolve(Property.STATUS, *pair)) == (None, "undecided", True)


def test_extension_then_publishers_language() -> None:
    three = (
        make_record("A", end="2022-01-30"),
        make_record("A", DONE, end="2021-03-31", status="completed"),
        make_record("B", SV, end="2022-01-31"),
    )
    assert outcome(resolve(Property.END, *three)) == ("2022-01-30", "later-end-is-extension publisher-language", True)


def test_titles_that_differ_in_case_and_project_word_agree() -> None:
    pair = make_record("Arjen apu-hanke"), make_record("ARJEN  APU", DONE, status="completed")
    assert outcome(resolve(Property.TITLE, *pair, language="fi")) == ("Arjen apu-hanke", "all-agree", False)


def test_titles_that_differ_are_undecided() -> None:
    pair = make_record("Arjen apu"), make_record("Arjen tuki", DONE, status="completed")
    assert outcome(resolve(Property.TITLE, *pair, language="fi")) == (None, "undecided", True)


def test_titles_of_two_languages_do_not_contradict() -> None:
    pair = make_record("Arjen apu ja tuki"), make_record("Hjälp och stöd i vardagen", SV)
    assert outcome(resolve(Property.TITLE, *pair, language="sv")) == (
        "Hjälp och stöd i vardagen",
        "single-statement",
        False,
    )


def test_implementers_resolve_to_the_organisation() -> None:
    same = make_record("A", implementer="THL"), make_record("B", SV, implementer="thl")
    assert outcome(resolve(Property.IMPLEMENTER, *same)) == ("thl", "all-agree", False)
    other = make_record("A", implementer="THL"), make_record("B", SV, implementer="Migri")
    assert outcome(resolve(Property.IMPLEMENTER, *other)) == (None, "undecided", True)


def test_descriptions_of_different_wording_are_no_discrepancy() -> None:
    pair = make_record("A", description="Yksi."), make_record("A", DONE, status="completed", description="Toinen.")
    assert outcome(resolve(Property.DESCRIPTION, *pair, language="fi")) == ("Yksi.", "single-statement", False)


def test_description_of_the_first_record_stands() -> None:
    pair = (
        make_record("A", end="2022-02-28", description="Uusi."),
        make_record("A", DONE, end="2021-08-31", status="completed", description="Vanha."),
    )
    assert outcome(resolve(Property.DESCRIPTION, *pair, language="fi")) == ("Uusi.", "single-statement", False)


def test_every_statement_is_considered() -> None:
    pair = make_record("A", FI, 15, [Property.START], start="1.0.2018"), make_record("B", SV, start="2018-01-01")
    assert len(resolve(Property.START, *pair).considered) == 2


DAYS = st.dates().map(lambda day: day.isoformat())


@given(st.lists(st.one_of(DAYS, DAYS.map(lambda day: day[:4])), min_size=1, max_size=4))
def test_a_concluded_start_is_one_that_was_stated(days: list[str]) -> None:
    records = [make_record("A", FI if at == 0 else f"p{at}-sv", start=day) for at, day in enumerate(days)]
    resolution = resolve(Property.START, *records)
    assert resolution.value is None or resolution.value in days
    assert (resolution.value is None) == (Rule.UNDECIDED in resolution.rules)
    assert resolution.rules
