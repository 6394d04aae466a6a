"""What a publisher says of its dataset: ``dataset.toml`` in the data folder.

Nothing is made up: what the file does not say is left out of the catalogue, and a data folder without the file is
described by plain words that claim nothing of publisher or licence.
"""

from __future__ import annotations

import datetime
import os
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from kotograph.catalog.authority import (
    ACCESS_RIGHTS,
    EU,
    FREQUENCIES,
    LICENCE_TYPES,
    PUBLISHER_TYPES,
    THEME_NAMES,
    Texts,
)
from kotograph.config import LANGUAGES
from kotograph.errors import InputError, UsageError
from kotograph.quads import is_iri
from kotograph.reports import Issue

FILE = "dataset.toml"
Box = tuple[float, float, float, float]
Point = tuple[float, float]

_COUNTRY = re.compile(r"[A-Z]{3}")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_]*")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
_DEFAULT_TITLE = {"fi": "Hankeaineisto", "sv": "Projektdata", "en": "Project data"}
_DEFAULT_DESCRIPTION = {
    "fi": "Julkisilta sivuilta luettuja tietoja hankkeista. Julkaisija ei ole vielä kuvannut aineistoaan.",
    "sv": "Uppgifter om projekt, lästa på offentliga sidor. Utgivaren har ännu inte beskrivit sin datamängd.",
    "en": "Data about projects, read from public pages. The publisher has not described the dataset yet.",
}
_DEFAULT_PUBLISHER = {"fi": "Nimeämätön julkaisija", "sv": "Utgivare utan namn", "en": "Unnamed publisher"}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes: names by language, ADMS publisher type, homepage; ``key`` names its IRI below ``id/agent/``."""

    name: Texts
    kind: str = ""
    homepage: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where questions go: a page, with its name by language."""

    name: Texts
    page: str


@dataclass(frozen=True, slots=True)
class Licence:
    """The licence: its IRI in the EU's table, the page with its text, its ADMS type."""

    iri: str
    page: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """What the data covers: an IRI, names by language, the box (west, south, east, north) and middle in degrees."""

    iri: str
    name: Texts
    bbox: Box | None = None
    centroid: Point | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that a ``dataset.toml`` says; what it leaves out is empty or None. ``issues`` is what is worth a hint."""

    title: Texts
    description: Texts
    publisher: Publisher
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    contact: Contact | None = None
    licence: Licence | None = None
    rights: Texts = field(default_factory=dict)
    provenance: Texts = field(default_factory=dict)
    spatial: Area | None = None
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    frequency: str = ""
    access_rights: str = ""
    issued: datetime.date | None = None
    modified: datetime.date | None = None
    issues: tuple[Issue, ...] = ()


def read_metadata(folder: Path, environ: Mapping[str, str] | None = None) -> Metadata:
    """Read the ``dataset.toml`` of a data folder; without one, a plain default with an issue that says so.

    ``SOURCE_DATE_EPOCH`` (seconds) in the environment goes before ``modified``. Raise InputError with the line of what
    is wrong, UsageError for an epoch that is no number.
    """
    epoch = (os.environ if environ is None else environ).get("SOURCE_DATE_EPOCH", "")
    modified = _read_epoch(epoch) if epoch else None
    path = folder / FILE
    if not path.exists():
        return _default(path, modified)
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{line.group(1)}" if line else str(path)
        raise InputError("bad-dataset-toml", f"not TOML: {error}", where, "correct the TOML") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("bad-dataset-toml", f"cannot read: {error}", str(path), "save it as UTF-8 text") from error
    return _Reader(path, text).read(values, modified)


def _read_epoch(epoch: str) -> datetime.date:
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            "bad-setting", f"SOURCE_DATE_EPOCH must be a number of seconds, not '{epoch}'", "", "correct or unset it"
        ) from error


def _default(path: Path, modified: datetime.date | None) -> Metadata:
    issue = Issue(
        "dataset-toml-missing",
        path=str(path),
        message="the dataset is not described, so its catalogue names no publisher and no licence",
        hint="copy data/dataset.toml of kotograph and make it yours",
    )
    return Metadata(
        _DEFAULT_TITLE,
        _DEFAULT_DESCRIPTION,
        Publisher(_DEFAULT_PUBLISHER),
        modified=modified,
        issues=(issue,),
    )


class _Reader:
    """Take one file's values apart; every complaint names the line of its key."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._lines = text.split("\n")

    def read(self, values: Mapping[str, Any], modified: datetime.date | None) -> Metadata:
        readers: Mapping[str, Callable[[str, Any], Any]] = {
            "title": self._texts,
            "description": self._texts,
            "publisher": self._publisher,
            "keywords": self._keywords,
            "contact": self._contact,
            "licence": self._licence,
            "rights": self._texts,
            "provenance": self._texts,
            "spatial": self._area,
            "themes": lambda key, value: self._codes(key, value, THEME_NAMES),
            "languages": lambda key, value: self._codes(key, value),
            "frequency": lambda key, value: self._choice(key, value, FREQUENCIES),
            "access_rights": lambda key, value: self._choice(key, value, ACCESS_RIGHTS),
            "issued": self._date,
            "modified": self._date,
        }
        self._known("", values, readers)
        for key in ("title", "description", "publisher"):
            if key not in values:
                self._fail(key, f"'{key}' is missing", f"add [{key}]: a catalogue cannot do without it")
        found = {key: readers[key](key, value) for key, value in values.items()}
        if modified:
            found["modified"] = modified
        if found.get("issued") and found.get("modified") and found["modified"] < found["issued"]:
            message = f"'modified' ({found['modified']}) is before 'issued' ({found['issued']})"
            self._fail("modified", message, "correct one of the two, or SOURCE_DATE_EPOCH")
        return Metadata(**found)

    def _publisher(self, key: str, value: Any) -> Publisher:
        table = self._table(key, value, ("name", "type", "homepage", "key"), ("name",))
        name = table.get("key", "")
        if name and not (isinstance(name, str) and _KEY.fullmatch(name)):
            self._fail(f"{key}.key", f"{name!r} is not a key", "write small letters a–z and digits, joined by hyphens")
        return Publisher(
            self._texts(f"{key}.name", table["name"]),
            self._choice(f"{key}.type", table["type"], PUBLISHER_TYPES) if "type" in table else "",
            self._iri(f"{key}.homepage", table["homepage"]) if "homepage" in table else "",
            name,
        )

    def _contact(self, key: str, value: Any) -> Contact:
        table = self._table(key, value, ("name", "page"), ("name", "page"))
        return Contact(self._texts(f"{key}.name", table["name"]), self._iri(f"{key}.page", table["page"]))

    def _licence(self, key: str, value: Any) -> Licence:
        table = self._table(key, value, ("code", "page", "type"), ("code",))
        code = table["code"]
        if not isinstance(code, str) or not _CODE.fullmatch(code):
            self._fail(
                f"{key}.code", f"{code!r} is not a code of the EU's table of licences", "write such as CC_BY_4_0"
            )
        return Licence(
            f"{EU}licence/{code}",
            self._iri(f"{key}.page", table["page"]) if "page" in table else "",
            self._choice(f"{key}.type", table["type"], LICENCE_TYPES) if "type" in table else "",
        )

    def _area(self, key: str, value: Any) -> Area:
        table = self._table(key, value, ("country", "iri", "name", "bbox", "centroid"), ("name",))
        if ("country" in table) == ("iri" in table):
            self._fail(key, "it needs either 'country' or 'iri'", 'write country = "FIN", or the IRI of a place')
        country = table.get("country", "FIN")
        if not isinstance(country, str) or not _COUNTRY.fullmatch(country):
            self._fail(
                f"{key}.country", f"{country!r} is not a country's code", "write three capital letters, e.g. FIN"
            )
        bbox = self._numbers(f"{key}.bbox", table["bbox"], 4) if "bbox" in table else None
        if bbox and not (bbox[0] < bbox[2] and bbox[1] < bbox[3]):
            self._fail(f"{key}.bbox", "the box has no inside", "give west, south, east, north")
        centre = self._numbers(f"{key}.centroid", table["centroid"], 2) if "centroid" in table else None
        return Area(
            self._iri(f"{key}.iri", table["iri"]) if "iri" in table else f"{EU}country/{country}",
            self._texts(f"{key}.name", table["name"]),
            (bbox[0], bbox[1], bbox[2], bbox[3]) if bbox else None,
            (centre[0], centre[1]) if centre else None,
        )

    def _keywords(self, key: str, value: Any) -> Mapping[str, tuple[str, ...]]:
        table = self._table(key, value, LANGUAGES, ())
        return {lang: self._strings(f"{key}.{lang}", table[lang]) for lang in LANGUAGES if lang in table}

    def _texts(self, key: str, value: Any) -> Texts:
        table = self._table(key, value, LANGUAGES, ())
        if not table:
            self._fail(key, f"'{key}' is empty", "write it in fi, sv and en, at least in one of them")
        for lang, text in table.items():
            if not isinstance(text, str) or not text.strip():
                self._fail(f"{key}.{lang}", f"{text!r} is not a text", "write a text in quotation marks")
        return {lang: table[lang].strip() for lang in LANGUAGES if lang in table}

    def _table(self, key: str, value: Any, known: Collection[str], needed: Collection[str]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self._fail(key, f"'{key}' is {value!r}", f"write a table [{key}] with {', '.join(known)}")
        self._known(key, value, known)
        for name in needed:
            if name not in value:
                self._fail(key, f"'{name}' is missing in [{key}]", f"add {name}")
        return value

    def _known(self, key: str, values: Mapping[str, Any], known: Collection[str]) -> None:
        for name in values:
            if name not in known:
                self._fail(f"{key}.{name}".lstrip("."), f"there is no key '{name}'", f"known: {', '.join(known)}")

    def _strings(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            self._fail(key, f"{value!r} is not a list of texts", 'write such as ["one", "two"]')
        return tuple(dict.fromkeys(each.strip() for each in value))

    def _codes(self, key: str, value: Any, known: Collection[str] = ()) -> tuple[str, ...]:
        codes = self._strings(key, value)
        for code in codes:
            if known:
                self._choice(key, code, known)
            elif not _COUNTRY.fullmatch(code):
                self._fail(key, f"{code!r} is not a code", "write three capital letters, e.g. FIN, SWE, ENG")
        return codes

    def _choice(self, key: str, value: Any, known: Collection[str]) -> str:
        if not isinstance(value, str) or value not in known:
            self._fail(key, f"{value!r} is not known", f"write one of {', '.join(known)}")
        return value

    def _iri(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.startswith(("http://", "https://")) or not is_iri(value):
            self._fail(key, f"{value!r} is not a web address", "write it from https:// on")
        return value

    def _date(self, key: str, value: Any) -> datetime.date:
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            self._fail(key, f"{value!r} is not a day", "write such as 2026-11-26, without quotation marks")
        return value

    def _numbers(self, key: str, value: Any, count: int) -> tuple[float, ...]:
        fits = isinstance(value, list) and len(value) == count
        if not fits or not all(isinstance(each, int | float) and abs(each) <= 180 for each in value):
            self._fail(key, f"{value!r} is not {count} numbers of degrees", "write such as [19.0, 59.4, 31.6, 70.1]")
        return tuple(float(each) for each in value)

    def _fail(self, key: str, message: str, hint: str) -> NoReturn:
        line = self._find_line(key)
        where = f"{self._path}:{line}" if line else str(self._path)
        raise InputError("bad-dataset-toml", message, where, hint)

    def _find_line(self, key: str) -> int:
        """Return the line of a dotted key: of its table's header if it stands nowhere itself, else 0."""
        table, best = "", 0
        for number, line in enumerate(self._lines, 1):
            header = _HEADER.match(line)
            if header:
                table = header.group(1).replace(" ", "")
            written = f"{table}." if table else ""
            name = line.partition("=")[0].strip().strip("\"'")
            if not header and "=" in line and f"{written}{name}" == key:
                return number
            if header and not best and (table == key or key.startswith(f"{table}.")):
                best = number
            if not header and "=" in line and not best and key.startswith(f"{written}{name}."):
                best = number
        return best


def pick(texts: Texts, lang: str) -> str:
    """Return the text in a language, else in English, Finnish or Swedish; empty if there is none.

    >>> pick({"fi": "hanke", "sv": "projekt"}, "en")
    'hanke'
    """
    return next((texts[each] for each in (lang, "en", "fi", "sv") if each in texts), "")
