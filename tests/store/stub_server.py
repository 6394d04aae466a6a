"""An HTTP server that answers each request with what a test wants."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class Reply:
    """What the server answers, and what it was asked."""

    status: int = 200
    media_type: str = "application/sparql-results+json"
    body: bytes = b'{"head": {"vars": ["g"]}, "results": {"bindings": []}}'
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    announced: int | None = None
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    sent: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def serve(reply: Reply) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            reply.asked.append(parse_qs(form))
            reply.sent.append(dict(self.headers.items()))
            time.sleep(reply.delay)
            try:
                self._answer()
            except BrokenPipeError:
                return

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.media_type)
            length = len(reply.body) if reply.announced is None else reply.announced
            self.send_header("Content-Length", str(length))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
