"""Measure what a user waits for: start-up of ``--help``, the default build, and every named question."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.measure import MEGABYTE, ROOT, BenchError, repeat, run
from bench.report import Row

_HELP_SECONDS = 0.3
_BUILD_SECONDS, _BUILD_MEGABYTES = 10, 300
_QUERY_SECONDS = 0.2
_TIMES = 5


def measure_start(say: Callable[[str], None]) -> list[Row]:
    """Return the rows of start-up: CPU of ``--help`` beside that of Python and of importing rdflib."""
    say("start-up of --help")
    helped = repeat([sys.executable, "-m", "kotograph", "--help"], _TIMES).cpu
    bare = repeat([sys.executable, "-c", "pass"], _TIMES).cpu
    rdflib = repeat([sys.executable, "-c", "import rdflib"], _TIMES).cpu
    return [
        Row(
            "CPU of kotograph --help",
            f"{helped:.2f} s",
            f"≤ {_HELP_SECONDS} s",
            helped <= _HELP_SECONDS,
        ),
        Row("CPU of kotograph --help : python -c pass", f"{helped / bare:.1f}×"),
        Row("CPU of import rdflib : kotograph --help", f"{rdflib / helped:.1f}×"),
    ]


def measure_build(out: Path, say: Callable[[str], None]) -> list[Row]:
    """Build the bundled data into a folder, validation included, and return the rows of time and memory."""
    say("default build")
    command = [sys.executable, "-m", "kotograph", "build", "-o", str(out)]
    first = run(command)
    runs = [first, run(command), run(command)]
    wall, peak = median(r.wall for r in runs), max(r.peak for r in runs) / MEGABYTE
    return [
        Row(
            "default build with validation",
            f"{wall:.1f} s",
            f"a few seconds (≤ {_BUILD_SECONDS} s)",
            wall <= _BUILD_SECONDS,
        ),
        Row("peak memory of the default build", f"{peak:.0f} MB", f"< {_BUILD_MEGABYTES} MB", peak < _BUILD_MEGABYTES),
    ]


def measure_queries(build: Path, say: Callable[[str], None]) -> tuple[list[Row], list[str]]:
    """Ask every named question of a build; return the rows, and the milliseconds of each as a note."""
    say("named questions")
    done = subprocess.run(
        [sys.executable, "-m", "bench.questions", str(build)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchError("\n".join(["bench.questions failed", *done.stderr.strip().splitlines()[-3:]]))
    seconds: dict[str, float] = json.loads(done.stdout)
    slowest = max(seconds, key=lambda name: seconds[name])
    within = sum(value < _QUERY_SECONDS for value in seconds.values())
    rows = [
        Row(
            f"named questions under {_QUERY_SECONDS} s",
            f"{within} of {len(seconds)}",
            "all",
            within == len(seconds) > 0,
        ),
        Row(
            f"slowest named question ({slowest})",
            f"{seconds[slowest] * 1000:.0f} ms",
            f"< {_QUERY_SECONDS * 1000:.0f} ms",
            seconds[slowest] < _QUERY_SECONDS,
        ),
    ]
    each = sorted(seconds.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{name} {value * 1000:.1f}" for name, value in each)
    return rows, [f"milliseconds of each named question, binding and reading its rows included: {told}"]
