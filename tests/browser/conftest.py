"""A real browser for the tests of this folder, and the publication of the bundled data on a server of this machine.

The browser is Debian's Chromium, driven by Playwright. No name but this machine's address leads anywhere for it.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kotograph.config import Settings
from tests.browser.server import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
INSPECTION = Path(__file__).with_name("inspect.js")
#: The end of a project, and what it was in the release before.
_END = ('"2022-01-30"^^', '"2022-02-28"^^')


@dataclass(frozen=True, slots=True)
class Published:
    """The publication: its folder, and the address that its pages are below."""

    folder: Path
    url: str


@dataclass
class Log:
    """What went wrong while pages were open: on the console, or with what they asked for."""

    url: str
    wrong: list[str] = field(default_factory=list)
    requests: int = 0

    def watch(self, context: BrowserContext) -> None:
        """Take down from now on what the pages of a context do."""
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("request", self._note_request)
        context.on("requestfailed", self._note_failure)
        context.on("response", self._note_response)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text} ({message.page.url if message.page else ''})")

    def _note_request(self, request: Request) -> None:
        self.requests += 1
        if not request.url.startswith((self.url, "data:")):
            self.wrong.append(f"asked elsewhere: {request.url}")

    def _note_failure(self, request: Request) -> None:
        # The browser itself gives up what a page it leaves was still loading, such as its icon.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"failed: {request.url} ({request.failure})")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window, once for all tests."""
    chromium = shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        pytest.fail("Chromium or Playwright is missing; install them with: make browser", pytrace=False)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def published(bundled_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The publication of the bundled data, after an earlier release in which one project ended on another day."""
    from kotograph.publication import publish

    folder = tmp_path_factory.mktemp("publication") / "www"
    _lay_earlier(folder, bundled_build)
    with serve(folder) as url:
        assert publish(bundled_build, folder, Settings(site_url=url)).is_new
        yield Published(folder, url)


def _lay_earlier(folder: Path, build: Path) -> None:
    """Lay what a publication goes on from: the ledger of its one release, and that release's dataset."""
    from kotograph.changes import next_release, write_releases
    from kotograph.publication.edition import DATASET
    from kotograph.site.writer import Manifest, write_manifest

    earlier = folder.with_name("earlier")
    dataset = earlier / "downloads" / "kotograph.nq"
    dataset.parent.mkdir(parents=True)
    text = (build / "kotograph.nq").read_text(encoding="utf-8")
    assert _END[0] in text
    dataset.write_text("".join(sorted(text.replace(*_END).splitlines(keepends=True))), encoding="utf-8")
    release = next_release([], dataset, "2022-01-01")
    assert release
    write_releases(earlier, [release])
    write_manifest(earlier, Manifest("", 0, {}))
    place = earlier / "releases" / release.version
    place.mkdir()
    (place / DATASET).write_bytes(gzip.compress(dataset.read_bytes(), mtime=0))
    folder.symlink_to(earlier.name)


def inspect(page: Page) -> list[str]:
    """Say what is wrong with how a page lies on the screen."""
    found: list[str] = page.evaluate(f"{{ {INSPECTION.read_text(encoding='utf-8')} }} inspection.findAll()")
    return found
