"""Writing the site: only what changed, the same bytes for any hash seed, hostile text harmless, faults told."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from kotograph.config import Settings
from kotograph.errors import InputError
from kotograph.pipeline import build
from kotograph.site.site import Edition, Site
from kotograph.site.writer import MANIFEST, iter_files, write_site
from kotograph.store import EmbeddedStore
from tests.site.conftest import SITE_URL
from tests.site.html import parse

PAGE = """Kotouttaminen ja laillinen maahanmuutto

Kansallinen tavoite 2.2: Kotoutuminen

<script>alert("x")</script> & "lainaus" 'heitto' \u202eväärin-hanke

 • Hankkeen kuvaus: Kuvaus <b>tässä</b> & </textarea><img src=x onerror=alert(1)>.

 • Hankkeen toteuttaja: Paha "Firma" <Oy>, Toteutusaika: 1.1.2020 - 31.12.2021, EU-tuen määrä: 1 000 euroa
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of one page with one hostile entry."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "hostile.txt").write_text(PAGE, encoding="utf-8")
    out = build([folder / "hostile.txt"], folder / "build", Settings()).folder
    return Site(EmbeddedStore(out), Settings(), Edition(SITE_URL))


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_hostile_text_is_shown_and_not_obeyed(small: Site) -> None:
    files = dict(iter_files(small))
    shown = 0
    for path, content in files.items():
        if path.endswith(".html"):
            page = parse(content)
            scripts = [script for script in page.find_all("script") if not script.get("src")]
            assert all(script.get("type") == "application/ld+json" for script in scripts), path
            assert not page.find_all("img") and not page.find_all(onerror=True), path
            shown += '<script>alert("x")</script>' in page.get_text()
    assert shown > 10
    assert b"<script>alert" not in b"".join(content for path, content in files.items() if path.endswith(".html"))


def test_a_second_run_touches_no_file(small: Site, tmp_path: Path) -> None:
    first = write_site(small, tmp_path / "site")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*") if path.is_file()}
    second = write_site(small, tmp_path / "site")
    assert (second.files, second.pages, second.changed, second.removed) == (first.files, first.pages, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*") if path.is_file()} == before


def test_a_damaged_site_is_made_whole_and_strangers_leave(small: Site, tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_site(small, target)
    kept = digest(target)
    (target / "fi" / "index.html").unlink()
    (target / "fi" / "old").mkdir()
    (target / "fi" / "old" / "page.html").write_text("gone", encoding="utf-8")
    written = write_site(small, target)
    assert (written.changed, written.removed) == (1, 1)
    assert digest(target) == kept


def test_a_run_that_was_cut_off_is_taken_up_again(small: Site, tmp_path: Path) -> None:
    target = tmp_path / "site"

    def stop(stage: str, done: int, total: int) -> None:
        if done > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_site(small, target, stop)
    write_site(small, target)
    write_site(small, tmp_path / "other")
    assert digest(target) == digest(tmp_path / "other")


def test_a_folder_with_something_else_is_refused(small: Site, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_site(small, tmp_path)
    assert caught.value.code == "not-a-site"
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_a_folder_that_cannot_be_written_is_told(small: Site, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_site(small, tmp_path / "file" / "site")
    assert caught.value.code == "unwritable-folder"


def test_hash_seed_and_folder_do_not_show(small: Site, tmp_path: Path) -> None:
    seen = []
    for seed in ("0", "77"):
        target = tmp_path / seed
        store = small.graph.store.folder
        command = [
            sys.executable,
            "-m",
            "kotograph",
            "-q",
            "site",
            str(target),
            "-s",
            str(store),
            "--site-url",
            SITE_URL,
        ]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, cwd=tmp_path)
        seen.append(digest(target))
    assert seen[0] == seen[1]
    assert MANIFEST in seen[0]


def test_data_of_a_thing_reads_back_and_is_about_it(files: Mapping[str, bytes]) -> None:
    from rdflib import Graph, URIRef

    iri = URIRef("https://w3id.org/kotograph/id/project/rio-2")
    graphs = []
    for extension, form in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")):
        graph = Graph()
        graph.parse(data=files[f"data/project/rio-2.{extension}"].decode(), format=form)
        graphs.append(set(graph))
    assert graphs[0] == graphs[1] == graphs[2] == graphs[3]
    assert len(list(graph.predicate_objects(iri))) > 20
    text = files["data/project/rio-2.nt"].decode()
    assert "30.01.2022" in text and "later-end-is-extension" in text
    assert files["data/project/rio-2.csv"].decode().startswith("property,value,language,datatype,graph\r\n")
