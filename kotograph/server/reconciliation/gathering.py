"""Gather what can be matched from a store: things with names, their types, and the identifiers that others give them.

Of our model these are organisations and their units, projects, places and concepts. Of any other RDF they are all
things that have a name and are no term of a vocabulary.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kotograph.errors import LimitError
from kotograph.match import Entry, Name
from kotograph.server.reconciliation.identifiers import (
    is_known_elsewhere,
    iter_iri_forms,
    iter_literal_forms,
    normalise_identifier,
)
from kotograph.store import Store, Term
from kotograph.vocab import KOTO, PREFIXES

#: More things than this are not held in memory.
MOST_ENTITIES = 1_000_000
CONCEPT = f"{PREFIXES['skos']}Concept"
_UNIT = f"{PREFIXES['org']}OrganizationalUnit"
#: The classes of our model whose instances are matched, in the order in which they are told.
MODEL = (f"{KOTO}Organisation", _UNIT, f"{KOTO}Project", f"{KOTO}Place", CONCEPT)
_OWN = (f"{KOTO}Organisation", f"{KOTO}Project", f"{KOTO}Place")
_SCHEMA = ("http://schema.org/", "https://schema.org/")
_NAMES = {
    f"{PREFIXES['skos']}prefLabel": "preferred",
    f"{PREFIXES['dcterms']}title": "preferred",
    f"{PREFIXES['rdfs']}label": "preferred",
    f"{PREFIXES['foaf']}name": "preferred",
    **{f"{start}name": "preferred" for start in _SCHEMA},
    f"{PREFIXES['skos']}altLabel": "alternative",
    f"{PREFIXES['skos']}hiddenLabel": "alternative",
    f"{PREFIXES['dcterms']}alternative": "alternative",
    **{f"{start}alternateName": "alternative" for start in _SCHEMA},
    f"{PREFIXES['skos']}notation": "abbreviation",
}
#: The properties whose literals identify a thing, and those that lead to the same thing elsewhere.
IDENTIFIERS = (f"{PREFIXES['org']}identifier", f"{PREFIXES['dcterms']}identifier", *(f"{s}identifier" for s in _SCHEMA))
LINKS = (
    f"{PREFIXES['owl']}sameAs",
    f"{PREFIXES['skos']}exactMatch",
    f"{PREFIXES['skos']}closeMatch",
    *(f"{start}sameAs" for start in _SCHEMA),
)
_SEE_ALSO = f"{PREFIXES['rdfs']}seeAlso"
_GRANT = (f"{KOTO}grant", f"{PREFIXES['dcterms']}identifier")
# Terms of vocabularies, and the data about data, are no things that somebody has in a list.
_TERMS = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "sh", "void", "dcat"))
_TERM_CLASSES = (f"{PREFIXES['skos']}ConceptScheme", f"{PREFIXES['skos']}Collection")
_MOST_TYPES = 8
# One word with two capitals or more among few letters: Migri is none, TAMK, KoKo and THL are.
_ABBREVIATION = re.compile(r"(?=(?:[^A-ZÅÄÖ]*[A-ZÅÄÖ]){2})[\w.+-]{2,10}")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a store has: entries by IRI, and whether they are of our model."""

    entries: Mapping[str, Entry]
    is_ours: bool


def gather_entries(store: Store) -> Gathered:
    """Return what can be matched; raise LimitError for a store with more things than are held in memory."""
    is_ours = _has_model(store)
    types = _read_types(store, MODEL if is_ours else ())
    names: dict[str, list[Name]] = defaultdict(list)
    for subject, predicate, term in _iter_facts(store, tuple(_NAMES)):
        if term.kind != "literal" or not term.value.strip() or (is_ours and subject not in types):
            continue
        if not is_ours and any(_is_term(each) for each in types.get(subject, ())):
            continue
        names[subject].append(_make_name(term, _NAMES[predicate]))
        if len(names) > MOST_ENTITIES:
            hint = "serve a smaller file, or a part of this one"
            raise LimitError("too-many-things", f"there are more than {MOST_ENTITIES} things with names", "", hint)
    identifiers = _read_identifiers(store)
    entries = {}
    for iri, given in sorted(names.items()):
        known = tuple(sorted(dict.fromkeys(given), key=lambda name: (name.kind != "preferred", name.lang, name.text)))
        own = (normalise_identifier(iri), *sorted(identifiers.get(iri, ())))
        entries[iri] = Entry(iri, known, tuple(types.get(iri, ()))[:_MOST_TYPES], own)
    return Gathered(entries, is_ours)


def _has_model(store: Store) -> bool:
    classes = " ".join(f"<{each}>" for each in _OWN)
    query = f"SELECT ?thing WHERE {{ VALUES ?class {{ {classes} }} ?thing a ?class }} LIMIT 1"
    return any(True for _ in store.query(query, "reconciliation: model").rows)


def _read_types(store: Store, classes: Sequence[str]) -> dict[str, list[str]]:
    """Return the types of each thing: its classes, then the schemes that it is a concept of."""
    values = f"VALUES ?class {{ {' '.join(f'<{each}>' for each in classes)} }} " if classes else ""
    found: dict[str, set[str]] = defaultdict(set)
    for thing, kind in _iter_pairs(store, f"SELECT ?thing ?class WHERE {{ {values}?thing a ?class }}"):
        found[thing].add(kind)
    types = {thing: sorted(kinds) for thing, kinds in found.items()}
    scheme = f"SELECT ?thing ?scheme WHERE {{ ?thing <{PREFIXES['skos']}inScheme> ?scheme }}"
    for thing, kind in sorted(set(_iter_pairs(store, scheme))):
        if thing in types or not classes:
            types.setdefault(thing, []).append(kind)
    return types


def _read_identifiers(store: Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, term in _iter_facts(store, (*IDENTIFIERS, *LINKS, _SEE_ALSO)):
        if term.kind == "literal" and predicate in IDENTIFIERS:
            found[subject].update(iter_literal_forms(term))
        elif term.kind == "uri" and (predicate in LINKS or is_known_elsewhere(term.value)):
            found[subject].update(iter_iri_forms(term.value))
    # The code of a grant is how others call the project.
    query = f"SELECT ?thing ?code WHERE {{ ?thing <{_GRANT[0]}> ?grant . ?grant <{_GRANT[1]}> ?code }}"
    for row in store.query(query, "reconciliation: grants").rows:
        thing, code = row
        if thing is not None and code is not None and thing.kind == "uri":
            found[thing.value].update(iter_literal_forms(code))
    return found


def _iter_facts(store: Store, predicates: Sequence[str]) -> Iterator[tuple[str, str, Term]]:
    for predicate in predicates:
        query = f"SELECT DISTINCT ?thing ?value WHERE {{ ?thing <{predicate}> ?value }}"
        for thing, value in store.query(query, "reconciliation: names").rows:
            if thing is not None and value is not None and thing.kind == "uri":
                yield thing.value, predicate, value


def _iter_pairs(store: Store, query: str) -> Iterator[tuple[str, str]]:
    for one, other in store.query(query, "reconciliation: types").rows:
        if one is not None and other is not None and one.kind == other.kind == "uri":
            yield one.value, other.value


def _is_term(kind: str) -> bool:
    return kind.startswith(_TERMS) or kind in _TERM_CLASSES


def _make_name(term: Term, kind: str) -> Name:
    text = " ".join(term.value.split())
    if kind == "preferred":
        return Name(text, term.lang, "preferred")
    is_short = kind == "abbreviation" or _ABBREVIATION.fullmatch(text)
    return Name(text, term.lang, "abbreviation" if is_short else "alternative")
