"""An endpoint over a small build, with small limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kotograph.server.sparql import Limits
from tests.server.sparql.serving import Served, serve, write_build

LIMITS = Limits(
    seconds=1.2,
    patience=0.25,
    memory=128 * 1024 * 1024,
    rows=100,
    result_bytes=200_000,
    query_bytes=16 * 1024,
    workers=3,
    slow=2,
    slow_queue_seconds=0.3,
)


@pytest.fixture(scope="session")
def small_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of two graphs."""
    return write_build(tmp_path_factory.mktemp("sparql"))


@pytest.fixture(scope="session")
def served(small_build: Path) -> Iterator[Served]:
    """A running endpoint that many tests share."""
    with serve(small_build, LIMITS) as running:
        yield running
