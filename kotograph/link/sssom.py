"""Read SSSOM tables: a head of comments in YAML, then one mapping a line.

https://mapping-commons.github.io/sssom/spec-formats-tsv/. What is the same for the whole set may stand in the head.
A column ``status`` (an extension, ``adms:status``) tells proposed, accepted and rejected mappings apart; one that is
rejected is negated besides (``predicate_modifier``), so that who does not know the column is not misled.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import cast

import yaml

from kotograph import quads
from kotograph.errors import InputError
from kotograph.vocab import PREFIXES

SUFFIX = ".sssom.tsv"
#: What SSSOM writes as the object where nothing was found.
NO_TERM = "https://w3id.org/sssom/NoTermFound"
ACCEPTED, PROPOSED, REJECTED = "accepted", "proposed", "rejected"
#: Prefixes that SSSOM knows without a declaration.
BUILT_IN = {name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "skos", "xsd")} | {
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
}
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_STATUSES = ("", ACCEPTED, PROPOSED, REJECTED)


@dataclass(frozen=True, slots=True)
class Mapping:
    """One line of a table: subject, predicate and object as IRIs, why it was made, how sure it is, and by what source.

    ``confidence`` is from 0 to 1, None where none is given; ``where`` is file and line; ``status`` is empty for a
    mapping that was never a proposal; ``slots`` are all cells of the line, with what the head says for it. A missing
    link has the data set in which nothing was found as ``object_source``, the ``reason``, and comments by language.
    """

    subject: str
    predicate: str
    object: str
    justification: str
    confidence: Decimal | None
    source: str
    date: str
    where: str
    status: str = ""
    negated: bool = False
    slots: Dict[str, str] | None = None
    object_source: str = ""
    reason: str = ""
    comments: tuple[tuple[str, str], ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether the line says that there is no link."""
        return self.object == NO_TERM

    @property
    def is_published(self) -> bool:
        """Tell whether the mapping may be published: one that is only proposed, rejected or negated may not."""
        return self.status in ("", ACCEPTED) and not self.negated

    @property
    def is_denied(self) -> bool:
        """Tell whether the mapping says that there is no such link."""
        return self.status == REJECTED or self.negated


def list_tables(folder: Path) -> list[str]:
    """Return the names of the tables of a folder, the codes of registries among them; a missing folder has none."""
    return sorted(path.name for path in folder.glob("*.tsv"))


def read_mappings(folder: Path) -> list[Mapping]:
    """Return the mappings of all tables of a folder that may be published, by file and line. Raise InputError.

    A missing folder has none.
    """
    return [mapping for mapping in read_tables(folder) if mapping.is_published]


def read_tables(folder: Path) -> list[Mapping]:
    """Return all mappings of all tables of a folder, proposed and rejected ones too. Raise InputError."""
    return [each for path in sorted(folder.glob(f"*{SUFFIX}")) for each in read_set(path)]


def read_set(path: Path) -> list[Mapping]:
    """Return all mappings of one table; raise InputError with file and line for what is not SSSOM."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("bad-mapping", f"cannot read: {error}", str(path), "save it as UTF-8 text") from error
    start = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = _read_head(path, lines[:start])
    prefixes = {**PREFIXES, **BUILT_IN, **cast("Dict[str, str]", head.get("curie_map") or {})}
    columns = _split(lines[start], f"{path}:{start + 1}") if start < len(lines) else []
    missing = [name for name in _REQUIRED if name not in columns and name not in head]
    if missing:
        message = f"there is no column {', '.join(missing)}"
        raise InputError("bad-mapping", message, f"{path}:{start + 1}", "name the slots of SSSOM in the first line")
    found = []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        if line.strip():
            where = f"{path}:{number}"
            cells = _split(line, where)
            if len(cells) != len(columns):
                message = f"{len(cells)} cells; expected {len(columns)}, one a column"
                raise InputError("bad-mapping", message, where, "separate the cells by one tab each")
            slots = {name: str(value) for name, value in head.items() if isinstance(value, str)}
            found.append(_read_mapping(slots | dict(zip(columns, cells, strict=True)), prefixes, where))
    return found


def _split(line: str, where: str) -> list[str]:
    """Split a line at its tabs; a cell in double quotes is read without them."""
    if '"' not in line:
        return line.rstrip("\r").split("\t")
    try:
        return next(csv.reader([line.rstrip("\r")], delimiter="\t", strict=True))
    except csv.Error as error:
        hint = "put a cell with a quote into double quotes, and write each quote in it twice"
        raise InputError("bad-mapping", f"the quotes cannot be read: {error}", where, hint) from error


def _read_head(path: Path, lines: list[str]) -> Dict[str, object]:
    try:
        head = yaml.safe_load("\n".join(line[1:] for line in lines)) or {}
    except yaml.YAMLError as error:
        raise InputError("bad-mapping", f"the head is not YAML: {error}", str(path), "correct it") from error
    if not isinstance(head, dict) or not isinstance(head.get("curie_map") or {}, dict):
        raise InputError("bad-mapping", "the head is no map of slots", f"{path}:1", "write '#slot: value' lines")
    return head


def _read_mapping(slots: Dict[str, str], prefixes: Dict[str, str], where: str) -> Mapping:
    subject, predicate, object_, justification = (_expand(slots[name], prefixes, name, where) for name in _REQUIRED)
    confidence = None
    if slots.get("confidence"):
        try:
            confidence = Decimal(slots["confidence"])
        except InvalidOperation:
            confidence = Decimal(-1)
        if not 0 <= confidence <= 1:
            message = f"the confidence is '{slots['confidence']}'; expected a number from 0 to 1"
            raise InputError("bad-mapping", message, where, "correct it, or leave it empty")
    data_set, reason = _read_missing(slots, subject, object_, prefixes, where)
    status, modifier = slots.get("status", ""), slots.get("predicate_modifier", "")
    if status not in _STATUSES or modifier not in ("", "Not"):
        message = f"the status is '{status}' and the modifier '{modifier}'"
        hint = "the status is accepted, proposed, rejected or empty; predicate_modifier is Not or empty"
        raise InputError("bad-mapping", message, where, hint)
    comments = {"en": slots.get("comment"), "fi": slots.get("comment_fi"), "sv": slots.get("comment_sv")}
    return Mapping(
        subject,
        predicate,
        object_,
        justification,
        confidence,
        slots.get("mapping_source", ""),
        slots.get("mapping_date", ""),
        where,
        status,
        modifier == "Not",
        slots,
        data_set,
        reason,
        tuple((language, text) for language, text in comments.items() if text),
    )


def _read_missing(
    slots: Dict[str, str], subject: str, object_: str, prefixes: Dict[str, str], where: str
) -> tuple[str, str]:
    """Return the data set and the reason of a missing link, both empty of a link."""
    if subject == NO_TERM:
        raise InputError("bad-mapping", "the subject is sssom:NoTermFound", where, "name the thing that has no link")
    given = [name for name in ("object_source", "unlinked_reason") if slots.get(name)]
    if object_ == NO_TERM:
        for name in ("object_source", "unlinked_reason"):
            if name not in given:
                message = f"nothing was found, but {name} is empty"
                raise InputError("bad-mapping", message, where, "say in which data set, and why there is no link")
        return _expand(slots["object_source"], prefixes, "object_source", where), _expand(
            slots["unlinked_reason"], prefixes, "unlinked_reason", where
        )
    if "unlinked_reason" in given:
        message = "a reason for a missing link stands beside a link"
        raise InputError("bad-mapping", message, where, "remove it, or write sssom:NoTermFound as the object")
    return "", ""


def _expand(text: str, prefixes: Dict[str, str], slot: str, where: str) -> str:
    prefix, colon, local = text.strip().partition(":")
    iri = prefixes[prefix] + local if colon and prefix in prefixes else text.strip()
    if not quads.is_iri(iri):
        hint = "declare the prefix in curie_map, or write an absolute IRI"
        raise InputError("bad-mapping", f"{slot} is '{text}', which is no IRI", where, hint)
    return iri
