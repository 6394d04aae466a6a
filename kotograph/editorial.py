"""What this project adds to the sources, read from ``data/editorial`` and the registries: every item with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kotograph.config import LANGUAGES
from kotograph.errors import InputError
from kotograph.tables import read_table

CRITERIA = ("goal-oriented", "client-oriented", "context-appropriate", "effective", "modellable", "generalisable")
_KEYS = {
    "project",
    "part_of",
    "mentioned_in",
    "title",
    "summary",
    "theme",
    "target_group",
    "place",
    "partner",
    "output",
    "criteria",
}
_PLACE = re.compile(r"([a-z0-9][a-z0-9-]*):([1-9]\d*)")
ORGANISATION_COLUMNS = (
    "key",
    "type",
    "name_fi",
    "name_sv",
    "name_en",
    "acronym",
    "place",
    "identifier_scheme",
    "identifier",
    "status",
    "replaced_by",
    "note",
)
PLACE_COLUMNS = ("key", "kind", "name_fi", "name_sv", "name_en", "within", "source")
_CHANGE_COLUMNS = ("key", "original", "resulting", "date", "source")


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in a source: its id and the 1-based line."""

    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Item:
    """One editorial statement about a project: which property, what value, as written where, and from which line.

    ``value`` is a concept's code, a registry key, or a text with ``language``; ``passage`` names the passage that
    statements of two records share, so that they should agree.
    """

    kind: str
    value: str
    cited: Cited
    as_written: str = ""
    language: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """Something a project produced or set out to produce, with a quantity only where the source states one."""

    kind: str
    labels: tuple[tuple[str, str], ...]
    cited: Cited
    as_written: str
    quantity: int | None = None
    unit: str = ""
    approximate: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Editorial:
    """All editorial content about one project; ``criteria`` maps a criterion to its line, or None: no evidence."""

    project: str
    path: str
    items: tuple[Item, ...] = ()
    outputs: tuple[Output, ...] = ()
    criteria: tuple[tuple[str, Cited | None], ...] = ()
    mentioned_in: tuple[Cited, ...] = ()
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the places' registry; names by language, only those known."""

    key: str
    kind: str
    names: tuple[tuple[str, str], ...]
    within: str


@dataclass(frozen=True, slots=True)
class RegisteredOrganisation:
    """A row of the organisations' registry."""

    key: str
    type: str
    names: tuple[tuple[str, str], ...]
    acronym: str
    place: str
    identifier: str
    status: str
    replaced_by: str


@dataclass(frozen=True, slots=True)
class Change:
    """A merger or renaming of organisations on a day."""

    key: str
    original: tuple[str, ...]
    resulting: str
    date: str
    source: str


@dataclass(frozen=True, slots=True)
class Registries:
    """What is known beside the sources: places, organisations, their changes, and editorial content by project."""

    places: dict[str, Place]
    organisations: dict[str, RegisteredOrganisation]
    changes: tuple[Change, ...]
    editorial: dict[str, Editorial]


def read_registries(data: Path) -> Registries:
    """Read all registries and editorial files of a data folder; what is absent is empty. Raise InputError."""
    editorial = {e.project: e for e in map(read_editorial, sorted((data / "editorial" / "projects").glob("*.toml")))}
    places = {
        row["key"]: Place(row["key"], row["kind"], _names(row), row["within"])
        for _, row in read_table(data / "editorial" / "places.tsv", PLACE_COLUMNS)
    }
    organisations = {
        row["key"]: RegisteredOrganisation(
            row["key"],
            row["type"],
            _names(row),
            row["acronym"],
            row["place"],
            row["identifier"] if row["identifier_scheme"] == "ytunnus" else "",
            row["status"],
            row["replaced_by"],
        )
        for _, row in read_table(data / "identity" / "organisations.tsv", ORGANISATION_COLUMNS)
    }
    changes = tuple(
        Change(row["key"], tuple(row["original"].split()), row["resulting"], row["date"], row["source"])
        for _, row in read_table(data / "identity" / "organisation-changes.tsv", _CHANGE_COLUMNS)
    )
    return Registries(places, organisations, changes, editorial)


def _names(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((row[f"name_{language}"], language) for language in LANGUAGES if row[f"name_{language}"])


def read_editorial(path: Path) -> Editorial:
    """Read one editorial file; raise InputError that names the key at fault."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        unknown = sorted(set(table) - _KEYS)
        if unknown:
            raise ValueError(f"unknown key '{unknown[0]}'; known: {', '.join(sorted(_KEYS))}")
        return Editorial(
            project=str(table["project"]),
            path=str(path),
            items=tuple(_iter_items(table)),
            outputs=tuple(_output(row) for row in table.get("output", [])),
            criteria=tuple(_criterion(code, value) for code, value in sorted(table.get("criteria", {}).items())),
            mentioned_in=tuple(_cited(text) for text in table.get("mentioned_in", [])),
            part_of=str(table.get("part_of", "")),
        )
    except KeyError as error:
        raise InputError("bad-editorial", f"the key {error} is missing", str(path), "see data/README.md") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, TypeError, AttributeError) as error:
        raise InputError("bad-editorial", str(error), str(path), "see data/README.md") from error


def _cited(text: object) -> Cited:
    match = _PLACE.fullmatch(str(text))
    if not match:
        raise ValueError(f"'{text}' is no place in a source; expected 'source:line'")
    return Cited(match[1], int(match[2]))


def _iter_items(table: dict[str, Any]) -> Iterator[Item]:
    for kind in ("title", "summary"):
        rows = table.get(kind, {})
        for language in LANGUAGES:
            if language in rows:
                cited = _cited(rows["from"] if "from" in rows else table["mentioned_in"][0])
                yield Item(kind, str(rows[language]), cited, language=language)
    for kind, key in (("theme", "code"), ("target_group", "code"), ("place", "key"), ("partner", "key")):
        for row in table.get(kind, []):
            cited = _cited(row["from"])
            yield Item(kind, str(row[key]), cited, str(row.get("as_written", "")), passage=str(row.get("passage", "")))


def _output(row: dict[str, Any]) -> Output:
    quantity = row.get("quantity")
    if quantity is not None and not isinstance(quantity, int):
        raise ValueError(f"quantity is {quantity!r}; expected a whole number")
    labels = tuple((str(row[language]), language) for language in LANGUAGES if language in row)
    return Output(
        str(row["kind"]),
        labels,
        _cited(row["from"]),
        str(row["as_written"]),
        quantity,
        str(row.get("unit", "")),
        bool(row.get("approximate", False)),
        str(row.get("part", "")),
    )


def _criterion(code: str, value: object) -> tuple[str, Cited | None]:
    if code not in CRITERIA:
        raise ValueError(f"'{code}' is no criterion; known: {', '.join(CRITERIA)}")
    return code, None if value == "none" else _cited(value)
