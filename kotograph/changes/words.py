"""Tell changes for people: by resource, which facts were added, removed and changed, in one language.

What belongs to a project (its records, statements, resolutions, grants …) is told with it. A fact that two parts repeat
is told once: that the end date became another one, and not that its resolution did too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kotograph.changes.gather import (
    KINDS,
    PARTS,
    Changes,
    Fact,
    Name,
    Subject,
    choose_label,
    read_name,
)
from kotograph.changes.names import find_property_name, say
from kotograph.terms import TYPE, is_iri_term, order_of, split_literal
from kotograph.vocab import PREFIXES, expand

_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_LINES = (expand("koto:line"), expand("koto:evidenceLine"))
_FEW_LINES = 3
#: What stands for a part that came or went as a whole: the first of these properties that it has.
_MAIN = {
    "record": ("koto:titleAsWritten",),
    "statement": ("koto:asWritten", "koto:value"),
    "resolution": ("koto:resolvedValue",),
    "grant": ("koto:fundedUnder",),
    "amount": ("koto:amount",),
    "succession": ("koto:evidenceKind",),
    "output": ("rdfs:label",),
    "criterion-evidence": ("koto:judgement",),
    "editorial": ("koto:value",),
    "unit": ("skos:prefLabel",),
    "change": ("dcterms:date",),
    "missing-link": ("koto:missingReason",),
}
#: What a part is about.
_ABOUT = {
    "statement": "koto:property",
    "resolution": "koto:property",
    "editorial": "koto:property",
    "amount": "koto:amountKind",
    "criterion-evidence": "koto:criterion",
    "succession": "koto:predecessor",
    "output": "rdfs:label",
    "grant": "koto:fundedUnder",
    "unit": "skos:prefLabel",
    "missing-link": "koto:missingFrom",
}
_RANKS = {
    expand(name): rank
    for rank, name in enumerate(
        (
            "rdf:type",
            "dcterms:title",
            "skos:prefLabel",
            "skos:altLabel",
            "koto:status",
            "koto:startDate",
            "koto:endDate",
            "koto:implementer",
            "koto:implementingUnit",
            "koto:partner",
            "koto:objective",
            "koto:continues",
            "koto:continuedBy",
            "dcterms:abstract",
            "dcterms:description",
        )
    )
}


class Status(StrEnum):
    """What happened to a resource or a fact."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as people read it: ``language`` is of the text, ``iri`` is set for things, ``datatype`` for literals."""

    text: str
    language: str = ""
    datatype: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to a resource and is told with it: ``name`` is its kind in words, ``about`` what it is about.

    ``place`` is where it rests: a source's key and a line; ``record`` is the IRI of the record that makes a statement.
    """

    kind: str
    iri: str
    name: str
    about: str = ""
    place: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class FactChange:
    """One property whose values changed; values of texts are compared within a ``language``.

    ``whole`` is set where the ``part`` itself came or went: the values then are what stands for it. ``count`` is more
    than one where many facts are told as one, without values.
    """

    property: str
    label: str
    status: Status
    old: tuple[Value, ...] = ()
    new: tuple[Value, ...] = ()
    language: str = ""
    part: Part | None = None
    whole: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class ResourceChange:
    """One resource that is new, gone or changed.

    ``kind`` is one of `gather.KINDS`, ``label`` its name, in ``language`` (empty for none); ``added`` and ``removed``
    count its lines, those of its parts among them.
    """

    iri: str
    kind: str
    key: str
    label: str
    language: str
    status: Status
    facts: tuple[FactChange, ...]
    added: int = 0
    removed: int = 0


def tell(changes: Changes, lang: str) -> tuple[ResourceChange, ...]:
    """Tell changes in a language: by kind in the order of `gather.KINDS`, then by key."""
    teller = _Teller(changes, lang)
    told = [teller.tell(owner, members) for owner, members in teller.group().items()]
    return tuple(sorted(told, key=lambda each: (KINDS.index(each.kind), each.key, each.iri)))


class _Teller:
    def __init__(self, changes: Changes, lang: str) -> None:
        self.changes, self.lang = changes, lang

    def group(self) -> dict[str, list[str]]:
        """Return the changed subjects by the resource they belong to."""
        groups: dict[str, list[str]] = defaultdict(list)
        for term in sorted(self.changes.subjects):
            groups[self.changes.owners.get(term, term)].append(term)
        return groups

    def tell(self, owner: str, members: list[str]) -> ResourceChange:
        subjects = {term: self.changes.subjects[term] for term in members}
        own = subjects.get(owner)
        name = own.name if own else read_name(owner, subjects[members[0]].name.base)
        status = _status_of(own) if own else Status.CHANGED
        label, language = self.name_thing(owner, name)
        return ResourceChange(
            owner[1:-1],
            name.kind if name.kind in KINDS else "other",
            name.key,
            label,
            language,
            status,
            tuple(self.tell_facts(owner, subjects)),
            sum(subject.added for subject in subjects.values()),
            sum(subject.removed for subject in subjects.values()),
        )

    def name_thing(self, term: str, name: Name) -> tuple[str, str]:
        return choose_label(self.changes.labels.get(term, {}), self.lang) or (name.key, "")

    def tell_facts(self, owner: str, subjects: dict[str, Subject]) -> list[FactChange]:
        """Tell the owner's own facts, then those of its parts; what is repeated or only links to a part is left out."""
        whole = {
            term for term, subject in subjects.items() if term != owner and _status_of(subject) is not Status.CHANGED
        }
        own = list(self.compare(subjects[owner], whole, None)) if owner in subjects else []
        parts: list[FactChange] = []
        came_or_went = owner in subjects and _status_of(subjects[owner]) is not Status.CHANGED
        known = _Known(subjects.get(owner), subjects.values())
        for term in sorted(subjects, key=lambda each: (_rank_part(subjects[each].name.kind), each)):
            subject = subjects[term]
            if term == owner:
                continue
            repeated = not came_or_went and known.repeats(subject)
            if term not in whole:
                left_out = known.MIRRORS if repeated else ()
                parts += self.compare(subject, whole, self.make_part(term, subject), left_out)
            elif not repeated:
                parts.append(self.tell_whole(term, subject))
        return [*own, *_gather_lines(parts)]

    def compare(
        self, subject: Subject, whole: set[str], part: Part | None, without: Iterable[str] = ()
    ) -> Iterator[FactChange]:
        """Yield one change a property and language; values that lead to a part which came or went are told there."""
        sides: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for side, facts in enumerate((subject.old - subject.new, subject.new - subject.old)):
            for predicate, obj in facts:
                language = "" if is_iri_term(obj) else split_literal(obj).language
                if obj not in whole and predicate not in without:
                    sides[predicate, language][side].append(obj)
        if part and (expand("koto:asWritten"), "") in sides:
            # The value was read from the words, which say more.
            sides = {key: value for key, value in sides.items() if key[0] != expand("koto:value")}
        is_changed = _status_of(subject) is Status.CHANGED
        for (predicate, language), (old, new) in sorted(sides.items(), key=lambda item: _rank_property(*item[0])):
            if predicate == TYPE and not is_changed:
                continue
            yield FactChange(
                predicate[1:-1],
                self.name_property(predicate),
                Status.CHANGED if old and new else Status.ADDED if new else Status.REMOVED,
                self.show_all(old, subject.name.base),
                self.show_all(new, subject.name.base),
                language,
                part,
            )

    def tell_whole(self, term: str, subject: Subject) -> FactChange:
        """Tell that a part came or went, with the value that stands for it."""
        status, facts = _status_of(subject), subject.new or subject.old
        main = [expand(name) for name in _MAIN[subject.name.kind]]
        predicate = next((each for each in main if any(found == each for found, _ in facts)), main[0])
        value = self.choose(facts, predicate, subject.name.base)
        values = (value,) if value else ()
        return FactChange(
            predicate[1:-1],
            self.name_property(predicate),
            status,
            values if status is Status.REMOVED else (),
            values if status is Status.ADDED else (),
            "",
            self.make_part(term, subject),
            True,
        )

    def make_part(self, term: str, subject: Subject) -> Part:
        facts, kind = subject.new or subject.old, subject.name.kind
        about = ""
        if kind in _ABOUT:
            value = self.choose(facts, expand(_ABOUT[kind]), subject.name.base)
            about = value.text if value else ""
            language = _find(facts, expand("dcterms:language"))
            about = f"{about} ({split_literal(language).value})" if language.startswith('"') else about
        record = _find(facts, expand("koto:statedBy"))[1:-1] if kind == "statement" else ""
        return Part(kind, term[1:-1], say(f"part-{kind}", self.lang), about, _find_place(subject), record)

    def choose(self, facts: set[Fact], predicate: str, base: str) -> Value | None:
        """Return the value of a property to show; of a text in several languages, one."""
        found = sorted((obj for name, obj in facts if name == predicate), key=order_of)
        texts = {split_literal(obj).language: split_literal(obj).value for obj in found if not is_iri_term(obj)}
        if len(texts) > 1:
            chosen = choose_label(texts, self.lang)
            return Value(chosen[0], chosen[1]) if chosen else None
        return self.show(found[0], base) if found else None

    def name_property(self, term: str) -> str:
        name = find_property_name(term, self.lang)
        if name is None:
            label = choose_label(self.changes.labels.get(term, {}), self.lang)
            name = label[0] if label else _shorten_iri(term[1:-1], "")
        return name

    def show_all(self, terms: Iterable[str], base: str) -> tuple[Value, ...]:
        return tuple(self.show(term, base) for term in sorted(terms, key=order_of))

    def show(self, term: str, base: str) -> Value:
        """Return a value as people read it: things by their label, else by the end of their IRI."""
        if not is_iri_term(term):
            literal = split_literal(term)
            return Value(literal.value, literal.language, literal.datatype)
        text, language = term[1:-1], ""
        if self.changes.labels.get(term):
            label = choose_label(self.changes.labels[term], self.lang)
        else:
            label = None
        if label:
            text, language = label
        elif name := find_property_name(term, self.lang):
            text, language = name, self.lang
        else:
            text = _shorten_iri(text, base)
        return Value(text, language, "", term[1:-1])


class _Known:
    """What a resource's own facts say already, so that its parts need not repeat it."""

    MIRRORS: tuple[str, ...] = (expand("koto:resolvedValue"), expand("koto:value"))
    PREDECESSOR: tuple[str, ...] = (expand("koto:predecessor"),)

    def __init__(self, own: Subject | None, members: Iterable[Subject]) -> None:
        self._facts: set[tuple[bool, str, str]] = set()
        # The sum of money stands at the amount, and its resolution speaks of it.
        for subject in [own, *(each for each in members if each.name.kind == "amount")]:
            if subject:
                self._facts |= {(True, name, _plain(obj)) for name, obj in subject.new - subject.old}
                self._facts |= {(False, name, _plain(obj)) for name, obj in subject.old - subject.new}

    def repeats(self, subject: Subject) -> bool:
        """Tell whether all that a part's value became and ceased to be is said by the resource itself."""
        facts = subject.new or subject.old
        match subject.name.kind:
            case "resolution" | "editorial":
                about, mirrors = _find(facts, expand("koto:property")), self.MIRRORS
            case "succession":
                about, mirrors = expand("koto:continues"), self.PREDECESSOR
            case _:
                return False
        changed = [(True, obj) for name, obj in subject.new - subject.old if name in mirrors]
        changed += [(False, obj) for name, obj in subject.old - subject.new if name in mirrors]
        return bool(changed) and all((is_new, about, _plain(obj)) in self._facts for is_new, obj in changed)


def _plain(term: str) -> str:
    return term if is_iri_term(term) else split_literal(term).value


def _status_of(subject: Subject) -> Status:
    if not subject.old:
        return Status.ADDED
    return Status.CHANGED if subject.new else Status.REMOVED


def _rank_part(kind: str) -> int:
    return PARTS.index(kind) if kind in PARTS else len(PARTS)


def _rank_property(predicate: str, language: str) -> tuple[int, str, str]:
    return _RANKS.get(predicate, len(_RANKS)), predicate, language


def _find(facts: set[Fact], predicate: str) -> str:
    return min((obj for name, obj in facts if name == predicate), default="")


def _find_place(subject: Subject) -> str:
    """Return the source and line that a part rests on, such as ``good-practice-fi:30``; empty if it has none."""
    facts, name = subject.new or subject.old, subject.name
    source = _find(facts, expand("koto:evidenceSource")) or _find(facts, expand("koto:evidenceRecord"))
    line = next((found for each in _LINES if (found := _find(facts, each))), "")
    if not line:
        return ""
    key = read_name(source, name.base).key if source else name.key
    return f"{key.partition('/')[0]}:{split_literal(line).value}"


def _gather_lines(facts: list[FactChange]) -> list[FactChange]:
    """Tell as one that many parts only stand on other lines: a page that gained a line moves all below it."""
    moved = [fact for fact in facts if f"<{fact.property}>" in _LINES and fact.status is Status.CHANGED]
    if len(moved) <= _FEW_LINES:
        return facts
    rest = [fact for fact in facts if fact not in moved]
    return [*rest, FactChange(_LINES[0][1:-1], moved[0].label, Status.CHANGED, count=len(moved))]


def _shorten_iri(iri: str, base: str) -> str:
    """Return an IRI as short as it stays readable.

    >>> _shorten_iri("http://publications.europa.eu/resource/authority/currency/EUR", "")
    'EUR'
    """
    if iri.startswith(_AUTHORITY):
        return iri.rsplit("/", 1)[-1]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    if base and iri.startswith(base):
        return iri.removeprefix(base).removeprefix("id/")
    return iri
