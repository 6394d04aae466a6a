"""Match a word of a query to the stems of an index, each match with a quality from 1 to 100."""

from __future__ import annotations

from collections.abc import Sequence

from kotograph.site.search_words import find_root, find_stem, fold

EXACT = 100
_FOLDED, _FOLDED_AGAINST_DIACRITICS = 94, 60
# Least letters of a part that is looked for at the start, at the end and inside of a longer word.
_PREFIX, _SUFFIX, _INSIDE, _PART = 3, 4, 5, 4
_COMMON, _COMMON_PART = 5, 7
_SURE = 90
_LONGEST_TYPO = 24
# Above this share of a word's letters, in percent, a link leads to its lemma and not to a part.
_LEMMA = 70


class Vocabulary:
    """The stems of an index, and their links to stems of lemmas and parts."""

    def __init__(self, terms: Sequence[str], links: Sequence[Sequence[int]]) -> None:
        self._terms = terms
        self._numbers = {term: number for number, term in enumerate(terms)}
        self._folded = [fold(term) for term in terms]
        self._folded_numbers: dict[str, list[int]] = {}
        for number, term in enumerate(self._folded):
            self._folded_numbers.setdefault(term, []).append(number)
        self._masks = [_mark_letters(term) for term in self._folded]
        self._links = links
        self._back: dict[int, list[int]] = {}
        for number, targets in enumerate(links):
            for target in targets:
                self._back.setdefault(target, []).append(number)

    def find(self, word: str) -> dict[int, int]:
        """Return the stems that match a normalised word, by number, with their quality."""
        stem = find_stem(word)
        folded = fold(stem)
        found: dict[int, int] = {}
        if stem in self._numbers:
            found[self._numbers[stem]] = EXACT
        alike = _FOLDED if folded == stem else _FOLDED_AGAINST_DIACRITICS
        loose = len(folded) >= _PREFIX and not folded[0].isdigit()
        root = fold(find_root(word))
        for number, term in enumerate(self._folded):
            if term == folded:
                quality = alike
            elif loose:
                quality = rate(folded, root, term)
            else:
                continue
            if quality > found.get(number, 0):
                found[number] = quality
        if loose and not any(quality >= _SURE for quality in found.values()):
            self._add_misspelt(folded, found)
        self._follow_links(found)
        return found

    def split(self, word: str) -> tuple[str, str]:
        """Return the longest known start and end of a compound, as folded stems; empty where there is none."""
        stem = fold(find_stem(word))
        longest = len(stem) - _PART
        if longest < _PART or stem[0].isdigit():
            return "", ""
        known = self._folded_numbers
        starts = (stem[:size] for size in range(longest, _PART - 1, -1))
        ends = (stem[-size:] for size in range(longest, _PART - 1, -1))
        start, end = (next((part for part in parts if part in known), "") for parts in (starts, ends))
        return start, end

    def find_part(self, part: str) -> dict[int, int]:
        """Return the stems that are a part of a compound, or that start or end in it."""
        found = dict.fromkeys(self._folded_numbers.get(part, ()), EXACT)
        for number, term in enumerate(self._folded):
            if len(term) > len(part) and (quality := _rate_compound(part, part, term)):
                found[number] = quality
        return found

    def _add_misspelt(self, folded: str, found: dict[int, int]) -> None:
        """Add stems that are one typing error away, two for long words."""
        length = len(folded)
        if not 4 <= length <= _LONGEST_TYPO:
            return
        most = 2 if length >= 8 else 1
        mask = _mark_letters(folded)
        for number, term in enumerate(self._folded):
            if abs(len(term) - length) > most or (mask ^ self._masks[number]).bit_count() > 2 * most:
                continue
            distance = measure_distance(folded, term, most)
            if distance <= most:
                quality = 82 - 14 * distance if length > 4 else 58
                if quality > found.get(number, 0):
                    found[number] = quality

    def _follow_links(self, found: dict[int, int]) -> None:
        """Add what analysis links: from a matched form to its lemma, and from lemmas and parts to all their words."""
        if not self._links:
            return
        terms = self._terms
        base = [number for number, quality in sorted(found.items()) if quality >= _SURE]
        for number in list(base):
            for target in self._links[number]:
                ratio = 100 * len(terms[target]) // len(terms[number])
                self._add(found, target, 95 if ratio > _LEMMA else 20 + 6 * ratio // 10)
                if ratio > _LEMMA:
                    base.append(target)
        for number in base:
            for source in self._back.get(number, ()):
                self._add(found, source, rate_link(terms[number], terms[source]))

    @staticmethod
    def _add(found: dict[int, int], number: int, quality: int) -> None:
        if quality > found.get(number, 0):
            found[number] = quality


def rate_link(part: str, whole: str) -> int:
    """Return how much of a word its lemma or part stands for.

    >>> rate_link("nais", "naist"), rate_link("nais", "maahanmuuttajanais")
    (85, 56)
    """
    return min(95, 45 + 50 * len(part) // len(whole))


def rate(stem: str, root: str, term: str) -> int:
    """Return how well a folded stem of a query fits another stem of the index; 0 if it does not.

    >>> rate("turvapaik", "turvapaik", "turvapaikkajarjestelm"), rate("nais", "nais", "maahanmuuttajanais")
    (58, 60)
    """
    length, size = len(stem), len(term)
    if size > min(length, len(root)) and (quality := _rate_compound(stem, root, term)):
        return quality
    common = _count_common(stem, term)
    if common >= _COMMON and 10 * common >= 7 * min(length, size) and max(length, size) - common <= 5:
        return 70 * common // max(length, size)
    if common >= _COMMON_PART:
        return 30 + 30 * common // max(length, size)
    return 0


def _rate_compound(stem: str, root: str, term: str) -> int:
    """Return how well a stem fits a longer one that starts with it, ends in it or has it inside."""
    length, size = len(stem), len(term)
    # Three letters are enough of a word that is being typed, not of what is left of a longer one.
    if size > len(root) and term.startswith(root) and (len(root) >= _SUFFIX or root == stem):
        return 35 + 55 * len(root) // size
    if size > length >= _SUFFIX and term.endswith(stem):
        return 50 + 45 * length // size
    if size > length >= _INSIDE and stem in term:
        return 25 + 50 * length // size
    return 0


def _count_common(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _mark_letters(word: str) -> int:
    """Return a set of bits, one for each kind of letter in a word."""
    mask = 0
    for char in word:
        mask |= 1 << (ord(char) % 31)
    return mask


def measure_distance(one: str, other: str, most: int) -> int:
    """Return how many letters are inserted, left out, replaced or swapped with their neighbour; stop above ``most``.

    >>> measure_distance("rasisim", "rasism", 1), measure_distance("ab", "ba", 1), measure_distance("abc", "xyz", 1)
    (1, 1, 2)
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        row = [i]
        for j, right in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]
