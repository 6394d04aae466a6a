"""Candidates: names in three languages, identifiers, types, properties, and when a match is certain."""

from __future__ import annotations

from typing import Any

import pytest

from kotograph.config import LANGUAGES
from kotograph.match import compare
from kotograph.server.reconciliation.matching import list_weights, spell_feature
from kotograph.server.reconciliation.words import read_words
from tests.server.conftest import Client
from tests.server.reconciliation.specification import BASE, CONCEPT, KOTO, ORGANISATION, PLACE, PROJECT, match, post

RIO, RIO_2 = f"{BASE}id/project/rio", f"{BASE}id/project/rio-2"
TAMPERE, MIGRI = f"{BASE}id/place/tampere", f"{BASE}id/organisation/maahanmuuttovirasto"
IMPLEMENTER, SPATIAL = f"{KOTO}implementer", "http://purl.org/dc/terms/spatial"


def first(found: list[dict[str, Any]]) -> tuple[str, bool]:
    return found[0]["id"], found[0]["match"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("Maahanmuuttovirasto", MIGRI),
        ("migrationsverket", MIGRI),
        ("Finnish Immigration Service", MIGRI),
        ("Migri", MIGRI),
        ("Tammerfors", TAMPERE),
        ("RIO 2", RIO_2),
        ("AMIF 2014–2020", f"{BASE}vocab/instrument/amif-2014-2020"),
        ("Health and Wellbeing", f"{BASE}vocab/theme/health-and-wellbeing"),
    ],
)
def test_a_name_that_only_one_has_is_certain(client: Client, name: str, iri: str, lang: str) -> None:
    assert first(match(client, {"query": name}, lang)) == (iri, True)


@pytest.mark.parametrize(
    ("identifier", "iri"),
    [
        (RIO_2, RIO_2),
        (RIO_2.replace("https:", "http:"), RIO_2),
        ("Q40840", TAMPERE),
        ("q40840", TAMPERE),
        ("http://www.wikidata.org/entity/Q40840", TAMPERE),
        ("https://www.wikidata.org/wiki/Q40840", TAMPERE),
        ("http://www.yso.fi/onto/yso/p94436", TAMPERE),
        ("p94436", TAMPERE),
        ("0116788-1", f"{BASE}id/organisation/pelastakaa-lapset"),
        ("01167881", f"{BASE}id/organisation/pelastakaa-lapset"),
        ("FI01167881", f"{BASE}id/organisation/pelastakaa-lapset"),
        (" 0116788-1 ", f"{BASE}id/organisation/pelastakaa-lapset"),
    ],
)
def test_an_identifier_is_certain(client: Client, identifier: str, iri: str) -> None:
    found = match(client, {"query": identifier})
    assert first(found) == (iri, True) and found[0]["score"] == 100
    assert found[0]["features"] == [{"id": "identifier", "value": 1.0}]


def test_an_identifier_as_a_property_is_certain_whatever_the_name(client: Client) -> None:
    for pid, value in (
        ("http://www.w3.org/ns/org#identifier", "0116788-1"),
        ("http://www.w3.org/2002/07/owl#sameAs", {"id": "http://www.wikidata.org/entity/Q2639539"}),
    ):
        asked = {"query": "Barnens", "properties": [{"pid": pid, "v": value}]}
        assert first(match(client, asked))[1], asked
    found = match(client, {"properties": [{"pid": "http://www.w3.org/ns/org#identifier", "v": "0116788-1"}]})
    assert first(found) == (f"{BASE}id/organisation/pelastakaa-lapset", True)
    # An identifier that is another's stands against the name.
    wrong = {"query": "Migri", "properties": [{"pid": "http://www.w3.org/ns/org#identifier", "v": "0116788-1"}]}
    assert not any(candidate["match"] for candidate in match(client, wrong) if candidate["id"] == MIGRI)


def test_what_is_like_a_name_is_not_certain(client: Client) -> None:
    for name in ("Tampereen yliopisto", "RIO 3", "Maahanmuuttoviraso", "maahanmuutto", "Kotona"):
        assert not any(candidate["match"] for candidate in match(client, {"query": name, "limit": 20})), name
    found = {candidate["id"]: candidate["score"] for candidate in match(client, {"query": "RIO 2"})}
    assert found[RIO_2] == 100 and found[RIO] < 50


def test_nothing_and_one(client: Client) -> None:
    for name in ("", " ", "¿?", "qxzvw", "…" * 300, "٣"):
        assert match(client, {"query": name}) == [], name
    assert len(match(client, {"query": "Migri", "limit": 1})) == 1
    assert len(match(client, {"query": "kotona", "limit": 1_000_000})) <= 100


@pytest.mark.parametrize("strict", [None, "any", "all", "should"])
def test_types_choose(client: Client, strict: str | None) -> None:
    more = {"type_strict": strict} if strict else {}
    for kind, iri in ((PLACE, f"{BASE}id/place/espoo"), (ORGANISATION, f"{BASE}id/organisation/espoon-kaupunki")):
        for spelled in (kind, [kind]):
            found = match(client, {"query": "Espoo", "type": spelled, **more})
            assert found[0]["id"] == iri
            kinds = [each["id"] for candidate in found for each in candidate["type"]]
            assert set(kinds) == {kind} or strict == "should"
            assert {"id": "type", "value": 1.0} in found[0]["features"]
    scheme = f"{BASE}vocab/theme"
    assert match(client, {"query": "health", "type": scheme, **more})[0]["type"][0]["id"] == scheme


@pytest.mark.parametrize("strict", ["any", "should"])
def test_a_name_is_certain_that_only_one_of_its_type_has(client: Client, strict: str) -> None:
    """A theme and an objective have one name; OpenRefine sends ``should`` with the type that somebody chose."""
    theme, objective = f"{BASE}vocab/theme", f"{BASE}vocab/objective"
    assert [c["match"] for c in match(client, {"query": "legal migration", "limit": 2})] == [False, False]
    for kind in (theme, objective):
        found = match(client, {"query": "legal migration", "type": kind, "type_strict": strict})
        assert found[0]["match"] and kind in [each["id"] for each in found[0]["type"]]
        assert not any(candidate["match"] for candidate in found[1:])
        others = [candidate for candidate in found if kind not in [each["id"] for each in candidate["type"]]]
        assert bool(others) == (strict == "should") and all(candidate["score"] <= 50 for candidate in others)


def test_several_types(client: Client) -> None:
    either = match(client, {"query": "Espoo", "type": [PLACE, ORGANISATION]})
    assert {each["id"] for candidate in either for each in candidate["type"]} == {PLACE, ORGANISATION}
    assert match(client, {"query": "Espoo", "type": [PLACE, ORGANISATION], "type_strict": "all"}) == []
    scheme = f"{BASE}vocab/theme"
    both = match(client, {"query": "health", "type": [CONCEPT, scheme], "type_strict": "all"})
    assert both and all({CONCEPT, scheme} <= {each["id"] for each in candidate["type"]} for candidate in both)
    assert match(client, {"query": "Espoo", "type": "https://elsewhere.example/Type"}) == []
    assert match(client, {"query": "Espoo", "type": "no IRI at all <>"}) == []
    everything = match(client, {"query": "Espoo", "type": "http://www.w3.org/2000/01/rdf-schema#Resource"})
    assert everything == match(client, {"query": "Espoo"})


def test_a_class_above_finds_those_below(client: Client) -> None:
    found = match(client, {"query": "Migri", "type": "http://xmlns.com/foaf/0.1/Organization"})
    assert first(found) == (MIGRI, True)


@pytest.mark.parametrize(
    "value", ["Maahanmuuttovirasto", "migrationsverket", {"id": MIGRI}, {"id": MIGRI, "name": "x"}, ["x", "Migri"]]
)
def test_a_property_that_agrees_changes_nothing_and_one_that_differs_costs(client: Client, value: object) -> None:
    feature = f"property:{IMPLEMENTER}"
    agreeing = match(client, {"query": "RIO 2", "properties": [{"pid": IMPLEMENTER, "v": value}]})
    assert first(agreeing) == (RIO_2, True) and agreeing[0]["score"] == 100
    assert {"id": feature, "value": 1.0} in agreeing[0]["features"]
    differing = match(client, {"query": "RIO 2", "properties": [{"pid": IMPLEMENTER, "v": "Espoon kaupunki"}]})
    assert first(differing) == (RIO_2, False) and differing[0]["score"] == 70
    assert {"id": feature, "value": 0.0} in differing[0]["features"]


def test_a_property_that_is_not_known_changes_nothing(client: Client) -> None:
    plain = match(client, {"query": "RIO 2"})
    for pid in ("https://elsewhere.example/p", "no IRI <", "^", "^no IRI", f"{KOTO}partner"):
        assert match(client, {"query": "RIO 2", "properties": [{"pid": pid, "v": "x"}]})[0] == plain[0], pid


@pytest.mark.parametrize(
    ("pid", "value"),
    [(f"{KOTO}endDate", "2022-01-30"), (f"{KOTO}endDate", "2022"), (f"{KOTO}endDate", 2022), (f"{KOTO}amount", 112623)],
)
def test_dates_and_numbers_are_compared(client: Client, pid: str, value: object) -> None:
    found = match(client, {"query": "RIO 2", "properties": [{"pid": pid, "v": value}]})
    assert {"id": f"property:{pid}", "value": 1.0} in found[0]["features"]
    wrong = match(client, {"query": "RIO 2", "properties": [{"pid": pid, "v": "1999"}]})
    assert {"id": f"property:{pid}", "value": 0.0} in wrong[0]["features"]


def test_properties_alone_find_what_has_them_all_first(client: Client) -> None:
    by = {"pid": IMPLEMENTER, "v": "Migri"}
    found = match(client, {"properties": [by], "limit": 100})
    assert {RIO, RIO_2} <= {candidate["id"] for candidate in found if candidate["score"] == 100}
    assert not any(candidate["match"] for candidate in found)
    both = match(client, {"properties": [by, {"pid": f"{KOTO}endDate", "v": "2022-01-30"}], "type": PROJECT})
    assert both[0]["id"] == RIO_2 and both[0]["score"] == 100 and both[1]["score"] < 100
    by_date = match(client, {"properties": [{"pid": f"{KOTO}endDate", "v": "2022-01-30"}]})
    assert RIO_2 in [candidate["id"] for candidate in by_date]
    back = match(client, {"properties": [{"pid": f"^{IMPLEMENTER}", "v": {"id": RIO_2}}]})
    assert back[0]["id"] == MIGRI
    assert match(client, {"properties": [{"pid": IMPLEMENTER, "v": "nobody of that name"}]}) == []
    assert match(client, {"properties": [{"pid": 'x"} <', "v": 'y"\\ }'}]}) == []
    assert match(client, {"properties": [{"pid": IMPLEMENTER, "v": []}]}) == []


def test_each_query_is_answered_by_itself(client: Client) -> None:
    batch = {
        "a": {"query": "Migri"},
        "b": {"query": "Migri"},
        "c": {"query": "Migri", "limit": 1},
        "d": {"query": "RIO"},
    }
    together = post(client, queries=batch).json()
    assert together["a"] == together["b"]
    for key, query in batch.items():
        assert together[key]["result"] == match(client, query)


def test_candidates_are_told_apart(client: Client) -> None:
    found = match(client, {"query": "Espoo", "limit": 2}, "fi")
    assert [(candidate["name"], candidate["description"]) for candidate in found] == [
        ("Espoo", "Uusimaa"),
        ("Espoon kaupunki", "kunta · Espoo"),
    ]


def test_every_feature_is_explained_with_its_weight(client: Client) -> None:
    weights = list_weights()
    assert set(weights) == set(read_words()["feature"])
    assert {spell_feature(name) for name in compare.WEIGHTS} <= set(weights)
    page = client.get("/en/api.html").text
    assert '<dt id="feature-places"><code>places</code> (60%)</dt>' in page
    for query in ({"query": "Tampereen kaupunki"}, {"query": "RIO 3", "type": PROJECT, "type_strict": "should"}):
        for candidate in match(client, {**query, "limit": 20}):
            product = 100.0
            for feature in candidate["features"]:
                product *= 1 - weights[feature["id"]] * (1 - feature["value"])
            assert abs(product - candidate["score"]) < 0.2, candidate


def test_an_inflected_name_is_left_to_people(client: Client) -> None:
    found = match(client, {"query": "Maahanmuuttoviraston"})
    assert found[0]["id"] == MIGRI and found[0]["score"] > 90 and not found[0]["match"]
