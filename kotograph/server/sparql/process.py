"""One worker process as the server sees it: started, asked, pushed to the slow lane, killed."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from kotograph.errors import InputError
from kotograph.server.sparql.limits import Limits
from kotograph.server.sparql.nursery import Nursery
from kotograph.server.sparql.wire import FrameReader, Job, Reply, decode_reply

_LOW_PRIORITY = 10
_START_SECONDS = 30.0

Frame = tuple[dict[str, object], bytes]


class WorkerDied(Exception):
    """The process ended; ``number`` is the signal that ended it, 0 if none did."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def name(self) -> str:
        """Name of the signal."""
        return signal.Signals(self.number).name if self.number else "exit"


class Interrupted(Exception):
    """The patience with a query is over; it runs on, and is asked for again by `Process.wait_on`."""


class Process(asyncio.Protocol):
    """A worker process. It has one question at a time; ``graphs`` and ``confined`` are what it told at its start."""

    def __init__(self, nursery: Nursery, generation: int) -> None:
        self.generation = generation
        self.slow = False
        self.alive = True
        self.pid = 0
        self.graphs: tuple[str, ...] = ()
        self.confined = ""
        self.on_lost: Callable[[Process], None] | None = None
        self._nursery = nursery
        self._descriptor = -1
        self._clock = 0.0
        self._transport: asyncio.Transport | None = None
        self._reader = FrameReader()
        self._future: asyncio.Future[Frame] | None = None
        self._late: Frame | None = None

    @classmethod
    async def start(cls, nursery: Nursery, folder: Path, base: str, limits: Limits, generation: int) -> Process:
        """Start a worker and wait until it is ready; raise InputError if it cannot open the build."""
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        worker = cls(nursery, generation)
        ours.setblocking(False)
        worker._future = loop.create_future()
        try:
            with theirs:
                nursery.fork(theirs, folder, base, limits)
            await loop.create_connection(lambda: worker, sock=ours)
            async with asyncio.timeout(_START_SECONDS):
                head, _ = await worker._future
        except (WorkerDied, TimeoutError, OSError) as error:
            worker.kill()
            message = f"a worker did not start: {error or 'it took too long'}"
            raise InputError("worker-failed", message, str(folder), "try again; if it goes on, build again") from error
        except BaseException:
            worker.kill()
            raise
        if "pid" not in head:
            worker.kill()
            raise InputError(str(head["code"]), str(head["message"]), str(head["where"]), "build again")
        worker._meet(head)
        return worker

    def _meet(self, head: dict[str, object]) -> None:
        self.pid = int(str(head["pid"]))
        self.graphs = tuple(cast(list[str], head["graphs"]))
        self.confined = str(head["confined"])
        self._nursery.forget(self.pid)
        if hasattr(os, "pidfd_open"):
            # Unlike its number, this never comes to mean another process.
            with contextlib.suppress(OSError):
                self._descriptor = os.pidfd_open(self.pid)

    async def ask(self, job: Job, patience: float) -> Reply:
        """Ask and wait for the reply; raise Interrupted after ``patience`` seconds, WorkerDied if it ends."""
        loop = asyncio.get_running_loop()
        self._future = future = loop.create_future()
        if not self.alive or self._transport is None:
            raise WorkerDied(0)
        self._clock = self._read_clock()
        self._transport.write(job.encode())
        timer = loop.call_later(patience, self._interrupt, future)
        try:
            return decode_reply(await future)
        finally:
            timer.cancel()

    def wait_on(self) -> asyncio.Future[Frame]:
        """Return a future for the reply of a query that was interrupted."""
        self._future = future = asyncio.get_running_loop().create_future()
        if self._late is not None:
            future.set_result(self._late)
            self._late = None
        elif not self.alive:
            future.set_exception(WorkerDied(0))
        return future

    def measure(self) -> float:
        """Return the seconds that the process has computed for this query; endless where that cannot be known."""
        now = self._read_clock()
        return math.inf if math.isinf(now) else now - self._clock

    def _read_clock(self) -> float:
        try:
            # The clock of another process, as clock_getcpuclockid(3) makes it on Linux.
            return time.clock_gettime((~self.pid << 3) | 2) if sys.platform == "linux" else math.inf
        except OSError:
            return math.inf

    def lower(self) -> None:
        """Give the process a low priority, for the rest of its life."""
        self.slow = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _LOW_PRIORITY)

    def kill(self) -> None:
        """End the process at once."""
        if self.alive:
            self.alive = False
            self._signal()
            if self._transport is not None:
                # A process that has not told its number ends when its channel closes.
                self._transport.abort()

    def _signal(self) -> None:
        with contextlib.suppress(OSError):
            if self._descriptor >= 0:
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
            elif self.pid:
                os.kill(self.pid, signal.SIGKILL)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the process."""
        # uvloop's are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Hand a complete frame to whoever waits."""
        frame = self._reader.feed(data)
        if frame is None or self._future is None:
            return
        if self._future.done():
            self._late = frame
        else:
            self._future.set_result(frame)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits that the process ended."""
        was_alive, self.alive = self.alive, False
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if was_alive and self.pid:
            self._ending = asyncio.get_running_loop().create_task(self._tell_end())
        else:
            self._fail(WorkerDied(0))

    async def _tell_end(self) -> None:
        code = await self._nursery.get_code(self.pid)
        self._fail(WorkerDied(-code if code < 0 else 0))
        if self.on_lost:
            self.on_lost(self)

    def _fail(self, error: WorkerDied) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_exception(error)

    def _interrupt(self, future: asyncio.Future[Frame]) -> None:
        if not future.done():
            future.set_exception(Interrupted())
