"""Whatever is sent: no crash, no error told as 200, nothing of the 5xx but 503."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import openapi_spec_validator
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode

from kotograph.server.openapi import write_openapi
from kotograph.server.sparql.protocol import unquote_form
from kotograph.site.site import Edition
from tests.server.sparql.serving import BASE, FORM, QUERY, Served

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


@given(
    st.lists(st.sampled_from([b"%", b"=", b"+", b"4", b"F", b"%c3%A5", b"\n", b"\r"]) | st.binary(max_size=9)).map(
        b"".join
    )
)
def test_values_of_forms_are_read_as_the_standard_library_reads_them(data: bytes) -> None:
    assert unquote_form(data) == unquote_to_bytes(data.replace(b"+", b" "))


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


def test_the_openapi_document_describes_the_endpoint() -> None:
    document: Any = json.loads(json.dumps(write_openapi((), Edition(BASE), has_endpoint=True)))
    openapi_spec_validator.validate(document, cls=openapi_spec_validator.OpenAPIV31SpecValidator)
    assert set(document["paths"]["/sparql"]) == {"get", "post"}
    assert "/sparql" not in json.loads(json.dumps(write_openapi((), Edition(BASE))))["paths"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_requests_made_up_from_the_openapi_document(served: Served, method: str) -> None:
    """Whatever is sent by the document is answered with a status and a type that it tells of."""
    document: Any = json.loads(json.dumps(write_openapi((), Edition(BASE), has_endpoint=True)))
    operation = schemathesis.openapi.from_dict(document)["/sparql"][method]
    told = document["paths"]["/sparql"][method.lower()]["responses"]
    seen: set[int] = set()

    @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(parent=SETTINGS, max_examples=40, derandomize=True, database=None)
    def attempt(case: Case[Any]) -> None:
        request = requests.Request(**case.as_transport_kwargs(base_url=BASE.rstrip("/"))).prepare()
        assert request.url
        body = request.body.encode() if isinstance(request.body, str) else request.body
        assert body is None or isinstance(body, bytes)
        headers = {"Content-Type": str(request.headers.get("Content-Type", "")), "Accept": "*/*"}
        answer = served.send(method, f"/{request.url.removeprefix(BASE)}", body, headers)
        assert str(answer.status) in told
        assert answer.type in told[str(answer.status)]["content"]
        seen.add(answer.status)

    attempt()
    assert 400 in seen
