"""Answers on their way: whole, or that the client has them, or their headers alone."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from kotograph.server.caching import Reply
from kotograph.server.headers import get_header


async def send_reply(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer, or that the client has it, or its headers alone."""
    method = scope["method"]
    # What is answered to POST is nobody's to keep.
    known = "" if method == "POST" else get_header(scope, b"if-none-match")
    if known and reply.is_known(known):
        await send(reply.make_not_modified())
        await send({"type": "http.response.body", "body": b""})
    elif reply.path is not None:
        await _send_file(reply, scope, receive, send)
    else:
        await send(reply.start)
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})


async def _send_file(reply: Reply, scope: Scope, receive: Receive, send: Send) -> None:
    from starlette.responses import FileResponse

    assert reply.path is not None
    response = FileResponse(reply.path, stat_result=reply.path.stat())
    # Ranges change length and status; all else is the answer's own.
    own = {name: value for name, value in reply.raw_headers if name != b"content-length"}
    kept = [(name, value) for name, value in response.raw_headers if name not in own and name != b"last-modified"]
    response.raw_headers = [*own.items(), *kept]
    await response(scope, receive, send)
