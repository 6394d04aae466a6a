"""Ask a question of any store and compare the rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import rdflib
from rdflib.term import Identifier

from kotograph import quads
from kotograph.config import DEFAULT_BASE
from kotograph.query import Query, bind, find_query, run
from kotograph.store import Row, Rows, Store, Term

HERE = Path(__file__).parent
QUERIES = HERE.parent.parent / "queries"
NAMES = sorted(path.stem for path in QUERIES.glob("*.rq"))
Table = list[list[str]]


def read_params(folder: Path, name: str) -> dict[str, str]:
    """Read the parameters of a case; none where the query runs without."""
    file = folder / name / "params.json"
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def read_expected(folder: Path, name: str) -> Table:
    """Read the header and the rows of a case."""
    with (folder / name / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def ask(store: Store, name: str, params: Mapping[str, str], base: str = DEFAULT_BASE) -> Table:
    """Ask one of our stores."""
    answer = run(find_query(name), params, store, base)
    assert isinstance(answer, Rows)
    return show(answer)


def ask_rdflib(dataset: rdflib.Dataset, query: Query, params: Mapping[str, str]) -> Table:
    """Ask rdflib, with the very same text."""
    result = dataset.query(bind(query, params))
    variables = [str(variable) for variable in result.vars or []]
    rows: list[Row] = []
    for row in result:
        assert isinstance(row, rdflib.query.ResultRow)
        rows.append(tuple(_read_term(row[name]) for name in variables))
    return show(Rows(tuple(variables), rows))


def _read_term(term: Identifier | None) -> Term | None:
    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        return Term("literal", str(term), term.language or "", str(term.datatype or ""))
    return Term("uri", str(term))


def show(answer: Rows) -> Table:
    """Return an answer as a header and rows of texts, numbers in their canonical form."""
    return [list(answer.variables), *([_show_term(term) for term in row] for row in answer.rows)]


def _show_term(term: Term | None) -> str:
    if term is None:
        return ""
    if term.datatype in (f"{quads.XSD}decimal", f"{quads.XSD}integer"):
        return quads.decimal(Decimal(term.value))
    return term.value
