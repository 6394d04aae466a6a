"""The input that all contenders share: records as four CSV files, written by the generator.

``document.csv`` has one row, ``records.csv`` one a record, ``statements.csv`` one a statement, ``issues.csv`` one an
issue. A value stands in the column of its datatype, a concept in two: its scheme and its code; a cell is empty where
there is nothing. kotograph is imported only to write, for Morph-KGC's environment reads the names here without it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kotograph.records import Record, Source

DOCUMENT, RECORDS, STATEMENTS, ISSUES = "document.csv", "records.csv", "statements.csv", "issues.csv"
VALUES = ("string", "date", "gYear", "decimal")
LANGUAGES = ("fi", "sv", "en")
DOCUMENT_COLUMNS = (
    "source",
    "sha256",
    "publisher_language",
    "language",
    "entries",
    "instrument",
    "objective",
    "status",
    "reference_date",
    "publisher",
    *(f"{name}_{language}" for name in ("title", "publisher", "section") for language in LANGUAGES),
)
RECORD_COLUMNS = ("source", "record", "line", "title", "language")
STATEMENT_COLUMNS = ("source", "record", "slug", "property", "line", "as_written", *VALUES, "scheme", "code", "kind")
ISSUE_COLUMNS = ("source", "record", "issue")


def write_tables(folder: Path, source: Source, objective: str, records: Iterable[Record]) -> None:
    """Write the CSV files of one source and its records, one record in memory at a time."""
    from kotograph.iris import mint_slug
    from kotograph.mapping.documents import property_iri, property_slug
    from kotograph.records import Datatype, Property

    texts = source.texts
    _write(
        folder / DOCUMENT,
        DOCUMENT_COLUMNS,
        [
            (
                source.id,
                source.sha256,
                source.publisher_language,
                source.language,
                str(source.entries),
                source.instrument,
                objective,
                source.status,
                source.reference_date,
                mint_slug(texts["publisher"]["en"]),
                *(texts[name][language] for name in ("title", "publisher", "section") for language in LANGUAGES),
            )
        ],
    )
    with (
        (folder / RECORDS).open("w", encoding="utf-8", newline="") as first,
        (folder / STATEMENTS).open("w", encoding="utf-8", newline="") as second,
        (folder / ISSUES).open("w", encoding="utf-8", newline="") as third,
    ):
        heads, rows, issues = (csv.writer(file, lineterminator="\n") for file in (first, second, third))
        heads.writerow(RECORD_COLUMNS)
        rows.writerow(STATEMENT_COLUMNS)
        issues.writerow(ISSUE_COLUMNS)
        for record in records:
            heads.writerow((source.id, record.key, record.line, record.title, record.language))
            issues.writerows((source.id, record.key, code) for code in sorted({issue.code for issue in record.issues}))
            for statement in record.statements:
                values = [statement.value or "" if statement.datatype == name else "" for name in VALUES]
                concept = statement.value if statement.datatype is Datatype.CONCEPT else None
                scheme, _, code = (concept or "").partition("/")
                kind = statement.detail if statement.property is Property.AMOUNT else ""
                rows.writerow(
                    (
                        source.id,
                        record.key,
                        property_slug(statement.property),
                        property_iri(statement.property)[1:-1],
                        statement.line,
                        statement.as_written,
                        *values,
                        scheme,
                        code,
                        kind,
                    )
                )


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
