"""What the graph built from the bundled pages must say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kotograph.quads import decimal
from kotograph.store import EmbeddedStore

PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX koto: <https://w3id.org/kotograph/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX id: <https://w3id.org/kotograph/id/>
PREFIX project: <https://w3id.org/kotograph/id/project/>
"""


@pytest.fixture(scope="module")
def store(bundled_build: Path) -> EmbeddedStore:
    return EmbeddedStore(bundled_build)


def ask(store: EmbeddedStore, text: str) -> list[tuple[str, ...]]:
    """Return the rows of a query as texts; IRIs without their namespaces."""
    rows = store.query(PREFIXES + text).rows
    return [tuple("" if t is None else t.value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for t in row) for row in rows]


def test_counts(store: EmbeddedStore) -> None:
    assert ask(store, "SELECT (COUNT(*) AS ?n) { ?r a koto:Record }") == [("60",)]
    assert ask(store, "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a koto:Project ; koto:describedBy ?r }") == [("40",)]
    assert ask(store, "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?p koto:implementer ?o }") == [("25",)]
    assert ask(store, "SELECT ?o { ?u a org:OrganizationalUnit ; org:unitOf ?o }") == [("abo-akademi",)]


def test_named_only_projects(store: EmbeddedStore) -> None:
    rows = ask(
        store, "SELECT ?p { ?p a koto:Project ; koto:mentionedIn ?s MINUS { ?p koto:describedBy ?r } } ORDER BY ?p"
    )
    assert rows == [("hyva-alku",), ("hyva-polku",), ("luvalla-hetu",), ("suomen-kieli-sanoo-tervetuloa",)]


def test_successions(store: EmbeddedStore) -> None:
    text = """SELECT ?before ?after ?kind ?line { ?s a koto:Succession ; koto:predecessor ?before ;
      koto:successor ?after ; koto:evidenceKind ?kind ; koto:evidenceLine ?line .
      ?after koto:continues ?before . ?before koto:continuedBy ?after }
      ORDER BY ?before"""
    assert ask(store, text) == [
        ("finmonik", "finmonik2", "numbered-title", "109"),
        ("rio", "rio-2", "explicit-statement", "105"),
        ("stig-in-astu-sisaan-come-in", "stig-in2-astu-sisaan2-come-in2", "numbered-title", "75"),
        ("suomen-kieli-sanoo-tervetuloa", "suomen-kieli-sanoo-tervetuloa-2", "explicit-statement", "77"),
    ]


def test_sum_of_eu_contributions(store: EmbeddedStore) -> None:
    text = """SELECT ?fund ?amount { ?p koto:grant ?g . ?g koto:fundedUnder ?fund ; koto:hasAmount ?a .
      ?a koto:amount ?amount ;
      koto:amountKind <https://w3id.org/kotograph/vocab/amount-kind/eu-contribution> }"""
    rows = ask(store, text)
    amif = [Decimal(amount) for fund, amount in rows if fund == "amif-2014-2020"]
    assert (len(amif), sum(amif)) == (39, Decimal("9992754.48"))
    assert [amount for fund, amount in sorted(rows) if fund == "esf-2014-2020"] == ["1093749.5", "1225306"]


def test_one_project_has_two_grants_and_continues_nothing(store: EmbeddedStore) -> None:
    """What Kohesio states of Kotona Suomessa: two grants of one project, each with its own period and sums."""
    text = """SELECT ?code ?start ?end ?kind ?amount {
      <https://w3id.org/kotograph/id/project/kotona-suomessa> koto:grant ?g .
      ?g dcterms:identifier ?code ; koto:startDate ?start ; koto:endDate ?end ; koto:hasAmount ?a .
      ?a koto:amountKind ?kind ; koto:amount ?amount } ORDER BY ?code ?kind"""
    assert ask(store, text) == [
        ("S20251", "2015-01-01", "2018-07-31", "eu-contribution", "1093749.5"),
        ("S20251", "2015-01-01", "2018-07-31", "total-cost", "2499130"),
        ("S21119", "2018-01-01", "2020-12-31", "eu-contribution", "1225306"),
        ("S21119", "2018-01-01", "2020-12-31", "total-cost", "2450612"),
    ]
    text = """SELECT ?start ?end (COUNT(?r) AS ?n) { <https://w3id.org/kotograph/id/project/kotona-suomessa>
      koto:startDate ?start ; koto:endDate ?end ; koto:describedBy ?r } GROUP BY ?start ?end"""
    assert ask(store, text) == [("2015-01-01", "2020-12-31", "3")]
    assert (
        ask(store, "SELECT ?p { ?p dcterms:title ?t FILTER(CONTAINS(LCASE(?t), 'in finland 2')) ?p a koto:Project }")
        == []
    )


def test_every_value_of_a_grant_leads_to_its_line(store: EmbeddedStore) -> None:
    text = """SELECT ?property ?kind ?line ?source {
      ?r koto:about <https://w3id.org/kotograph/id/project/kotona-suomessa> ;
      koto:aboutGrant/dcterms:identifier "S21119" ;
      koto:property ?property ; koto:considered ?s .
      ?s koto:line ?line ; koto:statedBy/koto:source ?source OPTIONAL { ?s koto:amountKind ?kind } }
      ORDER BY ?property ?kind"""
    rows = ask(store, text)
    assert {row[3] for row in rows} == {"kohesio-q3757713-en"}
    assert {(prop, kind): line for prop, kind, line, _ in rows} == {
        ("abstract", ""): "16",
        ("title", ""): "14",
        ("amount", "eu-contribution"): "9",
        ("amount", "total-cost"): "8",
        ("endDate", ""): "5",
        ("startDate", ""): "4",
        ("fundedUnder", ""): "7",
    }


def test_disagreements(store: EmbeddedStore) -> None:
    text = """SELECT ?project ?property ?value (GROUP_CONCAT(?name; SEPARATOR=" ") AS ?rules) {
      { SELECT ?d ?project ?property ?value ?name { ?d a koto:Discrepancy ; koto:about ?project ;
          koto:property ?property ;
          koto:rule ?rule . OPTIONAL { ?d koto:resolvedValue ?value } BIND(REPLACE(STR(?rule), ".*/", "") AS ?name) }
        ORDER BY ?name } } GROUP BY ?project ?property ?value ORDER BY ?project ?property"""
    assert ask(store, text) == [
        ("arjen-apu", "spatial", "", "undecided"),
        ("ersus", "startDate", "", "impossible-value-dropped"),
        ("kotoa-kotiin", "endDate", "", "impossible-value-dropped"),
        ("kotoa-kotiin-ja-yhteiskuntaan", "endDate", "2022-02-28", "later-end-is-extension"),
        ("kotoa-kotiin-ja-yhteiskuntaan", "status", "under-way", "later-end-is-extension"),
        ("koulutus-ohjaus-ja-mentorointi-kotouttavan-diakonian-tueksi", "endDate", "2022-12-31", "publisher-language"),
        ("rio-2", "endDate", "2022-01-30", "later-end-is-extension publisher-language"),
        ("rio-2", "status", "under-way", "later-end-is-extension"),
        ("seer", "amount", "232256.28", "publisher-language"),
        ("varava", "amount", "259754.15", "publisher-language"),
        ("yhdessa-ilman-rasismia", "startDate", "", "undecided"),
    ]


def test_every_value_leads_to_its_line(store: EmbeddedStore) -> None:
    text = """SELECT ?property ?source ?line ?written { ?r koto:about project:rio-2 ; koto:property ?property ;
      koto:considered ?s . ?s koto:line ?line ; koto:asWritten ?written ; koto:statedBy/koto:source ?source
      FILTER(?property = koto:endDate) } ORDER BY ?source"""
    assert ask(store, text) == [
        ("endDate", "eusa-so2-completed-fi", "167", "31.03.2021"),
        ("endDate", "eusa-so2-under-way-fi", "107", "30.01.2022"),
        ("endDate", "eusa-so2-under-way-sv", "105", "31.01.2022"),
    ]


def test_titles_in_the_language_they_are_in(store: EmbeddedStore) -> None:
    rows = ask(store, "SELECT (LANG(?t) AS ?lang) ?t { project:lyria dcterms:title ?t } ORDER BY ?lang")
    assert [lang for lang, _ in rows] == ["en", "fi", "sv"] and rows[0][1].startswith("LYRIA – Learn yourself")
    missing = "SELECT ?p { ?p a koto:Project FILTER NOT EXISTS { ?p dcterms:title ?t FILTER(LANG(?t) = '%s') } }"
    for language in ("fi", "sv", "en"):
        assert ask(store, missing % language) == []


def test_one_key_for_every_spelling(store: EmbeddedStore) -> None:
    rows = ask(
        store,
        "SELECT ?name { id:organisation\\/terveyden-ja-hyvinvoinnin-laitos skos:prefLabel|skos:altLabel ?name }",
    )
    names = {row[0] for row in rows}
    assert {
        "THL",
        "Terveyden ja hyvinvoinnin laitos",
        "Institutet för hälsa och välfärd",
        "Institutet för hälsa och välfärd (THL)",
    } <= names


def test_lahti_and_lab_stay_two(store: EmbeddedStore) -> None:
    text = """SELECT ?before ?after ?date { ?c a org:ChangeEvent ; org:originalOrganization ?before ;
      org:resultingOrganization ?after ; dcterms:date ?date }"""
    assert ("lahden-ammattikorkeakoulu", "lab-ammattikorkeakoulu", "2020-01-01") in ask(store, text)


def test_criteria_are_all_in_use(store: EmbeddedStore) -> None:
    text = """SELECT ?criterion (COUNT(?p) AS ?projects) (SUM(IF(STRENDS(STR(?j), "/evidence"), 1, 0)) AS ?met)
      { ?p koto:criterionEvidence ?e . ?e koto:criterion ?criterion ; koto:judgement ?j }
      GROUP BY ?criterion ORDER BY ?criterion"""
    rows = ask(store, text)
    assert len(rows) == 6 and {n for _, n, _ in rows} == {"40"}
    assert all(int(met) > 0 for _, _, met in rows), rows


def test_every_described_project_is_judged_by_six_criteria(store: EmbeddedStore) -> None:
    text = """SELECT ?p (COUNT(DISTINCT ?criterion) AS ?judged) { ?p koto:describedBy ?r
      OPTIONAL { ?p koto:criterionEvidence/koto:criterion ?criterion } } GROUP BY ?p"""
    rows = ask(store, text)
    assert len(rows) == 40 and {judged for _, judged in rows} == {"6"}


def test_results_for_clients_are_evidence_of_effect(store: EmbeddedStore) -> None:
    text = """SELECT ?p ?source ?line { ?p koto:criterionEvidence ?e .
      ?e koto:criterion <https://w3id.org/kotograph/vocab/good-practice-criterion/effective> ;
        koto:evidenceSource ?source ; koto:evidenceLine ?line } ORDER BY ?source ?line"""
    assert [(source.removeprefix("eusa-so2-"), int(line)) for _, source, line in ask(store, text)] == [
        ("completed-fi", 31),
        ("completed-fi", 77),
        ("completed-fi", 105),
        ("completed-fi", 129),
        ("completed-fi", 143),
        ("completed-fi", 171),
        ("under-way-fi", 17),
        ("under-way-fi", 41),
        ("under-way-fi", 59),
        ("under-way-fi", 93),
    ]


def test_a_unit_is_concluded_from_the_lines_that_name_it(store: EmbeddedStore) -> None:
    text = """SELECT ?project ?value ?rule ?source ?line { ?r a koto:Resolution ; koto:about ?project ;
      koto:property koto:implementingUnit ; koto:resolvedValue ?value ; koto:rule ?rule ; koto:considered ?s .
      ?project koto:implementingUnit ?value . ?s koto:line ?line ; koto:statedBy/koto:source ?source }
      ORDER BY ?source"""
    unit = ("stig-in2-astu-sisaan2-come-in2", "abo-akademi-centret-for-livslangt-larande", "all-agree")
    assert ask(store, text) == [(*unit, "eusa-so2-under-way-fi", "79"), (*unit, "eusa-so2-under-way-sv", "77")]


def test_parts_are_cited(store: EmbeddedStore) -> None:
    text = """SELECT ?part ?whole ?line { ?item a koto:EditorialStatement ; koto:about ?part ; koto:value ?whole ;
      koto:property dcterms:isPartOf ; koto:evidenceLine ?line . ?part dcterms:isPartOf ?whole } ORDER BY ?part"""
    assert ask(store, text) == [("hyva-alku", "kotona-suomessa", "7"), ("hyva-polku", "kotona-suomessa", "7")]


def test_each_triple_stands_in_one_graph(bundled_build: Path) -> None:
    with (bundled_build / "kotograph.nq").open(encoding="utf-8") as lines:
        triples = [line.rsplit(" ", 2)[0] for line in lines]
    assert len(triples) > 10_000 and len(triples) == len(set(triples))


def test_every_typed_literal_is_canonical(bundled_build: Path) -> None:
    """Spelled in another way, a value would change when Oxigraph stores it, and no longer compare as a text."""
    spelled: dict[str, set[str]] = {}
    with (bundled_build / "kotograph.nq").open(encoding="utf-8") as lines:
        for line in lines:
            if found := re.search(r' "((?:[^"\\]|\\.)*)"\^\^<([^>]*)> <[^>]*> \.$', line):
                spelled.setdefault(found[2], set()).add(found[1])
    xsd = "http://www.w3.org/2001/XMLSchema#"
    canonical: dict[str, Callable[[str], str]] = {
        f"{xsd}decimal": lambda text: decimal(Decimal(text)),
        f"{xsd}integer": lambda text: str(int(text)),
        f"{xsd}boolean": lambda text: {"true": "true"}[text],
        f"{xsd}date": lambda text: date.fromisoformat(text).isoformat(),
        f"{xsd}gYear": lambda text: f"{int(text):04d}",
    }
    codes = ("BusinessId", "ElyCentreCode", "MunicipalityCode", "NutsCode2022", "NutsCode2025", "RegionCode")
    canonical |= {f"https://w3id.org/kotograph/ontology#{name}": str.strip for name in codes}
    assert spelled.keys() == canonical.keys()
    wrong = [(text, kind) for kind, texts in spelled.items() for text in texts if canonical[kind](text) != text]
    assert wrong == []


def test_no_blank_nodes_and_nothing_in_the_default_graph(bundled_build: Path) -> None:
    with (bundled_build / "kotograph.nq").open(encoding="utf-8") as lines:
        for line in lines:
            assert line.startswith("<http"), line
            assert line.endswith("> .\n") and "_:" not in line.split('"')[0], line
