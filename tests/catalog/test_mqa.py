"""The score: every indicator is seen got and not got, and ours reaches what it should."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kotograph.catalog.files import FolderAnswers
from kotograph.catalog.indicators import DIMENSIONS, EXCELLENT, INDICATORS, MAXIMUM, RATINGS, rate
from kotograph.catalog.mqa import Score, Triple, score_datasets
from kotograph.store.files import read_rdf_file
from tests.catalog.conftest import BASE

IANA = "https://www.iana.org/assignments/media-types/"
EU = "http://publications.europa.eu/resource/authority/"
PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
"""
DATASET = "<urn:d> a dcat:Dataset ; dcat:distribution <urn:x> .\n"
# What earns an indicator's points alone, in a catalogue that otherwise has an empty dataset and distribution.
EARNS = {
    "keyword": '<urn:d> dcat:keyword "a"@en .',
    "theme": f"<urn:d> dcat:theme <{EU}data-theme/SOCI> .",
    "spatial": f"<urn:d> dcterms:spatial <{EU}country/FIN> .",
    "temporal": "<urn:d> dcterms:temporal <urn:t> .",
    "access-answers": "<urn:x> dcat:accessURL <https://a.example/good> .",
    "download": "<urn:x> dcat:downloadURL <https://a.example/bad> .",
    "format": '<urn:x> dcterms:format "csv" .',
    "media-type": '<urn:x> dcat:mediaType "text/csv" .',
    "licence": "<urn:x> dcterms:license <https://a.example/licence> .",
    "access-right": "<urn:d> dcterms:accessRights <https://a.example/open> .",
    "contact": "<urn:d> dcat:contactPoint <urn:c> .",
    "publisher": "<urn:d> dcterms:publisher <urn:p> .",
    "rights": "<urn:x> dcterms:rights <urn:r> .",
    "size": "<urn:x> dcat:byteSize 7 .",
    "issued": '<urn:x> dcterms:issued "2026-01-01" .',
    "modified": '<urn:d> dcterms:modified "2026-01-01" .',
}
# What earns several: an IRI of a list earns the points for standing there too.
EARN_MORE = {
    f"<urn:x> dcterms:format <{EU}file-type/CSV> ; dcat:mediaType <{IANA}text/csv> .": {
        "format",
        "media-type",
        "format-known",
        "format-open",
        "format-machine",
    },
    f"<urn:x> dcterms:format <{EU}file-type/XLS> .": {"format", "format-machine"},
    f"<urn:x> dcterms:format <{EU}file-type/PNG> .": {"format", "format-open"},
    f"<urn:x> dcterms:format <{EU}file-type/PDF> .": {"format"},
    f"<urn:x> dcterms:license <{EU}licence/CC_BY_4_0> .": {"licence", "licence-known"},
    f"<urn:d> dcterms:accessRights <{EU}access-right/PUBLIC> .": {"access-right", "access-right-known"},
    f"<urn:d> dcterms:accessRights <{EU}access-right/OPENISH> .": {"access-right"},
    "<urn:x> dcat:downloadURL <https://a.example/good> .": {"download", "download-answers"},
}


def answers(url: str) -> bool | None:
    return {"https://a.example/good": True, "https://a.example/bad": False}.get(url)


Read = Callable[[str], list[Triple]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def parse(turtle: str) -> list[Triple]:
        path = tmp_path / "a.ttl"
        path.write_text(PREFIXES + turtle, encoding="utf-8")
        return read_rdf_file(path)

    return parse


def got(score: Score) -> set[str]:
    return {mark.indicator.key for mark in score.marks if mark.got}


def test_points_are_those_of_the_methodology() -> None:
    sums = {name: sum(i.points for i in INDICATORS.values() if i.dimension == name) for name in DIMENSIONS}
    assert sums == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert MAXIMUM == 405 and len(INDICATORS) == 23


def test_ratings_change_at_their_bounds() -> None:
    bounds = (0, 120, 121, 220, 221, 350, 351, 405)
    assert [rate(points) for points in bounds] == [
        *("bad", "bad", "sufficient", "sufficient", "good", "good", "excellent", "excellent")
    ]


def test_every_text_is_in_three_languages() -> None:
    texts = [*DIMENSIONS.values(), *RATINGS.values(), *(t for i in INDICATORS.values() for t in (i.name, i.remedy))]
    for text in texts:
        assert list(text) == ["fi", "sv", "en"] and all(text.values())
    assert all(text.endswith(".") for each in INDICATORS.values() for text in each.remedy.values())


def test_an_empty_dataset_earns_nothing(read: Read) -> None:
    (score,) = score_datasets(read(DATASET), False, answers)
    assert (score.points, score.possible, score.rating) == (0, 0, "bad")
    assert (score.dataset, score.distribution) == ("<urn:d>", "<urn:x>")


@pytest.mark.parametrize("key", EARNS)
def test_each_indicator_is_earned_alone(read: Read, key: str) -> None:
    (score,) = score_datasets(read(DATASET + EARNS[key]), False, answers)
    assert got(score) == {key} and score.points == INDICATORS[key].points


@pytest.mark.parametrize("turtle", EARN_MORE)
def test_values_from_lists_earn_more(read: Read, turtle: str) -> None:
    (score,) = score_datasets(read(DATASET + turtle), False, answers)
    assert got(score) == EARN_MORE[turtle]


def test_all_indicators_are_covered_by_these_cases() -> None:
    assert {*EARNS, *(key for keys in EARN_MORE.values() for key in keys), "compliance"} == INDICATORS.keys()


def test_compliance_is_what_the_shapes_say(read: Read) -> None:
    points = [score_datasets(read(DATASET), conforms, answers)[0].points for conforms in (True, False, None)]
    assert points == [30, 0, 0]


def test_what_was_not_tried_is_left_open(read: Read) -> None:
    turtle = DATASET + "<urn:x> dcat:accessURL <https://a.example/?> ; dcat:downloadURL <https://a.example/?> ."
    (score,) = score_datasets(read(turtle), False, answers)
    assert (score.points, score.possible) == (20, 100)
    assert [mark.indicator.key for mark in score.marks if mark.got is None] == ["access-answers", "download-answers"]


def test_one_address_that_answers_is_enough(read: Read) -> None:
    turtle = (
        DATASET + "<urn:x> dcat:accessURL <https://a.example/bad>, <https://a.example/?>, <https://a.example/good> ."
    )
    assert got(score_datasets(read(turtle), False, answers)[0]) == {"access-answers"}


def test_the_best_distribution_counts_for_all(read: Read) -> None:
    turtle = (
        DATASET
        + f"""
    <urn:d> dcat:distribution <urn:y> .
    <urn:x> dcat:byteSize 7 ; dcterms:rights <urn:r> .
    <urn:y> dcterms:license <{EU}licence/CC0> ; dcterms:issued "2026-01-01" .
    """
    )
    (score,) = score_datasets(read(turtle), False, answers)
    assert score.distribution == "<urn:y>" and got(score) == {"licence", "licence-known", "issued"}


def test_a_dataset_without_distributions_is_scored_too(read: Read) -> None:
    (score,) = score_datasets(read('<urn:d> a dcat:Dataset ; dcat:keyword "a" .'), True, answers)
    assert score.distribution == "" and score.points == 60


def test_several_datasets_are_scored_in_order(read: Read) -> None:
    scores = score_datasets(read("<urn:e> a dcat:Dataset . <urn:d> a dcat:Dataset ."), False, answers)
    assert [score.dataset for score in scores] == ["<urn:d>", "<urn:e>"]


def triples_of(lines: Sequence[str], folder: Path) -> list[Triple]:
    (folder / "catalog.nq").write_text("".join(lines), encoding="utf-8")
    return read_rdf_file(folder / "catalog.nq")


def test_our_own_catalogue_is_excellent(catalogue: Sequence[str], site: Path, tmp_path: Path) -> None:
    triples = triples_of(catalogue, tmp_path)
    (unchecked,) = score_datasets(triples, True, lambda _: None)
    assert (unchecked.points, unchecked.rating) == (325, "good")
    found = FolderAnswers(site, BASE, triples)
    (score,) = score_datasets(triples, True, found)
    assert found.issues == {}
    assert score.points == score.possible == 405 >= EXCELLENT and score.rating == "excellent"


def test_files_that_are_gone_or_changed_do_not_answer(catalogue: Sequence[str], site: Path, tmp_path: Path) -> None:
    triples = triples_of(catalogue, tmp_path)
    root = tmp_path / "copy"
    for path in site.glob("downloads/*"):
        (root / "downloads").mkdir(parents=True, exist_ok=True)
        (root / "downloads" / path.name).write_bytes(path.read_bytes())
    text = (root / "downloads" / "kotograph.nt").read_bytes()
    (root / "downloads" / "kotograph.nt").write_bytes(text.replace(b"a", b"b", 1))
    (root / "downloads" / "kotograph.nq").write_bytes(text)
    (root / "downloads" / "kotograph.ttl").unlink()
    found = FolderAnswers(root, BASE, triples)
    told = {name: found(f"{BASE}downloads/kotograph.{name}") for name in ("nt", "nq", "ttl", "trig")}
    assert told == {"nt": False, "nq": False, "ttl": False, "trig": True}
    assert {
        url.rsplit(".", 1)[1]: (issue.code, issue.message.split(",")[0]) for url, issue in found.issues.items()
    } == {
        "nt": ("catalogue-file-differs", "the file's SHA-256 is not the one in the catalogue"),
        "nq": ("catalogue-file-differs", f"the file has {len(text)} bytes"),
        "ttl": ("catalogue-file-missing", "the folder has no such file"),
    }


def test_pages_and_addresses_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "site" / "fi").mkdir(parents=True)
    (tmp_path / "site" / "fi" / "index.html").write_text("x", encoding="utf-8")
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    found = FolderAnswers(tmp_path / "site", BASE, [])
    assert found(f"{BASE}fi/") is True and found(f"{BASE}fi/index.html#a") is True
    assert (
        found(f"{BASE}sv/") is False and found(f"{BASE}../secret") is False and found(f"{BASE}%2e%2e/secret") is False
    )
    assert found("https://elsewhere.example/") is None


def test_marks_can_be_written_as_json() -> None:
    assert json.dumps([dict(each.name) for each in INDICATORS.values()])
