"""Dates, periods and amounts are read strictly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.sources.values import is_before, read_amount, read_date, split_period


@pytest.mark.parametrize(
    ("text", "lexical", "problem"),
    [
        ("1.11.2021", "2021-11-01", ""),
        ("01.09.2020", "2020-09-01", ""),
        ("1. 2. 2017", "2017-02-01", ""),
        ("2018-07-31", "2018-07-31", ""),
        ("2015", "2015", ""),
        ("1 January 2015", "2015-01-01", ""),
        ("31 July 2018", "2018-07-31", ""),
        ("31 June 2018", None, "impossible-date"),
        ("31 july 2018", None, "unreadable-date"),
        ("July 2018", None, "unreadable-date"),
        ("29.2.2020", "2020-02-29", ""),
        ("29.2.2019", None, "impossible-date"),
        ("1.0.2018", None, "impossible-date"),
        ("31.4.2020", None, "impossible-date"),
        ("1.1.20222", None, "impossible-date"),
        ("1.1.0201", None, "impossible-date"),
        ("1.1.21", None, "unreadable-date"),
        ("3/2018", None, "unreadable-date"),
        ("kevät 2018", None, "unreadable-date"),
        ("", None, "unreadable-date"),
        ("0000", None, "impossible-date"),
    ],
)
def test_dates(text: str, lexical: str | None, problem: str) -> None:
    value = read_date(text)
    assert (value.lexical, value.problem) == (lexical, problem)


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.booleans())
def test_every_day_is_read_as_itself(day: date, padded: bool) -> None:
    text = f"{day.day:02}.{day.month:02}.{day.year}" if padded else f"{day.day}.{day.month}.{day.year}"
    assert read_date(text).lexical == day.isoformat()


@given(st.text(max_size=30))
def test_no_text_breaks_the_date_reader(text: str) -> None:
    value = read_date(text)
    assert (value.lexical is None) == bool(value.problem)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("1.11.2021 - 31.12.2022", ("1.11.2021", "31.12.2022")),
        ("1.11.2021–31.12.2022", ("1.11.2021", "31.12.2022")),
        ("2015–2020", ("2015", "2020")),
        ("1.9.2020 - 31.12.2022.", ("1.9.2020", "31.12.2022")),
        ("vuosina 2015–2020", ("2015", "2020")),
        ("2018-01-01 - 2018-12-31", ("2018-01-01", "2018-12-31")),
        ("1.1.2015 ja päättyy 31.7.2018", ("1.1.2015", "31.7.2018")),
        ("1.2.2017", None),
        ("", None),
    ],
)
def test_periods(text: str, ends: tuple[str, str] | None) -> None:
    assert split_period(text) == ends


def test_a_year_and_a_day_in_it_are_not_out_of_order() -> None:
    assert not is_before(read_date("2019"), read_date("1.4.2019"))
    assert is_before(read_date("30.9.2012"), read_date("1.4.2019"))
    assert not is_before(read_date("x"), read_date("1.4.2019"))


@pytest.mark.parametrize(
    ("text", "lexical", "currency", "problem"),
    [
        ("98 820,05 euroa", "98820.05", "EUR", ""),
        ("218\u00a0995 euroa\u00a0", "218995", "EUR", ""),
        ("2200120,8", "2200120.8", None, ""),
        ("110 509,38", "110509.38", None, ""),
        ("5 997 269 euroa", "5997269", "EUR", ""),
        ("75 000 euro", "75000", "EUR", ""),
        ("1.234.567,89 €", "1234567.89", "EUR", ""),
        ("€ 1 000", "1000", "EUR", ""),
        ("1 000 kr", "1000", "SEK", ""),
        ("1.234", None, None, "ambiguous-amount"),
        ("1,5 miljoonaa euroa", None, "EUR", "unreadable-amount"),
        ("1 000 euroa (75 %)", None, "EUR", "unreadable-amount"),
        ("noin 1 000 kr", None, "SEK", "unreadable-amount"),
        ("1 000 000,- euroa", "1000000", "EUR", ""),
        ("10 00 euroa", None, "EUR", "unreadable-amount"),
        ("-5 euroa", None, "EUR", "unreadable-amount"),
        ("0 euroa", None, "EUR", "impossible-amount"),
        ("paljon", None, None, "unreadable-amount"),
        ("12,345 euroa", None, "EUR", "unreadable-amount"),
    ],
)
def test_amounts(text: str, lexical: str | None, currency: str | None, problem: str) -> None:
    money = read_amount(text)
    assert (money.lexical, money.currency, money.problem) == (lexical, currency, problem)


@given(st.decimals(Decimal("0.01"), Decimal("99999999.99"), places=2), st.sampled_from([" ", "\u00a0", "\u202f", "."]))
def test_every_amount_is_read_as_itself(number: Decimal, separator: str) -> None:
    whole, cents = f"{number:.2f}".split(".")
    text = f"{int(whole):,}".replace(",", separator) + f",{cents} euroa"
    lexical = read_amount(text).lexical
    assert lexical is not None and Decimal(lexical) == number


@given(st.text(max_size=40))
def test_no_text_breaks_the_amount_reader(text: str) -> None:
    money = read_amount(text)
    assert (money.lexical is None) == bool(money.problem)
