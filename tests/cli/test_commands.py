"""Every command, run as a person runs it: output, exit code, and what stderr says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATA, ROOT

PAGE = "data/sources/eusa-so2-completed-fi/page.txt"


@pytest.fixture(scope="module")
def store(bundled_build: Path) -> str:
    return str(bundled_build)


def run(*args: str, text: str | None = None, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kotograph", *args]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env, input=text, encoding="utf-8")
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_help_lists_every_command_and_each_has_help() -> None:
    done = run("--help")
    commands = (
        *("build", "catalog", "diff", "explain", "export", "extract", "federate", "link", "patch"),
        *("publish", "push", "queries", "query", "reconcile", "site", "validate"),
    )
    assert done.returncode == 0 and all(name in done.stdout for name in commands)
    for name in commands:
        assert "Usage: kotograph" in run(name, "-h").stdout


def test_version() -> None:
    assert run("--version").stdout.strip() == "kotograph, version 0.1.0"


def test_extract_prints_one_object_an_entry() -> None:
    done = run("extract", PAGE)
    entries = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0 and len(entries) == 25
    keys = [
        "source",
        "path",
        "line",
        "lines",
        "language",
        "objective",
        "title",
        "implementer",
        "period",
        "amount_text",
        "start",
        "end",
        "amount",
        "currency",
        "description",
        "links",
        "issues",
    ]
    assert list(entries[0])[: len(keys)] == keys
    assert entries[0]["lines"] == {"title": [13], "facts": [17], "description": [15], "links": [19]}
    assert entries[0]["path"] == PAGE and entries[0]["source"] == "eusa-so2-completed-fi"
    assert "173: warning impossible-date" in done.stderr


def test_extract_account_covers_every_line(tmp_path: Path) -> None:
    done = run("extract", "--account", PAGE)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    lines = (ROOT / PAGE).read_text(encoding="utf-8").split("\n")
    assert done.returncode == 0
    assert [int(row[0]) for row in rows] == [n for n, line in enumerate(lines, 1) if line.strip()]
    assert rows[6] == ["13", "title", "13"] and rows[8] == ["17", "facts", "13"]
    odd = tmp_path / "odd.txt"
    odd.write_text("Jotain aivan muuta.\n", encoding="utf-8")
    done = run("extract", "--account", str(odd))
    assert (done.returncode, done.stdout) == (1, "1\tunknown\t\n")
    assert run("extract", str(odd)).returncode == 3


def test_extract_of_a_bad_file_prints_the_others(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes("Päättyneet".encode("windows-1252"))
    done = run("extract", str(bad), str(tmp_path / "none.txt"), PAGE)
    assert done.returncode == 3 and len(done.stdout.splitlines()) == 25
    assert "windows-1252" in done.stderr and "none.txt" in done.stderr


def test_options_say_what_a_page_does_not(tmp_path: Path) -> None:
    page = tmp_path / "uusi.txt"
    page.write_text(
        "Kansallinen tavoite 2.2: X\n\nA-hanke\n\n • K.\n • B, 1.1.2019 - 1.2.2020, EU-tuki 5\n", encoding="utf-8"
    )
    (entry,) = map(json.loads, run("extract", str(page)).stdout.splitlines())
    assert (entry["source"], entry["fund"], entry["status"], entry["currency"]) == ("uusi", None, None, None)
    said = ("--fund", "amif-2014-2020", "--status", "completed", "--currency", "EUR", "--source", "x")
    (entry,) = map(json.loads, run("extract", *said, str(page)).stdout.splitlines())
    assert (entry["source"], entry["fund"], entry["status"], entry["currency"]) == (
        "x",
        "amif-2014-2020",
        "completed",
        "EUR",
    )
    assert run("extract", "--source", "x", str(page), PAGE).returncode == 2


@pytest.mark.parametrize(("lang", "word"), [("fi", "päättymispäivä"), ("sv", "slutdatum"), ("en", "end date")])
def test_explain_tells_lines_and_rules_in_three_languages(store: str, lang: str, word: str) -> None:
    done = run("--lang", lang, "explain", "rio-2", "-s", store)
    assert done.returncode == 0 and f"{word}: 2022-01-30" in done.stdout
    for line in (
        "eusa-so2-completed-fi/page.txt:167",
        "eusa-so2-under-way-fi/page.txt:107",
        "eusa-so2-under-way-sv/page.txt:105",
    ):
        assert line in done.stdout


def test_explain_names_the_unit_and_its_lines(store: str) -> None:
    said = run("explain", "stig-in2-astu-sisaan2-come-in2", "-s", store).stdout
    block = next(block for block in said.split("\n\n") if block.startswith("implementing unit: "))
    assert "Centret för livslångt lärande" in block.splitlines()[0]
    assert "under-way-fi/page.txt:79" in block and "under-way-sv/page.txt:77" in block
    assert "Funded under" in said and "It is inferred from the site" in said


def test_explain_shows_parts_outputs_and_criteria_with_their_lines(store: str) -> None:
    said = run("--lang", "fi", "explain", "kotona-suomessa", "-s", store).stdout
    assert "Osa: Hyvä alku  data/sources/kotona-suomessa-fi/page.txt:7\n" in said
    assert ": noin 14000 osallistumista  data/sources/kotona-suomessa-fi/page.txt:46  “noin 14 000" in said
    assert "  Mallinnettava: näyttöä on  data/sources/kotona-suomessa-fi/page.txt:24\n" in said
    assert "  Vaikuttava: näyttöä ei ole\n" in said


def test_explain_tells_each_title_once_and_what_a_part_belongs_to(store: str) -> None:
    said = run("explain", "hyva-alku", "-s", store).stdout
    assert said.splitlines()[0].count("Hyvä alku") == 1
    assert "  is part of: At Home in Finland  data/sources/kotona-suomessa-fi/page.txt:7\n" in said


def test_explain_of_an_unknown_project_helps(store: str) -> None:
    done = run("explain", "rio2", "-s", store)
    assert done.returncode == 2 and "did you mean" in done.stderr and "rio-2" in done.stderr
    assert run("explain", "rio 2 > x", "-s", store).returncode == 2


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml"])
def test_query_formats(store: str, form: str) -> None:
    done = run("query", "successors", "-f", form, "-s", store)
    assert done.returncode == 0 and "rio-2" in done.stdout


def test_query_parameters_are_checked(store: str) -> None:
    done = run("query", "active-on", "-p", "date=2017-06-01", "-f", "csv", "-s", store)
    assert done.returncode == 0 and "kotona-suomessa" in done.stdout
    for wrong in ("date=x", "no-equals", "none=1"):
        done = run("query", "active-on", "-p", wrong, "-s", store)
        assert done.returncode == 2 and wrong.split("=")[0] in done.stderr
    assert run("query", "no-such-query", "-s", store).returncode == 2
    assert run("query", "active-on", "-f", "docx", "-s", store).returncode == 2


def test_query_from_stdin_and_file(store: str, tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?p a <https://w3id.org/kotograph/ontology#Succession> }"
    assert run("query", "-", "-f", "csv", "-s", store, text=text).stdout.split() == ["n", "4"]
    file = tmp_path / "own.rq"
    file.write_text(text, encoding="utf-8")
    assert run("query", str(file), "-f", "csv", "-s", store).stdout.split() == ["n", "4"]
    file.write_text("SELECT ?x {\n ?x ?y\n}", encoding="utf-8")
    done = run("query", str(file), "-s", store)
    assert done.returncode == 3 and "own.rq:" in done.stderr


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    for command in (("query", "successors"), ("explain", "rio"), ("export", "-f", "turtle"), ("validate",)):
        done = run(*command, "-s", str(tmp_path))
        assert done.returncode == 3 and "kotograph build" in done.stderr


def test_an_endpoint_that_is_not_there() -> None:
    done = run("query", "successors", "--endpoint", "http://127.0.0.1:9/sparql")
    assert done.returncode == 4 and "127.0.0.1:9" in done.stderr


def test_a_query_from_stdin_neither_goes_elsewhere_nor_leaves_a_parameter_open(store: str) -> None:
    done = run("query", "-", "-s", store, text="SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }")
    assert done.returncode == 2 and "[service-refused]" in done.stderr
    done = run("query", "-", "-s", store, text="SELECT * { ?a a ?_class }")
    assert done.returncode == 3 and "'?_class'" in done.stderr


def test_queries_lists_names_titles_and_parameters() -> None:
    done = run("--lang", "sv", "queries")
    assert done.returncode == 0 and "active-on" in done.stdout and "-p date=" in done.stdout
    listed = json.loads(run("queries", "--json").stdout)
    assert len(listed) >= 16 and {q["name"] for q in listed} >= {"successors", "chains", "disagreements"}


def test_export_to_a_closed_pipe_ends_quietly(store: str) -> None:
    command = f"{sys.executable} -m kotograph export -f turtle -s {store} | head -n 2"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "") and len(done.stdout.splitlines()) == 2


def test_export_writes_each_format(store: str, tmp_path: Path) -> None:
    for form, name in (
        ("turtle", "x.ttl"),
        ("trig", "x.trig"),
        ("nquads", "x.nq"),
        ("ntriples", "x.nt"),
        ("rdfxml", "x.rdf"),
    ):
        assert run("export", "-f", form, "-o", str(tmp_path / name), "-s", store).returncode == 0
        assert (tmp_path / name).stat().st_size > 100_000
    assert run("export", "-f", "csv", "-o", str(tmp_path / "csv"), "-s", store).returncode == 0
    assert {p.name for p in (tmp_path / "csv").iterdir()} >= {"projects.csv", "discrepancies.csv", "csv-metadata.json"}
    frame = run("export", "-f", "jsonld", "--frame", "project", "-s", store)
    assert len(json.loads(frame.stdout)["@graph"]) == 44
    assert run("export", "-f", "pdf", "-s", store).returncode == 2


@pytest.mark.parametrize("form", ["table", "json", "turtle", "html"])
def test_validate_reports(store: str, form: str) -> None:
    done = run("--lang", "fi", "validate", "-f", form, "-s", store)
    assert done.returncode == 0 and ("eusa-so2-completed-fi" in done.stdout)
    assert run("validate", "--fail-on", "warning", "-s", store).returncode == 1


def test_wrong_usage() -> None:
    assert run("extract").returncode == 2
    assert run("nonsense").returncode == 2
    assert run("--config", "/nonexistent/kotograph.toml", "queries").returncode == 3


def test_broken_source_metadata_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "sources" / "x"
    folder.mkdir(parents=True)
    (folder / "source.toml").write_text('id = "X y"\n', encoding="utf-8")
    done = run("extract", "--data", str(tmp_path), str(DATA / "sources/kotona-suomessa-fi/page.txt"))
    assert done.returncode == 3 and len(done.stdout.splitlines()) == 1
    assert "source.toml" in done.stderr and "'id'" in done.stderr


def test_reconcile_shows_features_and_keeps_decisions(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    kept = (data / "identity" / "projects.tsv").read_text(encoding="utf-8")
    for name in ("projects.tsv", "same-project.tsv", "successions.tsv"):
        (data / "identity" / name).unlink()
    done = run("reconcile", "--data", str(data), "--write", SOURCE_DATE_EPOCH="1700000000")
    assert done.returncode == 0 and "same-project accepted" in done.stdout and "amount +" in done.stdout
    written = (data / "identity" / "projects.tsv").read_text(encoding="utf-8")
    with_record = {line for line in kept.splitlines()[1:] if line.split("\t")[2]}
    assert {line.split("\t")[0] for line in with_record} <= {line.split("\t")[0] for line in written.splitlines()[1:]}
    decided = (data / "identity" / "same-project.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert decided and all(row.split("\t")[3] == "rule" and row.split("\t")[5] == "2023-11-14" for row in decided)
    again = run("reconcile", "--data", str(data), "--write")
    assert again.returncode == 0 and "up to date" in again.stderr
    assert (data / "identity" / "projects.tsv").read_text(encoding="utf-8") == written
    rows = [json.loads(line) for line in run("reconcile", "--rules-only", "--json").stdout.splitlines()]
    assert {row["kind"] for row in rows} >= {"same-project", "succession"}
    assert run("reconcile", "--write", "--rules-only").returncode == 2
