"""One connection of a client: clients that are slow or say nothing are let go, and answers go out in one piece."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kotograph.server.headers import COMMON
from kotograph.server.problem import MEDIA_TYPE, Problem

#: Seconds that a client may take for the head of a request, for its body, and between two requests.
HEAD_SECONDS, BODY_SECONDS, IDLE_SECONDS = 10.0, 30.0, 5
#: A client that takes less of an answer than this in this time is let go.
LEAST_BYTES, WATCH_SECONDS = 4096, 20.0
MOST_HEAD_BYTES = 64 * 1024
MOST_CONNECTIONS = 4000
# A larger write is not held.
_LARGE_BYTES = 32 * 1024


class JoinedWrites(asyncio.Transport):
    """A transport that sends small writes of one turn of the loop as one: mostly the head and body of an answer.

    The loop's own transport makes a system call of each write, and the other side wakes up for each.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport, self._loop = transport, loop
        self._held: list[bytes] = []

    def write(self, data: bytes) -> None:  # type: ignore[override]
        """Send, at the latest in the next turn."""
        if len(data) > _LARGE_BYTES:
            # Not copied: many clients may be sent the same bytes. Who writes is to feel that buffers are full.
            self.flush()
            if not self._transport.is_closing():
                self._transport.write(data)
            return
        if not self._held:
            self._loop.call_soon(self.flush)
        self._held.append(data)

    def flush(self) -> None:
        """Send what is held."""
        held, self._held = self._held, []
        if held and not self._transport.is_closing():
            self._transport.write(b"".join(held))

    def close(self) -> None:
        """Send what is held, and end."""
        self.flush()
        self._transport.close()

    def abort(self) -> None:
        """End at once."""
        self._transport.abort()

    def is_closing(self) -> bool:
        """Tell whether it has ended."""
        return self._transport.is_closing()

    def get_write_buffer_size(self) -> int:
        """Return the bytes that are not sent yet."""
        return sum(map(len, self._held)) + self._transport.get_write_buffer_size()


class Connection(HttpToolsProtocol):
    """One connection, which ends when the client keeps it without use.

    A timer runs while a request is awaited or read; another looks whether the client takes what it asked for. Timers
    are set after each piece of data only: most requests are whole in one, and need none.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.transport = self._joined = JoinedWrites(transport, self.loop)
        self._timer: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._head_bytes: int | None = 0
        self._wanted: float | None = HEAD_SECONDS
        self._set: float | None = None
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._set_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wanted = None
        self._set_timer()
        if self._watch:
            self._watch.cancel()
        super().connection_lost(exc)

    def eof_received(self) -> None:
        # The transport closes after this, and knows nothing of what is held for who only stopped sending.
        self._joined.flush()

    def data_received(self, data: bytes) -> None:
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._wanted != self._set:
            self._set_timer()
        if self._head_bytes is not None and self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(Problem(431, "head-too-large", f"the head is over {MOST_HEAD_BYTES} bytes", "ask for less"))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._head_bytes is None:
            self._head_bytes = 0
            # Each message has the whole time, also one that begins in the data in which another ends.
            self._wanted, self._set = HEAD_SECONDS, 0.0

    def on_headers_complete(self) -> None:
        self._head_bytes = None
        self._wanted = BODY_SECONDS
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._wanted = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(Problem(400, "bad-request", "this is not HTTP", "send a request as RFC 9112 has it"))

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_writing()

    def timeout_keep_alive_handler(self) -> None:
        if self.transport.get_write_buffer_size():
            self._watch_writing()
        else:
            super().timeout_keep_alive_handler()

    def _set_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._set = self._wanted
        self._timer = self.loop.call_later(self._set, self._give_up) if self._set else None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

    def _watch_writing(self) -> None:
        if self._watch is None:
            left = self.transport.get_write_buffer_size()
            self._watch = self.loop.call_later(WATCH_SECONDS, self._check_writing, left, self.flow.write_paused)

    def _check_writing(self, before: int, was_paused: bool) -> None:
        self._watch = None
        left = self.transport.get_write_buffer_size()
        if not left:
            if self.cycle is None or self.cycle.response_complete:
                super().timeout_keep_alive_handler()
        elif before - left < LEAST_BYTES and self.flow.write_paused == was_paused:
            self.transport.abort()
        else:
            self._watch_writing()

    def _refuse(self, problem: Problem) -> None:
        body = problem.as_json("")
        lines = [f"HTTP/1.1 {problem.status} Refused".encode()]
        lines += [b"content-type: " + MEDIA_TYPE.encode(), b"content-length: " + str(len(body)).encode()]
        lines += [b"connection: close", *(name + b": " + value for name, value in COMMON)]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.transport.close()
