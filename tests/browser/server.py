"""A static web server as publications meet it: files below a path prefix, and the page for wrong addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

#: Below what the publication stands: nothing in it may think that it is the root of its host.
PREFIX = "/some/prefix/"


class _Handler(SimpleHTTPRequestHandler):
    """Serve what is below the prefix; anything else is a wrong address."""

    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        """Return the file of an address; one that cannot be there for an address outside the prefix."""
        local = urlsplit(path).path
        if not local.startswith(PREFIX):
            return str(Path(self.directory) / "outside" / "the-prefix")
        return super().translate_path(local.removeprefix(PREFIX.rstrip("/")))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a wrong address with the site's own page, as static hosts do."""
        if code != 404:
            super().send_error(code, message, explain)
            return
        content = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Keep still."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder from a free port of 127.0.0.1 while the block runs; give the address of its pages.

    The folder need not be there yet: a publication wants to know its address before it is made.
    """
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
        finally:
            server.shutdown()
            thread.join()
