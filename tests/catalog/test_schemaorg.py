"""The schema.org description, in each language, and that it leaves out what is not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kotograph.catalog import Metadata, Publication, make_dataset, read_metadata
from kotograph.store import EmbeddedStore
from tests.catalog.conftest import BASE
from tests.catalog.test_dcat import FixedStore


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_it_speaks_one_language(metadata: Metadata, publication: Publication, store: EmbeddedStore, lang: str) -> None:
    found: dict[str, Any] = make_dataset(metadata, publication, store, BASE, lang)
    assert found["@type"] == "Dataset" and found["@id"] == f"{BASE}catalog#dataset"
    assert found["name"] == metadata.title[lang] and found["description"] == metadata.description[lang]
    assert found["keywords"] == list(metadata.keywords[lang])
    assert found["publisher"]["name"] == metadata.publisher.name[lang]
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/" and found["isAccessibleForFree"] is True
    assert found["inLanguage"] == ["fi", "sv", "en"] and found["version"] == "1.0.0"
    assert 50 <= len(found["description"]) <= 5000
    assert json.loads(json.dumps(found)) == found


def test_downloads_are_those_of_the_publication(
    metadata: Metadata, publication: Publication, store: EmbeddedStore
) -> None:
    found: Any = make_dataset(metadata, publication, store, BASE, "en")["distribution"]
    files = publication.distributions
    assert [(each["contentUrl"], each["contentSize"], each["sha256"]) for each in found] == [
        (BASE + file.path, f"{file.size} B", file.sha256) for file in files
    ]
    assert found[-1]["encodingFormat"] == "application/zip" and found[0]["encodingFormat"] == "text/turtle"


def test_place_and_time(metadata: Metadata, publication: Publication) -> None:
    found: Any = make_dataset(metadata, publication, FixedStore([("2015", "2022-12-31")]), BASE, "sv")
    assert found["temporalCoverage"] == "2015/2022-12-31"
    assert found["spatialCoverage"]["geo"]["box"] == "59.4 19 70.1 31.6"
    open_end: Any = make_dataset(metadata, publication, FixedStore([("2015", "")]), BASE, "sv")
    assert open_end["temporalCoverage"] == "2015/.."


def test_what_is_not_known_is_left_out(tmp_path: Path, publication: Publication) -> None:
    found = make_dataset(read_metadata(tmp_path, {}), publication, FixedStore([]), BASE, "fi")
    left_out = {"license", "keywords", "inLanguage", "temporalCoverage", "spatialCoverage", "isAccessibleForFree"}
    assert not left_out & found.keys()
    assert not {"datePublished", "dateModified", "isBasedOn", "conditionsOfAccess"} & found.keys()
    assert found["publisher"] == {"@type": "Organization", "name": "Nimeämätön julkaisija"}
