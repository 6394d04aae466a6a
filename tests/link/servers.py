"""Servers on 127.0.0.1 to look things up in: one that keeps to the specification, and one that does not."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyoxigraph as ox
import uvicorn
from rapidfuzz.fuzz import ratio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.store import servers

SPACE = "https://register.example/id/"
# Names by language, and the type, of what the service knows.
REGISTER: dict[str, tuple[dict[str, str], str]] = {
    "b1": ({"fi": "Terveyden ja hyvinvoinnin laitos", "sv": "Institutet för hälsa och välfärd"}, "body"),
    "b2": ({"fi": "Helsingin kaupunki", "sv": "Helsingfors stad", "en": "City of Helsinki"}, "body"),
    "b3": ({"fi": "Pirkanmaan ELY-keskus", "sv": "NTM-centralen i Birkaland"}, "body"),
    "b4": ({"fi": "Maahanmuttovirasto", "sv": "Migrationsvärket", "en": "Immigration Service"}, "body"),
    "a/5": ({"fi": "Turku", "sv": "Åbo", "en": "Turku"}, "area"),
    "w6": ({"fi": "Helsingin kaupunki", "sv": "Helsingfors stad", "en": "City of Helsinki"}, "painting"),
}
_FIELDS = {"query", "type", "limit", "properties", "type_strict"}


@dataclass
class Service:
    """A reconciliation service as the specification has it; it counts what it is asked, and remembers who asked."""

    batch_size: int = 4
    asked: list[list[str]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    queries: list[Mapping[str, Any]] = field(default_factory=list)

    def make_app(self) -> Starlette:
        """Return the application, with a service for each language."""
        cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"])
        return Starlette(routes=[Route("/{lang}/api", self.answer, methods=["GET", "POST"])], middleware=[cors])

    async def answer(self, request: Request) -> Response:
        """Answer with the manifest where no queries are sent, else with a result for each."""
        self.agents.add(request.headers.get("user-agent", ""))
        text = request.query_params.get("queries")
        if request.method == "POST":
            if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
                return Response(status_code=415)
            text = parse_qs((await request.body()).decode()).get("queries", [None])[0]
        if text is None:
            return JSONResponse(self._manifest())
        queries = json.loads(text)
        if len(queries) > self.batch_size:
            return Response(status_code=413)
        if not all(isinstance(q, dict) and q.keys() <= _FIELDS and q.get("query") for q in queries.values()):
            return Response(status_code=400)
        lang = request.path_params["lang"]
        self.asked.append([query["query"] for query in queries.values()])
        self.languages.append(lang)
        self.queries += queries.values()
        return JSONResponse({key: {"result": self._find(query, lang)} for key, query in queries.items()})

    def _manifest(self) -> dict[str, Any]:
        return {
            "versions": ["0.2"],
            "name": "Register of examples",
            "identifierSpace": SPACE,
            "schemaSpace": "https://register.example/type/",
            "defaultTypes": [{"id": "body", "name": "Body"}],
            "batchSize": self.batch_size,
        }

    def _find(self, query: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        types = query.get("type", [])
        for key, (names, kind) in REGISTER.items():
            # As the specification allows, others come too where they are called just so.
            score = max(ratio(query["query"].lower(), name.lower()) for name in names.values())
            if score >= (60 if not types or kind in types else 100):
                name = names.get(lang, names["fi"])
                found.append(
                    {"id": key, "name": name, "score": score, "match": False, "type": [{"id": kind, "name": kind}]}
                )
        return sorted(found, key=lambda each: -each["score"])[: query.get("limit", 5)]


@contextmanager
def serve_app(app: Starlette) -> Iterator[str]:
    """Serve an application on a free port; yield the address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@dataclass
class Reply:
    """One answer of a server that does what it is told."""

    status: int = 200
    body: bytes = b"{}"
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    announced: int | None = None
    endless: bool = False
    drip: float = 0


@contextmanager
def serve_replies(replies: Sequence[Reply]) -> Iterator[tuple[str, list[str]]]:
    """Serve answers in this order, the last one again and again; yield the address and the requests as they come."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
            self._answer()

        def do_GET(self) -> None:
            seen.append(self.path)
            self._answer()

        def _answer(self) -> None:
            reply = replies[min(len(seen), len(replies)) - 1]
            time.sleep(reply.delay)
            try:
                self._write(reply)
            except OSError:
                return

        def _write(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.media_type)
            if not reply.endless:
                length = len(reply.body) if reply.announced is None else reply.announced
                self.send_header("Content-Length", str(length))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if not reply.drip:
                self.wfile.write(reply.body)
            while reply.endless:
                self.wfile.write(b" " * 65536)
            for byte in reply.body if reply.drip else b"":
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(reply.drip)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api", seen
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serve_oxigraph(nquads: Path, folder: Path) -> Iterator[str]:
    """Serve a file with ``oxigraph serve``; yield the address of its endpoint."""
    store = ox.Store(str(folder / "data"))
    store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    with servers.serve_oxigraph(folder) as server:
        yield server.query


def record_sleep() -> tuple[Callable[[float], None], list[float]]:
    """Return a function to sleep with that only remembers for how long, and what it remembers."""
    slept: list[float] = []
    return slept.append, slept
