"""The query API: each named question at ``/api/queries/NAME``, as JSON, CSV, SPARQL results, or the query itself."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from urllib.parse import urlencode

from kotograph.errors import UsageError
from kotograph.formats import Format
from kotograph.query import Parameter, Query, bind
from kotograph.server.caching import Reply
from kotograph.server.crew import Crew
from kotograph.server.generation import Generation
from kotograph.server.headers import LICENSE, find_media_type, write_link
from kotograph.server.negotiation import choose_type
from kotograph.server.problem import Problem
from kotograph.store import accepts_iri, write_answer
from kotograph.store.answers import Row, Rows, Term

DEFAULT_PER_PAGE, MOST_PER_PAGE = 100, 1000
#: Media types of an answer, the one for who names none first, with the extension of each.
TYPES = {
    "application/json": "json",
    "application/sparql-results+json": "srj",
    "text/csv": "csv",
    "application/sparql-query": "rq",
}
PAGING = ("page", "per_page")
SECONDS = 10.0
_IRI_TYPES = ("concept", "organisation", "project", "place", "iri")
_MOST_WAITING = 16
_MOST_PAGE = 1_000_000
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {f"{_XSD}integer": int, f"{_XSD}decimal": float, f"{_XSD}double": float}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the question, its parameters as given, which page of the answer, how many rows a page."""

    query: Query
    params: tuple[tuple[str, str], ...]
    page: int
    per_page: int

    def write_query_string(self, page: int) -> str:
        """Return the query string of the same request for another page."""
        return urlencode([*self.params, ("page", page), ("per_page", self.per_page)])


@dataclass(frozen=True, slots=True)
class Part:
    """One page of an answer: the variables, its rows, and how many rows there are in all."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


class QueryApi:
    """Answer named questions, a few at a time; who comes when many wait is told to come later."""

    def __init__(self, threads: int = 2) -> None:
        self._crew = Crew(threads, "query")

    def close(self) -> None:
        """Begin no further questions."""
        self._crew.close()

    async def answer(
        self, generation: Generation, name: str, accept: str | None, given: Sequence[tuple[str, str]]
    ) -> Reply:
        """Answer ``/api/queries/NAME`` or ``NAME.extension``; raise Problem for a request that cannot be answered."""
        query, extension = self.find_query(generation, name)
        negotiated = not extension
        if negotiated:
            extension = _choose_extension(accept)
        if extension == "rq":
            return self._send_query(query, negotiated)
        asked = read_request(query, given)
        key = f"api/queries/{query.name}.{extension}?{asked.write_query_string(asked.page)}"
        reply = generation.answers.find(key)
        if reply is None:
            part = await self._ask(generation, asked)
            reply = Reply(*_write(asked, part, extension), _list_headers(asked, part, extension))
            generation.answers.keep(key, reply)
        return _vary(reply) if negotiated else reply

    def find_query(self, generation: Generation, name: str) -> tuple[Query, str]:
        """Return the question of a name and the extension after it (may be empty); raise Problem 404."""
        queries = generation.site.queries
        stem, dot, extension = name.rpartition(".")
        if name in queries:
            return queries[name], ""
        if dot and stem in queries and extension in TYPES.values():
            return queries[stem], extension
        raise Problem(
            HTTPStatus.NOT_FOUND, "unknown-query", f"there is no query '{name}'", "GET /api/queries lists them"
        )

    def list_queries(self, generation: Generation, lang: str) -> Reply:
        """Return the list of the questions with their parameters."""
        listed = [_describe(query, lang) for query in generation.site.queries.values()]
        text = json.dumps({"queries": listed}, ensure_ascii=False, indent=1) + "\n"
        links = [write_link("../openapi.json", "service-desc"), write_link(LICENSE, "license")]
        return Reply(text.encode(), "application/json", [("Link", ", ".join(links))])

    def _send_query(self, query: Query, negotiated: bool) -> Reply:
        headers = [("Vary", "Accept")] if negotiated else []
        return Reply(query.text.encode(), find_media_type("a.rq"), [*headers, ("Link", write_link(LICENSE, "license"))])

    async def _ask(self, generation: Generation, asked: Asked) -> Part:
        try:
            text = bind(asked.query, dict(asked.params), generation.settings.base)
        except UsageError as error:
            raise _name_parameter(error, asked) from error
        _check_iris(asked)
        return await self._crew.run(lambda: _read_part(generation, asked, text), _MOST_WAITING, SECONDS, _refuse_late)


def _refuse_late() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "query-timeout",
        f"the question took more than {SECONDS:.0f} seconds",
        "ask for less: give more parameters",
        {"Retry-After": "30"},
    )


def _check_iris(asked: Asked) -> None:
    """Refuse what binds as an IRI and is none to the store: in the query it would be a syntax error."""
    for parameter in asked.query.parameters:
        value = dict(asked.params).get(parameter.name, "")
        if parameter.type in _IRI_TYPES and ":" in value and not accepts_iri(value):
            detail = f"the parameter '{parameter.name}' cannot be '{value}': not an IRI"
            raise _bad(parameter.name, "bad-parameter", detail, "give an absolute IRI, its signs escaped as %XX")


def _choose_extension(accept: str | None) -> str:
    chosen = choose_type(accept, list(TYPES))
    if chosen is None:
        raise Problem(
            HTTPStatus.NOT_ACCEPTABLE,
            "not-acceptable",
            f"there is no answer as '{accept}'",
            f"accept one of: {', '.join(TYPES)}",
            {"Vary": "Accept"},
            {"types": list(TYPES)},
        )
    return TYPES[chosen]


def _vary(reply: Reply) -> Reply:
    return Reply(reply.body, reply.media_type, [*reply.headers[1:-1], ("Vary", "Accept")])


def read_request(query: Query, given: Sequence[tuple[str, str]]) -> Asked:
    """Read the parameters of a request; raise Problem 400 that names the one at fault."""
    seen: dict[str, str] = {}
    for name, value in given:
        if name in seen:
            raise _bad(name, "repeated-parameter", f"the parameter '{name}' is given twice", "give it once")
        seen[name] = value
    page = _read_number(seen.pop("page", None), "page", 1, _MOST_PAGE)
    per_page = _read_number(seen.pop("per_page", None), "per_page", DEFAULT_PER_PAGE, MOST_PER_PAGE)
    return Asked(query, tuple(sorted(seen.items())), page, per_page)


def _read_number(text: str | None, name: str, default: int, most: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise _bad(
            name, "bad-parameter", f"the parameter '{name}' cannot be '{text}'", f"give a number from 1 to {most}"
        )
    return int(text)


def _bad(name: str, code: str, detail: str, hint: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, code, detail, hint, extra={"parameter": name})


def _name_parameter(error: UsageError, asked: Asked) -> Problem:
    """Return the problem that an error of binding is, with the parameter that it is about."""
    names = [name for name, _ in asked.params] + [parameter.name for parameter in asked.query.parameters]
    starts = ("the parameter", "the query has no parameter")
    named = next((name for name in names if error.message.startswith(tuple(f"{s} '{name}'" for s in starts))), "")
    known = ", ".join([*(parameter.name for parameter in asked.query.parameters), *PAGING])
    hint = f"its parameters: {known}" if error.code in ("unknown-parameter", "missing-parameter") else error.hint
    return _bad(named, error.code, error.message, hint)


def _read_part(generation: Generation, asked: Asked, text: str) -> Part:
    """Ask the store; rows outside the page are only counted."""
    answer = generation.store.answer(text, asked.query.name)
    if not isinstance(answer, Rows):
        raise Problem(HTTPStatus.NOT_ACCEPTABLE, "no-rows", "this question has no rows", "ask it at /sparql")
    rows = iter(answer.rows)
    before = sum(1 for _ in islice(rows, (asked.page - 1) * asked.per_page))
    shown = tuple(islice(rows, asked.per_page))
    return Part(answer.variables, shown, before + len(shown) + sum(1 for _ in rows))


# --- writing --------------------------------------------------------------------------------------------------------


def _list_headers(asked: Asked, part: Part, extension: str) -> list[tuple[str, str]]:
    last = max(1, -(-part.total // asked.per_page))
    pages = {"first": 1, "last": last}
    if asked.page > 1:
        pages["prev"] = min(asked.page - 1, last)
    if asked.page < last:
        pages["next"] = asked.page + 1
    name = asked.query.name
    links = [write_link(f"{name}.{extension}?{asked.write_query_string(page)}", rel) for rel, page in pages.items()]
    links.append(write_link(f"{name}.rq", "describedby", type="application/sparql-query"))
    links.append(write_link(LICENSE, "license"))
    return [("Link", ", ".join(links)), ("X-Total-Count", str(part.total))]


def _write(asked: Asked, part: Part, extension: str) -> tuple[bytes, str]:
    if extension == "json":
        document = {
            "query": asked.query.name,
            "variables": part.variables,
            "page": asked.page,
            "per_page": asked.per_page,
            "total": part.total,
            "rows": [_write_row(part.variables, row) for row in part.rows],
        }
        return (json.dumps(document, ensure_ascii=False) + "\n").encode(), "application/json"
    form = Format.CSV if extension == "csv" else Format.SPARQL_JSON
    out = io.StringIO(newline="")
    write_answer(Rows(part.variables, part.rows), form, out)
    media_type = find_media_type("a.csv") if form is Format.CSV else form.media_type
    return out.getvalue().encode(), media_type


def _write_row(variables: Sequence[str], row: Row) -> Mapping[str, object]:
    return {name: _write_value(term) for name, term in zip(variables, row, strict=True)}


def _write_value(term: Term | None) -> object:
    """Return a value as JSON has it; a decimal may lose digits beyond the 15th, which the other formats keep."""
    if term is None:
        return None
    if term.datatype in _NUMBERS:
        number = _NUMBERS[term.datatype](term.value)
        return number if abs(number) < float("inf") else term.value
    if term.datatype == f"{_XSD}boolean":
        return term.value in ("true", "1")
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def _describe(query: Query, lang: str) -> dict[str, object]:
    return {
        "name": query.name,
        "title": query.title(lang),
        "description": query.description(lang),
        "url": f"queries/{query.name}",
        "parameters": [_describe_parameter(parameter, lang) for parameter in query.parameters],
    }


def _describe_parameter(parameter: Parameter, lang: str) -> dict[str, object]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "required": parameter.is_required,
        "default": parameter.default,
        "description": parameter.description(lang),
    }
