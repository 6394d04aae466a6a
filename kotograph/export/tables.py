"""CSV tables for people who work in spreadsheets and statistics: seven files and their CSVW description.

RFC 4180, UTF-8, one row a thing. Cells hold short keys and codes; the column ``iri`` holds the full name of the row's
subject. Values stay true: nothing is added to cells that a spreadsheet might take for a formula, and the description
says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError
from kotograph.export import columns, csvw
from kotograph.export.files import open_target
from kotograph.export.index import LANGUAGES, Index
from kotograph.quads import XSD, decimal
from kotograph.terms import Literal, Quad, is_iri_term, read_quads, split_literal
from kotograph.vocab import PREFIXES

METADATA = "csv-metadata.json"
_KINDS = {"eu-contribution": "eu_contribution", "public-funding": "public_funding", "total-cost": "total_cost"}
_LINKS = {"same_as": "owl:sameAs", "see_also": "rdfs:seeAlso"}
_PREDICATES = {column.property for table in columns.TABLES for column in table.columns} | {"rdfs:label"}
Row = dict[str, str]


class _Reader:
    """Read cells from an index: keys and codes below one base."""

    def __init__(self, index: Index, base: str) -> None:
        self.index = index
        self._base = base

    def name(self, term: str) -> str:
        """Return what stands for an IRI in a cell: a resource's key, a concept's code, a CURIE, or all of it."""
        iri = term[1:-1]
        for folder in ("id/", "vocab/"):
            kind, slash, key = iri.removeprefix(self._base + folder).partition("/")
            if iri.startswith(self._base + folder) and kind and slash and key:
                return key
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def cell(self, term: str) -> str:
        """Return what stands for an IRI or literal in a cell."""
        return self.name(term) if is_iri_term(term) else split_literal(term).value

    def cells(self, subject: str, predicate: str) -> str:
        """Return all objects of a property in one cell."""
        return _join(self.cell(term) for term in self.index.get_objects(subject, predicate))

    def texts(self, subject: str, predicate: str, name: str) -> Row:
        """Return one text's cells by language."""
        found = self.index.get_literals(subject, predicate)
        return {
            f"{name}_{language}": _join(text.value for text in found if text.language == language)
            for language in LANGUAGES
        }

    def others(self, subject: str, predicate: str) -> str:
        """Return the other names, and the main names in languages that have no column."""
        found = self.index.get_literals(subject, "skos:altLabel")
        found += [text for text in self.index.get_literals(subject, predicate) if text.language not in LANGUAGES]
        return _join(text.value for text in found)

    def label(self, subject: str) -> str:
        """Return the one name that people know best: Finnish, else Swedish, English, any; the key if there is none."""
        found = self.index.get_literals(subject, "skos:prefLabel") + self.index.get_literals(subject, "rdfs:label")
        order = {language: number for number, language in enumerate(LANGUAGES)}
        best = min(found, key=lambda text: (order.get(text.language, len(order)), text.value), default=None)
        return best.value if best else self.name(subject)

    def typed(self, subject: str, predicate: str) -> tuple[str, str]:
        """Return a value's cell and that of its kind: a datatype's local name or ``iri``."""
        terms = self.index.get_objects(subject, predicate)
        kinds = ["iri" if is_iri_term(term) else split_literal(term).datatype.removeprefix(XSD) for term in terms]
        values = [term[1:-1] if is_iri_term(term) else split_literal(term).value for term in terms]
        return _join(values), _join(kinds)

    def identity(self, subject: str) -> Row:
        """Return the first two cells of a row."""
        return {"key": self.name(subject), "iri": subject[1:-1]}


def _read_codes(reader: _Reader, subject: str, table: columns.Table) -> Row:
    """Return the codes that registries give a thing, by their datatypes, and what it is linked to."""
    row = {name: reader.cells(subject, predicate) for name, predicate in _LINKS.items()}
    for column in table.columns:
        if isinstance(column.datatype, dict) and "@id" in column.datatype:
            found = reader.index.get_literals(subject, column.property)
            row[column.name] = _join(code.value for code in found if code.datatype == column.datatype["@id"])
    return row


def _join(values: Iterable[str]) -> str:
    """Join a list to one cell, each value once."""
    return csvw.SEPARATOR.join(dict.fromkeys(values))


def _number(amount: Literal, subject: str) -> Decimal:
    try:
        return Decimal(amount.value)
    except InvalidOperation as error:
        raise InputError("bad-amount", f"the amount {amount.value!r} of {subject} is not a number") from error


def _read_amounts(reader: _Reader, grants: Iterable[str]) -> Row:
    """Add the amounts of each kind; sums over kinds or currencies would be wrong, so there are none.

    Where the currencies differ the cells stay empty and ``currency`` lists them: the grants say which is which.
    """
    sums: dict[str, list[Decimal]] = {}
    currencies: set[str] = set()
    for grant in grants:
        for node in reader.index.get_iris(grant, "koto:hasAmount"):
            values = [_number(item, node) for item in reader.index.get_literals(node, "koto:amount")]
            kind = reader.cells(node, "koto:amountKind")
            sums.setdefault(kind, []).extend(values)
            currencies |= {term[1:-1].rpartition("/")[2] for term in reader.index.get_iris(node, "koto:currency")}
    row = dict.fromkeys(_KINDS.values(), "")
    if len(currencies) < 2:
        row |= {_KINDS[kind]: decimal(sum(values, Decimal(0))) for kind, values in sums.items() if kind in _KINDS}
    other = [f"{kind} {decimal(value)}" for kind in sorted(sums) if kind not in _KINDS for value in sums[kind]]
    return row | {"currency": _join(sorted(currencies)), "other_amounts": _join(other)}


def _iter_projects(reader: _Reader) -> Iterator[Row]:
    index = reader.index
    discrepancies = index.map_backwards("koto:Discrepancy", "koto:about")
    plain = [
        column for column in columns.PROJECTS.columns if column.many or (not column.derived and not column.language)
    ]
    for project in index.get_subjects("koto:Project"):
        grants = index.get_iris(project, "koto:grant")
        row = reader.identity(project) | {column.name: reader.cells(project, column.property) for column in plain}
        for name in ("title", "abstract", "description"):
            row |= reader.texts(project, f"dcterms:{name}", name)
        row |= _read_amounts(reader, grants)
        row["other_names"] = reader.others(project, "dcterms:title")
        # One cell is one key, so that it can be looked up in the other table; more than one implementer is rare.
        implementers = index.get_iris(project, "koto:implementer")
        row["implementer"] = _join(reader.name(item) for item in implementers[:1])
        row["other_implementers"] = _join(reader.name(item) for item in implementers[1:])
        row["implementer_name"] = _join(reader.label(item) for item in implementers)
        row["instruments"] = _join(reader.cells(grant, "koto:fundedUnder") for grant in grants)
        row["outputs"] = _join(reader.label(item) for item in index.get_iris(project, "koto:output"))
        row["discrepancies"] = str(len(discrepancies.get(project, ())))
        yield row


def _iter_organisations(reader: _Reader) -> Iterator[Row]:
    implemented = reader.index.map_backwards("koto:Project", "koto:implementer")
    for organisation in reader.index.get_subjects("koto:Organisation"):
        yield (
            reader.identity(organisation)
            | reader.texts(organisation, "skos:prefLabel", "name")
            | _read_codes(reader, organisation, columns.ORGANISATIONS)
            | {
                "other_names": reader.others(organisation, "skos:prefLabel"),
                "type": reader.cells(organisation, "org:classification"),
                "identifiers": reader.cells(organisation, "org:identifier"),
                "places": reader.cells(organisation, "dcterms:spatial"),
                "projects": str(len(implemented.get(organisation, ()))),
            }
        )


def _iter_places(reader: _Reader) -> Iterator[Row]:
    for place in reader.index.get_subjects("koto:Place"):
        yield (
            reader.identity(place)
            | reader.texts(place, "skos:prefLabel", "name")
            | _read_codes(reader, place, columns.PLACES)
            | {
                "kind": reader.cells(place, "koto:placeKind"),
                "part_of": reader.cells(place, "dcterms:isPartOf"),
            }
        )


def _iter_grants(reader: _Reader) -> Iterator[Row]:
    projects = reader.index.map_backwards("koto:Project", "koto:grant")
    for grant in reader.index.get_subjects("koto:Grant"):
        yield (
            reader.identity(grant)
            | _read_amounts(reader, [grant])
            | {
                "project": _join(reader.name(project) for project in projects.get(grant, ())),
                "instrument": reader.cells(grant, "koto:fundedUnder"),
                "identifier": reader.cells(grant, "dcterms:identifier"),
                "start_date": reader.cells(grant, "koto:startDate"),
                "end_date": reader.cells(grant, "koto:endDate"),
            }
        )


def _iter_statements(reader: _Reader) -> Iterator[Row]:
    described = reader.index.map_backwards("koto:Project", "koto:describedBy")
    for statement in reader.index.get_subjects("koto:Statement"):
        records = reader.index.get_iris(statement, "koto:statedBy")
        value, kind = reader.typed(statement, "koto:value")
        yield reader.identity(statement) | {
            "project": _join(reader.name(project) for record in records for project in described.get(record, ())),
            "source": _join(reader.cells(record, "koto:source") for record in records),
            "record": _join(reader.name(record) for record in records),
            "line": reader.cells(statement, "koto:line"),
            "language": _join(reader.cells(record, "dcterms:language") for record in records),
            "property": reader.cells(statement, "koto:property"),
            "as_written": reader.cells(statement, "koto:asWritten"),
            "value": value,
            "value_type": kind,
            "amount_kind": reader.cells(statement, "koto:amountKind"),
        }


def _iter_successions(reader: _Reader) -> Iterator[Row]:
    plain = [column for column in columns.SUCCESSIONS.columns if not column.derived]
    for succession in reader.index.get_subjects("koto:Succession"):
        cells = {column.name: reader.cells(succession, column.property) for column in plain}
        yield reader.identity(succession) | cells


def _iter_discrepancies(reader: _Reader) -> Iterator[Row]:
    for discrepancy in reader.index.get_subjects("koto:Discrepancy"):
        considered = reader.index.get_iris(discrepancy, "koto:considered")
        value, kind = reader.typed(discrepancy, "koto:resolvedValue")
        yield reader.identity(discrepancy) | {
            "project": reader.cells(discrepancy, "koto:about"),
            "property": reader.cells(discrepancy, "koto:property"),
            "language": reader.cells(discrepancy, "dcterms:language"),
            "statements": _join(reader.name(item) for item in considered),
            "as_written": csvw.SEPARATOR.join(reader.cells(item, "koto:asWritten") for item in considered),
            "resolved_value": value,
            "value_type": kind,
            "rules": reader.cells(discrepancy, "koto:rule"),
        }


_ROWS: dict[str, Callable[[_Reader], Iterator[Row]]] = {
    "projects": _iter_projects,
    "organisations": _iter_organisations,
    "places": _iter_places,
    "grants": _iter_grants,
    "statements": _iter_statements,
    "successions": _iter_successions,
    "discrepancies": _iter_discrepancies,
}


def _iter_csv(table: columns.Table, rows: Iterable[Row], gaps: set[tuple[str, str]]) -> Iterator[str]:
    """Yield a table's lines, header first, rows sorted by key; note references to nothing or to several in ``gaps``."""
    names = [column.name for column in table.columns]
    references = [column.name for column in table.columns if column.refers]
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(names)
    for row in sorted(rows, key=lambda row: row["key"]):
        writer.writerow([row.get(name, "") for name in names])
        gaps.update((table.name, name) for name in references if not row[name] or csvw.SEPARATOR in row[name])
        if line.tell() > 65_536:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def iter_tables(quads: Iterable[Quad], base: str = DEFAULT_BASE) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield each file of the CSV export: its name and its text in pieces.

    Read each file to its end before the next: the description comes last and tells what the tables turned out to hold.
    """
    reader = _Reader(Index(quads, _PREDICATES), base)
    gaps: set[tuple[str, str]] = set()
    for table in columns.TABLES:
        yield f"{table.name}.csv", _iter_csv(table, _ROWS[table.name](reader), gaps)
    yield METADATA, iter([csvw.describe_tables(base, gaps)])


def write_tables(lines: Path | Iterable[str], folder: Path, base: str = DEFAULT_BASE) -> None:
    """Write the tables and ``csv-metadata.json`` of N-Quads lines into a folder, each file whole or not at all."""
    for name, pieces in iter_tables(read_quads(lines), base):
        with open_target(folder / name) as stream:
            for piece in pieces:
                stream.write(piece.encode())
