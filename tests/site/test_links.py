"""The page of links says what its questions answer, and things say themselves what they lack."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pytest

from kotograph.config import LANGUAGES
from kotograph.site.linked import list_codes, list_missing
from kotograph.site.site import Site
from tests.conftest import DATA
from tests.site.html import parse, read_table


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_count_is_that_of_the_question(lang: str, site: Site, files: Mapping[str, bytes]) -> None:
    asked = [[term.value if term else "" for term in row] for row in site.ask("links", lang=lang)]
    rows = read(files[f"{lang}/links.links.csv"])
    assert [(row["data-set_iri"], row["linked"], row["explained"], row["total"]) for row in rows] == [
        (data_set, linked, explained, total) for _, _, data_set, _, linked, explained, total in asked
    ]
    assert len(rows) > 25
    for row in rows:
        linked, explained, open_, total = (int(row[name]) for name in ("linked", "explained", "open", "total"))
        assert linked + explained + open_ == total
        assert abs(int(row["share"]) - 100 * linked / total) <= 0.5
    assert len({row["class"] for row in rows}) >= 9


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_linked_is_listed_with_its_reason(lang: str, site: Site, files: Mapping[str, bytes]) -> None:
    asked = [[term.value if term else "" for term in row] for row in site.ask("unlinked", lang=lang)]
    without, partly = (read(files[f"{lang}/links.{name}.csv"]) for name in ("unlinked", "partly"))
    for rows, linked in ((without, False), (partly, True)):
        assert [(row["thing_iri"], row["data-set_iri"], row["why-unlinked_iri"], row["note"]) for row in rows] == [
            (row[1], row[3], row[4], row[5]) for row in asked if (row[6] != "0") == linked
        ]
        assert all(row["why-unlinked"] and row["class"] for row in rows)
    lead = parse(files[f"{lang}/links.html"]).select_one("p.lead")
    assert lead is not None and f" {len({row['thing_iri'] for row in without})} " in f" {lead.text} "


def test_the_tables_are_there_as_they_are_kept(files: Mapping[str, bytes]) -> None:
    kept = {path.name: path.read_bytes() for path in (DATA / "links").glob("*.tsv")}
    assert len(kept) >= 7
    assert {path.removeprefix("links/"): files[path] for path in files if path.startswith("links/")} == kept
    for lang in LANGUAGES:
        targets = {str(a["href"]) for a in parse(files[f"{lang}/links.html"]).select("main a[download]")}
        assert {f"../links/{name}" for name in kept} <= targets


@pytest.mark.parametrize("page", ["quality", "data", "index"])
def test_other_pages_lead_there(page: str, files: Mapping[str, bytes]) -> None:
    assert parse(files[f"sv/{page}.html"]).find("a", href="links.html") is not None


def test_a_thing_says_which_link_it_lacks_and_why(site: Site, files: Mapping[str, bytes]) -> None:
    page = parse(files["en/organisation/uudenmaan-ely-keskus.html"])
    found = [item.text for item in page.select("ul.missing li")]
    assert found == [
        "No link: Business Information System – shared identifier (2296962-1 belongs to every ELY Centre)",
        "No link: Wikidata – looked for and not found",
    ]
    assert list_missing(site.graph, f"{site.settings.base}id/project/rio-2", "fi") == []


def test_codes_stand_on_the_page_with_what_they_are(site: Site, files: Mapping[str, bytes]) -> None:
    facts = parse(files["fi/place/pirkanmaa.html"]).select_one("dl.facts")
    assert facts is not None
    told = dict(zip([dt.text for dt in facts.select("dt")], [dd.text for dd in facts.select("dd")], strict=True))
    assert told["Maakuntanumero"] == "06"
    assert (told["NUTS-tunnus vuoden 2022 taulussa"], told["NUTS-tunnus vuoden 2025 taulussa"]) == ("FI197", "FI19B")
    # A plain text is no code of a register.
    assert list_codes(site.graph, f"{site.settings.base}vocab/instrument/amif-2014-2020") == []


def test_a_regulation_is_named(files: Mapping[str, bytes]) -> None:
    page = parse(files["en/instrument/esf-2014-2020.html"])
    assert {"EUR-Lex 32013R1304", "ELI reg/2013/1304/oj"} <= {a.text for a in page.select("dl.facts a")}


def test_bars_and_rows_are_as_many(files: Mapping[str, bytes]) -> None:
    page = parse(files["en/links.html"])
    table = page.select_one("#table-links table")
    assert table is not None
    assert len(read_table(table)[1]) == len(read(files["en/links.links.csv"]))


def test_the_data_beside_a_page_says_what_is_missing(files: Mapping[str, bytes]) -> None:
    turtle = files["data/organisation/uudenmaan-ely-keskus.ttl"].decode()
    assert turtle.count("koto:missingFor") == 2 and "unlinked-reason/shared" in turtle
    assert '"01"^^koto:ElyCentreCode' in turtle
    assert '"091"^^koto:MunicipalityCode' in files["data/place/helsinki.ttl"].decode()
