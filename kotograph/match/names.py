"""Names of organisations taken apart: the body, its unit, its legal form, acronyms, and what its words mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from kotograph.match.lexicon import FUNCTION_WORDS, KINDS, LEGAL_FORMS, PHRASES, read_word, read_words
from kotograph.match.normalise import fold, split_words
from kotograph.match.places import make_genitives

_COMMA = re.compile(r"(?<!-),\s+")
_SLASH = re.compile(r"\s+/\s+|\s+[-–—]\s+")
_PARENTHESES = re.compile(r"\s*\(([^()]{2,40})\)\s*")
_LEGAL_END = re.compile(r"[,\s]+(oy ab|oyj abp|oy|oyj|ab|abp|ry|rf|r\.? ?y|r\.? ?f|sr|rs|osk|ltd|anl)\.?$")
_LEGAL_START = re.compile(r"^(oy|ab|osk)\s+(?=\S)")
_GROUPS = {
    "municipality": "municipality",
    "uas": "uas",
    "university": "university",
    "academy": "academy",
    "ministry": "ministry",
    "agency": "authority",
    "institute": "authority",
    "board": "authority",
    "centre": "authority",
    "ely-centre": "authority",
    "parish": "parish",
    "foundation": "foundation",
}
_STRONG = read_words("municipality uas university academy ministry foundation ely-centre")


class Verdict(Enum):
    """What two names say of their bearers."""

    SAME = auto()
    DIFFERENT = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a name: a place, concepts of the lexicon, or a word of its own."""

    word: str
    meaning: tuple[str, ...]
    languages: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Tell whether the word is a place or in the lexicon."""
        return bool(self.meaning)


@dataclass(frozen=True)
class OrganisationName:
    """A name as written and its parts; ``body`` is the organisation's own name, without unit and legal form."""

    written: str
    body: str
    unit: str
    legal: str
    acronyms: frozenset[str]
    tokens: tuple[Token, ...]
    several: bool = False

    @cached_property
    def plain(self) -> str:
        """The words of the body, without spaces."""
        return "".join(token.word for token in self.tokens)

    @cached_property
    def signature(self) -> tuple[str, ...]:
        """What the name says in no language, sorted: equal for translations of one name."""
        return tuple(sorted({part for token in self.tokens for part in (token.meaning or (f"w:{token.word}",))}))

    @cached_property
    def places(self) -> frozenset[str]:
        """The places in the name."""
        return frozenset(part for token in self.tokens for part in token.meaning if part.startswith("p:"))

    @cached_property
    def groups(self) -> frozenset[str]:
        """The kinds of body that the name states, grouped where one body may be called both."""
        concepts = {part.removeprefix("c:") for token in self.tokens for part in token.meaning}
        return frozenset(_GROUPS[c] for c in concepts & _GROUPS.keys())

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages whose stems the name was read with."""
        return frozenset().union(*(token.languages for token in self.tokens))

    @cached_property
    def brand(self) -> str:
        """The one word of its own that the name consists of beside its kind of body, such as Laurea; empty for none."""
        own = [token.word for token in self.tokens if not token.is_known]
        kinds = all({part.removeprefix("c:") for part in t.meaning} <= KINDS for t in self.tokens if t.is_known)
        return own[0] if len(own) == 1 and kinds and not self.places and len(own[0]) >= 3 else ""

    @cached_property
    def is_acronym(self) -> bool:
        """Tell whether the body is one word in capitals, such as THL."""
        capitals = sum(c.isupper() for c in self.body)
        return (
            len(self.tokens) == 1 and 2 <= len(self.body) <= 9 and capitals >= 2 and capitals * 5 >= len(self.body) * 3
        )


def parse_name(written: str, gazetteer: Mapping[str, str]) -> OrganisationName:
    """Take an organisation's name apart.

    >>> from kotograph.match.places import make_gazetteer
    >>> name = parse_name("Åbo Akademi, Centret för livslångt lärande", make_gazetteer())
    >>> name.body, name.unit, name.signature
    ('Åbo Akademi', 'Centret för livslångt lärande', ('c:academy', 'p:turku'))
    >>> parse_name("Uudenmaan elinkeino-, liikenne- ja ympäristökeskus", make_gazetteer()).signature
    ('c:ely-centre', 'p:uusimaa')
    """
    text = " ".join(written.split()).strip(" .;,")
    acronyms = frozenset(
        "".join(split_words(fold(inner))) for inner in _PARENTHESES.findall(text) if " " not in inner.strip()
    )
    text = " ".join(_PARENTHESES.sub(" ", text).split()).strip(" .;,") or written.strip() or "?"
    body, unit, several = _split_unit(text, gazetteer)
    body, legal = _split_legal(body)
    body, alias = _split_alias(body, gazetteer)
    return OrganisationName(written, body, unit, legal, acronyms | alias, _read_tokens(body, gazetteer), several)


def _split_alias(body: str, gazetteer: Mapping[str, str]) -> tuple[str, frozenset[str]]:
    """Split an organisation's own acronym from the name it stands before or after, with or without a comma."""
    parts = body.split()
    for short, rest in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
        full = " ".join(rest).strip(" ,/-–")
        acronym = "".join(split_words(fold(short)))
        words = [token.word for token in _read_tokens(full, gazetteer)]
        if len(rest) > 1 and short.strip(",/").isupper() and fits_acronym(acronym, words) == 2:
            return full, frozenset({acronym})
    return body, frozenset()


def _split_unit(text: str, gazetteer: Mapping[str, str]) -> tuple[str, str, bool]:
    """Split a unit from its organisation; a comma may also stand before a legal form or a second organisation."""
    for separator in (_COMMA, _SLASH):
        parts = separator.split(text, maxsplit=1)
        if len(parts) != 2 or not parts[0].strip() or not parts[1].strip():
            continue
        head, tail = (part.strip() for part in parts)
        if fold(tail).rstrip(".") in LEGAL_FORMS:
            return text, "", False
        if _is_alias(head, tail, gazetteer):
            return text if head.isupper() or tail.isupper() else head, "", False
        head_name, tail_name = (_describe(part, gazetteer) for part in (head, tail))
        if separator is _SLASH and not (head_name[0] and tail_name[0]):
            continue
        strong = tail_name[0] & _STRONG or _split_legal(tail)[1]
        if strong and not (tail_name[1] and tail_name[1] == head_name[1]):
            return head, "", True
        return head, tail, False
    return text, "", False


def _is_alias(head: str, tail: str, gazetteer: Mapping[str, str]) -> bool:
    """Tell whether two parts of a name are one organisation's name twice: translated, or with its acronym."""
    words = [[token.word for token in _read_tokens(part, gazetteer)] for part in (head, tail)]
    for short, other in ((head, words[1]), (tail, words[0])):
        if short.isupper() and len(other) > 1 and fits_acronym(fold(short), other) == 2:
            return True
    meanings = [
        {m for token in _read_tokens(part, gazetteer) for m in token.meaning or (token.word,)} for part in (head, tail)
    ]
    return meanings[0] == meanings[1] and len(meanings[0]) > 1


def _describe(text: str, gazetteer: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the kinds of body and the places that a text names."""
    parts = {part for token in _read_tokens(text, gazetteer) for part in token.meaning}
    kinds = frozenset(part.removeprefix("c:") for part in parts if part.startswith("c:")) & KINDS
    return kinds, frozenset(part for part in parts if part.startswith("p:"))


def _split_legal(text: str) -> tuple[str, str]:
    folded = fold(text)
    end, start = _LEGAL_END.search(folded), _LEGAL_START.match(folded)
    if end and end.start():
        form = end.group(1).replace(".", "").strip()
        words = len(split_words(end.group(1)))
        cut = re.split(r"[\s,]+", text.strip())
        kept = " ".join(cut[: len(cut) - max(1, words if " " in form else 1)]).strip(" ,")
        if start and " " in kept:
            kept = kept.split(None, 1)[1]
        return kept or text, LEGAL_FORMS.get(form, LEGAL_FORMS.get(form.replace(" ", ""), ""))
    if start:
        return text.split(None, 1)[1], LEGAL_FORMS[start.group(1)]
    return text, ""


def _read_tokens(text: str, gazetteer: Mapping[str, str]) -> tuple[Token, ...]:
    folded = fold(text)
    for pattern, replacement in PHRASES:
        folded = pattern.sub(replacement, folded)
    words = split_words(folded)
    tokens: list[Token] = []
    position = 0
    while position < len(words):
        for size in (3, 2, 1):
            place = gazetteer.get(" ".join(words[position : position + size]))
            if place:
                tokens.append(Token("".join(words[position : position + size]), (f"p:{place}",)))
                position += size
                break
        else:
            word = words[position]
            position += 1
            if word in FUNCTION_WORDS:
                continue
            stems = read_word(word)
            meaning = tuple(dict.fromkeys(f"c:{stem.concept}" for stem in stems))
            tokens.append(Token(word, meaning, frozenset(stem.language for stem in stems)))
    return tuple(tokens)


def compare_names(a: OrganisationName, b: OrganisationName) -> tuple[Verdict, str]:
    """Tell whether two names mean one organisation, by the names alone, and why."""
    conflict = find_conflict(a, b)
    if conflict:
        return Verdict.DIFFERENT, conflict
    if a.plain and a.plain == b.plain:
        return Verdict.SAME, "equal but for case, accents, punctuation and legal form"
    if a.acronyms & b.acronyms:
        return Verdict.SAME, "same acronym in parentheses"
    if a.signature == b.signature and _is_telling(a, b):
        return Verdict.SAME, "translations of one name"
    if _is_misspelt(a, b):
        return Verdict.SAME, "differ by a spelling mistake"
    return Verdict.UNKNOWN, ""


def look_alike(a: OrganisationName, b: OrganisationName) -> bool:
    """Tell whether two names are spelt so much alike that they may be one, though not enough to say so."""
    return not find_conflict(a, b) and ratio(a.plain, b.plain) >= 80


def find_conflict(a: OrganisationName, b: OrganisationName) -> str:
    """Say what keeps two names apart; empty for nothing."""
    if a.legal and b.legal and a.legal != b.legal:
        return "different legal forms"
    if a.places and b.places and not a.places & b.places:
        return "different places"
    if a.groups and b.groups and not a.groups & b.groups:
        return "different kinds of body"
    return ""


def _is_telling(a: OrganisationName, b: OrganisationName) -> bool:
    """Tell whether an equal signature says enough: two meanings, and words alike or of different languages."""
    if len(a.signature) < 2 or not any(part.removeprefix("c:") not in KINDS for part in a.signature):
        return False
    translated = (
        bool(a.languages and b.languages) and not a.languages <= b.languages | {"en"} and not b.languages <= a.languages
    )
    has_own = any(not part.startswith("c:") for part in a.signature)
    return translated or has_own or ratio(a.plain, b.plain) >= 70


def _is_misspelt(a: OrganisationName, b: OrganisationName) -> bool:
    """Tell whether two names differ by slips: one or two letters in words that are not both known and different."""
    if [c for c in a.plain if c.isdigit()] != [c for c in b.plain if c.isdigit()]:
        return False
    if len(a.tokens) != len(b.tokens):
        one, other = ("".join(split_words(fold(name.body))) for name in (a, b))
        allowed = 2 if min(len(one), len(other)) >= 16 else 1
        return min(len(one), len(other)) >= 12 and OSA.distance(one, other, score_cutoff=allowed) <= allowed
    slips = 0
    for left, right in zip(a.tokens, b.tokens, strict=True):
        if left.word == right.word or (left.meaning and left.meaning == right.meaning):
            continue
        distance = _slip(left, right)
        if distance is None:
            return False
        slips += distance
    return slips <= 2


def _slip(a: Token, b: Token) -> int | None:
    """Return how many slips turn one word into another; None where they are different words."""
    if a.is_known and b.is_known:
        return None
    if a.word in make_genitives(b.word) or b.word in make_genitives(a.word):
        return 0
    size = min(len(a.word), len(b.word))
    if a.is_known or b.is_known:
        allowed = 0 if size < 4 else 1 if size < 8 else 2
    else:
        allowed = 0 if size < 6 else 1 if size < 10 else 2
    distance = OSA.distance(a.word, b.word, score_cutoff=allowed)
    return distance if distance <= allowed else None


def match_acronym(acronym: str, name: OrganisationName) -> int:
    """Tell how well an acronym fits a full name: 2 for its initials, 1 for letters of its words in order, 0 not.

    >>> from kotograph.match.places import make_gazetteer
    >>> known = make_gazetteer()
    >>> match_acronym("thl", parse_name("Terveyden ja hyvinvoinnin laitos", known))
    2
    >>> match_acronym("tamk", parse_name("Tampereen ammattikorkeakoulu", known))
    1
    """
    return 0 if name.is_acronym else fits_acronym(acronym, [token.word for token in name.tokens])


def fits_acronym(acronym: str, words: list[str]) -> int:
    """Do the same for the words of a name."""
    if not words or not acronym:
        return 0
    if len(words) >= 2 and acronym == "".join(word[0] for word in words):
        return 2
    if len(words) >= 2 and len(acronym) <= 6 and _spells(acronym, words):
        return 1
    return 1 if len(words) == 1 and len(acronym) >= 2 and _spells_compound(acronym, words[0]) else 0


def _spells(acronym: str, words: list[str]) -> bool:
    """Tell whether the acronym takes the first letter, and perhaps more letters in order, of every word."""
    if not words:
        return not acronym
    if not acronym or acronym[0] != words[0][0]:
        return False
    position, used = 0, 0
    for letter in acronym:
        position = words[0].find(letter, position)
        if position < 0:
            break
        position, used = position + 1, used + 1
    return any(_spells(acronym[size:], words[1:]) for size in range(used, 0, -1))


def _spells_compound(acronym: str, word: str) -> bool:
    """Tell whether the acronym is the initials of a compound's parts, as UM is of ulkoministeriö."""
    if acronym[0] != word[0] or len(read_word(word)) != len(acronym):
        return False
    position = 0
    for letter in acronym[1:]:
        position = word.find(letter, position + 3)
        if position < 0:
            return False
    return True
