"""Gather what can be searched from a build: one query for each kind of page, whatever the number of pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kotograph.config import DEFAULT_BASE
from kotograph.query import list_queries
from kotograph.site.search import Document
from kotograph.store import Store
from kotograph.vocab import PREFIXES

# Where a name is missing in the page's language, the first of these that has one is shown.
_FALLBACK = ("en", "fi", "sv")
_NAME = "name"
# How much a word counts by where it stands. Names of other pages count little: those pages are to be found first.
_WEIGHTS = {
    _NAME: 4.0,
    "other-name": 4.0,
    "code": 4.0,
    "text": 1.0,
    "output": 1.2,
    "body": 2.0,
    "theme": 1.5,
    "group": 1.5,
    "place": 2.0,
    "within": 0.4,
    "fund": 0.2,
}
# The paths of each kind below its class, by what they give.
_ORGANISATION = "skos:prefLabel|skos:altLabel"
_PATHS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "project": (
        (_NAME, "dcterms:title"),
        ("other-name", "skos:altLabel"),
        ("text", "dcterms:abstract|dcterms:description"),
        ("output", "koto:output/rdfs:label"),
        ("body", f"(koto:implementer|koto:partner)/({_ORGANISATION})"),
        ("body", "koto:implementingUnit/skos:prefLabel"),
        ("theme", "dcterms:subject/skos:prefLabel"),
        ("group", "koto:targetGroup/skos:prefLabel"),
        ("place", "dcterms:spatial/skos:prefLabel"),
        ("within", "dcterms:spatial/dcterms:isPartOf/skos:prefLabel"),
        ("fund", "koto:grant/koto:fundedUnder/(skos:prefLabel|skos:altLabel)"),
        ("fund", "koto:objective/skos:prefLabel"),
    ),
    "organisation": (
        (_NAME, "skos:prefLabel"),
        ("other-name", "skos:altLabel"),
        ("other-name", "^org:unitOf/skos:prefLabel"),
        ("text", "org:classification/skos:prefLabel"),
        ("place", "dcterms:spatial/skos:prefLabel"),
    ),
    "place": (
        (_NAME, "skos:prefLabel"),
        ("other-name", "skos:altLabel"),
        ("within", "dcterms:isPartOf/skos:prefLabel"),
    ),
    "source": (
        (_NAME, "dcterms:title"),
        ("text", "koto:section"),
        ("body", "dcterms:publisher/(skos:prefLabel|rdfs:label|foaf:name)"),
    ),
    "concept": (
        (_NAME, "skos:prefLabel"),
        ("other-name", "skos:altLabel"),
        ("text", "skos:definition"),
        ("code", "skos:notation"),
    ),
}
_CLASSES = {
    "project": "koto:Project",
    "organisation": "koto:Organisation",
    "place": "koto:Place",
    "source": "koto:SourceDocument",
}
# Schemes whose concepts are pages, with the kind of page.
_SCHEMES = {
    "theme": "theme",
    "target-group": "target-group",
    "instrument": "instrument",
    "objective": "objective",
    "good-practice-criterion": "criterion",
}
_PAGES = {"target-group": "vocabulary/target-group.html#{}"}
_CODED = ("objective",)


@dataclass(slots=True)
class _Found:
    """What is known of one page so far; ``names`` by language."""

    names: dict[str, str] = field(default_factory=dict)
    texts: list[tuple[float, str]] = field(default_factory=list)


def iter_documents(store: Store, language: str, base: str = DEFAULT_BASE) -> Iterator[Document]:
    """Yield every page that can be found, in an order that depends on the graph only; titles are in the language."""
    yield from _iter_kind(store, "project", language, base)
    yield from _iter_kind(store, "organisation", language, base)
    for scheme, kind in _SCHEMES.items():
        found = _gather(store, f"?thing skos:inScheme <{base}vocab/{scheme}>", "concept", kind in _CODED)
        yield from _make(found, kind, f"{base}vocab/{scheme}/", language)
    yield from _iter_kind(store, "place", language, base)
    yield from _iter_questions(language)
    yield from _iter_kind(store, "source", language, base)


def _iter_kind(store: Store, kind: str, language: str, base: str) -> Iterator[Document]:
    found = _gather(store, f"?thing a {_CLASSES[kind]}", kind)
    yield from _make(found, kind, f"{base}id/{kind}/", language)


def _gather(store: Store, pattern: str, kind: str, coded: bool = False) -> dict[str, _Found]:
    """Return the names and weighed texts of each thing of a kind, by IRI."""
    paths = [(role, path) for role, path in _PATHS[kind] if role != "code" or coded]
    branches = " UNION ".join(
        f"{{ {pattern} ; {path} ?text BIND({number} AS ?path) }}" for number, (_, path) in enumerate(paths)
    )
    prefixes = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items())
    text = f"{prefixes}SELECT DISTINCT ?thing ?path ?text WHERE {{ {branches} }}"
    rows = {
        (thing.value, int(path.value), term.lang, term.value)
        for thing, path, term in store.query(text, f"search: {kind}").rows
        if thing is not None and path is not None and term is not None and term.kind == "literal"
    }
    found: dict[str, _Found] = {}
    for thing, number, lang, value in sorted(rows):
        role = paths[number][0]
        entry = found.setdefault(thing, _Found())
        if role == _NAME:
            entry.names.setdefault(lang, value)
        entry.texts.append((_WEIGHTS[role], value))
    return found


def _make(found: Mapping[str, _Found], kind: str, start: str, language: str) -> Iterator[Document]:
    page = _PAGES.get(kind, f"{kind}/{{}}.html")
    for iri, entry in sorted(found.items()):
        key = iri.removeprefix(start)
        if key == iri:
            continue
        title = _choose(entry.names, language) or key
        yield Document(f"{kind}/{key}", kind, page.format(key), title, tuple(entry.texts))


def _iter_questions(language: str) -> Iterator[Document]:
    for query in list_queries():
        texts = [(_WEIGHTS[_NAME], title) for _, title in sorted(query.titles.items())]
        texts += [(_WEIGHTS["text"], text) for _, text in sorted(query.descriptions.items())]
        title = _choose(query.titles, language) or query.name
        yield Document(f"question/{query.name}", "question", f"question/{query.name}.html", title, tuple(texts))


def _choose(names: Mapping[str, str], language: str) -> str:
    for tag in (language, *_FALLBACK):
        if names.get(tag):
            return names[tag]
    return min(names.items())[1] if names else ""
