"""Strict readers of dates, periods and amounts: they keep the precision stated, and never guess.

Every reader returns a value or the stable code of what is wrong with it; nothing is repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kotograph.quads import decimal
from kotograph.records import Datatype

_FINNISH = re.compile(r"(\d{1,4})\s?\.\s?(\d{1,4})\s?\.\s?(\d{1,5})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ENGLISH = re.compile(rf"(\d{{1,2}})\s({'|'.join(_MONTHS)})\s(\d{{4}})")
_YEAR = re.compile(r"\d{4}")
_DATEISH = r"(?:\d{1,4}\s?\.\s?\d{1,4}\s?\.\s?\d{1,5}|\d{4}-\d{2}-\d{2}|\d{4})(?![\d.]*\d)"
_DASH = r"\s*(?:[-–—−‑]|\b(?:ja päättyy|till|to|asti)\b)\s*"
PERIOD = re.compile(rf"(?<![\d.]){_DATEISH}{_DASH}{_DATEISH}")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100

_CURRENCIES = {"euroa": "EUR", "euro": "EUR", "euron": "EUR", "euros": "EUR", "€": "EUR", "eur": "EUR", "e": "EUR"}
_OTHER_CURRENCIES = {
    "kr": "SEK",
    "sek": "SEK",
    "kronor": "SEK",
    "mk": "FIM",
    "usd": "USD",
    "$": "USD",
    "gbp": "GBP",
    "£": "GBP",
}
_AMOUNT = re.compile(
    r"(?P<before>[€$£]|eur\b)?\s*(?P<number>[+-]?\d[\d\s.,'’]*)(?:(?<=,)[-–]+)?\s*(?P<after>[^\W\d_]+|[€$£])?\s*[.]?",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+|\d+")


@dataclass(frozen=True, slots=True)
class Value:
    """A read value: canonical lexical form or None, its datatype, and the code of a problem or ''."""

    lexical: str | None
    datatype: Datatype
    problem: str = ""


def read_date(text: str) -> Value:
    """Read a day or a year; other precision is not a day and is not invented.

    Days are written as ``1.11.2021``, ``2021-11-01`` or ``1 November 2021``.

    >>> read_date("01.09.2020").lexical, read_date("2015").lexical, read_date("1.0.2018").problem
    ('2020-09-01', '2015', 'impossible-date')
    """
    text = text.strip()
    finnish, iso, english = _FINNISH.fullmatch(text), _ISO.fullmatch(text), _ENGLISH.fullmatch(text)
    if finnish:
        day, month, year = (int(group) for group in finnish.groups())
        if len(finnish.group(3)) not in (4, 5):
            return Value(None, Datatype.DATE, "unreadable-date")
        return _calendar(year, month, day)
    if iso:
        year, month, day = (int(group) for group in iso.groups())
        return _calendar(year, month, day)
    if english:
        return _calendar(int(english[3]), _MONTHS.index(english[2]) + 1, int(english[1]))
    if _YEAR.fullmatch(text):
        possible = _FIRST_YEAR <= int(text) <= _LAST_YEAR
        return Value(text, Datatype.YEAR) if possible else Value(None, Datatype.YEAR, "impossible-date")
    return Value(None, Datatype.DATE, "unreadable-date")


def _calendar(year: int, month: int, day: int) -> Value:
    try:
        found = date(year, month, day)
    except ValueError:
        return Value(None, Datatype.DATE, "impossible-date")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return Value(None, Datatype.DATE, "impossible-date")
    return Value(found.isoformat(), Datatype.DATE)


def split_period(text: str) -> tuple[str, str] | None:
    """Split a period at its dash into the two texts as written; None if it has not two ends.

    >>> split_period("1.2.2017 - 31.1.2020"), split_period("2015–2020"), split_period("keväällä")
    (('1.2.2017', '31.1.2020'), ('2015', '2020'), None)
    """
    text = text.strip().strip(".,;").strip()
    lowered = re.sub(r"^(?:alkaa|vuosina|åren|ajalla|börjar|från)\s+", "", text, flags=re.IGNORECASE)
    parts = [part.strip() for part in re.split(_DASH, lowered) if part.strip()]
    if len(parts) != 2:
        iso = re.fullmatch(rf"({_DATEISH}){_DASH}({_DATEISH})", lowered)
        return (iso.group(1), iso.group(2)) if iso else None
    return parts[0], parts[1]


def is_before(end: Value, start: Value) -> bool:
    """Tell whether an end lies before a start; a year and a day in it are not in order, so never before."""
    if not end.lexical or not start.lexical:
        return False
    size = min(len(end.lexical), len(start.lexical))
    return end.lexical[:size] < start.lexical[:size]


@dataclass(frozen=True, slots=True)
class Money:
    """A read amount: canonical decimal or None, ISO 4217 currency or None where none is written, and a problem code."""

    lexical: str | None
    currency: str | None
    problem: str = ""


def read_amount(text: str) -> Money:
    """Read an amount as Finnish and Swedish pages write it: spaces between thousands, a comma before cents.

    >>> read_amount("98 820,05 euroa")
    Money(lexical='98820.05', currency='EUR', problem='')
    >>> read_amount("1.234").problem, read_amount("110 509,38").currency
    ('ambiguous-amount', None)
    """
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        return Money(None, _find_currency(text), "unreadable-amount")
    currency = None
    for word in (match.group("before"), match.group("after")):
        if word:
            currency = _CURRENCIES.get(word.casefold()) or _OTHER_CURRENCIES.get(word.casefold())
            if currency is None:
                return Money(None, None, "unreadable-amount")
    lexical, problem = _read_number(re.sub(r"[\s'’]+", " ", match.group("number")).strip())
    return Money(lexical, currency, problem)


def _find_currency(text: str) -> str | None:
    """Find the currency that an amount names which cannot be read itself."""
    words = (word.casefold() for word in re.findall(r"[^\W\d_]{2,}|[€$£]", text))
    return next((code for word in words if (code := _CURRENCIES.get(word) or _OTHER_CURRENCIES.get(word))), None)


def _read_number(text: str) -> tuple[str | None, str]:
    text = text.rstrip(".,")
    if text.startswith(("-", "+")):
        return None, "unreadable-amount"
    whole, _, cents = text.rpartition(",")
    if not whole:
        whole, cents = text, ""
        dotted = re.fullmatch(r"([\d ]+)\.(\d{1,2})", text)
        if dotted:
            whole, cents = dotted.groups()
        elif re.fullmatch(r"\d{1,3}\.\d{3}", text):
            return None, "ambiguous-amount"
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", whole):
        whole = whole.replace(".", "")
    if not _SPACED.fullmatch(whole) or (cents and not re.fullmatch(r"\d{1,2}", cents)):
        return None, "unreadable-amount"
    number = Decimal(f"{whole.replace(' ', '')}.{cents or '0'}")
    if number <= 0:
        return None, "impossible-amount"
    return decimal(number), ""
