"""The server as a process: its address, its end, its log, slow clients, any RDF file."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from kotograph.errors import UsageError
from kotograph.server import lifecycle
from kotograph.server.log import AccessLog
from tests.server.clients import connect, read_all
from tests.server.conftest import Running, run_server

_HEAD = b"GET /en/index.html HTTP/1.1\r\nHost: live.example\r\n"


@pytest.fixture
def running(bundled_build: Path, tmp_path: Path) -> Iterator[Running]:
    with run_server(tmp_path, "-s", str(bundled_build), "--log", "access.log") as running:
        yield running


def test_it_serves_logs_and_ends_well(running: Running, tmp_path: Path) -> None:
    page = httpx.get(f"{running.url}en/project/rio-2.html")
    assert page.status_code == 200 and f'href="{running.url}en/project/rio-2.html"' in page.text
    lead = httpx.get(f"{running.url}id/project/rio-2", follow_redirects=True, headers={"accept": "text/turtle"})
    assert str(lead.url) == f"{running.url}data/project/rio-2.ttl"
    catalogue = httpx.get(f"{running.url}catalog.ttl").text
    assert f"<{running.url}api/queries>" in catalogue
    assert httpx.get(f"{running.url}api/queries/projects.json?implementer=espoon-kaupunki").status_code == 200
    # Paths are taken as they are: nothing is normalised, and nothing leads out.
    for target in ("/../../etc/passwd", "/downloads/../catalog.ttl", "/vocab/../id/project/rio-2", "/%2e%2e/x"):
        with connect(running.port) as client:
            client.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            assert read_all(client).startswith(b"HTTP/1.1 404 ")
    assert running.stop() == 0
    entries = [json.loads(line) for line in (tmp_path / "access.log").read_text("utf-8").splitlines()]
    assert [entry["path"] for entry in entries[:5]] == [
        "/en/project/rio-2.html",
        "/id/project/rio-2",
        "/data/project/rio-2.ttl",
        "/catalog.ttl",
        "/api/queries/projects.json",
    ]
    assert [entry["status"] for entry in entries] == [200, 303, 200, 200, 200, 404, 404, 404, 404]
    assert entries[0].keys() == {"time", "method", "path", "status", "ms", "bytes"}
    assert entries[0]["bytes"] == len(page.content)
    assert "espoon" not in (tmp_path / "access.log").read_text("utf-8")
    assert "Traceback" not in running.stderr.read_text("utf-8")


def test_the_endpoint_answers_as_the_rest_does(running: Running) -> None:
    """Queries go past the application; what every answer has, theirs have too, also when it comes from memory."""
    url, query = (
        f"{running.url}sparql",
        {"query": "SELECT (COUNT(*) AS ?n) { ?p a <https://w3id.org/kotograph/ontology#Project> }"},
    )
    accept = {"Accept": "application/sparql-results+json"}
    seen = [httpx.get(url, params=query, headers=accept) for _ in range(4)]
    assert {each.content for each in seen} == {seen[0].content} and seen[0].json()["results"]["bindings"]
    for each in seen:
        assert each.headers["access-control-allow-origin"] == "*" and each.headers["vary"] == "Accept"
        assert each.headers.get_list("cache-control") == ["no-cache"]
        assert sorted(each.headers) == sorted(seen[0].headers) and each.headers["etag"] == seen[0].headers["etag"]
    head = httpx.head(url, params=query, headers=accept)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", seen[0].headers["etag"])
    known = httpx.get(url, params=query, headers={**accept, "If-None-Match": seen[0].headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert httpx.get(url, params=query, headers={"Accept": "text/csv"}).text.startswith("n\r\n")
    for wrong, status, code in (
        (httpx.get(url, params={"query": "nonsense"}), 400, "bad-sparql"),
        (httpx.post(url, data={"update": "CLEAR ALL"}), 403, "update-refused"),
        (httpx.get(url, params=query, headers={"Accept": "image/png"}), 406, "not-acceptable"),
        (httpx.delete(url), 405, "method-not-allowed"),
        (httpx.post(url, content=b"ASK {}", headers={"Content-Type": "text/plain"}), 415, "bad-content-type"),
    ):
        assert (wrong.status_code, wrong.json()["code"]) == (status, code)
        assert wrong.headers.get_list("cache-control") == ["no-store"]
        assert wrong.headers["access-control-allow-origin"] == "*"
    preflight = httpx.options(url)
    assert preflight.status_code == 204 and "POST" in preflight.headers["access-control-allow-methods"]
    assert "/sparql" in httpx.get(f"{running.url}openapi.json").json()["paths"]
    assert 'href="../sparql"' in httpx.get(f"{running.url}en/api.html").text


def test_health_tells_of_the_workers(running: Running) -> None:
    told = httpx.get(f"{running.url}health").json()
    assert told["status"] == "ok"
    workers = told["sparql"]
    assert workers["workers"] == workers["idle"] > 1 and workers["confined"] in ("seccomp", "descriptors")
    assert {name: workers[name] for name in ("slow", "waiting", "killed")} == {"slow": 0, "waiting": 0, "killed": 0}


def test_running_requests_are_finished(running: Running) -> None:
    with connect(running.port) as slow, connect(running.port) as half, connect(running.port):
        half.sendall(b"GET / HT")
        # A page that nobody has asked for yet takes a while.
        slow.sendall(b"GET /fi/compare.html HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.02)
        started = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - started < lifecycle.DRAIN_SECONDS + 5
        answer = read_all(slow)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK")
    length = re.search(rb"content-length: (\d+)", head)
    assert length and len(body) == int(length[1]) and body.endswith(b"</html>")


def test_300_slow_clients_block_nobody(running: Running) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(running.port, 4096)) for _ in range(300)]
        for number, client in enumerate(slow):
            if number % 3 == 1:
                client.sendall(_HEAD)
            elif number % 3 == 2:
                client.sendall(b"GET /downloads/kotograph.nq HTTP/1.1\r\nHost: x\r\n\r\n")
        times = []
        with httpx.Client(base_url=running.url) as ordinary:
            ordinary.get("en/index.html")
            for _ in range(40):
                started = time.monotonic()
                assert ordinary.get("en/index.html").status_code == 200
                times.append(time.monotonic() - started)
        assert sorted(times)[37] < 0.5
        # Who sends no request, or half of one, is let go.
        for client in slow[0:3:1][:2]:
            assert client.recv(1) == b""
        assert running.stop() == 0


def test_a_log_that_cannot_be_written_fails_no_request(bundled_build: Path, tmp_path: Path) -> None:
    with run_server(tmp_path, "-s", str(bundled_build), "--log", "no/such/folder/log") as running:
        for _ in range(3):
            assert httpx.get(f"{running.url}health").status_code == 200
            time.sleep(0.3)
        assert running.stop() == 0
        told = running.stderr.read_text("utf-8")
    assert told.count("the access log cannot be written") == 1


def test_without_a_file_the_log_is_on_standard_error(bundled_build: Path, tmp_path: Path) -> None:
    with run_server(tmp_path, "-s", str(bundled_build)) as running:
        httpx.get(f"{running.url}health?secret=1")
        assert running.stop() == 0
        entries = [line for line in running.stderr.read_text("utf-8").splitlines() if line.startswith("{")]
    assert [json.loads(entry)["path"] for entry in entries] == ["/health"]


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        (
            "shop.ttl",
            "@prefix ex: <https://shop.example/id/> .\n"
            '<https://shop.example/id/thing/1> a ex:Thing ; ex:name "Kettle"@en ; ex:in [ ex:row 3 ] .\n',
            4,
        ),
        (
            "shop.nq",
            '<https://shop.example/id/thing/1> <https://shop.example/id/name> "Kettle"@en <https://shop.example/g> .\n'
            "<https://shop.example/id/thing/1> <https://shop.example/id/in> _:b <https://shop.example/g> .\n"
            '_:b <https://shop.example/id/row> "3" .\n',
            3,
        ),
    ],
)
def test_any_rdf_file_is_served_the_same_way(tmp_path: Path, name: str, content: str, size: int) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with run_server(tmp_path, "--base", "https://shop.example/", name) as running:
        lead = httpx.get(f"{running.url}id/thing/1", headers={"accept": "text/html, */*;q=0.1"})
        assert (lead.status_code, lead.headers["location"]) == (303, "../../data/thing/1.ttl")
        found = httpx.get(f"{running.url}data/thing/1.ttl")
        assert "Kettle" in found.text and "genid" in found.text
        for path in ("", "en/index.html", "en/projects.html", "fi/data.html", "catalog.ttl", "void.ttl", "sitemap.xml"):
            assert httpx.get(running.url + path).status_code == 200, path
        assert httpx.get(f"{running.url}downloads/kotograph.nq").text.count("\n") == size
        assert httpx.get(f"{running.url}api/queries/projects.json").json()["rows"] == []
        assert running.stop() == 0


def test_our_own_file_gives_our_pages(bundled_build: Path, tmp_path: Path) -> None:
    with run_server(tmp_path, str(bundled_build / "kotograph.nq")) as running:
        assert "rio-2" in httpx.get(f"{running.url}en/project/rio-2.html").text
        # What our description says is not said of a file that somebody brings.
        assert "Unnamed publisher" in httpx.get(f"{running.url}catalog.ttl").text
        expected = (bundled_build / "kotograph.nq").read_bytes()
        assert httpx.get(f"{running.url}downloads/kotograph.nq").content == expected
        assert running.stop() == 0


def run_refused(folder: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "kotograph", "serve", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_what_cannot_be_served_is_told(tmp_path: Path) -> None:
    assert run_refused(tmp_path, "-b", "127.0.0.1:0")[0] == 3
    (tmp_path / "broken.ttl").write_text("<a> <b>", "utf-8")
    code, told = run_refused(tmp_path, "-b", "127.0.0.1:0", "broken.ttl")
    assert code == 3 and "[bad-rdf]" in told
    code, told = run_refused(tmp_path, "-b", "nowhere")
    assert code == 2 and "[bad-address]" in told
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, told = run_refused(tmp_path, "-b", f"127.0.0.1:{taken.getsockname()[1]}")
    assert code == 2 and "[address-unusable]" in told


@pytest.mark.parametrize("text", ["", "7878", "host", "host:", "host:x", "host:65536", "::1:80", "host:-1", "host:٣"])
def test_wrong_addresses(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        lifecycle.read_address(text)
    assert caught.value.code == "bad-address"


def test_who_has_sent_all_gets_the_answer(running: Running) -> None:
    """Some clients end their side when they have asked; what is in memory is answered before that is seen."""
    request = _HEAD + b"\r\n"
    assert httpx.get(f"{running.url}en/index.html").status_code == 200
    for _ in range(20):
        with connect(running.port) as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            answer = read_all(client)
        assert answer.startswith(b"HTTP/1.1 200 OK") and answer.rstrip().endswith(b"</html>")


def test_a_log_that_was_moved_is_begun_anew(tmp_path: Path) -> None:
    warned: list[str] = []
    log = AccessLog(tmp_path / "log", warned.append)
    log.write("GET", "/a", 200, 1.234, 5)
    deadline = time.monotonic() + 10
    while not (tmp_path / "log").is_file():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    (tmp_path / "log").rename(tmp_path / "log.1")
    log.write("GET", '/"b"\n', 404, 0, 0)
    log.close()
    assert json.loads((tmp_path / "log.1").read_text("utf-8"))["ms"] == 1.23
    assert json.loads((tmp_path / "log").read_text("utf-8"))["path"] == '/"b"\n'
    assert not warned
