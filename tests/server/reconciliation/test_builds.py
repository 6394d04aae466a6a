"""Which build is matched against: a new one takes the old one's place, and any RDF file has names."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from starlette.routing import Route

from kotograph.config import Settings
from kotograph.errors import LimitError
from kotograph.server.app import make_app
from kotograph.server.reconciliation import gathering
from kotograph.server.reconciliation.gathering import Gathered, gather_entries
from kotograph.server.reconciliation.routes import Reconciliation
from kotograph.server.service import Service
from kotograph.store import EmbeddedStore, Store, build_store
from kotograph.store.files import write_nquads
from tests.server.conftest import SITE_URL, Client
from tests.server.reconciliation.specification import check, extend, match, post

FOREIGN = """
@prefix ex: <https://data.example/thing/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
ex:Body a owl:Class ; rdfs:label "body"@en ; rdfs:subClassOf foaf:Agent .
ex:seat a owl:ObjectProperty ; rdfs:label "seat"@en .
ex:river a ex:Body ; rdfs:label "Kemijoki <b>"@fi, "Kemi River"@en ; ex:seat ex:town ; dcterms:identifier "X-17" .
ex:town a schema:City ; schema:name "Kemi" ; owl:sameAs <http://www.wikidata.org/entity/Q999999> .
ex:report a foaf:Document ; dcterms:title "Annual report" ; rdfs:seeAlso <https://elsewhere.example/shared> .
ex:other a foaf:Document ; dcterms:title "Another report" ; rdfs:seeAlso <https://elsewhere.example/shared> .
ex:scheme a skos:ConceptScheme ; dcterms:title "Kinds of water"@en .
ex:lake a skos:Concept ; skos:inScheme ex:scheme ; skos:prefLabel "lake"@en ; skos:altLabel "mere" .
ex:lake skos:notation "L1" .
ex:unnamed a foaf:Document .
ex:untyped rdfs:label "Nobody knows what" .
"""
EX = "https://data.example/thing/"


def load(file: Path, folder: Path, base: str = "https://data.example/") -> Path:
    folder.mkdir()
    write_nquads(file, folder / "kotograph.nq", base)
    build_store(folder / "kotograph.nq", folder)
    return folder


def serve(folder: Path, data: Path) -> Client:
    settings = Settings(site_url=SITE_URL, base="https://data.example/", data=data)
    return Client(make_app(Service(folder, settings)))


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a server of somebody else's RDF."""
    folder = tmp_path_factory.mktemp("foreign")
    (folder / "a.ttl").write_text(FOREIGN, encoding="utf-8")
    (folder / "data").mkdir()
    with serve(load(folder / "a.ttl", folder / "build"), folder / "data") as client:
        yield client


def test_any_rdf_is_matched_by_its_names(foreign: Client) -> None:
    manifest = foreign.get("/reconcile/en").json()
    check(manifest, "manifest")
    assert manifest["identifierSpace"] == "https://data.example/"
    assert manifest["schemaSpace"] == "http://www.w3.org/2000/01/rdf-schema#Resource"
    kinds = {each["id"] for each in manifest["defaultTypes"]}
    assert kinds == {
        f"{EX}Body",
        "https://schema.org/City",
        "http://xmlns.com/foaf/0.1/Document",
        "http://www.w3.org/2004/02/skos/core#Concept",
    }
    for name, thing in (
        ("Kemi River", "river"),
        ("kemijoki <B>", "river"),
        ("X-17", "river"),
        ("Kemi", "town"),
        ("Q999999", "town"),
        (f"{EX}town", "town"),
        ("Annual report", "report"),
        ("mere", "lake"),
        ("Nobody knows what", "untyped"),
    ):
        found = match(foreign, {"query": name})
        assert (found[0]["id"], found[0]["match"]) == (EX + thing, True), name
    # A code is a name that stands for it in its vocabulary only, and what many point to identifies none.
    for name in ("seat", "body", "Kinds of water", "https://elsewhere.example/shared"):
        assert not any(candidate["match"] for candidate in match(foreign, {"query": name})), name
    assert {
        candidate["id"] for candidate in match(foreign, {"query": "Kemi", "type": "http://xmlns.com/foaf/0.1/Agent"})
    } == {f"{EX}river"}


def test_any_rdf_is_suggested_extended_and_previewed(foreign: Client) -> None:
    types = foreign.get("/reconcile/en/suggest/type?prefix=").json()
    check(types, "suggest-types-response")
    assert {"Kinds of water", "body", "concept"} <= {each["name"] for each in types["result"]}
    found = foreign.get("/reconcile/en/suggest/entity?prefix=kem").json()
    check(found, "suggest-entities-response")
    assert [each["id"] for each in found["result"]] == [f"{EX}town", f"{EX}river"]
    row = extend(foreign, {"ids": [f"{EX}river"], "properties": [{"id": f"{EX}seat"}]})["rows"][f"{EX}river"]
    assert row[f"{EX}seat"] == [{"id": f"{EX}town", "name": "Kemi"}]
    page = foreign.get(f"/reconcile/fi/preview?{urlencode({'id': f'{EX}river'})}")
    assert page.status_code == 200 and "Kemijoki &lt;b&gt;" in page.text and "<b>" not in page.text
    flyout = foreign.get(f"/reconcile/fi/flyout/entity?{urlencode({'id': f'{EX}river'})}").json()
    assert "Kemijoki &lt;b&gt;" in flyout["html"]
    view = foreign.get(f"/reconcile/fi/view?{urlencode({'id': f'{EX}river'})}")
    assert view.status_code == 303 and view.headers["location"].startswith("../../data?iri=")


def test_a_file_without_names_has_no_candidates(tmp_path: Path) -> None:
    (tmp_path / "a.nt").write_text("<https://a.example/s> <https://a.example/p> <https://a.example/o> .\n", "utf-8")
    (tmp_path / "data").mkdir()
    with serve(load(tmp_path / "a.nt", tmp_path / "build"), tmp_path / "data") as client:
        manifest = client.get("/reconcile/sv").json()
        check(manifest, "manifest")
        assert [each["id"] for each in manifest["defaultTypes"]] == ["http://www.w3.org/2000/01/rdf-schema#Resource"]
        assert match(client, {"query": "anything"}) == []
        for what in ("entity", "type", "property"):
            assert client.get(f"/reconcile/sv/suggest/{what}?prefix=a").status_code == 200


def test_a_store_that_is_too_large_is_told(bundled_build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_ENTITIES", 10)
    with Client(make_app(Service(bundled_build, Settings(site_url=SITE_URL)))) as client:
        answer = client.get("/reconcile/fi")
        assert (answer.status_code, answer.json()["code"]) == (503, "too-many-things")
        assert client.get("/health").status_code == 200
        monkeypatch.undo()
        # It is tried again: nothing of the fault is kept.
        assert client.get("/reconcile/fi").status_code == 200
    with pytest.raises(LimitError, match="more than 10"):
        monkeypatch.setattr(gathering, "MOST_ENTITIES", 10)
        gather_entries(EmbeddedStore(bundled_build))


def test_a_new_build_takes_the_place_of_the_old_one(bundled_build: Path, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(FOREIGN.replace("Kemi River", "Tampere"), encoding="utf-8")
    fresh = load(tmp_path / "a.ttl", tmp_path / "fresh")
    served = tmp_path / "served"
    served.mkdir()
    (served / "current").symlink_to(bundled_build.resolve())
    service = Service(served, Settings(site_url=SITE_URL))
    with Client(make_app(service)) as client:
        query = "/reconcile/en?" + urlencode({"queries": json.dumps({"q0": {"query": "Tampere"}})})
        before = client.get(query).json()["q0"]["result"][0]["id"]
        manifest = client.get("/reconcile/en").json()
        (served / ".new").symlink_to(fresh)
        (served / ".new").replace(served / "current")
        assert client.run(service.reload())
        after = client.get(query).json()["q0"]["result"][0]["id"]
        assert before.endswith("place/tampere") and after == f"{EX}river"
        assert client.get("/reconcile/en").json()["schemaSpace"] != manifest["schemaSpace"]


def test_the_catalogue_is_made_once_for_who_come_together(bundled_build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Store] = []

    def gather(store: Store) -> Gathered:
        made.append(store)
        return gather_entries(store)

    monkeypatch.setattr("kotograph.server.reconciliation.catalogue.gather_entries", gather)
    service = Service(bundled_build, Settings(site_url=SITE_URL))
    with Client(make_app(service)) as client:
        assert service.generation.desk is None and made == []

        async def ask() -> list[int]:
            answers = await asyncio.gather(
                *(client._client.get("/reconcile/fi/suggest/type?prefix=" + c) for c in "abc")
            )
            return [answer.status_code for answer in answers]

        assert client.run(ask()) == [200, 200, 200] and len(made) == 1


def test_other_requests_go_on_while_names_are_matched(client: Client) -> None:
    """A batch takes a second or two of a thread; pages asked for meanwhile do not wait for its end."""
    batch = {f"q{n}": {"query": f"Hanke {n} kotona kaupungissa", "limit": 1} for n in range(1000)}
    ended: list[float] = []

    def run() -> None:
        assert post(client, queries=batch).status_code == 200
        ended.append(time.monotonic())

    thread = threading.Thread(target=run)
    assert client.get("/health").status_code == 200
    thread.start()
    times = []
    while thread.is_alive():
        start = time.monotonic()
        assert client.get("/health").status_code == 200
        times.append(time.monotonic() - start)
    thread.join()
    assert ended and len(times) > 5 and sorted(times)[len(times) // 2] < 0.25


def test_a_list_ends_with_the_server(bundled_build: Path) -> None:
    """A thread cannot be stopped, and the server's end would wait for it: it looks between two names."""
    service = Service(bundled_build, Settings(site_url=SITE_URL))
    app = make_app(service)
    with Client(app) as client:
        assert post(client, queries={"q0": {"query": "Tampere"}}).status_code == 200
        matching = next(
            route.app for route in app.routes if isinstance(route, Route) and route.path == "/reconcile/{lang}"
        )
        assert isinstance(matching, Reconciliation)
        batch = {f"q{n}": {"query": f"Hanke {n} kotona kaupungissa", "limit": 1} for n in range(1000)}
        answers: list[int] = []
        thread = threading.Thread(target=lambda: answers.append(post(client, queries=batch).status_code))
        thread.start()
        time.sleep(0.3)
        begun = time.monotonic()
        matching.close()
        thread.join()
        assert answers == [503] and time.monotonic() - begun < 1


def test_a_client_that_speaks_http_gets_the_same(bundled_build: Path, tmp_path: Path) -> None:
    """What OpenRefine sends: a form over a connection, ten names at a time."""
    from tests.server.conftest import run_server

    with run_server(tmp_path, "-s", str(bundled_build)) as running:
        manifest = httpx.get(f"{running.url}reconcile/fi", timeout=30).json()
        check(manifest, "manifest")
        assert manifest["view"]["url"].startswith(running.url)
        batch = {f"q{n}": {"query": "Tampere", "limit": 3, "type_strict": "should"} for n in range(10)}
        answer = httpx.post(f"{running.url}reconcile/fi", data={"queries": json.dumps(batch)}, timeout=30)
        assert answer.status_code == 200
        check(answer.json(), "reconciliation-result-batch")
        preview = manifest["preview"]["url"].replace(
            "{{id}}", "https%3A%2F%2Fw3id.org%2Fkotograph%2Fid%2Fplace%2Ftampere"
        )
        assert "Tampere" in httpx.get(preview).text
        view = manifest["view"]["url"].replace("{{id}}", "https%3A%2F%2Fw3id.org%2Fkotograph%2Fid%2Fplace%2Ftampere")
        assert str(httpx.get(view, follow_redirects=True).url) == f"{running.url}fi/place/tampere.html"
        assert running.stop() == 0
