"""Previews of the Reconciliation service as clients show them: in a frame of the manifest's size, on another's page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

from kotograph.config import LANGUAGES
from tests.browser.server import serve
from tests.server.conftest import run_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

THINGS = (
    "id/project/rio-2",
    "id/organisation/maahanmuuttovirasto",
    "id/place/tampere",
    "vocab/theme/health-and-wellbeing",
)


@pytest.fixture(scope="module")
def address(bundled_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the bundled data."""
    with run_server(tmp_path_factory.mktemp("live"), "-s", str(bundled_build)) as running:
        yield running.url


def make_frame(manifest: dict[str, Any], url: str) -> str:
    told = manifest["preview"]
    return f'<iframe title="preview" src="{url}" width="{told["width"]}" height="{told["height"]}"></iframe>'


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_preview_shows_in_a_frame_and_other_pages_do_not(
    browser: Browser, address: str, tmp_path: Path, lang: str
) -> None:
    manifest = httpx.get(f"{address}reconcile/{lang}").json()
    urls = [
        manifest["preview"]["url"].replace("{{id}}", quote(f"https://w3id.org/kotograph/{thing}", safe=""))
        for thing in THINGS
    ]
    frames = "".join(make_frame(manifest, url) for url in (*urls, f"{address}{lang}/project/rio-2.html"))
    page_text = f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Client</title><body>{frames}"
    (tmp_path / "client.html").write_text(page_text, encoding="utf-8")
    page = browser.new_page()
    try:
        with serve(tmp_path) as elsewhere:
            # As a page of another server, or of a program on somebody's disk.
            client = f"{elsewhere}client.html" if lang != "sv" else (tmp_path / "client.html").as_uri()
            page.goto(client, wait_until="networkidle")
            shown = {frame.url: frame for frame in page.frames[1:]}
            assert set(urls) <= set(shown)
            for url in urls:
                heading = shown[url].locator("h1")
                assert (
                    heading.inner_text().strip() and heading.evaluate("e => getComputedStyle(e).fontSize") == "17.6px"
                )
                # It needs no scrolling sideways.
                assert shown[url].evaluate("document.documentElement.scrollWidth <= innerWidth")
            others = [frame for url, frame in shown.items() if url not in urls]
            assert len(others) == 1 and others[0].locator("main").count() == 0
    finally:
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_preview_can_be_read_by_everyone(browser: Browser, address: str, scheme: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped,unused-ignore]

    page = browser.new_page(color_scheme=scheme, viewport={"width": 430, "height": 240})
    try:
        for thing in THINGS:
            page.goto(f"{address}reconcile/sv/preview?id={quote(f'https://w3id.org/kotograph/{thing}', safe='')}")
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
    finally:
        page.close()
