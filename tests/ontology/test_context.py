"""Hold the JSON-LD context against the ontology, and send a sample there and back."""

import json
from typing import Any

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef

from .graphs import HERE, KOTO, ONTOLOGY, list_schemes, read_graph, read_ontology

TYPED = {XSD.boolean: "xsd:boolean", XSD.integer: "xsd:integer", XSD.decimal: "xsd:decimal", XSD.date: "xsd:date"}
KINDS = (OWL.Class, RDFS.Datatype, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def read_context() -> dict[str, Any]:
    """Read the context, without the wrapper."""
    document = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    assert list(document) == ["@context"]
    context: dict[str, Any] = document["@context"]
    return context


def list_terms() -> list[URIRef]:
    """List the classes, properties and datatypes of the ontology."""
    found = {t for kind in KINDS for t in read_ontology().subjects(RDF.type, kind) if str(t).startswith(KOTO)}
    return sorted(t for t in found if isinstance(t, URIRef))


def expected_definition(term: URIRef) -> object:
    """Derive a term's definition in the context from its declaration in the ontology."""
    graph = read_ontology()
    name = "koto:" + term.removeprefix(KOTO)
    if (term, RDF.type, OWL.ObjectProperty) in graph:
        return {"@id": name, "@type": "@id"}
    datatype = graph.value(term, RDFS.range)
    if isinstance(datatype, URIRef) and datatype in TYPED:
        return {"@id": name, "@type": TYPED[datatype]}
    return name


def test_context_has_every_term_and_no_other() -> None:
    """Name each term by its local name, coerced as the ontology says."""
    context = read_context()
    terms = {term.removeprefix(KOTO): expected_definition(term) for term in list_terms()}
    others = {key: value for key, value in context.items() if key not in terms}
    assert {key: context.get(key) for key in terms} == terms
    assert others.pop("@version") == 1.1
    for term in ("abstract", "description", "prefLabel", "title"):
        assert others.pop(term)["@container"] == "@language"
    assert others.pop("resolutions") == {"@reverse": "koto:about"}
    assert all(isinstance(iri, str) and iri[-1] in "#/" for iri in others.values())


def test_dates_are_not_coerced() -> None:
    """Leave the start and end date plain, since they are days or years."""
    context = read_context()
    assert context["startDate"] == "koto:startDate"
    assert context["endDate"] == "koto:endDate"


def test_prefixes_are_those_of_the_turtle_files() -> None:
    """Use one prefix for one namespace everywhere."""
    terms = {term.removeprefix(KOTO) for term in list_terms()}
    prefixes = {key: iri for key, iri in read_context().items() if key not in terms}
    for path in [ONTOLOGY / "kotograph.ttl", *list_schemes()]:
        for prefix, iri in read_graph(path).namespaces():
            assert prefixes.get(prefix, str(iri)) == str(iri), (path.name, prefix)


def parse_sample(text: str, form: pyoxigraph.RdfFormat) -> set[str]:
    """Parse with Oxigraph and return the triples as text."""
    return {str(quad.triple) for quad in pyoxigraph.parse(text.encode(), format=form)}


def test_sample_expands_to_its_triples() -> None:
    """Expand compact JSON-LD to exactly the triples that are meant."""
    sample = json.loads((HERE / "sample.jsonld").read_text(encoding="utf-8"))
    document = json.dumps({"@context": read_context(), "@graph": sample["@graph"]})
    expected = parse_sample((HERE / "sample.nt").read_text(encoding="utf-8"), pyoxigraph.RdfFormat.N_TRIPLES)
    assert parse_sample(document, pyoxigraph.RdfFormat.JSON_LD) == expected


def test_compacted_sample_expands_to_the_same_triples() -> None:
    """Compact triples with rdflib, expand them with Oxigraph, and lose nothing."""
    triples = (HERE / "sample.nt").read_text(encoding="utf-8")
    graph = Graph().parse(data=triples, format="nt")
    compact = json.loads(graph.serialize(format="json-ld", context=read_context(), auto_compact=False))
    assert compact["@context"]
    used = {key for node in compact["@graph"] for key in node}
    assert not {key for key in used if key.startswith(("koto:", str(KOTO)))}, "a term the context does not shorten"
    found = parse_sample(json.dumps(compact), pyoxigraph.RdfFormat.JSON_LD)
    assert found == parse_sample(triples, pyoxigraph.RdfFormat.N_TRIPLES)


@pytest.mark.parametrize("name", ["startDate", "value", "resolvedValue", "titleAsWritten"])
def test_sample_covers_plain_terms(name: str) -> None:
    """Keep the sample honest: it uses the terms that are easy to get wrong."""
    assert f"<{KOTO[name]}>" in (HERE / "sample.nt").read_text(encoding="utf-8")
