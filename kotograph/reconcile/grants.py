"""Which of a project's records describe it whole, and which only one of its grants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from kotograph.iris import mint_slug
from kotograph.projects import Grant, Resolution
from kotograph.reconcile.entries import Order, read_day
from kotograph.reconcile.resolve import resolve_project
from kotograph.records import Property, Record

# What a grant's record also tells of the whole project: its fund, and an end of its period where that is the outer one.
_SHARED = (Property.FUNDED_UNDER, Property.STATUS)


def resolve_grants(
    records: Sequence[Record], order: Order, find_key: Callable[[Record], str | None]
) -> tuple[tuple[Resolution, ...], tuple[Grant, ...]]:
    """Return the resolutions of a project's values, and its grants that have records of their own.

    A project whose records all describe one and the same grant has none: what is stated of the grant is then all that
    is known of the project.
    """
    whole = [record for record in records if record.grant is None]
    parts: dict[str, list[Record]] = {}
    for record in records:
        if record.grant is not None:
            parts.setdefault(record.grant, []).append(record)
    if not parts or (not whole and len(parts) == 1):
        return resolve_project(records, order, find_key), ()
    grants = tuple(
        sorted((_make_grant(name, each, order, find_key) for name, each in parts.items()), key=lambda g: g.key)
    )
    outer = _choose_outer([record for each in parts.values() for record in each], is_all=not whole)
    spoken = sorted([*whole, *outer], key=order.rank)
    return resolve_project(spoken, order, find_key), grants


def _make_grant(name: str, records: Sequence[Record], order: Order, find_key: Callable[[Record], str | None]) -> Grant:
    key = mint_slug(name)
    found = resolve_project(records, order, find_key)
    resolutions = tuple(replace(r, grant=key) for r in found if r.property is not Property.STATUS)
    return Grant(key, name if name != records[0].key else "", tuple(records), resolutions)


def _choose_outer(records: Sequence[Record], *, is_all: bool) -> list[Record]:
    """Return the grants' records with those statements only that speak of the whole project.

    These are the first start and the last end. Where no record describes the project whole (``is_all``), all else
    counts too, but for the amounts, which are each grant's own.
    """
    first = _find_day(min, records, Property.START)
    last = _find_day(max, records, Property.END)
    chosen = []
    for record in records:
        kept = [
            statement
            for statement in record.statements
            if (statement.property is Property.START and _day(record, Property.START) == first)
            or (statement.property is Property.END and _day(record, Property.END) == last)
            or statement.property in _SHARED
            or (is_all and statement.property not in (Property.START, Property.END, Property.AMOUNT))
        ]
        if kept:
            chosen.append(replace(record, statements=tuple(kept)))
    return chosen


def _day(record: Record, prop: Property) -> date | None:
    found = read_day(record, prop)
    return found.day if found else None


def _find_day(choose: Callable[[Iterable[date]], date], records: Iterable[Record], prop: Property) -> date | None:
    days = [day for record in records if (day := _day(record, prop))]
    return choose(days) if days else None
