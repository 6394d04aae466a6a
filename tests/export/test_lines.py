"""Lines in canonical order, and text kept on disk until its turn comes."""

from __future__ import annotations

import pytest

from kotograph.errors import InputError
from kotograph.export.lines import iter_nquads, iter_ntriples
from kotograph.export.spool import Spool
from kotograph.terms import iter_quads

GOOD = '<http://a.example/s> <http://a.example/p> "o" <http://a.example/g> .\n'


def test_unsorted_quads_are_refused() -> None:
    lines = [GOOD.replace("/s>", f"/{name}>") for name in ("b", "a")]
    with pytest.raises(InputError, match="not sorted"):
        list(iter_nquads(iter_quads(lines)))


def test_triple_of_two_graphs_stands_once() -> None:
    lines = sorted([GOOD, GOOD.replace("/g>", "/h>"), GOOD.replace('"o"', '"o"@fi')])
    assert list(iter_nquads(iter_quads([*lines, lines[-1]]))) == lines
    assert len(list(iter_ntriples(iter_quads(lines)))) == 2


def test_spool_gives_back_in_order_from_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kotograph.export.spool._IN_MEMORY", 10)
    with Spool() as spool:
        for number in range(50):
            spool.add((number % 3,), f"å{number}")
        assert spool.keys() == [(0,), (1,), (2,)]
        assert spool.count((0,)) == 17
        assert list(spool.iter_blocks((2,))) == [f"å{number}" for number in range(2, 50, 3)]
