"""The endpoint as an ASGI application: requests in, answers, problems and the service description out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from kotograph.errors import InputError
from kotograph.server.caching import Cache, Reply
from kotograph.server.headers import NOT_KEPT, get_header
from kotograph.server.negotiation import choose_type
from kotograph.server.problem import Problem
from kotograph.server.sending import send_reply
from kotograph.server.sparql import wire
from kotograph.server.sparql.answering import refuse_types
from kotograph.server.sparql.description import Dataset, read_dataset, write_description
from kotograph.server.sparql.limits import Limits
from kotograph.server.sparql.pool import Gone, Pool
from kotograph.server.sparql.protocol import ACCEPT_POST, METHODS, SparqlRequest, read_request
from kotograph.server.sparql.types import GRAPH_TYPES, ROW_TYPES, spell_content_type
from kotograph.server.sparql.wire import Job
from kotograph.store.embedded import find_build

PATH = "/sparql"
#: Says that an answer is not whole, and by which limit: ``rows=10000`` or ``bytes=16777216``.
CUT_HEADER = "Kotograph-Answer-Cut"
_HTML = "text/html"
_LASTING = "no-cache"
# A longer request is read each time.
_LONG_REQUEST = 4000
# Bytes that a character takes at most.
_WIDEST = 4
_VARY = ("Vary", "Accept")
# A longer Accept is read each time and not kept.
_LONG_HEADER = 500
_HOST = re.compile(r"[A-Za-z0-9.\-_~%]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")

Page = Callable[[Request], Awaitable[Response]]


class Endpoint:
    """SPARQL over the build in a folder. ``html_page`` answers GET from clients that prefer a page to data."""

    def __init__(self, build_folder: Path, limits: Limits, base: str) -> None:
        self.limits, self.base = limits, base
        self.html_page: Page | None = None
        self._pool = Pool(_find(build_folder), base, limits)
        self._forget()
        self._dataset: tuple[int, asyncio.Task[Dataset]] | None = None

    def routes(self) -> list[BaseRoute]:
        """Return the route of the endpoint."""
        return [Route(PATH, self)]

    async def start(self) -> None:
        """Start the workers; raise InputError if they cannot open the build."""
        await self._pool.start()

    async def stop(self) -> None:
        """End the workers."""
        if self._dataset:
            self._dataset[1].cancel()
        await self._pool.stop()

    async def reload(self, build_folder: Path) -> None:
        """Answer from another build from now on; raise InputError, and go on as before, if it cannot be opened."""
        await self._pool.reload(_find(build_folder))
        self._forget()

    def _forget(self) -> None:
        # What was asked in the same words is found without reading them.
        self._kept: Cache[str] = Cache(self.limits.cache_bytes // 2)
        self._cache: Cache[tuple[int, Job]] = Cache(self.limits.cache_bytes)

    def describe(self) -> dict[str, int | str]:
        """Return the state of the workers and of the cache in figures, for a health report."""
        return {**self._pool.describe(), "cached_bytes": self._cache.size}

    def find_kept(self, scope: Scope) -> Reply | None:
        """Find the answer to a GET or HEAD request whose very words were answered before."""
        return self._kept.find(_spell_request(scope, _read_accept(scope)))

    async def _ask(self, scope: Scope, asked: SparqlRequest, accept: str | None, gone: Gone) -> Reply:
        """Answer a query in a type that ``accept`` allows; raise Problem where there is no answer."""
        wanted = _read_wanted(accept)
        job = Job(asked.query, asked.default_graphs, asked.named_graphs, wanted.rows_type, wanted.graph_type)
        if not job.rows_type and not job.graph_type:
            raise refuse_types({**ROW_TYPES, **GRAPH_TYPES}, "an answer")
        reply = self._cache.find((self._pool.generation, job))
        if reply is not None:
            key = _spell_request(scope, accept)
            if scope["method"] == "GET" and len(key) < _LONG_REQUEST:
                self._kept.keep(key, reply, len(key))
            return reply
        answer, generation = await self._pool.run(job, gone)
        reply = self._prepare(answer)
        # An answer of the build before would never be found again.
        if answer.lasting and generation == self._pool.generation:
            self._cache.keep((generation, job), reply, _WIDEST * len(job.query))
        return reply

    def _prepare(self, answer: wire.Reply) -> Reply:
        if answer.status != 200:
            raise Problem(answer.status, answer.code, answer.detail, answer.hint, extra=answer.extra or {})
        headers = [_VARY]
        if answer.cut:
            most = self.limits.rows if answer.cut == "rows" else self.limits.result_bytes
            headers.append((CUT_HEADER, f"{answer.cut}={most}"))
            headers.append(("Link", f'<{self.base}en/api.html#answer-cut>; rel="describedby"'))
        media_type = spell_content_type(answer.media_type)
        cached = _LASTING if answer.lasting else NOT_KEPT
        return Reply(answer.body, media_type, headers, cached=cached, digest=answer.digest)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request; problems are raised."""
        method = scope["method"]
        if method == "OPTIONS":
            headers = {"Allow": METHODS, "Accept-Post": ACCEPT_POST}
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)(scope, receive, send)
            return
        if method not in ("GET", "HEAD", "POST"):
            raise Problem(
                405,
                "method-not-allowed",
                f"{method[:20]} is not for an endpoint.",
                f"Use {METHODS}.",
                {"Allow": METHODS},
            )
        accept = _read_accept(scope)
        try:
            if self.html_page and method != "POST" and _read_wanted(accept).page:
                response = await self.html_page(Request(scope, receive))
                response.headers.setdefault("Vary", "Accept")
                await response(scope, receive, send)
                return
            asked = await read_request(scope, receive, self.limits)
            if asked is None:
                reply = await self._tell(scope, accept)
            else:
                reply = await self._ask(scope, asked, accept, lambda: _wait_gone(receive))
        except Problem as problem:
            headers = {"Vary": "Accept", **problem.headers}
            raise Problem(
                problem.status, problem.code, problem.detail, problem.hint, headers, problem.extra
            ) from problem
        await send_reply(reply, scope, receive, send)

    async def _tell(self, scope: Scope, accept: str | None) -> Reply:
        """Return the service description."""
        offered = [*GRAPH_TYPES, _HTML] if self.html_page else list(GRAPH_TYPES)
        media_type = choose_type(accept, offered)
        if media_type is None:
            raise refuse_types(GRAPH_TYPES, "the service description")
        dataset = await self._get_dataset()
        body = write_description(dataset, _find_address(scope, self.base), GRAPH_TYPES[media_type])
        return Reply(body, spell_content_type(media_type), [_VARY], cached=_LASTING)

    async def _get_dataset(self) -> Dataset:
        """Count the build once, beside the event loop."""
        if self._dataset is None or self._dataset[0] != self._pool.generation:
            counting = asyncio.to_thread(read_dataset, self._pool.folder, self.base)
            self._dataset = (self._pool.generation, asyncio.ensure_future(counting))
        try:
            return await asyncio.shield(self._dataset[1])
        except Exception:
            # Count again when asked again.
            self._dataset = None
            raise


def _find(folder: Path) -> Path:
    build = find_build(folder)
    if build is None:
        raise InputError("no-build", "there is no built graph here", str(folder), "run: kotograph build")
    return build


class _Wanted(NamedTuple):
    """The types to send for rows and for a graph, empty where none is accepted; whether a page is preferred to both."""

    rows_type: str
    graph_type: str
    page: bool


@lru_cache(maxsize=1024)
def _choose(accept: str | None) -> _Wanted:
    rows_type, graph_type = choose_type(accept, list(ROW_TYPES)), choose_type(accept, list(GRAPH_TYPES))
    preferred = choose_type(accept, [*ROW_TYPES, *GRAPH_TYPES, _HTML])
    return _Wanted(rows_type or "", graph_type or "", preferred == _HTML)


def _read_wanted(accept: str | None) -> _Wanted:
    # Clients repeat their header.
    return _choose(accept) if len(accept or "") < _LONG_HEADER else _choose.__wrapped__(accept)


def _read_accept(scope: Scope) -> str | None:
    return get_header(scope, b"accept") or None


def _spell_request(scope: Scope, accept: str | None) -> str:
    return f"{accept or ''}\n{scope['query_string'].decode('latin-1')}"


def _find_address(scope: Scope, base: str) -> str:
    """Return the address at which the client found the endpoint; what it says of the host is checked for its form."""
    host = get_header(scope, b"host")
    if not _HOST.fullmatch(host):
        return f"{base}sparql"
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}/sparql"


async def _wait_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
