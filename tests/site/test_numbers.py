"""Every number on a page equals its query, and every CSV file equals the table beside it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby

import pytest

from kotograph.config import LANGUAGES
from kotograph.query import example_of, list_queries, run
from kotograph.site.locale import format_amount
from kotograph.site.pictures import compare_sources
from kotograph.site.site import Site
from kotograph.store import EmbeddedStore
from kotograph.store.answers import Rows
from tests.site.html import parse, read_table

KOTO = "PREFIX koto: <https://w3id.org/kotograph/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/> "


def ask(site: Site, name: str, **params: str) -> list[tuple[str, ...]]:
    """Ask a named question anew."""
    query = next(each for each in list_queries() if each.name == name)
    answer = run(query, params, site.graph.store)
    assert isinstance(answer, Rows)
    return [tuple(term.value if term else "" for term in row) for row in answer.rows]


def count(store: EmbeddedStore, pattern: str) -> int:
    """Count what a pattern finds."""
    rows = list(store.query(f"{KOTO} SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}").rows)
    assert rows[0][0]
    return int(rows[0][0].value)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_home_figures(lang: str, site: Site, files: Mapping[str, bytes]) -> None:
    numbers = [tag.text for tag in parse(files[f"{lang}/index.html"]).select(".number")]
    total = next(row for row in ask(site, "total-funding") if row[0].endswith("eu-contribution"))
    store = site.graph.store
    assert numbers == [
        format_amount(Decimal(total[3]), "EUR", lang),
        str(count(store, "?x a koto:Project ; koto:describedBy ?r")),
        str(count(store, "?x a koto:Discrepancy")),
    ]


def test_every_question_page_shows_its_answer(site: Site, files: Mapping[str, bytes]) -> None:
    for query in list_queries():
        params = example_of(query)
        if any(each.name == "lang" for each in query.parameters):
            params["lang"] = "sv"
        expected = ask(site, query.name, **params)
        table = parse(files[f"sv/question/{query.name}.html"]).select_one("#table-answer table")
        assert table is not None
        assert len(read_table(table)[1]) == len(expected), query.name
        rows = read_csv(files[f"sv/question/{query.name}.answer.csv"])
        assert len(rows) - 1 == len(expected)
        position = {name: at for at, name in enumerate(rows[0])}
        for name in ("sum", "amount", "projects", "line", "withAmount", "records"):
            variables = site.ask_some(query.name, **params).variables
            if name in variables and name in position:
                mine = [row[position[name]] for row in rows[1:]]
                assert mine == [row[variables.index(name)] for row in expected], query.name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_organisations_sum_is_that_of_its_query(lang: str, site: Site, files: Mapping[str, bytes]) -> None:
    asked = {row[0].rsplit("/", 1)[-1]: row for row in ask(site, "funding-by-implementer")}
    asked.pop("", None)
    assert len(asked) == 25
    listed = read_csv(files[f"{lang}/organisations.organisations.csv"])
    at = {name: position for position, name in enumerate(listed[0])}
    sums = {row[at["organisation_iri"]].rsplit("/", 1)[-1]: row for row in listed[1:]}
    for key, (_, _, projects, stated, amount, _) in asked.items():
        row = sums[key]
        assert row[at["projects"]] == projects
        assert row[at["sum"]] == (amount if int(stated) else "")
        lead = parse(files[f"{lang}/organisation/{key}.html"]).select_one("p.lead")
        assert lead is not None
        if int(stated):
            assert format_amount(Decimal(amount), "EUR", lang) in lead.text


def test_sums_by_objective_year_and_kind_are_the_same_money(site: Site, files: Mapping[str, bytes]) -> None:
    total = sum(Decimal(row[4]) for row in ask(site, "funding-by-objective") if row[4])
    assert total == Decimal("9992754.48") + Decimal("1093749.50") + Decimal("1225306")

    def add_up(name: str) -> Decimal:
        rows = read_csv(files[f"en/funding.{name}.csv"])
        at = rows[0].index("sum")
        return sum((Decimal(row[at]) for row in rows[1:] if row[at]), Decimal(0))

    assert add_up("by-objective") == add_up("instruments") == add_up("types") == add_up("by-implementer") == total
    without_year = next(row for row in ask(site, "funding-by-year") if not row[0])
    assert add_up("by-year") == total - Decimal(without_year[3])


def test_years_are_those_of_the_query(site: Site, files: Mapping[str, bytes]) -> None:
    rows = read_csv(files["en/funding.by-year.csv"])
    at = {name: position for position, name in enumerate(rows[0])}
    sums: dict[str, Decimal] = {}
    for row in rows[1:]:
        sums[row[at["year"]]] = sums.get(row[at["year"]], Decimal(0)) + Decimal(row[at["sum"]])
    asked = {row[0]: Decimal(row[3]) for row in ask(site, "funding-by-year") if row[0] and row[3]}
    assert sums == asked


def test_facets_count_what_the_graph_has(site: Site) -> None:
    store, base = site.graph.store, site.settings.base
    checked = 0
    for facet, pattern in (
        ("objective", "?x koto:objective <{iri}>"),
        ("status", "?x koto:status <{iri}>"),
        ("implementer", "?x koto:implementer <{iri}>"),
        ("theme", "?x dcterms:subject/<http://www.w3.org/2004/02/skos/core#broader>* <{iri}>"),
        ("place", "?x a koto:Project ; dcterms:spatial/dcterms:isPartOf* <{iri}>"),
        ("fund", "?x koto:grant/koto:fundedUnder <{iri}>"),
    ):
        for choice in site.facets[facet].values():
            assert len(choice.projects) == count(store, pattern.format(iri=choice.value)), (facet, choice.key)
            checked += 1
    assert len(site.facets["disagreement"]["yes"].projects) == count(store, "?d a koto:Discrepancy ; koto:about ?x")
    assert sum(len(choice.projects) for choice in site.facets["year"].values()) == count(
        store, "?x a koto:Project ; koto:startDate ?d"
    )
    assert checked > 80 and base


def test_disagreements_are_those_of_the_query(site: Site, files: Mapping[str, bytes]) -> None:
    expected = ask(site, "disagreements", lang="fi")
    rows = read_csv(files["fi/compare.disagreements.csv"])
    at = {name: position for position, name in enumerate(rows[0])}
    shown = [(row[at["project_iri"]], row[at["source"]], row[at["as-written"]]) for row in rows[1:]]
    assert shown == [(row[0], f"{row[3].rsplit('/', 1)[-1]}:{row[4]}", row[5]) for row in expected]
    assert len(parse(files["en/project/rio-2.html"]).select(".disagreement")) == 2


def test_agreement_of_sources_counts_each_shared_value_once(site: Site) -> None:
    for (first, second), (same, both) in compare_sources(site).items():
        shared = f"""?x a koto:Resolution ; koto:considered ?a, ?b . FILTER NOT EXISTS {{ ?x dcterms:language ?l }}
          ?a koto:statedBy/koto:source <{first}> . ?b koto:statedBy/koto:source <{second}>"""
        assert both == count(site.graph.store, shared)
        assert both - same <= count(site.graph.store, f"{shared} . ?x a koto:Discrepancy")


def test_every_table_has_its_csv_and_its_dictionary(files: Mapping[str, bytes]) -> None:
    tables = 0
    for path in [path for path in files if path.endswith(".html") and path[:3] in ("fi/", "sv/", "en/")]:
        page = parse(files[path])
        for tag in page.select("div.table"):
            name = str(tag["id"]).removeprefix("table-")
            content = files[f"{path.removesuffix('.html')}.{name}.csv"]
            rows = read_csv(content)
            table = tag.find("table")
            assert table is not None
            _, shown = read_table(table)
            assert len(rows) - 1 == len(shown), path
            described = json.loads(files[f"{path.removesuffix('.html')}.{name}.csv-metadata.json"])
            columns = described["tableSchema"]["columns"]
            assert [column["titles"] for column in columns] == rows[0]
            assert all("dc:description" in column or column["name"].endswith("_iri") for column in columns)
            terms = [dt.code.text for dt in tag.select("dl.dictionary dt") if dt.code]
            assert terms == [column["name"] for column in columns if not column["name"].endswith("_iri")]
            tables += 1
    assert tables > 1000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_that_are_no_tables_have_their_csv_too(files: Mapping[str, bytes], lang: str) -> None:
    page = parse(files[f"{lang}/search.html"])
    listed = [li.text for li in page.select("main ul.sitewide li")]
    rows = read_csv(files[f"{lang}/search.index.csv"])
    assert rows[0] == ["letter", "thing", "thing_iri"]
    assert [row[1] for row in rows[1:]] == listed
    assert [key for key, _ in groupby(row[0] for row in rows[1:])] == [h3.text for h3 in page.select("main h3")]
    cited = 0
    for path in [path for path in files if path.startswith(f"{lang}/source/") and path.endswith(".html")]:
        page = parse(files[path])
        lines = {
            dt.text.split()[-1]: dd.text
            for dt, dd in zip(page.select(".cited dt"), page.select(".cited dd"), strict=True)
        }
        if lines:
            rows = read_csv(files[f"{path.removesuffix('.html')}.cited.csv"])
            assert {line: names.replace(" | ", ", ") for line, names, _ in rows[1:]} == lines
            assert page.select_one('.take a[href$=".cited.csv"]')
            cited += len(lines)
    assert cited > 5
