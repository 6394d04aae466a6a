"""Time ``kotograph site`` on builds of invented projects: pages and files a second, memory, and an unchanged run."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import MEGABYTE, Run, run
from bench.report import Row

SIZES = (40, 1_000, 10_000)
_MANIFEST = ".kotograph.json"
_SAME_SHARE = 0.1
_SLOWDOWN = 0.5
_MEGABYTES = 1_000


@dataclass(frozen=True, slots=True)
class Timing:
    """What a site took: the run that writes it all, the next that finds it whole; pages, files and bytes there are."""

    full: Run
    same: Run
    pages: int
    files: int
    size: int

    @property
    def pages_per_second(self) -> float:
        """Return how many pages, with their data and CSV beside them, a second of CPU makes."""
        return self.pages / self.full.cpu

    @property
    def megabytes_per_second(self) -> float:
        """Return how much of a site a second of CPU makes."""
        return self.size / MEGABYTE / self.full.cpu


def measure_site(sizes: Sequence[int], work: Path, say: Callable[[str], None]) -> list[Row]:
    """Build and write sites of so many projects; return the rows of speed, memory and growth."""
    timings = {}
    for size in sizes:
        say(f"site of {size:,} projects")
        timings[size] = time_site(size, work / f"site-{size}")
        shutil.rmtree(work / f"site-{size}")
    return tell(timings)


def time_site(size: int, folder: Path) -> Timing:
    """Make a build of so many projects below a folder, and write its site twice."""
    build, target = folder / "build", folder / "site"
    run([sys.executable, "-m", "bench.builds", str(size), str(build)])
    command = [sys.executable, "-m", "kotograph", "-q", "site", str(target), "--store", str(build)]
    full, same = run(command), run(command)
    manifest = json.loads((target / _MANIFEST).read_text(encoding="utf-8"))
    return Timing(full, same, manifest["pages"], len(manifest["files"]), sum(manifest["files"].values()))


def tell(timings: Mapping[int, Timing]) -> list[Row]:
    """Return the rows of the report.

    CPU decides on speed, for another program on the machine changes the wall clock.
    """
    rows = []
    for size, timing in timings.items():
        what = f"site of {size:,} projects"
        full, same = timing.full, timing.same
        seconds = f"{full.wall:.1f} s, {full.cpu:.1f} s of CPU"
        rows.append(Row(what, f"{timing.pages:,} pages, {timing.files:,} files in {seconds}"))
        rates = f"{timing.pages_per_second:.0f} pages, {timing.files / full.cpu:.0f} files"
        rates += f", {timing.megabytes_per_second:.2f} MB"
        rows.append(Row(f"{what}, a second of CPU", rates))
        share = same.cpu / full.cpu
        rows.append(
            Row(f"{what}, unchanged : full", f"{share:.1%}", f"≤ {_SAME_SHARE:.0%}", share <= _SAME_SHARE),
        )
        peak = full.peak / MEGABYTE
        rows.append(Row(f"{what}, peak memory", f"{peak:.0f} MB", f"< {_MEGABYTES} MB", peak < _MEGABYTES))
    if len(timings) > 1:
        small, large = timings[min(timings)], timings[max(timings)]
        sizes = f"{max(timings):,} : {min(timings):,} projects"
        ratio = large.pages_per_second / small.pages_per_second
        rows.append(Row(f"pages a second, {sizes}", f"{ratio:.2f}×"))
        ratio = large.megabytes_per_second / small.megabytes_per_second
        rows.append(Row(f"megabytes of site a second, {sizes}", f"{ratio:.2f}×", f"≥ {_SLOWDOWN}×", ratio >= _SLOWDOWN))
        rows.append(Row(f"peak memory of the site, {sizes}", f"{large.full.peak / small.full.peak:.1f}×"))
    return rows
