"""Users get types: mypy checks these assertions, since it checks the tests."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, assert_type

import pandas
import rdflib

import kotograph
from kotograph.dataset import Added, Resolved
from kotograph.query import Query


def test_the_types_that_users_get(data: kotograph.Dataset) -> None:
    assert_type(data.questions(), tuple[Query, ...])
    answer = assert_type(data.ask("projects", lang="sv"), kotograph.Answer)
    assert_type(data.sparql("ASK {}"), kotograph.Answer)
    assert_type(answer.to_pandas(), pandas.DataFrame)
    assert_type(data.sparql("CONSTRUCT {} {}").to_rdflib(), rdflib.Graph)
    assert_type(answer.columns, tuple[str, ...])
    row = assert_type(next(iter(answer)), kotograph.Row)
    assert_type(row.title, Any)
    amount = row["amount"]
    assert_type(
        amount,
        kotograph.Iri
        | kotograph.BlankNode
        | kotograph.Text
        | int
        | Decimal
        | float
        | bool
        | datetime.date
        | datetime.datetime
        | kotograph.Year
        | None,
    )
    if isinstance(amount, Decimal):
        assert_type(amount + 1, Decimal)
    known = assert_type(data.explain("rio-2"), kotograph.Explanation)
    assert_type(known["koto:endDate"], tuple[Resolved | Added, ...])
    with kotograph.open(data.place) as opened:
        assert_type(opened, kotograph.Dataset)
