"""The query page in a real browser: an example is run and left by keyboard, nothing leaves this host, axe is content.

Each test goes through the plain form too, which is all there is where the build could not fetch the editor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest

from kotograph.config import LANGUAGES
from kotograph.server.editor import find_editor, route
from kotograph.server.editor.page import EDITOR_CSP
from kotograph.site.texts import say
from tests.server.editor.serving import make_app, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

#: What pages are tested: the form always, the editor wherever the build has it.
OFFERED = ("editor", "form") if find_editor() else ("form",)
SLOW = "SELECT * { ?s ?p ?o } # SLOWLY"
WRONG = "SELECT * { ?s ?p }"
MANY = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 130"


@pytest.fixture(scope="module", params=OFFERED)
def address(bundled_build: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server with the page, with its editor and without."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "form":
            patch.setattr(route, "find_editor", lambda: None)
        with serve(make_app(bundled_build)) as found:
            yield found


def has_editor(page: Page) -> bool:
    return page.locator(".yasqe").count() > 0


def find_field(page: Page) -> Locator:
    return page.locator(".yasqe textarea" if has_editor(page) else "#query-text")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may ask nothing of other hosts, and on which nothing may go wrong unless the test expects it."""
    opened = browser.new_page()
    yield from watch(opened)


def watch(opened: Page) -> Iterator[Page]:
    wrong: list[str] = []

    def note_message(message: ConsoleMessage) -> None:
        # The browser tells a refused query as an error of the page.
        is_refusal = "/sparql" in message.location.get("url", "") or "query.html" in message.location.get("url", "")
        if message.type in ("error", "warning") and not (is_refusal and "status of 400" in message.text):
            wrong.append(message.text)

    def note_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            wrong.append(f"asked {request.url}")

    opened.on("console", note_message)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", note_request)
    yield opened
    opened.close()
    assert wrong == []


def check_axe(page: Page) -> None:
    """Hold the page against axe, in whatever state it is."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped,unused-ignore]

    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"][:2]]) for each in found] == []


def write(page: Page, query: str) -> None:
    """Put a query where a reader would write it."""
    if has_editor(page):
        find_field(page).focus()
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(query)
        # What is pasted reaches the form a moment later.
        page.wait_for_function("query => document.querySelector('#query-text').value === query", arg=query)
    else:
        page.fill("#query-text", query)


def read_rows(page: Page) -> int:
    """Wait for a table, and return how many rows of it are shown."""
    table = page.locator(".yasr table" if has_editor(page) else "#query-answer table")
    table.wait_for()
    return table.locator("tbody tr").count()


def choose_example(page: Page, number: int) -> None:
    if has_editor(page):
        page.locator("[role=tab]").nth(number).click()
        page.click("#query-run")
    else:
        page.locator("#query-examples a").nth(number - 1).click()


def test_the_page_offers_what_there_is(page: Page, address: str, request: pytest.FixtureRequest) -> None:
    answer = page.goto(f"{address}/en/query.html")
    assert answer and answer.headers["content-security-policy"] == EDITOR_CSP
    is_editor = request.node.callspec.params["address"] == "editor"
    assert page.locator(".CodeMirror").count() == is_editor
    assert page.locator("#query-text").is_visible() != is_editor
    assert page.locator("#query-examples").is_visible() != is_editor
    assert (page.locator("[role=tab]").count() > 4) == is_editor


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_example_is_run_and_its_table_seen(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}/{lang}/query.html")
    choose_example(page, 1)
    assert read_rows(page) > 30
    check_axe(page)
    assert "query=" in page.url
    page.reload()
    if has_editor(page):
        # The address has the query: what was run can be sent to somebody.
        assert "koto:Project" in page.locator(".CodeMirror-code").inner_text()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_tab_leaves_the_editor_forwards_and_backwards(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    field = find_field(page)
    field.focus()
    before = page.locator("#query-text").input_value()
    page.keyboard.press("Tab")
    after = page.evaluate("document.activeElement.outerHTML")
    assert "/sparql" in after if has_editor(page) else "query-format" in after
    page.keyboard.press("Shift+Tab")
    assert field.evaluate("field => field === document.activeElement")
    page.keyboard.press("Shift+Tab")
    if has_editor(page):
        assert page.evaluate("document.activeElement.textContent") == say("editor.plain", "en")
    assert not field.evaluate("field => field === document.activeElement")
    assert page.locator("#query-text").input_value() == before


def test_the_keyboard_alone_reaches_a_table(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    write(page, MANY)
    if has_editor(page):
        page.keyboard.press("Control+Enter")
    else:
        for _ in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert read_rows(page) == (50 if has_editor(page) else 130)


def test_the_field_is_labelled(page: Page, address: str) -> None:
    page.goto(f"{address}/sv/query.html")
    label = say("editor.editor" if has_editor(page) else "editor.label", "sv")
    field = page.get_by_role("textbox", name=label, exact=True)
    assert field.count() == 1
    if has_editor(page):
        described = field.get_attribute("aria-describedby")
        assert page.locator(f"#{described}").inner_text() == say("editor.keys", "sv")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_a_phone_is_wide_enough(
    browser: Browser, address: str, scheme: Literal["light", "dark"], width: int
) -> None:
    opened = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    for page in watch(opened):
        page.goto(f"{address}/fi/query.html")
        queries = (MANY, "ASK { ?s ?p ?o }", "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o } LIMIT 60", WRONG)
        for query in queries:
            check_axe(page)
            write(page, query)
            page.click("#query-run")
            shown = ".yasr_results > *" if has_editor(page) else "#query-answer section"
            page.locator(shown).first.wait_for()
            page.wait_for_function("!document.querySelector('#query-rich button[disabled]')")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        check_axe(page)


def test_what_is_wrong_is_told(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    write(page, WRONG)
    page.click("#query-run")
    told = page.locator(".disagreement")
    told.wait_for()
    assert "not SPARQL" in told.inner_text() and "bad-sparql" in told.inner_text()


def test_an_answer_is_downloaded(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    write(page, MANY)
    page.select_option("#query-format", "csv")
    with page.expect_download() as waiting:
        page.click("#query-run")
    assert waiting.value.suggested_filename == "kotograph.csv"
    assert len(Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()) >= 131


def test_without_javascript_the_form_and_the_examples_work(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    for page in watch(opened):
        page.goto(f"{address}/en/query.html")
        page.locator("#query-examples a").first.click()
        assert page.locator("#query-answer tbody tr").count() > 30
        page.fill("#query-text", "ASK { ?s ?p ?o }")
        page.click("#query-run")
        assert page.locator(".query-truth").inner_text() == say("editor.true", "en")
        page.locator("#query-answer a", has_text=say("editor.protocol", "en")).wait_for()
    context.close()


def test_rows_are_paged_sorted_and_filtered(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    write(page, MANY)
    page.click("#query-run")
    if not has_editor(page):
        assert read_rows(page) == 130
        return
    assert read_rows(page) == 50
    caption = page.locator("#result-caption")
    assert caption.inner_text() == "Rows 1–50 of 130"
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    assert caption.inner_text() == "Rows 101–130 of 130" and read_rows(page) == 30
    assert page.evaluate("document.activeElement.textContent") == "Previous"
    page.fill("#result-filter", "rdf-syntax-ns#type")
    matching = re.fullmatch(r"Rows 1–(\d+) of \1", caption.inner_text())
    assert matching and 0 < int(matching[1]) < 50
    heading = page.locator(".yasr th", has_text="p")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name=say("editor.response", "en")).click()
    page.locator(".yasr_results .CodeMirror").wait_for()
    check_axe(page)


def test_each_tab_keeps_its_text_and_its_answer(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    choose_example(page, 2)
    rows = read_rows(page)
    if not has_editor(page):
        assert rows > 10
        return
    page.locator("[role=tab]").nth(2).focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "query-tab-3"
    assert page.locator(".yasr table").is_hidden()
    page.keyboard.press("ArrowLeft")
    assert read_rows(page) == rows
    assert page.locator("[role=tabpanel]").get_attribute("aria-labelledby") == "query-tab-2"


def test_a_query_that_runs_long_is_stopped(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    write(page, SLOW)
    if not has_editor(page):
        assert page.locator("#query-run").is_enabled()
        return
    page.click("#query-run")
    status = page.locator(".query-status")
    assert status.inner_text() == say("editor.running", "en")
    page.get_by_role("button", name=say("editor.stop", "en")).click()
    assert status.inner_text() == say("editor.stopped", "en")
    write(page, MANY)
    page.click("#query-run")
    assert read_rows(page) == 50


def test_suggestions_are_ours_and_tab_leaves_them(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    write(page, "PREFIX koto: <https://w3id.org/kotograph/ontology#>\nSELECT * { ?s koto:gra")
    if not has_editor(page):
        assert "koto:gra" in page.locator("#query-text").input_value()
        return
    page.keyboard.press("Control+Space")
    hints = page.get_by_role("listbox", name=say("editor.suggestions", "en"))
    hints.wait_for()
    assert hints.inner_text().split() == ["koto:grant"]
    check_axe(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "../sparql"
    assert page.locator("#query-text").input_value().endswith("koto:gra")
    # A prefix of ours that is used is declared, by itself.
    write(page, "SELECT * { ?s skos")
    page.keyboard.type(":")
    page.wait_for_function(
        "document.querySelector('#query-text').value.startsWith('PREFIX skos: <http://www.w3.org/2004')"
    )


def test_the_plain_text_box_is_one_step_away(page: Page, address: str) -> None:
    page.goto(f"{address}/en/query.html")
    if has_editor(page):
        page.get_by_role("button", name=say("editor.plain", "en")).click()
        assert page.locator(".CodeMirror").is_hidden()
    page.fill("#query-text", "ASK { ?s ?p ?o }")
    check_axe(page)
    page.click("#query-run")
    page.locator(".query-truth").wait_for()
