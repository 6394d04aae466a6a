"""Whatever a server does wrong becomes one clear error."""

from __future__ import annotations

import json
import socket

import pytest

from kotograph import __version__
from kotograph.errors import LimitError, RemoteError, UsageError
from kotograph.store import RemoteStore, Truth
from tests.store.stub_server import Reply, serve

TEXT = "SELECT ?g WHERE { ?g ?p ?o }"


def refuse(reply: Reply, timeout: int = 20) -> RemoteError:
    with serve(reply) as address, pytest.raises(RemoteError) as caught:
        list(RemoteStore(address, timeout=timeout).query(TEXT).rows)
    assert caught.value.where == address
    assert caught.value.exit_code == 4
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize("address", ["", "query", "file:///etc/passwd", "ftp://e.org/q", "http://", "//e.org/q"])
def test_address_must_be_http(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        RemoteStore(address)
    assert caught.value.code == "bad-endpoint"


def test_nobody_answers() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/query"
        with pytest.raises(RemoteError) as caught:
            RemoteStore(address).query(TEXT)
    assert caught.value.code == "endpoint-unreachable"
    assert "refused" in caught.value.message


@pytest.mark.parametrize("address", ["http://127.0.0.1:99999/q", "http://u:p@127.0.0.1:x/q", "http://[::1/q"])
def test_address_that_cannot_be_reached(address: str) -> None:
    with pytest.raises((RemoteError, UsageError)) as caught:
        RemoteStore(address).query(TEXT)
    assert caught.value.code in ("endpoint-unreachable", "bad-endpoint")


def test_timeout() -> None:
    error = refuse(Reply(delay=1.5), timeout=1)
    assert error.code == "endpoint-timeout"
    assert "1 second" in error.message


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 414, 429, 500, 502, 503])
def test_status_and_message_are_told(status: int) -> None:
    error = refuse(Reply(status=status, media_type="text/plain", body="ei käy:\n  näin".encode()))
    assert error.code == "endpoint-refused"
    assert error.message == f"HTTP status {status}: ei käy: näin"


def test_long_messages_are_cut() -> None:
    assert len(refuse(Reply(status=500, body=b"x" * 5000)).message) < 400


def test_empty_message() -> None:
    assert refuse(Reply(status=500, body=b"")).message == "HTTP status 500"


def test_web_page_is_no_endpoint() -> None:
    error = refuse(Reply(media_type="text/html", body=b"<h1>Hello</h1>"))
    assert error.code == "not-an-endpoint"
    assert "text/html" in error.message


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"head": {}}', b'{"head": {"vars": ["a"]}, "results": 1}', b"\xff"]
)
def test_answer_that_is_not_what_it_says(body: bytes) -> None:
    assert refuse(Reply(body=body)).code in ("bad-answer", "answer-broken")


def test_answer_of_the_wrong_form() -> None:
    assert refuse(Reply(body=b'{"head": {}, "boolean": true}')).code == "bad-answer"


def test_answer_cut_short() -> None:
    assert refuse(Reply(announced=10_000)).code == "answer-broken"


def test_moved_endpoint() -> None:
    for status in (301, 302, 303, 307, 308):
        with serve(Reply()) as new:
            error = refuse(Reply(status=status, headers={"Location": new}))
        assert error.code == "endpoint-moved"
        assert new in error.message


def test_too_large() -> None:
    rows = [{"g": {"type": "literal", "value": "x" * 100}}] * 50
    body = json.dumps({"head": {"vars": ["g"]}, "results": {"bindings": rows}}).encode()
    with serve(Reply(body=body)) as address, pytest.raises(LimitError) as caught:
        RemoteStore(address, max_bytes=1000).query(TEXT)
    assert caught.value.code == "answer-too-large"


def test_what_is_sent() -> None:
    names = [f"http://e/graph/{name}" for name in ("quality", "projects", "catalogue", "editorial")]
    rows = [{"g": {"type": "uri", "value": name}} for name in names]
    reply = Reply(body=json.dumps({"head": {"vars": ["g"]}, "results": {"bindings": rows}}).encode())
    with serve(reply) as address:
        store = RemoteStore(address)
        for _ in range(2):
            found = [row[0].value for row in store.query(TEXT).rows if row[0]]
    assert found == names
    assert len(reply.asked) == 3, "the graphs are asked for once"
    assert "default-graph-uri" not in reply.asked[0]
    assert reply.asked[1] == {
        "query": [TEXT],
        "default-graph-uri": ["http://e/graph/editorial", "http://e/graph/projects"],
        "named-graph-uri": ["http://e/graph/editorial", "http://e/graph/projects"],
    }
    assert reply.sent[1]["User-Agent"].startswith(f"kotograph/{__version__} ")
    assert reply.sent[1]["Accept"].startswith("application/sparql-results+json,")


ROW_JSON = json.dumps(
    {"head": {"vars": ["g"]}, "results": {"bindings": [{"g": {"type": "literal", "value": "å", "xml:lang": "sv"}}]}}
)
ROW_XML = (
    '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="g"/></head><results><result>'
    '<binding name="g"><literal xml:lang="sv">å</literal></binding></result></results></sparql>'
)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/sparql-results+json; charset=utf-8", ROW_JSON),
        ("application/json", ROW_JSON),
        ("application/sparql-results+xml", ROW_XML),
        ("text/tab-separated-values", '?g\n"å"@sv\n'),
    ],
)
def test_formats_that_servers_answer_in(media_type: str, body: str) -> None:
    with serve(Reply(media_type=media_type, body=body.encode())) as address:
        (row,) = RemoteStore(address, graphs=[]).query(TEXT).rows
    assert row[0] is not None
    assert row[0].spell() == '"å"@sv'


def test_yes_or_no() -> None:
    with serve(Reply(body=b'{"head": {}, "boolean": false}')) as address:
        assert RemoteStore(address, graphs=[]).answer("ASK {}") == Truth(False)
