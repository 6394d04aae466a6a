"""What a client asks: batches of reconciliation queries and data extension queries, held against the specification.

Whatever it does not allow raises Problem, which names the query at fault; nothing is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal, TypeAlias, cast

from kotograph.server.problem import Problem

MOST_QUERIES = 1000
MOST_IDS = 1000
MOST_BODY = 8 * 1024 * 1024
MOST_LETTERS = 500
MOST_CANDIDATES = 100
DEFAULT_CANDIDATES = 5
MOST_ID = 2000
_MOST_TYPES = 50
MOST_PROPERTIES = 50
MOST_VALUES = 50
_FIELDS = ("query", "type", "limit", "properties", "type_strict")
_STRICT = ("any", "should", "all")
_FORMS = ("entity", "name", "iri")

Strict: TypeAlias = Literal["any", "should", "all"]
Form: TypeAlias = Literal["entity", "name", "iri"]
_Bad: TypeAlias = Callable[[str, str], Problem]


@dataclass(frozen=True, slots=True)
class Given:
    """One value that a client has for a property: a text as it would be written, or the id of an entity."""

    text: str
    is_entity: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A property with the values that are asked for."""

    property_id: str
    values: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One reconciliation query."""

    text: str
    types: tuple[str, ...] = ()
    limit: int = DEFAULT_CANDIDATES
    conditions: tuple[Condition, ...] = ()
    strict: Strict = "any"


@dataclass(frozen=True, slots=True)
class Column:
    """A property to fetch: at most so many values (0 for all), and in which form."""

    property_id: str
    limit: int = 0
    form: Form = "entity"


@dataclass(frozen=True, slots=True)
class Extension:
    """A data extension query."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]


def read_batch(text: str) -> dict[str, Query]:
    """Read the JSON of a query batch; raise Problem 400, or 413 for too many queries."""
    batch = _read_json(text, "queries")
    if not isinstance(batch, dict):
        raise _bad("queries", "the batch is no object", 'send {"q0": {"query": …}, …}')
    if len(batch) > MOST_QUERIES:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "batch-too-large",
            f"the batch has {len(batch)} queries",
            f"send at most {MOST_QUERIES} at once; the manifest tells it as batchSize",
        )
    return {key: _read_query(key, value) for key, value in batch.items()}


def read_extension(text: str) -> Extension:
    """Read the JSON of a data extension query; raise Problem 400, or 413 for too many ids."""
    asked = _read_json(text, "extend")
    if not isinstance(asked, dict):
        raise _bad("extend", "the query is no object", 'send {"ids": […], "properties": [{"id": …}]}')
    ids, properties = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(_is_id(each) for each in ids):
        raise _bad("extend", "'ids' is no list of texts", "give the identifiers of entities")
    if not isinstance(properties, list):
        raise _bad("extend", "'properties' is no list", 'give [{"id": …}]')
    if len(ids) > MOST_IDS:
        raise Problem(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "batch-too-large",
            f"there are {len(ids)} identifiers",
            f"send at most {MOST_IDS} at once",
        )
    if len(properties) > MOST_PROPERTIES:
        raise _bad("extend", f"there are {len(properties)} properties", f"ask for at most {MOST_PROPERTIES}")
    columns = {column.property_id: column for column in map(_read_column, properties)}
    return Extension(tuple(dict.fromkeys(ids)), tuple(columns.values()))


def _bad(parameter: str, detail: str, hint: str, **more: str) -> Problem:
    return Problem(HTTPStatus.BAD_REQUEST, "bad-parameter", detail, hint, extra={"parameter": parameter, **more})


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MOST_ID


def _read_json(text: str, parameter: str) -> object:
    try:
        read = cast("object", json.loads(text, parse_constant=_refuse_constant))
        if "\\ud" in text.lower():
            # Half a character, which JSON can name and nothing else can hold.
            json.dumps(read, ensure_ascii=False).encode()
        return read
    except RecursionError:
        raise _bad(parameter, f"'{parameter}' is nested too deeply", "send what the specification has") from None
    except ValueError as error:
        detail = f"'{parameter}' is not JSON: {str(error)[:200]}"
        raise _bad(parameter, detail, "send JSON (RFC 8259), percent-encoded as a form has it") from error


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _read_query(key: str, value: object) -> Query:
    def bad(detail: str, hint: str) -> Problem:
        return _bad("queries", f"query '{key[:80]}': {detail}", hint, query=key[:80])

    if not isinstance(value, dict):
        raise bad("it is no object", 'send {"query": …}')
    unknown = [name for name in value if name not in _FIELDS]
    if unknown:
        raise bad(f"there is no field '{unknown[0][:80]}'", f"its fields: {', '.join(_FIELDS)}")
    text, conditions = value.get("query"), value.get("properties", [])
    if not isinstance(conditions, list):
        raise bad("'properties' is no list", 'give [{"pid": …, "v": …}]')
    if text is None and not conditions:
        raise bad("it has neither 'query' nor 'properties'", "give one of them")
    if text is not None and (not isinstance(text, str) or len(text) > MOST_LETTERS):
        raise bad("'query' is no text, or too long", f"give a name of at most {MOST_LETTERS} letters")
    if len(conditions) > MOST_PROPERTIES:
        raise bad(f"it has {len(conditions)} properties", f"give at most {MOST_PROPERTIES}")
    strict = value.get("type_strict", "any")
    if strict not in _STRICT:
        raise bad("'type_strict' is not known", f"use one of: {', '.join(_STRICT)}")
    limit = value.get("limit", DEFAULT_CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit != limit // 1 or limit < 1:
        raise bad("'limit' is no positive whole number", f"give a number from 1 to {MOST_CANDIDATES}")
    types = value.get("type", [])
    types = [types] if isinstance(types, str) else types
    if not isinstance(types, list) or len(types) > _MOST_TYPES or not all(_is_id(each) for each in types):
        raise bad("'type' is neither a text nor a list of texts", f"give identifiers of at most {_MOST_TYPES} types")
    return Query(
        text or "",
        tuple(dict.fromkeys(each for each in types if each)),
        min(int(limit), MOST_CANDIDATES),
        tuple(_read_condition(each, bad) for each in conditions),
        cast("Strict", strict),
    )


def _read_condition(value: object, bad: _Bad) -> Condition:
    if not isinstance(value, dict) or not _is_id(value.get("pid")) or "v" not in value:
        raise bad("a property has no 'pid' or no 'v'", 'give {"pid": …, "v": …}')
    values = value["v"] if isinstance(value["v"], list) else [value["v"]]
    if len(values) > MOST_VALUES:
        raise bad(f"a property has {len(values)} values", f"give at most {MOST_VALUES}")
    return Condition(value["pid"], tuple(_read_value(each, bad) for each in values))


def _read_value(value: object, bad: _Bad) -> Given:
    if isinstance(value, dict) and _is_id(value.get("id")):
        return Given(value["id"], True)
    if isinstance(value, bool):
        return Given(str(value).lower())
    if isinstance(value, int | float):
        return Given(str(value)[:MOST_LETTERS])
    if isinstance(value, str) and len(value) <= MOST_LETTERS:
        return Given(value)
    raise bad("a value of a property is no text, number, boolean or entity", 'give "…", 1, true or {"id": …}')


def _read_column(value: object) -> Column:
    if not isinstance(value, dict) or not _is_id(value.get("id")):
        raise _bad("extend", "a property has no 'id'", 'give {"id": …}')
    settings = value.get("settings", {})
    if not isinstance(settings, dict):
        raise _bad("extend", "'settings' is no object", 'give {"limit": 1}')
    limit, form = settings.get("limit", 0), settings.get("form", "entity")
    # Clients send what stands in a form: numbers as texts, and nothing where nothing was filled in.
    text = str(limit).strip() if isinstance(limit, int | float | str) and not isinstance(limit, bool) else "?"
    text = text.removesuffix(".0") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _bad("extend", "the setting 'limit' is no whole number", "give 0 for all values, or how many")
    if form not in _FORMS:
        raise _bad("extend", "the setting 'form' is not known", f"use one of: {', '.join(_FORMS)}")
    return Column(value["id"], int(text), cast("Form", form))
