"""Requests that nobody thought of: whatever is asked gets an answer that is valid, or is refused as documented."""

from __future__ import annotations

import json
from typing import Any, TypeAlias
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.schemas import APIOperation

from kotograph.server.openapi import write_openapi
from kotograph.server.problem import Problem
from kotograph.server.reconciliation.asked import read_batch, read_extension
from kotograph.server.reconciliation.identifiers import normalise_identifier
from kotograph.site.site import Edition
from tests.server.conftest import HOST, Client
from tests.server.reconciliation.specification import FORM, KOTO, PLACE, check, get_validator, post

Operation: TypeAlias = "APIOperation[Any, Any, Any, Any]"
BOUNDED = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
TEXT = st.text(max_size=30) | st.sampled_from(
    ["Tampere", "RIO 2", "Q40840", KOTO, PLACE, f"{KOTO}implementer", "^", ""]
)
VALUE: st.SearchStrategy[Any] = TEXT | st.booleans() | st.integers()
VALUE |= st.floats(allow_nan=False, allow_infinity=False)
VALUE |= st.fixed_dictionaries({"id": TEXT}, optional={"name": TEXT})
CONDITION = st.fixed_dictionaries({"pid": TEXT, "v": VALUE | st.lists(VALUE, max_size=3)})
MORE: dict[Any, st.SearchStrategy[Any]] = {
    "type": TEXT | st.lists(TEXT, max_size=3),
    "limit": st.integers(1, 10**9),
    "properties": st.lists(CONDITION, max_size=3),
    "type_strict": st.sampled_from(["any", "should", "all"]),
}
QUERY = st.fixed_dictionaries({"query": TEXT}, optional=MORE)
BATCH = st.dictionaries(TEXT, QUERY, max_size=4)
JSON = st.recursive(
    st.none() | VALUE, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)
COLUMN = st.fixed_dictionaries(
    {"id": TEXT},
    optional={"settings": st.fixed_dictionaries({}, optional={"limit": st.integers(0, 99), "form": st.just("name")})},
)
EXTENSION = st.fixed_dictionaries({"ids": st.lists(TEXT, max_size=4), "properties": st.lists(COLUMN, max_size=4)})


@BOUNDED
@given(batch=BATCH)
def test_every_batch_of_the_specification_is_answered(client: Client, batch: dict[str, Any]) -> None:
    check(batch, "reconciliation-query-batch")
    answer = post(client, queries=batch)
    assert answer.status_code == 200, answer.text
    check(answer.json(), "reconciliation-result-batch")
    assert list(answer.json()) == list(batch)
    for key, query in batch.items():
        assert len(answer.json()[key]["result"]) <= min(query.get("limit", 5), 100)


@BOUNDED
@given(asked=EXTENSION)
def test_every_extension_of_the_specification_is_answered(client: Client, asked: dict[str, Any]) -> None:
    check(asked, "data-extension-query")
    answer = post(client, extend=asked)
    assert answer.status_code == 200, answer.text
    check(answer.json(), "data-extension-response")
    assert set(answer.json()["rows"]) == set(asked["ids"])


@BOUNDED
@given(document=JSON)
@example({"q": {"query": "x", "limit": 10**400}})
@example({"q": {"query": "x", "properties": [{"pid": "p", "v": 10**400}]}})
def test_what_is_no_batch_is_refused(document: object) -> None:
    """Whatever the specification's schema refuses, the reader refuses too, and with a problem."""
    text = json.dumps(document)
    for read, name in ((read_batch, "reconciliation-query-batch"), (read_extension, "data-extension-query")):
        try:
            read(text)
        except Problem as problem:
            assert problem.status in (400, 413) and problem.detail and problem.hint
        else:
            assert get_validator(name).is_valid(document), (name, document)


@BOUNDED
@given(body=st.binary(max_size=200))
def test_any_body_is_answered_or_refused(client: Client, body: bytes) -> None:
    answer = client.request("POST", "/reconcile/sv", {"content-type": FORM}, body)
    assert answer.status_code in (200, 400), answer.text


@BOUNDED
@given(text=st.text(max_size=60))
def test_the_normal_form_of_an_identifier_is_its_own(text: str) -> None:
    once = normalise_identifier(text)
    assert " " not in once and (normalise_identifier(once) == once or once.lower().startswith(("http://", "https://")))


def list_operations() -> list[Operation]:
    document = json.loads(json.dumps(write_openapi((), Edition(f"{HOST}/"))))
    schema = schemathesis.openapi.from_dict(document)
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    # What is in a form is JSON, as the tests above make it.
    return [each for each in operations if each.path.startswith("/reconcile") and each.method == "get"]


def test_the_service_is_described() -> None:
    document: Any = write_openapi((), Edition(f"{HOST}/"))
    paths = [path for path in document["paths"] if path.startswith("/reconcile/")]
    assert len(paths) == 6 and len(list_operations()) == 6
    assert set(document["paths"]["/reconcile/{lang}"]) == {"get", "post"}


CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


@pytest.mark.parametrize("operation", list_operations(), ids=lambda operation: operation.label)
def test_requests_made_up_from_the_description(client: Client, operation: Operation) -> None:
    checks: Any = CHECKS.get_by_names(CHECKED)
    seen: set[int] = set()

    def attempt(case: Case[Any]) -> None:
        request = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
        assert request.url
        # The client of the tests makes no longer addresses.
        assume(len(request.url) < 60_000)
        answer = client.request("GET", request.url.removeprefix(HOST), {"accept": "*/*"})
        headers = {name: [value] for name, value in answer.headers.items()}
        case.validate_response(
            Response(answer.status_code, headers, answer.content, request, 0.0, False), checks=checks
        )
        seen.add(answer.status_code)

    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        made = given(case=operation.as_strategy(generation_mode=mode))
        settings(BOUNDED, max_examples=8)(made(attempt))()
    # An id that was made up is nobody's.
    assert seen & ({404} if operation.path.endswith(("{what}", "preview", "view")) else {200}) or 200 in seen


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "\"'><b>", "a\u202eb", "\x00", "'; DROP", "${id}", "{{id}}"]
)
def test_hostile_texts_come_back_as_texts(client: Client, name: str) -> None:
    query = urlencode({"prefix": name})
    for path in (f"/reconcile/fi/suggest/entity?{query}", f"/reconcile/fi/suggest/property?{query}"):
        answer = client.get(path)
        assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert post(client, queries={name: {"query": name}}).json() == {name: {"result": []}}
