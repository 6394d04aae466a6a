"""Answers that are kept: whole in memory, ready to be sent, with the tag that tells whether a client has them."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path

from starlette.types import Message

from kotograph.server.headers import COMMON, KEPT, RawHeaders, make_headers

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
#: What goes with 304 besides the common headers (RFC 9110, section 15.4.5).
_WITH_304 = (b"etag", b"cache-control", b"vary", b"content-location", b"link")
_OVERHEAD = 2048


class Reply:
    """An answer: status, headers, and a body in memory or, where it is large, a file.

    ``headers`` are those beside type, length and tag. A tag is the digest of the body, so equal bytes have equal tags
    in every build and after every start.
    """

    __slots__ = ("body", "etag", "headers", "media_type", "not_modified", "path", "start", "status")

    def __init__(
        self,
        body: bytes,
        media_type: str,
        headers: Iterable[tuple[str, str]] = (),
        *,
        status: int = HTTPStatus.OK,
        cached: str = KEPT,
        path: Path | None = None,
        digest: str = "",
    ) -> None:
        self.body, self.media_type, self.status, self.path = body, media_type, int(status), path
        self.etag = f'"{(digest or hashlib.sha256(body).hexdigest())[:32]}"' if status == HTTPStatus.OK else ""
        self.headers = [("Cache-Control", cached), *headers]
        if self.etag:
            self.headers.append(("ETag", self.etag))
        length = path.stat().st_size if path else len(body)
        raw = make_headers(media_type, length, self.headers)
        self.start: Message = {"type": "http.response.start", "status": self.status, "headers": raw}
        kept = [each for each in raw if each[0] in _WITH_304]
        self.not_modified: Message = {
            "type": "http.response.start",
            "status": int(HTTPStatus.NOT_MODIFIED),
            "headers": [*kept, *COMMON],
        }

    @property
    def raw_headers(self) -> RawHeaders:
        """Return the headers as they are sent."""
        headers: RawHeaders = self.start["headers"]
        return headers

    @property
    def size(self) -> int:
        """Return about how much memory the answer takes."""
        return len(self.body) + _OVERHEAD

    def is_known(self, if_none_match: str) -> bool:
        """Tell whether an If-None-Match header has the answer's tag (weak comparison) or ``*``."""
        if not self.etag:
            return False
        return if_none_match.strip() == "*" or self.etag in _TAG.findall(if_none_match)


class Cache:
    """The answers used last, by key, up to a number of bytes; one that is very large is not kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._size = most_bytes, 0
        self._replies: OrderedDict[str, Reply] = OrderedDict()

    def __len__(self) -> int:
        return len(self._replies)

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._size

    def find(self, key: str) -> Reply | None:
        """Find an answer, and keep it longer for that."""
        reply = self._replies.get(key)
        if reply is not None:
            self._replies.move_to_end(key)
        return reply

    def keep(self, key: str, reply: Reply) -> None:
        """Keep an answer; those not used for longest go."""
        if reply.size > self._most // 4:
            return
        old = self._replies.pop(key, None)
        self._size += reply.size - (old.size if old else 0)
        self._replies[key] = reply
        while self._size > self._most:
            _, gone = self._replies.popitem(last=False)
            self._size -= gone.size
