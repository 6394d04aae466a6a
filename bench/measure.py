"""Run a command as its own process and measure it: wall clock, CPU of it and its children, peak memory.

The process that measures must stay small: on Linux a child's peak starts from what its parent held when it was made.
So this module and those that import it load nothing heavy; whatever needs a library runs as a child.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
MEGABYTE = 1_000_000


class BenchError(Exception):
    """A command of the benchmark failed; the message ends with the last lines that it wrote."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a process used: seconds of wall clock and of CPU, and bytes of memory at its peak.

    Of several processes (Morph-KGC's), ``peak`` is that of the largest one.
    """

    wall: float
    cpu: float
    peak: int


def run(command: Sequence[str], codes: Sequence[int] = (0,)) -> Run:
    """Run a command in the repository's folder; raise BenchError for an exit code that is not expected."""
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        # Popen and not run(): only wait4 gives the resources of this one child.
        with subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT) as process:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            log.seek(0)
            tail = log.read().decode(errors="replace").strip().splitlines()[-5:]
            raise BenchError("\n".join([f"{' '.join(command[1:4])} … ended with {process.returncode}", *tail]))
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _unit())


def _unit() -> int:
    # The manual of getrusage: kilobytes on Linux, bytes on macOS.
    return 1 if sys.platform == "darwin" else 1024


def middle(runs: Sequence[Run]) -> Run:
    """Return the medians of several runs."""
    return Run(median(r.wall for r in runs), median(r.cpu for r in runs), int(median(r.peak for r in runs)))


def repeat(command: Sequence[str], times: int) -> Run:
    """Run a command several times and return the medians."""
    return middle([run(command) for _ in range(times)])
