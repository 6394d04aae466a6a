"""The builds that the site is timed on: whole, of a realistic shape, the same every time; and the rows told of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.builds import make_build
from bench.measure import Run
from bench.site import Timing, tell, time_site
from kotograph.pipeline import NQUADS
from kotograph.store import EmbeddedStore
from kotograph.validation.run import load_dataset, validate
from tests.conftest import ROOT

COUNT = 30


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("invented") / "build"
    make_build(COUNT, folder)
    return folder


def count(store: EmbeddedStore, pattern: str) -> int:
    prefixes = "PREFIX koto: <https://w3id.org/kotograph/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>"
    (row,) = store.query(f"{prefixes} SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}").rows
    assert row[0]
    return int(row[0].value)


def test_a_build_has_the_shape_of_real_ones(invented: Path) -> None:
    store = EmbeddedStore(invented)
    assert count(store, "?x a koto:Project") == COUNT
    assert count(store, "?x a koto:Record") == 2 * COUNT
    assert COUNT // 10 < count(store, "?x a koto:Succession") <= COUNT // 5
    assert count(store, "?x a koto:Discrepancy ; koto:property koto:amount") == COUNT // 10
    assert 1 < count(store, "?x a koto:Organisation") <= COUNT // 4
    for prop in ("dcterms:subject", "dcterms:spatial", "koto:output", "koto:criterionEvidence", "koto:objective"):
        assert count(store, f"?x a koto:Project ; {prop} ?value") == COUNT, prop


def test_a_build_breaks_no_shape(invented: Path) -> None:
    found = validate(load_dataset(invented / NQUADS), ROOT / "shapes", {})
    assert not found.fails("violation"), [finding.shape.name for finding in found.findings[:3]]


def test_a_build_is_the_same_every_time(invented: Path, tmp_path: Path) -> None:
    quads = make_build(COUNT, tmp_path / "again")
    content = (tmp_path / "again" / NQUADS).read_bytes()
    assert content == (invented / NQUADS).read_bytes()
    assert quads == content.count(b"\n")


def test_a_site_is_timed(tmp_path: Path) -> None:
    timing = time_site(2, tmp_path)
    assert timing.files > timing.pages > 300
    assert timing.same.cpu < timing.full.cpu
    rows = tell({2: timing})
    assert len(rows) == 4
    assert all("2 projects" in row.what for row in rows)


def test_targets_are_held_against_the_figures() -> None:
    good = Timing(Run(10, 10, 10**8), Run(0.4, 0.4, 10**8), 1000, 4000, 10**8)
    slow = Timing(Run(300, 300, 10**9), Run(60, 60, 10**8), 10_000, 40_000, 10**9)
    met = {row.what: row.met for row in tell({40: good, 1000: slow})}
    assert met["site of 40 projects, unchanged : full"] is True
    assert met["site of 1,000 projects, unchanged : full"] is False
    assert met["site of 1,000 projects, peak memory"] is False
    assert met["pages a second, 1,000 : 40 projects"] is None
    assert met["megabytes of site a second, 1,000 : 40 projects"] is False
    assert {row.met for row in tell({40: good, 1000: good})} == {True, None}
