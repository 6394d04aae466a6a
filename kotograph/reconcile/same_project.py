"""Which entries of different pages are one project: features, a score that explains itself, and who goes with whom.

A score is a sum of weights, one a feature, in the unit of log-odds (Fellegi and Sunter): what speaks for one project
is positive. A weight is lower for values that many entries share, such as round sums.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_sort_ratio

from kotograph.match.names import Verdict
from kotograph.match.normalise import Title
from kotograph.reconcile.entries import Day, Entry
from kotograph.reconcile.organisations import Organisations

PRIOR = -4.5
ACCEPT = 0.92
UNSURE = 0.65
# Two matches of one entry whose log-odds lie closer than this cannot be told apart.
_TIE = 1.0
_LAST_DAYS = 31


@dataclass(frozen=True, slots=True)
class Match:
    """Two entries, the probability that they are one project, and what each feature adds to its log-odds."""

    a: Entry
    b: Entry
    score: float
    features: tuple[tuple[str, float], ...]

    @property
    def odds(self) -> float:
        """The log-odds of the score."""
        return PRIOR + sum(weight for _, weight in self.features)

    def explain(self) -> str:
        """Return the features that matter, strongest first.

        Each is its name and its weight in log-odds.
        """
        told = sorted(self.features, key=lambda f: -abs(f[1]))
        return ", ".join(f"{name} {weight:+.1f}" for name, weight in told if weight)


class Scorer:
    """Scores pairs of entries; knows how common each value is among all of them."""

    def __init__(self, entries: Sequence[Entry], organisations: Organisations) -> None:
        self._organisations = organisations
        self._amounts = _count_most(entries, lambda e: e.amount)
        self._periods = _count_most(entries, lambda e: (e.start, e.end) if e.start and e.end else None)
        self._names = _count_each(entries)

    def score(self, a: Entry, b: Entry, earlier: Match | None = None) -> Match:
        """Score one pair; of an earlier score only what the implementers say is weighed again."""
        implementer = ("implementer", _IMPLEMENTER[self._organisations.compare(a.record, b.record)])
        if earlier is not None:
            features = tuple(implementer if f[0] == "implementer" else f for f in earlier.features)
            return Match(a, b, _to_probability(features), features)
        amount, title = self._weigh_amount(a, b), self._weigh_title(a, b)
        features = (
            ("amount", amount),
            *self._weigh_period(a, b),
            ("objective", _weigh_objective(a, b)),
            ("fund", -7.0 if differ_in_fund(a, b) else 0.0),
            implementer,
            ("number", -7.0 if differ_in_number(a.title, b.title) else 0.0),
            ("title", title),
            ("nothing-telling", -1.0 if 0 <= amount <= 1 and title <= 0 else 0.0),
            ("description", _weigh_description(a, b)),
        )
        return Match(a, b, _to_probability(features), features)

    def _weigh_amount(self, a: Entry, b: Entry) -> float:
        if a.amount is None or b.amount is None:
            return 0.0
        difference, larger = abs(a.amount - b.amount), max(a.amount, b.amount)
        if difference <= 100:
            rarity = math.log(max(1, self._amounts[a.amount], self._amounts[b.amount]))
            return max(0.5, _specificity(a.amount, b.amount) - rarity)
        if difference * 100 <= larger:
            return 1.0
        return -5.0

    def _weigh_period(self, a: Entry, b: Entry) -> tuple[tuple[str, float], tuple[str, float]]:
        start = _weigh_day(a.start, b.start, 2.5)
        end = _weigh_day(a.end, b.end, 2.0)
        if end < 0 and _is_extension(a, b):
            end = 0.0
        if start > 2 and end > 1.5:
            common = max(self._periods[(a.start, a.end)], self._periods[(b.start, b.end)], 1)
            start -= min(1.5, 0.5 * math.log(common))
        return ("start", start), ("end", end)

    def _weigh_title(self, a: Entry, b: Entry) -> float:
        """Weigh shared names first, then likeness in one language, then meaning across languages."""
        one, other = a.title, b.title
        shared = one.names & other.names
        if not shared:
            shared = frozenset({one.short}) if _is_slip(one.short, other.short) else shared
        likeness = max(ratio(one.plain, other.plain), token_sort_ratio(one.plain, other.plain)) / 100
        if shared:
            common = min(self._names[name] for name in shared)
            weight = 4.0 - min(2.0, math.log(max(1, common)))
            return weight + (2.0 if likeness > 0.85 else 0.0)
        if likeness > 0.85:
            return 5.0
        if a.title_language == b.title_language:
            return 2.0 if likeness > 0.7 else -4.0 if likeness < 0.5 else -1.0
        return _weigh_meaning(one, other)


def _to_probability(features: Iterable[tuple[str, float]]) -> float:
    odds = PRIOR + sum(weight for _, weight in features)
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))


_IMPLEMENTER = {Verdict.SAME: 2.5, Verdict.UNKNOWN: 0.0, Verdict.DIFFERENT: -5.0}


def differ_in_fund(a: Entry, b: Entry) -> bool:
    """Tell whether two entries are under different funds; a fund and one period of it are not."""
    return not (a.instrument.startswith(b.instrument) or b.instrument.startswith(a.instrument))


def _weigh_objective(a: Entry, b: Entry) -> float:
    if not a.objective or not b.objective or differ_in_fund(a, b):
        return 0.0
    return 0.7 if a.objective == b.objective else -2.5


def _specificity(a: int, b: int) -> float:
    """Return how much an equal sum says: cents much, a round sum little."""
    if a % 100 and b % 100:
        return 6.0
    euros = min(a, b) // 100 if a % 100 or b % 100 else a // 100
    for step, weight in ((10_000, 1.0), (5_000, 1.5), (1_000, 2.5), (100, 4.0)):
        if euros % step == 0 or max(a, b) // 100 % step == 0:
            return weight
    return 5.0


def _weigh_day(a: Day | None, b: Day | None, most: float) -> float:
    if a is None or b is None:
        return 0.0
    gap = a.gap(b)
    if gap == 0:
        return most if not (a.is_year or b.is_year) else most / 2
    if gap <= _LAST_DAYS:
        return 1.0
    slipped = (a.day.day, a.day.month) == (b.day.day, b.day.month) or (a.day.year, a.day.day) == (b.day.year, b.day.day)
    return -0.5 if slipped else -1.2 * most


def _is_extension(a: Entry, b: Entry) -> bool:
    """Tell whether one page has the project under way with a later end than another that has it completed."""
    if {a.status, b.status} != {"status/under-way", "status/completed"} or not a.end or not b.end:
        return False
    going, done = (a, b) if a.status == "status/under-way" else (b, a)
    return going.end is not None and done.end is not None and going.end.day > done.end.day


def differ_in_number(a: Title, b: Title) -> bool:
    """Tell whether two titles bear different numbers behind one name, as RIO and RIO 2 do."""
    for base, number in a.versions:
        for other_base, other_number in b.versions:
            if number != other_number and (base == other_base or (len(base) >= 8 and ratio(base, other_base) >= 90)):
                return True
    return False


def _is_slip(a: str, b: str) -> bool:
    if min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > 1 or OSA.distance(a, b, score_cutoff=1) > 1:
        return False
    return [c for c in a if c.isdigit()] == [c for c in b if c.isdigit()]


def _weigh_meaning(a: Title, b: Title) -> float:
    """Weigh what two titles of different languages both say."""
    words = {w for w in a.words & b.words if len(w) > 3}
    shared = len(a.concepts & b.concepts) + 2 * len(words)
    if shared:
        return min(3.0, 0.8 * shared)
    return -1.0 if min(len(a.concepts), len(b.concepts)) >= 3 else 0.0


def _weigh_description(a: Entry, b: Entry) -> float:
    """Weigh how many words two texts share: in one language a part of all, across languages names and numbers."""
    if min(len(a.words), len(b.words)) < 8:
        return 0.0
    shared = len(a.words & b.words)
    if a.record.language == b.record.language:
        part = shared / min(len(a.words), len(b.words))
        return 2.5 if part > 0.6 else 1.0 if part > 0.3 else -1.5 if part < 0.12 else 0.0
    return min(1.5, 0.3 * max(0, shared - 1))


def _count_most(entries: Iterable[Entry], value: object) -> Counter[object]:
    """Count how often each value stands on the page that has it most."""
    assert callable(value)
    counts: dict[str, Counter[object]] = defaultdict(Counter)
    for entry in entries:
        found = value(entry)
        if found is not None:
            counts[entry.record.source][found] += 1
    most: Counter[object] = Counter()
    for counter in counts.values():
        for found, count in counter.items():
            most[found] = max(most[found], count)
    return most


def _count_each(entries: Iterable[Entry]) -> Counter[str]:
    """Count how many entries of one page may go by each name, at most."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        counts[entry.record.source].update(entry.title.names)
    most: Counter[str] = Counter()
    for counter in counts.values():
        for name, count in counter.items():
            most[name] = max(most[name], count)
    return most


def assign(matches: Iterable[Match]) -> tuple[list[Match], list[Match]]:
    """Return the matches to accept, at most one for an entry and another source, and those left unsure.

    The best match of both its entries is taken first; where two cannot be told apart, neither is.
    """
    waiting = sorted((m for m in matches if m.score >= UNSURE), key=lambda m: (-m.odds, m.a.id, m.b.id))
    rivals: dict[tuple[int, str], list[Match]] = defaultdict(list)
    for match in waiting:
        for side in _sides(match):
            rivals[side].append(match)
    accepted: list[Match] = []
    taken: set[tuple[int, str]] = set()
    open_matches = waiting
    while open_matches:
        later: list[Match] = []
        for match in open_matches:
            if any(side in taken for side in _sides(match)):
                continue
            if match.score >= ACCEPT and not _has_rival(match, rivals, taken):
                accepted.append(match)
                taken.update(_sides(match))
            else:
                later.append(match)
        if len(later) == len(open_matches):
            break
        open_matches = later
    return accepted, [match for match in open_matches if not any(side in taken for side in _sides(match))]


def _sides(match: Match) -> tuple[tuple[int, str], tuple[int, str]]:
    return (match.a.number, match.b.record.source), (match.b.number, match.a.record.source)


def _has_rival(match: Match, rivals: dict[tuple[int, str], list[Match]], taken: set[tuple[int, str]]) -> bool:
    """Tell whether another open match of one of the entries is as good, or nearly."""
    for side in _sides(match):
        for other in rivals[side]:
            if match.odds - other.odds > _TIE:
                break
            if other is not match and not any(s in taken for s in _sides(other)):
                return True
    return False
