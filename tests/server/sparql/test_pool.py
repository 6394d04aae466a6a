"""Which worker gets a query: brief ones share one, others are spread, and nobody waits where there is no end."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kotograph.server.sparql import pool as pool_module
from kotograph.server.sparql.limits import Limits
from kotograph.server.sparql.pool import Pool
from kotograph.server.sparql.process import Asked, Process
from kotograph.server.sparql.wire import Job, Reply
from tests.server.sparql.serving import BASE


class Channel(asyncio.Transport):
    """The way to a worker that never answers by itself."""

    def write(self, data: bytes) -> None:  # type: ignore[override]
        pass


def make_pool(pace: float) -> tuple[Pool, list[Process]]:
    """Return a pool on two cores whose three workers took ``pace`` seconds for their last queries."""
    pool = Pool(Path(), BASE, Limits(workers=3, width=2))
    pool._open, pool.generation = True, 1
    workers = [Process(pool._nursery, 1) for _ in range(3)]
    for worker in workers:
        worker.connection_made(Channel())
        worker.pace = pace
        pool._admit(worker)
    return pool, workers


@pytest.mark.parametrize(("pace", "shares"), [(0.0001, [0, 4, 16]), (0.0004, [0, 10, 10]), (0.002, [0, 10, 10])])
def test_brief_queries_share_a_worker_and_others_are_spread(
    pace: float, shares: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow this machine is: none of these is taken for a long one.
    monkeypatch.setattr(pool_module, "_MOMENT", 60)

    async def run() -> None:
        pool, workers = make_pool(pace)
        loop = asyncio.get_running_loop()
        for number in range(20):
            pool._submit(Asked(Job(f"ASK {{}} # {number}"), loop.create_future(), loop.time()))
        assert sorted(len(worker.pending) for worker in workers) == shares
        assert pool._ticking
        pool._ticking.cancel()

    asyncio.run(run())


def test_a_worker_knows_its_pace() -> None:
    async def run() -> None:
        _, (worker, *_others) = make_pool(0.001)
        worker.on_free = None
        loop = asyncio.get_running_loop()
        for number in range(40):
            asked = Asked(Job(f"ASK {{}} # {number}"), loop.create_future(), loop.time())
            worker.ask(asked)
            asked.since -= 0.02
            worker._take(asked.number, Reply(200))
            assert asked.reply.done()
        assert 0.019 < worker.pace < 0.1

    asyncio.run(run())
