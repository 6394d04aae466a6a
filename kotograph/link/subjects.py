"""What a build has to link: its organisations, places, projects and concepts, as entries with all their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kotograph.match import Entry, Name
from kotograph.match.model import NameKind
from kotograph.store import Store
from kotograph.store.answers import Term
from kotograph.vocab import PREFIXES

#: Kinds of things that can be linked, by the pattern that selects them; concepts are those of three schemes.
KINDS = {
    "organisation": "?s a koto:Organisation",
    "place": "?s a koto:Place",
    "project": "?s a koto:Project",
    "theme": "?s skos:inScheme <{base}vocab/theme>",
    "target-group": "?s skos:inScheme <{base}vocab/target-group>",
    "instrument": "?s skos:inScheme <{base}vocab/instrument>",
}
CONCEPTS = ("theme", "target-group", "instrument")
_NAMES: dict[str, NameKind] = {
    f"{PREFIXES['skos']}prefLabel": "preferred",
    f"{PREFIXES['dcterms']}title": "preferred",
    f"{PREFIXES['skos']}altLabel": "alternative",
}
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("koto", "skos", "dcterms", "org"))
_VALUES = "skos:prefLabel dcterms:title skos:altLabel org:identifier"
_AROUND = "dcterms:spatial dcterms:isPartOf"
_LONGEST_ABBREVIATION = 9


def read_subjects(store: Store, kinds: Iterable[str], base: str) -> list[Entry]:
    """Return the things of these kinds, sorted by IRI; the type of each is its kind, its places are named."""
    found: list[Entry] = []
    for kind in kinds:
        pattern = KINDS[kind].format(base=base)
        values = _collect(store, f"{pattern} . VALUES ?p {{ {_VALUES} }} ?s ?p ?o")
        around = _collect(store, f"{pattern} . VALUES ?p {{ {_AROUND} }} ?s ?p ?place . ?place skos:prefLabel ?o")
        for subject, statements in values.items():
            names = [_read_name(predicate, term) for predicate, term in statements if predicate in _NAMES]
            identifiers = (term.value for predicate, term in statements if predicate not in _NAMES)
            places = (term.value for _, term in around.get(subject, ()))
            found.append(
                Entry(
                    subject,
                    tuple(sorted(set(names), key=lambda n: (n.kind != "preferred", n.kind, n.lang, n.text))),
                    (kind,),
                    tuple(sorted(set(identifiers))),
                    tuple(sorted(set(places))),
                )
            )
    return sorted(found, key=lambda entry: entry.id)


def _collect(store: Store, pattern: str) -> dict[str, list[tuple[str, Term]]]:
    found: dict[str, list[tuple[str, Term]]] = defaultdict(list)
    for subject, predicate, term in store.query(f"{_HEAD}SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }}").rows:
        if subject is not None and predicate is not None and term is not None and subject.kind == "uri":
            found[subject.value].append((predicate.value, term))
    return found


def _read_name(predicate: str, term: Term) -> Name:
    """Read a label; a short one in capitals is an abbreviation."""
    kind = _NAMES[predicate]
    return Name(
        term.value, term.lang, "abbreviation" if kind == "alternative" and is_abbreviation(term.value) else kind
    )


def is_abbreviation(text: str) -> bool:
    """Tell whether a name is one short word, mostly of capitals.

    >>> is_abbreviation("THL"), is_abbreviation("RIO 2"), is_abbreviation("Sataedu")
    (True, False, False)
    """
    capitals = sum(c.isupper() for c in text)
    return (
        " " not in text and 2 <= len(text) <= _LONGEST_ABBREVIATION and capitals >= 2 and capitals * 5 >= len(text) * 3
    )
