"""The service in OpenAPI: its addresses, what may be asked at each, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from kotograph.config import LANGUAGES
from kotograph.server.body import FORM
from kotograph.server.problem import MEDIA_TYPE
from kotograph.server.reconciliation.asked import (
    MOST_CANDIDATES,
    MOST_ID,
    MOST_IDS,
    MOST_LETTERS,
    MOST_PROPERTIES,
    MOST_QUERIES,
    MOST_VALUES,
)
from kotograph.server.reconciliation.manifest import PATH
from kotograph.server.reconciliation.suggesting import KINDS, MOST_CURSOR

SPECIFICATION = "https://reconciliation-api.github.io/specs/0.2/"
Json: TypeAlias = "Mapping[str, object]"

_NAMED = {"type": "object", "required": ["id", "name"], "properties": {n: {"type": "string"} for n in ("id", "name")}}
_ID = {"type": "string", "maxLength": MOST_ID}
_VALUE = {
    "anyOf": [
        {"type": "string", "maxLength": MOST_LETTERS},
        {"type": "number"},
        {"type": "boolean"},
        {"type": "object", "required": ["id"], "properties": {"id": _ID, "name": {"type": "string"}}},
    ]
}
_CONDITION = {
    "type": "object",
    "required": ["pid", "v"],
    "properties": {"pid": _ID, "v": {"anyOf": [_VALUE, {"type": "array", "items": _VALUE, "maxItems": MOST_VALUES}]}},
}
_QUERY = {
    "type": "object",
    "required": ["query"],
    "additionalProperties": False,
    "properties": {
        "query": {"type": "string", "maxLength": MOST_LETTERS},
        "type": {"anyOf": [_ID, {"type": "array", "items": _ID, "maxItems": MOST_PROPERTIES}]},
        "limit": {"type": "integer", "minimum": 1, "description": f"At most {MOST_CANDIDATES} are given"},
        "properties": {"type": "array", "items": _CONDITION, "maxItems": MOST_PROPERTIES},
        "type_strict": {"enum": ["any", "should", "all"]},
    },
}
_BATCH = {"type": "object", "additionalProperties": _QUERY, "maxProperties": MOST_QUERIES}
_COLUMN = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": _ID, "settings": {"$ref": "#/components/schemas/Settings"}},
}
_EXTENSION = {
    "type": "object",
    "required": ["ids", "properties"],
    "properties": {
        "ids": {"type": "array", "items": _ID, "maxItems": MOST_IDS},
        "properties": {"type": "array", "items": _COLUMN, "maxItems": MOST_PROPERTIES},
    },
}
_CANDIDATE = {
    "type": "object",
    "required": ["id", "name", "type", "score", "match", "features"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "description": {"type": "string"},
        "type": {"type": "array", "items": _NAMED},
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "value"],
                "properties": {"id": {"type": "string"}, "value": {"type": "number"}},
            },
        },
    },
}
_ANSWER = {
    "type": "object",
    "description": "The manifest; for 'queries' candidates by the key of each query; for 'extend' 'meta' and 'rows'",
}
#: Members of the document's ``components/schemas``.
SCHEMAS: Mapping[str, Json] = {
    "QueryBatch": _BATCH,
    "ExtensionQuery": _EXTENSION,
    "Settings": {
        "type": "object",
        "properties": {
            "limit": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
            "form": {"enum": ["entity", "name", "iri"]},
        },
    },
    "Candidate": _CANDIDATE,
    "ResultBatch": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["result"],
            "properties": {"result": {"type": "array", "items": {"$ref": "#/components/schemas/Candidate"}}},
        },
    },
}
_LANG = {"name": "lang", "in": "path", "required": True, "schema": {"enum": list(LANGUAGES)}}
_WHAT = {"name": "what", "in": "path", "required": True, "schema": {"enum": list(KINDS)}}


def describe_paths() -> dict[str, object]:
    """Return the paths of the service as members of an OpenAPI document's ``paths``."""
    start = f"/{PATH}/{{lang}}"
    result = {"type": "object", "required": ["result"], "properties": {"result": {"type": "array", "items": _NAMED}}}
    shown = {"type": "object", "required": ["id", "html"]}
    offered = {"type": "object", "required": ["properties", "type"]}
    suggested = [
        _parameter("prefix", {"type": "string"}, "How a name begins", required=True),
        _parameter("cursor", {"type": "integer", "minimum": 0, "maximum": MOST_CURSOR}, "How many to leave out"),
    ]
    limit = _parameter("limit", {"type": "integer", "minimum": 1, "maximum": 1000}, "How many")
    known = _parameter("id", _ID, "The id of an entity, a property or a type", required=True)
    return {
        start: {"get": _describe_get(), "post": _describe_post()},
        f"{start}/suggest/{{what}}": {"get": _read("suggest", "Complete a name", [_WHAT, *suggested], result)},
        f"{start}/flyout/{{what}}": {"get": _read("flyout", "A glance at a suggestion", [_WHAT, known], shown)},
        f"{start}/properties": {
            "get": _read("properties", "The properties of a type", [_parameter("type", _ID, "", True), limit], offered)
        },
        f"{start}/preview": {"get": _read("preview", "A small page for a frame", [known], None)},
        f"{start}/view": {"get": _redirect([known])},
    }


def _parameter(name: str, schema: Json, description: str, required: bool = False) -> dict[str, object]:
    described = {"description": description} if description else {}
    return {"name": name, "in": "query", "required": required, "schema": schema, **described}


def _refuse(*statuses: str) -> dict[str, object]:
    texts = {
        "400": "A parameter that is missing, given twice, or not as it should be",
        "404": "No such address, or nothing of this id",
        "413": "More queries, bytes or values than are taken at once",
        "415": "A body that is no form",
        "503": "The server is busy, or it took too long; Retry-After tells when to come again",
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": texts[status], "content": content} for status in statuses}


def _answer(summary: str, schema: Json | None) -> dict[str, object]:
    content = (
        {"text/html": {"schema": {"type": "string"}}} if schema is None else {"application/json": {"schema": schema}}
    )
    return {"200": {"description": summary, "content": content}}


def _read(name: str, summary: str, parameters: list[dict[str, object]], schema: Json | None) -> Json:
    responses = {**_answer(summary, schema), **_refuse("400", "404", "503")}
    return {
        "operationId": f"reconcile-{name}",
        "summary": summary,
        "parameters": [_LANG, *parameters],
        "responses": responses,
    }


def _redirect(parameters: list[dict[str, object]]) -> Json:
    responses = {"303": {"description": "The page of the entity, or its data"}, **_refuse("400", "404", "503")}
    return {
        "operationId": "reconcile-view",
        "summary": "The page of an entity",
        "parameters": [_LANG, *parameters],
        "responses": responses,
    }


def _describe_get() -> Json:
    asked = [
        {"name": name, "in": "query", "required": False, "content": {"application/json": {"schema": {"$ref": schema}}}}
        for name, schema in _FIELDS.items()
    ]
    return {
        "operationId": "reconcile-get",
        "summary": "The manifest of the Reconciliation service; with 'queries' or 'extend', an answer",
        "externalDocs": {"url": SPECIFICATION},
        "parameters": [_LANG, *asked],
        "responses": {**_answer("The manifest or an answer", _ANSWER), **_refuse("400", "404", "413", "503")},
    }


def _describe_post() -> Json:
    form = {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {name: {"$ref": schema} for name, schema in _FIELDS.items()},
    }
    encoding = {name: {"contentType": "application/json"} for name in _FIELDS}
    return {
        "operationId": "reconcile-post",
        "summary": "Candidates for a batch of queries, or values for a data extension query",
        "externalDocs": {"url": SPECIFICATION},
        "parameters": [_LANG],
        "requestBody": {"required": True, "content": {FORM: {"schema": form, "encoding": encoding}}},
        "responses": {**_answer("Candidates or values", _ANSWER), **_refuse("400", "404", "413", "415", "503")},
    }


_FIELDS = {"queries": "#/components/schemas/QueryBatch", "extend": "#/components/schemas/ExtensionQuery"}
