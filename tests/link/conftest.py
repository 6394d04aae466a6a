"""The build of the bundled data, to be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.store import EmbeddedStore


@pytest.fixture(scope="session")
def bundled_store(bundled_build: Path) -> EmbeddedStore:
    """The bundled data in the embedded store."""
    return EmbeddedStore(bundled_build)
