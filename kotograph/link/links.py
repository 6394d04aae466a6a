"""The links of one target: what was found, what a person decided, and the SSSOM table that keeps both."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kotograph import __version__
from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError
from kotograph.iris import mint_slug
from kotograph.link.sssom import ACCEPTED, BUILT_IN, PROPOSED, REJECTED, Mapping, read_set
from kotograph.vocab import DATA_SETS, PREFIXES

SEMAPV = BUILT_IN["semapv"]
_BY_HAND = (f"{SEMAPV}MappingReview", f"{SEMAPV}ManualMappingCuration")
_TOOL = "kotograph"
_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_MEASURE = "kotograph.match: product of the features told in the comment"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
# The slots that are written, in the order of the specification's class Mapping; the extension comes last.
COLUMNS = (
    "subject_id",
    "subject_label",
    "subject_category",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "object_category",
    "mapping_justification",
    "reviewer_label",
    "mapping_date",
    "review_date",
    "confidence",
    "similarity_score",
    "comment",
    "status",
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link from a thing of ours (an IRI of the default base) to one of another data set, and how it came about.

    ``score`` is from 0 to 100; ``comment`` tells the features; ``reviewer`` and ``reviewed`` (a date) are of a person's
    decision, empty where nobody decided.
    """

    subject: str
    subject_label: str
    kind: str
    predicate: str
    object: str
    object_label: str
    object_types: str
    justification: str
    score: float
    comment: str
    status: str
    date: str
    reviewer: str = ""
    reviewed: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Return what is linked to what."""
        return self.subject, self.object

    @property
    def is_decided(self) -> bool:
        """Tell whether a person decided on it, by a review or by hand; rules reject nothing."""
        by_hand = bool(self.reviewer) or self.justification in _BY_HAND
        return self.status == REJECTED or (self.status == ACCEPTED and by_hand)

    def decide(self, accepted: bool, predicate: str, reviewer: str, day: str) -> Link:
        """Return the link as a person decided it."""
        return replace(
            self,
            status=ACCEPTED if accepted else REJECTED,
            predicate=predicate,
            justification=f"{SEMAPV}MappingReview",
            reviewer=reviewer,
            reviewed=day,
        )


def read_links(path: Path) -> list[Link]:
    """Return the links of a table that `write_links` wrote, decisions and all; a missing file has none.

    Raise InputError for a table of another tool: what it says besides would be lost when it is written anew.
    """
    mappings = read_set(path) if path.exists() else []
    if any((mapping.slots or {}).get("mapping_tool") != _TOOL for mapping in mappings):
        message = "the table was not made by kotograph link, and would be overwritten"
        raise InputError("foreign-table", message, str(path), "name another file with -o")
    return [_read_link(mapping) for mapping in mappings]


def _read_link(mapping: Mapping) -> Link:
    slots = mapping.slots or {}
    try:
        score = float(slots.get("similarity_score") or 0) * 100
    except ValueError as error:
        message = f"the similarity_score is '{slots['similarity_score']}'; expected a number from 0 to 1"
        raise InputError("bad-mapping", message, mapping.where, "correct it, or leave it empty") from error
    return Link(
        mapping.subject,
        slots.get("subject_label", ""),
        slots.get("subject_category", ""),
        mapping.predicate,
        mapping.object,
        slots.get("object_label", ""),
        slots.get("object_category", ""),
        mapping.justification,
        score,
        slots.get("comment", ""),
        mapping.status or (REJECTED if mapping.negated else ACCEPTED),
        mapping.date,
        slots.get("reviewer_label", ""),
        slots.get("review_date", ""),
    )


def clean(text: str) -> str:
    """Return a text from elsewhere as one line without characters that steer a terminal or a table.

    >>> clean("Turku\\x1b[31m\\tÅbo")
    'Turku [31m Åbo'
    """
    return " ".join(_CONTROL.sub(" ", text).split())


def spell_links(links: Iterable[Link], name: str) -> str:
    """Return the links as an SSSOM table in the specification's canonical form, sorted by subject, score and object."""
    order = {ACCEPTED: 0, PROPOSED: 1, REJECTED: 2}
    ordered = sorted(links, key=lambda link: (link.subject, order[link.status], -link.score, link.object))
    prefixes = _choose_prefixes(ordered)
    rows = [_spell_link(link, prefixes) for link in ordered]
    columns = [column for column in COLUMNS if column in COLUMNS[:4] or any(row[column] for row in rows)]
    head = [
        "curie_map:",
        *(f"  {prefix}: {json.dumps(iri)}" for prefix, iri in sorted(prefixes.items()) if prefix not in BUILT_IN),
        'sssom_version: "1.1"',
        f"mapping_set_id: {DEFAULT_BASE}id/mapping-set/{mint_slug(name)}",
        f"mapping_set_title: {json.dumps(f'Links to {name}', ensure_ascii=False)}",
        f"license: {_LICENSE}",
        f"mapping_tool: {_TOOL}",
        f'mapping_tool_version: "{__version__}"',
        f"similarity_measure: {json.dumps(_MEASURE)}",
        "extension_definitions:",
        "- slot_name: status",
        "  property: adms:status",
        "  type_hint: xsd:string",
    ]
    lines = [*(f"#{line}" for line in head), "\t".join(columns)]
    lines += ["\t".join(_quote(row[column]) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def write_links(path: Path, links: Iterable[Link], name: str) -> None:
    """Write the links to a table in one step, so that a crash leaves the old one whole; raise InputError."""
    text = spell_links(links, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        hint = "choose another place with -o"
        raise InputError("unwritable-file", f"cannot write: {error.strerror}", str(path), hint) from error


def _spell_link(link: Link, prefixes: dict[str, str]) -> dict[str, str]:
    score = f"{link.score / 100:.3f}".rstrip("0").rstrip(".")
    return {
        "subject_id": _shorten(link.subject, prefixes),
        "subject_label": link.subject_label,
        "subject_category": link.kind,
        "predicate_id": _shorten(link.predicate, prefixes),
        "predicate_modifier": "Not" if link.status == REJECTED else "",
        "object_id": _shorten(link.object, prefixes),
        "object_label": link.object_label,
        "object_category": link.object_types,
        "mapping_justification": _shorten(link.justification, prefixes),
        "reviewer_label": link.reviewer,
        "mapping_date": link.date,
        "review_date": link.reviewed,
        "confidence": "1" if link.is_decided else min(score, "0.99", key=float),
        "similarity_score": score,
        "comment": link.comment,
        "status": link.status,
    }


def _choose_prefixes(links: Sequence[Link]) -> dict[str, str]:
    """Return the prefixes that the links need: known ones, ours by kind of thing, and one for each other namespace."""
    known = {iri: key for iri, _, key in DATA_SETS}
    prefixes = {**BUILT_IN, "adms": PREFIXES["adms"]}
    namespaces = sorted({_split_iri(iri)[0] for link in links for iri in (link.subject, link.object)})
    taken = set(prefixes.values())
    count = 0
    for namespace in namespaces:
        if namespace in taken:
            continue
        if namespace.startswith(DEFAULT_BASE):
            prefix = namespace.rstrip("/#").rpartition("/")[2]
        elif namespace in known:
            prefix = known[namespace]
        else:
            count += 1
            prefix = f"target{count}"
        prefixes[prefix] = namespace
    return prefixes


def _split_iri(iri: str) -> tuple[str, str]:
    cut = max(iri.rfind("/"), iri.rfind("#"), iri.find(":")) + 1
    return iri[:cut], iri[cut:]


def _shorten(iri: str, prefixes: dict[str, str]) -> str:
    namespace, local = _split_iri(iri)
    return next((f"{prefix}:{local}" for prefix, value in prefixes.items() if value == namespace), iri)


def _quote(cell: str) -> str:
    cell = clean(cell)
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell
