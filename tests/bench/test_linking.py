"""The labelled names are what the figures say they are, and matching reaches its targets on both halves."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from bench.linking import FOLDER, HALVES, PRECISION, RECALL, Labelled, match_all, measure, measure_linking, read_entries
from bench.linking import read_labelled as read
from kotograph.match import Candidate, Entry, Index, Name, Wanted
from kotograph.tables import read_table

LABELLED = read()


@pytest.fixture(scope="module")
def entries(bundled_build: Path) -> list[Entry]:
    return read_entries(bundled_build)


def test_there_are_enough_names_of_every_kind() -> None:
    assert len(LABELLED) == 464
    kinds = Counter(each.kind for each in LABELLED)
    assert set(kinds) == {"variant", "decoy", "none"} and min(kinds.values()) >= 60
    assert Counter(each.wanted.lang for each in LABELLED).keys() == {"fi", "sv", "en"}
    assert min(Counter(each.half for each in LABELLED).values()) >= 150
    assert all(bool(each.expected) == (each.kind != "none") for each in LABELLED)


def test_halves_go_by_a_digest_of_the_name() -> None:
    columns = ("name", "lang", "type", "expected", "kind", "half")
    for _, row in read_table(FOLDER / "names.tsv", columns):
        digest = hashlib.sha256(f"{row['name']}|{row['type']}".encode()).hexdigest()
        assert row["half"] == HALVES[int(digest, 16) % 2], row["name"]


def test_every_expected_entry_is_there_and_decoys_are_of_their_own(entries: list[Entry]) -> None:
    ids = Counter(entry.id for entry in entries)
    assert max(ids.values()) == 1
    assert {each.expected for each in LABELLED if each.expected} <= ids.keys()
    assert sum(key.startswith("decoy:") for key in ids) == 174
    assert all(not entry.identifiers for entry in entries if entry.id.startswith("decoy:"))


@pytest.mark.parametrize("half", HALVES)
def test_the_targets_are_reached(half: str, entries: list[Entry]) -> None:
    told = measure(match_all(Index(entries), [each for each in LABELLED if each.half == half]))
    assert told.precision >= PRECISION
    assert told.recall >= RECALL
    assert told.accepted_recall >= 0.7


def test_figures_are_printed_with_their_targets(bundled_build: Path) -> None:
    rows, notes = measure_linking(bundled_build, lambda _: None)
    assert [row.target for row in rows] == ["≥ 0.98", "≥ 0.85"] * 2
    assert all(row.met for row in rows)
    assert len(notes) == 3


def test_what_is_wrong_counts_against_it() -> None:
    def found(key: str, *, certain: bool) -> Candidate:
        return Candidate(Entry(key, ()), Name(key), 90.0, (), certain)

    def name(expected: str) -> Labelled:
        return Labelled(Wanted("x"), expected, "variant", "held-out")

    told = measure(
        [
            (name("a"), found("a", certain=True)),
            (name("a"), found("a", certain=False)),
            (name("a"), found("b", certain=True)),
            (name("a"), None),
            (name(""), found("a", certain=True)),
            (name(""), found("a", certain=False)),
        ]
    )
    assert (told.precision, told.recall, told.accepted_recall) == (1 / 3, 2 / 4, 1 / 4)
    assert (told.proposed_for_none, told.none) == (2, 2)
