"""A publication is whole, describes itself truly, changes in one step, and stays as it is when nothing has changed."""

from __future__ import annotations

import csv
import fcntl
import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, RDF, VOID

from kotograph.catalog import iter_catalogue
from kotograph.changes import apply_file, read_releases
from kotograph.config import LANGUAGES, Settings
from kotograph.errors import FindingsError, InputError
from kotograph.pipeline import build
from kotograph.publication import publish
from kotograph.store import EmbeddedStore
from tests.conftest import DATA
from tests.site.html import iter_targets, parse, resolve

SITE_URL = "https://site.example/koto/"
SETTINGS = Settings(site_url=SITE_URL)


def digest(folder: Path) -> dict[str, str]:
    whole = folder.resolve()
    files = [path for path in whole.rglob("*") if path.is_file()]
    return {path.relative_to(whole).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def first(bundled_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled build, published once."""
    target = tmp_path_factory.mktemp("first") / "public"
    done = publish(bundled_build, target, SETTINGS)
    assert done.is_new and done.release.previous is None
    return target


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Settings]:
    """A build of the bundled data with one editorial title and one date of the dataset changed."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(DATA, folder / "data")
    file = folder / "data" / "editorial" / "projects" / "rio-2.toml"
    text = file.read_text(encoding="utf-8")
    assert "Roving migration expert" in text
    file.write_text(text.replace("Roving migration expert", "Migration expert on the road"), encoding="utf-8")
    settings = Settings(data=folder / "data", site_url=SITE_URL)
    return build([], folder / "build", settings).folder, settings


@pytest.fixture(scope="module")
def second(first: Path, changed: tuple[Path, Settings], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of both, one after the other."""
    target = tmp_path_factory.mktemp("second") / "public"
    editions = target.with_name(".public.editions")
    shutil.copytree(first.with_name(".public.editions"), editions)
    target.symlink_to(first.readlink())
    done = publish(changed[0], target, changed[1])
    assert done.is_new and done.release.previous
    return target


def test_everything_that_is_linked_is_there(second: Path) -> None:
    files = {path.relative_to(second.resolve()).as_posix() for path in second.resolve().rglob("*") if path.is_file()}
    count = 0
    pages: dict[str, BeautifulSoup] = {}
    for path in sorted(files):
        if not path.endswith(".html"):
            continue
        pages[path] = parse((second / path).read_bytes())
        for element, _, target in iter_targets(pages[path]):
            if target.startswith(SITE_URL) and element == "link":
                file = target.removeprefix(SITE_URL)
                assert (file or "index.html") in files or f"{file}index.html" in files, f"{path}: {target}"
            elif ":" not in target.partition("/")[0] and not target.startswith("/"):
                assert resolve(path, target)[0] in files, f"{path}: {target}"
                count += 1
    assert count > 50_000


def test_the_catalogue_tells_the_files_as_they_are(first: Path) -> None:
    graph = Graph().parse(first / "catalog.ttl")
    assert set(graph) == set(Graph().parse(first / "catalog.rdf", format="xml"))
    assert list(graph.subjects(RDF.type, DCAT.Dataset))
    spdx = "http://spdx.org/rdf/terms#"
    files = 0
    for node in graph.subjects(RDF.type, DCAT.Distribution):
        path = first / str(graph.value(node, DCAT.downloadURL)).removeprefix(SITE_URL)
        assert int(str(graph.value(node, DCAT.byteSize))) == path.stat().st_size
        checksum = graph.value(graph.value(node, URIRef(f"{spdx}checksum")), URIRef(f"{spdx}checksumValue"))
        assert str(checksum) == hashlib.sha256(path.read_bytes()).hexdigest()
        files += 1
    assert files == 7
    assert not list(graph.subjects(RDF.type, DCAT.DataService)), "a folder of files offers no service"


def test_void_counts_what_the_dataset_has(first: Path, bundled_build: Path) -> None:
    graph = Graph().parse(first / ".well-known" / "void", format="turtle")
    triples = {line.rsplit(" ", 2)[0] for line in (bundled_build / "kotograph.nq").open(encoding="utf-8")}
    whole = next(node for node in graph.subjects(VOID.dataDump, None) if graph.value(node, VOID.triples))
    assert int(str(graph.value(whole, VOID.triples))) == len(triples)
    projects = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a <https://w3id.org/kotograph/ontology#Project> }"
    counted = next(iter(EmbeddedStore(bundled_build).query(projects).rows))[0]
    partition = next(
        node
        for node in graph.objects(whole, VOID.classPartition)
        if str(graph.value(node, VOID["class"])).endswith("#Project")
    )
    assert counted and str(graph.value(partition, VOID.entities)) == counted.value


def test_the_data_page_lists_the_downloads(first: Path) -> None:
    for lang in LANGUAGES:
        page = parse((first / lang / "data.html").read_bytes())
        rows = page.select("#table-downloads tbody tr")
        assert len(rows) == 7
        for row in rows:
            link = row.find("a")
            assert link is not None
            file = first / lang / str(link["href"])
            assert hashlib.sha256(file.read_bytes()).hexdigest() in row.text
        described = json.loads(page.find("script", type="application/ld+json").text)  # type: ignore[union-attr]
        assert described["@type"] == "Dataset" and len(described["distribution"]) == 7


def test_publishing_again_touches_nothing(first: Path, bundled_build: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in first.resolve().rglob("*")}
    shown = first.readlink()
    done = publish(bundled_build, first, SETTINGS)
    assert not done.is_new and done.written.changed == 0
    assert first.readlink() == shown
    assert {path: path.stat().st_mtime_ns for path in first.resolve().rglob("*")} == before


def test_the_same_build_gives_the_same_bytes_elsewhere(first: Path, bundled_build: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kotograph", "-q", "publish", "there", "-s", str(bundled_build)]
    environ = {**os.environ, "PYTHONHASHSEED": "7", "KOTOGRAPH_SITE_URL": SITE_URL}
    subprocess.run(command, cwd=tmp_path, env=environ, check=True)
    assert digest(tmp_path / "there") == digest(first)


def test_a_change_makes_a_release_with_a_patch(first: Path, second: Path, tmp_path: Path) -> None:
    old, new = read_releases(second)
    assert (new.previous, old.previous) == (old.version, None)
    assert (second / "releases" / old.version / "kotograph.nq.gz").is_file()
    place = second / "releases" / new.version
    with (tmp_path / "made.nq").open("w", encoding="utf-8", newline="\n") as out:
        apply_file(first / "downloads" / "kotograph.nq", place / "kotograph.rdfp", out)
    expected = (second / "downloads" / "kotograph.nq").read_bytes()
    assert (tmp_path / "made.nq").read_bytes() == expected
    assert gzip.decompress((place / "kotograph.nq.gz").read_bytes()) == expected


def test_a_change_is_told_in_words_and_fed(second: Path) -> None:
    version = read_releases(second)[-1].version
    for lang in LANGUAGES:
        page = parse((second / lang / "changes.html").read_bytes())
        heading = page.find(id=version)
        assert heading is not None
        section = heading.find_parent("section")
        assert section is not None and "Migration expert on the road" in section.text
        with (second / lang / "changes.changes.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["thing"] for row in rows] == [h3.text for h3 in section.select("li h3")]
        assert {row["version"] for row in rows} == {version}
        said = [" | ".join(li.text for li in each.select("ul li")) for each in section.select(".entries > li")]
        assert [row["changes"] for row in rows] == said
        feed = (second / lang / "changes.atom").read_text(encoding="utf-8")
        assert f"{SITE_URL}{lang}/changes.html#{version}" in feed
        assert "Migration expert on the road" in feed
    catalogue = (second / "catalog.ttl").read_text(encoding="utf-8")
    assert version in catalogue


def test_a_failed_check_leaves_the_old_edition(
    first: Path, changed: tuple[Path, Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = copy_publication(first, tmp_path)
    before, shown = digest(target), target.readlink()

    def without_title(*args: object) -> list[str]:
        lines = list(iter_catalogue(*args))  # type: ignore[arg-type]
        return [line for line in lines if "catalog#dataset> <http://purl.org/dc/terms/title>" not in line]

    monkeypatch.setattr("kotograph.publication.edition.iter_catalogue", without_title)
    with pytest.raises(FindingsError) as caught:
        publish(changed[0], target, changed[1])
    assert caught.value.code == "invalid-catalogue" and caught.value.hint
    assert target.readlink() == shown and digest(target) == before
    assert not list(target.with_name(".public.editions").glob("new-*"))


def copy_publication(first: Path, place: Path) -> Path:
    shutil.copytree(first.with_name(".public.editions"), place / ".public.editions")
    target = place / "public"
    target.symlink_to(first.readlink())
    return target


def test_a_kill_leaves_the_old_edition(first: Path, changed: tuple[Path, Settings], tmp_path: Path) -> None:
    target = copy_publication(first, tmp_path)
    before = digest(target)
    command = [sys.executable, "-m", "kotograph", "publish", str(target), "-s", str(changed[0])]
    command += ["--data", str(changed[1].data), "--site-url", SITE_URL]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        editions = target.with_name(".public.editions")
        deadline = time.monotonic() + 60
        while not list(editions.glob("new-*/fi/*.html")):
            assert time.monotonic() < deadline and process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert digest(target) == before
    done = publish(changed[0], target, changed[1])
    assert done.is_new and not list(editions.glob("new-*"))
    kept = [path for path in editions.iterdir() if path.is_dir()]
    assert len(kept) == 2, "the edition shown and the one before"


def test_a_strange_folder_is_refused(bundled_build: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        publish(bundled_build, tmp_path / "letters", SETTINGS)
    assert caught.value.code == "not-a-publication"
    assert (tmp_path / "letters" / "one.txt").is_file()


def test_a_second_run_at_the_same_time_is_refused(bundled_build: Path, tmp_path: Path) -> None:
    editions = tmp_path / ".public.editions"
    editions.mkdir()
    with (editions / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError) as caught:
            publish(bundled_build, tmp_path / "public", SETTINGS)
    assert caught.value.code == "folder-busy"


def test_a_broken_description_is_told_with_its_place(bundled_build: Path, tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "dataset.toml").write_text("issued = yesterday\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        publish(bundled_build, tmp_path / "public", Settings(data=tmp_path / "data"))
    assert "dataset.toml" in caught.value.where
    assert not (tmp_path / "public").exists()


def test_index_of_files(first: Path) -> None:
    manifest: Mapping[str, object] = json.loads((first / ".kotograph.json").read_text(encoding="utf-8"))
    files = manifest["files"]
    assert isinstance(files, dict)
    there = {path.relative_to(first.resolve()).as_posix() for path in first.resolve().rglob("*") if path.is_file()}
    assert there == files.keys() | {".kotograph.json"}
