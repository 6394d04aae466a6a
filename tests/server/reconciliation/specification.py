"""The JSON schemas of the specification, and requests as its clients send them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT7

from tests.server.conftest import Client

SCHEMAS = Path(__file__).with_name("schemas")
FORM = "application/x-www-form-urlencoded"
KOTO = "https://w3id.org/kotograph/ontology#"
BASE = "https://w3id.org/kotograph/"
ORGANISATION, PROJECT, PLACE = (f"{KOTO}{name}" for name in ("Organisation", "Project", "Place"))
CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"


@cache
def get_validator(name: str) -> Draft7Validator:
    """Return the validator of a schema; what it refers to is found among the others."""
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SCHEMAS.glob("*.json"))]
    known: Any = Registry().with_resources(
        [(document["$id"], DRAFT7.create_resource(document)) for document in documents]
    )
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return Draft7Validator({**schema, "$schema": "http://json-schema.org/draft-07/schema#"}, registry=known)


def check(document: object, name: str) -> None:
    """Hold a document against a schema; fail with the deepest fault."""
    fault = best_match(get_validator(name).iter_errors(document))
    assert fault is None, f"{name}: {fault.message} at {fault.json_path}"


def post(client: Client, lang: str = "en", **fields: object) -> httpx.Response:
    """Send a form whose fields are JSON."""
    body = urlencode({name: json.dumps(value) for name, value in fields.items()}).encode()
    return client.request("POST", f"/reconcile/{lang}", {"content-type": FORM}, body)


def match(client: Client, query: object, lang: str = "en") -> list[dict[str, Any]]:
    """Return the candidates of one query, whose answer is valid."""
    check({"q0": query}, "reconciliation-query-batch")
    answer = post(client, lang, queries={"q0": query})
    assert answer.status_code == 200, answer.text
    document = answer.json()
    check(document, "reconciliation-result-batch")
    candidates: list[dict[str, Any]] = document["q0"]["result"]
    scores = [candidate["score"] for candidate in candidates]
    assert scores == sorted(scores, reverse=True) and all(0 < score <= 100 for score in scores)
    for candidate in candidates:
        ids = [feature["id"] for feature in candidate["features"]]
        assert len(ids) == len(set(ids)) and all(0 <= feature["value"] <= 1 for feature in candidate["features"])
    return candidates


def extend(client: Client, query: object, lang: str = "en") -> dict[str, Any]:
    """Return the answer to a data extension query, which is valid."""
    check(query, "data-extension-query")
    answer = post(client, lang, extend=query)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    check(document, "data-extension-response")
    return document
