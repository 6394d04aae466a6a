"""Whatever is sent: no crash, no error told as 200, nothing of the 5xx but 503."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.sparql.serving import FORM, QUERY, Served

SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TYPES = st.sampled_from([FORM, QUERY, "application/sparql-update", "text/plain", f"{QUERY};charset=x", ";;", "a/b;c"])
METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE"])
ACCEPT = st.sampled_from(["*/*", "text/turtle", "text/csv;q=0.1", "text/html", ",,;q", "application/json"])
NAMES = st.sampled_from(["query", "query", "default-graph-uri", "named-graph-uri", "update", "x", ""])
_WORDS = """SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED { } ( ) ?s ?p * . ; , <http://e/> <a> 'x' "y" # @en ^^ | / +
! = < > && BIND FILTER VALUES UNION OPTIONAL GRAPH SERVICE MINUS ORDER BY LIMIT 10 -1 1e999 REGEX COUNT AS PREFIX e:
BASE e:a [] _:b \\u0041 \\uD800 \\U00110000 é 🙂"""
WORDS = st.sampled_from([*_WORDS.split(), "\n", "\0"])
QUERIES = st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=100)


def _check(answer_status: int, is_query: bool) -> None:
    allowed = {200, 204, 304, 400, 403, 405, 406, 413, 414, 415, 503}
    assert answer_status in allowed, (answer_status, is_query)


@given(METHODS, st.binary(max_size=200), st.binary(max_size=200), TYPES, ACCEPT)
@SETTINGS
def test_random_bytes(served: Served, method: str, target: bytes, body: bytes, kind: str, accept: str) -> None:
    answer = served.send(
        method, f"/sparql?{quote_from_bytes(target, safe='=&+')}", body, {"Content-Type": kind, "Accept": accept}
    )
    _check(answer.status, False)
    if answer.status >= 400 and method != "HEAD":
        assert answer.problem()["code"]


@given(st.lists(st.tuples(NAMES, st.binary(max_size=60) | QUERIES.map(str.encode)), max_size=4), ACCEPT)
@SETTINGS
def test_random_parameters(served: Served, pairs: list[tuple[str, bytes]], accept: str) -> None:
    sent = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in pairs)
    got = served.send("GET", f"/sparql?{sent}", headers={"Accept": accept})
    posted = served.send("POST", "/sparql", sent.encode(), {"Content-Type": FORM, "Accept": accept})
    for answer in (got, posted):
        _check(answer.status, True)
        if answer.status != 200:
            assert answer.problem()["code"]
    if sent:
        assert got.status == posted.status


@given(QUERIES)
@SETTINGS
def test_random_queries(served: Served, query: str) -> None:
    answer = served.ask(query, None)
    _check(answer.status, True)
    if answer.status == 200:
        assert answer.type in ("application/sparql-results+json", "text/turtle")
    else:
        assert answer.problem()["detail"]
