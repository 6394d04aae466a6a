"""What the decisions in data/identity say, as sets of pairs, and how near conclusions come to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from kotograph.projects import Reconciled
from kotograph.reconcile import Identity
from kotograph.reconcile.organisations import find_implementer
from kotograph.records import Page

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, and how many were found and expected."""

    hits: int
    found: int
    expected: int

    @property
    def precision(self) -> float:
        """The part of what was found that is right."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The part of what is right that was found."""
        return self.hits / self.expected if self.expected else 1.0


def add_scores(scores: Iterable[Score]) -> Score:
    """Return the scores of several runs as one."""
    rows = list(scores)
    return Score(sum(s.hits for s in rows), sum(s.found for s in rows), sum(s.expected for s in rows))


def compare(found: Pairs, expected: Pairs) -> Score:
    """Score what was found against what is expected."""
    return Score(len(found & expected), len(found), len(expected))


def same_pairs(identity: Identity) -> Pairs:
    """Return the pairs of records decided to be one project."""
    return _pairs((d.record_a, d.record_b) for d in identity.same_project if d.is_same)


def found_pairs(result: Reconciled) -> Pairs:
    """Return the pairs of records concluded to be one project."""
    return _pairs(pair for p in result.projects for pair in combinations((r.id for r in p.records), 2))


def same_implementers(pages: Sequence[Page], identity: Identity) -> Pairs:
    """Return the pairs of records whose implementers are decided to be one organisation."""
    keys = {d.name: d.key for d in identity.names if d.is_same}
    return _group({r.id: keys[name] for p in pages for r in p.records if (name := find_implementer(r))})


def found_implementers(pages: Sequence[Page], result: Reconciled) -> Pairs:
    """Return the pairs of records whose implementers are concluded to be one organisation."""
    keys = {name: o.key for o in result.organisations for name in o.names}
    return _group({r.id: keys[name] for p in pages for r in p.records if (name := find_implementer(r))})


def accepted_successions(identity: Identity) -> Pairs:
    """Return the successions decided on, by project key."""
    return frozenset((d.predecessor, d.successor) for d in identity.successions if d.is_accepted)


def found_successions(result: Reconciled, identity: Identity) -> Pairs:
    """Return the successions concluded, under the registered keys of the projects' records."""
    registered = {p.record: p.key for p in identity.projects if p.record}
    keys = {}
    for project in result.projects:
        known = [registered[r.id] for r in project.records if r.id in registered]
        keys[project.key] = known[0] if known else project.key
    return frozenset((keys[s.predecessor], keys[s.successor]) for s in result.successions)


def _pairs(pairs: Iterable[tuple[str, str]]) -> Pairs:
    return frozenset((min(pair), max(pair)) for pair in pairs)


def _group(keys: dict[str, str]) -> Pairs:
    return _pairs((a, b) for a, b in combinations(sorted(keys), 2) if keys[a] == keys[b])
