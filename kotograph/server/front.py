"""What every request passes first: the generation it is answered from, kept answers, common headers, the access log."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from http import HTTPStatus
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kotograph.server.faults import answer_problem, make_internal
from kotograph.server.generation import Generation
from kotograph.server.headers import complete
from kotograph.server.log import AccessLog, warn_on_stderr
from kotograph.server.problem import Problem
from kotograph.server.sending import send_reply
from kotograph.server.service import Service
from kotograph.server.sparql.endpoint import PATH, Endpoint

_MOST_RUNNING = 1000


class Front:
    """Middleware around the application; an answer that is kept is sent before anything else is looked at."""

    def __init__(
        self,
        app: ASGIApp,
        service: Service,
        log: AccessLog | None,
        endpoint: Endpoint | None = None,
        warn: Callable[[str], None] = warn_on_stderr,
    ) -> None:
        self._app, self._service, self._log, self._endpoint, self._warn = app, service, log, endpoint, warn
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        counted = _Counted(scope["method"], send)
        generation = self._service.enter()
        self._running += 1
        try:
            await self._answer(generation, scope, receive, counted)
        finally:
            self._running -= 1
            self._service.leave(generation)
            if self._log is not None:
                path = scope.get("raw_path") or scope["path"].encode()
                milliseconds = (perf_counter() - started) * 1000
                self._log.write(scope["method"], path.decode("latin-1"), counted.status, milliseconds, counted.size)

    async def _answer(self, generation: Generation, scope: Scope, receive: Receive, counted: _Counted) -> None:
        # Queries are most of the load and know no routes: they go past the application.
        endpoint = self._endpoint if scope["path"] == PATH else None
        if scope["method"] in ("GET", "HEAD"):
            if endpoint:
                reply = endpoint.find_kept(scope)
            else:
                reply = None if scope["query_string"] else generation.cache.find(scope["path"][1:])
            if reply is not None:
                await send_reply(reply, scope, receive, counted)
                return
        if self._running > _MOST_RUNNING:
            problem = Problem(503, "busy", "the server has too many requests", "try again", {"Retry-After": "2"})
            await send_reply(answer_problem(generation, problem), scope, receive, counted)
            return
        scope.setdefault("state", {})["generation"] = generation
        try:
            await (endpoint or self._app)(scope, receive, counted)
        except Problem as problem:
            if counted.status:
                raise
            await send_reply(answer_problem(generation, problem), scope, receive, counted)
        except Exception as error:
            self._warn("".join(traceback.format_exception(error)).rstrip())
            if counted.status:
                raise  # the answer has begun: only breaking off tells the client
            await send_reply(answer_problem(generation, make_internal(error)), scope, receive, counted)


class _Counted:
    """Send on, with the headers that every answer has; remember status and size for the log."""

    def __init__(self, method: str, send: Send) -> None:
        self._method, self._send = method, send
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = message.get("headers", [])
            raw = complete(given, self._method, self.status)
            if raw is not given:
                message = {**message, "headers": raw}
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)


def method_not_allowed(allowed: str) -> Problem:
    """Return the problem of a method that an address does not have."""
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "this address does not have that method",
        f"use one of: {allowed}",
        {"Allow": allowed},
    )
