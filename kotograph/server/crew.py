"""Work beside the event loop: a few threads, a bounded number that wait, and a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar

from kotograph.server.problem import Problem

T = TypeVar("T")


class Crew:
    """Threads that answer requests; who comes when many wait is told to come later."""

    def __init__(self, threads: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting = 0

    def close(self) -> None:
        """Begin nothing further."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def run(self, work: Callable[[], T], most_waiting: int, seconds: float, late: Callable[[], Problem]) -> T:
        """Return what the work gives; raise Problem 503 if too much waits, or what ``late`` makes after the time."""
        if self._waiting >= most_waiting:
            raise Problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "busy",
                "too many requests of this kind wait for an answer",
                "try again shortly",
                {"Retry-After": "2"},
            )
        self._waiting += 1
        doing = asyncio.get_running_loop().run_in_executor(self._pool, work)
        doing.add_done_callback(self._count_down)
        try:
            # A thread cannot be stopped: it counts as waiting until it is done, whoever has gone meanwhile.
            return await asyncio.wait_for(asyncio.shield(doing), seconds)
        except TimeoutError as error:
            raise late() from error

    def _count_down(self, doing: asyncio.Future[T]) -> None:
        self._waiting -= 1
        if not doing.cancelled():
            doing.exception()  # who waited has been told; nobody else is to be
