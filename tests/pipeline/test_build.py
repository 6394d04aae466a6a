"""A build is atomic and repeatable, and says what is wrong without losing the rest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kotograph.config import Settings
from kotograph.errors import FindingsError, InputError
from kotograph.pipeline import build, write_sorted
from kotograph.store import EmbeddedStore
from tests.conftest import DATA, ROOT

COUNT = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/kotograph/ontology#Record> }"


def count_records(folder: Path) -> int:
    (row,) = EmbeddedStore(folder).query(COUNT).rows
    assert row[0]
    return int(row[0].value)


def run(*args: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kotograph", *args]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environ})


def test_two_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        assert run("-q", "build", "-o", str(tmp_path / seed), PYTHONHASHSEED=seed).returncode == 0
    for file in ("kotograph.nq", "quality.ttl", "report.json"):
        assert (tmp_path / "1" / file).read_bytes() == (tmp_path / "2" / file).read_bytes()


def test_a_build_killed_at_any_moment_leaves_the_old_one(tmp_path: Path) -> None:
    build([DATA / "sources/kotona-suomessa-fi/page.txt"], tmp_path, Settings())
    before = (tmp_path / "kotograph.nq").read_bytes()
    killed = 0
    for delay in (0.3, 0.6, 0.9, 1.2, 1.6, 2.0, 2.6, 3.2):
        process = subprocess.Popen([sys.executable, "-m", "kotograph", "-q", "build", "-o", str(tmp_path)], cwd=ROOT)
        time.sleep(delay)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
        if (tmp_path / "kotograph.nq").read_bytes() == before:
            assert count_records(tmp_path) == 1
        else:
            assert count_records(tmp_path) == 60
    assert killed >= 2
    build([], tmp_path, Settings())
    assert count_records(tmp_path) == 60
    assert not list((tmp_path / "builds").glob("new-*"))


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "builds").mkdir()
    with (tmp_path / "builds" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another run"):
            build([], tmp_path, Settings())


def test_an_unchanged_rebuild_keeps_the_build(tmp_path: Path) -> None:
    first = build([DATA / "sources/kotona-suomessa-fi/page.txt"], tmp_path, Settings())
    stamp = (first.folder / "store" / "CURRENT").stat().st_mtime_ns
    second = build([DATA / "sources/kotona-suomessa-fi/page.txt"], tmp_path, Settings())
    assert first.folder == second.folder and (first.folder / "store" / "CURRENT").stat().st_mtime_ns == stamp


def test_a_folder_named_from_here_keeps_its_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for page in ("kotona-suomessa-fi", "eusa-so2-completed-fi", "eusa-so2-completed-fi"):
        build([DATA / "sources" / page / "page.txt"], Path("out"), Settings())
        assert count_records(Path("out")) == (1 if page.startswith("kotona") else 25)
    assert len([p for p in Path("out/builds").iterdir() if p.is_dir()]) <= 2


def test_a_violation_stops_the_build_before_publishing(tmp_path: Path) -> None:
    build([DATA / "sources/kotona-suomessa-fi/page.txt"], tmp_path, Settings())
    page = tmp_path / "contact.txt"
    page.write_text(
        "Kansallinen tavoite 2.2: X\n\nYhteys-hanke\n\n • Kirjoita: matti.meikalainen@example.fi\n"
        " • Kunta, 1.1.2019 - 1.2.2020, EU-tuki 5 euroa\n",
        encoding="utf-8",
    )
    with pytest.raises(FindingsError, match="nothing was published"):
        build([page], tmp_path, Settings())
    assert count_records(tmp_path) == 1
    assert "example.fi" in (tmp_path / "failed" / "quality.ttl").read_text(encoding="utf-8")


def test_a_stopped_build_tells_every_error_and_where_the_findings_stand(tmp_path: Path) -> None:
    empty, page, out = tmp_path / "empty.txt", tmp_path / "contact.txt", tmp_path / "out"
    empty.write_bytes(b"")
    page.write_text(
        "Kansallinen tavoite 2.2: X\n\nYhteys-hanke\n\n • Kirjoita: kaisa.keksitty@example.fi\n"
        " • Kunta, 1.1.2019 - 1.2.2020, EU-tuki 5 euroa\n",
        encoding="utf-8",
    )
    done = run("build", "-o", str(out), str(empty), str(page), str(page))
    assert done.returncode == 1
    assert f"{empty}: the file is empty [empty-file]" in done.stderr and "duplicate-source" in done.stderr
    assert f"{page}:5: violation ContactText" in done.stderr
    failed = out / "failed" / "kotograph.nq"
    assert f"kotograph validate {failed}" in done.stderr
    again = run("validate", str(failed))
    assert again.returncode == 1 and f"{page}:5" in again.stdout


def test_an_amount_without_a_currency_is_told_and_counts_in_no_sum(tmp_path: Path) -> None:
    page = tmp_path / "kylat.txt"
    entry = "{0}-hanke\n\n • Kylä oppii.\n • {0}seura ry, 1.1.2019 - 1.2.2020, EU-tuki {1}\n\n"
    amounts = {"Tupa": "7 000", "Aitta": "1 500 euroa", "Sauna": "900 kr"}
    text = "".join(entry.format(*each) for each in amounts.items())
    page.write_text(f"Kansallinen tavoite 2.2: X\n\n{text}", encoding="utf-8")
    done = run("--lang", "en", "build", "-o", str(tmp_path / "out"), str(page))
    assert done.returncode == 0, done.stderr
    assert "EU contributions in all: €1,500\n" in done.stdout
    told = run("validate", "-f", "json", "-s", str(tmp_path / "out")).stdout
    found = [each for each in json.loads(told)["results"] if each["shape"].endswith("AmountCurrencyMissing")]
    assert [(each["severity"], each["line"]) for each in found] == [("warning", 3)]
    graph = (tmp_path / "out" / "kotograph.nq").read_text(encoding="utf-8")
    assert "authority/currency/EUR>" in graph and "authority/currency/SEK>" in graph
    said = run("--lang", "en", "build", "-o", str(tmp_path / "out"), "--currency", "EUR", str(page))
    assert "EU contributions in all: €8,500\n" in said.stdout
    refused = run("build", "-o", str(tmp_path / "out"), "--currency", "euro", "--fund", "bogus", str(page))
    assert refused.returncode == 2 and "amif-2014-2020" in refused.stderr


def test_one_unreadable_page_does_not_stop_the_rest(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff\xfe\x00")
    done = run("build", "-o", str(tmp_path / "out"), str(bad), str(DATA / "sources/kotona-suomessa-fi/page.txt"))
    assert done.returncode == 3 and str(bad) in done.stderr and "Traceback" not in done.stderr
    assert count_records(tmp_path / "out") == 1


def test_two_pages_of_one_source_are_told_apart(tmp_path: Path) -> None:
    page = DATA / "sources/kotona-suomessa-fi/page.txt"
    done = run("build", "-o", str(tmp_path), str(page), str(page))
    assert done.returncode == 3 and "duplicate-source" in done.stderr
    assert count_records(tmp_path) == 1


def test_a_build_with_another_base(tmp_path: Path) -> None:
    done = run("-q", "build", "-o", str(tmp_path), "--base", "https://data.example.org/eu/")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "kotograph.nq").read_text(encoding="utf-8")
    assert "<https://data.example.org/eu/vocab/theme/housing>" in text
    assert "<https://w3id.org/kotograph/id/" not in text and "<https://w3id.org/kotograph/vocab/" not in text
    asked = run("query", "successors", "-f", "csv", "-s", str(tmp_path), KOTOGRAPH_BASE="https://data.example.org/eu/")
    assert asked.returncode == 0 and len(asked.stdout.splitlines()) == 5


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write"):
        build([], tmp_path / "file", Settings())


def test_the_report_names_issues_with_their_lines(bundled_build: Path) -> None:
    report = json.loads((bundled_build / "report.json").read_text(encoding="utf-8"))
    found = {(issue["code"], issue["line"]) for issue in report["issues"]}
    assert {("impossible-date", 173), ("end-before-start", 145)} <= found
    assert report["errors"] == [] and len(report["sources"]) == 7


def test_sorting_holds_each_line_once(tmp_path: Path) -> None:
    lines = [f'<x:{n % 7}> <x:p> "\u2028{n % 5}" <x:g> .\n' for n in range(1000)]
    assert write_sorted(iter(lines), tmp_path / "out.nq") == 35
    assert (tmp_path / "out.nq").read_text(encoding="utf-8").split("\n")[:-1] == sorted({line[:-1] for line in lines})
