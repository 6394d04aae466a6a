"""One worker process as the server sees it: started, asked, relieved of what waits, pushed to the slow lane, killed."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from kotograph.errors import InputError
from kotograph.server.sparql.limits import Limits
from kotograph.server.sparql.nursery import Nursery
from kotograph.server.sparql.wire import FORGET, FORGOTTEN, FrameReader, Head, Job, Reply, decode_reply, encode_frame

_LOW_PRIORITY = 10
_START_SECONDS = 30.0
# Over how many queries the mean is taken.
_PACED = 10


class WorkerDied(Exception):
    """The process ended; ``number`` is the signal that ended it, 0 if none did."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def name(self) -> str:
        """Name of the signal."""
        return signal.Signals(self.number).name if self.number else "exit"


@dataclass(slots=True, eq=False)
class Asked:
    """A job on its way. ``since`` is when it began to wait, or its worker turned to it; ``reply`` is awaited.

    ``alone`` says that it is a long one, which gets a worker of its own.
    """

    job: Job
    reply: asyncio.Future[Reply]
    since: float
    alone: bool = False
    worker: Process | None = None
    number: int = 0


class Process(asyncio.Protocol):
    """A worker process. What it is asked waits in ``pending``, the first of which it works on.

    ``graphs`` and ``confined`` are what it told at its start. ``on_free`` is called after each reply, ``on_lost`` when
    the process has ended by itself.
    """

    def __init__(self, nursery: Nursery, generation: int) -> None:
        self.generation = generation
        self.slow = False
        self.alive = True
        #: Works on a query that takes its time, alone.
        self.is_long = False
        #: Has answered that it left what it was relieved of, which was at the time ``relieved``.
        self.is_settled, self.relieved = True, 0.0
        #: Seconds that its last queries took in the mean; of a new worker a guess.
        self.pace = 0.001
        self.pid = 0
        self.graphs: tuple[str, ...] = ()
        self.confined = ""
        self.pending: deque[Asked] = deque()
        self.on_free: Callable[[Process, Reply | None], None] | None = None
        self.on_lost: Callable[[Process], None] | None = None
        self._nursery = nursery
        self._descriptor = -1
        self._clock, self._watched = 0.0, 0
        self._count = 0
        self._transport: asyncio.Transport | None = None
        self._reader = FrameReader()
        self._first: asyncio.Future[Head] | None = None

    @classmethod
    async def start(cls, nursery: Nursery, folder: Path, base: str, limits: Limits, generation: int) -> Process:
        """Start a worker and wait until it is ready; raise InputError if it cannot open the build."""
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        worker = cls(nursery, generation)
        ours.setblocking(False)
        worker._first = loop.create_future()
        try:
            with theirs:
                nursery.fork(theirs, folder, base, limits)
            await loop.create_connection(lambda: worker, sock=ours)
            async with asyncio.timeout(_START_SECONDS):
                head = await worker._first
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

    def _meet(self, head: Head) -> None:
        self.pid = int(str(head["pid"]))
        self.graphs = tuple(cast(list[str], head["graphs"]))
        self.confined = str(head["confined"])
        self._nursery.forget(self.pid)
        if hasattr(os, "pidfd_open"):
            # Unlike its number, this never comes to mean another process.
            with contextlib.suppress(OSError):
                self._descriptor = os.pidfd_open(self.pid)

    def ask(self, asked: Asked) -> None:
        """Send a job; it is worked on after those that are pending."""
        assert self._transport is not None
        self._count += 1
        asked.number, asked.worker = self._count, self
        self.pending.append(asked)
        if len(self.pending) == 1:
            asked.since = asyncio.get_running_loop().time()
        self._transport.write(asked.job.encode(asked.number))

    def watch(self) -> None:
        """Begin to measure what it computes for the first of what is pending; most are done before that is worth it."""
        if self.pending and self._watched != self.pending[0].number:
            self._watched, self._clock = self.pending[0].number, self._read_clock()

    def relieve(self) -> list[Asked]:
        """Take back what it has not begun, and return it; until it has confirmed that, it must not be asked more."""
        taken = []
        while len(self.pending) > 1:
            taken.append(self.pending.pop())
        if taken and self.alive and self._transport is not None:
            self.is_settled, self.relieved = False, asyncio.get_running_loop().time()
            # The first may not have come to it yet, and stays.
            self._transport.write(encode_frame({FORGET: self.pending[0].number}))
        return taken[::-1]

    def measure(self) -> float:
        """Return the seconds that the process has computed since it is watched; endless where that cannot be known."""
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
        """Hand replies to those who wait for them."""
        for frame in self._reader.feed(data):
            if self.pid == 0:
                if self._first and not self._first.done():
                    self._first.set_result(cast(Head, frame.head))
            elif frame.head == FORGOTTEN:
                self.is_settled = True
                self._tell_free(None)
            else:
                self._take(frame.number, decode_reply(frame))

    def _take(self, number: int, reply: Reply) -> None:
        if not self.pending or self.pending[0].number != number:
            # It was begun before it was taken back, and is done elsewhere too.
            return
        asked = self.pending.popleft()
        now = asyncio.get_running_loop().time()
        self.pace += (now - asked.since - self.pace) / _PACED
        if self.pending:
            self.pending[0].since = now
        if not asked.reply.done():
            asked.reply.set_result(reply)
        self._tell_free(reply)

    def _tell_free(self, reply: Reply | None) -> None:
        if self.on_free:
            self.on_free(self, reply)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits that the process ended."""
        was_alive, self.alive = self.alive, False
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        if was_alive and self.pid:
            if self.on_lost:
                self.on_lost(self)
            self._ending = asyncio.get_running_loop().create_task(self._tell_end())
        else:
            self._fail(WorkerDied(0))

    async def _tell_end(self) -> None:
        code = await self._nursery.get_code(self.pid)
        self._fail(WorkerDied(-code if code < 0 else 0))

    def _fail(self, error: WorkerDied) -> None:
        if self._first is not None and not self._first.done():
            self._first.set_exception(error)
        while self.pending:
            asked = self.pending.popleft()
            if not asked.reply.done():
                asked.reply.set_exception(error)
