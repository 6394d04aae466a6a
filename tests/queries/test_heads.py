"""Every query file describes itself, in three languages, and its example runs."""

from __future__ import annotations

import re
import shlex

import pytest

from kotograph.query import bind, find_query, list_queries
from kotograph.store import EmbeddedStore
from kotograph.store.sparql import get_form
from tests.queries.asking import NAMES

LANGUAGES = {"fi", "sv", "en"}


def test_all_are_listed() -> None:
    assert [query.name for query in list_queries()] == NAMES


@pytest.mark.parametrize("name", NAMES)
class TestHead:
    def test_is_a_described_select(self, name: str) -> None:
        query = find_query(name)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert get_form(query.text) == "SELECT"
        assert query.titles.keys() == query.descriptions.keys() == LANGUAGES
        assert len(set(query.titles.values())) == 3
        for parameter in query.parameters:
            assert parameter.descriptions.keys() == LANGUAGES, parameter.name

    def test_order_is_given(self, name: str) -> None:
        assert "ORDER BY" in find_query(name).text.rpartition("}")[2]

    def test_example_runs(self, name: str, sample_store: EmbeddedStore) -> None:
        query = find_query(name)
        program, command, asked, *options = shlex.split(query.example)
        assert (program, command, asked) == ("kotograph", "query", name)
        assert options[::2] == ["-p"] * (len(options) // 2)
        params = dict(option.split("=", 1) for option in options[1::2])
        list(sample_store.query(bind(query, params)).rows)

    def test_line_length(self, name: str) -> None:
        assert max(map(len, find_query(name).text.splitlines())) <= 140
