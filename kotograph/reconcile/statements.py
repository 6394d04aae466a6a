"""Sentences that say outright that a project continues another, in Finnish, Swedish and English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kotograph.match.normalise import strip_accents
from kotograph.records import Property, Record

# Where a name may stand: up to the word project (Finnish puts it after the name, Swedish and English on either side).
_FI_NAME = r"(?P<name>[^.;]{2,160}?)\s*[\s-]-?\s*"
_FI_TO = r"(?:hankkeelle|hankkeille|projektille|osahankkeelle)\b"
_FI_OF = r"(?:hankkeen|projektin)\b"
_SV_NAME = (
    r"(?:(?P<owner>[^.;,]{0,60}?)\s*\b(?:projektet|projekt|pilotprojektet|forprojektet)\s+"
    r"(?P<name>[\"“”]?(?-i:[A-Z0-9])[^.;,]{0,120}?)"
    r"(?=[.!?;,]|$|\s+(?:dar|som|vilket|vilken|vid|hos|med|och|inom|fran|av|i|under|men)\s)"
    r"|(?P<joined>[^.;,]{2,80}?)\s*-\s*?projekt(?:et|ets)\b)"
)
_EN_NAME = r"(?:the\s+)?(?P<name>[^.;,]{2,120}?)\s+project\b"

_FORWARD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:jatkoa|jatkona|jatkumoa|jatkohanke|jatko-osa)\s+{_FI_NAME}{_FI_TO}",
        rf"\b(?:jatkaa|jatkavat|jatketaan|jatkettiin)\s+{_FI_NAME}(?:hankkeen|hankkeessa|hanketta|projektin|projektissa|projektia)\b"
        r"(?!\s+(?:jalkeen|aikana|paatyttya|loputtua|kanssa))",
        rf"{_FI_NAME}{_FI_OF}\s+(?:kakkos\w*|kolmos\w*|jatko(?:na|a|ksi|-?osa\w*|hank\w*|vaihe\w*|projekti\w*)"
        r"|(?:toi(?:nen|se\w*)|kolmas|kolmanne\w*)\s+(?:osa\w*|vaihe\w*))",
        rf"\b(?:ar|utgor|blir|var)\s+(?:en\s+|ett\s+)?(?:direkt\s+|naturlig\s+)?"
        r"(?:fortsattning(?:en|sprojekt)?|uppfoljning(?:sprojekt)?|uppfoljare)\s+(?:pa|till|av|for)\s+"
        rf"{_SV_NAME}",
        rf"\b(?:fortsatter|vidarefor)\s+(?:pa\s+)?(?:arbetet\s+(?:i|fran|inom|med)\s+)?{_SV_NAME}",
        rf"\b(?:andra|tredje)\s+(?:delen|fasen|skedet|etappen)\s+(?:av|i)\s+{_SV_NAME}",
        rf"\b(?:is|was|forms)\s+(?:a|the)?\s*(?:direct\s+)?(?:continuation|follow-up|sequel|successor)\s+(?:of|to)\s+{_EN_NAME}",
        rf"\bcontinues\s+(?:the\s+work\s+of\s+)?{_EN_NAME}",
        rf"\b(?:second|third)\s+(?:phase|part|stage)\s+of\s+{_EN_NAME}",
    )
)
_BACKWARD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:hanketta|projektia|hankkeen tyota|tyota|toimintaa)\s+(?:jatkaa|jatketaan)\s+{_FI_NAME}"
        r"(?:hanke|hankkeessa|hankkeena|projekti|projektissa)\b",
        rf"\b(?:jatkuu|jatkui)\s+{_FI_NAME}(?:hankkeena|hankkeessa|projektina|projektissa)\b",
        rf"\b(?:fortsatter|fortsatts|fortsatte)\s+(?:i|av|genom|inom|som)\s+{_SV_NAME}",
        rf"\b(?:is|was)\s+continued\s+(?:by|in|as)\s+{_EN_NAME}",
    )
)
_NEGATION = re.compile(r"\b(?:ei|eivat|eika|inte|ej|icke|not|no longer)\b", re.IGNORECASE)
_TRIGGER = re.compile(
    r"\b(?:jatk|kakkos|kolmos|toinen|toise|kolma|fortsatt|uppfolj|vidarefor|andra|tredje|continu|"
    r"follow-up|sequel|successor|second|third)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[^\d.]\.)\s*(?=[A-Z0-9])|\s+(?=•)")
_LONGEST_QUOTE = 8


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that names a project which the record's own project continues (or which continues it).

    ``phrase`` holds the name with whatever stands before it; ``subject`` is what stands before the claim.
    """

    record: Record
    line: int
    phrase: str
    subject: str
    is_backward: bool
    quote: str


def iter_claims(record: Record) -> Iterator[Claim]:
    """Yield the claims in a record's text, with the line of each."""
    statement = record.find(Property.DESCRIPTION) or record.find(Property.ABSTRACT)
    if statement is None:
        return
    paragraphs = unicodedata.normalize("NFC", statement.as_written).split("\n")
    lines = record.lines.description
    for position, paragraph in enumerate(paragraphs):
        if not _TRIGGER.search(strip_accents(paragraph)):
            continue
        line = lines[position] if len(lines) == len(paragraphs) else statement.line
        for sentence in _split_sentences(" ".join(paragraph.split())):
            if _TRIGGER.search(strip_accents(sentence)):
                yield from _read_sentence(record, line, sentence)


def _split_sentences(text: str) -> list[str]:
    bare, start, sentences = strip_accents(text), 0, []
    for match in _SENTENCE.finditer(bare):
        sentences.append(text[start : match.start()])
        start = match.end()
    return [sentence for sentence in (*sentences, text[start:]) if sentence.strip()]


def _read_sentence(record: Record, line: int, sentence: str) -> Iterator[Claim]:
    """Yield at most one claim: a backward one goes first, since its words also fit a forward one."""
    bare = strip_accents(sentence)
    for patterns, is_backward in ((_BACKWARD, True), (_FORWARD, False)):
        for pattern in patterns:
            match = pattern.search(bare)
            if match is None or _is_denied(bare, match):
                continue
            group = "name" if match.groupdict().get("name") else "joined"
            phrase = sentence[slice(*match.span(group))] if match.groupdict().get(group) else ""
            if phrase.strip():
                subject = sentence[: match.start()].strip()
                yield Claim(record, line, phrase.strip(), subject, is_backward, _quote(sentence, bare, match))
                return


def _is_denied(sentence: str, match: re.Match[str]) -> bool:
    """Tell whether the claim's own words, or the three before them, deny it."""
    name = match.start("name") if match.groupdict().get("name") else match.end()
    before = sentence[: match.start()].split()[-3:]
    return bool(_NEGATION.search(" ".join(before)) or _NEGATION.search(sentence[match.start() : name]))


def _quote(sentence: str, bare: str, match: re.Match[str]) -> str:
    """Return at most eight words of the sentence, around the word that says it."""
    trigger = _TRIGGER.search(bare, match.start()) or match
    words_before = len(sentence[: trigger.start()].split())
    words = sentence.split()
    start = max(0, min(words_before - 4, len(words) - _LONGEST_QUOTE))
    return " ".join(words[start : start + _LONGEST_QUOTE]).rstrip(",;")
