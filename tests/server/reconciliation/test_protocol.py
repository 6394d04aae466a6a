"""The endpoint: its manifest, batches by GET and POST, limits, refusals, and what every answer has."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest

from kotograph.config import LANGUAGES
from kotograph.server.reconciliation.asked import MOST_QUERIES
from kotograph.server.reconciliation.routes import METHODS
from kotograph.server.reconciliation.words import read_words
from tests.server.conftest import SITE_URL, Client
from tests.server.reconciliation.specification import (
    CONCEPT,
    FORM,
    ORGANISATION,
    PLACE,
    PROJECT,
    SCHEMAS,
    check,
    get_validator,
    post,
)

RIO = "https://w3id.org/kotograph/id/project/rio-2"


def test_the_schemas_are_those_of_the_specification_and_refuse_what_is_wrong() -> None:
    assert len(list(SCHEMAS.glob("*.json"))) == 10
    for name, wrong in (
        ("manifest", {"versions": ["0.1"], "name": "x", "identifierSpace": "x", "schemaSpace": "x"}),
        ("manifest", {"versions": ["0.2"], "name": "x", "identifierSpace": "x"}),
        ("reconciliation-result-batch", {"q0": {"result": [{"id": "x", "score": 1}]}}),
        ("reconciliation-query-batch", {"q0": {"limit": 1}}),
        ("data-extension-response", {"meta": [], "rows": {"x": {"y": [{"date": "2022-01-30"}]}}}),
        ("suggest-types-response", {"result": [{"id": "x"}]}),
    ):
        assert not get_validator(name).is_valid(wrong), name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manifest_tells_what_there_is(client: Client, lang: str) -> None:
    answer = client.get(f"/reconcile/{lang}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    manifest = answer.json()
    check(manifest, "manifest")
    endpoint = f"{SITE_URL}reconcile/{lang}"
    assert manifest["versions"] == ["0.2"] and manifest["batchSize"] == MOST_QUERIES
    assert manifest["identifierSpace"] == "https://w3id.org/kotograph/"
    assert {each["id"] for each in manifest["defaultTypes"]} >= {ORGANISATION, PROJECT, PLACE, CONCEPT}
    assert manifest["view"]["url"] == f"{endpoint}/view?id={{{{id}}}}"
    for what in ("entity", "property", "type"):
        told = manifest["suggest"][what]
        assert told["service_url"] + told["service_path"] == f"{endpoint}/suggest/{what}"
        assert told["flyout_service_url"] + told["flyout_service_path"] == f"{endpoint}/flyout/{what}?id=${{id}}"
    proposed = manifest["extend"]["propose_properties"]
    assert proposed["service_url"] + proposed["service_path"] == f"{endpoint}/properties"
    assert client.get(f"/{lang}/api.html").text.count('id="reconciliation"') == 1


def test_every_address_in_the_manifest_answers(client: Client) -> None:
    manifest = client.get("/reconcile/fi").json()
    named = quote(RIO, safe="")
    paths = [manifest["view"]["url"].replace("{{id}}", named), manifest["preview"]["url"].replace("{{id}}", named)]
    paths += [manifest["documentation"].partition("#")[0], manifest["logo"]]
    for what, iri in (("entity", RIO), ("type", PROJECT), ("property", "http://purl.org/dc/terms/title")):
        told = manifest["suggest"][what]
        paths.append(f"{told['service_url']}{told['service_path']}?prefix=a")
        flyout = f"{told['flyout_service_url']}{told['flyout_service_path']}"
        paths.append(flyout.replace("${id}", quote(iri, safe="")))
    proposed = manifest["extend"]["propose_properties"]
    paths.append(f"{proposed['service_url']}{proposed['service_path']}?type={quote(PROJECT, safe='')}")
    for path in paths:
        assert client.get("/" + path.removeprefix(SITE_URL)).status_code in (200, 303), path


def test_get_and_post_answer_the_same(client: Client) -> None:
    batch = {"q0": {"query": "Migri"}, "two words": {"query": "Tampere", "limit": 1}, "": {"query": "zzzz"}}
    sent = post(client, queries=batch)
    got = client.get("/reconcile/en?" + urlencode({"queries": json.dumps(batch)}))
    assert sent.status_code == got.status_code == 200
    assert sent.json() == got.json() and list(sent.json()) == list(batch)
    check(sent.json(), "reconciliation-result-batch")
    assert sent.json()[""] == {"result": []} and len(sent.json()["two words"]["result"]) == 1
    assert sent.headers["cache-control"] == "no-store"
    assert got.headers["cache-control"] == "public, max-age=60"
    again = client.request(
        "GET", "/reconcile/en?" + urlencode({"queries": json.dumps(batch)}), {"if-none-match": got.headers["etag"]}
    )
    assert again.status_code == 304 and not again.content
    # What a client has of an earlier answer is nothing to a form.
    body = urlencode({"queries": json.dumps(batch)}).encode()
    held = client.request("POST", "/reconcile/en", {"content-type": FORM, "if-none-match": "*"}, body)
    assert held.status_code == 200 and held.json() == sent.json()


def test_the_languages_differ_in_what_is_shown(client: Client) -> None:
    query = {"q0": {"query": "Q40840"}}
    names = {lang: post(client, lang, queries=query).json()["q0"]["result"][0]["name"] for lang in LANGUAGES}
    assert names == {"fi": "Tampere", "sv": "Tammerfors", "en": "Tampere"}
    kinds = {post(client, lang, queries=query).json()["q0"]["result"][0]["type"][0]["name"] for lang in LANGUAGES}
    assert kinds == {"paikka", "plats", "place"}


def test_methods_and_headers(client: Client) -> None:
    allowed = client.request("OPTIONS", "/reconcile/fi", {"origin": "http://127.0.0.1:3333"})
    assert allowed.status_code == 204 and allowed.headers["allow"] == METHODS
    assert allowed.headers["access-control-allow-methods"] == METHODS
    assert allowed.headers["access-control-allow-headers"] == "*" and allowed.headers["accept-post"] == FORM
    head = client.request("HEAD", "/reconcile/fi")
    assert head.status_code == 200 and not head.content
    assert head.headers["content-length"] == str(len(client.get("/reconcile/fi").content))
    for path in ("/reconcile/fi", "/reconcile/fi/suggest/entity", "/reconcile/fi/preview"):
        refused = client.request("DELETE", path)
        assert refused.status_code == 405 and "allow" in refused.headers
    assert client.request("POST", "/reconcile/fi/suggest/entity").status_code == 405
    for path in (
        "/reconcile/de",
        "/reconcile/fi/suggest/nothing",
        "/reconcile/fi/flyout/x?id=y",
        "/reconcile",
        "/reconcile/fi/",
    ):
        for method in ("GET", "OPTIONS"):
            assert client.request(method, path).status_code == 404, (method, path)


@pytest.mark.parametrize(
    "path",
    ["/reconcile/fi", "/reconcile/fi?queries={", "/reconcile/fi/suggest/entity?prefix=a", "/reconcile/fi/preview?id=x"],
)
def test_anyone_may_read_every_answer(client: Client, path: str) -> None:
    answer = client.request("GET", path, {"origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("queries={", "bad-parameter", "queries"),
        ("queries=[]", "bad-parameter", "queries"),
        ("queries=NaN", "bad-parameter", "queries"),
        ("queries=" + "[" * 5000, "bad-parameter", "queries"),
        ('queries={"a":1}', "bad-parameter", "queries"),
        ('queries={"a":{}}', "bad-parameter", "queries"),
        ('queries={"a":{"properties":[]}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":1}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","limit":0}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","limit":1.5}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","limit":1e999}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","limit":true}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","type":1}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","type_strict":"most"}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","typ":"y"}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","properties":[{"pid":"p"}]}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"x","properties":[{"pid":"p","v":{}}]}}', "bad-parameter", "queries"),
        ('queries={"a":{"query":"\\ud800"}}', "bad-parameter", "queries"),
        ("queries={}&queries={}", "repeated-parameter", "queries"),
        ("queries={}&extend={}", "repeated-parameter", "queries"),
        ("query=Tampere", "missing-parameter", "queries"),
        ("queries={}&callback=f", "bad-parameter", "callback"),
        ("extend={}", "bad-parameter", "extend"),
        ('extend={"ids":[1],"properties":[]}', "bad-parameter", "extend"),
        ('extend={"ids":[],"properties":[{}]}', "bad-parameter", "extend"),
        ('extend={"ids":[],"properties":[{"id":"p","settings":{"limit":-1}}]}', "bad-parameter", "extend"),
        ('extend={"ids":[],"properties":[{"id":"p","settings":{"form":"x"}}]}', "bad-parameter", "extend"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(client: Client, query: str, code: str, parameter: str) -> None:
    answer = client.get("/reconcile/en?" + quote(query, safe="&="))
    assert answer.status_code == 400 and answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["parameter"]) == (code, parameter)
    assert problem["hint"] and problem["type"] == f"{SITE_URL}en/api.html#{code}"


def test_the_query_at_fault_is_named(client: Client) -> None:
    answer = post(client, queries={"q0": {"query": "x"}, "q7": {"query": "x", "limit": -1}})
    assert answer.status_code == 400 and answer.json()["query"] == "q7" and "q7" in answer.json()["detail"]


def test_limits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {f"q{n}": {"query": "Tampere", "limit": 1} for n in range(MOST_QUERIES)}
    answer = post(client, queries=whole)
    assert answer.status_code == 200 and len(answer.json()) == MOST_QUERIES
    over = post(client, queries={**whole, "one": {"query": "more"}})
    assert (over.status_code, over.json()["code"]) == (413, "batch-too-large")
    ids = post(client, extend={"ids": [f"x{n}" for n in range(1001)], "properties": []})
    assert (ids.status_code, ids.json()["code"]) == (413, "batch-too-large")
    long = post(client, queries={"q0": {"query": "x" * 501}})
    assert (long.status_code, long.json()["query"]) == (400, "q0")
    monkeypatch.setattr("kotograph.server.reconciliation.routes.MOST_BODY", 10)
    large = post(client, queries={"q0": {"query": "x"}})
    assert (large.status_code, large.json()["code"]) == (413, "batch-too-large")


def test_values_are_too_many_rather_than_left_out(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kotograph.server.reconciliation.extending.MOST_VALUES", 1)
    asked = {"ids": [RIO], "properties": [{"id": "http://purl.org/dc/terms/subject"}]}
    answer = post(client, extend=asked)
    assert (answer.status_code, answer.json()["code"]) == (413, "answer-too-large")


def test_an_answer_that_is_too_long_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kotograph.server.reconciliation.routes.MOST_ANSWER", 100)
    answer = post(client, queries={"q0": {"query": "Tampere"}})
    assert (answer.status_code, answer.json()["code"]) == (413, "answer-too-large") and answer.json()["hint"]


def test_what_is_no_form_is_refused(client: Client) -> None:
    body = urlencode({"queries": "{}"}).encode()
    for kind in ("", "application/json", "multipart/form-data; boundary=x"):
        answer = client.request("POST", "/reconcile/fi", {"content-type": kind} if kind else {}, body)
        assert answer.status_code == 415 and answer.headers["accept-post"] == FORM
    for headers in ({"content-type": f"{FORM}; charset=latin-1"}, {"content-type": FORM, "content-encoding": "gzip"}):
        assert client.request("POST", "/reconcile/fi", headers, body).status_code == 415
    good = client.request("POST", "/reconcile/fi", {"content-type": f"{FORM.upper()}; charset=UTF-8"}, body)
    assert good.status_code == 200 and good.json() == {}
    for wrong in (b"queries=%ff", b"queries=\xff"):
        answer = client.request("POST", "/reconcile/fi", {"content-type": FORM}, wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "not-utf8")
    many = "&".join(f"p{n}=1" for n in range(60)).encode()
    answer = client.request("POST", "/reconcile/fi", {"content-type": FORM}, many)
    assert (answer.status_code, answer.json()["code"]) == (400, "too-many-parameters")


def test_too_many_and_too_long_are_told_to_come_later(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/reconcile/fi").status_code == 200
    monkeypatch.setattr("kotograph.server.reconciliation.routes.SECONDS", 0.0)
    late = post(client, queries={f"q{n}": {"query": f"name {n}"} for n in range(50)})
    assert (late.status_code, late.json()["code"]) == (503, "query-timeout") and late.headers["retry-after"]
    late = post(client, extend={"ids": [RIO], "properties": [{"id": "http://purl.org/dc/terms/title"}]})
    assert (late.status_code, late.json()["code"]) == (503, "query-timeout")
    monkeypatch.undo()
    monkeypatch.setattr("kotograph.server.reconciliation.routes._MOST_WAITING", 0)
    busy = post(client, queries={"q0": {"query": "name"}})
    assert (busy.status_code, busy.json()["code"]) == (503, "busy") and busy.headers["retry-after"]


def test_unknown_parameters_change_nothing(client: Client) -> None:
    """Clients add what keeps caches away; jQuery calls it ``_``."""
    assert client.get("/reconcile/fi?_=1700000000").json() == client.get("/reconcile/fi").json()
    told = client.get("/reconcile/fi/suggest/type?prefix=pai&_=17").json()
    assert told == client.get("/reconcile/fi/suggest/type?prefix=pai").json()


def test_the_texts_are_in_three_languages() -> None:
    words = read_words()
    assert set(words) == {"service", "term", "feature"}
    for part in words.values():
        for key, texts in part.items():
            assert tuple(texts) == LANGUAGES, key
            assert all(text.strip() == text and text for text in texts.values()), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_the_addresses_and_the_features(client: Client, lang: str) -> None:
    page = client.get(f"/{lang}/api.html").text
    for other in LANGUAGES:
        assert f">{SITE_URL}reconcile/{other}</a>" in page
    for feature in read_words()["feature"]:
        assert f'id="feature-{feature}"' in page
