"""A query can hurt nobody: limits of time, memory, rows and places, and what becomes of a worker."""

from __future__ import annotations

import concurrent.futures
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from kotograph.errors import InputError
from kotograph.server.sparql import Endpoint, Limits
from tests.server.sparql.conftest import LIMITS
from tests.server.sparql.serving import BASE, ENDLESS, Served, serve, write_build

LOOKUP = f"SELECT ?o {{ <{BASE}id/build> <{BASE}marker> ?o }}"


def _chain(step: str, count: int) -> str:
    return "".join(f" BIND({step.format(f'?x{n}')} AS ?x{n + 1})" for n in range(count))


HOSTILE = {
    "cartesian": ENDLESS,
    "cartesian rows": "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a = ?i) }",
    "sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "grouped": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "doubled": "SELECT (STRLEN(?x40) AS ?n) { BIND('aaaa' AS ?x0)" + _chain("CONCAT({0},{0})", 40) + " }",
    "replaced": "SELECT (STRLEN(?x9) AS ?n) { BIND('aaaaaaaa' AS ?x0)" + _chain("REPLACE({0},'a',{0})", 9) + " }",
    "paths": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|^!<x:b>)* ?b . ?c (!<x:a>|^!<x:b>)+ ?d . ?e (!<x:a>/^!<x:b>)* ?f }",
    "nested paths": "SELECT (COUNT(*) AS ?n) { ?a ((((!<x:a>*)*)*)*|(^!<x:b>*)*)* ?b . ?c ((!<x:a>*)/(^!<x:a>*))* ?d }",
    "regular expression": "ASK { BIND('" + "a" * 3000 + "' AS ?x) FILTER(REGEX(?x, '" + "(a{1,40}){1,40}" + "b')) }",
    "giant expression": "ASK { FILTER(REGEX('a', '" + "((((a{1,99}){1,99}){1,99}){1,99})" + "')) }",
    "long expression": "ASK { FILTER(REGEX('a', '" + "(a|b)*" * 2000 + "')) }",
    "regular per row": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
    "FILTER(REGEX(CONCAT(STR(?c), STR(?f), STR(?i)), '(.*)(.*)(.*)(.*)x$')) }",
    "exists": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?g ?h ?i . ?j ?k ?l "
    "FILTER(?i != ?c && ?l = CONCAT(STR(?f), 'x')) } }",
    "values": "SELECT * { VALUES ?x { " + "1 " * 7500 + "} }",
    "values joined": "SELECT (COUNT(*) AS ?n) { " + "".join(f"VALUES ?x{n} {{ {'1 ' * 600}}} " for n in range(8)) + "}",
    "nested braces": "SELECT * " + "{" * 6000 + "}" * 6000,
    "nested brackets": "ASK { FILTER" + "(" * 6000 + "1" + ")" * 6000 + " }",
    "nested paths in brackets": "ASK { ?s " + "(" * 6000 + "<x:a>" + ")*" * 5000 + " ?o }",
    "nested lists": "ASK { ?s ?p " + "(" * 6000 + ")" * 6000 + " }",
    "unclosed": "ASK { " + "{" * 15_000,
    "signs": "ASK { FILTER(" + "!" * 15_000 + "true) }",
    "minus": "ASK { FILTER(" + "- " * 7000 + "1 = 1) }",
    "sum": "ASK { FILTER(1" + "+1" * 7500 + " = 1) }",
    "or": "ASK { FILTER(true" + "||true" * 2300 + ") }",
    "alternatives": "ASK { ?s <x:a>" + "|<x:a>" * 2500 + " ?o }",
    "sequence": "ASK { ?s <x:a>" + "/<x:a>" * 2500 + " ?o }",
    "unions": "ASK { {}" + " UNION {}" * 1700 + " }",
    "optionals": "SELECT * { ?s ?p ?o" + " OPTIONAL { ?a ?b ?c }" * 700 + " }",
    "binds": "SELECT * {" + "".join(f" BIND({n} AS ?v{n})" for n in range(800)) + " }",
    "patterns": "SELECT * { " + "?s ?p ?o . " * 1400 + "}",
    "variables": "SELECT * { " + " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(700)) + "}",
    "strings": "ASK { ?s ?p " + '"\\"' * 4000 + " }",
    "names": "ASK { " + "a." * 8000 + " }",
    "less": "ASK { FILTER(1" + "<1" * 7500 + ") }",
    "null": "ASK { ?s ?p '\x00' }",
    "comment": "#" * 16_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries_are_answered_within_the_limits(served: Served, name: str) -> None:
    begun = time.monotonic()
    answer = served.ask(HOSTILE[name])
    assert time.monotonic() - begun < LIMITS.seconds + LIMITS.slow_queue_seconds + 3
    assert answer.status in (200, 400, 503), answer
    if answer.status != 200:
        problem = answer.problem()
        assert problem["hint"] and problem["code"] in {
            "bad-sparql",
            "query-too-deep",
            "query-failed",
            "query-timeout",
            "query-memory",
            "query-crashed",
            "answer-too-large",
        }, problem
    assert served.ask(LOOKUP).values("o") == ["old"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("cartesian", {"query-timeout"}),
        ("doubled", {"query-memory"}),
        ("sorted", {"query-timeout", "query-memory"}),
        ("nested braces", {"query-too-deep"}),
        ("nested lists", {"query-too-deep"}),
        ("signs", {"query-too-deep"}),
    ],
)
def test_the_problem_names_the_limit(served: Served, name: str, codes: set[str]) -> None:
    answer = served.ask(HOSTILE[name] + " # again")
    problem = answer.problem()
    assert problem["code"] in codes
    assert answer.status == (400 if problem["code"] == "query-too-deep" else 503)


def test_ordinary_queries_do_not_wait_for_long_ones(small_build: Path) -> None:
    limits = replace(LIMITS, patience=0.1, workers=8, seconds=4.0)
    with serve(small_build, limits) as served, concurrent.futures.ThreadPoolExecutor(12) as threads:
        end = 0.0

        def run_away(number: int) -> list[int]:
            statuses, turn = [], 0
            while time.monotonic() < end:
                turn += 1
                statuses.append(served.ask(f"{ENDLESS} # {number} {turn}").status)
            return statuses

        def measure(until: float) -> float:
            times = []
            while time.monotonic() < until:
                begun = time.monotonic()
                assert served.ask(f"{LOOKUP} # {begun}").values("o") == ["old"]
                times.append(time.monotonic() - begun)
                time.sleep(0.02)
            return sorted(times)[int(len(times) * 0.95)]

        alone = measure(time.monotonic() + 1.0)
        end = time.monotonic() + 3.0
        running = [threads.submit(run_away, number) for number in range(8)]
        time.sleep(0.2)
        beside = measure(end - 0.2)
        statuses = Counter(status for each in running for status in each.result())
    assert set(statuses) == {503} and statuses[503] >= 8
    # The aim is 0.3 s; a machine that is busy with other things takes its time without long queries as well.
    assert beside < max(0.3, 10 * alone), (alone, beside)


def test_long_queries_beyond_the_slow_lane_are_refused(small_build: Path) -> None:
    with (
        serve(small_build, replace(LIMITS, slow=1, seconds=3.0)) as served,
        concurrent.futures.ThreadPoolExecutor(4) as threads,
    ):
        asked = [threads.submit(served.ask, f"{ENDLESS} # {n}") for n in range(3)]
        answers = [each.result() for each in asked]
        codes = Counter(answer.problem()["code"] for answer in answers)
        assert codes == {"query-timeout": 1, "long-queries-busy": 2}
        busy = next(each for each in answers if each.problem()["code"] == "long-queries-busy")
        assert int(busy.headers["retry-after"]) >= 1
        # One that was long before goes to the slow lane at once; the fast one stays free.
        begun = time.monotonic()
        first = threads.submit(served.ask, f"{ENDLESS} # 0")
        time.sleep(0.2)
        assert served.ask(f"{ENDLESS} # 1").problem()["code"] == "long-queries-busy"
        assert served.ask(LOOKUP).status == 200
        assert first.result().problem()["code"] == "query-timeout"
        assert time.monotonic() - begun < 5.0


def test_a_full_queue_is_told(small_build: Path) -> None:
    limits = replace(LIMITS, workers=1, slow=1, queue=1, patience=1.0)
    with serve(small_build, limits) as served, concurrent.futures.ThreadPoolExecutor(14) as threads:
        asked = [threads.submit(served.ask, f"{ENDLESS} # {n}") for n in range(14)]
        answers = [each.result() for each in asked]
        full = [each for each in answers if each.problem()["code"] == "queue-full"]
        assert len(full) >= 3
        assert all(each.status == 503 and int(each.headers["retry-after"]) >= 1 for each in full)
        _wait_for(served, lambda state: state["idle"] == 1)
        assert served.ask(LOOKUP).status == 200


def _wait_for(served: Served, true: Callable[[Any], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true(served.endpoint.describe()):
        assert time.monotonic() < end, served.endpoint.describe()
        time.sleep(0.02)


def _find_workers(served: Served) -> list[int]:
    return [worker.pid for worker in served.endpoint._pool._workers]


def test_killed_workers_are_replaced_and_others_go_on(small_build: Path) -> None:
    with serve(small_build, LIMITS) as served, concurrent.futures.ThreadPoolExecutor(2) as threads:
        for pid in _find_workers(served):
            os.kill(pid, signal.SIGKILL)
        # Right away: one that had not been noticed as dead may be met, and is then told as such.
        assert served.ask(LOOKUP).status in (200, 503)
        _wait_for(served, lambda state: state["idle"] == LIMITS.workers)
        assert served.ask(f"{LOOKUP} # next").values("o") == ["old"]
        running = threads.submit(served.ask, ENDLESS)
        _wait_for(served, lambda state: state["slow"] == 1)
        (slow,) = [worker.pid for worker in served.endpoint._pool._workers if worker.slow]
        assert os.getpriority(os.PRIO_PROCESS, slow) == 10
        os.kill(slow, signal.SIGKILL)
        answer = running.result()
        assert (answer.status, answer.problem()["code"]) == (503, "query-memory")
        _wait_for(served, lambda state: (state["idle"], state["slow"]) == (LIMITS.workers, 0))


def test_the_nursery_is_replaced(small_build: Path) -> None:
    with serve(small_build, LIMITS) as served:
        nursery = served.endpoint._pool._nursery._process
        assert nursery is not None
        nursery.kill()
        end = time.monotonic() + 10
        while served.ask(f"{LOOKUP} # {time.monotonic()}").status != 200:
            assert time.monotonic() < end
        _wait_for(served, lambda state: state["idle"] == LIMITS.workers, 10)


def test_a_client_that_goes_frees_its_worker(small_build: Path) -> None:
    with serve(small_build, replace(LIMITS, seconds=30.0)) as served:
        with socket.create_connection(("127.0.0.1", served.port)) as client:
            client.sendall(f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            _wait_for(served, lambda state: state["slow"] == 1)
            (pid,) = [worker.pid for worker in served.endpoint._pool._workers if worker.slow]
        _wait_for(served, lambda state: state["slow"] == 0)
        _wait_for(served, lambda _: not Path(f"/proc/{pid}").exists())


def test_a_body_that_does_not_come(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as client:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 9\r\n\r\n"
        client.sendall(f"{head}ASK".encode())
        client.settimeout(10)
        assert b" 408 " in client.recv(65536).split(b"\r\n")[0]


def test_workers_end_with_the_server(small_build: Path) -> None:
    with serve(small_build, LIMITS) as served:
        pids = _find_workers(served)
        assert len(pids) == LIMITS.workers
    end = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_new_build_under_load(tmp_path: Path) -> None:
    old, new = write_build(tmp_path / "1", "old"), write_build(tmp_path / "2", "new")
    query = f"SELECT ?o {{ <{BASE}id/build> <{BASE}part>|<{BASE}marker> ?o }}"
    with serve(old, LIMITS) as served, concurrent.futures.ThreadPoolExecutor(4) as threads:
        stop = threading.Event()

        def read(number: int) -> list[str]:
            seen: list[str] = []
            while not stop.is_set():
                # Some are repeated, and so come from the cache.
                answer = served.ask(f"{query} # {number % 2 and len(seen)}")
                assert answer.status == 200, answer
                kinds = {value.partition(" ")[0] for value in answer.values("o")}
                assert len(kinds) == 1 and len(answer.values("o")) == 41
                seen += kinds
            return seen

        running = [threads.submit(read, number) for number in range(4)]
        time.sleep(0.3)
        served.call(served.endpoint.reload(new))
        assert served.ask(LOOKUP).values("o") == ["new"]
        time.sleep(0.3)
        stop.set()
        for each in running:
            seen = each.result()
            # Old to begin with, new at the end, and never back.
            assert seen == sorted(seen, reverse=True) and set(seen) == {"old", "new"}
        _wait_for(served, lambda state: state["workers"] == state["idle"] == LIMITS.workers)


def test_a_build_that_cannot_be_opened_changes_nothing(tmp_path: Path, small_build: Path) -> None:
    broken = write_build(tmp_path / "broken")
    for path in (broken / "store").glob("*.sst"):
        path.write_bytes(b"")
    for path in (broken / "store").glob("MANIFEST*"):
        path.write_bytes(b"x")
    with serve(small_build, LIMITS) as served:
        with pytest.raises(InputError) as caught:
            served.call(served.endpoint.reload(broken))
        assert caught.value.code == "broken-build"
        with pytest.raises(InputError):
            served.call(served.endpoint.reload(tmp_path))
        assert served.ask(LOOKUP).values("o") == ["old"]


def test_there_must_be_a_build(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        Endpoint(tmp_path, Limits(), BASE)
    assert caught.value.code == "no-build"


def test_the_default_limits() -> None:
    limits = Limits()
    assert (limits.seconds, limits.memory, limits.rows) == (10.0, 512 * 1024 * 1024, 10_000)
    assert limits.workers == 2 * limits.slow and 4 <= limits.slow <= 8
