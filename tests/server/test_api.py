"""Named questions over HTTP: each in every format, parameters checked, pages linked, told to programs and people."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from typing import Any, TypeAlias
from urllib.parse import urljoin

import openapi_spec_validator
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings, strategies
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation

from kotograph.config import LANGUAGES
from kotograph.query import list_queries, run
from kotograph.server.api import PAGING, TYPES
from kotograph.server.openapi import _SCHEMAS, write_openapi
from kotograph.server.problems import read_problems
from kotograph.site.site import Edition
from kotograph.store.answers import Rows
from tests.conftest import ROOT
from tests.server.conftest import HOST, SITE_URL, Client
from tests.site.html import parse

QUERIES = list_queries()
REQUIRED = {"organisation": "espoon-kaupunki", "project": "rio-2", "concept": "x", "date": "2017-06-01"}
Operation: TypeAlias = "APIOperation[Any, Any, Any, Any]"
BOUNDED = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def path_of(name: str, extension: str = "") -> str:
    query = next(query for query in QUERIES if query.name == name)
    given = [p for p in query.parameters if p.is_required]
    params = "&".join(f"{p.name}={REQUIRED[p.type]}" for p in given)
    return f"/api/queries/{name}{extension}" + (f"?{params}" if params else "")


@pytest.mark.parametrize("name", [query.name for query in QUERIES])
def test_every_question_answers_as_the_command_line_does(client: Client, name: str) -> None:
    query = next(query for query in QUERIES if query.name == name)
    path = path_of(name)
    params = dict(part.split("=") for part in path.partition("?")[2].split("&") if part)
    answer = run(query, params, client.app.state.service.generation.store)
    assert isinstance(answer, Rows)
    expected = list(answer.rows)
    found = client.get(path)
    document = found.json()
    assert document["variables"] == list(answer.variables) and document["total"] == len(expected)
    assert found.headers["x-total-count"] == str(len(expected)) and found.headers["vary"] == "Accept"
    results = client.get(path, "application/sparql-results+json").json()
    assert results["head"]["vars"] == list(answer.variables)
    rows = list(csv.reader(io.StringIO(client.get(path, "text/csv").text)))
    assert rows[0] == list(answer.variables)
    assert len(rows) - 1 == len(document["rows"]) == len(results["results"]["bindings"]) == min(100, len(expected))
    assert client.get(path, "application/sparql-query").text == query.text
    for media_type, extension in TYPES.items():
        fixed = client.get(path_of(name, f".{extension}"), "image/png")
        assert fixed.status_code == 200 and "vary" not in fixed.headers
        assert fixed.headers["content-type"].startswith(media_type)
        assert fixed.content == client.get(path, media_type).content


def test_values_are_json_values(client: Client) -> None:
    rows = client.get("/api/queries/total-funding.json").json()["rows"]
    assert rows and any(isinstance(value, int | float) for row in rows for value in row.values())


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("projects?nothing=1", "unknown-parameter", "nothing"),
        ("projects?lang=12", "bad-parameter", "lang"),
        ("projects?lang=en&lang=fi", "repeated-parameter", "lang"),
        ("projects?page=0", "bad-parameter", "page"),
        ("projects?page=", "bad-parameter", "page"),
        ("projects?page=one", "bad-parameter", "page"),
        ("projects?page=%D9%A1", "bad-parameter", "page"),
        ("projects?per_page=1001", "bad-parameter", "per_page"),
        ("active-on?date=2017-02-30", "bad-parameter", "date"),
        ("project-profile", "missing-parameter", "project"),
        ("project-profile?project=a%20b", "bad-parameter", "project"),
        ("by-place?place=%3E%20%7D", "bad-parameter", "place"),
        ("by-place?place=https://a.example/%252g", "bad-parameter", "place"),
        ("by-place?lang=place", "bad-parameter", "lang"),
    ],
)
def test_a_wrong_parameter_is_named(client: Client, query: str, code: str, parameter: str) -> None:
    answer = client.get(f"/api/queries/{query}")
    assert answer.status_code == 400 and answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["parameter"]) == (code, parameter)
    assert problem["hint"] and problem["type"] == f"{SITE_URL}en/api.html#{code}"


def test_pages_are_linked_from_first_to_last(client: Client) -> None:
    whole = client.get("/api/queries/projects.json?per_page=1000").json()["rows"]
    seen, path, count = [], "/api/queries/projects.json?per_page=7&lang=fi", 0
    rows = client.get("/api/queries/projects.json?per_page=1000&lang=fi").json()["rows"]
    while path:
        answer = client.get(path)
        seen += answer.json()["rows"]
        links = {rel: target for target, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["link"])}
        assert "lang=fi" in links["first"] and "page=1&" in links["first"]
        assert ("prev" in links) == (count > 0)
        count += 1
        path = urljoin(HOST + path, links["next"]).removeprefix(HOST) if "next" in links else ""
    assert seen == rows and len(whole) == len(rows) and count == -(-len(rows) // 7)
    beyond = client.get("/api/queries/projects.json?page=999")
    assert (beyond.status_code, beyond.json()["rows"]) == (200, [])
    assert 'page=1&per_page=100>; rel="prev"' in beyond.headers["link"]


def test_an_answer_kept_is_found_by_its_query_alone(client: Client) -> None:
    warm = client.get("/api/queries/projects.json?page=2&per_page=5")
    assert warm.status_code == 200
    assert client.get("/api/queries/projects.json%3Fpage=2&per_page=5").status_code == 404


def test_unknown_questions_and_formats(client: Client) -> None:
    for name in ("nothing", "projects.exe", "projects.", ".json", "../projects", "nothing.json"):
        assert client.get(f"/api/queries/{name.replace('/', '%2F')}").status_code == 404
    refused = client.get("/api/queries/projects", "image/png")
    assert refused.status_code == 406 and refused.json()["types"] == list(TYPES)
    assert refused.headers["vary"] == "Accept"


def test_too_many_and_too_long_are_told_to_come_later(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kotograph.server.api.SECONDS", 0.0)
    late = client.get("/api/queries/coverage.json?per_page=3")
    assert (late.status_code, late.json()["code"]) == (503, "query-timeout") and late.headers["retry-after"]
    monkeypatch.setattr("kotograph.server.api._MOST_WAITING", 0)
    busy = client.get("/api/queries/coverage.json?per_page=4")
    assert (busy.status_code, busy.json()["code"]) == (503, "busy") and busy.headers["retry-after"]


def test_the_list_of_questions(client: Client) -> None:
    listed = client.get("/api/queries?lang=fi").json()["queries"]
    assert [each["name"] for each in listed] == [query.name for query in QUERIES]
    assert listed[0]["title"] == QUERIES[0].titles["fi"]
    for each in listed:
        assert client.get(f"/api/{each['url']}.rq").status_code == 200


def test_no_question_has_a_parameter_that_pages_use() -> None:
    assert not {p.name for query in QUERIES for p in query.parameters} & {*PAGING, "iri"}


def test_openapi_is_valid_and_complete(client: Client) -> None:
    document = client.get("/openapi.json").json()
    openapi_spec_validator.validate(document, cls=openapi_spec_validator.OpenAPIV31SpecValidator)
    assert {f"/api/queries/{query.name}" for query in QUERIES} < set(document["paths"])
    assert "/sparql" not in document["paths"]
    for query in QUERIES:
        told = {each["name"]: each for each in document["paths"][f"/api/queries/{query.name}"]["get"]["parameters"]}
        assert told.keys() == {p.name for p in query.parameters} | set(PAGING)
        assert all(p.type in _SCHEMAS for p in query.parameters)


def test_the_page_for_people_explains_every_code(client: Client) -> None:
    texts = "\n".join(path.read_text("utf-8") for path in (ROOT / "kotograph" / "server").rglob("*.py"))
    used = set(re.findall(r"(?:Problem\(|_bad\(\s*\w+,)\s*(?:[\w.]+,\s*)?\"([a-z][a-z-]+)\"", texts))
    assert len(used) > 8
    problems = read_problems()
    assert used <= problems.keys()
    for lang in LANGUAGES:
        page = parse(client.get(f"/{lang}/api.html").content)
        assert page.html and page.html["lang"] == lang
        for code, told in problems.items():
            assert tuple(told) == LANGUAGES
            assert page.find("dt", id=code)
        for query in QUERIES:
            assert page.find(id=f"query-{query.name}")
        for link in page.find_all("a", href=True):
            target = urljoin(f"{HOST}/{lang}/api.html", str(link["href"]))
            if target.startswith(HOST):
                assert client.get(target.removeprefix(HOST)).status_code == 200, target


def list_operations() -> list[Operation]:
    """Return the operations of the description, which needs no build; those of matching have tests of their own."""
    document = write_openapi(QUERIES, Edition(f"{HOST}/"))
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document)))
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    return [operation for operation in operations if not operation.path.startswith("/reconcile")]


CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


@pytest.mark.parametrize("operation", list_operations(), ids=lambda operation: operation.label)
def test_requests_made_up_from_the_description(client: Client, operation: Operation) -> None:
    """What the description allows is answered as it says, what it forbids is refused; bounded, the same each time."""
    checks: Any = CHECKS.get_by_names(CHECKED)
    seen: set[int] = set()

    def attempt(case: Case[Any], allowed: tuple[int, ...]) -> None:
        request = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
        assert request.url
        answer = client.request("GET", request.url.removeprefix(HOST), {"accept": "*/*"})
        assert answer.status_code in allowed, (request.url, answer.text)
        headers = {name: [value] for name, value in answer.headers.items()}
        response = Response(answer.status_code, headers, answer.content, request, 0.0, False)
        case.validate_response(response, checks=checks)
        seen.add(answer.status_code)

    # Some of what is made to be wrong is right once it is text in an address.
    for mode, allowed in ((GenerationMode.POSITIVE, (200,)), (GenerationMode.NEGATIVE, (200, 400))):
        with contextlib.suppress(Unsatisfiable):
            made = given(case=operation.as_strategy(generation_mode=mode), allowed=strategies.just(allowed))
            BOUNDED(made(attempt))()
    assert 200 in seen
