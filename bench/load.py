"""Send requests to a server over connections that stay open, and tell how fast the answers came.

``python -m bench.load PORT FILE --connections N --seconds S`` takes one request a line of FILE (target, tab, Accept),
in their order and again from the first, and prints what came back as JSON. One process, one thread, no library: what
sends must not be what is measured.
"""

from __future__ import annotations

import argparse
import json
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

_BUFFER = 1 << 18


class _Connection:
    """One connection with one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.began = 0.0
        self.request, self.answer = b"", b""
        self._received = bytearray()

    def send(self, request: bytes) -> None:
        """Send a request."""
        self.began, self.request = time.perf_counter(), request
        self.socket.sendall(request)

    def receive(self) -> int:
        """Read what is there; return the status of the answer when it is whole, else 0."""
        data = self.socket.recv(_BUFFER)
        if not data:
            raise ConnectionError("the server closed the connection")
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return 0
        head = bytes(self._received[:end]).lower()
        if b"\r\ntransfer-encoding: chunked" in head:
            whole = self._received.endswith(b"\r\n0\r\n\r\n")
        else:
            _, _, rest = head.partition(b"\r\ncontent-length:")
            whole = len(self._received) - end - 4 >= int(rest.partition(b"\r\n")[0] or 0)
        if not whole:
            return 0
        self.answer = bytes(self._received[end + 4 : end + 600]) if head[9:10] in (b"4", b"5") else b""
        self._received.clear()
        return int(head[9:12])


def read_requests(file: Path, port: int) -> list[bytes]:
    """Return the requests of a file, as they are sent."""
    requests = []
    for line in file.read_text(encoding="utf-8").splitlines():
        target, _, accept = line.partition("\t")
        head = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept or '*/*'}\r\n\r\n"
        requests.append(head.encode())
    return requests


def send_all(port: int, requests: Iterator[bytes], connections: int, seconds: float, most: int) -> dict[str, object]:
    """Send until the time is over or so many are answered; return counts, seconds and latencies in milliseconds."""
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    examples: dict[str, str] = {}
    selector = selectors.DefaultSelector()
    begun = time.perf_counter()
    for _ in range(connections):
        connection = _Connection(port)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(next(requests))
    running = connections
    while running:
        for key, _ in selector.select(60):
            connection = key.data
            status = connection.receive()
            if not status:
                continue
            now = time.perf_counter()
            latencies.append(now - connection.began)
            statuses[status] += 1
            if status >= 400:
                examples.setdefault(str(status), f"{connection.request.split()[1].decode()} {connection.answer}")
            if now - begun > seconds or len(latencies) + running > most:
                selector.unregister(connection.socket)
                connection.socket.close()
                running -= 1
            else:
                connection.send(next(requests))
    spent = time.perf_counter() - begun
    latencies.sort()
    return {
        "answers": len(latencies),
        "seconds": spent,
        "examples": examples,
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "p50": _find_quantile(latencies, 0.5),
        "p95": _find_quantile(latencies, 0.95),
        "most": latencies[-1] * 1000 if latencies else 0.0,
    }


def _find_quantile(latencies: list[float], share: float) -> float:
    return latencies[min(int(len(latencies) * share), len(latencies) - 1)] * 1000 if latencies else 0.0


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("file", type=Path, help="one request a line: target, tab, Accept")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--most", type=int, default=10**9, help="stop after so many answers")
    options = parser.parse_args()
    requests = cycle(read_requests(options.file, options.port))
    print(json.dumps(send_all(options.port, requests, options.connections, options.seconds, options.most)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
