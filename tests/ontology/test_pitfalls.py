"""Hold the ontology against the OOPS! pitfalls."""

import pytest
from rdflib import OWL, RDF, RDFS, URIRef

from .graphs import KOTO, Check, find_faults, read_bad_example, read_checks, read_ontology, read_waivers

CHECKS = read_checks("pitfalls.toml")


def test_every_check_is_collected() -> None:
    """Notice a check that is lost."""
    assert len(CHECKS) == 34
    assert len({check.code for check in CHECKS}) == 34


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_ontology_is_free_of_pitfall(check: Check) -> None:
    """Find no fault that is not waived, and no waiver that is stale."""
    faults = find_faults(check, read_ontology())
    waivers = [waiver for waiver in read_waivers() if waiver.check == check.code]
    stale = [w.subject for w in waivers if not any(w.covers(check.code, fault) for fault in faults)]
    unwaived = {fault for fault in faults if not any(w.covers(check.code, fault) for w in waivers)}
    assert not unwaived, check.title
    assert not stale, "a waiver that waives nothing"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_check_finds_its_pitfall(check: Check) -> None:
    """Find the fault in data that has it."""
    assert find_faults(check, read_bad_example(check))


def test_classes_of_the_model() -> None:
    """Have the classes that the model promises, with their superclasses."""
    graph = read_ontology()
    classes = {str(c).removeprefix(KOTO) for c in graph.subjects(RDF.type, OWL.Class) if str(c).startswith(KOTO)}
    assert classes == {
        "Amount",
        "CriterionEvidence",
        "Discrepancy",
        "EditorialStatement",
        "Grant",
        "MissingLink",
        "Organisation",
        "Output",
        "Place",
        "Project",
        "Record",
        "Resolution",
        "SourceDocument",
        "Statement",
        "Succession",
    }
    prov = "http://www.w3.org/ns/prov#"
    foaf = "http://xmlns.com/foaf/0.1/"
    expected = {
        KOTO.Project: {f"{prov}Activity", f"{foaf}Project"},
        KOTO.Organisation: {"http://www.w3.org/ns/org#FormalOrganization", f"{foaf}Organization", f"{prov}Agent"},
        KOTO.Grant: {"http://purl.org/cerif/frapo/Grant", f"{prov}Entity"},
        KOTO.Amount: set(),
        KOTO.SourceDocument: {f"{prov}Entity", f"{foaf}Document"},
        KOTO.Record: {f"{prov}Entity"},
        KOTO.Statement: {f"{prov}Entity"},
        KOTO.Resolution: {f"{prov}Entity"},
        KOTO.Discrepancy: {str(KOTO.Resolution)},
        KOTO.Succession: {f"{prov}Entity"},
        KOTO.Place: {"http://purl.org/dc/terms/Location"},
    }
    found = {c: {str(parent) for parent in graph.objects(c, RDFS.subClassOf)} for c in expected}
    assert found == expected


@pytest.mark.parametrize(
    ("name", "inverse"),
    [("describedBy", "describes"), ("continues", "continuedBy"), ("statement", "statedBy")],
)
def test_inverses_of_the_model(name: str, inverse: str) -> None:
    """State an inverse from both ends."""
    graph = read_ontology()
    assert (KOTO[name], OWL.inverseOf, KOTO[inverse]) in graph
    assert (KOTO[inverse], OWL.inverseOf, KOTO[name]) in graph


def test_follow_up_projects_point_to_wikidata() -> None:
    """Name Wikidata's properties for what no standard has."""
    seen = set(read_ontology().objects(KOTO.continues, RDFS.seeAlso))
    assert seen == {URIRef("http://www.wikidata.org/entity/P155"), URIRef("http://www.wikidata.org/entity/P156")}
