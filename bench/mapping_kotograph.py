"""Map the shared tables to N-Quads with kotograph: rows → records → quads, one record in memory at a time.

Run as ``python -m bench.mapping_kotograph FOLDER OUTPUT [--read-only]``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.tables import DOCUMENT, ISSUES, LANGUAGES, RECORDS, STATEMENTS, VALUES
from kotograph.config import DEFAULT_BASE
from kotograph.iris import Iris
from kotograph.mapping.documents import document_iri, map_document, map_record, property_slug
from kotograph.records import Datatype, Lines, Objective, Page, Property, Record, Source, Statement
from kotograph.reports import Issue

_PROPERTIES = {property_slug(prop): prop for prop in Property}
_DATATYPES = tuple(Datatype(name) for name in VALUES)
_FIRST_VALUE = 6
_CODE = _FIRST_VALUE + len(VALUES) + 1
_NO_LINES = Lines()


def main(folder: Path, output: Path) -> None:
    """Write the quads of the document, its records and their statements."""
    page = read_document(folder / DOCUMENT)
    iris = Iris(DEFAULT_BASE)
    document, graph = document_iri(iris, page.source.id), iris.graph(f"source/{page.source.id}")
    with output.open("wb", buffering=1 << 20) as out:
        out.write(map_document(page, iris).encode())
        for record in iter_records(folder):
            out.writelines(map(str.encode, map_record(record, iris, document, graph)))


def read_only(folder: Path) -> None:
    """Read the tables and map nothing: what is taken off to tell the time of mapping."""
    read_document(folder / DOCUMENT)
    for _ in iter_records(folder):
        pass


def read_document(path: Path) -> Page:
    """Read the source document; its page has no records, for they stream."""
    with path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    source = Source(
        id=row["source"],
        path="",
        sha256=row["sha256"],
        language=row["language"],
        publisher_language=row["publisher_language"],
        status=row["status"],
        instrument=row["instrument"],
        reference_date=row["reference_date"],
        entries=int(row["entries"]),
        texts={
            name: {language: row[f"{name}_{language}"] for language in LANGUAGES}
            for name in ("title", "publisher", "section")
        },
    )
    return Page(source, (), (Objective(row["objective"], "", 0),))


def iter_records(folder: Path) -> Iterator[Record]:
    """Yield the records of the tables, which stand in the same order in all of them."""
    with (
        (folder / RECORDS).open(encoding="utf-8", newline="") as first,
        (folder / STATEMENTS).open(encoding="utf-8", newline="") as second,
        (folder / ISSUES).open(encoding="utf-8", newline="") as third,
    ):
        heads, rows, issues = csv.reader(first), csv.reader(second), csv.reader(third)
        next(heads)
        next(rows)
        next(issues)
        row, issue = next(rows, None), next(issues, None)
        for source, key, line, title, language in heads:
            statements, found = [], []
            while row is not None and row[1] == key:
                statements.append(_read_statement(row))
                row = next(rows, None)
            while issue is not None and issue[1] == key:
                found.append(Issue(issue[2]))
                issue = next(issues, None)
            yield Record(source, "", key, int(line), _NO_LINES, language, title, tuple(statements), issues=tuple(found))


def _read_statement(row: list[str]) -> Statement:
    if row[_CODE]:
        return Statement(
            _PROPERTIES[row[2]], row[5], f"{row[_CODE - 1]}/{row[_CODE]}", int(row[4]), Datatype.CONCEPT, row[-1]
        )
    value, datatype = None, Datatype.STRING
    for position, candidate in enumerate(_DATATYPES, _FIRST_VALUE):
        if row[position]:
            value, datatype = row[position], candidate
            break
    return Statement(_PROPERTIES[row[2]], row[5], value, int(row[4]), datatype, row[-1])


if __name__ == "__main__":
    if "--read-only" in sys.argv:
        read_only(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
