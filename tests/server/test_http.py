"""What HTTP asks of every answer: methods, tags, links, what browsers may do, and the same for errors."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest

from tests.server.conftest import HOST, Client

ADDRESSES = (
    "/",
    "/en/project/rio-2.html",
    "/en/projects.projects.csv",
    "/en/api.html",
    "/data/project/rio-2.ttl",
    "/downloads/kotograph.nq",
    "/assets/style.css",
    "/id/project/rio-2",
    "/vocab/status",
    "/graph/projects",
    "/health",
    "/openapi.json",
    "/api/queries",
    "/api/queries/projects",
    "/api/queries/projects.csv",
    "/data",
)
COMMON = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "*",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    got, head = client.get(path), client.request("HEAD", path)
    assert head.content == b"" and head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("path", ADDRESSES)
def test_options_tells_the_methods_and_answers_a_preflight(client: Client, path: str) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    answer = client.request("OPTIONS", path, headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_nothing_can_be_written(client: Client, path: str, method: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405 and answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["code"] == "method-not-allowed"
    assert COMMON.items() <= dict(answer.headers).items()


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "HEAD"])
@pytest.mark.parametrize("path", ["/nowhere", "/api/queries/nothing", "/id/project/nobody", "/en/nothing.html"])
def test_an_address_that_is_not_there_has_no_methods(client: Client, path: str, method: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404 and "allow" not in answer.headers


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/en/index.html", "", 200),
        ("/id/project/rio-2", "", 303),
        ("/fi", "", 308),
        ("/api/queries/projects?nothing=1", "", 400),
        ("/nowhere", "", 404),
        ("/nowhere", "text/html", 404),
        ("/id/project/rio-2", "image/png", 406),
        ("/api/queries/projects", "image/png", 406),
    ],
)
def test_every_status_may_be_read_from_anywhere(client: Client, path: str, accept: str, status: int) -> None:
    answer = client.get(path, accept)
    assert answer.status_code == status
    assert COMMON.items() <= dict(answer.headers).items()
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("path", [path for path in ADDRESSES if path not in ("/id/project/rio-2", "/data", "/health")])
def test_who_has_it_is_told_so(client: Client, path: str) -> None:
    first = client.get(path)
    if first.status_code != 200:
        assert first.status_code == 303 and "etag" not in first.headers
        return
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    for known in (tag, f"W/{tag}", "*", f'"other", {tag}', f'W/"a,b" , W/{tag}'):
        answer = client.get(path, if_none_match=known)
        assert (answer.status_code, answer.content) == (304, b""), known
        assert answer.headers["etag"] == tag and answer.headers["cache-control"] == first.headers["cache-control"]
        assert answer.headers.get("vary") == first.headers.get("vary")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "content-length" not in answer.headers and "content-type" not in answer.headers
    for other in ('"other"', tag.strip('"'), "", "nonsense"):
        assert client.get(path, if_none_match=other).status_code == 200


def test_documents_are_linked(client: Client) -> None:
    expected = {
        "/en/project/rio-2.html": ("alternate", "describedby", "describes", "license", "service-desc", "service-doc"),
        "/data/project/rio-2.ttl": ("alternate", "describedby", "describes", "license"),
        "/en/projects.projects.csv": ("describedby", "license"),
        "/downloads/kotograph.ttl": ("describedby", "license"),
        "/api/queries/projects.json": ("first", "last", "describedby", "license"),
    }
    count = 0
    for path, wanted in expected.items():
        links = re.findall(r'<([^>]+)>; rel="([^"]+)"', client.get(path).headers["link"])
        assert set(wanted) <= {rel for _, rel in links}, path
        for target, _ in links:
            whole = urljoin(HOST + path, target)
            if whole.startswith(HOST):
                assert client.get(whole.removeprefix(HOST)).status_code == 200, (path, target)
                count += 1
    assert count > 15


def test_a_large_file_can_be_had_in_parts(client: Client) -> None:
    whole = client.get("/downloads/kotograph.nq")
    assert whole.headers["accept-ranges"] == "bytes" and whole.headers["content-type"] == "application/n-quads"
    part = client.get("/downloads/kotograph.nq", range="bytes=100-199")
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    assert part.headers["etag"] == whole.headers["etag"] and part.headers["access-control-allow-origin"] == "*"
    stale = client.get("/downloads/kotograph.nq", range="bytes=100-199", if_range='"other"')
    assert (stale.status_code, len(stale.content)) == (200, len(whole.content))
    beyond = client.get("/downloads/kotograph.nq", range=f"bytes={len(whole.content)}-")
    assert beyond.status_code == 416


def test_pages_run_no_code_that_stands_in_them(client: Client) -> None:
    for path in ("/en/index.html", "/fi/project/rio-2.html", "/sv/search.html", "/en/api.html", "/index.html"):
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        scripts = re.findall(r"<script(?![^>]*(?:\bsrc=|application/ld\+json))", answer.text)
        assert not scripts and "<style" not in answer.text and ' style="' not in answer.text
        assert not re.search(r"<[^>]*\son[a-z]+=", answer.text)


def test_health_names_the_build(client: Client, bundled_build: object) -> None:
    answer = client.get("/health")
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["status"] == "ok" and told["version"]
    assert str(bundled_build).endswith(told["build"][:16])


def test_a_fault_of_ours_is_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("kotograph.server.app.find_thing", fail)
    monkeypatch.setattr("kotograph.server.front.Front._warn", lambda *_: None, raising=False)
    answer = client.get("/id/project/ersus")
    assert answer.status_code == 500 and answer.json()["code"] == "internal-error"
    assert "secret" not in answer.text and COMMON.items() <= dict(answer.headers).items()
