"""Codes of registries: read strictly, published as typed literals, and right in the bundled data."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from kotograph.editorial import PLACE_COLUMNS
from kotograph.errors import InputError
from kotograph.iris import Iris
from kotograph.link import iter_codes, read_codes
from kotograph.link.codes import COLUMNS, DATATYPES
from kotograph.store import EmbeddedStore
from kotograph.tables import read_table
from kotograph.vocab import DATA_SETS, KOTO, PREFIXES
from tests.conftest import ROOT

BASE = "https://w3id.org/kotograph/"
HEAD = "\t".join(COLUMNS) + "\n"
ROW = "place:turku\tmunicipality-code\t853\thttps://example.org/x\n"


def write(folder: Path, rows: str) -> Path:
    (folder / "codes.tsv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def test_a_code_becomes_a_literal_of_its_datatype(tmp_path: Path) -> None:
    row = "organisation:ely\tely-centre-code\t01\thttps://example.org/x\n"
    codes = read_codes(write(tmp_path, ROW + row))
    present = {f"<{BASE}id/place/turku>", f"<{BASE}id/organisation/ely>"}
    tail = f" <{BASE}graph/links> .\n"
    assert [line.removesuffix(tail) for line in iter_codes(codes, present, Iris(BASE))] == [
        f'<{BASE}id/place/turku> <{PREFIXES["dcterms"]}identifier> "853"^^<{KOTO}MunicipalityCode>',
        f'<{BASE}id/organisation/ely> <{PREFIXES["org"]}identifier> "01"^^<{KOTO}ElyCentreCode>',
    ]


def test_only_what_a_build_has_gets_its_code_below_its_own_base(tmp_path: Path) -> None:
    codes, iris = read_codes(write(tmp_path, ROW)), Iris("https://data.example/")
    assert list(iter_codes(codes, {f"<{BASE}id/place/turku>"}, iris)) == []
    assert len(list(iter_codes(codes, {"<https://data.example/id/place/turku>"}, iris))) == 1
    assert read_codes(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("place:turku", "turku"), "the thing is 'turku'"),
        (ROW.replace("place:turku", "theme:housing"), "the thing is 'theme:housing'"),
        (ROW.replace("place:turku", "place:Turku> <x"), "the thing is"),
        (ROW.replace("municipality-code", "postcode"), "the scheme 'postcode' is not known"),
        (ROW.replace("853", " "), "the code is missing"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_codes(write(tmp_path, ROW + row))
    assert caught.value.code == "bad-mapping" and caught.value.where == f"{tmp_path / 'codes.tsv'}:3"


def test_every_datatype_is_of_a_data_set_of_the_scheme() -> None:
    graph = Graph().parse(ROOT / "ontology" / "kotograph.ttl")
    for path in (ROOT / "ontology" / "schemes").glob("data-set.ttl"):
        graph.parse(path)
    datatypes = {str(each).removeprefix(KOTO) for each in graph.subjects(RDF.type, RDFS.Datatype)}
    assert {"BusinessId", *DATATYPES.values()} == {each for each in datatypes if "/" not in each}
    for name in datatypes:
        (data_set,) = graph.objects(URIRef(KOTO + name), URIRef(PREFIXES["dcterms"] + "source"))
        assert graph.value(data_set, URIRef(PREFIXES["skos"] + "notation")) is not None


def test_the_scheme_knows_the_same_data_sets_as_the_pages() -> None:
    graph = Graph().parse(ROOT / "ontology" / "schemes" / "data-set.ttl")
    space = URIRef(PREFIXES["void"] + "uriSpace")
    starts = {str(each).rsplit("/", 1)[1]: str(start) for each, start in graph.subject_objects(space)}
    assert starts == {key: start for start, _, key in DATA_SETS}


def test_bundled_codes_name_registered_things_once() -> None:
    codes = read_codes(ROOT / "data" / "links")
    places = {
        row["key"]: row["kind"] for _, row in read_table(ROOT / "data" / "editorial" / "places.tsv", PLACE_COLUMNS)
    }
    assert len({(code.kind, code.key, code.datatype) for code in codes}) == len(codes) >= 40
    for code in codes:
        assert code.source.startswith("https://")
        if code.kind == "place":
            assert places[code.key] == ("municipality" if code.datatype == "MunicipalityCode" else "region")


def test_every_municipality_and_region_of_the_build_has_its_codes(bundled_store: EmbeddedStore) -> None:
    query = f"""PREFIX koto: <{KOTO}> PREFIX dcterms: <{PREFIXES["dcterms"]}>
        SELECT ?place ?kind (GROUP_CONCAT(STRAFTER(STR(DATATYPE(?code)), "#"); separator=" ") AS ?codes) WHERE {{
          ?place a koto:Place ; koto:placeKind ?kind . FILTER (?kind IN ("municipality", "region"))
          OPTIONAL {{ ?place dcterms:identifier ?code }} }} GROUP BY ?place ?kind"""
    rows = [
        (p.value, k.value, c.value.split() if c else []) for p, k, c in bundled_store.query(query, "t").rows if p and k
    ]
    assert len(rows) > 25
    for place, kind, codes in rows:
        needed = {"MunicipalityCode"} if kind == "municipality" else {"RegionCode", "NutsCode2022"}
        assert needed <= set(codes), place
