"""IRIs answer: by what is accepted, on the host that was asked; every thing of the dataset is on a page and as data."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pytest
from rdflib import Graph, URIRef

from kotograph.config import DEFAULT_BASE
from kotograph.site.site import DATA_FORMATS
from tests.server.conftest import HOST, Client
from tests.site.html import parse

PROJECT = "/id/project/rio-2"
RDF_FORMATS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "accept", "languages", "location"),
    [
        (PROJECT, "", "", "../../en/project/rio-2.html"),
        (PROJECT, "*/*", "", "../../en/project/rio-2.html"),
        (PROJECT, BROWSER, "fi-FI,fi;q=0.9,en;q=0.5", "../../fi/project/rio-2.html"),
        (PROJECT, BROWSER, "sv;q=0.5,fi;q=0.4", "../../sv/project/rio-2.html"),
        (PROJECT, BROWSER, "de", "../../en/project/rio-2.html"),
        (PROJECT, "text/turtle", "fi", "../../data/project/rio-2.ttl"),
        (PROJECT, "application/ld+json", "", "../../data/project/rio-2.jsonld"),
        (PROJECT, "application/n-triples", "", "../../data/project/rio-2.nt"),
        (PROJECT, "application/rdf+xml", "", "../../data/project/rio-2.rdf"),
        (PROJECT, "text/csv", "", "../../data/project/rio-2.csv"),
        (PROJECT, "text/*;q=0.3, text/turtle;q=0.5", "", "../../data/project/rio-2.ttl"),
        (PROJECT, "text/html;q=0, */*", "", "../../data/project/rio-2.ttl"),
        (PROJECT, "text/turtle;q=0.4, application/rdf+xml;q=0.9", "", "../../data/project/rio-2.rdf"),
        ("/vocab/theme/anti-racism", "", "", "../../en/theme/anti-racism.html"),
        ("/vocab/theme/anti-racism", "text/turtle", "", "../../data/theme/anti-racism.ttl"),
        ("/vocab/objective/amif-2014-2020-2.1", "", "", "../../en/objective/amif-2014-2020-2.1.html"),
        ("/vocab/status/completed", BROWSER, "fi", "../../fi/vocabulary/status.html#completed"),
        ("/vocab/status/completed", "text/turtle", "", "../../data/vocab/status/completed.ttl"),
        ("/vocab/status", "", "", "../en/vocabulary/status.html"),
        ("/vocab/status", "text/turtle", "", "../vocab/status.ttl"),
        ("/vocab/status", "application/ld+json", "", "../vocab/status.jsonld"),
        ("/ontology", BROWSER, "sv", "sv/vocabulary.html"),
        ("/ontology", "text/turtle", "", "ontology/kotograph.ttl"),
        ("/ontology", "application/rdf+xml", "", "ontology/kotograph.rdf"),
        ("/graph/projects", "", "", "../en/data.html#graphs"),
        ("/graph/projects", "application/n-quads", "", "../data/graph/projects.nq"),
        ("/graph/source/eusa-so2-completed-fi", "", "", "../../en/source/eusa-so2-completed-fi.html"),
        ("/id/record/eusa-so2-completed-fi/ersus-hanke", "text/turtle", "", None),
    ],
)
def test_a_thing_leads_to_its_document(
    client: Client, path: str, accept: str, languages: str, location: str | None
) -> None:
    answer = client.get(path, accept, languages)
    assert answer.status_code == 303
    assert answer.headers["vary"] == "Accept, Accept-Language"
    expected = location or f"{'../' * path.count('/')}"[3:] + f"data/{path.removeprefix('/id/')}.ttl"
    assert answer.headers["location"] == expected
    assert answer.headers["access-control-allow-origin"] == "*"
    target = urljoin(HOST + path, answer.headers["location"]).removeprefix(HOST)
    assert client.get(target.partition("#")[0]).status_code == 200


@pytest.mark.parametrize("path", [PROJECT, "/vocab/theme/anti-racism", "/graph/projects", "/ontology"])
def test_what_nobody_has_is_refused_with_what_there_is(client: Client, path: str) -> None:
    answer = client.get(path, "application/pdf, image/*")
    assert answer.status_code == 406
    assert answer.headers["vary"] == "Accept, Accept-Language"
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "not-acceptable" and "text/turtle" in problem["types"]
    linked = re.findall(r'<([^>]+)>; rel="describedby"; type="([^"]+)"', answer.headers["link"])
    assert [media_type for _, media_type in linked] == problem["types"]
    for target, media_type in linked:
        found = client.get(urljoin(HOST + path, target).removeprefix(HOST).partition("#")[0])
        assert found.status_code == 200 and found.headers["content-type"].startswith(media_type)


def test_an_extension_never_negotiates(client: Client) -> None:
    for path in ("/data/project/rio-2.ttl", "/fi/project/rio-2.html", "/vocab/status.ttl"):
        plain = client.get(path)
        for accept in ("application/pdf", "text/html", "application/ld+json"):
            answer = client.get(path, accept, "sv")
            assert (answer.status_code, answer.content) == (200, plain.content)
            assert "vary" not in answer.headers


def test_every_thing_has_a_page_with_its_place_and_data(client: Client, bundled_build: Path) -> None:
    """Each subject of the dataset below the base answers; where a fragment is named, the page has it."""

    @cache
    def read_ids(path: str) -> frozenset[str]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        return frozenset(str(tag["id"]) for tag in parse(answer.content).find_all(id=True))

    pages: dict[str, int] = {}
    with (bundled_build / "kotograph.nq").open(encoding="utf-8") as lines:
        subjects = sorted({line.split(" ", 1)[0][1:-1] for line in lines})
    for iri in subjects:
        local = iri.removeprefix(DEFAULT_BASE)
        if local == iri or "#" in local:
            continue
        answer = client.get(f"/{local}", "text/html", "fi")
        assert answer.status_code == 303, iri
        target, _, fragment = posixpath.normpath(
            posixpath.join("/", posixpath.dirname(local), answer.headers["location"])
        ).partition("#")
        assert target.startswith("/fi/"), iri
        assert not fragment or fragment in read_ids(target), f"{iri}: {answer.headers['location']}"
        kind = "/".join(local.split("/")[:2])
        pages[kind] = pages.get(kind, 0) + bool(fragment)
        assert client.get(f"/{local}", "text/turtle").status_code == 303, iri
    kinds = ("resolution", "statement", "record", "grant", "amount", "output", "criterion-evidence", "succession")
    for kind in (*kinds, "missing-link"):
        assert pages[f"id/{kind}"], kind


@pytest.mark.parametrize(
    "local",
    [
        "id/project/rio-2",
        "id/statement/eusa-so2-completed-fi/ersus-hanke/amount",
        "id/resolution/arjen-apu/amount",
        "id/agent/editors",
        "vocab/theme/anti-racism",
        "vocab/target-group/employers",
    ],
)
def test_the_data_of_a_thing_is_about_it_in_every_format(client: Client, local: str) -> None:
    location = client.get(f"/{local}", "text/turtle").headers["location"]
    stem = urljoin(f"{HOST}/{local}", location).removeprefix(HOST).removesuffix(".ttl")
    graphs = {}
    for extension, media_type, _ in DATA_FORMATS:
        answer = client.get(f"{stem}.{extension}")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(media_type)
        assert f'<{DEFAULT_BASE}{local}>; rel="describes"' in answer.headers["link"]
        assert 'rel="license"' in answer.headers["link"] and 'rel="describedby"' in answer.headers["link"]
        if extension in RDF_FORMATS:
            graphs[extension] = set(Graph().parse(data=answer.content, format=RDF_FORMATS[extension]))
    assert all(each == graphs["nt"] for each in graphs.values())
    assert any(subject == URIRef(DEFAULT_BASE + local) for subject, _, _ in graphs["nt"])


def test_a_graph_can_be_had_whole(client: Client, bundled_build: Path) -> None:
    wanted = f" <{DEFAULT_BASE}graph/projects> .\n"
    lines = (bundled_build / "kotograph.nq").read_text("utf-8").splitlines(keepends=True)
    assert client.get("/data/graph/projects.nq").text == "".join(line for line in lines if line.endswith(wanted))
    for extension in ("ttl", "trig", "nt", "jsonld", "rdf"):
        assert client.get(f"/data/graph/projects.{extension}").status_code == 200
    assert client.get("/data/graph/projects.csv").status_code == 404
    assert client.get("/data/graph/nowhere.ttl").status_code == 404


def test_schemes_and_the_ontology_are_the_same_in_every_format(client: Client) -> None:
    for stem in ("/vocab/status", "/ontology/kotograph"):
        graphs: Mapping[str, Graph] = {
            extension: Graph().parse(data=client.get(f"{stem}.{extension}").content, format=name)
            for extension, name in RDF_FORMATS.items()
        }
        assert len(graphs["ttl"]) > 10
        assert all(set(each) == set(graphs["ttl"]) for each in graphs.values())
        assert client.get(f"{stem}.csv").status_code == 404


def test_any_iri_can_be_asked_for(client: Client) -> None:
    iri = f"{DEFAULT_BASE}ontology%23Project"
    answer = client.get(f"/data?iri={iri}", "application/ld+json")
    assert (answer.status_code, answer.headers["vary"]) == (303, "Accept")
    found = client.get("/" + answer.headers["location"])
    assert found.status_code == 200 and found.headers["content-type"] == "application/ld+json"
    assert client.get(f"/data?iri={iri}", "image/png").status_code == 406
    assert client.get("/data.ttl?iri=https://elsewhere.example/x").json()["code"] == "not-found"
    for query in ("", "?iri=", "?iri=nonsense", "?iri=http://a%20b"):
        problem = client.get(f"/data.ttl{query}")
        assert (problem.status_code, problem.json()["parameter"]) == (400, "iri")
    assert client.get("/data.exe?iri=" + iri).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/id/project/nobody",
        "/id/project/",
        "/id/project",
        "/id",
        "/id/project/rio-2/",
        "/id/project/RIO-2",
        "/id/project/rio%202",
        "/id/project/%3Cx%3E",
        "/id/project/%00",
        "/id/project/%FF",
        "/vocab/nothing",
        "/vocab/theme/nothing",
        "/graph/nothing",
        "/data/project/rio-2",
        "/data/project/rio-2.exe",
        "/data/id/project/rio-2.ttl",
        "/data/vocab/theme/anti-racism.ttl",
        "/en/project/nobody.html",
        "/en/project/rio-2.nothing.csv",
        "/en/projects/",
        "/downloads/",
        "/downloads/%2e%2e/catalog.ttl",
        "/assets/search-index-de.js",
        "/sitemap-7.xml",
        "//id/project/rio-2",
        "/.kotograph.json",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404, answer.headers
    assert answer.headers["access-control-allow-origin"] == "*"


def test_an_unknown_address_is_told_in_the_clients_language(client: Client) -> None:
    for languages, lang in (("fi", "fi"), ("sv-FI", "sv"), ("", "en")):
        answer = client.get("/id/project/nobody", BROWSER, languages)
        assert (answer.status_code, answer.headers["vary"]) == (404, "Accept, Accept-Language")
        page = parse(answer.content)
        assert page.html and page.html["lang"] == lang
        for link in page.find_all("a", href=True):
            target = urljoin(f"{HOST}/id/project/nobody", str(link["href"]))
            if target.startswith(HOST):
                assert client.get(target.removeprefix(HOST).partition("#")[0] or "/").status_code in (200, 404)
        sheet = page.find("link", rel="stylesheet")
        assert sheet and client.get(urljoin(f"{HOST}/id/project/nobody", str(sheet["href"]))).status_code == 200
    for accept in ("", "*/*", "application/json", "text/turtle"):
        assert client.get("/id/project/nobody", accept).headers["content-type"] == "application/problem+json"
