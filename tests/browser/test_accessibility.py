"""Every kind of page as axe sees it: WCAG 2.2 A and AA and good practice, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from kotograph.config import LANGUAGES
from tests.browser.conftest import Published
from tests.browser.kinds import iter_paths, rotate

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
#: Folds are opened, so that what they hide is looked at too.
RUN = """async (only) => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    return found.violations.map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 4).map(
        (node) => node.html.slice(0, 160) + " " + node.any.map((check) => check.message).join("; ")).join(" | ")}`);
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce") as context:
        yield context.new_page()


def _check(page: Page, path: str, *, colours_only: bool = False) -> list[str]:
    only = {"type": "rule", "values": ["color-contrast"]} if colours_only else {"type": "tag", "values": list(TAGS)}
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    return [f"{path}: {each}" for each in page.evaluate(RUN, only)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_has_no_violation(lang: str, published: Published, page: Page) -> None:
    found = []
    for path in iter_paths((lang,)):
        page.goto(published.url + path)
        found += _check(page, path)
    assert found == []


def test_nor_has_it_in_the_dark_or_on_a_telephone(published: Published, page: Page) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = []
    for path in rotate():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(published.url + path)
        found += _check(page, path, colours_only=True)
        page.set_viewport_size({"width": 360, "height": 740})
        found += _check(page, path)
    assert found == []
