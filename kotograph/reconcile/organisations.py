"""One key for every spelling and language of an organisation's name.

Names are joined by what they say (`names.compare_names`), by acronyms, and by co-reference: two records that are one
project by money, time and objective name the same implementer in two languages. Decisions go before all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from kotograph.iris import mint_slug
from kotograph.match.names import (
    OrganisationName,
    Verdict,
    compare_names,
    find_conflict,
    look_alike,
    match_acronym,
    parse_name,
)
from kotograph.match.normalise import fold
from kotograph.match.places import make_gazetteer
from kotograph.projects import Organisation, Proposal
from kotograph.reconcile.decisions import Identity
from kotograph.reconcile.entries import Order
from kotograph.records import Property, Record
from kotograph.reports import Issue, Severity

_WINDOW = 12
_LARGE_BLOCK = 60
_MANY_NAMES = 1500
_SHORTEST_FORM = 3
_DECIDE = "decide in data/identity/organisation-names.tsv"


@dataclass(slots=True)
class _Cluster:
    """Names that mean one organisation; ``key`` is the registered one."""

    members: list[OrganisationName]
    key: str = ""
    not_keys: set[str] = field(default_factory=set)


class Organisations:
    """Every implementer's name seen, grouped into organisations."""

    def __init__(
        self, records: Sequence[Record], identity: Identity, order: Order, links: Iterable[tuple[Record, Record]] = ()
    ) -> None:
        self.issues: list[Issue] = []
        self.proposals: list[Proposal] = []
        self._order = order
        self._gazetteer = make_gazetteer(identity.places)
        self._seen: dict[str, list[Record]] = defaultdict(list)
        self._records = records
        self._name_of = {id(record): find_implementer(record) for record in records}
        self._verdicts: dict[tuple[str, str, bool], Verdict] = {}
        for record in records:
            if name := self._name_of[id(record)]:
                self._seen[name].append(record)
        self._decided = {" ".join(d.name.split()): d for d in identity.names if d.is_same}
        self._names: dict[str, OrganisationName] = {}
        self._cluster: dict[str, _Cluster] = {}
        self._register(identity)
        for written in self._seen:
            self._add(written)
        self._join_equal()
        self._join_alike()
        self._join_acronyms()
        self._join_links(links)
        self._keys = self._mint_keys()

    def find_key(self, record: Record) -> str | None:
        """Find the key of a record's implementer; None where it names none."""
        name = self._name_of[id(record)]
        return self._keys[id(self._cluster[name])] if name else None

    def find_unit(self, record: Record) -> str | None:
        """Find the unit that a record names beside the organisation."""
        name = self._name_of[id(record)]
        return (self._unit(name) or None) if name else None

    def compare(self, a: Record, b: Record) -> Verdict:
        """Tell whether two records name the same implementer, different ones, or cannot be told."""
        left, right = self._name_of[id(a)], self._name_of[id(b)]
        if not left or not right:
            return Verdict.UNKNOWN
        key = (left, right, a.language == b.language)
        if key not in self._verdicts:
            self._verdicts[key] = self._compare(*key)
        return self._verdicts[key]

    def _compare(self, left: str, right: str, is_one_language: bool) -> Verdict:
        one, other = self._cluster[left], self._cluster[right]
        if one is other:
            return Verdict.SAME
        if self._find_obstacle(one, other):
            return Verdict.DIFFERENT
        names = self._names[left], self._names[right]
        readable = is_one_language and not any(name.is_acronym for name in names) and not look_alike(*names)
        return Verdict.DIFFERENT if readable else Verdict.UNKNOWN

    def list_organisations(self) -> tuple[Organisation, ...]:
        """Return the organisations that some record names, sorted by key."""
        names: dict[str, set[str]] = defaultdict(set)
        units: dict[str, set[str]] = defaultdict(set)
        for written in self._seen:
            key = self._keys[id(self._cluster[written])]
            names[key].add(written)
            units[key].update([self._unit(written)] if self._unit(written) else [])
        return tuple(Organisation(key, tuple(sorted(names[key])), tuple(sorted(units[key]))) for key in sorted(names))

    def _unit(self, written: str) -> str:
        decision = self._decided.get(written)
        return decision.unit if decision else self._names[written].unit

    def _register(self, identity: Identity) -> None:
        """Start a cluster for every registered organisation, with the spellings decided for it."""
        replaced = {o.key: o.replaced_by for o in identity.organisations if o.replaced_by}
        clusters: dict[str, _Cluster] = {}

        def find(key: str) -> _Cluster:
            for _ in range(len(replaced)):
                key = replaced.get(key, key)
            return clusters.setdefault(key, _Cluster([], key))

        spellings = [(" ".join(d.name.split()), d.key) for d in identity.names if d.is_same]
        spellings += [(n, o.key) for o in identity.organisations for n in (*o.names, o.acronym) if n]
        for written, key in spellings:
            if written not in self._cluster:
                self._names[written] = parse_name(written, self._gazetteer)
                self._cluster[written] = find(key)
                find(key).members.append(self._names[written])
        for decision in identity.names:
            if not decision.is_same:
                self._add(" ".join(decision.name.split()))
                self._cluster[" ".join(decision.name.split())].not_keys.add(decision.key)

    def _add(self, written: str) -> None:
        if written not in self._cluster:
            self._names[written] = name = parse_name(written, self._gazetteer)
            self._cluster[written] = _Cluster([name])
            if name.several and written in self._seen:
                message = f"several organisations are named; '{name.body}' was taken as the implementer"
                self._note("several-implementers", written, message, _DECIDE, Severity.INFO)

    def _join_equal(self) -> None:
        """Join names that are equal, or translations of one name, through their exact forms."""
        for form in ("plain", "signature"):
            groups: dict[object, list[OrganisationName]] = defaultdict(list)
            for name in self._names.values():
                groups[getattr(name, form)].append(name)
            for group in groups.values():
                first: list[OrganisationName] = []
                for name in group:
                    for other in first[:_WINDOW]:
                        if compare_names(other, name)[0] is Verdict.SAME:
                            self._join(other, name, 0.99)
                            break
                    else:
                        first.append(name)

    def _join_alike(self) -> None:
        """Join names that share an acronym in parentheses or differ by slips; only likely pairs are compared."""
        blocks: dict[str, list[OrganisationName]] = defaultdict(list)
        unique = {name.plain: name for name in reversed(self._names.values())}
        for name in unique.values():
            plain = name.plain
            own = "".join(token.word for token in name.tokens if not "".join(token.meaning).startswith("c:"))
            keys = {
                f"<{(own or plain)[:4]}",
                f"{(own or plain)[-4:]}>",
                f"<<{plain[:6]}",
                f"{len(name.tokens)}{plain[-12:]}>>",
            }
            for key in keys | {f"({acronym})" for acronym in name.acronyms}:
                blocks[key].append(name)
        ordered = [sorted(blocks[key], key=lambda name: name.plain) for key in sorted(blocks)]
        pairs = [pair for block in ordered for pair in _iter_pairs(block)]
        for one, other in (*pairs, *_iter_alike(unique)):
            if self._cluster[one.written] is not self._cluster[other.written]:
                verdict, _ = compare_names(one, other)
                if verdict is Verdict.SAME:
                    self._join(one, other, 0.93)

    def _join_acronyms(self) -> None:
        """Join an acronym or a short name with the full name it stands for; with several that fit, only report."""
        full: dict[str, list[OrganisationName]] = defaultdict(list)
        declared: dict[str, list[OrganisationName]] = defaultdict(list)
        for name in self._names.values():
            if not name.is_acronym and name.tokens:
                full[name.tokens[0].word[0]].append(name)
            for acronym in name.acronyms:
                declared[acronym].append(name)
            if name.brand and len(name.tokens) > 1:
                declared[name.brand].append(name)
        for name in [n for n in self._names.values() if len(n.tokens) == 1 and not self._cluster[n.written].key]:
            candidates = declared[name.plain]
            for quality in (2, 1):
                if name.is_acronym and not candidates:
                    candidates = [n for n in full[name.plain[0]] if match_acronym(name.plain, n) == quality]
            clusters = {id(self._cluster[n.written]): n for n in candidates}
            if len(clusters) == 1:
                self._join(next(iter(clusters.values())), name, 0.95)
            elif len(clusters) > 1 and name.written in self._seen:
                fits = ", ".join(sorted(n.written for n in clusters.values()))
                self._note("ambiguous-acronym", name.written, f"it fits {fits}", _DECIDE)
            elif name.written in self._seen:
                self._note_short_form(name, full[name.plain[0]])

    def _note_short_form(self, name: OrganisationName, others: Iterable[OrganisationName]) -> None:
        """Report a word of its own with which the name of just one organisation begins: a short form, or chance."""
        if name.tokens[0].is_known or len(name.plain) < _SHORTEST_FORM:
            return
        longer = [n for n in others if n.plain != name.plain and n.tokens[0].word.startswith(name.plain)]
        clusters = {id(self._cluster[n.written]): n for n in longer}
        clusters.pop(id(self._cluster[name.written]), None)
        if len(clusters) == 1:
            message = f"it may be short for {next(iter(clusters.values())).written}"
            self._note("unsure-organisation", name.written, message, _DECIDE, Severity.INFO)

    def _join_links(self, links: Iterable[tuple[Record, Record]]) -> None:
        """Join the implementers of records that are one project; names of one language must not merely differ."""
        for a, b in links:
            left, right = self._name_of[id(a)], self._name_of[id(b)]
            if not left or not right or self._cluster[left] is self._cluster[right]:
                continue
            one, other = self._names[left], self._names[right]
            acronym = one.is_acronym or other.is_acronym
            if (a.language != b.language or acronym) and not find_conflict(one, other) and self._join(one, other, 0.9):
                continue
            message = f"records of one project name '{left}' and '{right}'"
            self._note("implementers-differ", left, message, _DECIDE)

    def _find_obstacle(self, one: _Cluster, other: _Cluster) -> str:
        """Say what keeps two clusters apart; empty for nothing."""
        if one.key and other.key:
            return "two registered organisations"
        if one.key in other.not_keys or other.key in one.not_keys:
            return "a decision"
        few = one.members[:_WINDOW], other.members[:_WINDOW]
        return next((reason for a in few[0] for b in few[1] if (reason := find_conflict(a, b))), "")

    def _join(self, a: OrganisationName, b: OrganisationName, score: float) -> bool:
        one, other = self._cluster[a.written], self._cluster[b.written]
        if one is other:
            return True
        obstacle = self._find_obstacle(one, other)
        if a.written in self._seen or b.written in self._seen:
            left, right = sorted((a.written, b.written))
            self.proposals.append(
                Proposal("organisation", left, right, score, (), "rejected" if obstacle else "accepted")
            )
        if obstacle:
            return False
        if other.key:
            one, other = other, one
        one.members += other.members
        one.not_keys |= other.not_keys
        for member in other.members:
            self._cluster[member.written] = one
        return True

    def _mint_keys(self) -> dict[int, str]:
        """Give every cluster its registered key, or one minted from its fullest name in the publisher's language."""
        clusters = {id(cluster): cluster for cluster in self._cluster.values()}
        keys = {number: cluster.key for number, cluster in clusters.items() if cluster.key}
        taken = set(keys.values())
        unnamed = [(n, c) for n, c in clusters.items() if not c.key and any(m.written in self._seen for m in c.members)]
        fresh = [(self._name_for_key(cluster), number) for number, cluster in unnamed]
        for name, number in sorted(fresh):
            key, suffix = name, 1
            while key in taken:
                suffix += 1
                key = f"{name}-{suffix}"
            taken.add(key)
            keys[number] = key
        return keys

    def _name_for_key(self, cluster: _Cluster) -> str:
        def rank(name: OrganisationName) -> tuple[object, ...]:
            seen = self._seen[name.written]
            speaks = min(self._order.rank(record)[:2] for record in seen)
            return (
                name.is_acronym,
                speaks,
                bool(name.unit),
                -len(name.tokens),
                -len(seen),
                fold(name.body),
                name.written,
            )

        best = min((m for m in cluster.members if m.written in self._seen), key=rank)
        return mint_slug(best.body)

    def _note(self, code: str, written: str, message: str, hint: str, severity: Severity = Severity.WARNING) -> None:
        record = min(self._seen[written], key=lambda r: (r.path, r.line)) if self._seen.get(written) else None
        statement = record.find(Property.IMPLEMENTER) if record else None
        self.issues.append(
            Issue(
                code,
                statement.line if statement else 0,
                written,
                severity,
                record.path if record else "",
                message,
                hint,
            )
        )


def find_implementer(record: Record) -> str:
    """Return the implementer's name that a record states, with single spaces; empty for none."""
    statement = record.find(Property.IMPLEMENTER)
    return " ".join((statement.value or statement.as_written).split()) if statement else ""


def _iter_alike(names: Mapping[str, OrganisationName]) -> Iterator[tuple[OrganisationName, OrganisationName]]:
    """Yield the pairs whose spelling is much alike wherever the slips are; of very many names, none."""
    plains = sorted(names)
    if len(plains) > _MANY_NAMES:
        return
    for at, plain in enumerate(plains):
        for other, _, _ in extract(plain, plains[at + 1 :], scorer=ratio, score_cutoff=80, limit=_WINDOW):
            yield names[plain], names[other]


def _iter_pairs(block: Sequence[OrganisationName]) -> Iterable[tuple[OrganisationName, OrganisationName]]:
    """Yield all pairs of a small block, and the near pairs of a large one."""
    if len(block) <= _LARGE_BLOCK:
        return combinations(block, 2)
    return ((one, other) for at, one in enumerate(block) for other in block[at + 1 : at + _WINDOW])
