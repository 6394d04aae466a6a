"""Take the pictures of the README from a publication, with Chromium: ``python -m docs.take_pictures FOLDER``."""

from __future__ import annotations

import shutil
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parent / "pictures"
_PAGES = {
    "home": "en/index.html",
    "project": "en/project/rio-2.html",
    "funding": "en/funding.html",
    "compare": "en/compare.html",
}
_WIDTH, _HEIGHT = 1100, 900


def take(folder: Path) -> None:
    """Serve a publication on this machine and take one picture a page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("Chromium is missing; install it with: make browser")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT})
        for name, path in _PAGES.items():
            page.goto(f"http://127.0.0.1:{server.server_port}/{path}")
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    take(Path(sys.argv[1]))
