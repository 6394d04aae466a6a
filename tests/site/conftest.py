"""The site of the bundled data, made once and kept in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kotograph.config import Settings
from kotograph.site.site import Edition, Site
from kotograph.site.writer import iter_files
from kotograph.store import EmbeddedStore

SITE_URL = "https://site.example/koto/"


@pytest.fixture(scope="session")
def site(bundled_build: Path) -> Site:
    """The site of the bundled build, published somewhere else than its IRIs say."""
    return Site(EmbeddedStore(bundled_build), Settings(), Edition(SITE_URL, "2026-01-02-abc", "2026-01-02"))


@pytest.fixture(scope="session")
def files(site: Site) -> Mapping[str, bytes]:
    """Every file of the site by its path."""
    return dict(iter_files(site))
