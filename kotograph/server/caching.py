"""Answers that are kept: whole in memory, ready to be sent, with the tag that tells whether a client has them."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Generic, TypeVar

from starlette.types import Message

from kotograph.server.headers import COMMON, KEPT, NOT_KEPT, RawHeaders, make_headers

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
#: What goes with 304 besides the common headers (RFC 9110, section 15.4.5).
_WITH_304 = (b"etag", b"cache-control", b"vary", b"content-location", b"link")
_OVERHEAD = 2048


class Reply:
    """An answer: status, headers, and a body in memory or, where it is large, a file.

    ``headers`` are those beside type, length and tag. A tag is the digest of the body, so equal bytes have equal tags
    in every build and after every start; what nobody may keep has none.
    """

    __slots__ = ("body", "etag", "headers", "media_type", "path", "start", "status")

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
        has_tag = status == HTTPStatus.OK and cached != NOT_KEPT
        self.etag = f'"{(digest or hashlib.sha256(body).hexdigest())[:32]}"' if has_tag else ""
        self.headers = [("Cache-Control", cached), *headers]
        if self.etag:
            self.headers.append(("ETag", self.etag))
        length = path.stat().st_size if path else len(body)
        raw = make_headers(media_type, length, self.headers)
        self.start: Message = {"type": "http.response.start", "status": self.status, "headers": raw}

    def make_not_modified(self) -> Message:
        """Return the beginning of a 304, for who has the answer."""
        kept = [each for each in self.raw_headers if each[0] in _WITH_304]
        status = int(HTTPStatus.NOT_MODIFIED)
        return {"type": "http.response.start", "status": status, "headers": [*kept, *COMMON]}

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


K = TypeVar("K", bound=Hashable)


class Cache(Generic[K]):
    """The answers used last, by key, up to a number of bytes; one that is very large is not kept."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._size = most_bytes, 0
        self._replies: OrderedDict[K, tuple[Reply, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._replies)

    @property
    def size(self) -> int:
        """Return how many bytes are kept."""
        return self._size

    def find(self, key: K) -> Reply | None:
        """Find an answer, and keep it longer for that."""
        found = self._replies.get(key)
        if found is None:
            return None
        self._replies.move_to_end(key)
        return found[0]

    def keep(self, key: K, reply: Reply, key_bytes: int = 0) -> None:
        """Keep an answer; those not used for longest go. ``key_bytes`` is the size of a key that may be long."""
        size = reply.size + key_bytes
        if size > self._most // 4:
            return
        _, old_size = self._replies.pop(key, (None, 0))
        self._size += size - old_size
        self._replies[key] = reply, size
        while self._size > self._most:
            _, (_, gone_size) = self._replies.popitem(last=False)
            self._size -= gone_size
