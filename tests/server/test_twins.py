"""The live server has every file of the static publication, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT

from kotograph.config import Settings
from kotograph.publication import publish
from kotograph.server.headers import find_media_type
from tests.server.conftest import SITE_URL, Client

#: A live server tells of the services beside the pages, a folder has none.
_TELL_OF_SERVICES = ("catalog.ttl", "catalog.rdf", "catalog.jsonld", "void.ttl", ".well-known/void")


@pytest.fixture(scope="module")
def published(bundled_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("twin") / "public"
    publish(bundled_build, target, Settings(site_url=SITE_URL))
    return target.resolve()


def test_every_file_has_its_twin(published: Path, client: Client) -> None:
    pages = files = 0
    for path in sorted(published.rglob("*")):
        name = path.relative_to(published).as_posix()
        if not path.is_file() or name == ".kotograph.json":
            continue
        answer = client.get(f"/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"] == find_media_type(name), name
        assert answer.headers["content-length"] == str(len(answer.content)), name
        assert answer.headers["etag"] and "vary" not in answer.headers, name
        if name not in _TELL_OF_SERVICES:
            assert answer.content == path.read_bytes(), name
        files += 1
        pages += name.endswith(".html")
    assert pages > 1000 and files > 4500


def test_the_catalogue_differs_by_the_services_alone(published: Path, client: Client) -> None:
    live = Graph().parse(data=client.get("/catalog.ttl").content, format="turtle")
    still = Graph().parse(published / "catalog.ttl")
    services = set(live.subjects(None, DCAT.DataService))
    assert {str(live.value(each, DCAT.endpointURL)) for each in services} == {f"{SITE_URL}api/queries"}
    assert set(still) < set(live)
    added = {triple for triple in set(live) - set(still) if triple[0] not in services}
    catalogue = URIRef("https://w3id.org/kotograph/catalog#catalogue")
    assert {triple for triple in added if triple[2] in services} == {
        (catalogue, DCAT.service, service) for service in services
    }
    assert all(triple[2] in services for triple in added)


def test_a_folder_is_its_index(client: Client) -> None:
    for folder in ("", "fi/", "sv/", "en/"):
        assert client.get(f"/{folder}").content == client.get(f"/{folder}index.html").content
    found = client.get("/fi")
    assert (found.status_code, found.headers["location"]) == (308, "fi/")
