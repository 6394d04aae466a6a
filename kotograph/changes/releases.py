"""The ledger of published versions, ``releases/index.json``: what was published when, and what it changed.

A version is ``<date>-<first 12 digits of the SHA-256>``. The date comes from whoever publishes: nothing here reads a
clock, so the same publication has the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path

from kotograph.changes.compare import iter_dataset
from kotograph.changes.gather import Changes
from kotograph.changes.patch import digest_file
from kotograph.errors import InputError, UsageError

FOLDER = "releases"
INDEX = f"{FOLDER}/index.json"
PATCH = "kotograph.rdfp"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Release:
    """One published version: its dataset's digest and size, and what it changed of the ``previous`` version.

    ``added`` and ``removed`` count quads, ``resources`` those that are new, gone or changed; the first version adds all
    its quads and has no previous one.
    """

    version: str
    date: str
    digest: str
    quads: int
    added: int
    removed: int
    resources: int
    previous: str | None = None


def name_version(day: str, digest: str) -> str:
    """Return the name of a version.

    >>> name_version("2026-11-26", "9eb7dc733322d055" + "0" * 48)
    '2026-11-26-9eb7dc733322'
    """
    return f"{day}-{digest[:12]}"


def next_release(
    releases: Sequence[Release], dataset: Path, day: str, changes: Changes | None = None, resources: int = 0
) -> Release | None:
    """Return the release that publishing a dataset makes; None if it is what was published last.

    ``changes`` are those since the last release (see `kotograph.changes.gather`), ``resources`` how many are told of.
    Raise UsageError for a day that is none or before the last release, InputError for a version that is there.
    """
    digest, last = digest_file(dataset), releases[-1] if releases else None
    if last and last.digest == digest:
        return None
    if not _is_date(day) or (last and day < last.date):
        known = f", and not before {last.date}" if last else ""
        raise UsageError("bad-date", f"'{day}' cannot be the day of a release", hint=f"use YYYY-MM-DD{known}")
    version = name_version(day, digest)
    if any(version == release.version for release in releases):
        raise InputError(
            "version-exists", f"the version {version} was published before", INDEX, "publish it with a later date"
        )
    quads = sum(1 for _ in iter_dataset(dataset))
    if last is None:
        return Release(version, day, digest, quads, quads, 0, resources)
    if changes is None:
        raise ValueError("a release after another needs its changes")
    tally = changes.tally
    return Release(version, day, digest, quads, tally.added, tally.removed, resources, last.version)


def read_releases(publication: Path) -> list[Release]:
    """Return the releases of a publication, the oldest first; none if it has no ledger. Raise InputError if broken."""
    path = publication / INDEX
    if not path.is_file():
        return []
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _bad(path, f"cannot be read: {error}") from error
    entries = data.get("releases") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise _bad(path, "has no list 'releases'")
    found: list[Release] = []
    for number, entry in enumerate(entries, 1):
        found.append(_read_release(entry, found[-1] if found else None, path, number))
    if len({release.version for release in found}) < len(found):
        raise _bad(path, "names a version twice")
    return found


def write_releases(publication: Path, releases: Sequence[Release]) -> None:
    """Write the ledger into a publication's folder; the same releases give the same bytes."""
    path = publication / INDEX
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(format_releases(releases), encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError("cannot-write", f"cannot write the releases: {error}", str(path)) from error


def format_releases(releases: Sequence[Release]) -> str:
    """Return the ledger's JSON text."""
    return json.dumps({"releases": [asdict(each) for each in releases]}, ensure_ascii=False, indent=2) + "\n"


def _read_release(entry: object, previous: Release | None, path: Path, number: int) -> Release:
    names = {field.name for field in fields(Release)}
    if not isinstance(entry, dict) or entry.keys() != names:
        raise _bad(path, f"release {number} must have: {', '.join(sorted(names))}")
    for name in ("quads", "added", "removed", "resources"):
        if type(entry[name]) is not int or entry[name] < 0:
            raise _bad(path, f"'{name}' of release {number} is no count")
    digest, day = entry["digest"], entry["date"]
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise _bad(path, f"'digest' of release {number} is no SHA-256")
    if not isinstance(day, str) or not _is_date(day):
        raise _bad(path, f"'date' of release {number} is no day")
    if entry["version"] != name_version(day, digest):
        raise _bad(path, f"release {number} should be called {name_version(day, digest)}")
    if entry["previous"] != (previous.version if previous else None) or (previous and day < previous.date):
        raise _bad(path, f"release {number} does not follow the one before it")
    if entry["quads"] != (previous.quads if previous else 0) + entry["added"] - entry["removed"]:
        raise _bad(path, f"the counts of release {number} do not add up")
    return Release(**entry)


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _bad(path: Path, message: str) -> InputError:
    return InputError("bad-releases", message, str(path), "restore the ledger from the last good publication")
