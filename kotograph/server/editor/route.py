"""The addresses of the query page: it asks the SPARQL endpoint as any client would, with all its limits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kotograph.config import LANGUAGES
from kotograph.server.editor.files import find_editor, list_assets
from kotograph.server.editor.page import (
    CUT_HEADER,
    EDITOR_CSP,
    FORMATS,
    AnswerText,
    Asked,
    Shown,
    TooLarge,
    make_query_page,
    read_outcome,
)
from kotograph.server.problem import Problem

#: An answer that is longer is not made into a page.
MOST_BYTES = 8 * 1024 * 1024
_ACCEPT = {key: accept for key, _, accept in FORMATS}
_TABLE = "table"
_ACCEPT_HERE = "application/sparql-results+json, text/turtle;q=0.9"
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


def make_editor_routes() -> Sequence[BaseRoute]:
    """Return the routes of the query page and of the files that it loads.

    The application's state has ``service`` (with ``site``) and ``endpoint`` (with ``routes()``, among them /sparql).
    """
    return [
        Route("/{lang}/query.html", query_page, methods=["GET"]),
        Route("/assets/editor/{name}", send_asset, methods=["GET"]),
    ]


async def query_page(request: Request) -> Response:
    """Answer with the page, with the answer to a query on it, or with the answer as a file."""
    lang = request.path_params["lang"]
    if lang not in LANGUAGES:
        raise HTTPException(404)
    query, form = request.query_params.get("query", ""), request.query_params.get("format", _TABLE)
    # Browsers send line ends as CR LF.
    query = query.replace("\r\n", "\n")
    if not query.strip():
        return await _render(request, Asked(lang))
    if form != _TABLE and form not in _ACCEPT:
        hint = f"use one of: {', '.join((_TABLE, *_ACCEPT))}"
        unknown = Problem(400, "bad-parameter", f"the parameter 'format' cannot be '{form}'", hint)
        return await _render(request, Asked(lang, query, outcome=unknown))
    if form != _TABLE:
        return _Download(request, Asked(lang, query, form))
    return await _render(request, Asked(lang, query, outcome=await _ask(request, query)))


async def _render(request: Request, asked: Asked) -> Response:
    site = request.app.state.service.site
    asked = Asked(asked.lang, asked.query, asked.format, asked.outcome, find_editor() is not None)
    html = await to_thread.run_sync(make_query_page, site, asked)
    headers = {"Content-Security-Policy": EDITOR_CSP}
    if not isinstance(asked.outcome, Problem):
        return HTMLResponse(html, headers=headers)
    return HTMLResponse(html, asked.outcome.status, {**headers, **asked.outcome.headers})


def _make_scope(request: Request, query: str, accept: str) -> Scope:
    """Return what a client would send to /sparql."""
    path = f"{request.scope.get('root_path', '')}/sparql"
    kept = [(name, value) for name, value in request.scope["headers"] if name in (b"host", b"user-agent", b"origin")]
    return {
        **{name: value for name, value in request.scope.items() if name not in ("endpoint", "path_params", "router")},
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode({"query": query}).encode(),
        "headers": [*kept, (b"accept", accept.encode())],
        # From this version on, a send that fails stops a response that streams.
        "asgi": {**request.scope.get("asgi", {}), "spec_version": "2.4"},
    }


def _get_endpoint(request: Request) -> ASGIApp:
    return Router(routes=list(request.app.state.endpoint.routes()))


class _Collected:
    """An answer that is kept in memory, up to a size."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.parts: list[bytes] = []
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]
            }
            return
        body = message.get("body", b"")
        self.size += len(body)
        if self.is_too_large:
            raise OSError("this is enough")
        self.parts.append(body)

    @property
    def is_too_large(self) -> bool:
        return self.size > MOST_BYTES


async def _ask(request: Request, query: str) -> Shown | Problem:
    """Return the endpoint's answer to a query, as the page shows it."""
    collected = _Collected()
    try:
        await _get_endpoint(request)(_make_scope(request, query, _ACCEPT_HERE), request.receive, collected)
    except Problem as problem:
        return problem
    except (OSError, ClientDisconnect):
        if collected.is_too_large:
            return TooLarge()
        raise
    content = b"".join(collected.parts)
    if collected.status >= 400:
        return _read_problem(collected, content)
    if "json" in collected.headers.get("content-type", ""):
        return await to_thread.run_sync(read_outcome, content, CUT_HEADER.lower() in collected.headers)
    return AnswerText(content.decode("utf-8", "replace"))


def _read_problem(collected: _Collected, content: bytes) -> Problem:
    """Read the problem document that an endpoint answered with."""
    try:
        document = json.loads(content)
        code, detail, hint = (str(document.get(name, "")) for name in ("code", "detail", "hint"))
    except (ValueError, AttributeError):
        code, detail, hint = "", content.decode("utf-8", "replace")[:500], ""
    kept = {name.title(): value for name, value in collected.headers.items() if name == "retry-after"}
    return Problem(collected.status, code, detail, hint, kept)


class _Download(Response):
    """The endpoint's own answer, as a file to keep; what went wrong before it began is told on the page."""

    def __init__(self, request: Request, asked: Asked) -> None:
        self.request, self.asked = request, asked
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked, refused, has_begun = self.asked, _Collected(), False

        async def send_file(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start" and message["status"] < 400:
                has_begun = True
                disposition = f'attachment; filename="kotograph.{asked.format}"'.encode()
                message = {**message, "headers": [*message["headers"], (b"content-disposition", disposition)]}
            await (send if has_begun else refused)(message)

        inner = _make_scope(self.request, asked.query, _ACCEPT[asked.format])
        problem: Problem | None = None
        try:
            await _get_endpoint(self.request)(inner, receive, send_file)
        except Problem as raised:
            if has_begun:
                raise
            problem = raised
        if not has_begun:
            problem = problem or _read_problem(refused, b"".join(refused.parts))
            told = await _render(self.request, Asked(asked.lang, asked.query, asked.format, problem))
            await told(scope, receive, send)


async def send_asset(request: Request) -> Response:
    """Answer with a file that the page loads."""
    path = list_assets().get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    return FileResponse(path, media_type=_TYPES.get(path.suffix))
