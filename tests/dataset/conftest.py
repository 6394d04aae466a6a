"""The bundled build, opened from Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kotograph


@pytest.fixture(scope="session")
def data(bundled_build: Path) -> Iterator[kotograph.Dataset]:
    """The dataset of the bundled pages."""
    with kotograph.open(bundled_build) as opened:
        yield opened
