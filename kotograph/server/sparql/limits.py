"""What one public query may use, and how many may run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

MIB = 1024 * 1024


def _count_cores() -> int:
    known = getattr(os, "sched_getaffinity", None)
    return len(known(0)) if known else os.cpu_count() or 1


def _count_slow() -> int:
    return max(4, min(_count_cores(), 8))


def _count_workers() -> int:
    # More than cores: while some find out that their queries are long, an ordinary query must still find a worker.
    return 2 * _count_slow()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the endpoint; times are in seconds, sizes in bytes.

    A query starts on one of ``workers``, ``width`` of which share those that are quick. After ``patience`` it is a
    long one: its worker goes to the slow lane, with a low priority, and a new worker takes its place. Beyond ``slow``
    long queries, further ones run only while workers idle.
    """

    seconds: float = 10.0
    patience: float = 0.1
    memory: int = 512 * MIB
    rows: int = 10_000
    result_bytes: int = 16 * MIB
    query_bytes: int = 64 * 1024
    depth: int = 64
    workers: int = field(default_factory=_count_workers)
    width: int = field(default_factory=_count_cores)
    slow: int = field(default_factory=_count_slow)
    queue: int = 64
    queue_seconds: float = 5.0
    slow_queue_seconds: float = 1.0
    cache_bytes: int = 32 * MIB
