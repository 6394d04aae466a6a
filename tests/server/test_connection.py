"""Connections: clients that keep one without use, with shorter times, and how answers are written."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Iterator

import pytest
from starlette.types import Receive, Scope, Send

from kotograph.server import connection, lifecycle
from tests.server.clients import connect, read_all

_HEAD = b"GET /en/index.html HTTP/1.1\r\nHost: live.example\r\n"


async def large(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with more than a socket holds, after the body of the request."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(64):
        await send({"type": "http.response.body", "body": b"x" * 262_144, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that waits for nobody."""
    for name, seconds in (("HEAD_SECONDS", 0.3), ("BODY_SECONDS", 0.3), ("WATCH_SECONDS", 0.3), ("IDLE_SECONDS", 1)):
        monkeypatch.setattr(connection, name, seconds)
    started = threading.Event()
    server = lifecycle.make_server(large, started.set)
    listener = lifecycle.open_socket("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    assert started.wait(10)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("sent", [b"", b"GET", _HEAD, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"])
def test_who_says_nothing_is_let_go(impatient: int, sent: bytes) -> None:
    with connect(impatient) as client:
        client.sendall(sent)
        started = time.monotonic()
        assert read_all(client) == b""
        assert time.monotonic() - started < 5


def test_who_takes_nothing_is_let_go(impatient: int) -> None:
    with connect(impatient, 4096) as client:
        client.sendall(_HEAD + b"\r\n")
        time.sleep(3)
        size = 0
        with contextlib.suppress(ConnectionResetError):
            while part := client.recv(1 << 20):
                size += len(part)
        assert size < 32 * 262_144, "the server has let go, and its memory too"


def test_who_takes_slowly_gets_all(impatient: int) -> None:
    with connect(impatient) as client:
        client.sendall(_HEAD + b"Connection: close\r\n\r\n")
        size = 0
        while part := client.recv(1 << 20):
            size += len(part)
            time.sleep(0.01)
        assert size > 64 * 262_144


class Written(asyncio.Transport):
    """A transport that remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:  # type: ignore[override]
        assert not self.is_closed
        self.sent.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed

    def get_write_buffer_size(self) -> int:
        return 5


def test_head_and_body_are_sent_as_one() -> None:
    large_body = b"x" * 100_000

    async def run() -> None:
        inner = Written()
        joined = connection.JoinedWrites(inner, asyncio.get_running_loop())
        joined.write(b"head ")
        joined.write(b"body")
        assert inner.sent == [] and joined.get_write_buffer_size() == 14
        await asyncio.sleep(0)
        assert inner.sent == [b"head body"] and joined.get_write_buffer_size() == 5
        joined.write(b"head ")
        joined.write(large_body)
        assert inner.sent[1:] == [b"head ", large_body] and inner.sent[2] is large_body, "what is large is not copied"
        joined.write(b"last")
        joined.close()
        assert inner.sent[3:] == [b"last"] and joined.is_closing()
        joined.write(b"too late")
        joined.write(large_body)
        await asyncio.sleep(0)
        assert len(inner.sent) == 4

    asyncio.run(run())


def test_who_waits_for_a_word_before_the_body_gets_it(impatient: int) -> None:
    with connect(impatient) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"body")
        assert client.recv(15) == b"HTTP/1.1 200 OK"


def test_what_is_no_http_is_told_so(impatient: int) -> None:
    for sent, status in ((b"NONSENSE\r\n\r\n", b"400"), (_HEAD + b"X: " + b"a" * 70_000, b"431")):
        with connect(impatient) as client:
            client.sendall(sent)
            answer = read_all(client)
        assert answer.startswith(b"HTTP/1.1 " + status)
        assert b"access-control-allow-origin: *" in answer and b"application/problem+json" in answer
