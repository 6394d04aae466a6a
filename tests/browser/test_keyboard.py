"""Tab leads through every kind of page: to everything, in the order of the page, visibly, and to the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.conftest import INSPECTION, Published
from tests.browser.kinds import ROOT, rotate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def _walk(page: Page, path: str) -> list[str]:
    """Press Tab once for each thing that takes the focus; say what was wrong on the way."""
    page.evaluate(INSPECTION.read_text(encoding="utf-8"))
    stops = page.evaluate("inspection.watchFocus()")
    for _ in range(stops):
        page.keyboard.press("Tab")
    found = page.evaluate("focusWatch")
    wrong = [f"{path}: {each}" for each in found["wrong"]]
    if found["reached"] != list(range(stops)):
        wrong.append(f"{path}: {stops} stops, reached {found['reached']}")
    return wrong


def test_tab_reaches_everything_in_order_and_shows_where_it_is(published: Published, browser: Browser) -> None:
    wrong: list[str] = []
    with browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        page = context.new_page()
        for path in rotate():
            page.goto(published.url + path)
            wrong += _walk(page, path)
    assert wrong == []


def test_the_first_stop_leads_past_the_navigation(published: Published, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        for path in rotate():
            if path in ROOT:
                continue
            page.goto(published.url + path)
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0"), path
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('main, footer') !== null"), path
