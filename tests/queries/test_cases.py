"""Each named question has a case with its exact rows, on Oxigraph and rdflib, of the sample and of the bundled data."""

from __future__ import annotations

import csv
import io
import time
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib

from kotograph.config import DEFAULT_BASE
from kotograph.formats import Format
from kotograph.query import find_query, run
from kotograph.store import EmbeddedStore, build_store, write_answer
from tests.queries.asking import HERE, NAMES, Table, ask, ask_rdflib, read_expected, read_params

CASES = HERE / "cases"
SAMPLE_CASES = HERE / "sample" / "cases"
SLOWEST = 0.2
OTHER_BASE = "https://data.example.org/hankkeet/"


def column(table: Table, name: str) -> list[str]:
    index = table[0].index(name)
    return [row[index] for row in table[1:]]


def test_every_query_has_its_cases() -> None:
    assert len(NAMES) == 30
    for folder in (CASES, SAMPLE_CASES):
        assert sorted(path.name for path in folder.iterdir()) == NAMES
        assert all((folder / name / "expected.csv").is_file() for name in NAMES)


@pytest.mark.parametrize("folder", [CASES, SAMPLE_CASES])
def test_a_project_column_holds_projects(folder: Path) -> None:
    checked = 0
    for name in NAMES:
        table = read_expected(folder, name)
        for title in {"project", "predecessor", "successor"} & set(table[0]):
            found = column(table, title)
            assert all("/id/project/" in cell for cell in found if cell.startswith("http")), (name, title)
            checked += len(found)
    assert checked > 30


@pytest.mark.parametrize("name", NAMES)
class TestSample:
    def test_oxigraph(self, name: str, sample_store: EmbeddedStore) -> None:
        assert ask(sample_store, name, read_params(SAMPLE_CASES, name)) == read_expected(SAMPLE_CASES, name)

    def test_rdflib(self, name: str, sample_dataset: rdflib.Dataset) -> None:
        rows = ask_rdflib(sample_dataset, find_query(name), read_params(SAMPLE_CASES, name))
        assert rows == read_expected(SAMPLE_CASES, name)


@pytest.mark.parametrize("name", NAMES)
class TestBundled:
    def test_oxigraph(self, name: str, bundled_store: EmbeddedStore) -> None:
        assert ask(bundled_store, name, read_params(CASES, name)) == read_expected(CASES, name)

    def test_rdflib(self, name: str, bundled_dataset: rdflib.Dataset) -> None:
        rows = ask_rdflib(bundled_dataset, find_query(name), read_params(CASES, name))
        assert rows == read_expected(CASES, name)

    def test_answers_fast(self, name: str, bundled_store: EmbeddedStore) -> None:
        def measure() -> float:
            start = time.process_time()
            ask(bundled_store, name, read_params(CASES, name))
            return time.process_time() - start

        assert min(measure() for _ in range(3)) < SLOWEST


class TestFactsOfThePages:
    """What anyone can add up from the pages by hand."""

    def test_the_total_is_that_of_the_pages(self, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "total-funding", {})
        assert "9992754.48" in column(rows, "sum")
        assert column(rows, "projects")[column(rows, "sum").index("9992754.48")] == "39"

    @pytest.mark.parametrize("name", ["funding-by-objective", "funding-by-instrument", "funding-by-year"])
    def test_parts_add_up_to_the_total(self, name: str, five_pages: EmbeddedStore) -> None:
        sums = column(ask(five_pages, name, {}), "sum")
        assert sum(Decimal(text) for text in sums if text) == Decimal("9992754.48")

    def test_a_project_known_by_years_is_active(self, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "active-on", {"date": "2017-06-01"})
        certain = dict(zip(column(rows, "project"), column(rows, "certainty"), strict=True))
        assert certain["https://w3id.org/kotograph/id/project/kotona-suomessa"] == "certain"
        assert list(certain.values()).count("certain") == 9

    @pytest.mark.parametrize(
        ("date", "certainty"), [("2014-12-31", None), ("2015-03-01", "possible"), ("2020-12-31", "possible")]
    )
    def test_a_year_is_no_day(self, date: str, certainty: str | None, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "active-on", {"date": date})
        found = dict(zip(column(rows, "project"), column(rows, "certainty"), strict=True))
        assert found.get("https://w3id.org/kotograph/id/project/kotona-suomessa") == certainty

    def test_four_successions_and_who_ran_both(self, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "successors", {"lang": "fi"})
        assert len(rows) == 1 + 4
        assert column(rows, "sameImplementer").count("true") == 3
        assert column(rows, "predecessorImplementer").count("") == 1

    @pytest.mark.parametrize(
        ("lang", "words"), [("fi", "summaa ei kerrota"), ("sv", "belopp anges inte"), ("en", "amount not stated")]
    )
    def test_projects_without_an_amount_are_labelled(self, lang: str, words: str, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "total-funding", {"lang": lang})
        assert ["", "", "", words, "5", "", ""] in rows

    def test_every_row_of_a_count_is_a_project_with_a_place(self, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "by-place", {})
        assert len(rows) > 20 and all("/id/project/" in cell for cell in column(rows, "project"))

    def test_an_inferred_fund_comes_with_its_reason(self, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "provenance", {"project": "seer", "lang": "fi"})
        reasons = [row[2] for row in rows if row[0].endswith("#fundedUnder")]
        assert len(reasons) == 2 and all(reason.startswith("Sivu ei nimeä rahastoa.") for reason in reasons)

    def test_both_impossible_values(self, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "impossible-values", {})
        assert sorted(column(rows, "asWritten")) == ["1.0.2018", "30.9.2012"]

    def test_an_empty_objective_is_shown(self, five_pages: EmbeddedStore) -> None:
        rows = ask(five_pages, "source-contribution", {"source": "eusa-so2-under-way-sv"})
        assert column(rows, "records") == ["0", "11", "5"]


class TestLinks:
    """Every organisation, place, instrument, theme and target group is linked, or is listed with the reason."""

    KINDS = """{ ?s a koto:Organisation } UNION { ?s a koto:Place }
        UNION { ?s skos:inScheme ?in FILTER (?in IN (v:instrument, v:theme, v:target-group)) }"""
    PREFIXES = """PREFIX koto: <https://w3id.org/kotograph/ontology#> PREFIX v: <https://w3id.org/kotograph/vocab/>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX org: <http://www.w3.org/ns/org#>
        PREFIX dcterms: <http://purl.org/dc/terms/> """

    def list_things(self, store: EmbeddedStore, more: str = "") -> set[str]:
        rows = store.query(f"{self.PREFIXES} SELECT DISTINCT ?s WHERE {{ {self.KINDS} {more} }}", "test").rows
        return {s.value for (s,) in rows if s}

    def test_nothing_is_left_unsaid(self, bundled_store: EmbeddedStore) -> None:
        things = self.list_things(bundled_store)
        linked = self.list_things(
            bundled_store,
            "{ GRAPH <https://w3id.org/kotograph/graph/links> { ?s ?p ?o } } UNION { ?s org:identifier ?o }"
            " UNION { ?s dcterms:source ?o FILTER (CONTAINS(STR(?o), 'europa.eu/')) }",
        )
        rows = ask(bundled_store, "unlinked", {})
        told = set(column(rows, "thing"))
        assert len(things) > 120 and len(linked) > 80
        assert things == linked | told
        assert {row[1] for row in rows[1:] if row[-1] == "0"} == things - linked
        for row in rows[1:]:
            assert row[3].rpartition("/")[0] == "https://w3id.org/kotograph/vocab/data-set", row
            assert row[4].rpartition("/")[2] not in ("", "not-looked-for"), row

    def test_the_counts_are_of_the_same_things(self, bundled_store: EmbeddedStore) -> None:
        rows = ask(bundled_store, "links", {})
        totals = {(row[0], row[1]): int(row[6]) for row in rows[1:]}
        projects = totals.pop(("https://w3id.org/kotograph/ontology#Project", ""))
        assert projects == 44 and sum(totals.values()) == len(self.list_things(bundled_store))
        assert all(int(row[4]) + int(row[5]) <= int(row[6]) for row in rows[1:])
        missing = len(ask(bundled_store, "unlinked", {})) - 1
        assert sum(int(row[5]) for row in rows[1:]) == missing
        assert len(ask(bundled_store, "unlinked", {"dataset": "wikidata"})) - 1 == sum(
            int(row[5]) for row in rows[1:] if row[2].endswith("/wikidata")
        )

    @pytest.mark.parametrize(("lang", "note"), [("fi", "etsitty luettelosta"), ("sv", "looked in a list")])
    def test_a_note_is_in_the_language_or_english(self, lang: str, note: str, sample_store: EmbeddedStore) -> None:
        rows = ask(sample_store, "unlinked", {"lang": lang, "dataset": "wikidata"})
        assert column(rows, "note") == [note]

    def test_what_nobody_speaks_of_is_not_looked_for(self, sample_store: EmbeddedStore) -> None:
        rows = ask(sample_store, "unlinked", {})
        open_ = {row[1].rpartition("/")[2] for row in rows[1:] if row[4].endswith("/unlinked-reason/not-looked-for")}
        # A page of no known data set is no link; who has a code or an address is not listed.
        assert {"saatio", "helsinki", "health", "esf"} <= open_
        assert not {"virasto", "tampere", "mental-health", "ministerio"} & open_


class TestSampleTraps:
    def test_kinds_never_mix(self, sample_store: EmbeddedStore) -> None:
        rows = ask(sample_store, "total-funding", {})
        assert column(rows, "sum") == ["", "532169.65", "133334", "1000"]
        rows = ask(sample_store, "funding-by-instrument", {"kind": "public-funding"})
        assert column(rows, "sum") == ["133334", ""]

    def test_other_currency_has_no_sum(self, sample_store: EmbeddedStore) -> None:
        assert set(column(ask(sample_store, "funding-by-year", {"currency": "SEK"}), "sum")) == {""}

    def test_undecided_start_bounds_what_is_possible(self, sample_store: EmbeddedStore) -> None:
        found = {}
        for date in ("2021-10-31", "2022-01-15", "2022-11-01", "2023-01-01"):
            rows = ask(sample_store, "active-on", {"date": date})
            names = dict(zip(column(rows, "title"), column(rows, "certainty"), strict=True))
            found[date] = names.get("Gamma")
        assert found == {
            "2021-10-31": None,
            "2022-01-15": "possible",
            "2022-11-01": "certain",
            "2023-01-01": None,
        }

    @pytest.mark.parametrize(("lang", "title"), [("fi", "Alfa"), ("sv", "Alfa (projekt)"), ("de", "Alpha")])
    def test_labels_follow_the_language(self, lang: str, title: str, sample_store: EmbeddedStore) -> None:
        assert title in column(ask(sample_store, "projects", {"lang": lang}), "title")

    @pytest.mark.parametrize(
        ("name", "params", "count"),
        [
            ("projects", {"implementer": "saatio"}, 5),
            ("projects", {"status": "completed"}, 1),
            ("projects", {"objective": "amif-1"}, 0),
            ("by-place", {"place": "tampere"}, 3),
            ("by-theme", {"theme": "mental-health"}, 1),
            ("organisations", {"type": "authority"}, 2),
            ("cooperation", {"organisation": "saatio"}, 2),
            ("disagreements", {"property": "koto:amount"}, 2),
            ("disagreements", {"project": "delta"}, 1),
            ("criteria", {"project": "alfa"}, 0),
            ("criteria", {"judgement": "no-evidence"}, 0),
            ("outputs", {"kind": "video"}, 1),
            ("outputs", {"kind": "app"}, 0),
            ("coverage", {"source": "page-sv"}, 6),
            ("successors", {"confidence": "0.8"}, 1),
            ("funding-by-implementer", {"instrument": "esf"}, 2),
        ],
    )
    def test_parameters_narrow(
        self, name: str, params: dict[str, str], count: int, sample_store: EmbeddedStore
    ) -> None:
        assert len(ask(sample_store, name, params)) == 1 + count


@pytest.fixture(scope="module")
def rebased_store(sample_build: Path, tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The sample as somebody else's data, below a base of their own."""
    folder = tmp_path_factory.mktemp("rebased")
    lines = (sample_build / "kotograph.nq").read_text(encoding="utf-8")
    for kind in ("id", "vocab", "graph"):
        lines = lines.replace(f"<{DEFAULT_BASE}{kind}/", f"<{OTHER_BASE}{kind}/")
    (folder / "kotograph.nq").write_text(lines, encoding="utf-8")
    build_store(folder / "kotograph.nq", folder)
    return EmbeddedStore(folder)


@pytest.mark.parametrize("name", NAMES)
def test_any_base(name: str, rebased_store: EmbeddedStore) -> None:
    rows = ask(rebased_store, name, read_params(SAMPLE_CASES, name), OTHER_BASE)
    back = [[cell.replace(OTHER_BASE, DEFAULT_BASE) for cell in row] for row in rows]
    assert back == read_expected(SAMPLE_CASES, name)


def test_rows_come_in_the_same_order_in_every_format(sample_store: EmbeddedStore) -> None:
    out = io.StringIO()
    write_answer(run(find_query("chains"), {}, sample_store), Format.CSV, out)
    assert list(csv.reader(io.StringIO(out.getvalue(), newline=""))) == read_expected(SAMPLE_CASES, "chains")
