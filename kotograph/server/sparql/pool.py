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
from kotograph.server.sparql.process import Interrupted, Process, WorkerDied
from kotograph.server.sparql.wire import Job, Reply, decode_reply

_log = logging.getLogger(__name__)
# How many long queries are remembered, and for how many seconds; those that ran longer than this, or were refused.
_REMEMBERED, _MEMORY_SECONDS, _LONG_SECONDS = 1000, 300.0, 1.0
# A query has computed if it did so for this share of the patience with it.
_SHARE = 0.25
# So many workers of the fast lane are kept from long queries without a place.
_RESERVE = 2
_RETRY_SECONDS = 0.5

#: Waits until the client has gone; never returns while it is there.
Gone = Callable[[], Awaitable[None]]


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
        self._waiting: deque[asyncio.Future[Process]] = deque()
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
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_exception(problems.closing())
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
        try:
            worker = await self._acquire()
        except BaseException:
            if known:
                self._slow_places.release()
            raise
        if known:
            self._replace(worker)
            worker.lower()
        try:
            reply = await worker.ask(job, 0.0 if known else self.limits.patience)
        except Interrupted:
            return await self._go_on(worker, job, gone, placed=known), worker.generation
        except BaseException as error:
            self._discard(worker, replace=not known)
            if known:
                self._slow_places.release()
            if isinstance(error, WorkerDied):
                raise _describe_death(error) from error
            raise
        if known:
            self._discard(worker)
            self._slow_places.release()
        else:
            self._release(worker, reply)
        return reply, worker.generation

    async def _go_on(self, worker: Process, job: Job, gone: Gone | None, *, placed: bool) -> Reply:
        """Wait for a long query up to the limit; a worker whose priority was lowered is not used again.

        Without a place in the slow lane it goes on only as long as the fast lane has workers to spare.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        left = self.limits.seconds - (0.0 if placed else self.limits.patience)
        reply = worker.wait_on()
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
                    done = decode_reply(reply.result())
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

    async def _acquire(self) -> Process:
        if not self._open:
            raise problems.closing()
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._discard(worker, replace=True)
        if len(self._waiting) >= self.limits.queue:
            raise problems.full(1)
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Process] = loop.create_future()
        self._waiting.append(waiting)
        timer = loop.call_later(self.limits.queue_seconds, _give_up, waiting)
        try:
            return await waiting
        except BaseException:
            with contextlib.suppress(ValueError):
                self._waiting.remove(waiting)
            if waiting.done() and not waiting.cancelled() and not waiting.exception():
                self._admit(waiting.result())
            raise
        finally:
            timer.cancel()

    def _release(self, worker: Process, reply: Reply) -> None:
        if reply.spent or not worker.alive or worker.generation != self.generation:
            self._discard(worker, replace=True)
        else:
            self._admit(worker)

    def _admit(self, worker: Process) -> None:
        """Give a worker that is free to whoever waits longest, or let it be idle."""
        if not self._open or not worker.alive or worker.generation != self.generation:
            self._discard(worker, replace=True)
            return
        self._workers.add(worker)
        worker.on_lost = self._lose
        while self._waiting:
            waiting = self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._idle.append(worker)

    def _lose(self, worker: Process) -> None:
        """Replace a worker that ended by itself while nobody asked it anything."""
        if worker in self._idle:
            self._idle.remove(worker)
            self._discard(worker, replace=True)

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
        known = self._long.get(hash(job))
        return known is not None and known > time.monotonic()

    def _remember(self, job: Job) -> None:
        self._long[hash(job)] = time.monotonic() + _MEMORY_SECONDS
        self._long.move_to_end(hash(job))
        while len(self._long) > _REMEMBERED:
            self._long.popitem(last=False)


def _give_up(waiting: asyncio.Future[Process]) -> None:
    if not waiting.done():
        waiting.set_exception(problems.full(1))


def _describe_death(death: WorkerDied) -> Problem:
    # Rust aborts when memory cannot be had; the kernel kills when the machine has none left.
    return problems.memory() if death.name in ("SIGABRT", "SIGKILL") else problems.crash(death.name)
