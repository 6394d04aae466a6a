"""The application: which address is answered by what."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from kotograph.config import LANGUAGES
from kotograph.errors import KotographError
from kotograph.server.api import QueryApi
from kotograph.server.caching import Reply
from kotograph.server.faults import answer_missing, answer_problem, read_error
from kotograph.server.front import Front, method_not_allowed
from kotograph.server.generation import Generation
from kotograph.server.headers import (
    NEGOTIATED,
    NOT_KEPT,
    find_media_type,
    get_header,
    write_link,
)
from kotograph.server.log import AccessLog
from kotograph.server.negotiation import choose_language, choose_type
from kotograph.server.openapi import render_api_page, write_openapi
from kotograph.server.pages import find_document, up
from kotograph.server.problem import Problem
from kotograph.server.reader import Find, Reader
from kotograph.server.reconciliation.routes import Reconciliation
from kotograph.server.resources import (
    PREFERRED,
    describe_as,
    describe_tombstone,
    find_data,
    get_described,
    redirect,
    redirect_any,
)
from kotograph.server.sending import send_reply
from kotograph.server.service import Service
from kotograph.server.sparql.endpoint import Endpoint
from kotograph.server.things import HTML, find_thing
from kotograph.server.tombstones import Tombstone
from kotograph.site.site import DATA_FORMATS

_DATA_TYPES = {extension: media_type for extension, media_type, _ in DATA_FORMATS}


def make_app(
    service: Service,
    endpoint: Endpoint | None = None,
    routes: Sequence[BaseRoute] = (),
    log: AccessLog | None = None,
) -> Starlette:
    """Return the application. ``routes`` are further ones, which go before the documents.

    Its state has ``service`` and ``endpoint``; a request's state has the ``generation`` it is answered from.
    """
    api, reconciliation = QueryApi(), Reconciliation()
    known = [
        Route("/health", Reader(health, _exists)),
        Route("/openapi.json", Reader(openapi, _exists)),
        Route("/api/queries", Reader(_bind_list(api), _exists)),
        Route("/api/queries/{name}", Reader(_bind_answer(api), _bind_exists(api))),
        Route("/data", Reader(any_thing, _exists)),
        Route("/data.{extension}", Reader(any_data, _exists)),
        *reconciliation.routes(),
        *routes,
        Route("/{path:path}", Reader(document)),
    ]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if endpoint:
            service.on_change.append(endpoint.reload)
            await endpoint.start()
        await service.start()
        try:
            yield
        finally:
            await service.stop()
            if endpoint:
                await endpoint.stop()
            api.close()
            reconciliation.close()
            if log:
                log.close()

    app = _Application(
        lambda inner: Front(inner, service=service, log=log, endpoint=endpoint),
        routes=known,
        exception_handlers={Problem: _handle, HTTPException: _handle, KotographError: _handle},
        lifespan=lifespan,
    )
    # An address has one spelling: what is not there is not looked for with another slash.
    app.router.redirect_slashes = False
    app.state.service, app.state.endpoint = service, endpoint
    return app


class _Application(Starlette):
    """An application behind a front that answers whatever goes wrong, so that no error layer stands before it."""

    def __init__(self, make_front: Callable[[ASGIApp], ASGIApp], **settings: Any) -> None:
        super().__init__(**settings)
        self._make_front = make_front

    def build_middleware_stack(self) -> ASGIApp:
        return self._make_front(ExceptionMiddleware(self.router, handlers=self.exception_handlers))


class _Stored(Response):
    """A reply, for where Starlette wants a response."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(status_code=reply.status)
        self._reply = reply

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send_reply(self._reply, scope, receive, send)


async def _handle(request: Request, error: Exception) -> Response:
    """Return the answer for a problem, for an error of kotograph, or for a refusal of Starlette's routes."""
    generation: Generation = request.state.generation
    if isinstance(error, KotographError):
        return _Stored(answer_problem(generation, read_error(error)))
    if isinstance(error, HTTPException):
        if error.status_code == HTTPStatus.NOT_FOUND:
            return _Stored(_miss(request, generation))
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = ", ".join(sorted({"OPTIONS", *(error.headers or {}).get("Allow", "GET, HEAD").split(", ")}))
            if request.method == "OPTIONS":
                return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
            error = method_not_allowed(allowed)
        else:
            error = Problem(error.status_code, "bad-request", str(error.detail), headers=error.headers or {})
    assert isinstance(error, Problem)
    return _Stored(answer_problem(generation, error))


# --- what is at the addresses ----------------------------------------------------------------------------------------


def _path(request: Request) -> str:
    path: str = request.scope["path"]
    return path[1:]


def _languages(request: Request) -> str:
    return choose_language(get_header(request.scope, b"accept-language"), PREFERRED)


def _accept(request: Request) -> str | None:
    return get_header(request.scope, b"accept") or None


def _miss(request: Request, generation: Generation) -> Reply:
    return answer_missing(generation, _path(request), _accept(request), _languages(request))


async def document(request: Request, generation: Generation) -> Reply:
    """Answer with a file of the publication, the data of a thing, or the way to the document of a thing."""
    path, executor = _path(request), request.app.state.service.executor
    lang, _, local = path.partition("/")
    if local == "api.html" and lang in LANGUAGES:
        return await _api_page(request, generation, path, lang)
    found = await find_document(generation, path, executor) or await find_data(generation, path, executor)
    if found is None:
        found = _find_gone(generation, path)
    if isinstance(found, Reply):
        return found
    if found is None:
        thing = find_thing(generation, path)
        if thing is None:
            if path in LANGUAGES:
                return _lead(f"{path}/")
            return _miss(request, generation)
        if not isinstance(thing, Tombstone):
            return redirect(
                thing, path, get_header(request.scope, b"accept"), get_header(request.scope, b"accept-language")
            )
        found = thing
    return _bury(request, generation, found, path)


def _find_gone(generation: Generation, path: str) -> Tombstone | None:
    """Find the tombstone of a page: its address was that of a thing's page."""
    lang, _, local = path.partition("/")
    kind, _, key = local.partition("/")
    if lang not in LANGUAGES or kind not in ("project", "organisation") or not key.endswith(".html"):
        return None
    return generation.tombstones.find(f"{generation.settings.base}id/{kind}/{key.removesuffix('.html')}")


def _bury(request: Request, generation: Generation, tombstone: Tombstone, path: str) -> Reply:
    """Return the 410: in the format of the extension, or in the one that the client wants."""
    extension = path.rpartition(".")[2]
    if path.startswith("data/") and extension in _DATA_TYPES:
        media_type: str | None = _DATA_TYPES[extension]
    else:
        media_type = choose_type(_accept(request), [HTML, *_DATA_TYPES.values()])
    if media_type is None:
        raise Problem(
            HTTPStatus.GONE,
            "gone",
            f"<{tombstone.iri}> was withdrawn",
            f"use <{tombstone.replaced_by}>" if tombstone.replaced_by else "",
            {"Vary": NEGOTIATED},
            {"replaced_by": tombstone.replaced_by or None},
        )
    return describe_tombstone(generation, tombstone, path, media_type, _languages(request))


def _lead(location: str) -> Reply:
    return Reply(b"", "text/plain; charset=utf-8", [("Location", location)], status=HTTPStatus.PERMANENT_REDIRECT)


async def _api_page(request: Request, generation: Generation, path: str, lang: str) -> Reply:
    def make() -> dict[str, Reply]:
        link = write_link(f"{up(path)}openapi.json", "service-desc", type="application/vnd.oai.openapi+json")
        return {path: Reply(render_api_page(generation, lang), find_media_type(path), [("Link", link)])}

    known = generation.cache.find(path)
    return known or (await generation.make_once(path, make, request.app.state.service.executor))[path]


async def health(request: Request, generation: Generation) -> Reply:
    """Answer that the server is well, with the build it serves and how busy its workers are."""
    endpoint: Endpoint | None = request.app.state.endpoint
    told = {**generation.describe(), **({"sparql": endpoint.describe()} if endpoint else {})}
    text = json.dumps(told) + "\n"
    return Reply(text.encode(), "application/json", cached=NOT_KEPT)


async def openapi(request: Request, generation: Generation) -> Reply:
    """Answer with the description of the query API."""
    described = write_openapi(
        generation.site.queries.values(), generation.site.edition, has_endpoint=bool(generation.services.endpoint)
    )
    text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    link = write_link("en/api.html", "service-doc", type="text/html")
    reply = Reply(text.encode(), "application/json", [("Link", link)])
    generation.cache.keep("openapi.json", reply)
    return reply


def _get_iri(request: Request) -> str:
    iri = request.query_params.get("iri", "")
    if not iri:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "missing-parameter",
            "the parameter 'iri' has no value",
            "give ?iri= and an absolute IRI",
            extra={"parameter": "iri"},
        )
    return iri


async def any_thing(request: Request, generation: Generation) -> Reply:
    """Answer with the way to the data of any IRI that the dataset describes."""
    return redirect_any(generation, _get_iri(request), _accept(request))


async def any_data(request: Request, generation: Generation) -> Reply:
    """Answer with the data of any IRI that the dataset describes."""
    extension = request.path_params["extension"]
    if extension not in _DATA_TYPES:
        return _miss(request, generation)
    iri = get_described(generation, _get_iri(request))
    key = f"data.{extension}?{iri}"
    known = generation.answers.find(key)
    if known:
        return known
    made = await run_in_threadpool(describe_as, generation, key, iri, extension)
    generation.answers.keep(key, made[key])
    return made[key]


async def _exists(request: Request, generation: Generation) -> Reply:
    return Reply(b"", "text/plain")


def _bind_list(api: QueryApi) -> Find:
    async def list_queries(request: Request, generation: Generation) -> Reply:
        lang = request.query_params.get("lang", "en")
        return api.list_queries(generation, lang if lang in LANGUAGES else "en")

    return list_queries


def _bind_answer(api: QueryApi) -> Find:
    async def answer(request: Request, generation: Generation) -> Reply:
        given = request.query_params.multi_items()
        return await api.answer(generation, request.path_params["name"], _accept(request), given)

    return answer


def _bind_exists(api: QueryApi) -> Find:
    async def exists(request: Request, generation: Generation) -> Reply:
        api.find_query(generation, request.path_params["name"])
        return await _exists(request, generation)

    return exists
