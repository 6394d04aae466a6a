"""Text as it is compared: folded letters, words, and the names and numbers inside a project's title."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from kotograph.iris import find_short_name, strip_project_word
from kotograph.match.lexicon import FUNCTION_WORDS, PROJECT_WORDS, read_word

_WORD = re.compile(r"[^\W_]+")
_BARE = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in range(0xC0, 0x250)
    if unicodedata.decomposition(chr(code))
}
_FOLDS: dict[int, str | None] = {
    **_BARE,
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\ufeff"), None),
}
_SEPARATOR = re.compile(r"\s+[-–—]+\s*|\s*[-–—]+\s+|[,:;/!?|()\"“”„«»]|\.(?=\s|$)")
_PARENTHESES = re.compile(r"\(([^()]{2,60})\)?")
_PROJECT_NAME = re.compile(r"^(?:projektet|projekt|hanke)\s+(?=\S)|[\s-]+(?:projektet|projekt|hanke|hankkeen)$")
_VERSION = re.compile(r"(?P<base>.*[^\W\d_].*?)[\s-]*(?P<number>\d{1,2}|(?<=\s)(?:ii|iii|iv|v|vi))")
_PART = re.compile(r"[\s,-]*\b(?:vaihe|osa|jakso|etapp|fas|del|phase|part|vol)\.?$")
_LAST_PART = re.compile(r"\s?-\s?([^\W\d_]{4,6})\s*$")
_GLUED = re.compile(r"(?<=[A-ZÅÄÖ0-9])hanke\s*$")
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_HIGHEST_VERSION = 12


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return a text without case, accents, odd dashes and spaces.

    >>> fold("Työ–  ja\u00a0elinkeinoministeriö")
    'tyo- ja elinkeinoministerio'
    """
    text = text.casefold().translate(_FOLDS)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.split())


def strip_accents(text: str) -> str:
    """Return a text with bare letters and unchanged case; every character keeps its place.

    >>> strip_accents("Työ på Åland")
    'Tyo pa Aland'
    """
    return text.translate(_BARE)


def split_words(folded: str) -> tuple[str, ...]:
    """Split a folded text into words of letters and digits."""
    return tuple(_WORD.findall(folded))


def find_concepts(words: tuple[str, ...]) -> frozenset[str]:
    """Return what the words mean, in no language, as far as the lexicon knows them."""
    return frozenset(stem.concept for word in words if word not in FUNCTION_WORDS for stem in read_word(word))


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared.

    ``plain`` is the folded title without ``-hanke``; ``names`` are the spellings by which the project may be called
    (without spaces); ``versions`` maps a name's base to its number, 1 where it bears none.
    """

    plain: str
    words: frozenset[str]
    concepts: frozenset[str]
    names: frozenset[str]
    short: str
    versions: tuple[tuple[str, int], ...]

    def find_version(self, base: str) -> int | None:
        """Find the number that a name's base bears in this title."""
        return next((number for name, number in self.versions if name == base), None)


@lru_cache(maxsize=65536)
def read_title(title: str) -> Title:
    """Read a title for comparison.

    >>> read_title("RIO 2 - Kiertävä maahanmuuton asiantuntija").versions[0]
    ('rio', 2)
    >>> sorted(read_title("Mottaglig YH – nationellt mot rasism (VARAVA)").names & {"varava"})
    ['varava']
    """
    title = _mend_project_word(title)
    plain = fold(strip_project_word(title))
    words = tuple(w for w in split_words(plain) if w not in PROJECT_WORDS)
    segments = split_segments(title)
    short = _squeeze(_strip_project(fold(find_short_name(title))))
    names = {_squeeze(segment) for segment in segments} | {short, _squeeze(plain)}
    versions: dict[str, int] = {}
    for segment in segments:
        base, number = split_version(segment)
        versions.setdefault(_squeeze(base), number)
    return Title(
        plain,
        frozenset(w for w in words if w not in FUNCTION_WORDS),
        find_concepts(words),
        frozenset(name for name in names if len(name) >= 3),
        short,
        tuple((base, number) for base, number in versions.items() if len(base) >= 3),
    )


def _mend_project_word(title: str) -> str:
    """Return a title with a misspelt or glued ``-hanke`` at its end put right."""
    match = _LAST_PART.search(title)
    if match and OSA.distance(fold(match.group(1)), "hanke", score_cutoff=1) == 1:
        return title[: match.start(1)] + "hanke"
    return _GLUED.sub("-hanke", title)


def split_segments(title: str) -> tuple[str, ...]:
    """Split a title at its punctuation into folded parts without the word project; at least one.

    >>> split_segments("Stig in2, Astu sisään2, Come in2 - Born to be included")
    ('stig in2', 'astu sisaan2', 'come in2', 'born to be included')
    """
    text = " ".join(title.split())
    parts: list[str] = []
    for raw in _SEPARATOR.split(text):
        part = _strip_project(fold(raw))
        if not any(c.isalnum() for c in part):
            continue
        is_part_number = parts and _PART.sub("", split_version(part)[0]) == "" and split_version(part)[1] > 1
        if is_part_number:
            parts[-1] = f"{parts[-1]} {split_version(part)[1]}"
        elif part not in parts:
            parts.append(part)
    return tuple(part for part in parts if part not in PROJECT_WORDS) or (fold(text),)


def split_version(segment: str) -> tuple[str, int]:
    """Split a folded name into its base and the number it bears, 1 for none; years and large numbers are no versions.

    >>> split_version("finmonik2"), split_version("sylvia 4"), split_version("strategia 2020")
    (('finmonik', 2), ('sylvia', 4), ('strategia 2020', 1))
    """
    match = _VERSION.fullmatch(segment)
    if match is None:
        return segment, 1
    number = _ROMAN.get(match["number"]) or int(match["number"])
    base = _PART.sub("", match["base"].rstrip(" -,"))
    if not 1 < number <= _HIGHEST_VERSION or (base and base[-1].isdigit()):
        return segment, 1
    return base.strip(" -,"), number


def _strip_project(folded: str) -> str:
    """Strip the word project before or after a folded name."""
    previous = ""
    while previous != folded:
        previous, folded = folded, _PROJECT_NAME.sub("", folded.strip(" -.'\"")).strip(" -.'\"")
    return folded


def _squeeze(folded: str) -> str:
    return "".join(split_words(folded))
