"""Time a list of names over HTTP at ``/reconcile``, beside a plain loop of rapidfuzz over the same names.

The names are those of a build, some of them with a slip, a word less or in other case, so that it is known which entry
each means. The service is asked as OpenRefine asks (ten names at a time) and with all names in one request.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.measure import ROOT, BenchError, run
from bench.report import Row
from bench.serving import Target, read_cpu, start_kotograph

_NAMES = 1_000
_LIMIT = 5
_TURNS = 3
_LARGER = 2_000
_BATCHES = (10, 1_000)
_SECONDS = 5.0
_ENDPOINT = "/reconcile/en"
_PLAIN_LOOP = "rapidfuzz.process.extract over all names"


@dataclass(frozen=True, slots=True)
class Asked:
    """A name as somebody might have it, and the things that bear it in the build."""

    text: str
    things: frozenset[str]


@dataclass(frozen=True, slots=True)
class Turn:
    """Seconds that all names took, by the clock and of CPU, and how many had a thing that bears the name first."""

    seconds: float
    cpu: float
    right: int


def measure_reconciling(work: Path, say: Callable[[str], None]) -> tuple[list[Row], list[str]]:
    """Return the rows of the default build and of a larger one, and notes."""
    folder = work / "reconciling"
    folder.mkdir(parents=True)
    say("reconciling: builds")
    run([sys.executable, "-m", "kotograph", "-q", "build", "-o", str(folder / "default")])
    run([sys.executable, "-m", "bench.builds", str(_LARGER), str(folder / "larger")])
    rows: list[Row] = []
    notes: list[str] = []
    for name, build in (("default build", folder / "default" / "current"), ("larger build", folder / "larger")):
        say(f"reconciling: {name}")
        found, note = _measure(name, build, work)
        rows += found
        notes.append(note)
    return rows, notes


def _measure(name: str, build: Path, work: Path) -> tuple[list[Row], str]:
    names = _read_names(build)
    asked = _invent_names(names)
    turns: dict[str, list[Turn]] = {}
    with start_kotograph(build, work) as server:
        begun = time.monotonic()
        _get(server, _ENDPOINT)
        ready = time.monotonic() - begun
        for _ in range(_TURNS):
            for size in _BATCHES:
                turns.setdefault(f"{size:,} at once", []).append(_ask(server, asked, size))
            turns.setdefault(_PLAIN_LOOP, []).append(_ask_plainly(names, asked, work))
    rows = [Row(f"{name}: first answer, with reading {len(names):,} names", f"{ready:.1f} s")]
    for how, each in turns.items():
        seconds, cpu = median(turn.seconds for turn in each), median(turn.cpu for turn in each)
        figure = f"{seconds:.1f} s, {cpu:.1f} s of CPU, {each[0].right / len(asked):.0%} right at first"
        is_ours = how != _PLAIN_LOOP
        target, met = (f"< {_SECONDS:.0f} s of CPU", cpu < _SECONDS) if is_ours else ("", None)
        rows.append(Row(f"{name}: {len(asked):,} names, {how}", figure, target, met))
    ours = turns[f"{_BATCHES[-1]:,} at once"]
    ratio = median(theirs.cpu / mine.cpu for mine, theirs in zip(ours, turns[_PLAIN_LOOP], strict=True))
    rows.append(Row(f"{name}: names a second of CPU, {_BATCHES[-1]:,} at once : {_PLAIN_LOOP}", f"{ratio:.2f}×"))
    note = (
        f"{name}: {len(names):,} names; both give {_LIMIT} candidates a name, the service over HTTP and with features, "
        "types and descriptions"
    )
    return rows, note


# --- names -----------------------------------------------------------------------------------------------------------


def _read_names(build: Path) -> Mapping[str, frozenset[str]]:
    """Return the names of what the service has, with the things that bear each, whatever its case."""
    from kotograph.server.reconciliation.gathering import gather_entries
    from kotograph.store import EmbeddedStore

    texts: set[str] = set()
    things: dict[str, set[str]] = {}
    for iri, entry in gather_entries(EmbeddedStore(build)).entries.items():
        for name in entry.names:
            texts.add(name.text)
            things.setdefault(name.text.casefold(), set()).add(iri)
    return {text: frozenset(things[text.casefold()]) for text in sorted(texts)}


def _invent_names(names: Mapping[str, frozenset[str]]) -> list[Asked]:
    """Return names as lists have them: a third as they are, a third in other case, a third with two letters turned."""
    chance = random.Random(1)
    chosen = [chance.choice(list(names)) for _ in range(_NAMES)]
    changes = (str, str.upper, _slip)
    return [Asked(changes[place % 3](name), names[name]) for place, name in enumerate(chosen)]


def _slip(name: str) -> str:
    at = len(name) // 2
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at > 1 else name


# --- asking ----------------------------------------------------------------------------------------------------------


def _ask(server: Target, asked: Sequence[Asked], size: int) -> Turn:
    right = 0
    cpu = read_cpu(server.pid)
    begun = time.monotonic()
    for start in range(0, len(asked), size):
        part = asked[start : start + size]
        batch = {f"q{place}": {"query": each.text, "limit": _LIMIT} for place, each in enumerate(part)}
        body = urllib.parse.urlencode({"queries": json.dumps(batch)}).encode()
        answer = _get(server, _ENDPOINT, body)
        for place, each in enumerate(part):
            result = answer[f"q{place}"]["result"]
            right += bool(result) and result[0]["id"] in each.things
    return Turn(time.monotonic() - begun, read_cpu(server.pid) - cpu, right)


def _get(server: Target, path: str, body: bytes | None = None) -> dict[str, dict[str, list[dict[str, str]]]]:
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", body)
    with urllib.request.urlopen(request, timeout=300) as response:
        answer: dict[str, dict[str, list[dict[str, str]]]] = json.load(response)
    return answer


_PLAIN = """
import json, sys, time
from rapidfuzz import fuzz, process, utils
names, asked, limit = json.load(open(sys.argv[1], encoding="utf-8"))
how = {"scorer": fuzz.WRatio, "processor": utils.default_process, "limit": limit}
begun, cpu = time.monotonic(), time.process_time()
found = [process.extract(text, names, **how) for text in asked]
spent = time.monotonic() - begun, time.process_time() - cpu
print(json.dumps([*spent, [each[0][0] if each else "" for each in found]]))
"""


def _ask_plainly(names: Mapping[str, frozenset[str]], asked: Sequence[Asked], work: Path) -> Turn:
    """Do the same by a loop that compares each name with every other, in a process of its own."""
    file = work / "names.json"
    file.write_text(json.dumps([list(names), [each.text for each in asked], _LIMIT]), encoding="utf-8")
    command = [sys.executable, "-c", _PLAIN, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError("\n".join(["the loop of rapidfuzz failed", *done.stderr.strip().splitlines()[-3:]]))
    seconds, cpu, first = json.loads(done.stdout)
    right = sum(bool(names.get(name, frozenset()) & each.things) for name, each in zip(first, asked, strict=True))
    return Turn(seconds, cpu, right)
