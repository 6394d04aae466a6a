"""The workers of the endpoint: a fast lane for every query's first moments, a slow lane for the long ones.

Ordinary queries take milliseconds. One that does not is moved aside with its worker, which gets a low priority,
and a new worker takes over in the fast lane; so ordinary queries never queue behind long ones. The slow lane is
bounded; a query that was long before goes there at once, and waits for its place there.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from kotograph.errors import KotographError
from kotograph.server.problem import Problem
from kotograph.server.sparql import problems
from kotograph.server.sparql.limits import Limits
from kotograph.server.sparql.nursery import Nursery
from kotograph.server.sparql.process import Asked, Process, WorkerDied
from kotograph.server.sparql.wire import Job, Reply

_log = logging.getLogger(__name__)
# How many long queries are remembered, and for how many seconds; those that ran longer than this, or were refused.
_REMEMBERED, _MEMORY_SECONDS, _LONG_SECONDS = 1000, 300.0, 1.0
# A query has computed if it did so for this share of the patience with it.
_SHARE = 0.25
# So many workers of the fast lane are kept from long queries without a place.
_RESERVE = 2
_RETRY_SECONDS = 0.5
# A worker has a few more queries waiting, so that it need not sleep between them; when the one that it works on takes
# longer than a moment, they go to others. The clock ticks while anything runs.
_AHEAD, _MOMENT, _TICK = 16, 0.01, 0.005
# Queries that are brief in the mean wait for the worker that is busy, if that is short; others get another.
_BRIEF, _SHORT = 0.0005, 0.004

#: Waits until the client has gone; never returns while it is there.
Gone = Callable[[], Awaitable[None]]


class Interrupted(Exception):
    """The patience with a query is over; it runs on, alone on its worker."""


class Pool:
    """Run jobs on worker processes. A generation is one build: `reload` begins the next."""

    def __init__(self, folder: Path, base: str, limits: Limits) -> None:
        self.folder, self.base, self.limits = folder, base, limits
        self.generation = 0
        self.graphs: tuple[str, ...] = ()
        self.confined = ""
        self.killed = 0
        self._nursery = Nursery()
        self._workers: set[Process] = set()
        self._idle: list[Process] = []
        # Those of this generation that work on quick queries, or on what may be one.
        self._busy: dict[Process, None] = {}
        self._waiting: deque[Asked] = deque()
        self._ticking: asyncio.TimerHandle | None = None
        self._slow_places = asyncio.Semaphore(limits.slow)
        self._slow_waiting = 0
        # By hash: queries themselves could be of any number and size.
        self._long: OrderedDict[int, float] = OrderedDict()
        self._starting: set[asyncio.Task[None]] = set()
        self._open = False
        self._turning = asyncio.Lock()

    async def start(self) -> None:
        """Start the workers; raise InputError if they cannot open the build."""
        self._open = True
        await self.reload(self.folder)

    async def stop(self) -> None:
        """Kill the workers; queries that run or wait end with a problem."""
        self._open = False
        for task in list(self._starting):
            task.cancel()
        if self._ticking:
            self._ticking.cancel()
        for asked in [*self._waiting, *(each for worker in self._workers for each in worker.pending)]:
            if not asked.reply.done():
                asked.reply.set_exception(problems.closing())
        self._waiting.clear()
        for worker in list(self._workers):
            self._discard(worker)
        self._idle.clear()
        await asyncio.gather(*self._starting, return_exceptions=True)
        self._nursery.stop()

    async def reload(self, folder: Path) -> None:
        """Turn to another build: running queries end on the old one, further ones are asked of the new one.

        Raise InputError if it cannot be opened; the old one then goes on.
        """
        async with self._turning:
            await self._begin(folder)

    async def _begin(self, folder: Path) -> None:
        generation = self.generation + 1
        starts = [
            Process.start(self._nursery, folder, self.base, self.limits, generation) for _ in range(self.limits.workers)
        ]
        started = await asyncio.gather(*starts, return_exceptions=True)
        failures = [each for each in started if isinstance(each, BaseException)]
        workers = [each for each in started if isinstance(each, Process)]
        if failures or not self._open:
            for worker in workers:
                worker.kill()
            raise failures[0] if failures else problems.closing()
        self.folder, self.generation = folder, generation
        self.graphs, self.confined = workers[0].graphs, workers[0].confined
        self._long.clear()
        old, self._idle = self._idle, []
        # Those that are busy finish what they have, and go.
        for worker in old:
            self._discard(worker)
        for worker in workers:
            self._admit(worker)

    def describe(self) -> dict[str, int | str]:
        """Return the state in figures, for a health report."""
        slow = sum(worker.slow for worker in self._workers)
        return {
            "workers": len(self._workers) - slow,
            "idle": len(self._idle),
            "slow": slow,
            "waiting": len(self._waiting) + self._slow_waiting,
            "killed": self.killed,
            "confined": self.confined,
        }

    async def run(self, job: Job, gone: Gone | None = None) -> tuple[Reply, int]:
        """Return the reply to a job and the generation it is of; raise Problem where there is none.

        ``gone`` tells that nobody waits any more: the worker is then freed by killing it.
        """
        known = self._is_long(job)
        if known:
            await self._get_slow_place()
        loop = asyncio.get_running_loop()
        # Of a long query, the reply is awaited in two steps.
        first: asyncio.Future[Reply] = loop.create_future()
        asked = Asked(job, first, loop.time(), alone=known)
        try:
            self._submit(asked)
            reply = await first
        except Interrupted:
            assert asked.worker
            return await self._go_on(asked.worker, asked, gone, placed=known), asked.worker.generation
        except BaseException as error:
            # What was begun for a client that has gone is finished, unless it takes long.
            if asked.worker and asked.worker.is_long:
                self._discard(asked.worker, replace=not known)
            if known:
                self._slow_places.release()
            if isinstance(error, WorkerDied):
                raise _describe_death(error) from error
            raise
        assert asked.worker
        return reply, asked.worker.generation

    async def _go_on(self, worker: Process, asked: Asked, gone: Gone | None, *, placed: bool) -> Reply:
        """Wait for a long query up to the limit; a worker whose priority was lowered is not used again.

        Without a place in the slow lane it goes on only as long as the fast lane has workers to spare.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        left = self.limits.seconds - (0.0 if placed else self.limits.patience)
        reply, job = asked.reply, asked.job
        watch = asyncio.ensure_future(gone()) if gone else None
        both: set[asyncio.Future[Any]] = {reply, watch} if watch else {reply}
        done: Reply | None = None
        try:
            while (rest := left - (loop.time() - begun)) > 0:
                # On a busy machine a short query takes a while too: what counts is that it has computed.
                if not placed and worker.measure() > _SHARE * self.limits.patience:
                    worker.lower()
                    if not self._slow_places.locked():
                        await self._slow_places.acquire()
                        placed = True
                        self._replace(worker)
                    elif len(self._idle) < _RESERVE:
                        self._remember(job)
                        raise problems.busy(self.limits.seconds / 2)
                pause = rest if placed else min(rest, self.limits.patience)
                await asyncio.wait(both, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
                if reply.done():
                    done = reply.result()
                    return done
                if watch and watch.done():
                    _log.info("a long query was stopped: its client has gone")
                    # Nobody reads it; it only ends the request.
                    raise Problem(503, "client-gone", "The client has gone.")
            self._remember(job)
            _log.info("a query was stopped after %g seconds", self.limits.seconds)
            raise problems.timeout(self.limits.seconds)
        except WorkerDied as death:
            _log.info("a query ended its worker: %s", death.name)
            raise _describe_death(death) from death
        finally:
            if loop.time() - begun > _LONG_SECONDS:
                self._remember(job)
            reply.cancel()
            if watch:
                watch.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await watch
            if done and not worker.slow:
                self._release(worker, done)
            else:
                self._discard(worker, replace=not placed)
            if placed:
                self._slow_places.release()

    async def _get_slow_place(self) -> None:
        if self._slow_waiting >= self.limits.queue:
            raise problems.full(self.limits.seconds)
        self._slow_waiting += 1
        try:
            async with asyncio.timeout(self.limits.slow_queue_seconds):
                await self._slow_places.acquire()
        except TimeoutError:
            raise problems.busy(self.limits.seconds / 2) from None
        finally:
            self._slow_waiting -= 1

    # --- the fast lane -----------------------------------------------------------------------------------------------

    def _submit(self, asked: Asked) -> None:
        """Have a job done by whoever can, now or later; raise Problem where too many wait."""
        if not self._open:
            raise problems.closing()
        if self._waiting or not self._assign(asked):
            if len(self._waiting) >= self.limits.queue:
                raise problems.full(1)
            self._waiting.append(asked)
        if not self._ticking:
            self._ticking = asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _assign(self, asked: Asked) -> bool:
        worker = self._take_idle() if asked.alone else self._choose()
        if worker is None:
            return False
        worker.ask(asked)
        if asked.alone:
            self._replace(worker)
            worker.lower()
            _interrupt(worker)
        else:
            self._busy[worker] = None
        return True

    def _choose(self) -> Process | None:
        """Choose the worker for a quick query.

        More workers than cores would only be in each other's way; where queries are brief, each more that wakes up for
        one costs as much as the query.
        """
        latest = asyncio.get_running_loop().time() - _MOMENT
        quick, found, fewest = 0, None, _AHEAD
        for worker in self._busy:
            count = len(worker.pending)
            if not worker.is_settled or worker.generation != self.generation:
                continue
            if count and worker.pending[0].since < latest:
                continue
            quick += 1
            if worker.pace < _BRIEF and count < _AHEAD and count * worker.pace < _SHORT:
                return worker
            if count < fewest:
                found, fewest = worker, count
        return (self._take_idle() if quick < self.limits.width else None) or found

    def _take_idle(self) -> Process | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._discard(worker, replace=True)
        return None

    def _tick(self) -> None:
        """Take from workers what waits behind a longer query, and end the patience with long ones."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for worker in list(self._busy):
            # With nothing pending it is in the busy ones only until it has left what it was relieved of.
            age = now - (worker.pending[0].since if worker.pending else worker.relieved)
            if age > _MOMENT:
                worker.watch()
                self._waiting.extendleft(reversed(worker.relieve()))
            if age > self.limits.patience:
                self._busy.pop(worker, None)
                if not worker.pending or not _interrupt(worker):
                    self._discard(worker, replace=True)
        for asked in list(self._waiting):
            if now - asked.since > self.limits.queue_seconds and not asked.reply.done():
                asked.reply.set_exception(problems.full(1))
        self._drain()
        running = self._busy or self._waiting
        self._ticking = loop.call_later(_TICK, self._tick) if running and self._open else None

    def _drain(self) -> None:
        """Have what waits be done, the first first."""
        while self._waiting:
            if not self._waiting[0].reply.done() and not self._assign(self._waiting[0]):
                return
            self._waiting.popleft()

    def _hear(self, worker: Process, reply: Reply | None) -> None:
        """Go on after a reply of a worker, or after it has left what it was relieved of."""
        if worker.is_long:
            return
        if reply and reply.spent:
            self._waiting.extendleft(reversed(worker.relieve()))
            if worker.pending:
                self._waiting.appendleft(worker.pending.popleft())
            self._busy.pop(worker, None)
            self._discard(worker, replace=True)
        elif not worker.pending and worker.is_settled:
            self._busy.pop(worker, None)
            self._admit(worker)
            return
        self._drain()

    def _release(self, worker: Process, reply: Reply) -> None:
        worker.is_long = False
        if reply.spent or not worker.alive or worker.generation != self.generation:
            self._discard(worker, replace=True)
        elif worker.is_settled:
            self._admit(worker)
        else:
            self._busy[worker] = None

    def _admit(self, worker: Process) -> None:
        """Let a worker be idle, or give it what waits longest."""
        if not self._open or not worker.alive or worker.generation != self.generation:
            self._discard(worker, replace=True)
            return
        self._workers.add(worker)
        worker.on_free, worker.on_lost = self._hear, self._lose
        self._idle.append(worker)
        self._drain()

    def _lose(self, worker: Process) -> None:
        """Replace a worker that has ended by itself; only the query that it worked on is to blame."""
        if worker.is_long:
            return
        self._busy.pop(worker, None)
        if worker in self._idle:
            self._idle.remove(worker)
        self._waiting.extendleft(reversed(worker.relieve()))
        self._discard(worker, replace=True)
        self._drain()

    def _discard(self, worker: Process, *, replace: bool = False) -> None:
        if worker.alive:
            self.killed += worker not in self._idle
            worker.kill()
        self._workers.discard(worker)
        if replace:
            self._replace(worker)

    def _replace(self, worker: Process) -> None:
        """Start a worker in the place of one of this generation; a new generation brings its own."""
        if self._open and worker.generation == self.generation:
            task = asyncio.get_running_loop().create_task(self._start_one())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start_one(self) -> None:
        generation = self.generation
        while self._open and generation == self.generation:
            try:
                worker = await Process.start(self._nursery, self.folder, self.base, self.limits, generation)
            except KotographError as error:
                _log.warning("%s", error)
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                self._admit(worker)
                return

    def _is_long(self, job: Job) -> bool:
        known = self._long.get(hash(job)) if self._long else None
        return known is not None and known > time.monotonic()

    def _remember(self, job: Job) -> None:
        self._long[hash(job)] = time.monotonic() + _MEMORY_SECONDS
        self._long.move_to_end(hash(job))
        while len(self._long) > _REMEMBERED:
            self._long.popitem(last=False)


def _interrupt(worker: Process) -> bool:
    """Tell that the first query of a worker is a long one; its reply is awaited anew. Return False if nobody does."""
    (asked,) = worker.pending
    worker.watch()
    awaited = asked.reply
    worker.is_long = True
    asked.reply = asyncio.get_running_loop().create_future()
    if not awaited.done():
        awaited.set_exception(Interrupted())
        return True
    return False


def _describe_death(death: WorkerDied) -> Problem:
    # Rust aborts when memory cannot be had; the kernel kills when the machine has none left.
    return problems.memory() if death.name in ("SIGABRT", "SIGKILL") else problems.crash(death.name)
