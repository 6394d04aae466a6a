"""A small server with the query page: a stub of the SPARQL endpoint over a real graph, on a port of 127.0.0.1."""

from __future__ import annotations

import asyncio
import io
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from kotograph.config import Settings
from kotograph.errors import KotographError
from kotograph.formats import Format
from kotograph.server.editor import make_editor_routes
from kotograph.server.editor.page import CUT_HEADER
from kotograph.server.negotiation import choose_type
from kotograph.server.problem import MEDIA_TYPE, Problem
from kotograph.site.site import ASSETS, Edition, Site
from kotograph.store import EmbeddedStore, Graph, write_answer

ROWS = {
    "application/sparql-results+json": Format.JSON,
    "application/sparql-results+xml": Format.SPARQL_XML,
    "text/csv": Format.CSV,
    "text/tab-separated-values": Format.TSV,
}
TRIPLES = {"text/turtle": Format.TURTLE, "application/ld+json": Format.JSONLD, "application/rdf+xml": Format.RDFXML}


class StubEndpoint:
    """What the page needs of an endpoint: a route at /sparql that answers GET and POST."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store = store
        self.asked: list[tuple[str, str]] = []

    def routes(self) -> list[BaseRoute]:
        return [Route("/sparql", self.answer, methods=["GET", "POST"])]

    async def answer(self, request: Request) -> Response:
        text = request.query_params.get("query") or parse_qs((await request.body()).decode())["query"][0]
        self.asked.append((request.method, request.headers["accept"]))
        if "SLOWLY" in text:
            await asyncio.sleep(30)
        try:
            found = self.store.answer(text)
        except KotographError as error:
            raise Problem(400, error.code, error.message, error.hint) from error
        offered = TRIPLES if isinstance(found, Graph) else ROWS
        chosen = choose_type(request.headers["accept"], list(offered))
        if chosen is None:
            raise Problem(406, "not-acceptable", "there is no such form of this answer", f"accept {', '.join(offered)}")
        out = io.StringIO()
        write_answer(found, offered[chosen], out)
        headers = {CUT_HEADER: "true"} if "# CUT" in text else {}
        return Response(out.getvalue(), media_type=chosen, headers=headers)


async def tell_problem(request: Request, error: Exception) -> Response:
    """Answer with a problem document, as the application does."""
    assert isinstance(error, Problem)
    return Response(error.as_json("https://w3id.org/kotograph/"), error.status, media_type=MEDIA_TYPE)


def make_app(build: Path) -> Starlette:
    """Return an application with the query page, the site's own files, and the stub."""
    store = EmbeddedStore(build)

    async def send(request: Request) -> Response:
        return FileResponse(ASSETS / request.path_params["name"])

    endpoint = StubEndpoint(store)
    routes = [*make_editor_routes(), Route("/assets/{name}", send), *endpoint.routes()]
    app = Starlette(routes=routes, exception_handlers={Problem: tell_problem})
    app.state.service = SimpleNamespace(site=Site(store, Settings(), Edition("https://site.example/")))
    app.state.endpoint = endpoint
    return app


@contextmanager
def serve(app: Starlette) -> Iterator[str]:
    """Serve an application on a free port; yield its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
