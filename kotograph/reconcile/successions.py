"""Which project continues which: by a sentence that says so, or by the number in its name.

Shared words, an implementer or a theme in common are no evidence. A project that continues one with no entry of its own
makes that one a project that is only named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.fuzz import ratio

from kotograph.match.lexicon import read_words
from kotograph.match.names import Verdict
from kotograph.match.normalise import fold, read_title, split_segments, split_words
from kotograph.projects import Proposal, Succession
from kotograph.reconcile.entries import Day, Entry
from kotograph.reconcile.organisations import Organisations
from kotograph.reconcile.statements import Claim, iter_claims
from kotograph.reports import Issue, Severity

ACCEPT = 0.7
_WORD = re.compile(r"[^\s()\"“”„«»]+")
_LONGEST_NAME = 10
_OWN_WORDS = read_words("hanke hankkeessa hankkeen projekti projektet projekt project se det it tama detta this")


@dataclass(frozen=True, slots=True)
class Group:
    """A project as successions see it: its key and its entries in order."""

    key: str
    entries: tuple[Entry, ...]

    @property
    def start(self) -> Day | None:
        """The first start that an entry states."""
        return next((e.start for e in self.entries if e.start), None)

    @property
    def end(self) -> Day | None:
        """The last end that an entry states."""
        return max((e.end for e in self.entries if e.end), key=lambda day: day.day, default=None)

    def versions(self) -> Mapping[str, int]:
        """Return the names of the project that may bear a number: short names and first parts of titles."""
        found: dict[str, int] = {}
        for entry in self.entries:
            pairs = entry.title.versions
            for position, (base, number) in enumerate(pairs):
                if position == 0 or number > 1 or base in entry.title.short:
                    found[base] = max(number, found.get(base, 1))
        return found


@dataclass(frozen=True, slots=True)
class NamedOnly:
    """A project that only a text names: its title, the language of that text, and where it stands.

    ``also`` are the names that other entries of one project give it, in their languages and spellings.
    """

    title: str
    language: str
    record: str
    line: int
    also: tuple[NamedOnly, ...] = ()


@dataclass(slots=True)
class Found:
    """What the rules found; a predecessor or successor of ``named`` stands under ``title:<its title>``."""

    successions: list[Succession] = field(default_factory=list)
    named: dict[str, NamedOnly] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


def find_successions(groups: Sequence[Group], organisations: Organisations) -> Found:
    """Find the successions among projects; each pair once, with its strongest evidence."""
    found = Found()
    index = _Index(groups)
    best: dict[tuple[str, str], tuple[Succession, Entry]] = {}
    for group in groups:
        for candidate, entry in (
            *_iter_stated(group, index, found.named),
            *_iter_numbered(group, index, organisations),
        ):
            pair = (candidate.predecessor, candidate.successor)
            if pair not in best or float(best[pair][0].confidence) < float(candidate.confidence):
                best[pair] = (candidate, entry)
    for pair in sorted(best):
        succession, entry = best[pair]
        accepted = float(succession.confidence) >= ACCEPT and (pair[1], pair[0]) not in best
        verdict = "accepted" if accepted else "unsure"
        found.proposals.append(
            Proposal("succession", *pair, float(succession.confidence), ((succession.evidence_kind, 1.0),), verdict)
        )
        if accepted:
            found.successions.append(succession)
        else:
            found.issues.append(_make_issue(succession, entry))
    used = {key for s in found.successions for key in (s.predecessor, s.successor)}
    found.named = {key: named for key, named in found.named.items() if key in used}
    return found


class _Index:
    """Projects by the names that a text or a number may call them."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.names: dict[str, list[Group]] = defaultdict(list)
        self.bases: dict[str, list[tuple[Group, int]]] = defaultdict(list)
        for group in groups:
            for name in {n for e in group.entries for n in (e.title.short, *e.title.names)}:
                if len(name) >= 3:
                    self.names[name].append(group)
            for base, number in group.versions().items():
                for spelling in _spellings(base):
                    self.bases[spelling].append((group, number))

    def find_lower(self, group: Group, base: str, number: int) -> list[tuple[Group, int]]:
        """Find other projects of this name with a lower number; one slip in the name if none has it exactly."""
        alike = {g.key: (g, n) for spelling in _spellings(base) for g, n in self.bases.get(spelling, ())}
        lower = [(g, n) for g, n in alike.values() if n < number and g.key != group.key]
        return [(g, n) for g, n in lower if base in g.versions()] or lower


def _spellings(base: str) -> set[str]:
    """Return a base and, if it is long, all it may become by losing one letter: equal ones are one slip apart."""
    return {base} | ({base[:at] + base[at + 1 :] for at in range(len(base))} if len(base) <= 80 else set())


def _follows_on(predecessor: Group, successor: Group) -> bool:
    """Tell whether a project starts about when the other ends."""
    end, start = predecessor.end, successor.start
    return end is not None and start is not None and -31 <= (start.day - end.day).days <= 184


# Numbered titles


def _iter_numbered(group: Group, index: _Index, organisations: Organisations) -> Iterator[tuple[Succession, Entry]]:
    """Yield the successions that the number in a project's name gives: the nearest lower number goes before it."""
    for base, number in group.versions().items():
        if number < 2 or len(base) < 3:
            continue
        lower = index.find_lower(group, base, number)
        nearest = max((n for _, n in lower), default=0)
        rivals = [g for g, n in lower if n == nearest]
        entry = next(e for e in group.entries if (base, number) in e.title.versions)
        for predecessor in rivals:
            confidence = _rate_numbered(predecessor, group, number - nearest, organisations)
            if base not in predecessor.versions():
                # One slip in a short name may make another name; then everything else has to fit.
                fits = _same_implementer(predecessor, group, organisations) and _follows_on(predecessor, group)
                confidence = min(confidence, 0.75) if len(base) >= 6 or fits else 0.0
            if len(rivals) > 1 and confidence >= ACCEPT and not _same_implementer(predecessor, group, organisations):
                confidence = 0.5
            if confidence > 0.2:
                yield (
                    Succession(
                        predecessor.key,
                        group.key,
                        "numbered-title",
                        entry.id,
                        entry.record.line,
                        f"{confidence:.2f}",
                        " ".join(entry.record.title.split()[:8]),
                    ),
                    entry,
                )


def _rate_numbered(predecessor: Group, successor: Group, step: int, organisations: Organisations) -> float:
    confidence = 0.75
    verdicts = {organisations.compare(a.record, b.record) for a in predecessor.entries for b in successor.entries}
    if Verdict.SAME in verdicts:
        confidence += 0.1
    elif Verdict.DIFFERENT in verdicts:
        confidence -= 0.25
    if predecessor.start and successor.start:
        if predecessor.start.day >= successor.start.day:
            return 0.2
        confidence += 0.05
    return confidence if step == 1 else min(confidence, 0.6)


def _same_implementer(a: Group, b: Group, organisations: Organisations) -> bool:
    return any(organisations.compare(x.record, y.record) is Verdict.SAME for x in a.entries for y in b.entries)


# Explicit statements


@dataclass(frozen=True, slots=True)
class _Stated:
    """A claim of an entry, whose continuation it speaks of, and the project it names: a known one, or a name only."""

    entry: Entry
    claim: Claim
    owner: Group
    other: Group | NamedOnly

    @property
    def key(self) -> str:
        """The key of the project that is named."""
        return self.other.key if isinstance(self.other, Group) else f"title:{fold(self.other.title)}"


def _iter_stated(group: Group, index: _Index, named: dict[str, NamedOnly]) -> Iterator[tuple[Succession, Entry]]:
    """Yield the successions that the project's texts state; an earlier record's statement is the evidence."""
    bundles: dict[tuple[str, bool], list[_Stated]] = defaultdict(list)
    for entry in group.entries:
        for claim in iter_claims(entry.record):
            owner = _find_subject(claim, group, index)
            other = _find_named(claim, owner, index) if owner else None
            if owner and other:
                bundles[owner.key, claim.is_backward].append(_Stated(entry, claim, owner, other))
    for bundle in bundles.values():
        for stated in _unify(bundle):
            if isinstance(stated.other, NamedOnly):
                named.setdefault(stated.key, stated.other)
            yield _conclude(stated), stated.entry


def _unify(bundle: Sequence[_Stated]) -> list[_Stated]:
    """Take what several entries of one project name as one project, if each of them names but one.

    Its translated or misspelt names would else make several of it. The known project counts, else the first name.
    """
    named: dict[str, set[str]] = defaultdict(set)
    for stated in bundle:
        named[stated.entry.id].add(stated.key)
    known = {stated.key: stated.other for stated in bundle if isinstance(stated.other, Group)}
    if any(len(keys) > 1 for keys in named.values()) or len(known) > 1:
        return list(bundle)
    one: Group | NamedOnly | None = next(iter(known.values()), None)
    if one is None:
        first, *others = [stated.other for stated in bundle if isinstance(stated.other, NamedOnly)]
        one = replace(first, also=tuple(others))
    return [replace(stated, other=one) for stated in bundle]


def _conclude(stated: _Stated) -> Succession:
    owner, claim = stated.owner, stated.claim
    known = stated.other if isinstance(stated.other, Group) else None
    predecessor, successor = (owner.key, stated.key) if claim.is_backward else (stated.key, owner.key)
    confidence = 0.9 if known is None else 0.95
    own_start, other_start = owner.start, known.start if known else None
    if own_start and other_start:
        early, late = (own_start, other_start) if claim.is_backward else (other_start, own_start)
        confidence = 0.98 if early.day < late.day else 0.4
    return Succession(
        predecessor, successor, "explicit-statement", stated.entry.id, claim.line, f"{confidence:.2f}", claim.quote
    )


def _find_subject(claim: Claim, group: Group, index: _Index) -> Group | None:
    """Find whose continuation a sentence speaks of: the project itself, or another that stands before the claim."""
    words = split_words(fold(claim.subject))
    if not words or (words[-1] in _OWN_WORDS and len(words) <= 2):
        return group
    others = {g.key: g for g in _look_up(claim.subject, index) if g.key != group.key}
    if any(g.key == group.key for g in _look_up(claim.subject, index)) or not others:
        return group
    return next(iter(others.values())) if len(others) == 1 else None


def _find_named(claim: Claim, owner: Group, index: _Index) -> Group | NamedOnly | None:
    """Find the project that a claim names; one that has no entry is only named."""
    known = [g for g in _look_up(claim.phrase, index) if g.key != owner.key]
    if known:
        return known[0] if len({g.key for g in known}) == 1 else None
    title = _extract_name(claim.phrase, owner)
    if title is None or _is_own(title, owner):
        return None
    named = {g.key: g for g in index.names.get("".join(split_words(fold(title))), ()) if g.key != owner.key}
    if len(named) == 1:
        return next(iter(named.values()))
    return NamedOnly(title, claim.record.language, claim.record.id, claim.line)


def _is_own(name: str, owner: Group) -> bool:
    """Tell whether a name is the owner's own: what it begins with, its number included, is in the owner's title.

    A further part may be the same: a project often keeps the subtitle of the one it continues.
    """
    read = read_title(name)
    titles = [entry.title for entry in owner.entries]
    if any(read.plain == title.plain for title in titles):
        return True
    if not read.versions:
        return any(read.names & title.names for title in titles)
    return any(read.versions[0] in title.versions for title in titles)


def _look_up(phrase: str, index: _Index) -> list[Group]:
    """Return the projects named by the longest run of words, which begins with a capital or a digit."""
    words = _WORD.findall(phrase.replace("-", " - "))
    for size in range(min(len(words), _LONGEST_NAME), 0, -1):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            if not run[0][0].isupper() and not run[0][0].isdigit():
                continue
            name = "".join(split_words(fold(" ".join(run))))
            groups = index.names.get(name, ())
            if groups and (len(name) >= 5 or run[0].isupper() or any(c.isdigit() for c in name)):
                return list(groups)
    return []


def _extract_name(phrase: str, owner: Group) -> str | None:
    """Take an unknown project's name out of the phrase that holds it; None where no name is plain."""
    words = re.sub(r"\([^()]*\)", " ", phrase).strip(' -–"“”').split()
    bases = [base for base, number in owner.versions().items() if number > 1]
    alike = {start: _rate_name(" ".join(words[start:]), bases) for start in range(len(words))}
    nearest = max(alike, key=lambda start: alike[start], default=0)
    if alike.get(nearest, 0.0) >= 90:
        return " ".join(words[nearest:]).strip(" -–,")
    start = 0
    for at in range(1, len(words)):
        starts_name = words[at][0].isupper() or words[at][0].isdigit()
        if starts_name and (words[at - 1][0].islower() or (words[at - 1].endswith(("n", "s")) and words[at].isupper())):
            start = at
    name = " ".join(words[start:]).strip(" -–,")
    is_name = bool(name) and name[0].isupper() and len(words) - start <= _LONGEST_NAME
    return name if is_name and fold(name) not in _OWN_WORDS else None


def _rate_name(name: str, bases: Sequence[str]) -> float:
    """Return how much a name, or what stands before its subtitle, is spelt like one of the bases, up to 100."""
    spellings = {"".join(split_words(part)) for part in (fold(name), *split_segments(name)[:1])}
    return max((ratio(spelling, base) for spelling in spellings for base in bases), default=0.0)


def _make_issue(succession: Succession, entry: Entry) -> Issue:
    message = (
        f"'{succession.successor}' may continue '{succession.predecessor}' ({succession.evidence_kind}, "
        f"confidence {succession.confidence})"
    )
    hint = "decide in data/identity/successions.tsv: accepted or rejected"
    return Issue(
        "unsure-succession", succession.line, succession.quote, Severity.INFO, entry.record.path, message, hint
    )
