"""What one build offers for matching: its entries, its types, and an index for each type that was asked for."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from kotograph.match import Entry, Index
from kotograph.server.reconciliation.gathering import CONCEPT, MODEL, gather_entries
from kotograph.server.reconciliation.words import find_term
from kotograph.site.graph import FALLBACK, Graph
from kotograph.store import accepts_iri
from kotograph.vocab import KOTO, PREFIXES

#: Types that everything has.
EVERYTHING = (f"{PREFIXES['rdfs']}Resource", f"{PREFIXES['owl']}Thing")
_ABOVE = "rdfs:subClassOf"
_PREFIX_OF = sorted(((space, name) for name, space in PREFIXES.items()), key=lambda pair: -len(pair[0]))
_CACHED = 20_000


def shorten(iri: str) -> str:
    """Return an IRI with one of our prefixes; as it is, if none fits.

    >>> shorten("http://www.w3.org/2004/02/skos/core#Concept")
    'skos:Concept'
    """
    for space, prefix in _PREFIX_OF:
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


class Catalogue:
    """Everything of a generation that can be matched; made in a thread, then read by many."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        gathered = gather_entries(graph.store)
        self.entries, self.is_ours = gathered.entries, gathered.is_ours
        self._indices: dict[str, Index] = {}
        self._empty = Index(())
        self._lock = threading.Lock()
        self.describe = lru_cache(maxsize=_CACHED)(self._describe)
        self.find_kinds = lru_cache(maxsize=1024)(self._find_kinds)

    # --- types ---------------------------------------------------------------------------------------------------

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many entries each type has, those of most first."""
        found = Counter(kind for entry in self.entries.values() for kind in entry.types)
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def types(self) -> Sequence[str]:
        """The types of entries: the classes, then the schemes of concepts, each in a lasting order."""
        if self.is_ours:
            classes = [kind for kind in MODEL if kind in self.counts]
        else:
            classes = [kind for kind in self.counts if not self.is_scheme(kind)]
        return (*classes, *sorted(kind for kind in self.counts if self.is_scheme(kind)))

    def is_scheme(self, kind: str) -> bool:
        """Tell whether a type is a scheme of concepts."""
        return self.graph.is_a(kind, "skos:ConceptScheme")

    def get_broader(self, kind: str) -> list[str]:
        """Return the types right above one that entries have, too."""
        if self.is_scheme(kind):
            return [CONCEPT] if CONCEPT in self.counts else []
        return [above for above in self.graph.get_iris(kind, _ABOVE) if above in self.counts and above != kind]

    def _find_kinds(self, kind: str) -> frozenset[str]:
        """Return the types of entries that are a given one, or lie below it; of ``EVERYTHING`` an empty set."""
        if kind in EVERYTHING:
            return frozenset()
        return frozenset(
            each for each in self.counts if each == kind or kind in self.graph.iter_above(each, _ABOVE)
        ) or frozenset([kind])

    def name_term(self, iri: str, lang: str) -> str:
        """Return what a type or a property is called."""
        known = find_term(shorten(iri), lang)
        if known or not accepts_iri(iri):
            return known or iri
        return self.graph.get_name(iri, lang).value or iri

    def show_types(self, entry: Entry, lang: str) -> list[dict[str, str]]:
        """Return the types of an entry as the protocol has them, the narrowest first."""
        kinds = sorted(entry.types, key=lambda kind: (not self.is_scheme(kind), entry.types.index(kind)))
        return [{"id": kind, "name": self.name_term(kind, lang)} for kind in kinds]

    # --- entries -------------------------------------------------------------------------------------------------

    @cached_property
    def space(self) -> str:
        """Return what the IRIs of the entries begin with: the base, or what all have in common up to ``/`` or ``#``."""
        iris = list(self.entries)
        if not iris or all(iri.startswith(self.graph.base) for iri in iris):
            return self.graph.base
        # They are sorted, so what the first and the last share, all do.
        first, last = iris[0], iris[-1]
        size = next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
        common = first[:size]
        cut = max(common.rfind("/"), common.rfind("#")) + 1
        return common[:cut] if cut > len("https://") else self.graph.base

    @property
    def schema_space(self) -> str:
        """Return the IRI that stands for what the entries are."""
        return KOTO if self.is_ours else EVERYTHING[0]

    def name_entry(self, entry: Entry, lang: str) -> str:
        """Return an entry's name in a language, else in the first that has one."""
        order = {tag: rank for rank, tag in enumerate((lang, *(tag for tag in FALLBACK if tag != lang)))}
        names = [name for name in entry.names if name.kind == "preferred"] or list(entry.names)
        best = min(names, key=lambda name: (order.get(name.lang, len(order)), name.lang, name.text))
        return best.text

    def _describe(self, iri: str, lang: str) -> str:
        from kotograph.server.reconciliation.showing import describe_entry

        return describe_entry(self, iri, lang)

    # --- indices -------------------------------------------------------------------------------------------------

    def get_index(self, kind: str = "") -> Index:
        """Return the index of the entries of a type, or of all; it is made when it is first asked for."""
        kinds = self.find_kinds(kind) if kind else frozenset[str]()
        if kinds and kinds.isdisjoint(self.counts):
            return self._empty
        key = " ".join(sorted(kinds))
        with self._lock:
            index = self._indices.get(key)
            if index is None:
                index = Index(self._select(kinds))
                self._indices[key] = index
        return index

    def _select(self, kinds: Collection[str]) -> Iterable[Entry]:
        if not kinds:
            return self.entries.values()
        return [entry for entry in self.entries.values() if any(kind in kinds for kind in entry.types)]
