"""Targets of linking: by name from configuration, or an address or file given in their place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from kotograph.config import LANGUAGES, Settings
from kotograph.errors import InputError, UsageError
from kotograph.link.subjects import KINDS
from kotograph.vocab import PREFIXES

Protocol = Literal["reconciliation", "sparql", "file"]
PROTOCOLS = ("reconciliation", "sparql", "file")
BUNDLED = Path("links") / "targets.toml"
_LABELS = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['skos']}altLabel", f"{PREFIXES['rdfs']}label")
_ENDPOINT_ENDS = ("/sparql", "/query")
_HINT = "a target has protocol, address and, as wanted, languages, types, holds, labels; see docs/how-to/link.md"


@dataclass(frozen=True, slots=True)
class Target:
    """Where links are looked for.

    ``address`` is a URL, in which ``{lang}`` stands for a language, or a file. ``types`` are the types of the target
    for each of our kinds, ``holds`` the one kind that all it has is of. ``labels``, ``identifiers`` and ``graphs`` are
    IRIs, for SPARQL and RDF. ``batch`` is how many questions or rows are asked at once, ``pause`` the seconds between
    requests, ``timeout`` the seconds of one, ``most`` how many labels may be read. ``namespace`` makes IRIs of ids.
    """

    name: str
    protocol: Protocol
    address: str
    languages: tuple[str, ...] = LANGUAGES
    types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: tuple[str, ...] = tuple(KINDS)
    holds: str = ""
    labels: tuple[str, ...] = _LABELS
    identifiers: tuple[str, ...] = ()
    graphs: tuple[str, ...] = ()
    namespace: str = ""
    batch: int = 0
    pause: float = 1.0
    timeout: float = 60.0
    most: int = 500_000
    source: str = ""

    def read_kinds(self, types: Sequence[str]) -> tuple[str, ...]:
        """Return types of the target as kinds of ours where they are known as such, others as they are."""
        if self.holds:
            return (self.holds,)
        kinds = [kind for kind, several in self.types.items() if set(several) & set(types)]
        return tuple(dict.fromkeys(kinds or types))


def get_target(text: str, settings: Settings, **given: Any) -> Target:
    """Return the target that a name, an address or a file means; ``given`` values go before configured ones.

    Raise UsageError for one that is none of them.
    """
    changes = {name: value for name, value in given.items() if value not in (None, (), "")}
    known = list_targets(settings)
    if text in known:
        return replace(known[text], **changes)
    path = Path(text)
    if _is_http(text):
        ends = text.split("?")[0].rstrip("/").endswith(_ENDPOINT_ENDS)
        protocol: Protocol = "sparql" if ends else "reconciliation"
        return replace(Target(_name(text), protocol, text), **changes)
    if path.is_file():
        return replace(Target(path.name.partition(".")[0], "file", str(path)), **changes)
    hint = f"give an http(s) address, a file, or a known name: {', '.join(sorted(known)) or 'none is configured'}"
    raise UsageError("unknown-target", f"'{text}' is no target", "", hint)


def list_targets(settings: Settings) -> dict[str, Target]:
    """Return the targets by name: those bundled with the data, and those of the settings file, which go before."""
    bundled = settings.data / BUNDLED
    found = {}
    try:
        tables = tomllib.loads(bundled.read_text(encoding="utf-8")) if bundled.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("bad-link-target", f"cannot read: {error}", str(bundled), "correct the TOML") from error
    own = settings.link.get("targets", {})
    for where, several in ((str(bundled), tables), ("link.targets in the settings", own)):
        if not isinstance(several, Mapping):
            raise InputError("bad-link-target", "the targets are no table", where, _HINT)
        found.update({name: _read_target(name, table, f"{where}: {name}") for name, table in several.items()})
    return found


def _read_target(name: str, table: object, where: str) -> Target:
    known = {each.name for each in fields(Target)} - {"name"}
    if not isinstance(table, Mapping) or not {"protocol", "address"} <= table.keys() or not table.keys() <= known:
        raise InputError("bad-link-target", "it is no table of a target", where, _HINT)
    values: dict[str, Any] = dict(table)
    for key, value in values.items():
        if key == "types":
            if not isinstance(value, Mapping) or not all(isinstance(each, list) for each in value.values()):
                raise InputError("bad-link-target", "types is no table of lists", where, 'write organisation = ["…"]')
            values[key] = {kind: tuple(map(str, several)) for kind, several in value.items()}
        elif isinstance(value, list):
            values[key] = tuple(map(str, value))
    _check(values, where)
    return Target(name, **values)


def _check(values: Mapping[str, Any], where: str) -> None:
    kinds = [*values.get("types", ()), *values.get("kinds", ()), *([values["holds"]] if values.get("holds") else [])]
    wrong = [kind for kind in kinds if kind not in KINDS]
    if wrong or values["protocol"] not in PROTOCOLS:
        message = f"'{wrong[0]}' is no kind" if wrong else f"'{values['protocol']}' is no protocol"
        hint = f"kinds: {', '.join(KINDS)}; protocols: {', '.join(PROTOCOLS)}"
        raise InputError("bad-link-target", message, where, hint)
    numbers = ("batch", "pause", "timeout", "most")
    texts = ("address", "namespace", "holds", "source", "protocol")
    lists = ("languages", "kinds", "labels", "identifiers", "graphs")
    fitting = {**dict.fromkeys(numbers, (int, float)), **dict.fromkeys(texts, (str,)), **dict.fromkeys(lists, (tuple,))}
    for key, types in fitting.items():
        if key in values and (not isinstance(values[key], types) or (key in numbers and values[key] < 0)):
            raise InputError("bad-link-target", f"{key} cannot be {values[key]!r}", where, _HINT)
    if values["protocol"] != "file" and not _is_http(values["address"]):
        raise InputError("bad-link-target", f"'{values['address']}' is no http(s) address", where, _HINT)


def _is_http(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _name(address: str) -> str:
    host = urlsplit(address).hostname or "target"
    return "".join(c if c.isalnum() else "-" for c in host)
