"""Voikko as an analyser of Finnish for building a search index, where it is installed.

Its word list is under the GPL, so it is neither bundled nor needed: Debian's `libvoikko1` and `voikko-fi` with PyPI's
`libvoikko` (the extra `voikko`). Queries never need it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

# One part of WORDBASES: as written, then its base; a base that starts with "+" is a derivational ending.
_PART = re.compile(r"\+[^+(]+\(([^)+=]+)(?:=([^)]+))?\)")


class Lemmatiser:
    """Return the lemmas and the parts of compounds of a Finnish word."""

    def __init__(self, analyse: Callable[[str], list[dict[str, str]]], name: str) -> None:
        self._analyse = analyse
        self.name = name

    def __call__(self, word: str) -> Iterable[str]:
        """Return lemmas and parts, sorted; nothing for a word that is not Finnish."""
        found: set[str] = set()
        for analysis in self._analyse(word):
            if analysis.get("BASEFORM"):
                found.add(analysis["BASEFORM"].lower())
            for first, second in _PART.findall(analysis.get("WORDBASES", "")):
                found.update(part.lower() for part in (first, second) if len(part) > 2)
        return sorted(found)


def find_lemmatiser() -> Lemmatiser | None:
    """Find Voikko with a Finnish dictionary; None where any part of it is missing."""
    try:
        from libvoikko import Voikko, VoikkoException
    except ImportError:
        return None
    try:
        voikko = Voikko("fi")
    except (OSError, VoikkoException):
        return None
    return Lemmatiser(voikko.analyze, f"voikko {Voikko.getVersion()}")
