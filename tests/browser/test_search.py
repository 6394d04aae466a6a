"""Search in a real browser: the same answers as the Python reference, and a page that works with a keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kotograph.site
from kotograph.config import LANGUAGES
from kotograph.site.search import Document, Searcher, build_index, find_lemmatiser, write_script
from kotograph.site.search_documents import iter_documents
from kotograph.store import EmbeddedStore
from tests.site.search.labelled import HELD_OUT, TUNED, read_queries

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

SCRIPT = Path(kotograph.site.__file__).parent / "assets" / "search.js"
MOST_MILLISECONDS = 50
ODD = [
    *(
        "",
        "   ",
        "<script>",
        "İstanbul",
        "ΣΊΣΥΦΟΣ",
        "a" * 300,
        "2.3",
        "2014–2020",
        "rio2 finmonik2 s2",
        "ünïcode Čapek",
    ),
    *(
        "日本語 テスト",
        "عربى",
        "THL:n EU:s children’s",
        "kotoutumista " * 30,
        "ﬁnmonik",
        "x²",
        "ಠ_ಠ",
        "constructor __proto__",
    ),
]
HOSTILE = Document("theme/x", "theme", "javascript:alert(1)", "<img src=x onerror=alert(1)>", ((4.0, "pahanteko"),))
PAGE = """<!doctype html><html lang="fi"><meta charset="utf-8"><title>Haku</title><main>
<form role="search" action="search.html"><label>Haku <input type="search" name="q"></label><button>Hae</button></form>
<div id="search-results" data-index="../assets/search-index-fi.js" data-none="Ei tuloksia" data-count="{n} tulosta"
 data-failed="Haku ei lataudu" data-kind-project="Hanke" data-kind-target-group="Kohderyhmä"></div></main>
<script src="../assets/search.js"></script></html>"""


@pytest.fixture(scope="module")
def indexes(bundled_build: Path) -> Mapping[str, dict[str, object]]:
    """An index of the bundled data for each language, the Finnish one also with an analyser if there is one."""
    store = EmbeddedStore(bundled_build)
    found = {language: build_index(iter_documents(store, language), language) for language in LANGUAGES}
    analysed = build_index(iter_documents(store, "fi"), "fi", find_lemmatiser())
    return {**found, "fi, analyser at hand": analysed}


@pytest.fixture
def site(tmp_path: Path, indexes: Mapping[str, dict[str, object]], bundled_build: Path) -> Path:
    """A folder with a search page, its script and its index."""
    documents = [*iter_documents(EmbeddedStore(bundled_build), "fi"), HOSTILE]
    (tmp_path / "fi").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "fi" / "search.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "assets" / "search.js").write_bytes(SCRIPT.read_bytes())
    script = write_script(build_index(documents, "fi"))
    (tmp_path / "assets" / "search-index-fi.js").write_text(script, encoding="utf-8")
    return tmp_path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own that keeps what went wrong on it."""
    opened = browser.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))

    def note_dialog(dialog: Dialog) -> None:
        wrong.append(dialog.message)
        dialog.dismiss()

    opened.on("dialog", note_dialog)
    yield opened
    opened.close()
    assert wrong == []


def test_the_browser_finds_the_same_in_the_same_order(page: Page, indexes: Mapping[str, dict[str, object]]) -> None:
    queries = [each.query for name in (TUNED, *HELD_OUT) for each in read_queries(name)] + ODD
    assert len(queries) > 150
    page.add_script_tag(path=SCRIPT)
    ask = """([index, queries]) => {
        const searcher = kotographSearch.makeSearcher(index);
        const show = (hit) => [hit.id, hit.kind, hit.url, hit.title, hit.score];
        return queries.map((query) => searcher.find(query, 20).map(show));
    }"""
    for name, index in indexes.items():
        searcher = Searcher(index)
        found = page.evaluate(ask, [index, queries])
        for query, hits in zip(queries, found, strict=True):
            expected = [[hit.id, hit.kind, hit.url, hit.title, hit.score] for hit in searcher.find(query)]
            assert hits == expected, (name, query)


def test_a_query_takes_milliseconds(page: Page, indexes: Mapping[str, dict[str, object]]) -> None:
    queries = [each.query for each in read_queries(TUNED)]
    page.add_script_tag(path=SCRIPT)
    took = page.evaluate(
        """([index, queries]) => {
            const searcher = kotographSearch.makeSearcher(index);
            const times = queries.map((query) => {
                const started = performance.now();
                searcher.find(query);
                return performance.now() - started;
            });
            return times.sort((one, other) => one - other)[Math.floor(times.length / 2)];
        }""",
        [indexes["fi"], queries],
    )
    assert took < MOST_MILLISECONDS


def test_a_query_in_the_address_is_answered_from_a_file(page: Page, site: Path) -> None:
    page.goto(f"{(site / 'fi' / 'search.html').as_uri()}?q=naisille")
    first = page.locator("#search-results li").first
    first.wait_for()
    assert page.locator("input[name=q]").input_value() == "naisille"
    links = page.locator("#search-results li a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert "vocabulary/target-group.html#migrant-women" in links and "project/kotoa-kotiin.html" in links
    assert page.locator("#search-results .kind", has_text="Kohderyhmä").count() >= 1
    status = page.locator("#search-results [aria-live=polite]")
    assert status.inner_text() == f"{page.locator('#search-results li').count()} tulosta"


def test_typing_answers_at_once_and_the_address_follows(page: Page, site: Path) -> None:
    page.goto((site / "fi" / "search.html").as_uri())
    before = page.evaluate("history.length")
    page.keyboard.press("Tab")
    page.keyboard.type("finmonik")
    page.locator("#search-results li").first.wait_for()
    assert page.locator("#search-results a").first.inner_text().startswith("FinMonik")
    assert page.evaluate("new URLSearchParams(location.search).get('q')") == "finmonik"
    assert page.evaluate("history.length") == before
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "project/finmonik.html"


def test_enter_stays_on_the_page_and_nothing_found_is_said(page: Page, site: Path) -> None:
    page.goto((site / "fi" / "search.html").as_uri())
    page.fill("input[name=q]", "qqqqqxxxxx")
    page.press("input[name=q]", "Enter")
    page.locator("#search-results [aria-live]", has_text="Ei tuloksia").wait_for()
    assert page.locator("#search-results ol").is_hidden()
    page.fill("input[name=q]", "")
    page.press("input[name=q]", "Enter")
    page.wait_for_function("document.querySelector('#search-results [aria-live]').textContent === ''")
    assert page.evaluate("location.search") == ""


def test_hostile_names_are_text(page: Page, site: Path) -> None:
    page.goto(f"{(site / 'fi' / 'search.html').as_uri()}?q=pahanteko")
    page.locator("#search-results li").first.wait_for()
    assert HOSTILE.title in page.locator("#search-results li").first.inner_text()
    assert page.locator("#search-results img").count() == 0
    assert page.locator("#search-results li").first.locator("a").count() == 0


def test_a_missing_index_is_told(page: Page, site: Path) -> None:
    (site / "assets" / "search-index-fi.js").unlink()
    page.goto(f"{(site / 'fi' / 'search.html').as_uri()}?q=rio")
    page.locator("#search-results [aria-live]", has_text="Haku ei lataudu").wait_for()
