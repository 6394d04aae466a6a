"""Text that is written in another order than it comes in, kept on disk once it is large."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import TypeAlias

Key: TypeAlias = tuple[str | int, ...]
_IN_MEMORY = 32 * 1024 * 1024


class Spool:
    """Keep blocks of text under keys; give them back key by key, each key's blocks in the order they came.

    Memory stays near 16 bytes a block: an export of millions of subjects must not hold them all.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=_IN_MEMORY)
        self._places: dict[Key, array[int]] = {}
        self._end = 0

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, key: Key, text: str) -> None:
        """Keep one block under a key."""
        data = text.encode()
        self._file.write(data)
        self._places.setdefault(key, array("Q")).extend((self._end, len(data)))
        self._end += len(data)

    def keys(self) -> list[Key]:
        """Return the keys, sorted."""
        return sorted(self._places)

    def count(self, key: Key) -> int:
        """Return the number of blocks under a key."""
        return len(self._places[key]) // 2

    def iter_blocks(self, key: Key) -> Iterator[str]:
        """Yield the blocks under a key."""
        places = self._places[key]
        for i in range(0, len(places), 2):
            self._file.seek(places[i])
            yield self._file.read(places[i + 1]).decode()
