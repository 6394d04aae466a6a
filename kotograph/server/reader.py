"""Addresses that are only read: GET and HEAD by a function, OPTIONS, and a refusal of everything else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kotograph.server.caching import Reply
from kotograph.server.front import method_not_allowed
from kotograph.server.generation import Generation
from kotograph.server.headers import READ_METHODS
from kotograph.server.problem import Problem
from kotograph.server.sending import send_reply

_ALLOWED = ", ".join(READ_METHODS)
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
Find = Callable[[Request, Generation], Awaitable[Reply]]


class Reader:
    """Answer GET and HEAD by a function, OPTIONS with what is allowed, and refuse any other method.

    ``check`` raises a Problem for an address that does not exist; without it, the answer itself tells.
    """

    def __init__(self, find: Find, check: Find | None = None) -> None:
        self._find, self._check = find, check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        generation: Generation = request.state.generation
        if request.method in ("GET", "HEAD"):
            reply = await self._find(request, generation)
            await send_reply(reply, scope, receive, send)
            return
        try:
            reply = await (self._check or self._find)(request, generation)
        except Problem as problem:
            if problem.status in _GONE:
                raise
        else:
            if reply.status in _GONE:
                await send_reply(reply, scope, receive, send)
                return
        if request.method != "OPTIONS":
            raise method_not_allowed(_ALLOWED)
        await Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": _ALLOWED})(scope, receive, send)
