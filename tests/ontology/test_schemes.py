"""Hold the concept schemes against the quality issues of qSKOS, and against what the model promises."""

from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, URIRef

from .graphs import (
    KOTO,
    LANGUAGES,
    VOCAB,
    Check,
    find_faults,
    list_schemes,
    read_bad_example,
    read_checks,
    read_graph,
    read_waivers,
)

CHECKS = read_checks("skos_issues.toml")
SCHEMES = list_schemes()
SIZES = {
    "amount-kind": 3,
    "data-set": 13,
    "evidence-kind": 3,
    "good-practice-criterion": 6,
    "instrument": 9,
    "judgement": 2,
    "objective": 13,
    "organisation-type": 14,
    "resolution-rule": 6,
    "status": 2,
    "target-group": 23,
    "theme": 24,
    "unlinked-reason": 6,
}


def test_every_check_is_collected() -> None:
    """Notice a check that is lost."""
    assert len(CHECKS) == 33
    assert len({check.code for check in CHECKS}) == 33


def test_schemes_and_their_sizes() -> None:
    """Find every scheme with all its concepts."""
    sizes = {path.stem: len(set(read_graph(path).subjects(RDF.type, SKOS.Concept))) for path in SCHEMES}
    assert sizes == SIZES


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_scheme_is_free_of_issue(check: Check, path: Path) -> None:
    """Find no fault that is not waived."""
    faults = find_faults(check, read_graph(path))
    waivers = read_waivers()
    assert not {f for f in faults if not any(w.covers(check.code, f) for w in waivers)}, check.title


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_check_finds_its_issue(check: Check) -> None:
    """Find the fault in data that has it."""
    assert find_faults(check, read_bad_example(check))


def test_no_waiver_is_stale() -> None:
    """Keep only waivers that waive something."""
    faults = {(c.code, f) for c in CHECKS for path in SCHEMES for f in find_faults(c, read_graph(path))}
    codes = {c.code for c in CHECKS}
    stale = [w for w in read_waivers() if w.check in codes and not any(w.covers(*fault) for fault in faults)]
    assert not stale


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_scheme_speaks_three_languages(path: Path) -> None:
    """Label and define the scheme and each concept in Finnish, Swedish and English, once each."""
    graph = read_graph(path)
    scheme = URIRef(VOCAB + path.stem)
    pairs = [(scheme, DCTERMS.title), (scheme, DCTERMS.description)]
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert isinstance(concept, URIRef)
        pairs += [(concept, SKOS.prefLabel), (concept, SKOS.definition)]
    for subject, predicate in pairs:
        tags = [getattr(text, "language", None) for text in graph.objects(subject, predicate)]
        assert sorted(map(str, tags)) == sorted(LANGUAGES), (subject, predicate)


@pytest.mark.parametrize("path", SCHEMES, ids=lambda path: path.stem)
def test_notation_is_the_code(path: Path) -> None:
    """Take the notation from the IRI, except for objectives, whose notation is the programme's number."""
    graph = read_graph(path)
    for concept, notation in graph.subject_objects(SKOS.notation):
        code = str(concept).removeprefix(f"{VOCAB}{path.stem}/")
        assert str(notation) == (code.rsplit("-", 1)[1] if path.stem == "objective" else code)


def test_criteria_cite_their_lines() -> None:
    """Cite the page and the line of each criterion."""
    graph = read_graph(next(path for path in SCHEMES if path.stem == "good-practice-criterion"))
    lines = {str(c).rsplit("/", 1)[1]: int(str(line)) for c, line in graph.subject_objects(KOTO.line)}
    assert lines == {
        "goal-oriented": 11,
        "client-oriented": 12,
        "context-appropriate": 13,
        "effective": 14,
        "modellable": 15,
        "generalisable": 16,
    }
    sources = set(graph.objects(None, DCTERMS.source))
    assert sources == {URIRef("https://w3id.org/kotograph/id/source/good-practice-fi")}


def test_instruments_cite_their_regulation() -> None:
    """Cite a regulation only where its number has been checked."""
    graph = read_graph(next(path for path in SCHEMES if path.stem == "instrument"))
    celex, eli = "http://publications.europa.eu/resource/celex/", "http://data.europa.eu/eli/"
    found: dict[str, set[str]] = {}
    for concept, source in graph.subject_objects(DCTERMS.source):
        found.setdefault(str(concept).rsplit("/", 1)[1], set()).add(str(source).removeprefix(celex).removeprefix(eli))
    assert found == {
        "amif-2014-2020": {"32014R0516"},
        "amif-2021-2027": {"32021R1147"},
        "esf-2014-2020": {"32013R1304", "reg/2013/1304/oj"},
        "esf-plus-2021-2027": {"32021R1057", "reg/2021/1057/oj"},
    }
    for concept in graph.subjects(DCTERMS.source):
        assert str(graph.value(concept, DCTERMS.identifier)) in found[str(concept).rsplit("/", 1)[1]]


def test_objectives_belong_to_known_instruments() -> None:
    """Tie each objective to an instrument that exists and that its code begins with."""
    graphs = {path.stem: read_graph(path) for path in SCHEMES}
    instruments = set(graphs["instrument"].subjects(RDF.type, SKOS.Concept))
    for objective in graphs["objective"].subjects(RDF.type, SKOS.Concept):
        instrument = graphs["objective"].value(objective, DCTERMS.isPartOf)
        assert instrument in instruments
        assert str(objective).rsplit("/", 1)[1].startswith(str(instrument).rsplit("/", 1)[1] + "-")
