"""Search in the pages of the site: build an index, and find documents in it.

The index is one JSON value that a page loads as a classic script, so that it also works from ``file://``. `Searcher` is
the reference; ``assets/search.js`` gives the same documents in the same order, which a test holds. All arithmetic is on
whole numbers and doubles with ``+ - * /`` only, which both languages round alike.

A query is matched to the index's vocabulary, word by word: the same stem, the same letters without diacritics, a part
of a compound or a compound of it, a long common start, one or two typing errors; each with a quality from 0 to 100.
Where an analyser was at hand at build time, links from stems to the stems of lemmas and parts are in the index too.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from kotograph.site.search_match import Vocabulary
from kotograph.site.search_voikko import find_lemmatiser
from kotograph.site.search_words import RULES, find_stem, split_pieces, split_words

__all__ = ["Document", "Hit", "Searcher", "build_index", "find_lemmatiser", "write_script"]

VERSION = 1
FALLBACK = "kotograph-stems 1"
_LONGEST_QUERY = 200
_MOST_WORDS = 12
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_IMPACTS = 63
# How soon a repeated word stops to count, and how much of a long text's length counts against it.
_SATURATION = 2.0
_LENGTH_SHARE = 0.25
_LENGTH_UNIT = 60.0
_SURE = 90
# How much the pieces of "finmonik2" count beside it: who looks for "finmonik" means the one without a number.
_PIECE_SHARE = 0.4
# Neighbours count as one word if a word of the index starts with the first and this many letters of the second.
_JOINED_LETTERS, _SHORTEST_JOINED = 5, 9
# How much the parts of a compound of the query count beside the whole.
# The first part of a Finnish or Swedish compound is what makes it special.
_SHARES_KNOWN = (0.25, 0.2)
_SHARES_UNKNOWN = (1.2, 0.2)
# What a document keeps of its score if none of the other words of the query are in it.
_LEAST_COVERAGE = 0.35
_TITLE_BONUS = 1.5


@dataclass(frozen=True, slots=True)
class Document:
    """One page that can be found.

    ``url`` is relative to the folder of the language. ``title`` is shown; what is searched is in ``texts``, each with
    its weight, in all languages.
    """

    id: str
    kind: str
    url: str
    title: str
    texts: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; scores compare within one answer only."""

    id: str
    kind: str
    url: str
    title: str
    score: float


def build_index(
    documents: Iterable[Document], language: str, lemmatise: Callable[[str], Iterable[str]] | None = None
) -> dict[str, object]:
    """Build the index of documents, which keeps their order; ``lemmatise`` gives lemmas and parts of a word.

    The value holds only what JSON has. Among equals, documents that come first are found first.
    """
    kinds: dict[str, int] = {}
    entries: list[list[object]] = []
    postings: dict[str, list[tuple[int, int]]] = {}
    given = list(documents)
    words = {word for document in given for _, text in document.texts for word in split_words(text)}
    joiner = _Joiner(words)
    for number, document in enumerate(given):
        kind = kinds.setdefault(document.kind, len(kinds))
        url = "" if document.url == f"{document.id}.html" else document.url
        entries.append([document.id, kind, document.title, url] if url else [document.id, kind, document.title])
        for stem, impact in _weigh(document.texts, joiner).items():
            postings.setdefault(stem, []).append((number, impact))
    links = _find_links(words, lemmatise) if lemmatise else {}
    terms = sorted(set(postings) | {target for targets in links.values() for target in targets})
    numbers = {term: number for number, term in enumerate(terms)}
    return {
        "version": VERSION,
        "language": language,
        "analyser": getattr(lemmatise, "name", "") or ("given" if lemmatise else FALLBACK),
        "rules": RULES,
        "kinds": list(kinds),
        "documents": entries,
        "terms": " ".join(terms),
        "postings": " ".join(_spell_postings(postings.get(term, [])) for term in terms),
        "links": " ".join(_spell_links(sorted(numbers[target] for target in links.get(term, ()))) for term in terms)
        if links
        else "",
    }


class _Joiner:
    """Find where neighbours are what others write as one word: "maahan muuttaneet" beside "maahanmuuttajat"."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(word for word in words if len(word) >= _SHORTEST_JOINED)
        self._known: dict[tuple[str, str], str] = {}

    def find(self, first: str, second: str) -> str:
        """Return the joined stem if a known word starts like it, well into the second word; else nothing."""
        pair = (first, second)
        if pair not in self._known:
            start = first + second[:_JOINED_LETTERS]
            at = bisect_left(self._words, start)
            is_known = len(start) >= _SHORTEST_JOINED and at < len(self._words) and self._words[at].startswith(start)
            self._known[pair] = find_stem(first + second) if is_known else ""
        return self._known[pair]


def _weigh(texts: Iterable[tuple[float, str]], joiner: _Joiner) -> dict[str, int]:
    """Return the impact of each stem of a document, 1 to 63."""
    weights: dict[str, float] = {}
    length = 0
    for weight, text in texts:
        words = split_words(text)
        length += len(words)
        stems = [find_stem(word) for word in words]
        stems += filter(None, (joiner.find(first, second) for first, second in pairwise(words)))
        for stem in stems:
            weights[stem] = weights.get(stem, 0.0) + weight
        for piece in (piece for word in words for piece in split_pieces(word)):
            stem = find_stem(piece)
            weights[stem] = weights.get(stem, 0.0) + weight * _PIECE_SHARE
    norm = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * length / _LENGTH_UNIT)
    return {
        stem: max(1, round(_IMPACTS * weight / (weight + norm)))
        for stem, weight in sorted(weights.items())
        if weight > 0
    }


def _find_links(words: Iterable[str], lemmatise: Callable[[str], Iterable[str]]) -> dict[str, set[str]]:
    """Return, by stem, the stems of the lemmas and parts of its words."""
    links: dict[str, set[str]] = {}
    for word in words:
        if len(word) < 4 or not word.isalpha():
            continue
        stem = find_stem(word)
        for lemma in lemmatise(word):
            for part in split_words(lemma):
                target = find_stem(part)
                if target != stem and len(target) > 2:
                    links.setdefault(stem, set()).add(target)
    return links


def _spell_number(number: int) -> str:
    """Spell a number of any size: five bits a character, the sixth tells that more follow."""
    spelled = ""
    while number > 31:
        spelled += _DIGITS[32 + number % 32]
        number //= 32
    return spelled + _DIGITS[number]


def _spell_postings(postings: Iterable[tuple[int, int]]) -> str:
    spelled, last = [], -1
    for number, impact in postings:
        spelled.append(_spell_number(number - last - 1) + _DIGITS[impact])
        last = number
    return "".join(spelled)


def _spell_links(targets: Iterable[int]) -> str:
    return "".join(_spell_number(target) for target in targets)


def _read_number(spelled: str, at: int) -> tuple[int, int]:
    number, factor = 0, 1
    while (value := _VALUES[spelled[at]]) > 31:
        number += (value - 32) * factor
        factor *= 32
        at += 1
    return number + value * factor, at + 1


def write_script(index: Mapping[str, object]) -> str:
    r"""Return the classic script that gives a page its index, safe inside HTML as well.

    >>> write_script({"title": "</script>\u2028"})
    'window.kotographIndex={"title":"\\u003c/script>\\u2028"};\n'
    """
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    for char in "<\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return f"window.kotographIndex={text};\n"


class Searcher:
    """Find documents in one index; it may be asked from several threads."""

    def __init__(self, index: Mapping[str, object]) -> None:
        known = cast("Mapping[str, Any]", index)
        self._kinds: list[str] = known["kinds"]
        self._documents: list[list[Any]] = known["documents"]
        self._titles = [" ".join(split_words(entry[2])) for entry in self._documents]
        terms = known["terms"].split(" ") if known["terms"] else []
        self._postings: list[str] = known["postings"].split(" ")
        spelled = known["links"].split(" ") if known["links"] else []
        links: list[list[int]] = [self._read_links(text) for text in spelled]
        self._vocabulary = Vocabulary(terms, links)

    def find(self, query: str, limit: int = 20) -> list[Hit]:
        """Return the best documents for a query, best first; nothing for a query without a word."""
        words = split_words(query[:_LONGEST_QUERY])[:_MOST_WORDS]
        found = self._score(words)
        title = " ".join(words)
        for number in found:
            if self._titles[number] == title:
                found[number] *= _TITLE_BONUS
        best = sorted(found, key=lambda number: (-found[number], number))[:limit]
        return [self._show(number, found[number]) for number in best]

    def _show(self, number: int, score: float) -> Hit:
        key, kind, title, *url = self._documents[number]
        return Hit(key, self._kinds[kind], url[0] if url else f"{key}.html", title, score)

    def _score(self, words: list[str]) -> dict[int, float]:
        totals: dict[int, float] = {}
        covered: dict[int, float] = {}
        whole = 0.0
        for matches, share, is_counted in self._iter_matches(words):
            best, reach = self._collect(matches)
            if not best:
                continue
            rarity = share * (1.0 + _log2(len(self._documents) * 100 / reach))
            if is_counted:
                whole += rarity
            for number, (strength, quality) in best.items():
                totals[number] = totals.get(number, 0.0) + rarity * strength
                if is_counted:
                    covered[number] = covered.get(number, 0.0) + rarity * quality / 100
        if whole == 0:
            return totals
        share = 1 - _LEAST_COVERAGE
        return {
            number: total * (_LEAST_COVERAGE + share * covered.get(number, 0.0) / whole)
            for number, total in totals.items()
        }

    def _iter_matches(self, words: list[str]) -> Iterator[tuple[dict[int, int], float, bool]]:
        """Yield the matches of each word with the word's share; then, not counted for coverage, of parts and pairs.

        Pairs are neighbours that are one word in the index.
        """
        for word in words:
            matches = self._vocabulary.find(word)
            pieces = split_pieces(word)
            if pieces and not any(quality >= _SURE for quality in matches.values()):
                for piece in pieces:
                    yield self._vocabulary.find(piece), 1.0, True
            else:
                yield matches, 1.0, True
                is_known = any(quality >= _SURE for quality in matches.values())
                shares = _SHARES_KNOWN if is_known else _SHARES_UNKNOWN
                for part, share in zip(self._vocabulary.split(word), shares, strict=True):
                    if part:
                        yield self._vocabulary.find_part(part), share, not is_known
        for first, second in pairwise(words):
            joined = self._vocabulary.find(first + second)
            yield {term: quality for term, quality in joined.items() if quality >= _SURE}, 1.0, False

    def _collect(self, matches: Mapping[int, int]) -> tuple[dict[int, tuple[int, int]], int]:
        """Return the strongest match of each document with its best quality, and the sum of these qualities."""
        best: dict[int, tuple[int, int]] = {}
        for term, quality in matches.items():
            spelled = self._postings[term]
            at, number = 0, -1
            while at < len(spelled):
                gap, at = _read_number(spelled, at)
                number += gap + 1
                strength = quality * quality * _VALUES[spelled[at]]
                at += 1
                known = best.get(number, (0, 0))
                best[number] = (max(strength, known[0]), max(quality, known[1]))
        return best, sum(quality for _, quality in best.values())

    @staticmethod
    def _read_links(spelled: str) -> list[int]:
        targets, at = [], 0
        while at < len(spelled):
            target, at = _read_number(spelled, at)
            targets.append(target)
        return targets


def _log2(value: float) -> float:
    """Return a piecewise linear base-2 logarithm of a value of 1 or more, the same to the bit in every language."""
    power = 0.0
    while value >= 2:
        value /= 2
        power += 1
    return power + value - 1
