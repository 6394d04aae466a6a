"""Build a record from what a reader found of one entry: values read strictly, each with its line and its issues."""

from __future__ import annotations

from dataclasses import dataclass, field

from kotograph.iris import mint_slug
from kotograph.records import Datatype, Lines, Link, Property, Record, Source, Statement
from kotograph.reports import Issue, Severity
from kotograph.sources.values import Value, is_before, read_amount, read_date, split_period

_MESSAGES = {
    "unreadable-date": "this is no day or year that can be read",
    "impossible-date": "there is no such date",
    "unreadable-period": "a start and an end were expected",
    "end-before-start": "the end lies before the start; both are kept",
    "unreadable-amount": "this is no amount that can be read",
    "ambiguous-amount": "this may be thousands or decimals",
    "impossible-amount": "an amount above zero was expected",
    "currency-not-stated": "the page names no currency here",
    "other-currency": "this sum is in another currency than the first one of the entry",
    "missing-implementer": "the entry names no implementer",
    "missing-period": "the entry states no period",
    "missing-amount": "the entry states no amount",
    "missing-facts": "the entry has no line of facts; was the page cut off?",
}


@dataclass(slots=True)
class Draft:
    """What a reader collects of one entry: as-written texts with the line of each, before values are read."""

    title: str
    line: int
    title_lines: list[int] = field(default_factory=list)
    implementer: tuple[str, int] | None = None
    period: tuple[str, int] | None = None
    ends: tuple[tuple[str, int] | None, tuple[str, int] | None] | None = None
    amount: tuple[str, int] | None = None
    amount_kind: str = "eu-contribution"
    more_amounts: list[tuple[str, int, str]] = field(default_factory=list)
    currency: str | None = None
    objective: tuple[str, str, int] | None = None
    status: tuple[str, str, int] | None = None
    fund: tuple[str, str, int] | None = None
    identifier: tuple[str, int] | None = None
    description: list[tuple[str, int]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    fact_lines: list[int] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    required: tuple[str, ...] = ("implementer", "period", "amount")


def build_record(draft: Draft, source: Source, language: str, key: str) -> Record:
    """Read a draft's values and return its record; nothing that was written is left out."""
    statements = [Statement(Property.TITLE, draft.title, " ".join(draft.title.split()), draft.line, detail=language)]
    issues = list(draft.issues)

    def note(code: str, line: int, text: str, severity: Severity = Severity.WARNING) -> None:
        issues.append(Issue(code, line, text, severity, source.path, _MESSAGES[code]))

    if not draft.fact_lines and draft.required:
        note("missing-facts", draft.line, draft.title)
    else:
        for name in draft.required:
            if getattr(draft, name) is None and not (name == "period" and draft.ends):
                note(f"missing-{name}", draft.line, draft.title)
    if draft.implementer:
        text, line = draft.implementer
        statements.append(Statement(Property.IMPLEMENTER, text, " ".join(text.split()), line))
    statements += _read_period(draft, note)
    currency: str | None = None
    amount_text = draft.amount[0] if draft.amount else None
    for text, line, kind in [*([(*draft.amount, draft.amount_kind)] if draft.amount else []), *draft.more_amounts]:
        money = read_amount(text)
        if money.problem:
            note(money.problem, line, text)
        stated = money.currency or draft.currency
        if stated is None or (money.currency is None and money.lexical and draft.currency is None):
            note("currency-not-stated", line, text, Severity.INFO)
            stated = source.currency or None
        currency, is_other = currency or stated, bool(currency) and stated != currency
        if is_other:
            # A record has one currency.
            note("other-currency", line, text)
        value = None if is_other else money.lexical
        statements.append(Statement(Property.AMOUNT, text, value, line, Datatype.DECIMAL, kind))
    statements += _other_statements(draft, source)
    description = "\n".join(text for text, _ in draft.description) or None
    if description:
        prop = Property.ABSTRACT if source.kind == "summarised" else Property.DESCRIPTION
        statements.append(Statement(prop, description, description, draft.description[0][1], detail=language))
    return Record(
        source=source.id,
        path=source.path,
        key=key,
        line=draft.line,
        lines=Lines(
            tuple(draft.title_lines or [draft.line]),
            tuple(dict.fromkeys(draft.fact_lines)),
            tuple(line for _, line in draft.description),
            tuple(link.line for link in draft.links),
        ),
        language=language,
        title=draft.title,
        statements=tuple(statements),
        period=draft.period[0] if draft.period else None,
        amount_text=amount_text,
        currency=currency,
        instrument=_instrument(draft, source),
        description=description,
        links=tuple(draft.links),
        issues=tuple(sorted(issues, key=lambda i: (i.line, i.code))),
        grant=_find_grant(draft, source, key),
    )


def _find_grant(draft: Draft, source: Source, key: str) -> str | None:
    """Return the code of the grant that an entry describes, else a key for it; None where entries are projects."""
    if source.describes != "grants":
        return None
    return (draft.identifier[0] if draft.identifier else source.identifier) or key


def _read_period(draft: Draft, note: object) -> list[Statement]:
    assert callable(note)
    ends = draft.ends
    if ends is None and draft.period:
        text, line = draft.period
        parts = split_period(text)
        if parts is None:
            note("unreadable-period", line, text)
            return [Statement(prop, text, None, line, Datatype.DATE) for prop in (Property.START, Property.END)]
        ends = ((parts[0], line), (parts[1], line))
    statements: list[Statement] = []
    values: dict[Property, Value] = {}
    for prop, end in zip((Property.START, Property.END), ends or (), strict=False):
        if end is None:
            continue
        text, line = end
        values[prop] = value = read_date(text)
        if value.problem:
            note(value.problem, line, text)
        statements.append(Statement(prop, text, value.lexical, line, value.datatype))
    if len(values) == 2 and is_before(values[Property.END], values[Property.START]):
        written = draft.period[0] if draft.period else statements[-1].as_written
        note("end-before-start", statements[-1].line, written)
    return statements


def _other_statements(draft: Draft, source: Source) -> list[Statement]:
    """Objective, status, fund and code; a status that only the source's section gives has no words of its own."""
    statements = []
    if draft.objective:
        number, text, line = draft.objective
        statements.append(Statement(Property.OBJECTIVE, text, number, line))
    if draft.status:
        status, text, line = draft.status
        statements.append(Statement(Property.STATUS, text, f"status/{status}", line, Datatype.CONCEPT))
    elif source.status:
        statements.append(Statement(Property.STATUS, "", f"status/{source.status}", draft.line, Datatype.CONCEPT))
    if draft.fund:
        _, text, line = draft.fund
        concept = f"instrument/{_instrument(draft, source)}"
        statements.append(Statement(Property.FUNDED_UNDER, text, concept, line, Datatype.CONCEPT))
    if draft.identifier:
        text, line = draft.identifier
        statements.append(Statement(Property.IDENTIFIER, text, text, line))
    return statements


def _instrument(draft: Draft, source: Source) -> str | None:
    """Return the instrument: the fund that the entry states, made more exact by the metadata where they agree."""
    stated = draft.fund[0] if draft.fund else ""
    if source.instrument.startswith(stated):
        return source.instrument or None
    return stated


def build_records(drafts: list[Draft], source: Source, language: str) -> tuple[Record, ...]:
    """Build the records of a page; a title that stands twice gets the suffix ``-2`` in its key."""
    seen: dict[str, int] = {}
    records = []
    for draft in drafts:
        slug = mint_slug(draft.title)
        seen[slug] = seen.get(slug, 0) + 1
        key = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        records.append(build_record(draft, source, language, key))
    return tuple(records)
