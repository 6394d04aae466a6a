"""The load that servers are timed under: every answer is waited for, counted, and looked at."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from typing import ClassVar

import pytest

from bench.load import read_requests, send_all
from bench.serving import RUNAWAYS, Load, read_cpu, read_memory
from kotograph.store.sparql import get_form


class Answering(BaseHTTPRequestHandler):
    """Answer in one piece, in chunks, or that there is nothing."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[tuple[str, str]]] = []

    def do_GET(self) -> None:
        """Answer by the path."""
        self.seen.append((self.path, self.headers["Accept"]))
        self.send_response(404 if self.path == "/none" else 200)
        if self.path == "/chunks":
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (b"5\r\nhello\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n", b"0\r\n\r\n"):
                self.wfile.write(part)
        else:
            self.send_header("Content-Length", "300000")
            self.end_headers()
            self.wfile.write(b"y" * 300_000)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Answering.seen.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_answer_is_read_whole_and_counted(port: int, tmp_path: Path) -> None:
    file = tmp_path / "requests.txt"
    file.write_text("/whole\ttext/html\n/chunks\t*/*\n/none\t\n", encoding="utf-8")
    told = send_all(port, cycle(read_requests(file, port)), connections=3, seconds=30, most=90)
    assert told["answers"] == 90
    assert told["statuses"] == {"200": 60, "404": 30}
    assert "/none" in str(told["examples"])
    assert sorted(set(Answering.seen)) == [("/chunks", "*/*"), ("/none", "*/*"), ("/whole", "text/html")]
    assert 0 < float(str(told["p50"])) <= float(str(told["p95"])) <= float(str(told["most"]))


def test_the_time_ends_it(port: int, tmp_path: Path) -> None:
    (tmp_path / "r").write_text("/whole\t*/*\n", encoding="utf-8")
    told = send_all(port, cycle(read_requests(tmp_path / "r", port)), connections=2, seconds=0.3, most=10**9)
    assert int(str(told["answers"])) >= 2
    assert float(str(told["seconds"])) < 10


def test_what_a_process_uses_is_read() -> None:
    own, whole = read_memory(os.getpid())
    assert own > 10**7 and whole > 10**7
    before = read_cpu(os.getpid())
    sum(range(5 * 10**6))
    assert read_cpu(os.getpid()) >= before > 0


def test_runaways_are_queries_that_anybody_may_send() -> None:
    assert [get_form(query) for query in RUNAWAYS] == ["SELECT"] * len(RUNAWAYS)
    assert Load(1, 1, 1, {}, {}).rate == 1
