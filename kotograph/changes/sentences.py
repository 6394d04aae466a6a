"""Say changes in sentences, the same for the terminal, the pages and the feed; what is shown is short, data is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from kotograph.changes.compare import Tally
from kotograph.changes.gather import KINDS, PARTS
from kotograph.changes.names import say
from kotograph.changes.words import FactChange, ResourceChange, Status, Value

_LONG = 100
_AROUND = 24
_CUT = "…"

Show = Callable[[Value], str]


def show_value(value: Value) -> str:
    """Return a value as it is in the data: dates and numbers in their canonical form."""
    return value.text


def say_counts(resources: Iterable[ResourceChange], lang: str) -> str:
    """Say how many resources of each kind are new, gone and changed; empty where there are none."""
    counts = Counter((each.kind, each.status) for each in resources)
    found = []
    for kind in KINDS:
        said = [_count(counts[kind, status], status, lang) for status in Status if counts[kind, status]]
        if said:
            found.append(f"{say(f'kind-{kind}', lang)}: {', '.join(said)}")
    return "; ".join(found)


def _count(number: int, status: Status, lang: str) -> str:
    return say(f"one-{status}" if number == 1 else f"count-{status}", lang, count=number)


def say_tally(tally: Tally, lang: str) -> str:
    """Say how many lines of the dataset were added and removed."""
    return say("quads", lang, added=tally.added, removed=tally.removed)


def say_fact(fact: FactChange, lang: str, show: Show = show_value) -> str:
    """Say one change of a fact; ``show`` writes a value, for renderers that write dates and sums by language."""
    if fact.count > 1:
        return say("lines-moved", lang, count=fact.count)
    head = _head(fact)
    if fact.status is Status.CHANGED:
        if len(fact.old) == len(fact.new) == 1:
            old, new = narrow(show(fact.old[0]), show(fact.new[0]))
        else:
            old, new = _join(fact.old, show), _join(fact.new, show)
        return f"{head}: {old} → {new}"
    values = _join(fact.new if fact.status is Status.ADDED else fact.old, show)
    told = f"{head}, {say(fact.status, lang)}"
    return f"{told}: {values}" if values else told


def _head(fact: FactChange) -> str:
    label = f"{fact.label} ({fact.language})" if fact.language else fact.label
    if fact.part is None:
        return label
    notes = ", ".join(note for note in (fact.part.about, fact.part.place) if note)
    part = f"{fact.part.name} ({notes})" if notes else fact.part.name
    return part if fact.whole else f"{part}, {label}"


def _join(values: Sequence[Value], show: Show) -> str:
    return " · ".join(_shorten(show(value)) for value in values)


def _shorten(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rsplit(' ', 1)[0]} {_CUT}"


def narrow(old: str, new: str) -> tuple[str, str]:
    """Return two long texts with what they share at both ends cut off, up to a few words.

    >>> narrow("a b " * 40 + "one two", "a b " * 40 + "one three")
    ('… a b a b a b a b a b one two', '… a b a b a b a b a b one three')
    """
    if max(len(old), len(new)) <= _LONG:
        return old, new
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    end = next((i for i in range(shortest - start) if old[-1 - i] != new[-1 - i]), shortest - start)
    left = old.rfind(" ", 0, max(0, start - _AROUND)) + 1
    right = _find_end(old, len(old) - max(0, end - _AROUND))
    shared = len(old) - right
    return _cut(old, left, right), _cut(new, left, len(new) - shared)


def _find_end(text: str, at: int) -> int:
    found = text.find(" ", at)
    return len(text) if found < 0 else found


def _cut(text: str, left: int, right: int) -> str:
    shown = text[left:right]
    if len(shown) > 4 * _LONG:
        shown = f"{shown[: 4 * _LONG].rsplit(' ', 1)[0]} {_CUT}"
    return f"{_CUT + ' ' if left else ''}{shown}{' ' + _CUT if right < len(text) else ''}"


def say_resource(change: ResourceChange, lang: str, show: Show = show_value) -> list[str]:
    """Say what changed of a resource, a sentence each; of a new or gone one, its own facts and a count of its parts.

    Statements that came or went with their record are counted there; parts to which the same happened share a sentence.
    """
    if change.status is Status.CHANGED:
        facts, statements = _fold_statements(change.facts)
        said = []
        for fact in _group_parts(facts):
            sentence = say_fact(fact, lang, show)
            count = statements[fact.part.iri, fact.status] if fact.part and fact.whole else 0
            said.append(f"{sentence} ({_count_parts('statement', count, lang)})" if count else sentence)
        return said
    own = [fact for fact in change.facts if fact.part is None and fact.count == 1]
    said = [f"{_head(fact)}: {_join(fact.new or fact.old, show)}" for fact in own]
    parts = Counter(fact.part.kind for fact in change.facts if fact.part)
    if parts:
        counted = (_count_parts(kind, parts[kind], lang) for kind in PARTS if kind in parts)
        said.append(f"{say('with-parts', lang)}: {', '.join(counted)}")
    return said


def _fold_statements(facts: Iterable[FactChange]) -> tuple[list[FactChange], Counter[tuple[str, Status]]]:
    """Take out the statements whose record came or went with them, and count them by record."""
    whole = [fact for fact in facts if fact.whole and fact.part]
    records = {(fact.part.iri, fact.status) for fact in whole if fact.part and fact.part.kind == "record"}
    folded = [fact for fact in whole if fact.part and (fact.part.record, fact.status) in records]
    counts = Counter((fact.part.record, fact.status) for fact in folded if fact.part)
    return [fact for fact in facts if fact not in folded], counts


def _group_parts(facts: Iterable[FactChange]) -> Iterable[FactChange]:
    """Join facts that differ only in what their parts are about, such as one rule instead of another."""
    groups: dict[object, list[FactChange]] = {}
    for number, fact in enumerate(facts):
        alone = fact.part is None or fact.whole or fact.part.place
        key = number if alone or not fact.part else (fact.part.kind, fact.property, fact.language, fact.old, fact.new)
        groups.setdefault(key, []).append(fact)
    for first, *others in groups.values():
        if first.part is None or not others:
            yield first
            continue
        about = ", ".join(fact.part.about for fact in (first, *others) if fact.part)
        yield replace(first, part=replace(first.part, about=about))


def _count_parts(kind: str, number: int, lang: str) -> str:
    return f"{number} {say(f'part-{kind}' if number == 1 else f'parts-{kind}', lang)}"
