"""Records as they are compared: every value parsed once, and the order in which records speak for a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kotograph.language import detect_language
from kotograph.match.lexicon import FUNCTION_WORDS, PROJECT_WORDS
from kotograph.match.normalise import Title, fold, read_title, split_words
from kotograph.records import Datatype, Page, Property, Record

_LANGUAGE_ORDER = {"fi": 0, "sv": 1, "en": 2}
_STATUS_ORDER = {"status/under-way": 0, "status/completed": 1}


@dataclass(frozen=True, slots=True)
class Day:
    """A start or an end: a day, or a year of which no day is known."""

    day: date
    is_year: bool = False

    def gap(self, other: Day) -> int:
        """Return the days between two dates; 0 for a year and a day in it."""
        if (self.is_year or other.is_year) and self.day.year == other.day.year:
            return 0
        return abs((self.day - other.day).days)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, parsed for comparison; ``amount`` is in cents."""

    number: int
    record: Record
    title: Title
    title_language: str
    start: Day | None
    end: Day | None
    amount: int | None
    objective: str
    instrument: str
    status: str
    words: frozenset[str]

    @property
    def id(self) -> str:
        """How decisions name the record."""
        return self.record.id


def read_day(record: Record, prop: Property) -> Day | None:
    """Read a stated date; None where it is absent, unreadable or impossible."""
    statement = record.find(prop)
    if statement is None or statement.value is None:
        return None
    try:
        if statement.datatype is Datatype.YEAR:
            return Day(date(int(statement.value), 7, 1), True)
        return Day(date.fromisoformat(statement.value))
    except ValueError:
        return None


def read_entry(record: Record, number: int) -> Entry:
    """Parse a record for comparison; an end before its start is as good as none."""
    start, end = read_day(record, Property.START), read_day(record, Property.END)
    if start and end and end.day < start.day and end.day.year < start.day.year:
        end = None
    amount = record.value(Property.AMOUNT)
    words = frozenset(
        word
        for word in split_words(fold(record.description or ""))
        if len(word) > 2 and word not in FUNCTION_WORDS and word not in PROJECT_WORDS
    )
    return Entry(
        number,
        record,
        read_title(record.title),
        detect_language(record.title, record.language),
        start,
        end,
        int(Decimal(amount) * 100) if amount else None,
        record.value(Property.OBJECTIVE) or "",
        record.value(Property.FUNDED_UNDER) or (f"instrument/{record.instrument}" if record.instrument else ""),
        record.value(Property.STATUS) or "",
        words,
    )


@dataclass(frozen=True, slots=True)
class Order:
    """In which order records speak: publisher's first language, under way before completed, page, line."""

    first_languages: Mapping[str, str]

    def is_first_language(self, record: Record) -> bool:
        """Tell whether a record is in the first language of the authority that published it."""
        first = self.first_languages.get(record.source, "")
        return not first or record.language == first

    def rank(self, record: Record) -> tuple[object, ...]:
        """Return what records are sorted by; where pages do not say whose language is first, Finnish is."""
        status = record.value(Property.STATUS) or ""
        foreign = not self.is_first_language(record)
        language = _LANGUAGE_ORDER.get(record.language, len(_LANGUAGE_ORDER))
        return (foreign, language, _STATUS_ORDER.get(status, 2), record.source, record.line, record.key)


def make_order(pages: Iterable[Page]) -> Order:
    """Return the order of records that the pages' metadata gives."""
    return Order({page.source.id: page.source.publisher_language for page in pages})
