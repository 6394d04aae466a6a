"""The running server: its address and socket, how it begins and how it ends."""

from __future__ import annotations

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

from kotograph.errors import UsageError
from kotograph.server import connection

#: How long running requests may take once the server is told to end.
DRAIN_SECONDS = 10
_YOUNG_OBJECTS = 20_000
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
        http=connection.Connection,
        ws="none",
        loop="uvloop",
        lifespan="on",
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=connection.IDLE_SECONDS,
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
    wanted = connection.MOST_CONNECTIONS + 1000
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    settle_memory()
    make_server(app, tell).run(sockets=[listener])
