"""What can be searched in the bundled build, by language."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.config import LANGUAGES
from kotograph.site.search_documents import iter_documents
from kotograph.store import EmbeddedStore
from tests.site.search.labelled import Documents


@pytest.fixture(scope="session")
def documents(bundled_build: Path) -> Documents:
    """Every document of the bundled build, by language."""
    store = EmbeddedStore(bundled_build)
    return {language: list(iter_documents(store, language)) for language in LANGUAGES}
