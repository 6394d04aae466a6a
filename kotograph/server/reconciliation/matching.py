"""Answer reconciliation queries: candidates of the index, held against the types and properties that were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from rapidfuzz.fuzz import ratio

from kotograph.match import Candidate, Entry, Feature, Index, Wanted, compare
from kotograph.match.normalise import fold
from kotograph.server.reconciliation.asked import Condition, Given, Query
from kotograph.server.reconciliation.catalogue import EVERYTHING, Catalogue
from kotograph.server.reconciliation.gathering import IDENTIFIERS, LINKS
from kotograph.server.reconciliation.identifiers import normalise_identifier
from kotograph.server.reconciliation.properties import BACK, Properties
from kotograph.store import Term

#: The relations of a candidate that count as a match. Inflected forms and translations by rule are left to people.
MATCHED = ("same identifier", "same name", "same name with its acronym", "same name but for diacritics")
#: What a property, and a type that is only wished for, costs at most.
PROPERTY_WEIGHT, TYPE_WEIGHT = 0.3, 0.5
# So many candidates are looked at where types or properties choose among them.
_LOOKED_AT = 30
_MOST_FOUND = 1000
_ALIKE = 85.0
_SAME = 0.5
Json: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class Matcher:
    """Find the candidates of queries among the entries of a catalogue."""

    catalogue: Catalogue
    properties: Properties

    def answer(self, query: Query, lang: str) -> list[Json]:
        """Return the candidates of one query as the protocol has them, best first."""
        return [self._show(candidate, lang) for candidate in self.find(query, lang)]

    def find(self, query: Query, lang: str) -> list[Candidate]:
        """Return the candidates of one query, best first."""
        wanted = Wanted(query.text, lang, identifiers=tuple(_iter_identifiers(query)))
        types = tuple(each for each in query.types if each not in EVERYTHING)
        most = max(query.limit, _LOOKED_AT) if types or query.conditions else query.limit
        found = [c for index in self._choose_indices(query, types) for c in index.find(wanted, most)]
        if query.conditions and not query.text.strip():
            found += self._find_by_conditions(query, {candidate.entry.id for candidate in found})
        known: dict[str, Candidate] = {}
        for candidate in found:
            before = known.get(candidate.entry.id)
            if before is None or (candidate.score, candidate.certain) > (before.score, before.certain):
                known[candidate.entry.id] = candidate
        weighed = [self._weigh(candidate, query, types) for candidate in known.values()]
        kept = [candidate for candidate in weighed if self._fits(candidate.entry, query, types)]
        return _rank(kept)[: query.limit]

    def _choose_indices(self, query: Query, types: Sequence[str]) -> list[Index]:
        """Return where to look: a name that only one of a type has is certain, whatever else has it."""
        if query.strict == "all" and types:
            return [self.catalogue.get_index(types[0])]
        every = [self.catalogue.get_index()] if not types or query.strict == "should" else []
        return [*(self.catalogue.get_index(kind) for kind in types), *every]

    def _has_type(self, entry: Entry, kind: str) -> bool:
        return not self.catalogue.find_kinds(kind).isdisjoint(entry.types)

    def _fits(self, entry: Entry, query: Query, types: Sequence[str]) -> bool:
        """Tell whether an entry has the types that a query insists on."""
        if not types or query.strict == "should":
            return True
        quantify = all if query.strict == "all" else any
        return quantify(self._has_type(entry, kind) for kind in types)

    def _weigh(self, candidate: Candidate, query: Query, types: Sequence[str]) -> Candidate:
        """Return a candidate with what its types and properties say for and against it."""
        more = []
        if types:
            has_type = any(self._has_type(candidate.entry, kind) for kind in types)
            more.append(Feature("type", float(has_type), TYPE_WEIGHT))
        for condition in query.conditions:
            agreement = self._compare(candidate.entry, condition)
            if agreement is not None:
                more.append(Feature(f"property:{condition.property_id}", agreement, PROPERTY_WEIGHT))
        if not more:
            return candidate
        score = candidate.score
        for feature in more:
            score *= feature.factor
        names = {feature.name for feature in more}
        features = (*(each for each in candidate.features if each.name not in names), *more)
        certain = candidate.certain and all(feature.value > _SAME for feature in more)
        return replace(candidate, score=round(score, 1), features=tuple(_unique(features)), certain=certain)

    # --- properties ------------------------------------------------------------------------------------------------

    def _compare(self, entry: Entry, condition: Condition) -> float | None:
        """Tell how far an entry has the values of a condition, 0 to 1; None where the dataset does not know."""
        if condition.property_id in (*IDENTIFIERS, *LINKS):
            mine = {each.casefold() for each in entry.identifiers[1:]}
            if not mine:
                return None
            return float(any(normalise_identifier(v.text).casefold() in mine for v in condition.values))
        values = self.properties.get_values(entry.id, condition.property_id)
        if not values or not condition.values:
            return None
        return max(self._compare_value(given, term) for given in condition.values for term in values)

    def _compare_value(self, given: Given, term: Term) -> float:
        if term.kind == "uri":
            if normalise_identifier(given.text) == normalise_identifier(term.value):
                return 1.0
            entry = self.catalogue.entries.get(term.value)
            if given.is_entity or entry is None:
                return 0.0
            identifiers = {each.casefold() for each in entry.identifiers}
            if normalise_identifier(given.text).casefold() in identifiers:
                return 1.0
            return max(_compare_texts(given.text, name.text) for name in entry.names)
        if _compare_numbers(given.text, term.value):
            return 1.0
        if term.datatype.endswith(("#date", "#dateTime", "#gYear", "#gYearMonth")):
            return float(bool(given.text) and (term.value.startswith(given.text) or given.text.startswith(term.value)))
        return _compare_texts(given.text, term.value)

    def _find_by_conditions(self, query: Query, known: set[str]) -> list[Candidate]:
        """Return the entries that have what a query without a name asks for, up to a number."""
        found: dict[str, None] = {}
        for condition in query.conditions:
            for given in condition.values:
                found.update(dict.fromkeys(self._iter_having(condition.property_id, given)))
        return [
            Candidate(entry, entry.names[0], 100.0, (), False)
            for iri in sorted(found)[:_MOST_FOUND]
            if iri not in known and (entry := self.catalogue.entries.get(iri)) is not None
        ]

    def _iter_having(self, property_id: str, given: Given) -> Iterator[str]:
        """Yield the things that have a value of a property: a thing that can be found, or a text as it is spelled."""
        ends = [given.text] if given.text in self.catalogue.entries else []
        if not ends and not given.is_entity:
            named = self.catalogue.get_index().find(Wanted(given.text, identifiers=(normalise_identifier(given.text),)))
            ends = [candidate.entry.id for candidate in named if candidate.score >= _ALIKE]
        back = property_id.removeprefix(BACK) if property_id.startswith(BACK) else f"{BACK}{property_id}"
        for end in ends:
            yield from (term.value for term in self.properties.get_values(end, back) if term.kind == "uri")
        if not given.is_entity:
            yield from self.properties.iter_holders(property_id, given.text)

    def _show(self, candidate: Candidate, lang: str) -> Json:
        entry = candidate.entry
        shown: Json = {
            "id": entry.id,
            "name": self.catalogue.name_entry(entry, lang),
            "type": self.catalogue.show_types(entry, lang),
            "score": candidate.score,
            "features": [{"id": spell_feature(f.name), "value": f.value} for f in candidate.features],
            "match": candidate.certain and candidate.how in MATCHED,
        }
        description = self.catalogue.describe(entry.id, lang)
        return {**shown, "description": description} if description else shown


def list_weights() -> dict[str, float]:
    """Return what part of the score each feature is at stake for, by its id, in the order in which they are told."""
    whole = {"name": 1.0, "identifier": 1.0}
    found = {**whole, **compare.WEIGHTS, "type": TYPE_WEIGHT, "property": PROPERTY_WEIGHT}
    return {spell_feature(name): weight for name, weight in found.items()}


def spell_feature(name: str) -> str:
    """Return the id of a feature.

    >>> spell_feature("legal form")
    'legal-form'
    """
    return name.replace(" ", "-")


def _iter_identifiers(query: Query) -> Iterator[str]:
    """Yield what may be identifiers: the text itself, and values of properties that identify."""
    if query.text.strip():
        yield normalise_identifier(query.text)
    for condition in query.conditions:
        if condition.property_id in (*IDENTIFIERS, *LINKS):
            yield from (normalise_identifier(given.text) for given in condition.values if given.text.strip())


def _rank(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates by score; of several that each index holds for certain, none is."""
    ranked = sorted(candidates, key=lambda candidate: (-candidate.score, candidate.entry.id))
    if sum(candidate.certain for candidate in ranked) > 1:
        return [replace(candidate, certain=False) for candidate in ranked]
    return ranked


def _unique(features: Sequence[Feature]) -> Iterator[Feature]:
    """Yield each feature once: of a property that was asked for twice, the worse."""
    worst: dict[str, Feature] = {}
    for feature in features:
        if feature.name not in worst or feature.value < worst[feature.name].value:
            worst[feature.name] = feature
    yield from worst.values()


@lru_cache(maxsize=4096)
def _compare_texts(one: str, other: str) -> float:
    likeness = ratio(fold(one), fold(other))
    return round(likeness / 100, 3) if likeness >= _ALIKE else 0.0


def _compare_numbers(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return False
