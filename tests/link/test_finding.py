"""What is accepted, proposed or left alone, and how decisions stand in every later run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError
from kotograph.link import read_mappings
from kotograph.link.finding import Wish, choose_predicate, count_links, find_links, list_open, match_subject
from kotograph.link.links import COLUMNS, Link, clean, read_links, spell_links, write_links
from kotograph.link.sssom import BUILT_IN, Mapping, read_set
from kotograph.match import Entry, Index, Name
from tests.conftest import DATA

DAY = "2026-11-26"
THERE = "https://there.example/"
SCHEMA_JUSTIFICATIONS = re.compile(
    r"semapv:(MappingReview|ManualMappingCuration|LogicalReasoning|LexicalMatching|CompositeMatching|UnspecifiedMatching|"
    r"SemanticSimilarityThresholdMatching|LexicalSimilarityThresholdMatching|MappingChaining|MappingInversion|"
    r"StructuralMatching|InstanceBasedMatching|BackgroundKnowledgeBasedMatching)"
)


def ours(key: str, *names: str, kind: str = "organisation", identifiers: tuple[str, ...] = ()) -> Entry:
    return Entry(f"{DEFAULT_BASE}id/{kind}/{key}", tuple(Name(name) for name in names), (kind,), identifiers)


def theirs(key: str, *names: str, kind: str = "organisation", identifiers: tuple[str, ...] = ()) -> Entry:
    types = (kind,) if kind else ()
    return Entry(f"{THERE}{key}", tuple(Name(name) for name in names), types, identifiers)


HERE = [
    ours("hki", "Helsingin kaupunki"),
    ours("migri", "Maahanmuuttovirasto", identifiers=("7",)),
    ours("ely", "Uudenmaan ELY-keskus"),
    ours("turku", "Turku", kind="place"),
]
ENTRIES = [
    theirs("h", "Helsingfors stad"),
    theirs("m", "Immigration Finland", identifiers=("7",)),
    theirs("p", "Pirkanmaan ELY-keskus"),
    theirs("u", "Uudenmaan ELY-keksus"),
    theirs("t", "Turku", kind=""),
]


def find(
    subjects: Sequence[Entry] = HERE,
    entries: Sequence[Entry] = ENTRIES,
    kept: Sequence[Link] = (),
    published: Sequence[Mapping] = (),
    kinds: Sequence[str] = ("organisation", "place"),
    wish: Wish | None = None,
) -> list[Link]:
    index = Index(entries)
    found = ((subject, index) for subject in subjects)
    return find_links(found, kinds=kinds, kept=kept, published=published, base=DEFAULT_BASE, today=DAY, wish=wish)


def show(links: Sequence[Link]) -> set[tuple[str, str, str]]:
    return {(link.subject.rpartition("/")[2], link.object.removeprefix(THERE), link.status) for link in links}


def by_subject(links: Sequence[Link], key: str) -> Link:
    return next(link for link in links if link.subject.endswith(f"/{key}"))


def test_only_what_is_certain_and_of_the_right_type_is_accepted() -> None:
    links = find()
    assert show(links) == {
        ("hki", "h", "accepted"),
        ("migri", "m", "accepted"),
        ("ely", "u", "proposed"),
        ("turku", "t", "proposed"),
    }
    said = {key: by_subject(links, key) for key in ("hki", "migri", "ely")}
    assert {key: (e.predicate.partition("#")[2], e.justification.rpartition("/")[2]) for key, e in said.items()} == {
        "hki": ("seeAlso", "LexicalMatching"),
        "migri": ("sameAs", "CompositeMatching"),
        "ely": ("seeAlso", "LexicalSimilarityThresholdMatching"),
    }
    assert by_subject(links, "hki").comment == "same kind of body and place: name 0.98, places 1, kind 1, type 1"


def test_of_concepts_no_more_is_said_than_that_they_are_close() -> None:
    assert choose_predicate("theme", same=False).endswith("#closeMatch")
    assert choose_predicate("theme", same=True).endswith("#exactMatch")


def test_two_things_are_not_linked_to_one() -> None:
    links = find([*HERE, ours("hki2", "City of Helsinki")])
    assert ("hki", "h", "proposed") in show(links) and ("hki2", "h", "proposed") in show(links)


def test_an_acronym_alone_is_not_enough() -> None:
    subject = replace(ours("thl", "Jotain aivan muuta"), names=(Name("THL", "", "abbreviation"), Name("Jotain")))
    (found,) = match_subject(subject, Index([theirs("x", "THL")]), 3)
    assert not found.certain
    assert show(find([subject], [theirs("x", "THL")])) == {("thl", "x", "proposed")}


def test_names_that_lead_to_two_things_accept_neither() -> None:
    subject = ours("x", "Polli", "Naapuri")
    assert show(find([subject], [theirs("1", "Polli"), theirs("2", "Naapuri")])) == {
        ("x", "1", "proposed"),
        ("x", "2", "proposed"),
    }


def test_the_threshold_and_the_number_of_candidates_are_as_wished() -> None:
    entries = [theirs(str(n), f"Helsingin kaupnki {'x' * n}") for n in range(9)]
    assert len(find(HERE[:1], entries, wish=Wish(0.1, 4))) == 4
    assert find(HERE[:1], entries, wish=Wish(100, 4)) == []


def test_what_a_person_decided_stands(tmp_path: Path) -> None:
    path = tmp_path / "there.sssom.tsv"
    links = find()
    rejected = by_subject(links, "ely").decide(False, by_subject(links, "ely").predicate, "Aino", DAY)
    accepted = by_subject(links, "turku").decide(True, choose_predicate("place", same=True), "Aino", DAY)
    write_links(path, [rejected, accepted, by_subject(links, "hki")], "there")
    kept = read_links(path)
    again = find(kept=kept)
    assert ("ely", "u", "rejected") in show(again) and ("turku", "t", "accepted") in show(again)
    assert by_subject(again, "turku").predicate.endswith("#sameAs")
    assert by_subject(again, "turku").justification.endswith("MappingReview")
    assert {link.pair for link in list_open(again)} == set()
    write_links(path, again, "there")
    first = path.read_text(encoding="utf-8")
    write_links(path, find(kept=read_links(path)), "there")
    assert path.read_text(encoding="utf-8") == first
    # Decisions are kept even of what neither side has any more.
    assert {link.status for link in find([], [], kept=read_links(path))} >= {"accepted", "rejected"}


def test_a_thing_that_a_person_linked_needs_no_more_proposals() -> None:
    links = find([ours("ely", "Uudenmaan ELY-keskus")])
    decided = by_subject(links, "ely").decide(True, choose_predicate("organisation", same=True), "Aino", DAY)
    more = [*ENTRIES, theirs("v", "Uudenmaan ely keskuksen")]
    assert show(find([ours("ely", "Uudenmaan ELY-keskus")], more, kept=[decided])) == {("ely", "u", "accepted")}


def test_a_published_link_is_not_found_again() -> None:
    published = Mapping(HERE[0].id, "", f"{THERE}h", "", None, "", "", "x:1")
    assert "hki" not in {subject for subject, _, _ in show(find(published=[published]))}
    other = replace(published, object=f"{THERE}other")
    assert "hki" not in {subject for subject, _, _ in show(find(published=[other]))}
    apart = replace(published, object="https://elsewhere.example/h")
    assert "hki" in {subject for subject, _, _ in show(find(published=[apart]))}


@pytest.mark.parametrize("changes", [{"status": "rejected"}, {"negated": True}, {"status": "proposed"}])
def test_what_was_rejected_elsewhere_is_not_found_again(changes: dict[str, Any]) -> None:
    mapping = replace(Mapping(HERE[0].id, "", f"{THERE}h", "", None, "", "", "x:1"), **changes)
    found = {(subject, there) for subject, there, _ in show(find(published=[mapping]))}
    assert (("hki", "h") in found) == (changes == {"status": "proposed"})
    # A rejected link says nothing of other candidates.
    more = [*ENTRIES, theirs("h2", "Helsingin kaupnki")]
    assert ("hki", "h2", "proposed") in show(find(entries=more, published=[mapping]))


def test_another_kind_leaves_what_was_found_before() -> None:
    before = find(HERE[:3], kinds=("organisation",))
    after = find(HERE[3:], kept=before, kinds=("place",))
    assert show(before) < show(after)
    assert ("turku", "t", "proposed") in show(after)


def test_a_link_that_is_found_again_keeps_its_day() -> None:
    old = [replace(link, date="2026-01-01") for link in find()]
    assert {link.date for link in find(kept=old)} == {"2026-01-01"}
    changed = [replace(link, comment="otherwise") for link in old]
    assert {link.date for link in find(kept=changed)} == {DAY}


def test_other_bases_name_the_default_one() -> None:
    subject = Entry("https://data.example/id/organisation/hki", (Name("Helsingin kaupunki"),), ("organisation",))
    index = Index(ENTRIES)
    (link,) = find_links(
        [(subject, index)], kinds=("organisation",), kept=[], published=[], base="https://data.example/", today=DAY
    )
    assert link.subject == f"{DEFAULT_BASE}id/organisation/hki"


def test_the_table_is_sssom_in_canonical_form() -> None:
    links = find()
    links[2] = links[2].decide(False, links[2].predicate, 'Aino "A" Ahti', DAY)
    text = spell_links(links, "there")
    lines = text.split("\n")
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    assert lines[0] == "#curie_map:" and text.endswith("\n")
    assert list(head["curie_map"]) == sorted(head["curie_map"]) and not head["curie_map"].keys() & BUILT_IN.keys()
    assert {"mapping_set_id", "license", "sssom_version"} <= head.keys()
    assert head["extension_definitions"] == [
        {"slot_name": "status", "property": "adms:status", "type_hint": "xsd:string"}
    ]
    start = next(number for number, line in enumerate(lines) if not line.startswith("#"))
    columns = lines[start].split("\t")
    assert columns == [column for column in COLUMNS if column in columns] and columns[-1] == "status"
    rows = [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[start + 1 : -1]]
    prefixes = {**BUILT_IN, **head["curie_map"]}
    for row in rows:
        for slot in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            assert row[slot].partition(":")[0] in prefixes, row[slot]
        assert SCHEMA_JUSTIFICATIONS.fullmatch(row["mapping_justification"])
        assert (row["predicate_modifier"] == "Not") == (row["status"] == "rejected")
        assert bool(row["reviewer_label"]) == bool(row["review_date"])
        assert 0 <= Decimal(row["confidence"]) <= 1 and 0 <= Decimal(row["similarity_score"]) <= 1
        assert len(row["confidence"].partition(".")[2]) <= 3
    assert any('"Aino ""A"" Ahti"' in line for line in lines)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "there.sssom.tsv"
    links = find()
    links[0] = links[0].decide(True, links[0].predicate, 'Aino "A" Ahti', DAY)
    write_links(path, links, "there")
    read = read_links(path)
    assert sorted(link.pair for link in read) == sorted(link.pair for link in links)
    assert {link.reviewer for link in read} == {"", 'Aino "A" Ahti'}
    for link in read:
        written = next(each for each in links if each.pair == link.pair)
        assert replace(link, score=0) == replace(written, score=0)
        assert link.score == pytest.approx(written.score, abs=0.06)


def test_only_accepted_links_are_published(tmp_path: Path) -> None:
    links = find()
    links[0] = links[0].decide(False, links[0].predicate, "Aino", DAY)
    write_links(tmp_path / "there.sssom.tsv", links, "there")
    assert count_links(links) == {"accepted": 1, "proposed": 2, "rejected": 1}
    assert len(read_set(tmp_path / "there.sssom.tsv")) == 4
    (published,) = read_mappings(tmp_path)
    assert published.subject.endswith("/migri")


@pytest.mark.parametrize(
    ("slot", "value"), [("status", "perhaps"), ("predicate_modifier", "Maybe"), ("similarity_score", "much")]
)
def test_a_slot_with_another_value_is_told(tmp_path: Path, slot: str, value: str) -> None:
    path = tmp_path / "x.sssom.tsv"
    row = ["organisation:a", "owl:sameAs", "wd:Q1", "semapv:LexicalMatching", value]
    head = '#curie_map:\n#  organisation: "https://o.example/"\n#  wd: "https://w.example/"\n#mapping_tool: kotograph\n'
    columns = ["subject_id", "predicate_id", "object_id", "mapping_justification", slot]
    path.write_text(head + "\t".join(columns) + "\n" + "\t".join(row) + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_links(path)
    assert caught.value.code == "bad-mapping" and caught.value.where == f"{path}:6"


def test_a_table_of_another_tool_is_not_overwritten() -> None:
    with pytest.raises(InputError) as caught:
        read_links(DATA / "links" / "organisations.sssom.tsv")
    assert caught.value.code == "foreign-table"


def test_what_is_decided_by_hand_stands_too(tmp_path: Path) -> None:
    path = tmp_path / "there.sssom.tsv"
    write_links(path, find(), "there")
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    at = next(number for number, line in enumerate(lines) if "target1:u" in line)
    lines[at] = lines[at].replace("proposed", "rejected")
    path.write_text("\n".join(lines), encoding="utf-8")
    assert ("ely", "u", "rejected") in show(find(kept=read_links(path)))
    lines[at] = lines[at].replace("rejected", "accepted").replace("LexicalSimilarityThresholdMatching", "MappingReview")
    path.write_text("\n".join(lines), encoding="utf-8")
    assert ("ely", "u", "accepted") in show(find(kept=read_links(path)))


def test_a_table_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_links(tmp_path / "file" / "x.sssom.tsv", [], "x")
    assert caught.value.code == "unwritable-file"


def test_texts_from_elsewhere_are_cleaned() -> None:
    assert clean("a\tb\nc\x1b[0m\u202ed  e") == "a b c [0m d e"
