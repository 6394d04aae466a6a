"""The fact line of an entry: implementer, period and amount, in the three layouts the funds' pages use.

Labelled Finnish (``Hankkeen toteuttaja: …, Toteutusaika: …, EU-tuen määrä: …``), labelled Swedish, and unlabelled
(``Implementer, 1.2.2017 - 31.1.2020, EU-tuki 258 695 euroa``). Labels are matched with tolerance for typos.
"""

from __future__ import annotations

import re
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
_MONEY_TAIL = re.compile(
    r"[,.;]?\s*(?<![\w-])(EU[-‑–\s](?:tuen määrä|tuki|rahoitus|stöd|finansiering|bidrag))\s*:?\s*(?=\d|$)",
    re.IGNORECASE,
)
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


def _match_label(text: str) -> Label | None:
    best, label = 0.0, None
    for name, candidate in LABELS.items():
        likeness = Levenshtein.normalized_similarity(text.casefold(), name.casefold())
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
    """Return (start, end, label) of each fact label, in order: exact ones, and misspelt ones before a colon."""
    marks: list[tuple[int, int, Label]] = []
    for match in _EXACT.finditer(text):
        label = LABELS[_canonical(match.group(1))]
        if label is not Label.DESCRIPTION and (match.group(2) == ":" or label is Label.AMOUNT or match.start() == 0):
            marks.append((match.start(1), match.end(), label))
    covered = [(start, end) for start, end, _ in marks]
    for colon in (m.start() for m in re.finditer(":", text)):
        if any(start <= colon < end for start, end in covered):
            continue
        found = _fuzzy_label_before(text, colon)
        if found:
            marks.append((found[0], colon + 1, found[1]))
    return sorted(marks)


def _canonical(written: str) -> str:
    folded = " ".join(written.split()).casefold()
    return next(name for name in LABELS if name.casefold() == folded)


def _fuzzy_label_before(text: str, colon: int) -> tuple[int, Label] | None:
    """Find a misspelt label that ends right before a colon, starting at a word."""
    best: tuple[float, int, Label] | None = None
    starts = [m.start() for m in re.finditer(r"(?:(?<=^)|(?<=[\s,.;]))\S", text[:colon])][-4:]
    for name, label in LABELS.items():
        if label is Label.DESCRIPTION:
            continue
        for start in starts:
            likeness = Levenshtein.normalized_similarity(
                " ".join(text[start:colon].split()).casefold(), name.casefold()
            )
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
    money = _MONEY_TAIL.search(text)
    period = PERIOD.search(text)
    if not money and not (period and _ends_line(text, period.end())):
        return None
    head = text[: money.start()] if money else text
    amount = text[money.end() :].strip(_EDGES) if money else ""
    if period and period.end() <= len(head):
        implementer, when = head[: period.start()], period.group()
        rest = head[period.end() :].strip(_EDGES + ".")
        if rest:
            when = head[period.start() :].strip(_EDGES)
    else:
        implementer, _, when = head.rpartition(",")
        if not implementer or not any(c.isdigit() for c in when):
            return None
    fields = [
        Field(Label.IMPLEMENTER, implementer.strip(_EDGES)),
        Field(Label.PERIOD, when.strip(_EDGES)),
        Field(Label.AMOUNT, amount),
    ]
    return tuple(field for field in fields if field.text) if implementer.strip(_EDGES) else None


def _ends_line(text: str, position: int) -> bool:
    return len(text[position:].strip(_EDGES + ".")) == 0 and len(text) < 200 and text.count(",") > 0
