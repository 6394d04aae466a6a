"""What the front and a worker say to each other: frames of a number, a head and a body.

Ordinary queries and answers have a few texts as their head, which is read in a fraction of the time that JSON takes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

_SIZES = struct.Struct(">IIQB")
# The head is texts, or a JSON object.
_TEXTS, _OBJECT = 0, 1
_BETWEEN = "\0"
Head: TypeAlias = "dict[str, object]"


class Job(NamedTuple):
    """A query, the dataset the request names (None: the query's own), and the types acceptable for each kind of answer.

    A type is empty where the client accepts none that could be sent.
    """

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    rows_type: str = ""
    graph_type: str = ""

    def encode(self, number: int) -> bytes:
        """Return the frame that asks it; the reply comes with the same number."""
        if self.default_graphs is None and self.named_graphs is None:
            return _encode(number, _TEXTS, f"{self.rows_type}{_BETWEEN}{self.graph_type}", self.query.encode())
        head = self._asdict()
        return encode_frame(head, head.pop("query").encode(), number)


class Reply(NamedTuple):
    """A worker's answer, or the problem it met (``status`` is then 400 or more, ``code`` to ``extra`` are set).

    ``digest`` is of the answer, ``cut`` says by which limit it was cut, ``lasting`` that the same query gives it again,
    ``spent`` that the worker wants to be replaced.
    """

    status: int
    media_type: str = ""
    body: bytes = b""
    digest: str = ""
    cut: str = ""
    lasting: bool = True
    spent: bool = False
    code: str = ""
    detail: str = ""
    hint: str = ""
    extra: dict[str, object] | None = None

    def encode(self, number: int) -> bytes:
        """Return the frame that carries it."""
        if self.status == 200 and self.lasting and not self.spent:
            return _encode(number, _TEXTS, _BETWEEN.join((self.media_type, self.digest, self.cut)), self.body)
        head = self._asdict()
        return encode_frame(head, head.pop("body"), number)


class Frame(NamedTuple):
    """What came: the number of a job (0 if it is about none), the head, the body."""

    number: int
    head: list[str] | Head
    body: bytes


def encode_frame(head: Head, body: bytes = b"", number: int = 0) -> bytes:
    """Return a frame whose head is a JSON object."""
    return _encode(number, _OBJECT, json.dumps(head), body)


def _encode(number: int, kind: int, head: str, body: bytes) -> bytes:
    encoded = head.encode()
    return _SIZES.pack(len(encoded), len(body), number, kind) + encoded + body


#: Has as its value the number of a job: all that was asked after it is to be left. It is answered with `FORGOTTEN`.
FORGET = "forget"
FORGOTTEN: Head = {"forgotten": True}


def decode_reply(frame: Frame) -> Reply:
    """Return the reply that a frame carries."""
    head, body = frame.head, frame.body
    if isinstance(head, list):
        media_type, digest, cut = head
        return Reply(200, media_type, body, digest, cut)
    return Reply(**{**head, "body": body})  # type: ignore[arg-type]


def decode_job(frame: Frame) -> Job:
    """Return the job that a frame carries."""
    head, query = frame.head, frame.body.decode()
    if isinstance(head, list):
        return Job(query, None, None, *head)
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in head.items()}
    return Job(query, **given)  # type: ignore[arg-type]


class FrameReader:
    """Put frames together from bytes as they come."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take bytes; yield each frame that is complete."""
        found: bytes | bytearray = data
        if self._rest:
            self._rest += data
            found = self._rest
        at, end = 0, len(found)
        while end - at >= _SIZES.size:
            head_size, body_size, number, kind = _SIZES.unpack_from(found, at)
            body_at = at + _SIZES.size + head_size
            after = body_at + body_size
            if after > end:
                break
            head = found[at + _SIZES.size : body_at].decode()
            at = after
            body = bytes(found[body_at:after])
            yield Frame(number, head.split(_BETWEEN) if kind == _TEXTS else json.loads(head), body)
        self._rest = bytearray(found[at:])
