"""``kotograph catalog``, run as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import run


@pytest.fixture(scope="module")
def build(bundled_build: Path) -> str:
    return str(bundled_build)


@pytest.fixture(scope="module")
def turtle(build: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("catalog") / "catalog.ttl"
    done = run("catalog", "show", "-s", build, "-o", str(target))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return target


def test_help_of_the_group_and_its_commands() -> None:
    assert all(name in run("catalog", "-h").stdout for name in ("check", "show"))
    assert "--root" in run("catalog", "check", "-h").stdout and "--void" in run("catalog", "show", "-h").stdout


def test_show_prints_the_same_bytes_whatever_the_hash_seed(build: str, turtle: Path) -> None:
    for seed in ("1", "2"):
        done = run("catalog", "show", "-s", build, PYTHONHASHSEED=seed)
        assert done.returncode == 0 and done.stdout == turtle.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["jsonld", "rdfxml", "nquads"])
def test_show_in_other_formats(build: str, form: str, tmp_path: Path) -> None:
    target = tmp_path / f"catalog.{ {'jsonld': 'jsonld', 'rdfxml': 'rdf', 'nquads': 'nq'}[form] }"
    assert run("catalog", "show", "-s", build, "-f", form, "-o", str(target)).returncode == 0
    done = run("catalog", "check", str(target), "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["scores"][0]["possible"] == 405


def test_show_void(build: str) -> None:
    done = run("catalog", "show", "-s", build, "--void")
    assert done.returncode == 0 and "void:classPartition" in done.stdout and "dcat:" not in done.stdout


def test_show_refuses_what_is_no_rdf_and_what_is_not_built(build: str, tmp_path: Path) -> None:
    done = run("catalog", "show", "-s", build, "-f", "csv")
    assert done.returncode == 2 and "[bad-format]" in done.stderr
    done = run("catalog", "show", "-s", str(tmp_path))
    assert done.returncode == 3 and "[no-build]" in done.stderr
    done = run("catalog", "show", "-s", build, "--site-url", "example.org")
    assert done.returncode == 2 and "[bad-site-url]" in done.stderr


def test_the_epoch_changes_the_day(build: str) -> None:
    done = run("catalog", "show", "-s", build, SOURCE_DATE_EPOCH="1893456000")
    assert 'dcterms:modified "2030-01-01"^^xsd:date' in done.stdout


def test_check_of_the_current_build_shows_both_scores(build: str) -> None:
    done = run("catalog", "check", "-s", build)
    assert done.returncode == 0
    assert done.stdout.startswith("Violations: 0, warnings: 0, infos: 0; 68 shapes")
    assert done.stdout.endswith("Score: 325/405, good\nIf what was not checked is well too: 405/405, excellent\n")


def test_check_with_the_folder_of_the_publication(build: str, turtle: Path, tmp_path: Path) -> None:
    from kotograph.catalog import DOWNLOADS
    from kotograph.export import write_export

    (tmp_path / "downloads").mkdir()
    for path, form, _, _ in DOWNLOADS:
        write_export(form, Path(build) / "kotograph.nq", tmp_path / path)
    done = run("--lang", "sv", "catalog", "check", str(turtle), "--root", str(tmp_path))
    assert done.returncode == 0 and done.stdout.endswith("Poäng: 405/405, utmärkt\n")
    (tmp_path / "downloads" / "kotograph.nq").unlink()
    done = run("catalog", "check", str(turtle), "--root", str(tmp_path))
    assert done.returncode == 1 and "violation catalogue-file-missing" in done.stdout
    assert run("catalog", "check", str(turtle), "--root", str(tmp_path), "--fail-on", "never").returncode == 0


def test_check_of_a_poor_catalogue_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "poor.ttl"
    path.write_text(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n[] a dcat:Catalog ; dcat:dataset <urn:d> .\n"
        "<urn:d> a dcat:Dataset ; dcterms:issued '2026-02-30'^^xsd:date .\n",
        encoding="utf-8",
    )
    done = run("catalog", "check", str(path))
    assert done.returncode == 1
    assert "violation DatasetTitle (1): The dataset has no title, or one that is no text." in done.stdout
    assert "  → Add [title] to dataset.toml; to a catalogue made elsewhere, add dcterms:title." in done.stdout
    assert "violation IllTypedLiteral (1)" in done.stdout and "info BlankNode (1)" in done.stdout
    assert "   0/30  Keywords\n         → Give the dataset a dcat:keyword." in done.stdout
    assert "Score: 5/405, bad" in done.stdout
    assert run("catalog", "check", str(path)).stdout == done.stdout


def test_check_holds_against_other_shapes_too(turtle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "<https://a.example/shapes#Needs> a sh:NodeShape ; sh:targetClass dcat:Dataset ;\n"
        "  sh:property [ sh:path <urn:p> ; sh:minCount 1 ] .\n",
        encoding="utf-8",
    )
    done = run("catalog", "check", str(turtle), "--shapes", str(other))
    assert done.returncode == 1 and f"{other}\nviolation Needs (1)" in done.stdout
    assert "   0/30  DCAT-AP compliance\n         → Correct the violations listed above." in done.stdout
    told = json.loads(run("catalog", "check", str(turtle), "--shapes", str(other), "--json").stdout)
    assert told["conforms"] is False and told["findings"]["conforms"] is True
    assert told["others"][str(other)]["counts"]["violation"] == 1
    other.write_text("nothing", encoding="utf-8")
    done = run("catalog", "check", str(turtle), "--shapes", str(other))
    assert done.returncode == 3 and f"{other}:1: not Turtle" in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.xls", "x", "unknown-rdf-format"),
        ("a.ttl", "<urn:a> <urn:b> .", "bad-rdf"),
        ("a.jsonld", '{"@context": "https://schema.org/", "@id": "urn:a", "name": "x"}', "bad-rdf"),
        ("gone.ttl", "", "unreadable-file"),
    ],
)
def test_check_refuses_what_it_cannot_read(tmp_path: Path, name: str, text: str, code: str) -> None:
    if text:
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("catalog", "check", str(tmp_path / name))
    assert done.returncode == 3 and f"[{code}]" in done.stderr and str(tmp_path / name) in done.stderr


def test_check_of_a_catalogue_without_a_dataset(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    done = run("catalog", "check", str(tmp_path / "a.ttl"))
    assert done.returncode == 0 and "no dataset (dcat:Dataset) to score" in done.stdout


def test_a_data_folder_without_a_description_is_told_so(build: str, tmp_path: Path) -> None:
    done = run("catalog", "show", "-s", build, "--data", str(tmp_path))
    assert done.returncode == 0 and "warning dataset-toml-missing" in done.stderr and "Nimeämätön" in done.stdout
    assert run("-q", "catalog", "show", "-s", build, "--data", str(tmp_path)).stderr == ""
