"""The body of a request, read whole: bounded in size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.types import Receive, Scope

from kotograph.server.problem import Problem

FORM = "application/x-www-form-urlencoded"
_CHARSETS = ("utf-8", "utf8", "us-ascii")


def read_headers(scope: Scope) -> Mapping[str, str]:
    """Return the headers of a request by name in small letters; of several of one name, the last."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def check_encoding(headers: Mapping[str, str], hint: str, refused: Mapping[str, str]) -> None:
    """Raise Problem 415 for a body that is not UTF-8 or is compressed; ``refused`` are headers of the refusal."""
    rest = headers.get("content-type", "").partition(";")[2]
    for parameter in rest.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in _CHARSETS:
            raise Problem(415, "bad-charset", "A request is sent in UTF-8.", hint, refused)
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Problem(415, "bad-content-encoding", "A compressed body is not read.", "Send it as it is.")


async def read_body(
    headers: Mapping[str, str], receive: Receive, most: int, seconds: float, refuse: Callable[[], Problem]
) -> bytes:
    """Return the body; raise what ``refuse`` makes if it has more than ``most`` bytes, Problem 408 if it is slow."""
    length = headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > most:
        raise refuse()
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            more = True
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Problem(400, "body-cut", "The body ended before it was whole.", "Send it again.")
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > most:
                    raise refuse()
    except TimeoutError:
        raise Problem(
            408, "body-slow", f"The body did not come within {seconds:g} seconds.", "Send it again."
        ) from None
    return bytes(body)
