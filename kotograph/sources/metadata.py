"""What ``source.toml`` files say of pages: found by the hash of a snapshot, or by standing beside the page."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kotograph.config import LANGUAGES
from kotograph.errors import InputError, KotographError
from kotograph.records import Source
from kotograph.resources import get_folder

FORMATS = ("eusa-page", "eusa-table", "eura-page", "kohesio-page", "narrative-page", "criteria-page")
DESCRIBES = ("projects", "grants")
STATUSES = ("under-way", "completed")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}|")
_CURRENCY = re.compile(r"[A-Z]{3}|")
_INSTRUMENT = re.compile(r"^instrument:([\w-]+)\s+a\s+skos:Concept\b", re.MULTILINE)
_TEXT_TABLES = ("title", "publisher", "section", "instrument_reason", "identifier_reason")
_PLAIN = (
    "id",
    "format",
    "language",
    "publisher_language",
    "status",
    "status_reason",
    "reference_date",
    "reference_date_reason",
    "currency",
    "currency_reason",
    "instrument",
    "entries",
    "describes",
    "identifier",
    "snapshot",
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One file that a ``source.toml`` covers: its hash, kind, and name where it lies beside it."""

    sha256: str
    kind: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """One ``source.toml``: the source it describes (without a path) and the snapshots it covers."""

    source: Source
    snapshots: tuple[Snapshot, ...]
    path: Path


class Catalogue:
    """All ``source.toml`` files of a data folder, indexed by snapshot hash; errors are collected, not raised."""

    def __init__(self, folder: Path | None = None) -> None:
        self.entries: list[Metadata] = []
        self.errors: list[KotographError] = []
        self._by_hash: dict[str, Metadata] = {}
        for path in sorted((folder / "sources").glob("*/source.toml")) if folder else []:
            try:
                self._add(read_metadata(path))
            except KotographError as error:
                self.errors.append(error)

    def _add(self, entry: Metadata) -> None:
        twin = next((other for other in self.entries if other.source.id == entry.source.id), None)
        if twin:
            raise InputError(
                "duplicate-source",
                f"the source id '{entry.source.id}' is already used by {twin.path}",
                str(entry.path),
                "give it another id",
            )
        self.entries.append(entry)
        self._by_hash.update({snapshot.sha256: entry for snapshot in entry.snapshots if snapshot.sha256})

    def find(self, path: Path, sha256: str) -> Source | None:
        """Find the metadata of a page by its hash, else in a ``source.toml`` beside it that names the file."""
        entry = self._by_hash.get(sha256)
        if entry is None:
            beside = path.parent / "source.toml"
            if not beside.is_file():
                return None
            entry = read_metadata(beside)
            if path.name not in {snapshot.file for snapshot in entry.snapshots}:
                return None
        snapshot = next((s for s in entry.snapshots if s.sha256 == sha256), None) or next(
            (s for s in entry.snapshots if s.file == path.name), Snapshot(sha256, "verbatim")
        )
        return replace(entry.source, path=str(path), sha256=sha256, kind=snapshot.kind)

    def expects(self, path: Path, sha256: str) -> bool:
        """Tell whether a page's hash is one that its metadata covers."""
        return sha256 in self._by_hash or not (path.parent / "source.toml").is_file()

    def iter_pages(self) -> Iterable[Path]:
        """Yield the page files that lie beside their ``source.toml``, in order of source id."""
        for entry in sorted(self.entries, key=lambda e: e.source.id):
            for snapshot in entry.snapshots:
                if snapshot.file:
                    yield entry.path.parent / snapshot.file


@cache
def list_instruments() -> tuple[str, ...]:
    """Return the codes of the funding instruments that the vocabulary has."""
    scheme = get_folder("ontology") / "schemes" / "instrument.ttl"
    return tuple(sorted(_INSTRUMENT.findall(scheme.read_text(encoding="utf-8"))))


def is_currency(code: object) -> bool:
    """Tell whether a code has the form of ISO 4217; an empty one says nothing.

    >>> is_currency("EUR"), is_currency("euro"), is_currency("")
    (True, False, True)
    """
    return isinstance(code, str) and bool(_CURRENCY.fullmatch(code))


def read_metadata(path: Path) -> Metadata:
    """Read one ``source.toml``; raise InputError that names the key at fault and what it may be."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            "bad-source-toml", f"cannot read: {error}", str(path), "correct the TOML; see data/README.md"
        ) from error

    def fail(key: str, expected: str) -> InputError:
        found = table.get(key, "nothing")
        return InputError(
            "bad-source-toml", f"'{key}' is {found!r}; expected {expected}", str(path), "see data/README.md"
        )

    unknown = sorted(set(table) - set(_PLAIN) - set(_TEXT_TABLES))
    if unknown:
        raise fail(unknown[0], f"one of the keys {', '.join((*_PLAIN, *_TEXT_TABLES))}")
    if not isinstance(table.get("id"), str) or not _ID.fullmatch(table["id"]):
        raise fail("id", "lower-case letters, digits and hyphens")
    for key, allowed in (
        ("format", FORMATS),
        ("language", LANGUAGES),
        ("publisher_language", LANGUAGES),
        ("status", STATUSES),
        ("describes", DESCRIBES),
        ("instrument", list_instruments()),
    ):
        if table.get(key, allowed[0]) not in allowed:
            raise fail(key, f"one of {', '.join(allowed)}")
    if not is_currency(table.get("currency", "")):
        raise fail("currency", "a code of ISO 4217, such as EUR")
    if "identifier" in table and (table.get("describes") != "grants" or table.get("entries") != 1):
        raise fail("identifier", 'no such key, unless describes = "grants" and entries = 1')
    if not isinstance(table.get("identifier", "-"), str) or not table.get("identifier", "-").strip():
        raise fail("identifier", "the code of the grant as text")
    if not isinstance(table.get("entries", 0), int) or table.get("entries", 0) < 0:
        raise fail("entries", "the number of entries")
    if not isinstance(table.get("reference_date", datetime.date.min), datetime.date):
        raise fail("reference_date", "a date such as 2022-01-01")
    texts = {}
    for key in _TEXT_TABLES:
        value = table.get(key, {})
        if not isinstance(value, dict) or not all(k in LANGUAGES and isinstance(v, str) for k, v in value.items()):
            raise fail(key, "a table of texts in fi, sv and en")
        texts[key] = value
    return Metadata(_source(table, texts), _snapshots(table, fail), path)


def _source(table: dict[str, object], texts: dict[str, dict[str, str]]) -> Source:
    def text(key: str) -> str:
        return str(table.get(key, ""))

    entries = table.get("entries")
    return Source(
        id=text("id"),
        path="",
        sha256="",
        language=text("language"),
        format=text("format"),
        publisher_language=text("publisher_language"),
        status=text("status"),
        instrument=text("instrument"),
        currency=text("currency"),
        reference_date=text("reference_date"),
        entries=entries if isinstance(entries, int) else None,
        describes=text("describes") or "projects",
        identifier=text("identifier"),
        texts=texts,
    )


def _snapshots(table: dict[str, object], fail: object) -> tuple[Snapshot, ...]:
    assert callable(fail)
    rows = table.get("snapshot", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise fail("snapshot", "[[snapshot]] tables with sha256, kind and, beside this file, file")
    found = []
    for row in rows:
        sha256, kind, file = str(row.get("sha256", "")), str(row.get("kind", "verbatim")), str(row.get("file", ""))
        if not _SHA256.fullmatch(sha256) or kind not in ("verbatim", "summarised") or "/" in file:
            raise fail(
                "snapshot", "sha256 of 64 hex digits, kind verbatim or summarised, and a file name without a folder"
            )
        found.append(Snapshot(sha256, kind, file))
    return tuple(found)
