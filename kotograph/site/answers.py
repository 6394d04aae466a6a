"""The named questions: whole answers that many pages need, and the beginnings of those that one page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from kotograph.query import Query, list_queries, run
from kotograph.site.paging import MOST_ROWS
from kotograph.store import EmbeddedStore
from kotograph.store.answers import Row, Rows

Given = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Some:
    """The first rows of an answer, or all of them, and how many there are."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int

    def cut(self, most: int) -> Some:
        """Return no more than so many rows."""
        return self if len(self.rows) <= most else Some(self.variables, self.rows[:most], self.count)


class Answers:
    """Ask the named questions of one build."""

    def __init__(self, store: EmbeddedStore, base: str) -> None:
        self._store, self._base = store, base
        self._whole: dict[tuple[str, Given], Some] = {}
        # What a question page shows is little, even of an answer that is too much to keep.
        self._begin = lru_cache(maxsize=512)(self._run)

    @cached_property
    def queries(self) -> Mapping[str, Query]:
        """The named questions."""
        return {query.name: query for query in list_queries()}

    def ask(self, name: str, **params: str) -> tuple[Row, ...]:
        """Return all rows of a named question; it is asked once, and its answer kept."""
        key = (name, tuple(sorted(params.items())))
        if key not in self._whole:
            self._whole[key] = self._run(*key, None)
        return self._whole[key].rows

    def ask_some(self, name: str, **params: str) -> Some:
        """Return the first rows of a named question, and how many there are."""
        key = (name, tuple(sorted(params.items())))
        known = self._whole.get(key)
        return known.cut(MOST_ROWS) if known else self._begin(*key, MOST_ROWS)

    def _run(self, name: str, given: Given, most: int | None) -> Some:
        answer = run(self.queries[name], dict(given), self._store, self._base)
        assert isinstance(answer, Rows)
        rows = iter(answer.rows)
        kept = tuple(islice(rows, most))
        return Some(answer.variables, kept, len(kept) + sum(1 for _ in rows))
