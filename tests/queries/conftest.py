"""Stores that hold the sample, and a real SPARQL server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kotograph.config import Settings
from kotograph.pipeline import build
from kotograph.store import EmbeddedStore, build_store
from tests.conftest import DATA
from tests.store.servers import serve_oxigraph

SAMPLE = Path(__file__).parent / "sample" / "sample.trig"


def write_nquads(trig: Path, target: Path) -> Path:
    """Write a TriG file as sorted N-Quads."""
    quads = ox.parse(path=str(trig), format=ox.RdfFormat.TRIG)
    target.write_text("".join(sorted(f"{quad} .\n" for quad in quads)), encoding="utf-8")
    return target


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build folder that holds the sample."""
    folder = tmp_path_factory.mktemp("sample")
    build_store(write_nquads(SAMPLE, folder / "kotograph.nq"), folder)
    return folder


@pytest.fixture(scope="session")
def sample_store(sample_build: Path) -> EmbeddedStore:
    """The sample in the embedded store."""
    return EmbeddedStore(sample_build)


@pytest.fixture(scope="session")
def sample_dataset() -> rdflib.Dataset:
    """The sample in rdflib."""
    return read_dataset(SAMPLE)


@pytest.fixture(scope="session")
def bundled_store(bundled_build: Path) -> EmbeddedStore:
    """The bundled data in the embedded store."""
    return EmbeddedStore(bundled_build)


@pytest.fixture(scope="session")
def five_pages(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """What the five pages of Finnish authorities say, without what is known from elsewhere."""
    pages = sorted(path for path in (DATA / "sources").glob("*/page.txt") if not path.parent.name.startswith("kohesio"))
    assert len(pages) == 5
    return EmbeddedStore(build(pages, tmp_path_factory.mktemp("five"), Settings()).folder)


@pytest.fixture(scope="session")
def bundled_dataset(bundled_trig: Path) -> rdflib.Dataset:
    """The bundled data in rdflib, read from the TriG export."""
    return read_dataset(bundled_trig)


def read_dataset(trig: Path) -> rdflib.Dataset:
    """Read a TriG file; its default graph is the union of all."""
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(trig, format="trig")
    return dataset


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an ``oxigraph serve`` that holds the sample; its default graph is empty."""
    folder = tmp_path_factory.mktemp("served")
    store = ox.Store(str(folder / "data"))
    store.bulk_load(path=str(SAMPLE), format=ox.RdfFormat.TRIG)
    store.flush()
    del store
    with serve_oxigraph(folder) as server:
        yield server.query
