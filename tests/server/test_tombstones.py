"""What was withdrawn says so, and what took its place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL

from kotograph.config import DEFAULT_BASE, LANGUAGES, Settings
from kotograph.server.app import make_app
from kotograph.server.service import Service
from tests.conftest import DATA
from tests.server.conftest import HOST, SITE_URL, Client
from tests.site.html import parse

_PROJECTS = (
    "older\tOlder\t\twithdrawn\told\t\n",
    "old\tOld\t\twithdrawn\trio-2\t\n",
    "mistake\tA mistake\t\twithdrawn\t\t\n",
)


@pytest.fixture(scope="module")
def grave(bundled_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    data = tmp_path_factory.mktemp("grave") / "data"
    shutil.copytree(DATA, data)
    with (data / "identity" / "projects.tsv").open("a", encoding="utf-8") as registry:
        registry.writelines(_PROJECTS)
    with Client(make_app(Service(bundled_build, Settings(data=data, site_url=SITE_URL)))) as client:
        yield client


@pytest.mark.parametrize("path", ["/id/project/older", "/id/project/old", "/en/project/old.html"])
def test_a_page_names_what_took_its_place(grave: Client, path: str) -> None:
    for lang in LANGUAGES:
        answer = grave.get(path, "text/html", lang)
        assert answer.status_code == 410
        page = parse(answer.content)
        assert page.html and page.html["lang"] == lang
        assert f"{DEFAULT_BASE}id/project/rio-2" in page.text
        links = [urljoin(HOST + path, str(link["href"])) for link in page.select("main a")]
        assert f"{HOST}/{lang}/project/rio-2.html" in links
        assert 'rel="http://purl.org/dc/terms/isReplacedBy"' in answer.headers["link"]
        assert answer.headers["vary"] == "Accept, Accept-Language" and "etag" not in answer.headers


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/id/project/old", "text/turtle"), ("/data/project/old.ttl", ""), ("/data/project/older.ttl", "text/html")],
)
def test_data_names_what_took_its_place(grave: Client, path: str, accept: str) -> None:
    answer = grave.get(path, accept)
    assert answer.status_code == 410 and answer.headers["content-type"].startswith("text/turtle")
    key = path.rsplit("/", 1)[1].removesuffix(".ttl")
    gone, new = URIRef(f"{DEFAULT_BASE}id/project/{key}"), URIRef(f"{DEFAULT_BASE}id/project/rio-2")
    assert set(Graph().parse(data=answer.content, format="turtle")) == {
        (gone, DCTERMS.isReplacedBy, new),
        (gone, OWL.deprecated, Literal(True)),
    }


def test_every_format_of_a_tombstone(grave: Client) -> None:
    for extension, name in {"nt": "nt", "rdf": "xml", "jsonld": "json-ld"}.items():
        answer = grave.get(f"/data/project/old.{extension}")
        assert answer.status_code == 410 and len(Graph().parse(data=answer.content, format=name)) == 2
    refused = grave.get("/id/project/old", "image/png")
    assert (refused.status_code, refused.json()["code"]) == (410, "gone")
    assert refused.json()["replaced_by"] == f"{DEFAULT_BASE}id/project/rio-2"
    assert grave.request("POST", "/id/project/old").status_code == 410


def test_what_nothing_replaced(grave: Client) -> None:
    answer = grave.get("/id/project/mistake", "text/turtle")
    assert answer.status_code == 410 and len(Graph().parse(data=answer.content, format="turtle")) == 1
    assert grave.get("/id/project/mistake", "text/html").status_code == 410
    assert grave.get("/id/project/mistaken", "text/html").status_code == 404
