"""Serve an endpoint on a free port of 127.0.0.1, and ask it over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from kotograph.server.problem import MEDIA_TYPE, Problem
from kotograph.server.sparql import Endpoint, Limits
from kotograph.store import build_store

BASE = "https://data.example/"
G1, G2 = f"{BASE}graph/one", f"{BASE}graph/two"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
JSON = "application/sparql-results+json"
#: Runs until it is stopped, on a graph of any size above a few dozen triples.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def write_build(folder: Path, marker: str = "old", size: int = 300) -> Path:
    """Write a build of two graphs: a thing a line in the first, the marker in the second."""
    lines = [f'<{BASE}id/thing/{n}> <{BASE}label> "thing {n}"@en <{G1}> .\n' for n in range(size)]
    lines += [f'<{BASE}id/build> <{BASE}marker> "{marker}" <{G2}> .\n']
    lines += [f'<{BASE}id/build> <{BASE}part> "{marker} {n}" <{G2}> .\n' for n in range(40)]
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / "kotograph.nq"
    source.write_text("".join(lines), encoding="utf-8")
    build_store(source, folder)
    return folder


@dataclass(frozen=True)
class Answer:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """Media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)

    def values(self, name: str) -> list[str]:
        """Return the values of one variable."""
        return [row[name]["value"] for row in self.json()["results"]["bindings"] if name in row]

    def problem(self) -> Any:
        """Return the problem document, checked for its form."""
        assert self.type == MEDIA_TYPE, self
        document = self.json()
        assert document["status"] == self.status
        assert document["type"] == f"{BASE}en/api.html#{document['code']}"
        assert document["detail"] and document["title"]
        return document


@dataclass
class Served:
    """A running endpoint."""

    endpoint: Endpoint
    port: int
    loop: asyncio.AbstractEventLoop

    @property
    def url(self) -> str:
        """Address of the endpoint."""
        return f"http://127.0.0.1:{self.port}/sparql"

    def send(
        self, method: str, target: str = "/sparql", body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, response.read())

    def get(self, *pairs: tuple[str, str], accept: str | None = JSON, method: str = "GET", **headers: str) -> Answer:
        """Ask by GET with parameters."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if accept is not None:
            given["Accept"] = accept
        return self.send(method, f"/sparql?{urlencode(pairs, quote_via=quote)}" if pairs else "/sparql", headers=given)

    def ask(self, query: str, accept: str | None = JSON) -> Answer:
        """Ask a query by POST."""
        headers = {"Content-Type": QUERY} | ({"Accept": accept} if accept else {})
        return self.send("POST", body=query.encode(), headers=headers)

    def call(self, coroutine: Any) -> Any:
        """Run a coroutine in the server's loop."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)


@contextlib.contextmanager
def serve(folder: Path, limits: Limits) -> Iterator[Served]:
    """Serve a build while the context lasts; the loop must have nothing to complain of at its end."""
    endpoint = Endpoint(folder, limits, BASE)
    complaints: list[dict[str, Any]] = []

    async def show(_: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return Response(problem.as_json(BASE), problem.status, dict(problem.headers), MEDIA_TYPE)

    @contextlib.asynccontextmanager
    async def live(_: Starlette) -> Any:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        await endpoint.start()
        yield
        await endpoint.stop()

    app = Starlette(routes=endpoint.routes(), exception_handlers={Problem: show}, lifespan=live)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", timeout_graceful_shutdown=2))
    ready = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        task = asyncio.ensure_future(server.serve())
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        ready.set()
        await task

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert ready.wait(60) and server.started
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Served(endpoint, port, loops[0])
    finally:
        server.should_exit = True
        thread.join(30)
    assert not complaints, complaints
