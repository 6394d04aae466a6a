"""Blocking: which records are compared at all, so that the work grows with the records and not with their square."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kotograph.reconcile.entries import Entry
from kotograph.reconcile.organisations import Organisations

_LARGEST_BLOCK = 40
_WINDOW = 8
_COMMON_WORD = 25


def iter_candidates(entries: Sequence[Entry], organisations: Organisations) -> Iterator[tuple[Entry, Entry]]:
    """Yield the pairs of different sources that share an amount, a period, a name or a telling word; each pair once."""
    blocks: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    frequency = Counter(word for entry in entries for word in entry.title.words)
    for entry in entries:
        for key in _iter_keys(entry, frequency, organisations):
            blocks[key].append(entry)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for a, b in _iter_block(block):
            pair = (a.number, b.number)
            if a.record.source != b.record.source and pair not in seen:
                seen.add(pair)
                yield a, b


def _iter_keys(entry: Entry, frequency: Counter[str], organisations: Organisations) -> Iterator[tuple[object, ...]]:
    if entry.amount is not None:
        euro = entry.amount // 100
        yield "amount", euro
        yield "amount", euro + 1
    if entry.start and entry.end:
        yield "period", entry.start.day, entry.end.day, entry.objective
    organisation = organisations.find_key(entry.record)
    if organisation:
        if entry.start:
            yield "implementer", organisation, entry.start.day
        if entry.end:
            yield "implementer-end", organisation, entry.end.day
    for name in entry.title.names:
        yield "name", name
    for word in entry.title.words:
        if len(word) > 3 and frequency[word] <= _COMMON_WORD:
            yield "word", word


def _iter_block(block: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield all pairs of a small block; in a large one only neighbours by amount, and by title."""
    if len(block) <= _LARGEST_BLOCK:
        yield from _pairs_in_order(block)
        return
    for ordered in (
        sorted(block, key=lambda e: (e.amount or 0, e.title.plain, e.number)),
        sorted(block, key=lambda e: (e.title.plain, e.number)),
    ):
        for at in range(len(ordered)):
            for other in ordered[at + 1 : at + _WINDOW]:
                yield (ordered[at], other) if ordered[at].number < other.number else (other, ordered[at])


def _pairs_in_order(block: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    for at, one in enumerate(block):
        for other in block[at + 1 :]:
            yield (one, other) if one.number < other.number else (other, one)
