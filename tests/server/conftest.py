"""The bundled build, served in this process; and servers of their own for what needs sockets and signals."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from starlette.applications import Starlette

from kotograph.config import Settings
from kotograph.publication.edition import Services
from kotograph.server.app import make_app
from kotograph.server.service import Service

T = TypeVar("T")
SITE_URL = "http://live.example/koto/"
#: As behind a proxy that takes the prefix away: addresses on the server begin at its root.
HOST = "http://live.example"
SERVICES = Services(api=f"{SITE_URL}api/queries")


class Client:
    """A client of a server in this process, which runs in a thread of its own; it follows no redirects."""

    def __init__(self, app: Starlette) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST)
        self._client.headers.clear()
        self._lifespan = app.router.lifespan_context(app)

    def __enter__(self) -> Client:
        self._thread.start()
        self.run(self._lifespan.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._client.aclose())
        self.run(self._lifespan.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def app(self) -> Starlette:
        """Return the application."""
        return self._app

    def run(self, work: Coroutine[object, object, T]) -> T:
        """Run something on the server's loop, and return what it gives."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def request(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> httpx.Response:
        """Make one request."""
        return self.run(self._client.request(method, path, headers=headers, content=content))

    def get(self, path: str, accept: str = "", languages: str = "", **headers: str) -> httpx.Response:
        """Make a GET request."""
        given = {"accept": accept, "accept-language": languages}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, {**{name: value for name, value in given.items() if value}, **more})


@pytest.fixture(scope="session")
def client(bundled_build: Path) -> Iterator[Client]:
    """A client of the bundled build."""
    service = Service(bundled_build, Settings(site_url=SITE_URL), services=SERVICES)
    with Client(make_app(service)) as client:
        yield client


@dataclass(frozen=True, slots=True)
class Running:
    """A server process: its address, and what it wrote on standard error so far is in ``stderr``."""

    process: subprocess.Popen[bytes]
    url: str
    stderr: Path

    @property
    def port(self) -> int:
        """Return its port."""
        return int(self.url.rstrip("/").rsplit(":", 1)[1])

    def stop(self, seconds: float = 20) -> int:
        """Tell it to end, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)


@contextmanager
def run_server(folder: Path, *arguments: str) -> Iterator[Running]:
    """Run ``kotograph serve`` on a port that is free; kill it at the end if it is still there."""
    stderr = folder / "stderr"
    command = [sys.executable, "-m", "kotograph", "serve", "-b", "127.0.0.1:0", *arguments]
    with stderr.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stderr=out, env={**os.environ, "KOTOGRAPH_CONFIG": "none"})
    try:
        deadline = time.monotonic() + 60
        while not (found := re.search(r"http://\S+", stderr.read_text(encoding="utf-8"))):
            assert process.poll() is None and time.monotonic() < deadline, stderr.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield Running(process, found.group(), stderr)
    finally:
        process.kill()
        process.wait()
