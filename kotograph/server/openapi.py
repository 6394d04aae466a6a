"""The description of the query API: OpenAPI 3.1 from the heads of the queries, and a page for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from kotograph import __version__
from kotograph.query import Parameter, Query
from kotograph.server.api import DEFAULT_PER_PAGE, MOST_PER_PAGE, TYPES
from kotograph.server.body import FORM
from kotograph.server.generation import Generation
from kotograph.server.problem import MEDIA_TYPE
from kotograph.server.problems import read_problems
from kotograph.server.reconciliation.asked import MOST_QUERIES
from kotograph.server.reconciliation.described import SCHEMAS, SPECIFICATION, describe_paths
from kotograph.server.reconciliation.manifest import PATH
from kotograph.server.reconciliation.matching import list_weights
from kotograph.server.reconciliation.words import list_features
from kotograph.server.sparql.endpoint import CUT_HEADER
from kotograph.server.sparql.protocol import QUERY
from kotograph.server.sparql.types import GRAPH_TYPES, ROW_TYPES
from kotograph.site.page import Page
from kotograph.site.site import Edition
from kotograph.site.texts import say

Json: TypeAlias = "Mapping[str, object]"

_KEY = "[A-Za-z0-9][A-Za-z0-9._-]*"
# What `kotograph.query.binding` takes, as far as a pattern can say it; hosts and paths of IRIs in plain ASCII.
_IRI = r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/-]*)?"
_SCHEMAS: Mapping[str, Json] = {
    "iri": {"type": "string", "pattern": f"^{_IRI}$"},
    "concept": {"type": "string", "pattern": f"^(?:(?:[a-z0-9-]+/)?{_KEY}|{_IRI})$"},
    "organisation": {"type": "string", "pattern": f"^(?:{_KEY}|{_IRI})$"},
    "project": {"type": "string", "pattern": f"^(?:{_KEY}|{_IRI})$"},
    "place": {"type": "string", "pattern": f"^(?:{_KEY}|{_IRI})$"},
    "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "year": {"type": "string", "pattern": "^[1-9][0-9]{3}$"},
    "string": {"type": "string"},
    "integer": {"type": "string", "pattern": "^[+-]?[0-9]{1,30}$"},
    "decimal": {"type": "string", "pattern": r"^[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})$"},
    "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$"},
}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Where the code is explained"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "hint": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter at fault"},
        "types": {"type": "array", "items": {"type": "string"}, "description": "The media types that there are"},
    },
}
_ROWS = {
    "type": "object",
    "required": ["query", "variables", "page", "per_page", "total", "rows"],
    "properties": {
        "query": {"type": "string"},
        "variables": {"type": "array", "items": {"type": "string"}},
        "page": {"type": "integer", "minimum": 1},
        "per_page": {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE},
        "total": {"type": "integer", "minimum": 0, "description": "Rows of the whole answer"},
        "rows": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
            },
        },
    },
}
_PAGING: Sequence[Json] = (
    {
        "name": "page",
        "in": "query",
        "description": "Which page of the answer, from 1; the Link header leads to the others",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1_000_000, "default": 1},
    },
    {
        "name": "per_page",
        "in": "query",
        "description": "How many rows a page",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": DEFAULT_PER_PAGE},
    },
)


def write_openapi(queries: Iterable[Query], edition: Edition, has_endpoint: bool = False) -> dict[str, object]:
    """Return the OpenAPI 3.1 document: the named questions of an edition and, where there is one, its endpoint."""
    paths: dict[str, object] = {
        "/health": {
            "get": _operation(
                "health", "Whether the server is well, which build it serves, and how busy it is", _HEALTH
            )
        },
        "/openapi.json": {"get": _operation("openapi", "This description", {"type": "object"})},
        "/api/queries": {"get": _operation("list-queries", "The named questions with their parameters", _LIST)},
    }
    for query in queries:
        paths[f"/api/queries/{query.name}"] = {"get": _describe_query(query)}
    paths |= describe_paths()
    if has_endpoint:
        paths["/sparql"] = {"get": _describe_sparql("sparql-get"), "post": _describe_sparql("sparql-post")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kotograph: named questions",
            "version": edition.version or __version__,
            "summary": "The questions of the site, as JSON, CSV or SPARQL results, and names matched against it",
            "description": "An extension fixes the format: /api/queries/NAME.json, .csv, .srj, and .rq for the query "
            "itself. Every answer may be read from any origin; nothing can be written.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": edition.site_url.rstrip("/")}],
        "externalDocs": {"url": f"{edition.site_url}en/api.html"},
        "paths": paths,
        "components": {
            "schemas": {"Rows": _ROWS, "Problem": _PROBLEM, **SCHEMAS},
            "responses": {code: _problem(text) for code, text in _PROBLEMS.items()},
            "headers": {
                "Link": {"description": "first, prev, next and last page (RFC 8288)", "schema": {"type": "string"}},
                "X-Total-Count": {"description": "Rows of the whole answer", "schema": {"type": "integer"}},
            },
        },
    }


_HEALTH = {
    "type": "object",
    "required": ["status", "build", "version"],
    "properties": {
        **{name: {"type": "string"} for name in ("status", "build", "edition", "version")},
        "sparql": {"type": "object", "additionalProperties": {"type": ["integer", "string"]}},
    },
}
_LIST = {
    "type": "object",
    "required": ["queries"],
    "properties": {"queries": {"type": "array", "items": {"type": "object", "required": ["name", "title", "url"]}}},
}
_PROBLEMS = {
    "BadRequest": "A parameter is unknown, missing, given twice, or not of its type",
    "NotAcceptable": "No format that Accept allows",
    "Unavailable": "The server is busy, or the question took too long",
}


def _problem(text: str) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}}


def _operation(name: str, summary: str, schema: Json) -> Json:
    answer = {"description": summary, "content": {"application/json": {"schema": schema}}}
    return {"operationId": name, "summary": summary, "responses": {"200": answer}}


def _describe_query(query: Query) -> Json:
    contents: dict[str, object] = {media_type: {"schema": {"type": "string"}} for media_type in TYPES}
    contents["application/json"] = {"schema": {"$ref": "#/components/schemas/Rows"}}
    contents["application/sparql-results+json"] = {"schema": {"type": "object", "required": ["head", "results"]}}
    return {
        "operationId": query.name,
        "summary": query.title(),
        "description": query.description(),
        "parameters": [*(_describe_parameter(parameter) for parameter in query.parameters), *_PAGING],
        "responses": {
            "200": {
                "description": "One page of the answer",
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in ("Link", "X-Total-Count")},
                "content": contents,
            },
            "400": {"$ref": "#/components/responses/BadRequest"},
            "406": {"$ref": "#/components/responses/NotAcceptable"},
            "503": {"$ref": "#/components/responses/Unavailable"},
        },
    }


def _describe_sparql(name: str) -> Json:
    """Return SPARQL 1.1 Protocol as one operation: the query in the address, in a form, or as the body."""
    graphs = {"type": "array", "items": {"type": "string", "format": "iri"}}
    fields: dict[str, Json] = {
        "query": {"type": "string", "description": "A SELECT, ASK, CONSTRUCT or DESCRIBE query"},
        "default-graph-uri": {**graphs, "description": "Named graphs whose union is the default graph"},
        "named-graph-uri": {**graphs, "description": "Named graphs that GRAPH finds"},
    }
    types = {**ROW_TYPES, **GRAPH_TYPES}
    refused = {
        "400": "No query, a malformed one, or one that asks for what is elsewhere",
        "403": "An update",
        "406": "No format that Accept allows",
        "413": "A query that is too long",
        "503": "The query took too long or too much, or the server is busy; Retry-After tells when to come again",
    }
    if name == "sparql-post":
        form = {"type": "object", "required": ["query"], "properties": fields}
        refused["415"] = "A body that is neither a form nor a query"
        asked: Json = {
            "requestBody": {
                "required": True,
                "content": {FORM: {"schema": form}, QUERY: {"schema": {"type": "string"}}},
            }
        }
    else:
        refused["414"] = refused.pop("413")
        asked = {
            "parameters": [
                {"name": each, "in": "query", "required": False, "schema": schema, "description": schema["description"]}
                for each, schema in fields.items()
            ]
        }
    return {
        "operationId": name,
        "summary": "Any SPARQL 1.1 query; without one, the description of the service",
        "externalDocs": {"url": "https://www.w3.org/TR/sparql11-protocol/"},
        **asked,
        "responses": {
            "200": {
                "description": f"The answer; {CUT_HEADER} tells if it was cut at a limit",
                "content": {media_type: {"schema": {"type": "string"}} for media_type in types},
            },
            **{status: _problem(text) for status, text in refused.items()},
        },
    }


def _describe_parameter(parameter: Parameter) -> Json:
    schema = dict(_SCHEMAS[parameter.type])
    if parameter.default:
        schema["default"] = parameter.default
    if parameter.optional and "pattern" in schema:
        # Given empty, an optional parameter is as if it were not given.
        schema["pattern"] = f"^(?:{str(schema['pattern'])[1:-1]})?$"
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": parameter.description(),
        "schema": schema,
    }


def render_api_page(generation: Generation, lang: str) -> bytes:
    """Return the page of the API: formats, paging, every question, every code of a problem."""
    site = generation.site
    page = Page(
        template="api.html",
        title=say("api.title", lang),
        description=say("api.lead", lang),
        content={
            "queries": list(site.queries.values()),
            "default_per_page": DEFAULT_PER_PAGE,
            "most_per_page": MOST_PER_PAGE,
            "types": TYPES,
            "problems": read_problems(),
            "has_endpoint": bool(generation.services.endpoint),
            "reconciliation": f"{generation.site_url}{PATH}/",
            "specification": SPECIFICATION,
            "most_names": MOST_QUERIES,
            "features": [(name, list_weights()[name], text) for name, text in list_features(lang).items()],
        },
    )
    return site.render(f"{lang}/api.html", page).encode()
