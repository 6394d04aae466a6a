"""SPARQL 1.1 Protocol: what an HTTP request asks.

https://www.w3.org/TR/sparql11-protocol/, section 2.1. Whatever the protocol does not allow raises Problem.
"""

from __future__ import annotations

from binascii import a2b_qp
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.types import Receive, Scope

from kotograph import quads
from kotograph.server.body import FORM, check_encoding, read_body, read_headers
from kotograph.server.problem import Problem
from kotograph.server.sparql.limits import Limits

METHODS = "GET, HEAD, POST, OPTIONS"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
ACCEPT_POST = f"{QUERY}, {FORM}"
_MOST_PARAMETERS = 200
_ONLY_QUERY = b"query="
_MOST_GRAPHS = 100

Pairs = list[tuple[str, str]]


class SparqlRequest(NamedTuple):
    """A query and the dataset the request names; None for both: the dataset is the query's to name."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


async def read_request(scope: Scope, receive: Receive, limits: Limits) -> SparqlRequest | None:
    """Read a GET, HEAD or POST request; None for one without any parameter, which asks what this is."""
    if scope["method"] != "POST":
        raw = scope["query_string"]
        if len(raw) > _bound_body(limits):
            raise _too_large(414, limits)
        if raw.startswith(_ONLY_QUERY) and b"&" not in raw:
            # What nearly all send, read in a tenth of the time.
            query = _decode(unquote_form(raw[len(_ONLY_QUERY) :]), "A parameter")
            return SparqlRequest(_check_size(query, limits, 414))
        pairs = _read_pairs(raw)
        return _read_query(pairs, limits, 414) if pairs or raw else None
    headers = read_headers(scope)
    media_type = _read_type(headers)
    body = await read_body(headers, receive, _bound_body(limits), limits.seconds, lambda: _too_large(413, limits))
    if media_type == FORM:
        pairs = _read_pairs(body)
        if any(name == "query" for name, _ in _read_pairs(scope["query_string"])):
            raise Problem(400, "query-twice", "A form was sent, and a query in the address too.", "Send one query.")
        return _read_query(pairs, limits)
    pairs = _read_pairs(scope["query_string"])
    if any(name in ("query", "update") for name, _ in pairs):
        raise Problem(400, "query-twice", "A query was sent as the body and in the address too.", "Send one query.")
    return _read_query([*pairs, ("query", _decode(body))], limits)


def _bound_body(limits: Limits) -> int:
    # Percent-encoding makes three characters of a byte; the rest is for the graphs.
    return 3 * limits.query_bytes + 16 * 1024


def _too_large(status: int, limits: Limits) -> Problem:
    return Problem(
        status,
        "query-too-large",
        f"The query has more than {limits.query_bytes} bytes.",
        "Shorten it; instead of long VALUES, describe by a pattern what the values have in common.",
    )


def _read_type(headers: Mapping[str, str]) -> str:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == UPDATE:
        raise _refuse_update()
    hint = f"Send {QUERY} (the query as the body) or {FORM} (query=…)."
    if media_type not in (FORM, QUERY):
        shown = f"'{media_type[:80]}'" if media_type else "a body without Content-Type"
        raise Problem(
            415, "bad-content-type", f"{shown} is no way to send a query.", hint, {"Accept-Post": ACCEPT_POST}
        )
    check_encoding(headers, hint, {"Accept-Post": ACCEPT_POST})
    return media_type


def _decode(data: bytes, what: str = "The request") -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(
            400, "not-utf8", f"{what} is not UTF-8, at byte {error.start + 1}.", "Encode it as UTF-8."
        ) from error


def unquote_form(data: bytes) -> bytes:
    """Decode a value of a form; what only looks like an escape stays as it is.

    >>> unquote_form(b"a+%C3%A5%3D%zz")
    b'a \\xc3\\xa5=%zz'
    """
    spaced = data.replace(b"+", b" ")
    if b"\n" not in data and b"\r" not in data:
        # Quoted-printable has the same escapes behind another sign, and is decoded in C. Each escape takes two bytes
        # away; what only looks like one takes fewer.
        decoded = a2b_qp(spaced.replace(b"=", b"=3D").replace(b"%", b"="))
        if len(decoded) == len(data) - 2 * data.count(b"%"):
            return decoded
    return unquote_to_bytes(spaced)


def _read_pairs(data: bytes) -> Pairs:
    try:
        return parse_qsl(_decode(data), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf8", "A parameter is not UTF-8.", "Encode it as UTF-8, then by percent.") from error
    except ValueError as error:
        raise Problem(
            400, "too-many-parameters", f"There are more than {_MOST_PARAMETERS} parameters.", "Send fewer."
        ) from error


def _read_query(pairs: Pairs, limits: Limits, too_large: int = 413) -> SparqlRequest:
    queries = [value for name, value in pairs if name == "query"]
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise _refuse_update()
    if not queries:
        raise Problem(
            400,
            "query-missing",
            "The request has no parameter 'query'.",
            "Send query=…, with the query percent-encoded.",
        )
    if len(queries) > 1:
        raise Problem(400, "query-twice", f"The request has {len(queries)} queries.", "Send one query.")
    query = _check_size(queries[0], limits, too_large)
    # Each graph once: Oxigraph would find the triples of one given twice two times.
    default = tuple(dict.fromkeys(value for name, value in pairs if name == "default-graph-uri"))
    named = tuple(dict.fromkeys(value for name, value in pairs if name == "named-graph-uri"))
    for graph in (*default, *named):
        if not quads.is_iri(graph):
            raise Problem(400, "bad-graph", f"'{graph[:200]}' is not an absolute IRI.", "Give a graph's full IRI.")
    if len(default) + len(named) > _MOST_GRAPHS:
        raise Problem(400, "too-many-parameters", f"There are more than {_MOST_GRAPHS} graphs.", "Send fewer.")
    if not default and not named:
        return SparqlRequest(query)
    return SparqlRequest(query, default, named)


def _check_size(query: str, limits: Limits, status: int) -> str:
    if len(query.encode()) > limits.query_bytes:
        raise _too_large(status, limits)
    return query


def _refuse_update() -> Problem:
    return Problem(
        403,
        "update-refused",
        "This endpoint only reads.",
        "Send a query (SELECT, ASK, CONSTRUCT or DESCRIBE); to change the data, change its sources.",
    )
