"""The query page as HTML, and over HTTP without any script: the form, the answers, the files, what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from kotograph.config import LANGUAGES
from kotograph.server.editor import EDITOR_CSP, Asked, make_query_page
from kotograph.server.editor import route as route_module
from kotograph.server.editor.examples import list_examples
from kotograph.server.editor.page import MOST_ROWS, AnswerRows, read_outcome, shorten
from kotograph.server.problem import Problem
from kotograph.site.site import Site
from kotograph.site.texts import say
from kotograph.store import EmbeddedStore, Term
from kotograph.vocab import KOTO
from tests.server.editor.serving import make_app, serve

PROJECTS = f"SELECT ?p {{ ?p a <{KOTO}Project> }} ORDER BY ?p"

LITERALS = (("literal", "fi", ""), ("literal", "", "x:int"), ("literal", "", ""))


@pytest.fixture(scope="module")
def app(bundled_build: Path) -> Starlette:
    """The page in an application of its own."""
    return make_app(bundled_build)


@pytest.fixture(scope="module")
def client(app: Starlette) -> Iterator[httpx.Client]:
    """A client of a running server."""
    with serve(app) as address, httpx.Client(base_url=address) as opened:
        yield opened


@pytest.fixture(scope="module")
def site(app: Starlette) -> Site:
    """The site whose page it is."""
    found = app.state.service.site
    assert isinstance(found, Site)
    return found


def ask(client: httpx.Client, query: str, form: str = "table", lang: str = "en") -> httpx.Response:
    return client.get(f"/{lang}/query.html", params={"query": query, "format": form})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_form_stands_in_the_site_s_frame_in_each_language(site: Site, lang: str) -> None:
    html = make_query_page(site, Asked(lang))
    assert f'<html lang="{lang}">' in html
    assert (
        say("site.skip", lang) in html and say("editor.title", lang) in html and say("editor.no-editor", lang) in html
    )
    assert '<form class="query-form" id="query-form" action="query.html" method="get">' in html
    assert "<script" not in html.replace('<script src="../assets/site.js" defer></script>', "")
    for other in LANGUAGES:
        assert f'href="../{other}/query.html"' in html or other == lang


def test_with_the_editor_the_page_loads_it_and_nothing_of_other_hosts(site: Site) -> None:
    html = make_query_page(site, Asked("en", has_editor=True))
    loaded = re.findall(
        r'<(?:script|img|iframe)[^>]* src="([^"]+)"|<link rel="(?:stylesheet|icon)" href="([^"]+)"', html
    )
    assert {name or other for name, other in loaded} >= {"../assets/editor/yasgui.min.js", "../assets/editor/query.js"}
    assert all((name or other).startswith("../assets/") for name, other in loaded)
    data = json.loads(re.findall(r'id="query-data">(.*?)</script>', html)[0])
    assert data["endpoint"] == "../sparql" and data["prefixes"]["koto"] == KOTO
    assert f"{KOTO}Project" in data["classes"] and f"{KOTO}grant" in data["properties"]


def test_hostile_queries_are_text(site: Site) -> None:
    hostile = "</textarea><script>alert(1)</script>\"'&<!--"
    problem = Problem(400, "bad-sparql", hostile, hostile)
    html = make_query_page(site, Asked("en", hostile, outcome=problem, has_editor=True))
    assert "<script>alert" not in html and "<!--" not in html
    term = Term("uri", "javascript:alert(1)")
    rows = AnswerRows(["x"], [(term,), (Term("literal", hostile),)], 2)
    shown = make_query_page(site, Asked("en", "SELECT", outcome=rows))
    assert 'href="javascript' not in shown and "<script>alert" not in shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_example_gives_rows(site: Site, bundled_build: Path, lang: str) -> None:
    store = EmbeddedStore(bundled_build)
    examples = list_examples(site, lang)
    assert 4 <= len(examples) <= 8
    for example in examples:
        assert "#+" not in example.text and "?_" not in example.text
        assert len(list(store.query(example.text).rows)) > 1, example.name


def test_an_example_link_is_answered_on_the_page(client: httpx.Client) -> None:
    page = client.get("/fi/query.html")
    assert page.headers["content-security-policy"] == EDITOR_CSP
    links = re.findall(r'href="(query\.html\?query=[^"]+)"', page.text)
    answered = client.get(f"/fi/{links[0].replace('&amp;', '&')}")
    assert answered.status_code == 200
    assert answered.text.count("<tr>") > 30
    assert 'name="robots" content="noindex"' in answered.text


def test_rows_lead_to_their_pages_and_languages_are_marked(client: httpx.Client) -> None:
    query = f'SELECT ?p ?t {{ ?p a <{KOTO}Project> ; <http://purl.org/dc/terms/title> ?t FILTER(LANG(?t) = "sv") }}'
    text = ask(client, query).text
    assert re.search(r'<a href="project/[^"]+\.html" title="https://w3id\.org/kotograph/id/project/', text)
    assert '<span lang="sv">' in text


def test_the_text_that_was_asked_is_kept_line_by_line(client: httpx.Client) -> None:
    text = ask(client, "SELECT *\r\n{ ?s ?p ?o }\r\nLIMIT 1").text
    assert "<textarea" in text and "\nSELECT *\n{ ?s ?p ?o }\nLIMIT 1</textarea>" in text


def test_yes_and_no_and_a_graph(client: httpx.Client) -> None:
    assert "Yes (true)" in ask(client, "ASK { ?s ?p ?o }").text
    assert "Nej (false)" in ask(client, "ASK { <x:y> ?p ?o }", lang="sv").text
    graph = ask(client, f"CONSTRUCT {{ ?s a ?o }} {{ ?s a ?o FILTER(?o = <{KOTO}Grant>) }}").text
    assert "koto:Grant" in graph and "format=ttl" in graph and "format=csv" not in graph


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
    ],
)
def test_an_answer_is_had_as_a_file(client: httpx.Client, app: Starlette, form: str, media_type: str) -> None:
    found = ask(client, PROJECTS, form)
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(media_type)
    assert found.headers["content-disposition"] == f'attachment; filename="kotograph.{form}"'
    method, accept = app.state.endpoint.asked[-1]
    assert method == "GET" and accept.startswith(media_type)
    if form == "csv":
        assert len(list(csv.reader(io.StringIO(found.text)))) > 40


def test_what_goes_wrong_is_told_on_the_page_with_its_status(client: httpx.Client) -> None:
    for form in ("table", "csv"):
        found = ask(client, "SELECT * { ?s ?p }", form)
        assert found.status_code == 400
        assert found.headers["content-type"].startswith("text/html")
        assert 'role="alert"' in found.text and "bad-sparql" in found.text
        assert "SELECT * { ?s ?p }</textarea>" in found.text
    assert ask(client, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "csv").status_code == 406
    unknown = ask(client, PROJECTS, "pdf")
    assert unknown.status_code == 400 and "csv" in unknown.text


def test_a_cut_answer_says_so(client: httpx.Client) -> None:
    told = f'<p class="badge warn">{say("editor.cut", "en")}</p>'
    assert told in ask(client, f"{PROJECTS} # CUT").text
    assert told not in ask(client, PROJECTS).text


def test_more_rows_than_a_page_holds_are_counted(client: httpx.Client) -> None:
    text = ask(client, "SELECT * { ?s ?p ?o } LIMIT 1200").text
    assert f"{MOST_ROWS:,} rows of 1,200 are shown" in text
    assert text.count("<tr>") == MOST_ROWS + 1


def test_an_answer_too_large_for_a_page_can_be_downloaded(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route_module, "MOST_BYTES", 1000)
    text = ask(client, PROJECTS).text
    assert say("editor.large", "en") in text and "format=csv" in text


def test_addresses_that_are_not(client: httpx.Client) -> None:
    assert client.get("/de/query.html").status_code == 404
    for name in ("missing.js", "..%2Fpage.py", "vendored.toml"):
        assert client.get(f"/assets/editor/{name}").status_code == 404
    css = client.get("/assets/editor/query.css")
    assert css.status_code == 200 and css.headers["content-type"].startswith("text/css")
    assert client.head("/en/query.html").status_code == 200


def test_results_of_every_kind_of_term_are_read() -> None:
    cells = {
        "a": {"type": "uri", "value": "x:y"},
        "b": {"type": "bnode", "value": "b0"},
        "c": {"type": "literal", "value": "hanke", "xml:lang": "fi"},
        "d": {"type": "literal", "value": "1", "datatype": "x:int"},
        "e": {"type": "triple", "value": {"subject": {}}},
    }
    document = {"head": {"vars": [*cells, "f"]}, "results": {"bindings": [cells]}}
    found = read_outcome(json.dumps(document).encode(), False)
    assert isinstance(found, AnswerRows) and found.total == 1
    kinds = [term and (term.kind, term.lang, term.datatype) for term in found.rows[0]]
    named, blank, tagged, typed, triple = ("uri", "", ""), ("bnode", "", ""), *LITERALS
    assert kinds == [named, blank, tagged, typed, triple, None]


def test_names_are_shortened_only_where_they_can_be_read_back() -> None:
    assert shorten(f"{KOTO}line", "https://e.org/") == "koto:line"
    assert shorten(f"{KOTO}a/b", "https://e.org/") == f"{KOTO}a/b"
    assert shorten("https://e.org/id/project/x", "https://e.org/") == "project/x"
