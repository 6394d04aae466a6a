"""Which links are published, by which predicate; and that the bundled ones hold what their evidence supports."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from kotograph.errors import InputError
from kotograph.iris import Iris
from kotograph.link import Mapping, iter_links, read_mappings
from kotograph.link.missing import rebase
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
    r"http://publications\.europa\.eu/resource/authority/country/[A-Z]{3}",
    r"http://data\.europa\.eu/eli/reg/\d{4}/\d+/oj",
)


def make(subject: str, predicate: str, obj: str = f"{WIKIDATA}Q1") -> Mapping:
    prefix, _, local = predicate.partition(":")
    return Mapping(f"{BASE}{subject}", PREFIXES[prefix] + local, obj, "urn:j", None, "", "", "x.sssom.tsv:9")


@pytest.mark.parametrize(
    ("subject", "predicate", "published"),
    [
        ("vocab/theme/housing", "skos:exactMatch", "skos:exactMatch"),
        ("vocab/theme/housing", "skos:closeMatch", "skos:closeMatch"),
        ("vocab/theme/housing", "skos:broadMatch", "skos:broadMatch"),
        ("vocab/theme/housing", "rdfs:seeAlso", "rdfs:seeAlso"),
        ("id/place/turku", "skos:closeMatch", "rdfs:seeAlso"),
        ("id/place/turku", "skos:exactMatch", "rdfs:seeAlso"),
        ("id/place/turku", "skos:narrowMatch", "rdfs:seeAlso"),
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
    assert rebase(mappings[0].subject, iris) == "<https://data.example/id/place/turku>"
    (line,) = iter_links(mappings, {"<https://data.example/id/place/turku>"}, iris)
    assert line.startswith("<https://data.example/id/place/turku> ") and "/graph/links> ." in line


def test_the_bundled_links_are_well_formed_and_none_is_of_two_things() -> None:
    mappings = [mapping for mapping in read_mappings(ROOT / "data" / "links") if not mapping.is_missing]
    assert len(mappings) > 110
    subjects: dict[str, set[str]] = defaultdict(set)
    for mapping in mappings:
        assert any(re.fullmatch(pattern, mapping.object) for pattern in PATTERNS), mapping
        assert re.match(r"https://|pkg:", mapping.source), mapping
        assert mapping.date and mapping.confidence is not None and mapping.confidence >= 0.5
        # One regulation may be on several funds.
        if "/celex/" not in mapping.object:
            subjects[mapping.object].add(mapping.subject)
    assert {obj: each for obj, each in subjects.items() if len(each) > 1} == {}
    assert len({(m.subject, m.object) for m in mappings}) == len(mappings)


def test_a_build_has_every_bundled_link_of_what_it_has(bundled_build: Path) -> None:
    lines = (bundled_build / "kotograph.nq").read_text(encoding="utf-8").split("\n")
    things = {line.split(" ")[0] for line in lines}
    mappings = [mapping for mapping in read_mappings(ROOT / "data" / "links") if not mapping.is_missing]
    expected = {(f"<{mapping.subject}>", f"<{mapping.object}>") for mapping in mappings} - {
        (f"<{mapping.subject}>", f"<{mapping.object}>") for mapping in mappings if f"<{mapping.subject}>" not in things
    }
    found = [line.split(" ") for line in lines if line.endswith("/graph/links> .")]
    links = [line for line in found if "/missing-link/" not in line[0] and line[2].startswith("<")]
    assert {(subject, obj) for subject, _, obj, *_ in links} == expected and len(links) == len(expected) > 110
    assert not [line for line in links if "/id/place/" in line[0] and "seeAlso" not in line[1]]
    assert not [line for line in links if "sameAs" in line[1] and "/id/organisation/" not in line[0]]
