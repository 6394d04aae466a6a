"""A worker: a process that answers one query after the other from one build, until it is killed.

Started as ``python -m kotograph.server.sparql.worker SOCKET FOLDER BASE LIMITS``. It parses queries too, so that
nothing a query can do to a parser touches the server.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path

from kotograph.errors import KotographError
from kotograph.server.sparql import problems
from kotograph.server.sparql.answering import Answerer, fail
from kotograph.server.sparql.confinement import bound_time, confine, die_with_parent
from kotograph.server.sparql.limits import Limits
from kotograph.server.sparql.wire import Job, Reply, decode_job, encode_frame, read_frame
from kotograph.store.embedded import EmbeddedStore

_KIB = 1024


def main(arguments: list[str]) -> int:
    """Serve until the other side closes."""
    die_with_parent()
    # An interrupt at the terminal is for the server, which ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel, folder, base, given = int(arguments[0]), Path(arguments[1]), arguments[2], json.loads(arguments[3])
    limits = Limits(**given)
    try:
        answerer = Answerer(EmbeddedStore(folder), base, limits)
    except KotographError as error:
        _send(channel, encode_frame({"code": error.code, "message": error.message, "where": error.where}))
        return error.exit_code
    means = confine(limits.memory)
    _send(channel, encode_frame({"graphs": sorted(answerer.graphs), "confined": means}))
    # Memory that a query took may stay with the process: one that has grown so far is not used again.
    most = _measure_peak() + limits.memory // 4
    while frame := read_frame(lambda size: os.read(channel, size)):
        bound_time(limits.seconds)
        reply = _answer(answerer, decode_job(frame))
        if _measure_peak() > most:
            reply = replace(reply, spent=True)
        _send(channel, reply.encode())
        del reply
    return 0


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


def _measure_peak() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * _KIB


def _send(channel: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(channel, view) :]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
