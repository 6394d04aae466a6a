"""Decisions and registries of identity, read from tables that people keep; a decision goes before every rule.

Every table is tab-separated UTF-8 with a header row; an absent file or folder says nothing. A malformed row is an
InputError that names file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from kotograph.editorial import ORGANISATION_COLUMNS, PLACE_COLUMNS
from kotograph.errors import InputError
from kotograph.tables import read_table

PROJECTS = ("key", "title", "record", "status", "replaced_by", "note")
SAME_PROJECT = ("record_a", "record_b", "decision", "decided_by", "score", "date", "reason")
SUCCESSIONS = (
    "predecessor",
    "successor",
    "decision",
    "evidence_kind",
    "record",
    "line",
    "confidence",
    "decided_by",
    "date",
    "reason",
)
ORGANISATION_NAMES = ("name", "key", "unit", "decision", "decided_by", "date", "reason")

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_RECORD = re.compile(r"[\w.-]+/[a-z0-9]+(?:-[a-z0-9]+)*")
_MENTION = re.compile(r"(?<![\w/-])([a-z0-9][a-z0-9-]*):(\d+)\b")
_STATUSES = ("active", "withdrawn")
T = TypeVar("T")
R = TypeVar("R", "SameProject", "SuccessionDecision", "ProjectKey")


@dataclass(frozen=True, slots=True)
class ProjectKey:
    """One row of the registry of projects; ``record`` is empty for a project that is only named."""

    key: str
    title: str
    record: str
    status: str = "active"
    replaced_by: str = ""
    note: str = ""
    where: str = ""

    def find_mentions(self) -> tuple[tuple[str, int], ...]:
        """Return the ``source:line`` places that the note gives.

        >>> ProjectKey("luvalla-hetu", "Luvalla-Hetu", "", note="named in eusa-so2-completed-fi:179").find_mentions()
        (('eusa-so2-completed-fi', 179),)
        """
        return tuple((source, int(line)) for source, line in _MENTION.findall(self.note))


@dataclass(frozen=True, slots=True)
class SameProject:
    """A decision that two records describe the same project, or different ones."""

    record_a: str
    record_b: str
    is_same: bool
    decided_by: str = ""
    score: str = ""
    date: str = ""
    reason: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionDecision:
    """A decision that one project continues another, or that it does not; both by their keys."""

    predecessor: str
    successor: str
    is_accepted: bool
    evidence_kind: str = ""
    record: str = ""
    line: int = 0
    confidence: str = ""
    decided_by: str = ""
    date: str = ""
    reason: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationKey:
    """One row of the registry of organisations, as far as matching needs it."""

    key: str
    names: tuple[str, ...]
    acronym: str = ""
    status: str = "active"
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class NameDecision:
    """A decision that a spelling means an organisation (and perhaps its unit), or that it does not."""

    name: str
    key: str
    unit: str
    is_same: bool
    where: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """All registries and decisions; empty, every conclusion comes from the rules."""

    projects: tuple[ProjectKey, ...] = ()
    same_project: tuple[SameProject, ...] = ()
    successions: tuple[SuccessionDecision, ...] = ()
    organisations: tuple[OrganisationKey, ...] = ()
    names: tuple[NameDecision, ...] = ()
    places: tuple[tuple[str, str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a table, with the checks that name its place."""

    cells: Mapping[str, str]
    where: str

    def fail(self, message: str, hint: str) -> InputError:
        return InputError("bad-decision", message, self.where, hint)

    def require(self, column: str, pattern: re.Pattern[str], what: str) -> str:
        value = self.cells[column]
        if not pattern.fullmatch(value):
            raise self.fail(f"'{value}' in column {column} is not {what}", f"write {what} there")
        return value

    def choose(self, column: str, allowed: Sequence[str]) -> str:
        value = self.cells[column]
        if value not in allowed:
            raise self.fail(f"'{value}' is not a {column}", f"use {' or '.join(allowed)}")
        return value

    def read_date(self) -> str:
        value = self.cells["date"]
        try:
            date.fromisoformat(value)
        except ValueError:
            raise self.fail(f"'{value}' is not a day", "write the date as 2026-11-21") from None
        return value

    def read_share(self, column: str) -> str:
        value = self.cells[column]
        if value and not re.fullmatch(r"0(?:\.\d+)?|1(?:\.0+)?", value):
            raise self.fail(
                f"'{value}' in column {column} is no number from 0 to 1", "write for example 0.95, or nothing"
            )
        return value


def read_identity(folder: Path, places: Path | None = None) -> Identity:
    """Read ``data/identity`` (and ``data/editorial/places.tsv`` beside it, or ``places``); raise InputError."""
    places = places or folder.parent / "editorial" / "places.tsv"
    identity = Identity(
        tuple(_read(folder / "projects.tsv", PROJECTS, _project)),
        tuple(_read(folder / "same-project.tsv", SAME_PROJECT, _same_project)),
        tuple(_read(folder / "successions.tsv", SUCCESSIONS, _succession)),
        tuple(_read(folder / "organisations.tsv", ORGANISATION_COLUMNS, _organisation)),
        tuple(_read(folder / "organisation-names.tsv", ORGANISATION_NAMES, _name)),
        tuple(_read(places, PLACE_COLUMNS, _place)),
    )
    _check(identity)
    return identity


def _read(path: Path, columns: Sequence[str], make: Callable[[_Row], T]) -> Iterator[T]:
    for number, cells in read_table(path, columns):
        yield make(_Row(cells, f"{path}:{number}"))


def _project(row: _Row) -> ProjectKey:
    key = row.require("key", _KEY, "a key of lower-case words joined by hyphens")
    record = row.cells["record"] and row.require("record", _RECORD, "a record as source/key")
    status = row.choose("status", _STATUSES)
    replaced = row.cells["replaced_by"] and row.require("replaced_by", _KEY, "a key")
    if replaced and status != "withdrawn":
        raise row.fail(f"the active key '{key}' is replaced by '{replaced}'", "set the status to withdrawn")
    return ProjectKey(key, row.cells["title"], record, status, replaced, row.cells["note"], row.where)


def _same_project(row: _Row) -> SameProject:
    records = [row.require(column, _RECORD, "a record as source/key") for column in ("record_a", "record_b")]
    if records[0] == records[1]:
        raise row.fail(f"both records are '{records[0]}'", "name two records")
    decision = row.choose("decision", ("same", "different"))
    return SameProject(
        records[0],
        records[1],
        decision == "same",
        row.cells["decided_by"],
        row.read_share("score"),
        row.read_date(),
        row.cells["reason"],
        row.where,
    )


def _succession(row: _Row) -> SuccessionDecision:
    keys = [row.require(column, _KEY, "a project key") for column in ("predecessor", "successor")]
    if keys[0] == keys[1]:
        raise row.fail(f"'{keys[0]}' cannot continue itself", "name two projects")
    decision = row.choose("decision", ("accepted", "rejected"))
    kinds = ("explicit-statement", "numbered-title", "shared-material")
    kind = row.choose("evidence_kind", kinds if decision == "accepted" else (*kinds, ""))
    record = row.cells["record"] and row.require("record", _RECORD, "a record as source/key")
    line = row.cells["line"] and row.require("line", re.compile(r"[1-9]\d*"), "a line number")
    return SuccessionDecision(
        keys[0],
        keys[1],
        decision == "accepted",
        kind,
        record,
        int(line or 0),
        row.read_share("confidence"),
        row.cells["decided_by"],
        row.read_date(),
        row.cells["reason"],
        row.where,
    )


def _organisation(row: _Row) -> OrganisationKey:
    key = row.require("key", _KEY, "a key of lower-case words joined by hyphens")
    names = dict.fromkeys(row.cells[column] for column in ("name_fi", "name_sv", "name_en") if row.cells[column])
    return OrganisationKey(
        key, tuple(names), row.cells["acronym"], row.choose("status", _STATUSES), row.cells["replaced_by"]
    )


def _name(row: _Row) -> NameDecision:
    if not row.cells["name"]:
        raise row.fail("the row has no name", "write the spelling as it was seen")
    key = row.require("key", _KEY, "an organisation key")
    decision = row.choose("decision", ("same", "different"))
    row.read_date()
    return NameDecision(row.cells["name"], key, row.cells["unit"], decision == "same", row.where)


def _place(row: _Row) -> tuple[str, str, str]:
    return row.cells["name_fi"], row.cells["name_sv"], row.cells["name_en"]


def _check(identity: Identity) -> None:
    """Refuse decisions that contradict each other and keys that stand twice or lead nowhere."""
    pairs: dict[tuple[str, ...], SameProject] = {}
    for same in identity.same_project:
        _refuse_twice(pairs, tuple(sorted((same.record_a, same.record_b))), same, "pair of records")
    changes: dict[tuple[str, ...], SuccessionDecision] = {}
    for change in identity.successions:
        _refuse_twice(changes, (change.predecessor, change.successor), change, "succession")
    keys: dict[tuple[str, ...], ProjectKey] = {}
    records: dict[tuple[str, ...], ProjectKey] = {}
    for project in identity.projects:
        _refuse_twice(keys, (project.key,), project, "key")
        if project.record:
            _refuse_twice(records, (project.record,), project, "record")
    for project in identity.projects:
        if project.replaced_by and (project.replaced_by,) not in keys:
            message = f"'{project.key}' is replaced by '{project.replaced_by}', which is not registered"
            raise InputError("bad-decision", message, project.where, "register that key, or correct it")
    known = {organisation.key for organisation in identity.organisations}
    for name in identity.names:
        if known and name.key not in known:
            message = f"'{name.name}' is given to '{name.key}', which is not registered"
            raise InputError("bad-decision", message, name.where, "add it to organisations.tsv, or correct the key")


def _refuse_twice(seen: dict[tuple[str, ...], R], key: tuple[str, ...], row: R, what: str) -> None:
    if key in seen:
        message = f"the {what} {' and '.join(key)} is already in {seen[key].where}"
        raise InputError("bad-decision", message, row.where, "keep one of the two rows")
    seen[key] = row
