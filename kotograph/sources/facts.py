"""The fact line of an entry: implementer, period and amount, in the three layouts the funds' pages use.

Labelled Finnish (``Hankkeen toteuttaja: …, Toteutusaika: …, EU-tuen määrä: …``), labelled Swedish, and unlabelled
(``Implementer, 1.2.2017 - 31.1.2020, EU-tuki 258 695 euroa``). Labels are matched with tolerance for typos.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from kotograph.sources.values import PERIOD


class Label(StrEnum):
    """What a label announces."""

    DESCRIPTION = "description"
    IMPLEMENTER = "implementer"
    PERIOD = "period"
    AMOUNT = "amount"


LABELS: dict[str, Label] = {
    "Hankkeen kuvaus": Label.DESCRIPTION,
    "Kuvaus": Label.DESCRIPTION,
    "Projektbeskrivning": Label.DESCRIPTION,
    "Beskrivning": Label.DESCRIPTION,
    "Hankkeen toteuttaja": Label.IMPLEMENTER,
    "Toteuttaja": Label.IMPLEMENTER,
    "Tuensaaja": Label.IMPLEMENTER,
    "Avustuksen saaja": Label.IMPLEMENTER,
    "Projektgenomförare": Label.IMPLEMENTER,
    "Genomförare": Label.IMPLEMENTER,
    "Stödmottagare": Label.IMPLEMENTER,
    "Toteutusaika": Label.PERIOD,
    "Hankkeen toteutusaika": Label.PERIOD,
    "Verksamhetsperiod": Label.PERIOD,
    "Genomförandetid": Label.PERIOD,
    "Projekttid": Label.PERIOD,
    "EU-tuen määrä": Label.AMOUNT,
    "EU-tuki": Label.AMOUNT,
    "EU-rahoitus": Label.AMOUNT,
    "EU-rahoituksen määrä": Label.AMOUNT,
    "EU-stöd": Label.AMOUNT,
    "EU-stödets belopp": Label.AMOUNT,
    "EU-finansiering": Label.AMOUNT,
    "EU-bidrag": Label.AMOUNT,
}
_LIKENESS = 0.8
_LONGEST_FACTS = 500
_EXACT = re.compile(
    r"(?<![\w-])("
    + "|".join(sorted((re.escape(name).replace(r"\ ", r"\s+") for name in LABELS), key=len, reverse=True))
    + r")\s*(:|(?=\s))",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[,.;]?\s*(?<![\w-])EU[-‑–\s](?:tuen määrä|tuki|rahoitus|stöd|finansiering|bidrag)(?![\w-])\s*:?\s*",
    re.IGNORECASE,
)
# What may stand for an amount, readable or not: "noin 1 000 euroa", "€ 1 000", "-5", "2,5 miljoonaa euroa (75 %)".
_SUM = re.compile(
    r"(?:[^\W\d_]+\.?\s+){0,2}(?:[€$£]\s*)?[+−-]?\s?\d[\d\s.,'’]*(?:(?<=,)[-–]+)?"
    r"(?:\s*(?:milj\w*\.?|mn|tuhatta|tusen))?(?:\s*(?:[^\W\d_]+|[€$£]))?(?:\s*\([^()]*\))?\s*\.?",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\([^()]*\)")
_MOST_WORDS = 3
_EDGES = " \t\u00a0\u202f,;"


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled piece of a line: what it announces and its text as written, trimmed."""

    label: Label
    text: str


def find_leading_label(text: str) -> tuple[Label, str] | None:
    """Find the label a line starts with, and what follows its colon; None without one.

    >>> find_leading_label("Projektbeskrivining: I projektet …")
    (<Label.DESCRIPTION: 'description'>, 'I projektet …')
    """
    head, colon, rest = text.partition(":")
    if not colon or len(head) > 40:
        return None
    label = _match_label(" ".join(head.split()))
    return (label, rest.strip()) if label else None


def _fold(text: str) -> str:
    """Return a text without case, accents and odd spaces."""
    bare = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


_FOLDED = {_fold(name): label for name, label in LABELS.items()}


def _match_label(text: str) -> Label | None:
    best, label = 0.0, None
    for name, candidate in _FOLDED.items():
        likeness = Levenshtein.normalized_similarity(_fold(text), name)
        if likeness > best:
            best, label = likeness, candidate
    return label if best >= _LIKENESS else None


def find_facts(text: str) -> tuple[Field, ...] | None:
    """Find the facts that a line states; None for a line that is no fact line.

    >>> [f.text for f in find_facts("Åbo Akademi, 1.2.2017 - 31.1.2020, EU-tuki 400 000 euroa")]
    ['Åbo Akademi', '1.2.2017 - 31.1.2020', '400 000 euroa']
    """
    if len(text) > _LONGEST_FACTS:
        return None
    marks = _find_labels(text)
    if marks and marks[0][0] == 0:
        return _split_labelled(text, marks)
    return _split_unlabelled(text)


def _find_labels(text: str) -> list[tuple[int, int, Label]]:
    """Return (start, end, label) of each fact label, in order: exact ones, and misspelt ones before a colon.

    One without a colon counts only where its value follows in full, up to the next label or the end of the line.
    """
    marks: list[tuple[int, int, Label]] = []
    bare: list[tuple[int, int, Label]] = []
    for match in _EXACT.finditer(text):
        label = _FOLDED[_fold(match.group(1))]
        if label is not Label.DESCRIPTION:
            (marks if match.group(2) == ":" else bare).append((match.start(1), match.end(), label))
    covered = [(start, end) for start, end, _ in marks]
    for colon in (m.start() for m in re.finditer(":", text)):
        if any(start <= colon < end for start, end in covered):
            continue
        found = _fuzzy_label_before(text, colon)
        if found:
            marks.append((found[0], colon + 1, found[1]))
    starts = [start for start, _, _ in marks]
    for start, end, label in bare:
        value = text[end : min((s for s in starts if s >= end), default=len(text))].strip(_EDGES)
        if _fits(label, value, is_first=start == 0, has_others=bool(marks)):
            marks.append((start, end, label))
    return sorted(marks)


def _fits(label: Label, value: str, *, is_first: bool, has_others: bool) -> bool:
    """Tell whether what follows a label without a colon is its value, and not the rest of a sentence."""
    if label is Label.AMOUNT:
        return bool(_SUM.fullmatch(value)) if value else not is_first
    if label is Label.PERIOD:
        return is_first and bool(PERIOD.match(value))
    return is_first and has_others


def _fuzzy_label_before(text: str, colon: int) -> tuple[int, Label] | None:
    """Find a misspelt label that ends right before a colon, starting at a word."""
    best: tuple[float, int, Label] | None = None
    starts = [m.start() for m in re.finditer(r"(?:(?<=^)|(?<=[\s,.;]))\S", text[:colon])][-4:]
    for name, label in _FOLDED.items():
        if label is Label.DESCRIPTION:
            continue
        for start in starts:
            likeness = Levenshtein.normalized_similarity(_fold(text[start:colon]), name)
            if likeness >= _LIKENESS and (best is None or likeness > best[0]):
                best = (likeness, start, label)
    return (best[1], best[2]) if best else None


def _split_labelled(text: str, marks: list[tuple[int, int, Label]]) -> tuple[Field, ...]:
    fields = []
    ends = [start for start, _, _ in marks[1:]] + [len(text)]
    for (_, after, label), end in zip(marks, ends, strict=True):
        value = text[after:end].strip(_EDGES)
        if label is not Label.AMOUNT and end < len(text):
            value = value.rstrip(".").strip(_EDGES)
        if value:
            fields.append(Field(label, value))
    return tuple(fields)


def _split_unlabelled(text: str) -> tuple[Field, ...] | None:
    """Split ``implementer, period, amount``, where the amount ends the line and the period stands right before it."""
    money = next(
        (m for m in _MONEY.finditer(text) if _SUM.fullmatch(tail := text[m.end() :]) or not tail.strip()), None
    )
    head = text[: money.start()] if money else text
    period = max(PERIOD.finditer(head), key=lambda match: match.end(), default=None)
    if not money and not (period and _ends_line(text, period.end())):
        return None
    rest = head[period.end() :].strip(_EDGES + ".") if period else ""
    if period and (not rest or _REMARK.fullmatch(rest)):
        implementer, when = head[: period.start()], head[period.start() :] if rest else period.group()
    else:
        implementer, _, when = head.rpartition(",")
        if not any(c.isdigit() for c in when) or len(re.findall(r"[^\W\d_]+", when)) > _MOST_WORDS:
            return None
    fields = [
        Field(Label.IMPLEMENTER, implementer.strip(_EDGES)),
        Field(Label.PERIOD, when.strip(_EDGES)),
        Field(Label.AMOUNT, text[money.end() :].strip(_EDGES) if money else ""),
    ]
    return tuple(field for field in fields if field.text) if implementer.strip(_EDGES) else None


def is_faint(facts: tuple[Field, ...]) -> bool:
    """Tell whether facts are but ``words, period``, which a title may be as well."""
    return [fact.label for fact in facts] == [Label.IMPLEMENTER, Label.PERIOD]


def _ends_line(text: str, position: int) -> bool:
    return len(text[position:].strip(_EDGES + ".")) == 0 and len(text) < 200 and text.count(",") > 0
