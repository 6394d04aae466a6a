"""A name read for comparison: its keys, its words and what they mean, and what is distinctive in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kotograph.iris import strip_project_word
from kotograph.match.lexicon import PROJECT_WORDS, read_words
from kotograph.match.names import OrganisationName, Token, fits_acronym, parse_name
from kotograph.match.normalise import fold, read_title, split_version, split_words

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff", ""))
_IN_PARENTHESES = re.compile(r"\s*\(([^()]{2,60})\)\s*")
_NUMBER = re.compile(r"\d+")
# Names of kinds of body that the words alone do not tell.
_KINDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\b(?i:university of applied sciences)\b", "UAS"),
        (r"\b(?i:joint authority|federation of municipalities)\b", "consortium"),
        (r"\b(?:ELY|NTM)\b(?![- ]?[a-zåäöA-ZÅÄÖ])", "ELY-keskus"),
    )
)
# What stands before or after a project's name and is no part of it, in any case.
_PROJECT = re.compile(
    r"^(?i:the\s+|projektet\s+|projekti\s+|projekt\s+|hanke\s+)(?=\S)"
    r"|(?:\s*-\s*|\s+)(?i:hankke\w{1,6}|hanke|projekt\w{0,4}|project)$"
)
# A legal form that is inflected: ry:n, Oy:lle.
_INFLECTED_FORM = re.compile(r"\b(?i:(ry|rf|oy|ab|oyj|sr|rs)):\w{1,4}$")
_ROMAN = re.compile(r"(?<=\w\s)(?:II|III|IV|VI|V)(?=$|\s*[-–—:,(])")
_ROMAN_DIGITS = {"II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6"}
# Words that say nothing of which body a name means.
_EMPTY = frozenset({"affairs", "matters", "asiain", "asioiden", "arenden"})
# Kinds of body of which a place has one at most.
_ONE_A_PLACE = read_words("municipality uas university ely-centre parish lutheran union")
_DIRECTIONS = {
    "north": ("pohjois", "norra", "nord", "north", "northern"),
    "south": ("etela", "sodra", "syd", "south", "southern"),
    "east": ("ita", "ostra", "ost", "east", "eastern"),
    "west": ("lansi", "vastra", "vast", "west", "western"),
    "middle": ("keski", "mellersta", "central"),
}
_DIRECTION_OF = {word: direction for direction, words in _DIRECTIONS.items() for word in words}


@dataclass(frozen=True)
class Reading:
    """A name read for comparison.

    ``exact`` is the name without case, punctuation, spaces, legal form and the word project, ``bare`` the same without
    diacritics, ``body`` like ``bare`` without what stands in parentheses; ``numbers`` are those it bears, without 1.
    """

    written: str
    exact: str
    bare: str
    body: str
    name: OrganisationName
    tokens: tuple[Token, ...]
    numbers: tuple[str, ...]
    directions: frozenset[str]

    @cached_property
    def meaning(self) -> tuple[str, ...]:
        """What the name says in no language, sorted: equal for translations of one name."""
        return tuple(sorted({part for token in self.tokens for part in (token.meaning or (f"w:{token.word}",))}))

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts of a title by which a project may be called, without spaces and diacritics."""
        return read_title(self.written).names - {self.bare}

    @cached_property
    def initials(self) -> str:
        """The first letters of the words; empty for a single word."""
        return "".join(token.word[0] for token in self.tokens) if len(self.tokens) > 1 else ""

    @cached_property
    def is_plain_ascii(self) -> bool:
        """Tell whether the name was written without any diacritics."""
        return self.exact.isascii()

    @cached_property
    def has_aside(self) -> bool:
        """Tell whether something stands in parentheses, or beside its own acronym, that is more than the name."""
        return self.body != self.bare

    @cached_property
    def is_kind_of_place(self) -> bool:
        """Tell whether the name is nothing but a kind of body and a place, as Helsingin kaupunki is."""
        meant = {part.removeprefix("c:") for part in self.meaning if not part.startswith("p:")}
        return bool(self.name.places and self.name.groups) and meant <= _ONE_A_PLACE


def read_name(text: str, gazetteer: Mapping[str, str]) -> Reading:
    """Read a name; it may be of any language and of anything.

    >>> from kotograph.match.places import make_gazetteer
    >>> known = make_gazetteer()
    >>> read_name("Tampereen ammattikorkeakoulu Oy", known).meaning
    ('c:uas', 'p:tampere')
    >>> read_name("Tampere University of Applied Sciences", known).meaning
    ('c:uas', 'p:tampere')
    >>> read_name("RIO 2 -hanke", known).exact, read_name("RIO 2 -hanke", known).numbers
    ('rio2', ('2',))
    """
    written = _spell(text)
    name = parse_name(written, gazetteer)
    spelled = written
    for pattern, replacement in _KINDS:
        spelled = pattern.sub(replacement, spelled)
    read = name if spelled == written else parse_name(spelled, gazetteer)
    exact = _squeeze(_strip_forms(_drop_own_acronym(written, name), name))
    outside = _IN_PARENTHESES.sub(" ", written).strip() or written
    body = _squeeze(_strip_forms(outside, name)) if name.unit or name.several else _squeeze(name.body)
    tokens = tuple(t for t in read.tokens if t.word not in _EMPTY and t.word not in PROJECT_WORDS) or read.tokens
    folded = fold(written)
    return Reading(
        " ".join(text.split()),
        exact,
        fold(exact),
        fold(body),
        read,
        tokens,
        _find_numbers(folded),
        frozenset(_DIRECTION_OF[word] for word in split_words(folded) if word in _DIRECTION_OF),
    )


def _spell(text: str) -> str:
    """Return a name in one line, with plain hyphens and digits, without the word project and inflected legal forms."""
    written = " ".join(text.translate(_DASHES).split())
    stripped = _PROJECT.sub("", strip_project_word(written)).strip(" -") or written
    stripped = _ROMAN.sub(lambda match: _ROMAN_DIGITS[match.group()], stripped)
    return _INFLECTED_FORM.sub(r"\1", stripped)


def _strip_forms(text: str, name: OrganisationName) -> str:
    """Return a text without its legal form."""
    if not name.legal or name.unit:
        return text
    # The parser knows where the form stands; it is cut here from a text that still has its parentheses.
    words = text.split()
    kept = {word.strip(" ,.()") for word in fold(name.body).split()}
    while len(words) > 1 and fold(words[-1]).strip(" ,.()") not in kept:
        words.pop()
    while len(words) > 1 and fold(words[0]).strip(" ,.()") not in kept:
        words.pop(0)
    return " ".join(words)


def _drop_own_acronym(written: str, name: OrganisationName) -> str:
    """Return a name without its own acronym in parentheses."""
    words = [token.word for token in name.tokens]

    def drop(match: re.Match[str]) -> str:
        inner = match.group(1).strip()
        return " " if " " not in inner and fits_acronym(_squeeze(fold(inner)), words) else match.group(0)

    return _IN_PARENTHESES.sub(drop, written).strip() or written


def _squeeze(text: str) -> str:
    return "".join(split_words(unicodedata.normalize("NFC", text.casefold().translate(_DASHES))))


def _find_numbers(folded: str) -> tuple[str, ...]:
    """Return the numbers of a name, Roman ones in the place of a version too; a first version bears none."""
    found = {str(int(digits)) for digits in _NUMBER.findall(folded)}
    for segment in re.split(r"\s-\s|[,:(]", folded):
        found.add(str(split_version(segment.strip(" )"))[1]))
    return tuple(sorted(found - {"1"}))
