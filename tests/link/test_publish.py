"""Which links are published, by which predicate; and that the bundled ones hold what their evidence supports."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from kotograph.errors import InputError
from kotograph.iris import Iris
from kotograph.link import Mapping, iter_links, read_mappings, spell_subject
from kotograph.vocab import PREFIXES
from tests.conftest import ROOT

BASE = "https://w3id.org/kotograph/"
WIKIDATA = "http://www.wikidata.org/entity/"
#: What an identifier of each data set looks like.
PATTERNS = (
    r"http://www\.wikidata\.org/entity/Q[1-9]\d*",
    r"https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}\d{2}",
    r"http://www\.yso\.fi/onto/yso/p\d+",
    r"http://eurovoc\.europa\.eu/\d+",
    r"https://linkedopendata\.eu/entity/Q[1-9]\d*",
    r"http://publications\.europa\.eu/resource/celex/3\d{4}[RLD]\d{4}",
)


def make(subject: str, predicate: str, obj: str = f"{WIKIDATA}Q1") -> Mapping:
    prefix, _, local = predicate.partition(":")
    return Mapping(f"{BASE}{subject}", PREFIXES[prefix] + local, obj, "urn:j", None, "", "", "x.sssom.tsv:9")


@pytest.mark.parametrize(
    ("subject", "predicate", "published"),
    [
        ("vocab/theme/housing", "skos:exactMatch", "skos:exactMatch"),
        ("vocab/theme/housing", "skos:closeMatch", "skos:closeMatch"),
        ("vocab/theme/housing", "rdfs:seeAlso", "rdfs:seeAlso"),
        ("id/place/turku", "skos:closeMatch", "rdfs:seeAlso"),
        ("id/place/turku", "skos:exactMatch", "rdfs:seeAlso"),
        ("id/organisation/thl", "owl:sameAs", "owl:sameAs"),
    ],
)
def test_a_link_says_no_more_than_its_subject_can_bear(subject: str, predicate: str, published: str) -> None:
    mapping, iris = make(subject, predicate), Iris(BASE)
    prefix, _, local = published.partition(":")
    expected = f"<{BASE}{subject}> <{PREFIXES[prefix]}{local}> <{WIKIDATA}Q1> <{BASE}graph/links> .\n"
    assert list(iter_links([mapping], {f"<{BASE}{subject}>"}, iris)) == [expected]


@pytest.mark.parametrize("predicate", ["skos:broader", "owl:sameAs", "rdfs:label"])
def test_what_is_no_link_is_refused(predicate: str) -> None:
    with pytest.raises(InputError, match="no predicate") as caught:
        list(iter_links([make("vocab/theme/housing", predicate)], set(), Iris(BASE)))
    assert caught.value.where == "x.sssom.tsv:9"


def test_only_what_a_build_has_is_linked_below_its_own_base() -> None:
    mappings = [make("id/place/turku", "rdfs:seeAlso"), make("id/place/oulu", "rdfs:seeAlso")]
    iris = Iris("https://data.example/")
    assert spell_subject(mappings[0], iris) == "<https://data.example/id/place/turku>"
    (line,) = iter_links(mappings, {"<https://data.example/id/place/turku>"}, iris)
    assert line.startswith("<https://data.example/id/place/turku> ") and "/graph/links> ." in line


def test_the_bundled_links_are_well_formed_and_none_is_of_two_things() -> None:
    mappings = read_mappings(ROOT / "data" / "links")
    assert len(mappings) > 90
    subjects: dict[str, set[str]] = defaultdict(set)
    for mapping in mappings:
        assert any(re.fullmatch(pattern, mapping.object) for pattern in PATTERNS), mapping
        assert re.match(r"https://|pkg:", mapping.source), mapping
        assert mapping.date and mapping.confidence is not None and mapping.confidence >= 0.5
        subjects[mapping.object].add(mapping.subject)
    assert {obj: each for obj, each in subjects.items() if len(each) > 1} == {}
    assert len({(m.subject, m.object) for m in mappings}) == len(mappings)


def test_a_build_has_every_bundled_link_of_what_it_has(bundled_build: Path) -> None:
    lines = [line for line in (bundled_build / "kotograph.nq").open(encoding="utf-8") if "/graph/links>" in line]
    things = {line.split(" ")[0] for line in (bundled_build / "kotograph.nq").open(encoding="utf-8")}
    mappings = read_mappings(ROOT / "data" / "links")
    expected = [mapping for mapping in mappings if f"<{mapping.subject}>" in things]
    assert len(lines) == len(expected) > 90
    assert not [line for line in lines if "/id/place/" in line and "seeAlso" not in line]
    assert not [line for line in lines if "sameAs" in line and "/id/organisation/" not in line]
