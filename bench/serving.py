"""Time ``kotograph serve`` beside ``oxigraph serve-read-only`` and rdflib-endpoint, and under hostile load.

All three hold the same invented dataset, listen on 127.0.0.1, and take turns. Each is asked by `bench.load`.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.measure import MEGABYTE, ROOT, BenchError, run
from bench.report import Row
from kotograph.config import DEFAULT_BASE

_PROJECTS = 1_000
_LOOKUPS = 40_000
_JSON = "application/sparql-results+json"
# Short turns, many of them: a machine that is now faster, now slower, then is so for all.
_TURNS = 9
_BARE = "bare Starlette over Oxigraph"
_SECONDS = 2.0
_START_SECONDS = 300.0
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
#: What nobody should ask: products without end, sorting them, counting paths, giant regular expressions.
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c }",
    'SELECT ?a { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a+)+(b+)+(c+)+$")) }',
)


@dataclass(frozen=True, slots=True)
class Target:
    """A server under load: its port, its address for queries, and the process that its others descend from."""

    port: int
    path: str
    pid: int


@dataclass(frozen=True, slots=True)
class Load:
    """What came back: answers a second, seconds of the server's CPU an answer, latencies in milliseconds."""

    rate: float
    cpu: float
    p95: float
    statuses: Mapping[str, int]
    examples: Mapping[str, str]


def measure_serving(work: Path, bench_python: Path, say: Callable[[str], None]) -> tuple[list[Row], list[str]]:
    """Return the rows of the servers, and notes."""
    folder = work / "serving"
    say(f"serving: build of {_PROJECTS:,} projects")
    run([sys.executable, "-m", "bench.builds", str(_PROJECTS), str(folder)])
    quads = folder / "kotograph.nq"
    subjects = _choose_subjects(quads)
    queries = [f"SELECT ?p ?o WHERE {{ <{subject}> ?p ?o }}" for subject in subjects]
    rows: list[Row] = []
    notes: list[str] = []
    with start_kotograph(folder, work) as ours, _start_oxigraph(quads, work) as oxigraph, _start_bare(folder) as bare:
        contenders = {"kotograph serve": ours, "oxigraph serve": oxigraph, _BARE: bare}
        with _start_rdflib(quads, bench_python) as rdflib:
            if rdflib is None:
                notes.append("rdflib-endpoint was left out: bench/.venv does not have it; run make bench")
            else:
                contenders["rdflib-endpoint"] = rdflib
            say("serving: proof that all answer the same")
            notes.append(_prove(contenders, queries[:: len(queries) // 100][:100]))
            say("serving: lookups")
            rows += _compare(contenders, queries, work)
        rows += _measure_pages(ours, folder, work, say)
        rows += _measure_runaways(ours, queries, work, say)
        found, note = _measure_memory(ours, queries, folder, work, say)
        rows += found
        notes.append(note)
    return rows, notes


def _choose_subjects(quads: Path) -> list[str]:
    """Return subjects of the dataset in an order without a pattern, each once, the same every time."""
    subjects: dict[str, None] = {}
    with quads.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(f"<{DEFAULT_BASE}"):
                subjects[line[1 : line.index(">")]] = None
    chosen = list(subjects)
    random.Random(1).shuffle(chosen)
    return chosen[:_LOOKUPS]


# --- the servers -----------------------------------------------------------------------------------------------------


@contextmanager
def _run_server(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=out)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def start_kotograph(build: Path, work: Path) -> Iterator[Target]:
    """Run ``kotograph serve`` of a build on a port that is free."""
    log = work / "kotograph.log"
    command = [sys.executable, "-m", "kotograph", "serve", "-b", "127.0.0.1:0", "-s", str(build)]
    with _run_server([*command, "--log", str(work / "access.log")], log) as process:
        for _ in _wait(process, "kotograph serve"):
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text(encoding="utf-8"))
            if found and _is_open(int(found[1])):
                yield Target(int(found[1]), "/sparql", process.pid)
                return


@contextmanager
def _start_oxigraph(quads: Path, work: Path) -> Iterator[Target]:
    program = Path(sys.executable).parent / "oxigraph"
    run([str(program), "load", "--location", str(work / "oxigraph"), "--file", str(quads)])
    port = _find_port()
    command = [str(program), "serve-read-only", "--location", str(work / "oxigraph"), "--union-default-graph"]
    with _run_server([*command, "--bind", f"127.0.0.1:{port}"], work / "oxigraph.log") as process:
        for _ in _wait(process, "oxigraph serve-read-only"):
            if _is_open(port):
                yield Target(port, "/query", process.pid)
                return


@contextmanager
def _start_bare(build: Path) -> Iterator[Target]:
    port = _find_port()
    command = [sys.executable, "-m", "bench.serving_bare", str(build / "store"), str(port)]
    with _run_server(command, build / "bare.log") as process:
        for _ in _wait(process, _BARE):
            if _is_open(port):
                yield Target(port, "/sparql", process.pid)
                return


@contextmanager
def _start_rdflib(quads: Path, python: Path) -> Iterator[Target | None]:
    code = "import rdflib_endpoint, uvicorn"
    if not python.exists() or subprocess.run([python, "-c", code], capture_output=True, check=False).returncode:
        yield None
        return
    port = _find_port()
    command = [str(python), "-m", "bench.serving_rdflib", str(quads), str(port)]
    with _run_server(command, quads.parent / "rdflib.log") as process:
        for _ in _wait(process, "rdflib-endpoint"):
            if _is_open(port):
                yield Target(port, "/sparql", process.pid)
                return


def _wait(process: subprocess.Popen[bytes], name: str) -> Iterator[None]:
    """Yield until a server has started; raise BenchError if it ends, or takes too long."""
    begun = time.monotonic()
    while time.monotonic() - begun < _START_SECONDS:
        if process.poll() is not None:
            raise BenchError(f"{name} ended with {process.returncode}")
        yield
        time.sleep(0.2)
    raise BenchError(f"{name} did not start within {_START_SECONDS:.0f} seconds")


def _find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _is_open(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


# --- what they use ---------------------------------------------------------------------------------------------------


def _list_tree(pid: int) -> list[int]:
    """Return a process and its descendants."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = stat.read_text(encoding="latin-1").partition(" ")
        except OSError:
            continue
        parents[int(number)] = int(rest.rpartition(")")[2].split()[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def read_cpu(pid: int) -> float:
    """Return the seconds of CPU that a process, its descendants and those of them that have ended used."""
    total = 0
    for each in _list_tree(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text(encoding="latin-1").rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(field) for field in fields[11:15])
    return total / _TICK


def read_memory(pid: int) -> tuple[int, int]:
    """Return the bytes that a process holds, and that it and its descendants hold together (shared ones once)."""
    whole = 0
    for each in _list_tree(pid):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        whole += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) * 1024  # type: ignore[index]
    resident = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    return resident, whole


def _load(target: Target, requests: Path, *, connections: int = 16, seconds: float = _SECONDS, most: int = 0) -> Load:
    command = [sys.executable, "-m", "bench.load", str(target.port), str(requests), "--connections", str(connections)]
    command += ["--most", str(most)] if most else []
    before = read_cpu(target.pid)
    done = subprocess.run([*command, "--seconds", str(seconds)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError("\n".join(["bench.load failed", *done.stderr.strip().splitlines()[-3:]]))
    told = json.loads(done.stdout)
    cpu = (read_cpu(target.pid) - before) / told["answers"]
    return Load(told["answers"] / told["seconds"], cpu, told["p95"], told["statuses"], told["examples"])


def _address(target: Target, query: str) -> str:
    return f"{target.path}?query={urllib.parse.quote(query, safe='')}"


def _write_requests(file: Path, targets: Sequence[tuple[str, str]]) -> Path:
    file.write_text("".join(f"{target}\t{accept}\n" for target, accept in targets), encoding="utf-8")
    return file


# --- what is measured ------------------------------------------------------------------------------------------------


def _prove(contenders: Mapping[str, Target], queries: Sequence[str]) -> str:
    """Return a note that all give the same rows; raise BenchError where they do not."""
    rows = 0
    for query in queries:
        answers = {}
        for name, target in contenders.items():
            address = f"http://127.0.0.1:{target.port}{_address(target, query)}"
            request = urllib.request.Request(address, headers={"Accept": _JSON})
            with urllib.request.urlopen(request, timeout=60) as response:
                bindings = json.load(response)["results"]["bindings"]
            answers[name] = sorted(json.dumps(_plain(row), sort_keys=True) for row in bindings)
        first = next(iter(answers.values()))
        rows += len(first)
        for name, found in answers.items():
            if found != first:
                raise BenchError(f"{name} gives other rows for: {query}")
    return f"{', '.join(contenders)} give the same {rows:,} rows for {len(queries)} lookups (compared before timing)"


def _plain(row: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, str, str]]:
    return {
        name: (term["value"], term.get("xml:lang", ""), term.get("datatype", "").removesuffix("XMLSchema#string"))
        for name, term in row.items()
    }


def _compare(contenders: Mapping[str, Target], queries: Sequence[str], work: Path) -> list[Row]:
    """Return the rows of lookups that nobody asked before, and of a hundred that are asked again and again."""
    loads: dict[str, list[Load]] = {name: [] for name in contenders}
    again: dict[str, list[Load]] = {name: [] for name in contenders}
    for turn in range(_TURNS + 1):
        start = turn * len(queries) // (_TURNS + 1)
        for name, target in contenders.items():
            # A comment makes each query one that nobody asked before.
            part = [f"{query} # {turn}" for query in [*queries[start:], *queries[:start]]]
            once = _write_requests(work / "lookups.txt", [(_address(target, query), _JSON) for query in part])
            load = _load(target, once, most=len(part))
            few = _write_requests(work / "few.txt", [(_address(target, query), _JSON) for query in part[:100]])
            repeated = _load(target, few)
            if turn:  # in the first, each reads its data and settles
                loads[name].append(load)
                again[name].append(repeated)
    rows = []
    for what, found in (("lookups", loads), ("repeated lookups", again)):
        for name, each in found.items():
            middle = _middle(each)
            rows.append(Row(f"{what}, {name}", f"{middle.rate:,.0f} a second, {middle.cpu * 1e6:,.0f} µs of CPU each"))
    ours = loads["kotograph serve"]
    for name, text, least in (("oxigraph serve", "≥ 1/3×", 1 / 3), ("rdflib-endpoint", "≥ 8×", 8.0)):
        if name in loads:
            ratio = median(mine.rate / theirs.rate for mine, theirs in zip(ours, loads[name], strict=True))
            rows.append(Row(f"lookups a second, kotograph serve : {name}", f"{ratio:.2f}×", text, ratio >= least))
    ratio = median(mine.rate / theirs.rate for mine, theirs in zip(ours, loads[_BARE], strict=True))
    rows.append(Row(f"lookups a second, kotograph serve : {_BARE}", f"{ratio:.2f}×"))
    ratio = median(m.rate / t.rate for m, t in zip(again["kotograph serve"], again["oxigraph serve"], strict=True))
    what = "repeated lookups a second, kotograph serve : oxigraph serve"
    rows.append(Row(what, f"{ratio:.2f}×", "> 1×", ratio > 1))
    return rows


def _middle(loads: Sequence[Load]) -> Load:
    statuses = {status for load in loads for status in load.statuses}
    if statuses != {"200"}:
        raise BenchError(f"lookups were answered with {', '.join(sorted(statuses))}")
    return Load(median(x.rate for x in loads), median(x.cpu for x in loads), median(x.p95 for x in loads), {}, {})


def _list_pages(build: Path) -> list[str]:
    keys = set()
    with (build / "kotograph.nq").open(encoding="utf-8") as lines:
        for line in lines:
            found = re.match(r"<[^>]*/id/project/([^/>]+)> ", line)
            if found:
                keys.add(found[1])
    return [f"/{lang}/project/{key}.html" for key in sorted(keys)[:100] for lang in ("fi", "sv", "en")]


def _measure_pages(ours: Target, build: Path, work: Path, say: Callable[[str], None]) -> list[Row]:
    say("serving: pages")
    pages = _write_requests(work / "pages.txt", [(page, "text/html") for page in _list_pages(build)])
    _load(ours, pages, seconds=60, most=sum(1 for _ in pages.open(encoding="utf-8")) + 20)
    kept = _middle([_load(ours, pages) for _ in range(_TURNS)])
    rate = 1 / kept.cpu
    return [Row("cached pages, a second of the server's CPU", f"{rate:,.0f}", "≥ 3,000", rate >= 3000)]


def _measure_runaways(ours: Target, queries: Sequence[str], work: Path, say: Callable[[str], None]) -> list[Row]:
    """Keep eight queries without end going, each a new one, while ordinary ones are asked."""
    say("serving: eight runaway queries")
    targets = [(_address(ours, f"{RUNAWAYS[number % len(RUNAWAYS)]} # {number}"), _JSON) for number in range(10_000)]
    runaways = _write_requests(work / "runaways.txt", targets)
    # None of these is in the cache: each has a text of its own.
    ordinary = [(_address(ours, f"{query} # r"), _JSON) for query in queries]
    asked = _write_requests(work / "ordinary.txt", ordinary)
    quiet = _load(ours, asked, connections=2)
    command = [sys.executable, "-m", "bench.load", str(ours.port), str(runaways), "--connections", "8"]
    with subprocess.Popen(
        [*command, "--seconds", "25"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as hostile:
        time.sleep(1)
        beside = _write_requests(work / "beside.txt", list(reversed(ordinary)))
        loaded = _load(ours, beside, connections=2, seconds=20)
        told, _ = hostile.communicate(timeout=120)
    if set(loaded.statuses) != {"200"}:
        raise BenchError(f"beside runaways, ordinary queries were answered with {loaded.statuses}: {loaded.examples}")
    ended = json.loads(told)["statuses"]
    said = ", ".join(f"{count} × {status}" for status, count in ended.items())
    return [
        Row(
            "95 of 100 ordinary queries beside 8 runaways within",
            f"{loaded.p95:.0f} ms (without: {quiet.p95:.1f} ms)",
            "< 300 ms",
            loaded.p95 < 300,
        ),
        Row("how the runaways ended", said, "503", "200" not in ended),
    ]


def _measure_memory(
    ours: Target, queries: Sequence[str], build: Path, work: Path, say: Callable[[str], None]
) -> tuple[list[Row], str]:
    """Ask 100,000 things of every kind and look at the memory after each tenth."""
    say("serving: memory over 100,000 requests")
    dice = random.Random(2)
    pages = _list_pages(build)
    mixed = []
    for number in range(100_000):
        kind = dice.random()
        if kind < 0.5:
            mixed.append((_address(ours, f"{dice.choice(queries)} # {number}"), _JSON))
        elif kind < 0.7:
            mixed.append((dice.choice(pages), "text/html"))
        elif kind < 0.85:
            subject = dice.choice(queries).split("<")[1].split(">")[0].removeprefix(DEFAULT_BASE)
            mixed.append((f"/{subject}", dice.choice(("text/turtle", "application/ld+json", "text/html"))))
        elif kind < 0.95:
            page = dice.choice(pages).removesuffix(".html").partition("/project/")[2]
            mixed.append((f"/data/project/{page}.{dice.choice(('ttl', 'jsonld', 'nt', 'rdf', 'csv'))}", "*/*"))
        else:
            mixed.append((f"/api/queries/projects.json?page={number % 20 + 1}", "*/*"))
    seen = []
    for tenth in range(10):
        part = _write_requests(work / "mixed.txt", mixed[tenth * 10_000 : (tenth + 1) * 10_000])
        load = _load(ours, part, connections=8, seconds=600, most=10_000)
        if load.examples:
            raise BenchError(f"requests of every kind were answered with {load.statuses}: {load.examples}")
        seen.append(read_memory(ours.pid))
    front, whole = ([each[part] / MEGABYTE for each in seen] for part in (0, 1))
    growth = max(front[5:]) / max(front[:5])
    said = ", ".join(f"{mega:.0f}" for mega in front)
    return [
        Row(
            "memory of the server, last : first half of 100,000 requests",
            f"{growth:.2f}× ({max(front):.0f} MB; with its workers {max(whole):.0f} MB)",
            "≤ 1.1× (bounded)",
            growth <= 1.1,
        )
    ], f"megabytes of the server's own process after each 10,000 of 100,000 mixed requests: {said}"
