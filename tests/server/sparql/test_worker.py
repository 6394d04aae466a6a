"""What a worker does with queries that wait, when it is told that some are no longer its own."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from itertools import islice

import pytest

from kotograph.server.sparql import worker
from kotograph.server.sparql.wire import FORGET, FORGOTTEN, Frame, FrameReader, Job, encode_frame
from kotograph.server.sparql.worker import _QUICK, iter_jobs

Pipe = tuple[socket.socket, socket.socket]


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def job(number: int) -> bytes:
    return Job(f"ASK {{}} # {number}", rows_type="text/csv").encode(number)


def test_jobs_come_in_their_order_and_whole(pipe: Pipe) -> None:
    ours, theirs = pipe
    text = job(1) + job(2) + job(3)
    ours.sendall(text[:7])
    ours.sendall(text[7:])
    found = list(islice(iter_jobs(theirs), 3))
    assert [number for number, _ in found] == [1, 2, 3]
    assert [each.query for _, each in found] == ["ASK {} # 1", "ASK {} # 2", "ASK {} # 3"]


def test_what_is_no_longer_wanted_is_left_and_the_rest_stays(pipe: Pipe) -> None:
    """The first has not been begun when it is told; nobody else has it, so it must be done."""
    ours, theirs = pipe
    ours.sendall(job(5) + job(6) + job(7) + encode_frame({FORGET: 5}) + job(8))
    assert [number for number, _ in islice(iter_jobs(theirs), 2)] == [5, 8]
    assert list(FrameReader().feed(ours.recv(65536))) == [Frame(0, FORGOTTEN, b"")]


def test_after_a_long_job_it_looks_what_is_still_wanted(pipe: Pipe) -> None:
    ours, theirs = pipe
    ours.sendall(job(1) + job(2) + job(3))
    jobs = iter_jobs(theirs)
    assert next(jobs)[0] == 1
    ours.sendall(encode_frame({FORGET: 1}))
    ours.sendall(job(4))
    time.sleep(2 * _QUICK)
    assert next(jobs)[0] == 4
    ours.shutdown(socket.SHUT_WR)
    assert list(jobs) == []


def test_after_a_quick_job_it_goes_on_and_loses_nothing(pipe: Pipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken back meanwhile is done twice, and nobody waits for the second reply."""
    monkeypatch.setattr(worker, "_QUICK", 60.0)
    ours, theirs = pipe
    ours.sendall(job(1) + job(2) + job(3))
    jobs = iter_jobs(theirs)
    assert next(jobs)[0] == 1
    ours.sendall(encode_frame({FORGET: 1}) + job(4))
    ours.shutdown(socket.SHUT_WR)
    assert [number for number, _ in jobs] == [2, 3, 4]
    assert list(FrameReader().feed(ours.recv(65536))) == [Frame(0, FORGOTTEN, b"")]
