"""The running server: its socket, clients that are slow or say nothing, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kotograph.errors import UsageError
from kotograph.server.headers import COMMON
from kotograph.server.problem import MEDIA_TYPE, Problem

#: Seconds that a client may take for the head of a request, for its body, and between two requests.
HEAD_SECONDS, BODY_SECONDS, IDLE_SECONDS = 10.0, 30.0, 5
#: A client that takes less of an answer than this in this time is let go.
LEAST_BYTES, WATCH_SECONDS = 4096, 20.0
MOST_HEAD_BYTES = 64 * 1024
MOST_CONNECTIONS = 4000
#: How long running requests may take once the server is told to end.
DRAIN_SECONDS = 10
_YOUNG_OBJECTS = 20_000
_LARGE_BYTES = 32 * 1024
_BACKLOG = 2048
_DIGITS = "0123456789"


def read_address(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``, ``:PORT`` or ``[HOST]:PORT``; raise UsageError for anything else.

    >>> read_address("127.0.0.1:7878"), read_address("[::1]:0")
    (('127.0.0.1', 7878), ('::1', 0))
    """
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    is_bracketed = host != bare
    if not colon or not port or port.strip(_DIGITS) or int(port) > 65535 or (":" in bare and not is_bracketed):
        raise UsageError(
            "bad-address", f"'{text}' is not an address to serve at", "", "write HOST:PORT; port 0 picks one"
        )
    return bare or "127.0.0.1", int(port)


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise UsageError for an address that cannot be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        raise UsageError(
            "address-unusable",
            f"cannot serve at {host}:{port}: {error.strerror or error}",
            "",
            "choose another with -b; port 0 picks one that is free",
        ) from error
    return listener


def write_url(listener: socket.socket) -> str:
    """Return the address under which a socket is reached from this machine."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


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


class _Protocol(HttpToolsProtocol):
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


class _Server(uvicorn.Server):
    """A server that ends well when it is told to: what runs is finished, and the exit code is 0."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._tell()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread hears signals
            return
        kept = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # The second time is meant.
        self.force_exit = self.should_exit
        self.should_exit = True


def make_server(app: ASGIApp, tell: Callable[[], None]) -> uvicorn.Server:
    """Return a server of an application; ``tell`` is called once it runs."""
    config = uvicorn.Config(
        app,
        http=_Protocol,
        ws="none",
        loop="uvloop",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        backlog=_BACKLOG,
        # Behind a proxy the address of the client is the proxy's; nothing here depends on it.
        proxy_headers=False,
    )
    return _Server(config, tell)


def settle_memory() -> None:
    """Let the garbage collector pass over what is there now: looking at a whole site takes it a tenth of a second."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    # Requests leave few cycles behind, and make many objects.
    gc.set_threshold(_YOUNG_OBJECTS)


def serve(app: ASGIApp, listener: socket.socket, tell: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then finish what runs, within `DRAIN_SECONDS`. ``tell`` is called once it runs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 1000
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    settle_memory()
    make_server(app, tell).run(sockets=[listener])
