"""What readers do: search, follow a figure to its line, enlarge, print, read without scripts or from a folder."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kotograph.config import LANGUAGES
from tests.browser.conftest import INSPECTION, Log, Published

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENLARGED = ("index", "projects", "project/rio-2", "project/kotona-suomessa", "funding", "source/eusa-so2-under-way-fi")
PRINTED = (*ENLARGED, "organisation/terveyden-ja-hyvinvoinnin-laitos", "compare", "quality", "question/projects")
#: The width of A4 between the browser's margins, in pixels of a ninety-sixth of an inch.
PAPER = 718


@pytest.fixture
def page(published: Published, browser: Browser) -> Iterator[Page]:
    log = Log(published.url)
    with browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        log.watch(context)
        yield context.new_page()
    assert log.wrong == []


@pytest.fixture
def plain(published: Published, browser: Browser) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


def _inspect(page: Page, name: str) -> list[str]:
    page.evaluate(INSPECTION.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(f"inspection.{name}()")
    return found


# --- search and lines --------------------------------------------------------------------------------------------


def test_an_inflected_word_leads_to_a_project_by_keyboard_alone(page: Page, published: Published) -> None:
    page.goto(f"{published.url}fi/index.html")
    page.locator("#home-search").focus()
    page.keyboard.type("turvapaikanhakijoille")
    page.keyboard.press("Enter")
    page.locator("#search-results li").first.wait_for()
    assert page.url == f"{published.url}fi/search.html?q=turvapaikanhakijoille"
    page.locator("#page-search").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.closest('#search-results') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/fi/[a-z-]+/[^/]+\.html"))
    assert name.casefold() in page.locator("h1, tr:target, dt:target").first.inner_text().casefold()


@pytest.mark.parametrize(("lang", "word"), [("sv", "asylsökande"), ("en", "asylum seekers")])
def test_search_answers_in_the_other_languages(lang: str, word: str, page: Page, published: Published) -> None:
    page.goto(f"{published.url}{lang}/search.html")
    page.locator("#page-search").fill(word)
    page.locator("#search-results li").first.wait_for()
    assert page.locator("#search-results a").count() >= 3


def test_a_figure_leads_to_its_row_and_its_row_to_the_line(page: Page, published: Published) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{published.url}sv/project/rio-2.html")
    page.locator(".flow .why[href='#amount']").click()
    assert page.locator("tr:target").count() == 1
    assert page.evaluate("document.querySelector(':target').getBoundingClientRect().top < innerHeight")
    page.locator("tr:target .source-line[href$='#L107']").first.click()
    assert page.url.endswith("sv/source/eusa-so2-under-way-fi.html#L107")
    line = page.locator("#L107")
    assert "112 623" in line.inner_text().replace("\xa0", " ")
    box = line.bounding_box()
    assert box and 0 <= box["y"] < 740


def test_a_link_into_a_fold_opens_it(page: Page, published: Published) -> None:
    page.goto(f"{published.url}fi/index.html#table-by-objective")
    page.locator("#table-by-objective table").wait_for(state="visible")


# --- enlarged and printed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_of_twice_the_size_is_neither_cut_nor_beside_the_page(lang: str, page: Page, published: Published) -> None:
    wrong = []
    for kind in ENLARGED:
        page.goto(f"{published.url}{lang}/{kind}.html")
        page.add_style_tag(content="html { font-size: 200% !important; }")
        for name in ("findWide", "findSpilt", "findOverlaps", "findCut"):
            wrong += [f"{kind}: {each}" for each in _inspect(page, name)]
    assert wrong == []


def test_a_page_prints_on_paper_as_wide_as_it_is(page: Page, published: Published) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 1000})
    wrong = []
    for kind in PRINTED:
        page.goto(f"{published.url}fi/{kind}.html")
        wrong += [f"{kind}: {each}" for each in (*_inspect(page, "findWide"), *_inspect(page, "findSpilt"))]
        assert page.locator("nav.main").is_hidden()
    assert wrong == []
    assert page.locator("#table-answer table").is_visible()
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 2


# --- without scripts, without a server ---------------------------------------------------------------------------


def test_without_scripts_facets_lead_on_and_tables_are_had_as_csv(plain: Page, published: Published) -> None:
    plain.goto(f"{published.url}sv/projects.html")
    plain.locator("nav.facets summary", has_text="Tema").click()
    plain.locator("nav.facets a[href$='theme/employment.html']").first.click()
    assert plain.url == f"{published.url}sv/projects/theme/employment.html"
    shown = plain.locator("#table-projects tbody tr").count()
    with plain.expect_download() as started:
        plain.locator("#table-projects .take a").first.click()
    rows = list(csv.reader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8"), newline="")))
    assert len(rows) - 1 == shown > 0
    plain.locator("#table-projects tbody a").first.click()
    assert plain.locator("h1").is_visible() and plain.locator("#table-figures tbody tr").count() > 3


def test_without_scripts_the_search_page_has_everything_by_letter(plain: Page, published: Published) -> None:
    plain.goto(f"{published.url}fi/index.html")
    plain.locator("#home-search").fill("rio")
    plain.locator("#home-search").press("Enter")
    assert plain.url == f"{published.url}fi/search.html?q=rio"
    links = plain.locator(".sitewide a")
    assert links.count() > 130
    plain.locator(".sitewide a", has_text="RIO-hanke").click()
    assert plain.locator("h1").inner_text() == "RIO-hanke"


def test_the_folder_opens_without_a_server(published: Published, browser: Browser) -> None:
    start = (published.folder / "fi" / "index.html").as_uri()
    log = Log(published.folder.parent.as_uri())
    with browser.new_context() as context:
        log.watch(context)
        page = context.new_page()
        page.goto(start)
        assert page.evaluate("getComputedStyle(document.querySelector('.cards')).listStyleType") == "none"
        page.locator("nav.main a").first.click()
        page.locator("#table-projects tbody a", has_text="RIO-hanke").first.click()
        assert page.locator("h1").inner_text() == "RIO-hanke"
        page.locator("nav.languages a[lang=sv]").click()
        page.locator("#site-search").fill("kotoutumista")
        page.locator("#site-search").press("Enter")
        page.locator("#search-results li a").first.click()
        assert page.locator("h1").is_visible()
    assert log.requests and log.wrong == []
