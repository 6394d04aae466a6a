"""How long a server is waited for, and how an endpoint is asked with manners."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime

import pytest

from kotograph.errors import RemoteError
from kotograph.store import RemoteStore, patience
from kotograph.store.patience import Patience, read_retry_after
from tests.store.stub_server import Reply, serve

TEXT = "SELECT ?g WHERE { ?g ?p ?o }"


def test_examples() -> None:
    result = doctest.testmod(patience)
    assert result.attempted and not result.failed


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Thu, 26 Nov 2026 12:00:30 GMT", 30.0),
        ("Thu, 26 Nov 2026 11:00:00 GMT", 0.0),
        ("", None),
        (None, None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("tomorrow", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float | None) -> None:
    assert read_retry_after(header, datetime(2026, 11, 26, 12, tzinfo=UTC)) == seconds


def test_waits_double_and_end() -> None:
    patient = Patience(tries=3, first=1, longest=3)
    assert [patient.find_wait(503, None, tried) for tried in range(4)] == [1, 2, None, None]
    assert patient.find_wait(500, "1", 0) is None


def test_an_endpoint_is_told_who_asks_and_given_pauses() -> None:
    slept: list[float] = []
    reply = Reply()
    with serve(reply) as address:
        store = RemoteStore(address, graphs=(), agent="me", pause=9, patience=Patience(sleep=slept.append))
        for _ in range(3):
            store.query(TEXT)
    assert {sent["User-Agent"] for sent in reply.sent} == {"me"}
    assert len(slept) == 2 and all(8 < each <= 9 for each in slept)


def test_without_patience_a_busy_endpoint_is_an_error_at_once() -> None:
    reply = Reply(status=429, headers={"Retry-After": "1"})
    with serve(reply) as address, pytest.raises(RemoteError) as caught:
        RemoteStore(address, graphs=()).query(TEXT)
    assert caught.value.code == "endpoint-refused" and len(reply.asked) == 1
