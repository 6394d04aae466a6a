"""Ask a store a named or free question."""

from __future__ import annotations

from collections.abc import Mapping

from kotograph.config import DEFAULT_BASE
from kotograph.query.binding import bind
from kotograph.query.files import Query
from kotograph.store.answers import Answer, Store


def run(query: Query, params: Mapping[str, str], store: Store, base: str = DEFAULT_BASE) -> Answer:
    """Bind a query's parameters and ask a store, embedded or remote; raise what `bind` and the store raise."""
    return store.answer(bind(query, params, base), query.where)
