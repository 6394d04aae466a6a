"""Targets that are read whole: SPARQL endpoints, RDF files and tables, as entries with their names."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kotograph import quads
from kotograph.errors import InputError, LimitError, RemoteError
from kotograph.link.cache import Cache
from kotograph.link.links import clean
from kotograph.link.subjects import is_abbreviation
from kotograph.link.targets import Target
from kotograph.match import Entry, Name
from kotograph.match.model import NameKind
from kotograph.store import RemoteStore
from kotograph.store.answers import Term
from kotograph.store.files import iter_statements
from kotograph.vocab import PREFIXES

Progress = Callable[[int, int], None]
_TYPE = f"{PREFIXES['rdf']}type"
_ALTERNATIVES = tuple(f"{PREFIXES['skos']}{name}" for name in ("altLabel", "hiddenLabel"))
_PAGE = 5000
_TABLES = {".csv": ",", ".tsv": "\t"}
_COLUMNS = ("id", "name", "lang", "type", "identifier", "place")
_LONGEST = 1000


@dataclass(slots=True)
class _Draft:
    """What is known of an entry so far."""

    names: dict[Name, None] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    identifiers: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)


def read_entries(path: Path, target: Target) -> list[Entry]:
    """Return the entries of a file: a table by its name's end, else RDF; raise InputError."""
    if path.suffix.lower() in _TABLES:
        return _finish(_read_table(path, target), target)
    wanted = (*target.labels, *target.identifiers, _TYPE)
    found = _collect(iter_statements(path, wanted), target)
    if not found:
        hint = f"name the properties of labels in the target's labels; looked for: {', '.join(target.labels)}"
        raise InputError("no-labels", "nothing in it has a label", str(path), hint)
    entries = _finish(found, target)
    return [entry for entry in entries if not target.types or target.holds or set(entry.types) & set(target.types)]


def ask_entries(
    target: Target, store: RemoteStore | None, cache: Cache, kinds: Sequence[str], progress: Progress, refresh: bool
) -> list[Entry]:
    """Return the entries of an endpoint for these kinds, page by page; raise RemoteError or LimitError.

    Without a store only what is kept is read. A page that was answered is kept, so an interrupted run goes on there.
    """
    drafts: dict[str, _Draft] = defaultdict(_Draft)
    count = 0
    wanted = [target.types.get(kind, ()) for kind in kinds if not target.types or kind in target.types]
    for types in dict.fromkeys(wanted):
        for rows in _iter_pages(target, store, cache, types, refresh):
            count += len(rows)
            if count > target.most:
                message = f"it has more than {target.most} labels"
                hint = "name types or graphs of the target, or make most larger"
                raise LimitError("too-many-labels", message, target.address, hint)
            for name, draft in _collect(_read_rows(rows), target).items():
                _add(drafts[name], draft)
                drafts[name].types |= dict.fromkeys(types[:1])
            progress(count, count)
    return _finish(drafts, target)


def _iter_pages(
    target: Target, store: RemoteStore | None, cache: Cache, types: Sequence[str], refresh: bool
) -> Iterator[list[list[str]]]:
    """Yield the pages of an endpoint's labels, until one is empty: a server may give fewer rows than it is asked."""
    start = 0
    while True:
        query = _spell_query(target, types, start)
        rows = None if refresh else cache.find(target.address, query)
        if rows is None:
            if store is None:
                hint = "run once without --offline: what is answered is kept"
                raise RemoteError("not-kept", "not all of it was answered before", target.address, hint)
            rows = [_spell_row(row) for row in store.query(query).rows]
            cache.keep(target.address, [(query, rows)])
        if not rows:
            return
        yield rows
        start += len(rows)


def _spell_query(target: Target, types: Sequence[str], start: int) -> str:
    properties = " ".join(quads.iri(each) for each in (*target.labels, *target.identifiers))
    typed = f"VALUES ?type {{ {' '.join(quads.iri(each) for each in types)} }} ?s a ?type . " if types else ""
    languages = ", ".join(quads.literal(each) for each in ("", *target.languages))
    return (
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ {typed}VALUES ?p {{ {properties} }} ?s ?p ?o . "
        f"FILTER(ISIRI(?s) && (!ISLITERAL(?o) || LANG(?o) IN ({languages}))) }} "
        f"ORDER BY ?s ?p ?o LIMIT {target.batch or _PAGE} OFFSET {start}"
    )


def _spell_row(row: Sequence[Term | None]) -> list[str]:
    subject, predicate, term = row
    if subject is None or predicate is None or term is None:
        return ["", "", "", ""]
    return [subject.value, predicate.value, term.value, term.lang]


def _read_rows(rows: Iterable[Any]) -> Iterator[tuple[str, str, Term]]:
    for row in rows:
        subject, predicate, value, lang = map(str, row)
        if subject:
            yield subject, predicate, Term("literal", value, lang)


def _collect(statements: Iterable[tuple[str, str, Term]], target: Target) -> dict[str, _Draft]:
    found: dict[str, _Draft] = defaultdict(_Draft)
    labels, identifiers = frozenset(target.labels), frozenset(target.identifiers)
    languages = {"", *target.languages}
    for subject, predicate, term in statements:
        if predicate in labels and term.lang.partition("-")[0] in languages:
            _add_name(found[subject], term.value, term.lang, predicate in _ALTERNATIVES)
        elif predicate in identifiers:
            found[subject].identifiers[term.value] = None
        elif predicate == _TYPE:
            found[subject].types[term.value] = None
    return {subject: draft for subject, draft in found.items() if draft.names or draft.identifiers}


def _add_name(draft: _Draft, text: str, lang: str, alternative: bool) -> None:
    name = clean(text[:_LONGEST])
    kind: NameKind = "alternative" if alternative else "preferred"
    if alternative and is_abbreviation(name):
        kind = "abbreviation"
    if name:
        draft.names[Name(name, lang, kind)] = None


def _add(draft: _Draft, other: _Draft) -> None:
    draft.names |= other.names
    draft.types |= other.types
    draft.identifiers |= other.identifiers
    draft.places |= other.places


def _read_table(path: Path, target: Target) -> dict[str, _Draft]:
    """Read a table with the columns id and name, and perhaps lang, type, identifier and place; a row a name."""
    found: dict[str, _Draft] = defaultdict(_Draft)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream, delimiter=_TABLES[path.suffix.lower()])
            missing = {"id", "name"} - set(rows.fieldnames or ())
            if missing:
                message = f"there is no column {', '.join(sorted(missing))}"
                raise InputError("bad-entries", message, f"{path}:1", f"name the columns: {', '.join(_COLUMNS)}")
            for row in rows:
                told = {column: (row.get(column) or "").strip() for column in _COLUMNS}
                if not told["id"] or not told["name"]:
                    message, hint = "a row has no id or no name", "give each row both"
                    raise InputError("bad-entries", message, f"{path}:{rows.line_num}", hint)
                draft = found[_make_iri(told["id"], target, f"{path}:{rows.line_num}")]
                _add_name(draft, told["name"], told["lang"], bool(draft.names) and is_abbreviation(told["name"]))
                for column, values in (
                    ("type", draft.types),
                    ("identifier", draft.identifiers),
                    ("place", draft.places),
                ):
                    if told[column]:
                        values[told[column]] = None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("bad-entries", f"cannot read: {error}", str(path), "save it as CSV in UTF-8") from error
    return found


def _make_iri(key: str, target: Target, where: str) -> str:
    if quads.is_iri(key) and not target.namespace:
        return key
    made = target.namespace + quote(key, safe="!$&'()*+,;=:@/-._~")
    if not target.namespace or not quads.is_iri(made):
        hint = "write IRIs into the column id, or say with --namespace what ids stand below"
        raise InputError("bad-entries", f"'{key}' is no IRI", where, hint)
    return made


def _finish(drafts: dict[str, _Draft], target: Target) -> list[Entry]:
    return [
        Entry(
            key,
            tuple(draft.names),
            target.read_kinds(tuple(draft.types)),
            tuple(draft.identifiers),
            tuple(draft.places),
        )
        for key, draft in sorted(drafts.items())
        if quads.is_iri(key)
    ]
