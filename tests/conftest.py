"""Fixtures that several parts of the tests share: the bundled pages, and the graph built from them once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kotograph.config import Settings
from kotograph.records import Page
from kotograph.sources import Catalogue, KnownNames, read_page
from tests.store.servers import Server, serve_oxigraph, serve_virtuoso

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"


@pytest.fixture(scope="session")
def bundled_pages() -> Sequence[Page]:
    """The bundled pages, read."""
    catalogue = Catalogue(DATA)
    return [read_page(path, catalogue, KnownNames()) for path in catalogue.iter_pages()]


@pytest.fixture(scope="session")
def bundled_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the build of the bundled pages, with kotograph.nq and store/."""
    from kotograph.pipeline import build

    return build([], tmp_path_factory.mktemp("build"), Settings()).folder


@pytest.fixture(scope="session")
def bundled_trig(bundled_build: Path) -> Path:
    """The TriG export of the bundled build."""
    from kotograph.config import DEFAULT_BASE
    from kotograph.export import write_export
    from kotograph.formats import Format
    from kotograph.resources import get_folder

    target = bundled_build.parent / "kotograph.trig"
    write_export(
        Format.TRIG,
        bundled_build / "kotograph.nq",
        target,
        context=get_folder("ontology") / "context.jsonld",
        base=DEFAULT_BASE,
    )
    return target


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An ``oxigraph serve`` that begins empty; its default graph stays so."""
    with serve_oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Virtuoso that begins with no more than its own graphs; one for the whole run."""
    with serve_virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(params=["oxigraph", "virtuoso"], scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the servers in turn. A test leaves no graphs of its own there."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found
