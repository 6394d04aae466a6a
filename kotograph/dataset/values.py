"""RDF terms as Python values: whatever a Python type holds exactly is one, everything else stays text that says so."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Self, TypeAlias

from kotograph.quads import XSD
from kotograph.store.answers import Term
from kotograph.vocab import expand

_INTEGERS = frozenset(
    f"{XSD}{name}"
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|INF)|NaN")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_YEAR = re.compile(r"[0-9]{4}")


class Iri(str):
    """An IRI: a text, so that it can be compared and put into queries as it is.

    >>> Iri("https://w3id.org/kotograph/id/project/rio-2").key
    'rio-2'
    >>> Iri("koto:endDate") == "https://w3id.org/kotograph/ontology#endDate"
    False
    """

    __slots__ = ()

    @property
    def key(self) -> str:
        """Return the last part of the IRI, behind ``/`` or ``#``: the key that ``explain`` and parameters take."""
        return re.split(r"[/#]", self.rstrip("/#"))[-1]

    def __repr__(self) -> str:
        return f"Iri({str.__repr__(self)})"


class BlankNode(str):
    """The name of a thing that has no IRI; it means nothing outside the answer it stands in."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"BlankNode({str.__repr__(self)})"


class Text(str):
    """A text and what RDF says of it: its language (``fi``), or the datatype of a value that no Python type holds.

    It compares as its characters do, whatever the language.

    >>> title = Text("RIO-hanke", lang="fi")
    >>> title == "RIO-hanke", title.lang, title
    (True, 'fi', Text('RIO-hanke', lang='fi'))
    """

    lang: str
    datatype: str
    __slots__ = ("datatype", "lang")

    def __new__(cls, value: str, lang: str = "", datatype: str = "") -> Self:
        """Make a text; ``datatype`` is a full IRI, empty for plain strings and those with a language."""
        text = super().__new__(cls, value)
        text.lang, text.datatype = lang, datatype
        return text

    def __repr__(self) -> str:
        lang = f", lang={self.lang!r}" if self.lang else ""
        datatype = f", datatype={self.datatype!r}" if self.datatype else ""
        plain = str.__repr__(self)
        return f"Text({plain}{lang}{datatype})" if lang or datatype else plain

    def __reduce__(self) -> tuple[type[Text], tuple[str, str, str]]:
        return Text, (str(self), self.lang, self.datatype)


@dataclass(frozen=True, order=True, slots=True)
class Year:
    """A year of which no day is known (``xsd:gYear``). It is no date: comparing the two raises TypeError.

    >>> start = Year(2015)
    >>> str(start), start.first_day.isoformat(), start.last_day.isoformat()
    ('2015', '2015-01-01', '2015-12-31')
    """

    year: int

    @property
    def first_day(self) -> datetime.date:
        """Return the earliest day it can mean."""
        return datetime.date(self.year, 1, 1)

    @property
    def last_day(self) -> datetime.date:
        """Return the latest day it can mean."""
        return datetime.date(self.year, 12, 31)

    def __int__(self) -> int:
        return self.year

    def __str__(self) -> str:
        return f"{self.year:04}"


Value: TypeAlias = (
    Iri | BlankNode | Text | int | Decimal | float | bool | datetime.date | datetime.datetime | Year | None
)
"""What a cell of an answer can be; None where it is unbound."""


def read_value(term: Term | None) -> Value:
    """Return a term as a Python value.

    A literal whose text is not one of its type, or says more than the Python type can hold, stays a `Text` with its
    datatype: a date with a time zone, a year of five digits, a duration.

    >>> read_value(Term("literal", "112623.10", datatype=XSD + "decimal"))
    Decimal('112623.10')
    >>> read_value(Term("literal", "2015", datatype=XSD + "gYear"))
    Year(year=2015)
    """
    if term is None:
        return None
    if term.kind == "uri":
        return Iri(term.value)
    if term.kind == "bnode":
        return BlankNode(term.value)
    reader = _READERS.get(term.datatype)
    if reader is not None and reader[0].fullmatch(term.value):
        try:
            return reader[1](term.value)
        except ValueError:
            # The 30th of February, the year 0.
            pass
    return Text(term.value, term.lang, term.datatype)


_READERS: dict[str, tuple[re.Pattern[str], Callable[[str], Value]]] = {
    **dict.fromkeys(_INTEGERS, (_INTEGER, int)),
    f"{XSD}decimal": (_DECIMAL, Decimal),
    f"{XSD}double": (_DOUBLE, float),
    f"{XSD}float": (_DOUBLE, float),
    f"{XSD}boolean": (re.compile("true|false|1|0"), lambda text: text in ("true", "1")),
    f"{XSD}date": (_DATE, datetime.date.fromisoformat),
    f"{XSD}dateTime": (_DATETIME, datetime.datetime.fromisoformat),
    f"{XSD}gYear": (_YEAR, lambda text: Year(datetime.date(int(text), 1, 1).year)),
}

Given: TypeAlias = str | int | Decimal | datetime.date | Year | None
"""What can be given for a parameter: its text as on the command line, or a Python value; None leaves it out."""


def spell_given(value: Given) -> str | None:
    """Return the text of a value given for a parameter; raise TypeError for a value of another type.

    >>> spell_given(Decimal("1E+3")), spell_given(datetime.date(2017, 6, 1)), spell_given(Year(2017))
    ('1000', '2017-06-01', '2017')
    """
    match value:
        case None:
            return None
        case bool() | float():
            raise TypeError(f"a {type(value).__name__}")
        case Decimal():
            return f"{value:f}"
        case str() | int() | datetime.date() | Year():
            return str(value)
        case _:
            raise TypeError(f"a {type(value).__name__}")


def expand_name(name: str) -> str:
    """Return the IRI of a prefixed name such as ``koto:endDate``; any other text as it is.

    >>> expand_name("koto:endDate"), expand_name("https://a.example/x")
    ('https://w3id.org/kotograph/ontology#endDate', 'https://a.example/x')
    """
    try:
        return expand(name)[1:-1]
    except (KeyError, ValueError):
        return name
