"""The description of the bundled build, written once: its store, its publication, its catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kotograph.catalog import (
    DOWNLOADS,
    Metadata,
    Publication,
    describe_downloads,
    iter_catalogue,
    iter_void,
    read_metadata,
)
from kotograph.config import DEFAULT_BASE
from kotograph.export import write_export
from kotograph.store import EmbeddedStore
from tests.conftest import DATA

BASE = DEFAULT_BASE


@pytest.fixture(scope="session")
def store(bundled_build: Path) -> EmbeddedStore:
    return EmbeddedStore(bundled_build)


@pytest.fixture(scope="session")
def site(bundled_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that the publication offers for download."""
    root = tmp_path_factory.mktemp("site")
    (root / "downloads").mkdir()
    for path, form, _, _ in DOWNLOADS:
        write_export(form, bundled_build / "kotograph.nq", root / path, base=BASE)
    return root


@pytest.fixture(scope="session")
def metadata() -> Metadata:
    return read_metadata(DATA, {})


@pytest.fixture(scope="session")
def publication(site: Path) -> Publication:
    return Publication("1.0.0", BASE, describe_downloads(site))


@pytest.fixture(scope="session")
def catalogue(metadata: Metadata, publication: Publication, store: EmbeddedStore) -> Sequence[str]:
    return list(iter_catalogue(metadata, publication, store, BASE))


@pytest.fixture(scope="session")
def void(metadata: Metadata, publication: Publication, store: EmbeddedStore) -> Sequence[str]:
    return list(iter_void(metadata, publication, store, BASE))
