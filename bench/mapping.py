"""Time the mapping of the same tables to the same quads by kotograph, Morph-KGC and rdflib, each as its own process.

Two times of each are told. *Tables → N-Quads* is a whole run less its start-up: the same run on one project, with
imports and Morph-KGC's reading of its rules. *Records → N-Quads*, the mapping proper, is that less the reading of the
tables once, measured by the same process when it only reads. Both are taken off in the same way for all.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.measure import MEGABYTE, ROOT, BenchError, Run, middle, run
from bench.report import Row

PROOF_SIZE = 200
MORPH_PYTHON = ROOT / "bench" / ".venv" / "bin" / "python"
_RDFLIB_BYTES = 90_000
_SLOW_SIZE = 10_000
_START_REPEATS = 3
_GROWTH = 1.05
_TARGETS = {"Morph-KGC": 5.0, "rdflib": 40.0}


@dataclass(frozen=True, slots=True)
class Contender:
    """One that maps: its name for people, its module, and the Python that runs it."""

    name: str
    module: str
    python: str

    def command(self, folder: Path, output: Path, *flags: str) -> list[str]:
        """Return the command that maps the tables of a folder."""
        return [self.python, "-m", f"bench.{self.module}", str(folder), str(output), *flags]


@dataclass(frozen=True, slots=True)
class Timing:
    """What one mapping took: both times less start-up, and the whole run."""

    tables: Run
    records: Run
    whole: Run


# By contender and size, the timings of each turn.
Timings = Mapping[str, Mapping[int, Sequence[Timing]]]


def find_contenders(morph_python: Path, skipped: Sequence[str]) -> tuple[list[Contender], list[str]]:
    """Return the contenders that can run, kotograph first, and a note on each that cannot."""
    found, notes = [Contender("kotograph", "mapping_kotograph", sys.executable)], []
    if "morph" in skipped:
        notes.append("Morph-KGC: skipped, as asked")
    elif not morph_python.exists():
        notes.append("Morph-KGC: skipped, it is not installed; `make bench` installs it in bench/.venv")
    else:
        found.append(Contender("Morph-KGC", "mapping_morph", str(morph_python)))
    if "rdflib" in skipped:
        notes.append("rdflib: skipped, as asked")
    else:
        found.append(Contender("rdflib", "mapping_rdflib", sys.executable))
    return found, notes


def prove(contenders: Sequence[Contender], work: Path) -> str:
    """Map a small table with every contender and prove the outputs equal; raise BenchError if they differ."""
    folder = make_tables(PROOF_SIZE, work)
    outputs = []
    for contender in contenders:
        output = folder / f"{contender.module}.nq"
        output.unlink(missing_ok=True)
        run(contender.command(folder, output))
        outputs.append(str(output))
    run([sys.executable, "-m", "bench.proof", *outputs])
    lines = Path(outputs[0]).read_bytes().count(b"\n")
    names = ", ".join(contender.name for contender in contenders)
    return f"{names} write the same {lines:,} quads of {PROOF_SIZE} projects (compared before timing)"


def make_tables(size: int, work: Path) -> Path:
    """Write the tables of some projects and return their folder."""
    folder = work / str(size)
    run([sys.executable, "-m", "bench.generate", "tables", str(size), str(folder)])
    return folder


def time_mapping(
    contenders: Sequence[Contender], sizes: Sequence[int], repeats: int, work: Path, say: Callable[[str], None]
) -> tuple[list[Row], list[str]]:
    """Return the rows of throughput and memory, and a note on whatever was left out."""
    timings: dict[str, dict[int, list[Timing]]] = {contender.name: {} for contender in contenders}
    notes = []
    turns = _run_in_turns(dict.fromkeys(contenders, _START_REPEATS), make_tables(1, work), say)
    start = {c: (middle([mapped for mapped, _ in found]), middle([read for _, read in found])) for c, found in turns}
    for size in sizes:
        folder = make_tables(size, work)
        times = {}
        for contender in contenders:
            slow = contender.name == "rdflib"
            if slow and _free_memory() < size * _RDFLIB_BYTES:
                needed = size * _RDFLIB_BYTES // 10**9
                notes.append(f"rdflib: skipped at {size:,}, it needs about {needed} GB of memory")
            else:
                times[contender] = 1 if slow and size > _SLOW_SIZE else repeats
        for contender, found in _run_in_turns(times, folder, say):
            timings[contender.name][size] = [_time_one(*runs, *start[contender]) for runs in found]
        for file in folder.iterdir():
            file.unlink()
    return [*compare_times(timings), *_tell_memory(timings)], notes


def _run_in_turns(
    times: Mapping[Contender, int], folder: Path, say: Callable[[str], None]
) -> list[tuple[Contender, list[tuple[Run, Run]]]]:
    """Return, turn by turn, the runs of mapping and of only reading; what disturbs one turn disturbs all in it."""
    output = folder / "timed.nq"
    runs: dict[Contender, list[tuple[Run, Run]]] = {contender: [] for contender in times}
    for turn in range(max(times.values())):
        for contender, found in runs.items():
            if turn >= times[contender]:
                continue
            output.unlink(missing_ok=True)
            mapped = run(contender.command(folder, output))
            output.unlink(missing_ok=True)
            read = run(contender.command(folder, output, "--read-only"))
            found.append((mapped, read))
            say(f"{contender.name}, {folder.name} projects: {mapped.wall:.2f} s, reading {read.wall:.2f} s")
    return list(runs.items())


def _time_one(mapped: Run, read: Run, start: Run, start_read: Run) -> Timing:
    tables = _less(mapped, start)
    return Timing(tables, _less(tables, _less(read, start_read)), mapped)


def _less(run: Run, other: Run) -> Run:
    return Run(max(run.wall - other.wall, 1e-3), max(run.cpu - other.cpu, 1e-3), run.peak)


def compare_times(timings: Timings) -> list[Row]:
    """Return how many times faster kotograph is, by contender and size: medians of the ratios of each turn."""
    rows = []
    for name, target in _TARGETS.items():
        for size, theirs in timings.get(name, {}).items():
            turns = list(zip(theirs, timings["kotograph"][size], strict=False))
            wall = median(other.records.wall / ours.records.wall for other, ours in turns)
            cpu = median(other.records.cpu / ours.records.cpu for other, ours in turns)
            what = f"{size:,} projects, {name} : kotograph"
            figure = f"{wall:.1f}× ({cpu:.1f}× of CPU)"
            rows.append(Row(f"records → N-Quads, {what}", figure, f"≥ {target:.0f}×", wall >= target))
            wall = median(other.tables.wall / ours.tables.wall for other, ours in turns)
            cpu = median(other.tables.cpu / ours.tables.cpu for other, ours in turns)
            rows.append(Row(f"tables → N-Quads, {what}", f"{wall:.1f}× ({cpu:.1f}× of CPU)"))
    return rows


def _tell_memory(timings: Timings) -> list[Row]:
    """Return how memory grows with the number of projects, and what others use beside kotograph."""
    peaks = {
        name: {size: middle([timing.whole for timing in found]).peak for size, found in sizes.items()}
        for name, sizes in timings.items()
    }
    ours = peaks["kotograph"]
    rows = []
    if len(ours) > 1:
        small, large = min(ours), max(ours)
        growth = ours[large] / ours[small]
        what = f"peak memory of mapping, {large:,} : {small:,} projects"
        figure = f"{growth:.2f}× ({ours[large] / MEGABYTE:.0f} MB)"
        rows.append(Row(what, figure, f"≤ {_GROWTH}× (does not grow)", growth <= _GROWTH))
    for name in _TARGETS:
        for size, peak in peaks.get(name, {}).items():
            rows.append(Row(f"peak memory, {size:,} projects, {name} : kotograph", f"{peak / ours[size]:.0f}×"))
    return rows


def _free_memory() -> int:
    """Return the bytes of memory that can be had now; endless where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return sys.maxsize
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), sys.maxsize)


def find_version(contender: Contender) -> str:
    """Return the version of a contender's package, for the report."""
    package = {"Morph-KGC": "morph-kgc"}.get(contender.name, contender.name)
    code = f"import importlib.metadata as m; print(m.version({package!r}))"
    done = subprocess.run([contender.python, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(done.stderr)
    return f"{contender.name} {done.stdout.strip()}"
