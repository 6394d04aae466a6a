"""From what records state to what is concluded: one resolution a property, with the rules that decided it.

Nothing is repaired: a value that is impossible or contradicted beyond the rules leaves the project without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from kotograph.iris import strip_project_word
from kotograph.language import detect_language
from kotograph.match.normalise import fold
from kotograph.projects import Considered, Resolution, Rule
from kotograph.reconcile.entries import Order
from kotograph.records import Datatype, Property, Record

_UNDER_WAY, _COMPLETED = "status/under-way", "status/completed"
_CLOSE_DAYS = 31
_CLOSE_SHARE = Decimal("0.01")
_DATES = (Property.START, Property.END)


def resolve_project(
    records: Sequence[Record], order: Order, find_key: Callable[[Record], str | None]
) -> tuple[Resolution, ...]:
    """Return the resolutions of one project's values.

    ``records`` are in order; ``find_key`` gives the organisation that a record names.
    """
    resolutions = [*_resolve_titles(records)]
    resolutions += _keep(_resolve_implementer(records, find_key))
    start = _resolve_start(records, order)
    end = _resolve_end(records, order, start)
    resolutions += [*_keep(start), *_keep(end)]
    resolutions += _resolve_amounts(records, order)
    resolutions += _keep(_resolve_plain(records, Property.OBJECTIVE))
    extended = end is not None and Rule.EXTENSION in end.rules
    resolutions += _keep(_resolve_status(records, extended))
    resolutions += _keep(_resolve_plain(records, Property.FUNDED_UNDER))
    for prop in (Property.DESCRIPTION, Property.ABSTRACT):
        resolutions += _resolve_texts(records, prop)
    return tuple(resolutions)


def _keep(resolution: Resolution | None) -> list[Resolution]:
    return [] if resolution is None else [resolution]


def _gather(records: Iterable[Record], prop: Property) -> list[Considered]:
    return [
        Considered(record, statement)
        for record in records
        for statement in record.statements
        if statement.property is prop
    ]


def _drop_unreadable(considered: list[Considered]) -> tuple[list[Considered], list[Rule]]:
    """Leave out what could not be read, and say so."""
    kept = [c for c in considered if c.statement.value is not None]
    return kept, ([Rule.IMPOSSIBLE] if len(kept) < len(considered) else [])


def _conclude(
    considered: list[Considered],
    kept: list[Considered],
    rules: list[Rule],
    values: list[str],
    is_close: Callable[[list[str]], bool],
    order: Order | None,
    language: str = "",
) -> Resolution:
    """Apply the rules that come after dropping: single, all agree, publisher's language, undecided."""
    first = considered[0].statement
    value, datatype = None, (kept or considered)[0].statement.datatype
    if not kept:
        rules = rules or [Rule.UNDECIDED]
    elif len(set(values)) == 1:
        value, datatype = values[0], kept[0].statement.datatype
        rules = rules or [Rule.SINGLE if len(kept) == 1 else Rule.AGREE]
    else:
        mine = [v for v, c in zip(values, kept, strict=True) if order is not None and order.is_first_language(c.record)]
        if len(set(mine)) == 1 and is_close(values):
            value, rules = mine[0], [*rules, Rule.PUBLISHER_LANGUAGE]
        else:
            rules = [*rules, Rule.UNDECIDED]
    differs = len(kept) < len(considered) or len(set(values)) > 1
    return Resolution(first.property, tuple(considered), value, datatype, tuple(rules), differs, language)


def _never_close(_: list[str]) -> bool:
    return False


# Dates


def _first_day(value: str) -> date:
    return date(int(value), 1, 1) if len(value) == 4 else date.fromisoformat(value)


def _last_day(value: str) -> date:
    return date(int(value), 12, 31) if len(value) == 4 else date.fromisoformat(value)


def _merge_years(values: list[str]) -> list[str]:
    """Return the values with each year replaced by the one day that other records give in it, if they give one."""
    days = {value for value in values if len(value) > 4}
    merged = []
    for value in values:
        within = {day for day in days if day[:4] == value}
        merged.append(within.pop() if len(value) == 4 and len(within) == 1 else value)
    return merged


def _are_close_dates(values: list[str]) -> bool:
    if any(len(value) == 4 for value in values):
        return False
    days = [date.fromisoformat(value) for value in values]
    return (max(days) - min(days)).days <= _CLOSE_DAYS


def _conclude_date(
    considered: list[Considered], kept: list[Considered], rules: list[Rule], order: Order, *, dropped: bool
) -> Resolution:
    values = _merge_years([c.statement.value or "" for c in kept])
    resolution = _conclude(considered, kept, rules, values, _are_close_dates, order)
    datatype = Datatype.YEAR if resolution.value and len(resolution.value) == 4 else Datatype.DATE
    differs = dropped or len(set(values)) > 1 or (not kept and resolution.is_discrepancy)
    return Resolution(resolution.property, resolution.considered, resolution.value, datatype, resolution.rules, differs)


def _resolve_start(records: Sequence[Record], order: Order) -> Resolution | None:
    considered = _gather(records, Property.START)
    if not considered:
        return None
    kept, rules = _drop_unreadable(considered)
    return _conclude_date(considered, kept, rules, order, dropped=len(kept) < len(considered))


def _resolve_end(records: Sequence[Record], order: Order, start: Resolution | None) -> Resolution | None:
    considered = _gather(records, Property.END)
    if not considered:
        return None
    kept, rules = _drop_unreadable(considered)
    possible = [c for c in kept if not _ends_before(c, start)]
    if len(possible) < len(kept):
        kept, rules = possible, [Rule.IMPOSSIBLE]
    later = _find_extension(kept)
    dropped = len(kept) < len(considered)
    if later:
        kept, rules, dropped = later, [*rules, Rule.EXTENSION], True
    return _conclude_date(considered, kept, rules, order, dropped=dropped)


def _ends_before(end: Considered, start: Resolution | None) -> bool:
    """Tell whether an end lies before the project's start, or, where that is open, before its own record's."""
    own = end.record.value(Property.START)
    begins = start.value if start and start.value else own
    return bool(begins and end.statement.value and _last_day(end.statement.value) < _first_day(begins))


def _find_extension(kept: list[Considered]) -> list[Considered]:
    """Return the statements of pages that have the project under way with an end later than every completed page's."""
    done = [_last_day(c.statement.value or "") for c in kept if c.record.value(Property.STATUS) == _COMPLETED]
    going = [c for c in kept if c.record.value(Property.STATUS) == _UNDER_WAY]
    return [c for c in going if done and _first_day(c.statement.value or "") > max(done)]


# Other values


def _resolve_amounts(records: Sequence[Record], order: Order) -> list[Resolution]:
    """Resolve each kind of amount by itself; the EU's contribution comes first."""
    kinds: dict[str, list[Considered]] = {}
    for one in _gather(records, Property.AMOUNT):
        kinds.setdefault(one.statement.detail, []).append(one)
    found = []
    for position, kind in enumerate(sorted(kinds, key=lambda kind: (kind != "eu-contribution", kind))):
        considered = kinds[kind]
        kept, rules = _drop_unreadable(considered)
        values = [str(Decimal(c.statement.value or "0").normalize()) for c in kept]
        resolution = _conclude(considered, kept, rules, values, _are_close_amounts, order, kind if position else "")
        found.append(_as_written_value(resolution, kept, values))
    return found


def _as_written_value(resolution: Resolution, kept: list[Considered], values: list[str]) -> Resolution:
    """Return the resolution with the chosen record's own lexical form, so that no digits change."""
    if resolution.value is None:
        return resolution
    value = kept[values.index(resolution.value)].statement.value
    return Resolution(
        resolution.property,
        resolution.considered,
        value,
        resolution.datatype,
        resolution.rules,
        resolution.is_discrepancy,
        resolution.language,
    )


def _are_close_amounts(values: list[str]) -> bool:
    amounts = [Decimal(value) for value in values]
    return max(amounts) - min(amounts) <= _CLOSE_SHARE * max(abs(amount) for amount in amounts)


def _resolve_plain(records: Sequence[Record], prop: Property) -> Resolution | None:
    considered = _gather(records, prop)
    if not considered:
        return None
    kept, rules = _drop_unreadable(considered)
    values = [c.statement.value or "" for c in kept]
    return _conclude(considered, kept, rules, values, _never_close, None)


def _resolve_status(records: Sequence[Record], extended: bool) -> Resolution | None:
    resolution = _resolve_plain(records, Property.STATUS)
    stated = {c.statement.value for c in resolution.considered} if resolution else set()
    if resolution is None or not extended or stated != {_UNDER_WAY, _COMPLETED}:
        return resolution
    return Resolution(Property.STATUS, resolution.considered, _UNDER_WAY, resolution.datatype, (Rule.EXTENSION,), True)


def _resolve_implementer(records: Sequence[Record], find_key: Callable[[Record], str | None]) -> Resolution | None:
    """Resolve to the organisation's key: spellings of one organisation agree."""
    considered = _gather(records, Property.IMPLEMENTER)
    if not considered:
        return None
    kept = [c for c in considered if find_key(c.record)]
    keys = [find_key(c.record) or "" for c in kept]
    return _conclude(considered, kept, [], keys, _never_close, None)


# Texts


def fold_title(title: str) -> str:
    """Return a title as compared within one language: without case, spaces and a trailing ``-hanke``."""
    return "".join(c for c in fold(strip_project_word(title)) if c.isalnum())


def _resolve_titles(records: Sequence[Record]) -> list[Resolution]:
    """Resolve the title in each language that it is really in; the first spelling stands for all that agree."""
    languages: dict[str, list[Considered]] = {}
    for one in _gather(records, Property.TITLE):
        text = one.statement.value or one.statement.as_written
        languages.setdefault(detect_language(text, one.record.language), []).append(one)
    found = []
    for language, considered in languages.items():
        kept, rules = _drop_unreadable(considered)
        folded = [fold_title(c.statement.value or "") for c in kept]
        resolution = _conclude(considered, kept, rules, folded, _never_close, None, language)
        value = kept[0].statement.value if resolution.value is not None else None
        found.append(
            Resolution(
                Property.TITLE,
                resolution.considered,
                value,
                Datatype.STRING,
                resolution.rules,
                resolution.is_discrepancy,
                language,
            )
        )
    return found


def _resolve_texts(records: Sequence[Record], prop: Property) -> list[Resolution]:
    """Take each language's description from its first record: wording may differ without contradicting anything."""
    languages: dict[str, list[Considered]] = {}
    for one in _gather(records, prop):
        languages.setdefault(one.statement.detail or one.record.language, []).append(one)
    found = []
    for language, considered in languages.items():
        first = considered[0].statement.value
        same = tuple(c for c in considered if fold(c.statement.value or "") == fold(first or ""))
        rule = Rule.AGREE if len(same) > 1 else Rule.SINGLE
        found.append(Resolution(prop, same, first, Datatype.STRING, (rule,), False, language))
    return found
