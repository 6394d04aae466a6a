"""Every kind of page, in three languages, on a telephone and on a desktop."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import pytest

from kotograph.config import LANGUAGES
from kotograph.site.pages import ROUTES
from tests.browser.conftest import Log, Published, inspect
from tests.browser.kinds import KINDS, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

SCREENS = {"telephone": (360, 740), "desktop": (1280, 900)}
#: What a reader sees who enlarges a desktop four times: WCAG 2.2, 1.4.10.
NARROWEST = 320


@pytest.fixture
def log(published: Published) -> Iterator[Log]:
    found = Log(published.url)
    yield found
    assert found.requests
    assert found.wrong == []


def _open(browser: Browser, screen: str, log: Log) -> BrowserContext:
    width, height = SCREENS[screen]
    context = browser.new_context(viewport={"width": width, "height": height})
    log.watch(context)
    return context


def test_the_list_of_kinds_has_every_route_that_has_a_page(published: Published) -> None:
    for route in ROUTES:
        pattern = route.pattern.replace("{key}", "*")
        is_opened = any(fnmatch(f"{kind}.html", pattern) for kind in KINDS)
        assert is_opened or not list((published.folder / "fi").glob(pattern)), route.pattern


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_fits_and_asks_for_nothing_elsewhere(
    lang: str, screen: str, published: Published, browser: Browser, log: Log
) -> None:
    wrong: list[str] = []
    with _open(browser, screen, log) as context:
        page = context.new_page()
        for path in (*ROOT, *(f"{lang}/{kind}.html" for kind in KINDS)):
            page.set_viewport_size({"width": SCREENS[screen][0], "height": SCREENS[screen][1]})
            page.goto(published.url + path)
            wrong += [f"{path}: {each}" for each in inspect(page)]
            if screen == "telephone":
                page.set_viewport_size({"width": NARROWEST, "height": SCREENS[screen][1]})
                wrong += [f"{path}: {each}" for each in page.evaluate("inspection.findWide()")]
    assert wrong == []


def test_a_wrong_address_at_any_depth_shows_the_way(published: Published, browser: Browser) -> None:
    for path in ("nothing", "fi/project/nothing.html", "sv/a/b/c/nothing.html"):
        page = browser.new_page()
        answer = page.goto(published.url + path)
        assert answer and answer.status == 404
        assert page.evaluate("getComputedStyle(document.querySelector('.cards')).listStyleType") == "none"
        page.locator("a[hreflang=sv]").first.click()
        assert page.url == f"{published.url}sv/search.html"
        page.close()
