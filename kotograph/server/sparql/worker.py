"""Workers: processes that answer one query after the other from one build, until they are killed.

``python -m kotograph.server.sparql.worker SOCKET`` is the nursery: it has everything imported, and forks a worker for
each line that comes with a socket, which takes milliseconds. Workers parse queries too, so that nothing a query can do
to a parser touches the server.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from kotograph.errors import KotographError
from kotograph.server.sparql import problems
from kotograph.server.sparql.answering import Answerer, fail
from kotograph.server.sparql.confinement import bound_time, confine, die_with_parent
from kotograph.server.sparql.limits import Limits
from kotograph.server.sparql.wire import FORGET, FORGOTTEN, FrameReader, Job, Reply, decode_job, encode_frame
from kotograph.store.embedded import EmbeddedStore, load_engine

_KIB = 1024
# Well below the moment after which the server gives to others what waits here.
_QUICK = 0.003


def main(arguments: list[str]) -> int:
    """Fork workers as they are asked for, and tell how each ended, until the other side closes."""
    die_with_parent()
    # An interrupt at the terminal is for the server, which ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(arguments[0]))
    signal.signal(signal.SIGCHLD, lambda *_: _tell_ends(control))
    load_engine()
    # What is here now stays shared with every worker.
    gc.freeze()
    # Queries leave few cycles behind; a worker that grows is replaced.
    gc.set_threshold(20_000)
    line = b""
    while True:
        data, channels, _, _ = socket.recv_fds(control, 65536, 1)
        line += data
        if not data:
            return 0
        if not channels:
            continue
        while not line.endswith(b"\n"):
            line += control.recv(65536)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(control.detach())
            os._exit(_begin(channels[0], line))
        os.close(channels[0])
        line = b""


def _tell_ends(control: socket.socket) -> None:
    """Send the number and the exit code of each worker that ended; the code is negative for a signal."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        control.sendall(f"{pid} {os.waitstatus_to_exitcode(status)}\n".encode())


def _begin(channel: int, line: bytes) -> int:
    die_with_parent()
    try:
        given = json.loads(line)
        return serve(channel, Path(given["folder"]), given["base"], Limits(**given["limits"]))
    except OSError:
        # The server closed the channel.
        return 0


def serve(channel: int, folder: Path, base: str, limits: Limits) -> int:
    """Answer what comes on a channel from a build, until the other side closes it."""
    try:
        answerer = Answerer(EmbeddedStore(folder), base, limits)
    except KotographError as error:
        _send(channel, encode_frame({"code": error.code, "message": error.message, "where": error.where}))
        return error.exit_code
    pipe = socket.socket(fileno=channel)
    means = confine(limits.memory)
    _send(channel, encode_frame({"pid": os.getpid(), "graphs": sorted(answerer.graphs), "confined": means}))
    # Memory that a query took may stay with the process: one that has grown so far is not used again.
    used, peak = _measure()
    most, bound = peak + limits.memory // 4, 0
    for number, job in iter_jobs(pipe):
        bound = bound_time(limits.seconds, used, bound)
        reply = _answer(answerer, job)
        used, peak = _measure()
        if peak > most:
            reply = reply._replace(spent=True)
        _send(channel, reply.encode(number))
        del reply
    return 0


def iter_jobs(pipe: socket.socket) -> Iterator[tuple[int, Job]]:
    """Yield jobs until the other side closes; after a long one, look whether those that wait are still wanted."""
    reader, waiting = FrameReader(), deque[tuple[int, Job]]()
    begun = 0.0
    while True:
        data: bytes | None = None
        # What waits is not taken back from one who was quick.
        if not waiting or time.monotonic() - begun > _QUICK:
            with contextlib.suppress(BlockingIOError):
                data = pipe.recv(65536, socket.MSG_DONTWAIT if waiting else 0)
        if data == b"":
            return
        for frame in reader.feed(data or b""):
            if isinstance(frame.head, dict) and FORGET in frame.head:
                last = int(str(frame.head[FORGET]))
                waiting = deque(each for each in waiting if each[0] <= last)
                _send(pipe.fileno(), encode_frame(FORGOTTEN))
            else:
                waiting.append((frame.number, decode_job(frame)))
        if waiting:
            begun = time.monotonic()
            yield waiting.popleft()


def _answer(answerer: Answerer, job: Job) -> Reply:
    try:
        return answerer.answer(job)
    except MemoryError:
        return fail(problems.memory(), spent=True)
    except Exception as error:
        return fail(problems.crash(type(error).__name__), spent=True)
    except BaseException as error:
        # A panic of Oxigraph is none of Python's ordinary exceptions.
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return fail(problems.crash(type(error).__name__), spent=True)


def _measure() -> tuple[float, int]:
    """Return the seconds that this process has computed, and the most bytes that it held."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    peak = usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * _KIB
    return usage.ru_utime + usage.ru_stime, peak


def _send(channel: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(channel, view) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
