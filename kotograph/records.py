"""What sources say: frozen values that readers make and every later stage reads.

A `Record` is one entry of one source as published; each `Statement` in it is one value with its line.
A value is kept as its canonical lexical form beside a datatype, so nothing is rounded on the way to RDF.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kotograph.reports import Issue


class Datatype(StrEnum):
    """XSD datatype of a statement's value; ``CONCEPT`` is a ``scheme/code`` of our vocabularies."""

    STRING = "string"
    DATE = "date"
    YEAR = "gYear"
    DECIMAL = "decimal"
    CONCEPT = "concept"


class Property(StrEnum):
    """The properties that a record's statements speak to, as CURIEs of the data model."""

    TITLE = "dcterms:title"
    DESCRIPTION = "dcterms:description"
    ABSTRACT = "dcterms:abstract"
    IMPLEMENTER = "koto:implementer"
    START = "koto:startDate"
    END = "koto:endDate"
    AMOUNT = "koto:amount"
    OBJECTIVE = "koto:objective"
    STATUS = "koto:status"
    FUNDED_UNDER = "koto:fundedUnder"
    IDENTIFIER = "dcterms:identifier"


@dataclass(frozen=True, slots=True)
class Statement:
    """One value that a record states: as written, and typed where it could be read (else ``value`` is None).

    ``line`` is 1-based. ``detail`` qualifies the value: the language of a text, the kind of an amount.
    """

    property: Property
    as_written: str
    value: str | None
    line: int
    datatype: Datatype = Datatype.STRING
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """The 1-based lines an entry stands on, by role."""

    title: tuple[int, ...] = ()
    facts: tuple[int, ...] = ()
    description: tuple[int, ...] = ()
    links: tuple[int, ...] = ()

    def as_json(self) -> dict[str, list[int]]:
        """Return the four lists for JSON."""
        return {name: list(getattr(self, name)) for name in ("title", "facts", "description", "links")}


@dataclass(frozen=True, slots=True)
class Link:
    """A link line of an entry; ``url`` is None where only its text was published."""

    text: str
    line: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of one source.

    ``key`` is unique within the source and comes from the raw title, so it outlives a change of line numbers.
    ``currency`` is an ISO 4217 code or None; ``period`` and ``amount_text`` are as written, trimmed.
    ``grant`` is the code, or else the key, of the grant that the entry describes; None where it describes a project.
    ``instrument`` is the code of the instrument it is funded under, from the entry itself, the caller or the source's
    metadata; only the first of these makes a statement, for the others are not the page's words.
    """

    source: str
    path: str
    key: str
    line: int
    lines: Lines
    language: str
    title: str
    statements: tuple[Statement, ...]
    period: str | None = None
    amount_text: str | None = None
    currency: str | None = None
    instrument: str | None = None
    description: str | None = None
    links: tuple[Link, ...] = ()
    issues: tuple[Issue, ...] = ()
    grant: str | None = None

    @property
    def id(self) -> str:
        """``source/key``: how decisions name this record."""
        return f"{self.source}/{self.key}"

    def find(self, prop: Property) -> Statement | None:
        """Find the record's statement about a property; None where it states nothing."""
        return next((s for s in self.statements if s.property is prop), None)

    def value(self, prop: Property) -> str | None:
        """Return the lexical value stated for a property; None where absent or unreadable."""
        statement = self.find(prop)
        return statement.value if statement else None

    def as_json(self) -> dict[str, object]:
        """Return the object that ``kotograph extract`` prints for this entry."""
        implementer = self.find(Property.IMPLEMENTER)
        amounts = [s for s in self.statements if s.property is Property.AMOUNT]
        status = self.value(Property.STATUS)
        amount = self.find(Property.AMOUNT)
        return {
            "source": self.source,
            "path": self.path,
            "line": self.line,
            "lines": self.lines.as_json(),
            "language": self.language,
            "objective": self.value(Property.OBJECTIVE),
            "title": self.title,
            "implementer": implementer.as_written if implementer else None,
            "period": self.period,
            "amount_text": self.amount_text,
            "start": self.value(Property.START),
            "end": self.value(Property.END),
            "amount": amount.value if amount else None,
            "currency": self.currency,
            "description": self.description,
            "links": [link.text for link in self.links],
            "issues": [issue.as_json() for issue in self.issues],
            "urls": [link.url for link in self.links],
            "identifier": self.value(Property.IDENTIFIER),
            "amount_kind": amount.detail if amount else None,
            "fund": self.instrument,
            "status": status.removeprefix("status/") if status else None,
            **({"amounts": [_amount_as_json(each) for each in amounts]} if len(amounts) > 1 else {}),
        }


def _amount_as_json(amount: Statement) -> dict[str, object]:
    return {"kind": amount.detail, "amount": amount.value, "amount_text": amount.as_written, "line": amount.line}


@dataclass(frozen=True, slots=True)
class Objective:
    """A national or specific objective that a page has a heading for, with or without entries under it."""

    number: str
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """One snapshot of a page or file and what its ``source.toml`` or the caller says of it.

    ``texts`` maps ``title``, ``publisher``, ``section``, ``instrument_reason``, … to texts by language tag.
    ``kind`` is ``verbatim`` or ``summarised`` (descriptive lines replaced by our own summaries).
    ``describes`` is ``grants`` where each entry is one award of money, of which a project may have several;
    ``identifier`` is then the code of the only entry, where the page itself does not show it.
    """

    id: str
    path: str
    sha256: str
    language: str = ""
    kind: str = "verbatim"
    format: str = ""
    publisher_language: str = ""
    status: str = ""
    instrument: str = ""
    currency: str = ""
    reference_date: str = ""
    entries: int | None = None
    describes: str = "projects"
    identifier: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountedLine:
    """What became of one non-blank line: its role and, where it belongs to an entry, that entry's title line."""

    line: int
    role: str
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """All that was read from one source: entries, objective headings, the role of every line, and issues."""

    source: Source
    records: tuple[Record, ...]
    objectives: tuple[Objective, ...] = ()
    account: tuple[AccountedLine, ...] = ()
    issues: tuple[Issue, ...] = ()

    def iter_issues(self) -> Iterator[Issue]:
        """Yield the page's own issues, then those of its entries."""
        yield from self.issues
        for record in self.records:
            yield from record.issues
