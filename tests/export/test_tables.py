"""The CSV tables and their CSVW description, read back as the standards say."""

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kotograph.errors import InputError
from kotograph.export import csvw
from kotograph.export.tables import METADATA, iter_tables, write_tables
from kotograph.quads import literal
from kotograph.terms import read_quads
from kotograph.vocab import expand

from .dataset import BASE

NAMES = ("projects", "organisations", "places", "grants", "statements", "successions", "discrepancies")
XSD_CHECKS = {
    "string": r"(?s).*",
    "anyURI": r"https://\S+",
    "integer": r"-?[0-9]+",
    "decimal": r"-?[0-9]+(\.[0-9]+)?",
}


@pytest.fixture
def files(sample: list[str]) -> dict[str, str]:
    """Return the text of every file of the export."""
    return {name: "".join(pieces) for name, pieces in iter_tables(read_quads(sample), BASE)}


def read_rows(text: str) -> list[dict[str, str]]:
    """Read a table by its header."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def find_row(files: dict[str, str], table: str, key: str) -> dict[str, str]:
    """Return one row by its key."""
    (row,) = [row for row in read_rows(files[f"{table}.csv"]) if row["key"] == key]
    return row


def test_all_files_are_there(files: dict[str, str]) -> None:
    assert list(files) == [*(f"{name}.csv" for name in NAMES), METADATA]
    assert Counter({name: len(read_rows(files[f"{name}.csv"])) for name in NAMES}) == {
        "projects": 2,
        "organisations": 2,
        "places": 1,
        "grants": 3,
        "statements": 4,
        "successions": 1,
        "discrepancies": 2,
    }


def test_project_row(files: dict[str, str]) -> None:
    row = find_row(files, "projects", "rio-2")
    wanted = {
        "iri": BASE + "id/project/rio-2",
        "title_fi": "RIO 2 – Kiertävä asiantuntija",
        "title_sv": "",
        "title_en": "RIO 2 – Roving migration expert",
        "start_date": "",
        "end_date": "2022-12-31",
        "implementer": "maahanmuuttovirasto",
        "other_implementers": "saatio",
        "implementer_name": "Maahanmuuttovirasto | Säätiö",
        "eu_contribution": "100000",
        "public_funding": "",
        "total_cost": "2000",
        "currency": "EUR",
        "instruments": "amif-2014-2020 | esf-2014-2020",
        "themes": "residence-permits",
        "outputs": "videot",
        "mentioned_in": "page-fi",
        "records": "page-fi/rio-2 | page-sv/rio-2",
        "description_fi": 'Ensimmäinen rivi.\n"Toinen" rivi.',
        "discrepancies": "2",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_other_rows(files: dict[str, str]) -> None:
    assert find_row(files, "grants", "rio-amif")["other_amounts"] == "own-share 5.5"
    assert find_row(files, "grants", "rio-amif")["eu_contribution"] == "218995"
    amount = find_row(files, "statements", "page-fi/rio-2/amount")
    assert amount["as_written"] == "Summa:\u00a098 820,05 euroa"
    assert (amount["value"], amount["value_type"], amount["amount_kind"]) == ("98820.05", "decimal", "eu-contribution")
    assert (amount["project"], amount["source"], amount["line"]) == ("rio-2", "page-fi", "104")
    start = find_row(files, "discrepancies", "rio-2/start-date")
    assert start["rules"] == "impossible-value-dropped | single-statement"
    assert (start["as_written"], start["resolved_value"]) == ("1.0.2020", "")
    assert find_row(files, "organisations", "maahanmuuttovirasto")["projects"] == "2"
    assert find_row(files, "successions", "rio/rio-2")["confidence"] == "0.95"


def test_codes_stand_in_columns_of_their_own_and_links_beside_them(sample: list[str]) -> None:
    graph = f"<{BASE}graph/links> .\n"
    place, body = f"<{BASE}id/place/helsinki>", f"<{BASE}id/organisation/maahanmuuttovirasto>"
    more = [
        f'{place} {expand("dcterms:identifier")} "091"^^{expand("koto:MunicipalityCode")} {graph}',
        f'{place} {expand("dcterms:identifier")} "plain" {graph}',
        f"{place} {expand('rdfs:seeAlso')} <http://www.wikidata.org/entity/Q1757> {graph}",
        f'{body} {expand("org:identifier")} "01"^^{expand("koto:ElyCentreCode")} {graph}',
        f"{body} {expand('owl:sameAs')} <https://ror.org/03tf0c761> {graph}",
    ]
    files = {name: "".join(pieces) for name, pieces in iter_tables(read_quads(sorted([*sample, *more])), BASE)}
    row = find_row(files, "places", "helsinki")
    assert (row["name_fi"], row["kind"], row["part_of"]) == ("Helsinki", "municipality", "")
    assert (row["municipality_code"], row["region_code"], row["nuts_code_2022"]) == ("091", "", "")
    assert (row["same_as"], row["see_also"]) == ("", "http://www.wikidata.org/entity/Q1757")
    row = find_row(files, "organisations", "maahanmuuttovirasto")
    assert (row["business_id"], row["ely_centre_code"], row["identifiers"]) == ("0201256-6", "01", "0201256-6 | 01")
    assert row["same_as"] == "https://ror.org/03tf0c761"
    columns = {
        column["name"]: column
        for table in json.loads(files[METADATA])["tables"]
        if table["url"] == "places.csv"
        for column in table["tableSchema"]["columns"]
    }
    assert columns["municipality_code"]["datatype"]["@id"] == "https://w3id.org/kotograph/ontology#MunicipalityCode"
    assert columns["municipality_code"]["propertyUrl"] == "http://purl.org/dc/terms/identifier"


def test_text_that_looks_like_a_formula_stays_true() -> None:
    project = f"<{BASE}id/project/a>"
    lines = [
        f'{project} {expand("dcterms:title")} {literal(text)[:-1]}"@fi <{BASE}graph/projects> .\n'
        for text in ("+1", '=HYPERLINK("x")\r\nb', "@a")
    ]
    lines.append(f"{project} {expand('rdf:type')} {expand('koto:Project')} <{BASE}graph/projects> .\n")
    files = {name: "".join(pieces) for name, pieces in iter_tables(read_quads(sorted(lines)), BASE)}
    (row,) = read_rows(files["projects.csv"])
    assert row["title_fi"] == '+1 | =HYPERLINK("x")\r\nb | @a'
    assert "=, +, - or @" in files[METADATA]


def test_files_follow_rfc_4180(files: dict[str, str]) -> None:
    for name in NAMES:
        text = files[f"{name}.csv"]
        assert text.endswith("\r\n")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert len({len(line) for line in lines}) == 1
        assert [line[0] for line in lines[1:]] == sorted(line[0] for line in lines[1:])


def test_amounts_in_two_currencies_are_not_added(sample: list[str]) -> None:
    changed = [line.replace("currency/EUR", "currency/SEK") if "rio-2-esf" in line else line for line in sample]
    files = {name: "".join(pieces) for name, pieces in iter_tables(read_quads(sorted(changed)), BASE)}
    row = find_row(files, "projects", "rio-2")
    assert (row["eu_contribution"], row["total_cost"], row["currency"]) == ("", "", "EUR | SEK")
    assert find_row(files, "grants", "rio-2-esf")["eu_contribution"] == "1179.95"


def test_amount_that_is_no_number_is_an_input_error(sample: list[str]) -> None:
    changed = [line.replace('"1179.95"', '"about 7"') for line in sample]
    with pytest.raises(InputError, match="'about 7'"):
        [list(pieces) for _, pieces in iter_tables(read_quads(sorted(changed)), BASE)]


def test_description_matches_the_files(files: dict[str, str]) -> None:
    group = json.loads(files[METADATA])
    assert group["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    assert group["@type"] == "TableGroup"
    assert group["dc:license"]["@id"] == csvw.LICENCE
    assert [table["url"] for table in group["tables"]] == [f"{name}.csv" for name in NAMES]
    for table in group["tables"]:
        columns = table["tableSchema"]["columns"]
        header = next(csv.reader(io.StringIO(files[table["url"]], newline="")))
        assert [column["name"] for column in columns] == header
        assert len(set(header)) == len(header)
        for column in columns:
            _check_column(column)
        for row in read_rows(files[table["url"]]):
            _check_cells(columns, row)


def _check_column(column: dict[str, Any]) -> None:
    known = {"name", "titles", "datatype", "propertyUrl", "lang", "separator", "required", "suppressOutput", "valueUrl"}
    assert set(column) <= known
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_]*", column["name"])
    assert set(column["titles"]) == {"fi", "sv", "en"}
    assert all(column["titles"].values())
    # A reader compares the header with the titles, whatever their language.
    assert column["titles"]["en"][0] == column["name"]
    assert column["propertyUrl"].startswith("http")
    assert re.sub(r"\{\+\w+\}", "", column.get("valueUrl", BASE)).startswith(BASE)


def _check_cells(columns: list[dict[str, Any]], row: dict[str, str]) -> None:
    for column in columns:
        cell = row[column["name"]]
        assert cell or not column.get("required")
        datatype = column["datatype"]
        pattern = datatype["format"] if isinstance(datatype, dict) else XSD_CHECKS[datatype]
        values = cell.split(column["separator"]) if "separator" in column else [cell]
        assert all(re.fullmatch(pattern, value) for value in values if value), (column["name"], cell)


def test_keys_are_unique_and_references_hold(files: dict[str, str]) -> None:
    group = json.loads(files[METADATA])
    keys = {}
    for table in group["tables"]:
        rows = read_rows(files[table["url"]])
        primary = table["tableSchema"]["primaryKey"]
        assert primary == "key"
        keys[table["url"]] = {row[primary] for row in rows}
        assert len(keys[table["url"]]) == len(rows)
    checked = 0
    for table in group["tables"]:
        for reference in table["tableSchema"].get("foreignKeys", []):
            target = reference["reference"]
            assert target["columnReference"] == "key"
            found = {row[reference["columnReference"]] for row in read_rows(files[table["url"]])} - {""}
            assert found
            assert found <= keys[target["resource"]]
            checked += 1
    assert checked == 6


def test_a_reference_that_some_row_lacks_is_no_foreign_key(sample: list[str]) -> None:
    implementer = expand("koto:implementer")
    changed = [line for line in sample if implementer not in line or "/project/rio>" not in line]
    assert len(changed) == len(sample) - 1
    files = {name: "".join(pieces) for name, pieces in iter_tables(read_quads(changed), BASE)}
    schemas = {table["url"]: table["tableSchema"] for table in json.loads(files[METADATA])["tables"]}
    assert "foreignKeys" not in schemas["projects.csv"]
    assert len(schemas["successions.csv"]["foreignKeys"]) == 2


def test_files_are_written(sample: list[str], files: dict[str, str], tmp_path: Path) -> None:
    write_tables(sample, tmp_path)
    assert {path.name: path.read_bytes().decode() for path in tmp_path.iterdir()} == files
