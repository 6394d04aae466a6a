"""What is matched: entries with their names, what is wanted, and candidates with the features that scored them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NameKind = Literal["preferred", "alternative", "abbreviation"]


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry; ``lang`` is a language tag, empty where none is known."""

    text: str
    lang: str = ""
    kind: NameKind = "preferred"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found: types, identifiers and places are compared as they are spelled."""

    id: str
    names: tuple[Name, ...]
    types: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name that somebody has, and what else is known of its bearer."""

    text: str
    lang: str = ""
    types: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that was compared: ``value`` from 0 (differs) to 1 (agrees), ``weight`` the part of the score at stake.

    The score is 100 times the product of ``1 - weight * (1 - value)`` over all features; see `kotograph.match.compare`.
    """

    name: str
    value: float
    weight: float

    @property
    def factor(self) -> float:
        """Return what the score is multiplied by."""
        return 1 - self.weight * (1 - self.value)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be what is wanted, by the best of its names; ``score`` is from 0 to 100.

    ``certain`` is true for a shared identifier, or for a name that is the wanted one after normalising and that no
    other entry bears; nothing that was compared may then stand against it. ``how`` says how the names are related.
    """

    entry: Entry
    name: Name
    score: float
    features: tuple[Feature, ...]
    certain: bool
    how: str = ""
