"""Cut texts into words and words into stems, the same at build time and at query time, in Python and in the browser.

One set of rules serves Finnish, Swedish and English, because a page shows texts of all three and a query does not say
its language. A stem need not be a word: it only has to be the same for the forms of one word. The rules are data
(`RULES`) that travel in the index, so that the browser's copy of the mechanism cannot drift from them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

VOWELS = "aeiouyåäö"
_CONSONANTS = "bcdfghjklmnpqrtvwxz"
_FRONT_OR_BACK = (("a", "ä"), ("o", "ö"), ("u", "y"))
_SHORTEST_STEM = 4
# Changes at the end of a whole word, before endings are cut: only the first that fits is made.
_STARTS = (
    ("ionen", "ionen"), ("rnen", "rnen"), ("mista", "mis"), ("mistä", "mis"), ("aista", "ais"), ("äistä", "äis"),
    ("iota", "io"), ("iötä", "iö"), ("työtä", "työ"), ("nen", "s"),
)  # fmt: skip
# What ends so is whole: a noun, not a genitive (Finnish writes the vowel twice: integraation), nor a plural.
_WHOLE = ("tion", "sion", "uut", "yyt", "eyt", "out", "aut")
_WHOLE_NOT = ("aation", "iition", "uution", "uusion", "iision")
_SHORTEST_ROOT = 3

# Endings, each with the letters that may stand before it ("" for any); longer ones are tried first.
_ENDINGS = {
    # Finnish cases, singular and plural, and the first person's possessive.
    "ssa": "", "sta": "aeioåäö", "lla": VOWELS, "lta": VOWELS, "lle": VOWELS, "ksi": VOWELS, "tta": "aeioåäö",
    "ta": "slrt", "ita": "aeouäöy",
    "seen": "aeouäöy", "siin": VOWELS, "han": "a", "hin": "i", "hun": "u", "hon": "o", "den": "i", "iden": "",
    "tten": "i", "ten": "srln", "jen": VOWELS, "ja": "uo", "n": VOWELS, "t": VOWELS, "mme": VOWELS, "nsa": VOWELS,
    # Swedish definite and plural forms; English plurals. Their vowels are cut with all final vowels.
    "ar": _CONSONANTS + "s", "or": _CONSONANTS + "s", "er": _CONSONANTS + "s", "arna": "", "orna": "", "erna": "",
    "na": "aoe", "s": _CONSONANTS + "ae",
}  # fmt: skip
# What gradation, vowel stems and doubled letters make of a stem's end, brought to one form.
_ENDS = (
    ("uus", "uut"), ("yys", "yyt"), ("aus", "aut"), ("eus", "eut"), ("ius", "iut"), ("ous", "out"), ("eys", "eyt"),
    ("äys", "äyt"), ("öys", "öyt"), ("ks", "s"), ("nn", "nt"), ("nd", "nt"), ("ng", "nk"), ("mm", "mp"), ("ll", "lt"),
    ("rr", "rt"), ("ld", "lt"), ("rd", "rt"), ("hd", "ht"), ("rk", "r"), ("lk", "l"), ("kk", "k"), ("pp", "p"),
    ("tt", "t"), ("ss", "s"), ("v", "p"), ("d", "t"),
)  # fmt: skip
# Common words whose forms no rule brings together.
_EXCEPTIONS = {
    "lasta": "laps", "lasten": "laps", "women": "woman", "women's": "woman", "child": "childr", "uusi": "uut",
    "vesi": "vet", "miehen": "mies", "miehet": "mies", "miesten": "mies", "miehille": "mies", "män": "man",
    "pojat": "poik", "poikien": "poik", "people": "person",
}  # fmt: skip


def _harmonise(endings: dict[str, str]) -> dict[str, str]:
    """Add the front-vowel form of each Finnish ending."""
    both = dict(endings)
    for ending, before in endings.items():
        front = ending
        for back_vowel, front_vowel in _FRONT_OR_BACK:
            front = front.replace(back_vowel, front_vowel)
        if front != ending and ending not in ("ar", "or", "arna", "orna", "na"):
            for back_vowel, front_vowel in _FRONT_OR_BACK:
                before = before if before == VOWELS else before.replace(back_vowel, front_vowel)
            both.setdefault(front, before)
    return both


RULES: dict[str, object] = {
    "vowels": VOWELS,
    "stem": _SHORTEST_STEM,
    "root": _SHORTEST_ROOT,
    "endings": sorted(_harmonise(_ENDINGS).items(), key=lambda item: (-len(item[0]), item[0])),
    "starts": [list(pair) for pair in _STARTS],
    "whole": [list(_WHOLE), list(_WHOLE_NOT)],
    "ends": [list(pair) for pair in _ENDS],
    "exceptions": dict(sorted(_EXCEPTIONS.items())),
}
_SORTED_ENDINGS: list[tuple[str, str]] = sorted(_harmonise(_ENDINGS).items(), key=lambda item: (-len(item[0]), item[0]))

_COMPOSED = (("a\u030a", "å"), ("a\u0308", "ä"), ("o\u0308", "ö"), ("ø", "ö"), ("æ", "ä"), ("ß", "ss"), ("ı", "i"))
_MARKS = re.compile("[\u0300-\u036f]+")
_FOLDED = str.maketrans("åäö", "aao")
# A short ending behind a colon or an apostrophe: THL:n, EU:s, children's.
_TAIL = re.compile(r"(?<=[^\W_])['’:][^\W\d_]{1,4}(?![^\W_])")
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)+|[^\W_]+")
_PIECE = re.compile(r"[0-9]+|[^0-9]+")
_DIGIT = re.compile(r"[0-9]")


def normalise(text: str) -> str:
    """Return a text in small letters without diacritics, except those of å, ä and ö.

    >>> normalise("Čapek ÅBO Ü ﬁ")
    'capek åbo u fi'
    """
    plain = unicodedata.normalize("NFKD", text).lower()
    for written, letter in _COMPOSED:
        plain = plain.replace(written, letter)
    return _MARKS.sub("", plain)


def fold(word: str) -> str:
    """Return a normalised word without any diacritics."""
    return word.translate(_FOLDED)


def split_words(text: str) -> list[str]:
    """Return the normalised words of a text, in order.

    >>> split_words("THL:n FinMonik2-hanke, 2.3 children's")
    ['thl', 'finmonik2', 'hanke', '2.3', 'children']
    """
    return _WORD.findall(_TAIL.sub("", normalise(text)))


def split_pieces(word: str) -> list[str]:
    """Return the runs of letters and of digits of a word that has both, else nothing.

    >>> split_pieces("finmonik2"), split_pieces("rio"), split_pieces("2.3")
    (['finmonik', '2'], [], [])
    """
    pieces = _PIECE.findall(word)
    return pieces if len(pieces) > 1 and "." not in word else []


def find_root(word: str) -> str:
    """Return a normalised word without its endings and final vowels.

    >>> find_root("turvapaikan"), find_root("kotoutumista"), find_root("flyktingarnas"), find_root("rio")
    ('turvapaik', 'kotoutumis', 'flykting', 'rio')
    """
    if len(word) <= _SHORTEST_STEM or _DIGIT.search(word):
        return word
    root = _replace_end(word, _STARTS, _SHORTEST_STEM)
    shortened = True
    while shortened:
        shortened = False
        if root.endswith(_WHOLE) and not root.endswith(_WHOLE_NOT):
            break
        for ending, before in _SORTED_ENDINGS:
            rest = len(root) - len(ending)
            if rest >= _SHORTEST_STEM and root.endswith(ending) and (not before or root[rest - 1] in before):
                root, shortened = root[:rest], True
                break
    while len(root) > _SHORTEST_ROOT and root[-1] in VOWELS:
        root = root[:-1]
    return root


@lru_cache(maxsize=262144)
def find_stem(word: str) -> str:
    """Return what the forms of a normalised word have in common, as a rule.

    >>> {find_stem(word) for word in ("kunta", "kunnan", "kunnille", "kunnat")}
    {'kunt'}
    >>> [find_stem(word) for word in ("naisille", "naisten", "nainen", "osallisuuden", "osallisuus", "barnens")]
    ['nais', 'nais', 'nais', 'osallisuut', 'osallisuut', 'barn']
    """
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    root = find_root(word)
    if root == word and len(word) <= _SHORTEST_STEM:
        return word
    while (stem := _replace_end(root, _ENDS, _SHORTEST_ROOT)) != root:
        root = stem
    return root


def _replace_end(word: str, changes: tuple[tuple[str, str], ...], shortest: int) -> str:
    """Make the first change of a word's end that fits and leaves enough."""
    for end, other in changes:
        rest = len(word) - len(end)
        if word.endswith(end) and rest + len(other) >= shortest:
            return word[:rest] + other
    return word
