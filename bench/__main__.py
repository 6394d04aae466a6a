"""``python -m bench``: measure side by side, print one table, keep each part in ``bench/RESULTS.md``."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import linking, mapping, product, reconciling, serving, site
from bench.measure import ROOT, BenchError
from bench.report import Row, render_results, render_section, render_table

PARTS = ("mapping", "start", "build", "queries", "site", "serving", "linking", "reconciling")


def main() -> int:
    """Run the parts asked for; return 1 if a target is missed, 2 if something could not be measured."""
    options = _read_options()
    options.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=options.work))
    measured: dict[str, tuple[list[Row], list[str]]] = {}
    versions = [f"Python {platform.python_version()}"]
    try:
        if "mapping" in options.only:
            contenders, notes = mapping.find_contenders(options.morph_python, options.skip)
            versions += [mapping.find_version(contender) for contender in contenders]
            _say("proof that all write the same")
            notes.append(mapping.prove(contenders, work))
            rows, left_out = mapping.time_mapping(contenders, options.sizes, options.repeats, work, _say)
            measured["mapping"] = rows, [*notes, *left_out]
        if not {"start", "build", "queries"}.isdisjoint(options.only):
            measured["product"] = _measure_product(options.only, work)
        if "site" in options.only:
            measured["site"] = site.measure_site(options.site_sizes, work, _say), []
        if "serving" in options.only:
            measured["serving"] = serving.measure_serving(work, options.morph_python, _say)
        if "linking" in options.only:
            measured["linking"] = linking.measure_linking(linking.make_build(work / "linking"), _say)
        if "reconciling" in options.only:
            measured["reconciling"] = reconciling.measure_reconciling(work, _say)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    finally:
        shutil.rmtree(work, ignore_errors=True)
    every = [row for rows, _ in measured.values() for row in rows]
    print(render_table(every))
    print("\n".join(note for _, notes in measured.values() for note in notes))
    if options.results:
        origin = (
            f"Measured on {datetime.now(UTC):%Y-%m-%d}, on {os.cpu_count() or 1} cores, with {', '.join(versions)}."
        )
        sections = {name: render_section(name, rows, notes, origin) for name, (rows, notes) in measured.items()}
        before = options.results.read_text(encoding="utf-8") if options.results.exists() else ""
        options.results.write_text(render_results(sections, before), encoding="utf-8")
    return 1 if any(row.met is False for row in every) else 0


def _measure_product(only: Sequence[str], work: Path) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    notes: list[str] = []
    if "start" in only:
        rows += product.measure_start(_say)
    if "build" in only or "queries" in only:
        rows += product.measure_build(work / "build", _say)
    if "queries" in only:
        found, notes = product.measure_queries(work / "build", _say)
        rows += found
    return rows, notes


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000], help="numbers of projects")
    parser.add_argument("--site-sizes", type=int, nargs="+", default=list(site.SIZES), help="projects of each site")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="parts to measure")
    parser.add_argument("--skip", choices=("morph", "rdflib"), nargs="+", default=(), help="contenders to leave out")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each mapping (rdflib above 10,000: one)")
    parser.add_argument("--morph-python", type=Path, default=mapping.MORPH_PYTHON, help="a Python with the contenders")
    parser.add_argument("--work", type=Path, default=ROOT / "bench" / "work", help="folder for inputs and outputs")
    parser.add_argument("--results", type=Path, help="file to keep the figures in, e.g. bench/RESULTS.md")
    return parser.parse_args()


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
