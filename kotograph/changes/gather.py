"""Gather what is needed to tell of changes: the changed subjects before and after, what they belong to, and labels.

Both versions are read three times as streams: to compare, to describe what changed, to look up labels. Memory is
bounded by the changed subjects and what they refer to.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from kotograph.changes.compare import Op, Tally, compare_files, find_dataset, iter_dataset
from kotograph.config import LANGUAGES
from kotograph.terms import iter_quads, split_literal
from kotograph.vocab import expand

Fact: TypeAlias = tuple[str, str]
Labels: TypeAlias = Mapping[str, str]

TITLE_AS_WRITTEN = expand("koto:titleAsWritten")
_LABELS = (expand("skos:prefLabel"), expand("dcterms:title"), expand("rdfs:label"), TITLE_AS_WRITTEN)
_DESCRIBES, _GRANT = expand("koto:describes"), expand("koto:grant")
_OWNERS = {
    "unit": expand("org:unitOf"),
    "change": expand("org:resultingOrganization"),
    "missing-link": expand("koto:missingFor"),
}
_GRAPH = re.compile(r"<(.*/)graph/(?:source/[^/>]+|[a-z]+)>")
_TERM = re.compile(r".*[/#]([^/#>]+)[/#]?>")

#: Kinds of things that changes are told by, in the order of telling.
KINDS = (
    "project",
    "organisation",
    "instrument",
    "objective",
    "place",
    "theme",
    "criterion",
    "source",
    "concept",
    "agent",
    "term",
    "other",
)
#: Kinds of things that are told as a part of another, in the order of telling.
PARTS = (
    "grant",
    "amount",
    "unit",
    "change",
    "output",
    "succession",
    "criterion-evidence",
    "resolution",
    "record",
    "statement",
    "editorial",
    "missing-link",
)
_SCHEMES = {
    "instrument": "instrument",
    "objective": "objective",
    "theme": "theme",
    "good-practice-criterion": "criterion",
}


class Name(NamedTuple):
    """What an IRI of the dataset says about itself: kind, key below it, and what the dataset's IRIs start with."""

    kind: str
    key: str
    base: str


@dataclass(slots=True)
class Subject:
    """One changed subject: its facts before and after, whatever graphs they stand in."""

    name: Name
    old: set[Fact] = field(default_factory=set)
    new: set[Fact] = field(default_factory=set)
    added: int = 0
    removed: int = 0


@dataclass(slots=True)
class Changes:
    """What changed between two versions, ready to be told in any language (see `kotograph.changes.words.tell`).

    ``owners`` names for each changed part the spelled IRI it belongs to; ``labels`` maps spelled IRIs to labels by
    language; ``moved`` counts the lines that tell of no other fact: the same was or is said in another graph.
    """

    tally: Tally
    subjects: dict[str, Subject]
    owners: dict[str, str]
    labels: dict[str, dict[str, str]]
    moved: int = 0


def read_name(term: str, base: str) -> Name:
    """Tell what an IRI of the dataset names.

    >>> read_name("<https://a.example/id/project/rio-2>", "https://a.example/")
    Name(kind='project', key='rio-2', base='https://a.example/')
    >>> read_name("<https://a.example/vocab/theme/guidance>", "https://a.example/").kind
    'theme'
    """
    text = term[1:-1]
    if text.startswith(f"{base}id/"):
        kind, _, key = text[len(base) + 3 :].partition("/")
        if kind in KINDS or kind in PARTS:
            return Name(kind, key, base)
    if text.startswith(f"{base}vocab/"):
        path = text[len(base) + 6 :]
        scheme, _, code = path.partition("/")
        if code and scheme in _SCHEMES:
            return Name(_SCHEMES[scheme], code, base)
        return Name("concept", path, base)
    return Name("other", text, base)


def gather(old: Path, new: Path) -> Changes:
    """Compare two versions (files, or folders of builds or publications) and look up what tells of the changes."""
    files = find_dataset(old), find_dataset(new)
    tally, subjects = _find_subjects(*files)
    owners = _describe(files, subjects)
    moved = _drop_unchanged(subjects)
    wanted = {term for name in subjects for term in _iter_terms(name, subjects[name], owners)}
    return Changes(tally, subjects, owners, _read_labels(files, wanted), moved)


def _find_subjects(old: Path, new: Path) -> tuple[Tally, dict[str, Subject]]:
    found: dict[str, Subject] = {}
    for op, line in compare_files(old, new):
        term = line.partition(" ")[0]
        if term not in found:
            found[term] = Subject(_name_subject(term, line))
        if op is Op.ADD:
            found[term].added += 1
        else:
            found[term].removed += 1
    added, removed = (sum(getattr(subject, name) for subject in found.values()) for name in ("added", "removed"))
    return Tally(added, removed), found


def _name_subject(term: str, line: str) -> Name:
    graph = line[line.rindex("<") : line.rindex(">") + 1]
    match = _GRAPH.fullmatch(graph)
    base = match[1] if match else ""
    if graph == f"<{base}graph/ontology>" and not term.startswith(f"<{base}vocab/"):
        short = _TERM.fullmatch(term)
        return Name("term", short[1] if short else term[1:-1], base)
    name = read_name(term, base)
    # The vocabulary also names codes of others, such as currencies.
    return Name("concept", name.key, base) if name.kind == "other" and graph == f"<{base}graph/vocabulary>" else name


def _describe(files: tuple[Path, Path], subjects: dict[str, Subject]) -> dict[str, str]:
    """Read the facts of the changed subjects, and what their parts belong to; the new version's word goes first."""
    links = _guess_links(subjects)
    for is_new, path in enumerate(files):
        for line in iter_dataset(path):
            term, predicate, rest = line.split(" ", 2)
            if term in subjects:
                ((_, _, obj, _),) = iter_quads((line,))
                facts = subjects[term].new if is_new else subjects[term].old
                facts.add((predicate, obj))
            if predicate == _DESCRIBES and term in links:
                links[term] = rest.partition(" ")[0]
            elif predicate == _GRANT and (grant := rest.partition(" ")[0]) in links:
                links[grant] = term
    return {term: owner for term in subjects if (owner := _find_owner(subjects[term], links))}


def _guess_links(subjects: Mapping[str, Subject]) -> dict[str, str]:
    """Return the records and grants whose project has to be looked up."""
    found: dict[str, str] = {}
    for subject in subjects.values():
        step = _link_of(subject.name)
        if step:
            found[step] = ""
    return found


def _link_of(name: Name) -> str:
    """Return the record or grant that a part hangs on, as the dataset mints their IRIs; empty for other parts."""
    match name.kind:
        case "record" | "grant":
            return f"<{name.base}id/{name.kind}/{name.key}>"
        case "statement":
            return f"<{name.base}id/record/{name.key.rpartition('/')[0]}>"
        case "amount":
            return f"<{name.base}id/grant/{name.key.rpartition('/')[0]}>"
    return ""


def _find_owner(subject: Subject, links: Mapping[str, str]) -> str:
    """Return what a part belongs to; the source where a record describes no project; empty for what is no part."""
    name = subject.name
    if name.kind not in PARTS:
        return ""
    first, _, second = name.key.partition("/")
    match name.kind:
        case "record" | "statement" | "grant" | "amount":
            owner = links.get(_link_of(name), "")
            return owner or (f"<{name.base}id/source/{first}>" if second else "")
        case "succession":
            return f"<{name.base}id/project/{second}>"
        case "unit" | "change" | "missing-link":
            wanted = _OWNERS[name.kind]
            return next((obj for predicate, obj in sorted(subject.new or subject.old) if predicate == wanted), "")
    return f"<{name.base}id/project/{first}>"


def _drop_unchanged(subjects: dict[str, Subject]) -> int:
    """Forget subjects whose facts are the same in other graphs; return how many lines tell of no other fact."""
    moved = 0
    for term, subject in list(subjects.items()):
        moved += subject.added - len(subject.new - subject.old) + subject.removed - len(subject.old - subject.new)
        if subject.old == subject.new:
            del subjects[term]
    return moved


def _iter_terms(term: str, subject: Subject, owners: Mapping[str, str]) -> Iterator[str]:
    """Yield the IRIs that have to be named when a subject is told of."""
    yield term
    if term in owners:
        yield owners[term]
    for predicate, obj in subject.old | subject.new:
        yield predicate
        if obj.startswith("<"):
            yield obj


def _read_labels(files: Iterable[Path], wanted: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the labels of things by language; of several, the new version's, and the first kind of label."""
    found: dict[str, dict[str, tuple[int, int, str]]] = {}
    for age, path in enumerate(reversed(tuple(files))):
        for line in iter_dataset(path):
            term, predicate, _ = line.split(" ", 2)
            if predicate not in _LABELS or term not in wanted:
                continue
            ((_, _, obj, _),) = iter_quads((line,))
            label, rank = split_literal(obj), (age, _LABELS.index(predicate))
            labels = found.setdefault(term, {})
            known = labels.get(label.language)
            if known is None or (*rank, label.value) < known:
                labels[label.language] = (*rank, label.value)
    return {
        term: {language: label for language, (_, _, label) in sorted(labels.items())} for term, labels in found.items()
    }


def choose_label(labels: Labels, lang: str) -> tuple[str, str] | None:
    """Return (text, language) of the label to show: the language wanted, else English, Finnish, Swedish, any other.

    >>> choose_label({"fi": "hanke", "sv": "projekt"}, "en")
    ('hanke', 'fi')
    """
    order = (lang, "en", "fi", "sv", "", *sorted(set(labels) - set(LANGUAGES)))
    return next(((labels[language], language) for language in order if language in labels), None)
