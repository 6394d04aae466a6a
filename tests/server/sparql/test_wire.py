"""Frames between the front and its workers: whatever is put in comes out, however the bytes are cut."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.server.sparql.wire import Frame, FrameReader, Job, Reply, decode_job, decode_reply, encode_frame

JOBS = [
    Job("SELECT * {}", rows_type="text/csv", graph_type="text/turtle"),
    Job("ASK { 'å\0\U0001f600' ?p ?o }"),
    Job("ASK {}", (), None, "text/csv"),
    Job("ASK {}", ("https://a.example/g",), ("https://a.example/ä", "https://a.example/h"), "", "text/turtle"),
    Job(""),
]
REPLIES = [
    Reply(200, "text/csv", b"a\r\n\0", '"1f"', "rows=1"),
    Reply(200, "text/csv", b"a", '"1f"', lasting=False),
    Reply(200, "text/csv", b"", '"1f"', spent=True),
    Reply(400, code="bad-sparql", detail="it is 'å'\0", hint="write it anew", extra={"line": 2, "types": ["a", "b"]}),
    Reply(503, lasting=False, spent=True),
]


def read(data: bytes, *cuts: int) -> list[Frame]:
    reader, edges = FrameReader(), [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [frame for start, end in itertools.pairwise(edges) if start < end for frame in reader.feed(data[start:end])]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_arrives_as_it_was_sent(job: Job) -> None:
    (frame,) = read(job.encode(2**33))
    assert (frame.number, decode_job(frame)) == (2**33, job)


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_arrives_as_it_was_sent(reply: Reply) -> None:
    (frame,) = read(reply.encode(7))
    assert (frame.number, decode_reply(frame)) == (7, reply)


@given(st.lists(st.sampled_from(REPLIES), max_size=6), st.lists(st.integers(0, 2000), max_size=8))
def test_frames_may_be_cut_anywhere(replies: list[Reply], cuts: list[int]) -> None:
    data = b"".join(reply.encode(number) for number, reply in enumerate(replies)) + encode_frame({"forgotten": True})
    frames = read(data, *cuts)
    assert [frame.number for frame in frames] == [*range(len(replies)), 0]
    assert [decode_reply(frame) for frame in frames[:-1]] == replies
    assert frames[-1].head == {"forgotten": True}
