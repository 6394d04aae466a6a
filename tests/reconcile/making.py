"""Hand-built pages and perturbed ones, for tests of reconciling."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kotograph.iris import mint_slug
from kotograph.records import Datatype, Lines, Page, Property, Record, Source, Statement

FI, SV, DONE = "page-fi", "page-sv", "done-fi"


_FACTS = frozenset(
    ("language", "implementer", "start", "end", "amount", "kind", "objective", "status", "description", "fund", "grant")
)


def make_record(
    title: str, source: str = FI, line: int = 15, unreadable: Sequence[Property] = (), /, **facts: str
) -> Record:
    """Return a record as a reader makes it; ``unreadable`` properties keep their words and lose their value.

    Facts are language, implementer, start, end, amount, kind, objective, status, description, fund and grant.
    """
    assert facts.keys() <= _FACTS, facts.keys() - _FACTS
    language = facts.get("language") or ("sv" if source.endswith("-sv") else "fi")
    statements = [Statement(Property.TITLE, title, " ".join(title.split()), line, detail=language)]

    def add(prop: Property, written: str, datatype: Datatype, at: int, detail: str = "", value: str = "") -> None:
        if written:
            read = None if prop in unreadable else value or written
            statements.append(Statement(prop, written, read, at, datatype, detail))

    add(Property.IMPLEMENTER, facts.get("implementer", ""), Datatype.STRING, line + 4)
    for prop, day in ((Property.START, facts.get("start", "")), (Property.END, facts.get("end", ""))):
        add(prop, day, Datatype.YEAR if len(day) == 4 else Datatype.DATE, line + 4)
    kind = facts.get("kind", "eu-contribution")
    add(Property.AMOUNT, facts.get("amount", ""), Datatype.DECIMAL, line + 4, kind)
    add(Property.OBJECTIVE, facts.get("objective", "2.2"), Datatype.STRING, 5)
    status = facts.get("status", "under-way")
    add(Property.STATUS, status, Datatype.CONCEPT, line, value=f"status/{status}")
    description = facts.get("description", "")
    add(Property.DESCRIPTION, description, Datatype.STRING, line + 2, language)
    return Record(
        source=source,
        path=f"{source}.txt",
        key=mint_slug(title),
        line=line,
        lines=Lines((line,), (line + 4,), (line + 2,)),
        language=language,
        title=title,
        statements=tuple(statements),
        instrument=facts.get("fund"),
        grant=facts.get("grant"),
        description=description or None,
    )


def make_page(*records: Record, first: str = "fi") -> Page:
    """Return a page with these records, of an authority whose first language is given."""
    one = records[0]
    source = Source(one.source, one.path, "0" * 64, language=one.language, publisher_language=first)
    return Page(source, records)


def make_pages(*records: Record, first: str = "fi") -> list[Page]:
    """Return the records as pages, one a source."""
    sources = dict.fromkeys(record.source for record in records)
    return [make_page(*(r for r in records if r.source == source), first=first) for source in sources]


# Perturbing: what happens to entries that are typed again, copied through old systems, or rounded differently.


def perturb_pages(pages: Sequence[Page], seed: int) -> list[Page]:
    """Return the pages with slips in titles and implementers, dropped accents, other cents and shuffled entries."""
    chance = random.Random(seed)
    perturbed = []
    for page in pages:
        records = [perturb_record(record, chance) for record in page.records]
        chance.shuffle(records)
        perturbed.append(replace(page, records=tuple(records)))
    chance.shuffle(perturbed)
    return perturbed


def perturb_record(record: Record, chance: random.Random) -> Record:
    """Return a record with each of the three disturbances at its own chance; its key stays, so that it can be told."""
    title = _spoil(record.title, chance)
    statements = tuple(_perturb_statement(s, title, chance) for s in record.statements)
    description = record.description
    if description and chance.random() < 0.3:
        description = drop_accents(description)
    statements = tuple(
        replace(s, as_written=description, value=description)
        if description and s.property in (Property.DESCRIPTION, Property.ABSTRACT)
        else s
        for s in statements
    )
    return replace(record, title=title, statements=statements, description=description)


def _perturb_statement(statement: Statement, title: str, chance: random.Random) -> Statement:
    if statement.property is Property.TITLE:
        return replace(statement, as_written=title, value=title)
    if statement.property is Property.IMPLEMENTER:
        name = _spoil(statement.as_written, chance)
        return replace(statement, as_written=name, value=name)
    if statement.property is Property.AMOUNT and statement.value and chance.random() < 0.5:
        cents = Decimal(chance.randrange(-60, 61)) / 100
        return replace(statement, value=str(max(Decimal(1), Decimal(statement.value) + cents)))
    return statement


def _spoil(text: str, chance: random.Random) -> str:
    if chance.random() < 0.3:
        text = drop_accents(text)
    if chance.random() < 0.5:
        text = make_slip(text, chance)
    return text


def drop_accents(text: str) -> str:
    """Return a text with bare letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def make_slip(text: str, chance: random.Random) -> str:
    """Return a text with one letter of a longer word lost, doubled, swapped with the next, or replaced."""
    places = [at for at in range(1, len(text) - 1) if text[at - 1 : at + 2].isalpha()]
    if not places:
        return text
    at = chance.choice(places)
    return chance.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + chance.choice("aeinost") + text[at + 1 :],
        )
    )
