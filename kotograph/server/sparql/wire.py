"""What the front and a worker say to each other: frames of a JSON head and a body."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TypeAlias, cast

_SIZES = struct.Struct(">II")
Head: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class Job:
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
        return encode_frame(_pick(self, number, _JOB))


@dataclass(frozen=True, slots=True)
class Reply:
    """A worker's answer, or the problem it met (``status`` is then 400 or more, ``code`` to ``extra`` are set).

    ``cut`` says by which limit the answer was cut, ``lasting`` that the same query gives it again, ``spent`` that the
    worker wants to be replaced.
    """

    status: int
    media_type: str = ""
    body: bytes = b""
    etag: str = ""
    cut: str = ""
    lasting: bool = True
    spent: bool = False
    code: str = ""
    detail: str = ""
    hint: str = ""
    extra: dict[str, object] = field(default_factory=dict)

    def encode(self, number: int) -> bytes:
        """Return the frame that carries it."""
        return encode_frame(_pick(self, number, _REPLY), self.body)


# Named once: `asdict` copies what it meets, which is slow. What is as it is by default is not sent.
_JOB = tuple((each.name, each.default) for each in fields(Job))
_REPLY = tuple((each.name, each.default) for each in fields(Reply) if each.name != "body")


def _pick(data: Job | Reply, number: int, names: tuple[tuple[str, object], ...]) -> Head:
    head: Head = {"number": number}
    for name, default in names:
        value = getattr(data, name)
        if value != default:
            head[name] = value
    return head


def encode_frame(head: Head, body: bytes = b"") -> bytes:
    """Return a frame: the sizes of its head and its body, then both."""
    encoded = json.dumps(head).encode()
    return _SIZES.pack(len(encoded), len(body)) + encoded + body


#: Has as its value the number of a job: all that was asked after it is to be left. It is answered with `FORGOTTEN`.
FORGET = "forget"
FORGOTTEN: Head = {"forgotten": True}


def decode_reply(head: Head, body: bytes) -> tuple[int, Reply]:
    """Return the reply that a frame carries, and the number of its job."""
    number = head.pop("number")
    return cast(int, number), Reply(**head, body=body)  # type: ignore[arg-type]


def decode_job(head: Head) -> tuple[int, Job]:
    """Return the job that a frame carries, and its number."""
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in head.items()}
    return cast(int, given.pop("number")), Job(**given)  # type: ignore[arg-type]


class FrameReader:
    """Put frames together from bytes as they come."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Head, bytes]]:
        """Take bytes; yield the head and the body of each frame that is complete."""
        self._bytes += data
        while len(self._bytes) >= _SIZES.size:
            head_size, body_size = _SIZES.unpack_from(self._bytes)
            body_at = _SIZES.size + head_size
            end = body_at + body_size
            if len(self._bytes) < end:
                return
            head, body = json.loads(self._bytes[_SIZES.size : body_at]), bytes(self._bytes[body_at:end])
            del self._bytes[:end]
            yield head, body
