"""What the front and a worker say to each other: frames of a JSON head and a body."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field, fields

_SIZES = struct.Struct(">II")


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

    def encode(self) -> bytes:
        """Return the frame that asks it."""
        return encode_frame({name: getattr(self, name) for name in _JOB})


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

    def encode(self) -> bytes:
        """Return the frame that carries it."""
        return encode_frame({name: getattr(self, name) for name in _REPLY}, self.body)


# Named once: `asdict` copies what it meets, which is slow.
_JOB = tuple(each.name for each in fields(Job))
_REPLY = tuple(each.name for each in fields(Reply) if each.name != "body")


def encode_frame(head: dict[str, object], body: bytes = b"") -> bytes:
    """Return a frame: the sizes of its head and its body, then both."""
    encoded = json.dumps(head).encode()
    return _SIZES.pack(len(encoded), len(body)) + encoded + body


def decode_reply(frame: tuple[dict[str, object], bytes]) -> Reply:
    """Return the reply that a frame carries."""
    head, body = frame
    return Reply(**head, body=body)  # type: ignore[arg-type]


def decode_job(frame: tuple[dict[str, object], bytes]) -> Job:
    """Return the job that a frame carries."""
    head = {name: tuple(value) if isinstance(value, list) else value for name, value in frame[0].items()}
    return Job(**head)  # type: ignore[arg-type]


class FrameReader:
    """Put frames together from bytes as they come."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> tuple[dict[str, object], bytes] | None:
        """Take bytes; return the frame if it is complete. One side never sends a second frame unasked."""
        self._bytes += data
        if len(self._bytes) < _SIZES.size:
            return None
        head_size, body_size = _SIZES.unpack_from(self._bytes)
        end = _SIZES.size + head_size
        if len(self._bytes) < end + body_size:
            return None
        head = json.loads(self._bytes[_SIZES.size : end])
        body = bytes(self._bytes[end : end + body_size])
        self._bytes.clear()
        return head, body


def read_frame(receive: Callable[[int], bytes]) -> tuple[dict[str, object], bytes] | None:
    """Read one frame from a blocking source; None at its end."""
    reader = FrameReader()
    while data := receive(65536):
        frame = reader.feed(data)
        if frame is not None:
            return frame
    return None
