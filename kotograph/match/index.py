"""Find entries by name: candidates by shared keys, meanings and letters, then compared one by one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from heapq import nsmallest
from math import log

from kotograph.match.compare import (
    EXACT,
    is_certain_name,
    is_obstacle,
    list_features,
    relate,
)
from kotograph.match.model import Candidate, Entry, Feature, Name, Wanted
from kotograph.match.normalise import fold, split_words
from kotograph.match.places import make_gazetteer
from kotograph.match.reading import Reading, read_name

# How many names are compared one by one, and how many postings are looked at to choose them.
_COMPARED = 30
_POSTINGS = 4000
_FEW = 100


class Index:
    """Entries that can be found by name; what it answers depends on nothing but the entries and the question.

    >>> names = {"city": "Helsingin kaupunki", "university": "Helsingin yliopisto"}
    >>> index = Index(Entry(key, (Name(text, "fi"),)) for key, text in names.items())
    >>> [(found.entry.id, found.certain) for found in index.find(Wanted("City of Helsinki"), 1)]
    [('city', True)]
    """

    def __init__(self, entries: Iterable[Entry], gazetteer: Mapping[str, str] | None = None) -> None:
        self._gazetteer = make_gazetteer() if gazetteer is None else gazetteer
        self.entries = tuple(sorted(entries, key=lambda entry: entry.id))
        self._names: list[tuple[int, Name, Reading]] = []
        self._stated: list[frozenset[str]] = []
        self._keys: dict[str, list[int]] = defaultdict(list)
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._by_identifier: dict[str, list[int]] = defaultdict(list)
        self._by_letter: dict[str, list[int]] = defaultdict(list)
        self._words: dict[str, int] = defaultdict(int)
        for number, entry in enumerate(self.entries):
            self._add(number, entry)

    def _add(self, number: int, entry: Entry) -> None:
        stated = (_squeeze(name.text) for name in entry.names if name.kind == "abbreviation")
        self._stated.append(frozenset(stated))
        for identifier in entry.identifiers:
            self._by_identifier["".join(identifier.split()).casefold()].append(number)
        for name in dict.fromkeys(entry.names):
            if not name.text.strip():
                continue
            reading = read_name(name.text, self._gazetteer)
            place = len(self._names)
            self._names.append((number, name, reading))
            for key in _list_keys(reading):
                self._keys[key].append(place)
            for gram in _list_grams(reading):
                self._postings[gram].append(place)
            for word in {token.word for token in reading.tokens}:
                self._words[word] += 1
            if reading.bare:
                self._by_letter[reading.bare[0]].append(place)

    def find(self, wanted: Wanted, limit: int = 5) -> list[Candidate]:
        """Return the best candidates, best first, at most ``limit``; equal scores go by the entry's id."""
        best: dict[int, tuple[float, str, Name, tuple[Feature, ...], bool]] = {}
        identified = set(self._find_identified(wanted))
        for number in identified:
            entry = self.entries[number]
            name = entry.names[0] if entry.names else Name(entry.id)
            best[number] = (100.0, "same identifier", name, (Feature("identifier", 1.0, 1.0),), True)
        if wanted.text.strip():
            reading = read_name(wanted.text, self._gazetteer)
            for place in self._choose(reading):
                number, name, other = self._names[place]
                if number in identified:
                    continue
                found = self._compare(wanted, reading, number, name, other)
                kept = best.get(number)
                if kept is None or (found[0], found[4], name.lang == wanted.lang) > (
                    kept[0],
                    kept[4],
                    kept[2].lang == wanted.lang,
                ):
                    best[number] = found
        certain = self._find_only(best)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], self.entries[item[0]].id))
        return [
            Candidate(self.entries[number], name, round(score, 1), features, number == certain, how)
            for number, (score, how, name, features, _) in ranked[:limit]
            if score > 0
        ]

    def _compare(
        self, wanted: Wanted, reading: Reading, number: int, name: Name, other: Reading
    ) -> tuple[float, str, Name, tuple[Feature, ...], bool]:
        entry = self.entries[number]
        relation, likeness = relate(reading, other, name, self._stated[number], self._weigh)
        features = (Feature("name", round(likeness, 3), 1.0), *list_features(relation, reading, other, wanted, entry))
        score = 100.0
        for feature in features:
            score *= feature.factor
        may_be = is_certain_name(relation, reading, name) and not any(is_obstacle(f) for f in features)
        return score, relation, name, features, may_be

    @staticmethod
    def _find_only(found: Mapping[int, tuple[float, str, Name, tuple[Feature, ...], bool]]) -> int | None:
        """Find the one entry that is certain: by identifier, else by the closest relation that only one has."""
        for relation in ("same identifier", *EXACT):
            numbers = [number for number, (_, how, _, _, may_be) in found.items() if may_be and how == relation]
            if numbers:
                return numbers[0] if len(numbers) == 1 else None
        return None

    def _find_identified(self, wanted: Wanted) -> Iterator[int]:
        for identifier in wanted.identifiers:
            yield from self._by_identifier.get("".join(identifier.split()).casefold(), ())

    def _choose(self, reading: Reading) -> list[int]:
        """Return the names worth comparing: those with a key in common, then those with most of the telling letters."""
        chosen: dict[int, None] = {}
        for key in _list_keys(reading):
            chosen.update(dict.fromkeys(self._keys.get(key, ())[:_COMPARED]))
        if reading.name.is_acronym:
            letters = len(reading.bare)
            for place in self._by_letter.get(reading.bare[:1], ()):
                if 1 < len(self._names[place][2].tokens) <= letters:
                    chosen[place] = None
        weights: dict[int, float] = defaultdict(float)
        seen = 0
        total = max(len(self._names), _FEW)
        grams = sorted((len(self._postings[g]), g) for g in set(_list_grams(reading)) if g in self._postings)
        for size, gram in grams:
            seen += size
            if seen > _POSTINGS and weights:
                break
            weight = log(1 + total / size)
            for place in self._postings[gram]:
                weights[place] += weight
        ranked = nsmallest(_COMPARED, ((-weight, place) for place, weight in weights.items()))
        chosen.update((place, None) for _, place in ranked)
        return list(chosen)

    def _weigh(self, word: str) -> float:
        """Return how telling a word is among the names: rare ones most."""
        return log(1 + max(len(self._names), _FEW) / (1 + self._words.get(word, 0)))

    def search_prefix(self, text: str, limit: int = 10) -> list[Candidate]:
        """Return entries with a name one of whose words begins as the text does: whole names first, then by length."""
        prefix = " ".join(split_words(fold(text)))
        if not prefix:
            return []
        best: dict[int, tuple[float, Name]] = {}
        start = bisect_left(self._starts, (prefix,))
        for spelled, position, place in self._starts[start:]:
            if not spelled.startswith(prefix):
                break
            number, name, _ = self._names[place]
            score = 100.0 * (1.0 if position == 0 else 0.8) * (0.5 + 0.5 * len(prefix) / len(spelled))
            if number not in best or score > best[number][0]:
                best[number] = (score, name)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], self.entries[item[0]].id))[:limit]
        return [
            Candidate(self.entries[n], name, round(score, 1), (Feature("prefix", round(score / 100, 3), 1.0),), False)
            for n, (score, name) in ranked
        ]

    @cached_property
    def _starts(self) -> list[tuple[str, int, int]]:
        found = []
        for place, (_, name, _) in enumerate(self._names):
            words = split_words(fold(name.text))
            found += [(" ".join(words[position:]), position, place) for position in range(len(words))]
        return sorted(found)


def _squeeze(text: str) -> str:
    return "".join(split_words(fold(text)))


def _list_keys(reading: Reading) -> Iterator[str]:
    """Yield what names must have in common to be compared in any case."""
    yield f"={reading.bare}"
    if reading.body != reading.bare:
        yield f"={reading.body}"
    for acronym in sorted(reading.name.acronyms):
        yield f"={acronym}"
    if len(reading.meaning) > 1:
        yield f"m{' '.join(reading.meaning)}"
    for part in sorted(reading.parts):
        yield f"={part}"
    if len(reading.initials) > 2 or reading.name.is_acronym:
        yield f"i{reading.bare if reading.name.is_acronym else reading.initials}"


def _list_grams(reading: Reading) -> Iterator[str]:
    """Yield what two alike names share: meanings, and the trigrams of words with their ends."""
    for token in reading.tokens:
        yield from token.meaning
        word = f"^{token.word}$"
        yield from dict.fromkeys(word[start : start + 3] for start in range(len(word) - 2))
