"""The CSV on the Web description that tells programs what the tables hold.

Tabular metadata: https://www.w3.org/TR/tabular-metadata/. The first English title of a column is its header, so that
readers which compare titles with the file find it.
"""

from __future__ import annotations

import json
from collections.abc import Set
from typing import Any

from kotograph.export.columns import TABLES, Column, Table
from kotograph.vocab import expand

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SEPARATOR = " | "

NOTE = {
    "fi": "Arvot ovat täsmälleen aineiston arvot: solua, jonka alussa on =, +, - tai @, ei ole muutettu. "
    "Tuo taulukko-ohjelmaan tekstinä, jotta ohjelma ei laske sitä kaavana.",
    "sv": "Värdena är exakt datamängdens: en cell som börjar med =, +, - eller @ har inte ändrats. "
    "Importera som text i kalkylprogram, så att programmet inte räknar den som en formel.",
    "en": "Values are exactly those of the dataset: a cell that starts with =, +, - or @ has not been altered. "
    "Import as text in a spreadsheet program, so that it is not calculated as a formula.",
}


def _column(column: Column, base: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": {"fi": column.fi, "sv": column.sv, "en": list(dict.fromkeys((column.name, column.en)))},
        "datatype": column.datatype,
        "propertyUrl": expand(column.property)[1:-1],
    }
    if column.language:
        found["lang"] = column.language
    if column.many:
        found["separator"] = SEPARATOR
    if column.required:
        found["required"] = True
    if column.target and not column.many:
        found["valueUrl"] = f"{base}{column.target}{{+{column.name}}}"
    if column.derived or (column.target and column.many):
        found["suppressOutput"] = True
    return found


def _tagged(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]


def _table(table: Table, base: str, gaps: Set[tuple[str, str]]) -> dict[str, Any]:
    keys = [
        {"columnReference": column.name, "reference": {"resource": f"{column.refers}.csv", "columnReference": "key"}}
        for column in table.columns
        if column.refers and (table.name, column.name) not in gaps
    ]
    schema: dict[str, Any] = {"aboutUrl": "{+iri}", "columns": [_column(column, base) for column in table.columns]}
    schema["primaryKey"] = "key"
    if keys:
        schema["foreignKeys"] = keys
    return {
        "url": f"{table.name}.csv",
        "dc:title": _tagged({"fi": table.fi, "sv": table.sv, "en": table.en}),
        "tableSchema": schema,
    }


def describe_tables(base: str, gaps: Set[tuple[str, str]] = frozenset()) -> str:
    """Return the text of ``csv-metadata.json`` for all tables of a dataset with this base.

    ``gaps`` names the tables and columns in which a row refers to nothing or to several: they get no foreign key, since
    CSVW wants each row of a foreign key to refer to exactly one row (a project known by name only has no implementer).
    """
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@type": "TableGroup",
        "dc:license": {"@id": LICENCE},
        "dc:description": _tagged(NOTE),
        "dialect": {
            "encoding": "utf-8",
            "delimiter": ",",
            "quoteChar": '"',
            "doubleQuote": True,
            "lineTerminators": ["\r\n"],
            "header": True,
            "headerRowCount": 1,
            "skipInitialSpace": False,
            "trim": False,
        },
        "tables": [_table(table, base, gaps) for table in TABLES],
    }
    return json.dumps(group, ensure_ascii=False, indent=2) + "\n"
