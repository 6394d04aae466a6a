"""Compare two names: how they are related, what stands against it, and the score that follows.

The score is 100 times the product of ``1 - weight * (1 - value)`` over the features: a feature that agrees costs
nothing, one that differs costs the part its weight says. What is distinctive (places, numbers, kinds) costs most.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from kotograph.match.lexicon import KINDS, read_words
from kotograph.match.model import Entry, Feature, Name, Wanted
from kotograph.match.names import Token, Verdict, compare_names, fits_acronym
from kotograph.match.normalise import fold, split_words
from kotograph.match.places import make_genitives
from kotograph.match.reading import Reading

Weigh = Callable[[str], float]

#: What a candidate must score to be worth showing to a person.
PROPOSE = 60.0
#: How two names are related, and what that says at most of their bearers being one.
RELATIONS = {
    "same name": 1.0,
    "same name with its acronym": 1.0,
    "same name but for diacritics": 0.99,
    "same kind of body and place": 0.98,
    "same words, inflected": 0.97,
    "translations of one name": 0.93,
    "a spelling mistake": 0.92,
    "part of the name": 0.88,
    "a place for its municipality": 0.87,
    "initials of the name": 0.86,
    "letters of the name": 0.74,
    "similar words": 0.95,
}
#: Relations that make two names one after normalising.
EXACT = (
    "same name",
    "same name with its acronym",
    "same name but for diacritics",
    "same kind of body and place",
    "same words, inflected",
)
_SHORTER = ("part of the name", "initials of the name", "letters of the name")
_SHORTEST_ABBREVIATION = 3
# Endings that make another form of a word and hardly ever another word, and how long the rest must be.
_CASES = read_words("n ssa sta lla lta lle s et en")
_SHORTEST_STEM = 5
_LOCAL = ("ssa", "sta", "lla", "lta", "lle")
#: What part of the score each feature is at stake for, beside the name itself.
WEIGHTS = {
    "places": 0.6,
    "numbers": 0.6,
    "directions": 0.6,
    "kind": 0.6,
    "legal form": 0.5,
    "unit": 0.3,
    "type": 0.5,
    "place": 0.3,
}


def relate(a: Reading, b: Reading, name: Name, stated: frozenset[str], weigh: Weigh) -> tuple[str, float]:
    """Say how a wanted name ``a`` is related to an entry's name ``b``, and how much of a likeness that is, 0 to 1.

    ``stated`` are the entry's abbreviations (folded); ``weigh`` tells how telling a word is.
    """
    if a.exact == b.exact:
        return "same name", RELATIONS["same name"]
    if a.body == b.body and a.name.acronyms and a.name.acronyms <= stated | b.name.acronyms:
        return "same name with its acronym", RELATIONS["same name with its acronym"]
    if a.bare == b.bare:
        return "same name but for diacritics", RELATIONS["same name but for diacritics"]
    if name.kind == "abbreviation":
        return "similar words", 0.0
    if a.numbers == b.numbers and not a.has_aside and not b.has_aside:
        if a.is_kind_of_place and a.meaning == b.meaning and not a.name.unit and not b.name.unit:
            return "same kind of body and place", RELATIONS["same kind of body and place"]
        if _is_inflected(a, b):
            return "same words, inflected", RELATIONS["same words, inflected"]
    return max((_relate_loosely(a, b), _relate_words(a, b, weigh)), key=lambda found: found[1])


def _relate_loosely(a: Reading, b: Reading) -> tuple[str, float]:
    verdict, reason = compare_names(a.name, b.name)
    if verdict is Verdict.SAME and a.meaning == b.meaning:
        relation = "a spelling mistake" if "spelling" in reason else "translations of one name"
        return relation, RELATIONS[relation]
    if verdict is Verdict.SAME and "spelling" in reason:
        return "a spelling mistake", RELATIONS["a spelling mistake"]
    if a.name.places and a.name.places == b.name.places and _is_municipality_of(a, b):
        return "a place for its municipality", RELATIONS["a place for its municipality"]
    if a.bare in b.parts or b.bare in a.parts:
        return "part of the name", RELATIONS["part of the name"]
    for short, full in ((a, b), (b, a)):
        if short.name.is_acronym and not full.name.is_acronym:
            fit = fits_acronym(short.bare, [token.word for token in full.tokens])
            if fit:
                relation = "initials of the name" if fit == 2 else "letters of the name"
                return relation, RELATIONS[relation]
    return "similar words", 0.0


def _is_municipality_of(a: Reading, b: Reading) -> bool:
    """Tell whether one name is of a place alone, and the other of its municipality."""
    extra = set(a.meaning) ^ set(b.meaning)
    return extra == {"c:municipality"} and not (a.name.unit or b.name.unit)


def _relate_words(a: Reading, b: Reading, weigh: Weigh) -> tuple[str, float]:
    """Hold the words of two names against each other; a word counts as much as it tells."""
    left = [(token, weigh(token.word) * _tell(token)) for token in a.tokens]
    rest = [(token, weigh(token.word) * _tell(token)) for token in b.tokens]
    total = sum(weight for _, weight in left) + sum(weight for _, weight in rest)
    pairs = sorted(
        ((_compare_words(one, other), i, j) for i, (one, _) in enumerate(left) for j, (other, _) in enumerate(rest)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    shared, used_left, used_rest = 0.0, set[int](), set[int]()
    for likeness, i, j in pairs:
        if likeness and i not in used_left and j not in used_rest:
            used_left.add(i)
            used_rest.add(j)
            shared += likeness * (left[i][1] + rest[j][1])
    likeness = shared / total if total else 0.0
    if a.tokens and b.tokens and len(a.tokens) != len(b.tokens):
        # Compounds that are written apart or together.
        likeness = max(likeness, 0.9 if ratio(a.bare, b.bare, score_cutoff=92) else 0.0)
    return "similar words", RELATIONS["similar words"] * likeness


def _tell(token: Token) -> float:
    """Return how telling a word is by what it means: the kind of body tells less than its own name."""
    return 0.6 if token.meaning and {part.removeprefix("c:") for part in token.meaning} <= KINDS else 1.0


def _compare_words(a: Token, b: Token) -> float:
    if a.word == b.word or (a.meaning and a.meaning == b.meaning):
        return 1.0
    if a.is_known and b.is_known:
        shared = len(set(a.meaning) & set(b.meaning))
        return shared / len(set(a.meaning) | set(b.meaning))
    return compare_spelling(a.word, b.word)


@lru_cache(maxsize=65536)
def compare_spelling(a: str, b: str) -> float:
    """Return how alike two folded words are: inflected forms nearly 1, one slip less, other words 0.

    >>> compare_spelling("nurmijarven", "nurmijarvi"), compare_spelling("kotoisa", "kotiosa")
    (0.97, 0.9)
    >>> compare_spelling("talo", "valo")
    0.0
    """
    if is_inflected(a, b):
        return 0.97
    size = min(len(a), len(b))
    allowed = 0 if size < 5 else 1 if size < 8 else 2 if size < 14 else 3
    if any(c.isdigit() for c in a + b):
        allowed = 0
    distance = OSA.distance(a, b, score_cutoff=allowed)
    return 1 - 0.1 * distance if 0 < distance <= allowed else 1.0 if not distance else 0.0


@lru_cache(maxsize=65536)
def is_inflected(a: str, b: str) -> bool:
    """Tell whether two folded words are forms of one word, by the rules of Finnish, Swedish and English endings.

    >>> is_inflected("viraston", "virasto"), is_inflected("helsinki", "helsingin"), is_inflected("talo", "valo")
    (True, True, False)
    """
    for form, other in ((a, b), (b, a)):
        genitives = make_genitives(other)
        # The local cases stand on the stem of the genitive: Helsingi|n, Helsingi|ssä.
        if form in genitives or any(f"{form[: -len(end)]}n" in genitives for end in _LOCAL if form.endswith(end)):
            return True
    size = 0
    while size < min(len(a), len(b)) and a[size] == b[size]:
        size += 1
    ends = a[size:], b[size:]
    return size >= _SHORTEST_STEM and "" in ends and max(ends) in _CASES


def _is_inflected(a: Reading, b: Reading) -> bool:
    """Tell whether two names are the same words in the same order, some of them inflected."""
    one, other = (split_words(fold(reading.name.body)) for reading in (a, b))
    if len(one) != len(other) or a.name.unit or b.name.unit or a.name.acronyms != b.name.acronyms:
        return False
    return all(left == right or is_inflected(left, right) for left, right in zip(one, other, strict=True))


def list_features(relation: str, a: Reading, b: Reading, wanted: Wanted, entry: Entry) -> list[Feature]:
    """Return what else was compared of two names and their bearers: only what at least one, or both, say.

    Names that are spelled alike cannot differ in what is in them, but for the legal form; of a name and its part or
    its initials, one says less than the other.
    """
    values: dict[str, float | None] = {}
    if relation in _SHORTER:
        values = {"unit": _compare_units(a, b)}
    elif a.bare != b.bare:
        values = {
            "places": _agree(a.name.places, b.name.places, one_sided=0.6),
            "numbers": _agree(frozenset(a.numbers), frozenset(b.numbers), one_sided=0.0),
            "directions": _agree(a.directions, b.directions, one_sided=0.5),
            "kind": _compare_kinds(a, b),
            "unit": _compare_units(a, b),
        }
    values |= {
        "legal form": _agree(_as_set(a.name.legal), _as_set(b.name.legal)),
        "type": _agree(frozenset(wanted.types), frozenset(entry.types)),
        "place": _agree(frozenset(map(fold, wanted.places)), frozenset(map(fold, entry.places))),
    }
    return [Feature(name, value, WEIGHTS[name]) for name, value in values.items() if value is not None]


def is_obstacle(feature: Feature) -> bool:
    """Tell whether a feature stands against two names being one in spite of an equal spelling."""
    return feature.value < 0.5 and feature.weight >= 0.3


def _agree(a: frozenset[str], b: frozenset[str], one_sided: float | None = None) -> float | None:
    if not a and not b:
        return None
    if not a or not b:
        return one_sided
    if a == b:
        return 1.0
    return 0.5 + 0.5 * len(a & b) / len(a | b) if a & b else 0.0


def _as_set(text: str) -> frozenset[str]:
    return frozenset({text} if text else ())


def _compare_kinds(a: Reading, b: Reading) -> float | None:
    """Compare kinds of body: of the groups that cannot be one 0, of kinds that rarely are a half."""
    if a.name.groups and b.name.groups:
        return 1.0 if a.name.groups & b.name.groups else 0.0
    kinds = [frozenset(p.removeprefix("c:") for p in reading.meaning) & KINDS for reading in (a, b)]
    if not kinds[0] or not kinds[1]:
        return None
    return 1.0 if kinds[0] & kinds[1] else 0.4


def _compare_units(a: Reading, b: Reading) -> float | None:
    one, other = fold(a.name.unit), fold(b.name.unit)
    if not one and not other:
        return None
    if not one or not other:
        return 0.4
    return 1.0 if one == other else max(0.0, (ratio(one, other) - 50) / 50)


def is_certain_name(relation: str, a: Reading, name: Name) -> bool:
    """Tell whether a relation of names may be certain: one name after normalising, and no bare guess.

    Diacritics may be missing from what is wanted, but not be others; an abbreviation needs three letters.
    """
    if relation not in EXACT:
        return False
    if relation == "same name but for diacritics" and not a.is_plain_ascii:
        return False
    return len(a.bare) >= (_SHORTEST_ABBREVIATION if name.kind == "abbreviation" else 2)
