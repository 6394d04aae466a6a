"""Clients that know nothing but the specifications get what they promise."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.server.sparql.serving import BASE, ENDLESS, G2, Served

QUERY = f"SELECT ?o {{ <{BASE}id/build> <{BASE}marker> ?o }}"


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_sparqlwrapper(served: Served, way: str) -> None:
    client: Any = SPARQLWrapper(served.url)
    if way != "get":
        client.setMethod(POST)
    if way == "direct":
        client.setRequestMethod(POSTDIRECTLY)
    client.setQuery(QUERY)
    client.setReturnFormat(JSON)
    assert client.queryAndConvert()["results"]["bindings"][0]["o"]["value"] == "old"
    client.setReturnFormat(XML)
    assert "<literal>old</literal>" in client.queryAndConvert().toxml()
    client.setReturnFormat(CSV)
    assert client.queryAndConvert() == b"o\r\nold\r\n"
    client.setQuery(f"CONSTRUCT WHERE {{ <{BASE}id/build> ?p ?o }}")
    client.setReturnFormat(RDFXML)
    assert len(client.queryAndConvert()) == 41
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(client.queryAndConvert(), format="turtle")) == 41
    client.setReturnFormat(JSON)
    client.addDefaultGraph(G2)
    client.setQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert client.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == "41"


def test_sparqlwrapper_is_told_what_is_wrong(served: Served) -> None:
    client = SPARQLWrapper(served.url)
    client.setReturnFormat(JSON)
    client.setQuery("SELECT * { ?s ?p }")
    with pytest.raises(QueryBadFormed):
        client.query()
    client.setQuery(ENDLESS)
    with pytest.raises(Exception, match="503"):
        client.query()
    client.setMethod(POST)
    client.setQuery("DROP ALL")
    with pytest.raises(Exception, match="403"):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib(served: Served, method: str) -> None:
    store = SPARQLStore(served.url, method=method)
    graph = rdflib.Graph(store)
    rows: list[Any] = list(graph.query(QUERY))
    assert [str(row[0]) for row in rows] == ["old"]
    subject, marker = rdflib.URIRef(f"{BASE}id/build"), rdflib.URIRef(f"{BASE}marker")
    assert list(graph.objects(subject, marker)) == [rdflib.Literal("old")]
    assert (subject, marker, rdflib.Literal("new")) not in graph
    named = rdflib.Graph(store, identifier=rdflib.URIRef(G2))
    assert bool(named.query("ASK { ?s ?p 'old' }"))
    constructed = graph.query(f"CONSTRUCT WHERE {{ <{BASE}id/build> ?p ?o }}").graph
    assert constructed is not None and len(constructed) == 41
