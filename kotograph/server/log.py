"""The access log: one JSON object a line. It is written beside the requests, and its failure is none of theirs."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from json.encoder import encode_basestring
from pathlib import Path
from typing import TextIO

#: Lines that wait at most; what comes while a slow disk or pipe holds up more than these is not logged.
_MOST_WAITING = 20_000
_PAUSE = 0.2


def warn_on_stderr(message: str) -> None:
    """Tell the person who runs the server."""
    try:
        sys.stderr.write(f"kotograph: {message}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass  # nobody listens


class AccessLog:
    """Write requests to a file, or to standard error, from a thread of its own.

    Neither queries nor bodies are written: the path is without its query string. A log that cannot be written is told
    of once; it is tried again with each batch of lines.
    """

    def __init__(self, path: Path | None = None, warn: Callable[[str], None] = warn_on_stderr) -> None:
        self._path, self._warn = path, warn
        self._waiting: deque[str] = deque(maxlen=_MOST_WAITING)
        self._second, self._told = -1, ""
        self._has_warned = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="access-log", daemon=True)
        self._thread.start()

    def write(self, method: str, path: str, status: int, milliseconds: float, size: int) -> None:
        """Log one request."""
        clock = time.time()
        if int(clock) != self._second:
            self._second = int(clock)
            self._told = datetime.fromtimestamp(self._second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        told = f"{self._told}.{int(clock % 1 * 1000):03}+00:00"
        words = f'"method": {encode_basestring(method)}, "path": {encode_basestring(path)}'
        # The line is made here: two threads that compute hold each other up for longer than this takes.
        line = f'{{"time": "{told}", {words}, "status": {status}, "ms": {milliseconds:.2f}, "bytes": {size}}}\n'
        self._waiting.append(line)

    def close(self) -> None:
        """Write what waits, and end."""
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stop.wait(_PAUSE):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        lines = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not lines:
            return
        text = "".join(lines)
        try:
            if self._path is None:
                _write(sys.stderr, text)
            else:
                # Opened each time, so that a log that was moved away is begun anew.
                with self._path.open("a", encoding="utf-8", errors="replace") as stream:
                    _write(stream, text)
        except (OSError, ValueError) as error:
            if not self._has_warned:
                self._has_warned = True
                where = self._path or "standard error"
                self._warn(f"the access log cannot be written ({where}: {error}); requests are answered without it")


def _write(stream: TextIO, text: str) -> None:
    stream.write(text)
    stream.flush()
