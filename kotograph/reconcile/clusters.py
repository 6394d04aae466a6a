"""Group entries into real-world projects: decisions first, then accepted matches, never two entries of one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kotograph.projects import Proposal
from kotograph.reconcile.candidates import iter_candidates
from kotograph.reconcile.decisions import Identity, SameProject
from kotograph.reconcile.entries import Entry
from kotograph.reconcile.organisations import Organisations
from kotograph.reconcile.same_project import ACCEPT, Match, Scorer, assign, differ_in_fund
from kotograph.reports import Issue, Severity

# Below this odds a pair is not worth a proposal for review.
_WORTH_TELLING = 0.3


@dataclass(slots=True)
class Clusters:
    """Groups of entries, and what there is to tell about how they came about."""

    groups: list[list[Entry]]
    links: list[tuple[Entry, Entry]]
    issues: list[Issue] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    scored: list[Match] = field(default_factory=list)


def cluster_entries(
    entries: Sequence[Entry], organisations: Organisations, identity: Identity, earlier: Clusters | None = None
) -> Clusters:
    """Group the entries that describe one project; what is unsure becomes an issue and stays apart.

    ``earlier`` is the outcome for the same entries before more was known of the organisations; it saves work.
    """
    by_id = {entry.id: entry for entry in entries}
    here = [d for d in identity.same_project if d.record_a in by_id and d.record_b in by_id]
    decided = {_pair(d.record_a, d.record_b): d for d in here}
    scorer = Scorer(entries, organisations)
    known = {(m.a.number, m.b.number): m for m in earlier.scored} if earlier else {}
    pairs = iter_candidates(entries, organisations)
    scored = [scorer.score(a, b, known.get((a.number, b.number))) for a, b in pairs]
    free = [match for match in scored if _pair(match.a.id, match.b.id) not in decided]
    fixed = [_make_decided(by_id, d) for d in decided.values() if d.is_same]
    accepted, unsure = assign([*(m for m in fixed if m.a.record.source != m.b.record.source), *free])
    result = Clusters([], [], scored=scored)
    groups = _Groups(entries, identity, decided)
    for match in fixed:
        result.links.append((match.a, match.b))
        if not groups.join(match.a, match.b, by_decision=True):
            why = "other decisions keep them apart"
            result.issues.append(_make_issue(match, "decisions-contradict", why, Severity.VIOLATION))
    verdicts: dict[tuple[str, str], str] = {}
    for match in accepted:
        pair = _pair(match.a.id, match.b.id)
        if pair in decided:
            continue
        if groups.join(match.a, match.b, by_decision=False):
            result.links.append((match.a, match.b))
            verdicts[pair] = "accepted"
        else:
            why = groups.obstacle(match.a, match.b)
            result.issues.append(_make_issue(match, "match-refused", why, Severity.WARNING))
    _report_unsure(result, unsure, groups, decided, verdicts)
    result.groups = groups.list_groups()
    result.proposals = _make_proposals(scored, verdicts, decided, groups)
    return result


def _report_unsure(
    result: Clusters,
    unsure: Iterable[Match],
    groups: _Groups,
    decided: Mapping[tuple[str, str], SameProject],
    verdicts: dict[tuple[str, str], str],
) -> None:
    """Add an issue for every match that is left to people: nearly sure ones, and equal titles with other facts."""
    for match in _best_unsure(unsure, groups):
        result.issues.append(_make_issue(match, "unsure-match", match.explain(), _rate(match)))
        verdicts[_pair(match.a.id, match.b.id)] = "unsure"
    for match in result.scored:
        pair = _pair(match.a.id, match.b.id)
        if (
            pair not in decided
            and pair not in verdicts
            and _share_title(match)
            and not groups.is_joined(match.a, match.b)
        ):
            result.issues.append(_make_issue(match, "same-title", match.explain(), Severity.INFO))
            verdicts[pair] = "unsure"


class _Groups:
    """A union-find over entries that respects what must stay apart."""

    def __init__(
        self, entries: Sequence[Entry], identity: Identity, decided: Mapping[tuple[str, str], SameProject]
    ) -> None:
        self._entries = entries
        self._group = {entry.number: [entry] for entry in entries}
        self._apart = {pair for pair, decision in decided.items() if not decision.is_same}
        replaced = {p.key: p.replaced_by for p in identity.projects if p.replaced_by}
        self._keys: dict[str, str] = {}
        for project in identity.projects:
            key = project.key
            for _ in range(len(replaced)):
                key = replaced.get(key, key)
            if project.record:
                self._keys[project.record] = key

    def join(self, a: Entry, b: Entry, *, by_decision: bool) -> bool:
        """Join the groups of two entries unless something keeps them apart; a decision may join one page's entries."""
        one, other = self._group[a.number], self._group[b.number]
        if one is other:
            return True
        if self._is_apart(one, other) or (not by_decision and self.obstacle(a, b)):
            return False
        one.extend(other)
        for entry in other:
            self._group[entry.number] = one
        return True

    def is_joined(self, a: Entry, b: Entry) -> bool:
        """Tell whether two entries are in one group."""
        return self._group[a.number] is self._group[b.number]

    def obstacle(self, a: Entry, b: Entry) -> str:
        """Say what keeps the groups of two entries apart for a rule; empty for nothing."""
        one, other = self._group[a.number], self._group[b.number]
        if self._is_apart(one, other):
            return "a decision keeps them apart"
        if {e.record.source for e in one} & {e.record.source for e in other}:
            return "two entries of one page would become one project"
        keys = {self._keys[e.id] for e in (*one, *other) if e.id in self._keys}
        return f"they are registered as {' and '.join(sorted(keys))}" if len(keys) > 1 else ""

    def list_groups(self) -> list[list[Entry]]:
        """Return every group once."""
        return list({id(group): group for group in self._group.values()}.values())

    def _is_apart(self, one: Iterable[Entry], other: Sequence[Entry]) -> bool:
        return bool(self._apart) and any(_pair(a.id, b.id) in self._apart for a in one for b in other)


def _make_decided(by_id: Mapping[str, Entry], decision: SameProject) -> Match:
    a, b = sorted((by_id[decision.record_a], by_id[decision.record_b]), key=lambda e: e.number)
    return Match(a, b, 1.0, (("decision", 100.0),))


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _best_unsure(unsure: Iterable[Match], groups: _Groups) -> list[Match]:
    """Return the unsure matches that are the best left for one of their entries, and not settled by other pages."""
    found: list[Match] = []
    told: dict[tuple[int, str], float] = {}
    for match in sorted(unsure, key=lambda m: (-m.odds, m.a.id, m.b.id)):
        sides = ((match.a.number, match.b.record.source), (match.b.number, match.a.record.source))
        if groups.is_joined(match.a, match.b) or all(told.get(side, match.odds) > match.odds + 1 for side in sides):
            continue
        found.append(match)
        for side in sides:
            told.setdefault(side, match.odds)
    return found


def _share_title(match: Match) -> bool:
    """Tell whether two entries that do not match have one title of several words, one fund and starts within a year."""
    a, b = match.a, match.b
    if a.title.plain != b.title.plain or len(a.title.words) < 2 or differ_in_fund(a, b):
        return False
    return a.start is None or b.start is None or a.start.gap(b.start) <= 366


def _rate(match: Match) -> Severity:
    return Severity.WARNING if match.score >= ACCEPT else Severity.INFO


def _make_issue(match: Match, code: str, why: str, severity: Severity) -> Issue:
    message = (
        f"may be the same project as “{match.b.record.title}” ({match.b.record.path}:{match.b.record.line}), "
        f"score {match.score:.2f}: {why}"
    )
    hint = f"decide on {match.a.id} and {match.b.id} in data/identity/same-project.tsv: same or different"
    return Issue(code, match.a.record.line, match.a.record.title, severity, match.a.record.path, message, hint)


def _make_proposals(
    scored: Iterable[Match],
    verdicts: Mapping[tuple[str, str], str],
    decided: Mapping[tuple[str, str], SameProject],
    groups: _Groups,
) -> list[Proposal]:
    proposals = []
    for match in scored:
        left, right = _pair(match.a.id, match.b.id)
        decision = decided.get((left, right))
        joined = "accepted" if groups.is_joined(match.a, match.b) else "rejected"
        verdict = verdicts.get((left, right), joined)
        if decision:
            verdict = "decided-same" if decision.is_same else "decided-different"
        if match.score >= _WORTH_TELLING or verdict != "rejected":
            proposals.append(Proposal("same-project", left, right, round(match.score, 4), match.features, verdict))
    return sorted(proposals, key=lambda p: (p.kind, -p.score, p.left, p.right))
