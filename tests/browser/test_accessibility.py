"""Every kind of page as axe sees it: WCAG 2.2 A and AA and good practice, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Published
from tests.browser.kinds import rotate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
#: Folds are opened, so that what they hide is looked at too. Of long tables and lists the first rows stand for all.
RUN = """async (only) => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    for (const row of document.querySelectorAll("tbody tr:nth-child(n+9), .sitewide li:nth-child(n+9)")) row.remove();
    const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    return found.violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 4).map(
        (node) => node.html.slice(0, 160) + " " + node.any.map((check) => check.message).join("; ")).join(" | ")}`);
}"""
EVERYTHING = {"type": "tag", "values": list(TAGS)}
COLOURS = {"type": "rule", "values": ["color-contrast"]}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        yield context.new_page()


def test_a_page_has_no_violation_in_light_and_dark(published: Published, page: Page) -> None:
    found = []
    for path in rotate():
        page.emulate_media(color_scheme="light")
        page.goto(published.url + path)
        page.evaluate(AXE)
        found += [f"{path}: {each}" for each in page.evaluate(RUN, EVERYTHING)]
        page.emulate_media(color_scheme="dark")
        found += [f"{path}, dark: {each}" for each in page.evaluate(RUN, COLOURS)]
    assert found == []


def test_nor_has_it_on_a_telephone(published: Published, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    found = []
    for path in rotate(1):
        page.goto(published.url + path)
        page.evaluate(AXE)
        found += [f"{path}: {each}" for each in page.evaluate(RUN, EVERYTHING)]
    assert found == []
