"""Bind the parameters of a query as typed terms: the text that results runs on any store."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from kotograph import quads
from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError, UsageError
from kotograph.iris import Iris
from kotograph.query.files import Query
from kotograph.query.head import Parameter
from kotograph.store.sparql import find_undeclared_prefixes, iter_tokens
from kotograph.vocab import PREFIXES, expand

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CONCEPT = re.compile(r"(?:[a-z0-9-]+/)?[A-Za-z0-9][A-Za-z0-9._-]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"[1-9]\d{3}")
_INTEGER = re.compile(r"[+-]?\d{1,30}")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def bind(query: Query, params: Mapping[str, str], base: str = DEFAULT_BASE) -> str:
    """Return the query's text with each ``?_name`` outside texts, comments and IRIs replaced by its term.

    Prefixes of the dataset that the query uses and does not declare are declared on its first line, so that line
    numbers stay those of the file. Raise UsageError that names a parameter that is unknown, missing or not of its type.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    listed = ", ".join(known) or "none"
    for name in params:
        if name not in known:
            raise UsageError(
                "unknown-parameter", f"the query has no parameter '{name}'", query.name, f"its parameters: {listed}"
            )
    terms = {f"_{name}": _bind_one(query, known[name], params.get(name), base) for name in known}
    tokens = list(iter_tokens(query.text))
    parts = [terms.get(token.text[1:], token.text) if token.kind == "variable" else token.text for token in tokens]
    return _declare_prefixes(query.text) + "".join(parts)


def _bind_one(query: Query, parameter: Parameter, given: str | None, base: str) -> str:
    """Return the term of one parameter, or UNDEF for an optional one without a value."""
    value = parameter.default if given is None else given
    if parameter.optional and not value:
        return "UNDEF"
    if value is None:
        raise UsageError(
            "missing-parameter",
            f"the parameter '{parameter.name}' ({parameter.type}) has no value",
            query.name,
            f"give {parameter.name}=…; its parameters: {', '.join(p.name for p in query.parameters)}",
        )
    try:
        return spell(parameter, value, base)
    except (InputError, ValueError) as error:
        reason = error.message if isinstance(error, InputError) else str(error)
        raise UsageError(
            "bad-parameter",
            f"the parameter '{parameter.name}' cannot be '{value}': {reason}",
            query.name,
            _hint(parameter),
        ) from error


def spell(parameter: Parameter, value: str, base: str = DEFAULT_BASE) -> str:
    """Return the N-Triples spelling of a value of a parameter; raise ValueError or InputError if it is not of its type.

    >>> spell(Parameter("date", "date"), "2017-06-01")
    '"2017-06-01"^^<http://www.w3.org/2001/XMLSchema#date>'
    >>> spell(Parameter("theme", "concept", scheme="theme"), "mental-health")
    '<https://w3id.org/kotograph/vocab/theme/mental-health>'
    """
    if parameter.type in ("organisation", "project", "place") and _KEY.fullmatch(value):
        return Iris(base).resource(parameter.type, value)
    if parameter.type == "concept" and _CONCEPT.fullmatch(value):
        return Iris(base).concept(value if "/" in value else f"{parameter.scheme}/{value}")
    return _SPELLERS.get(parameter.type, quads.iri)(value)


def _spell_iri(value: str) -> str:
    prefix, colon, name = value.partition(":")
    if colon and prefix in PREFIXES and not name.startswith("//"):
        return quads.iri(expand(value)[1:-1])
    return quads.iri(value)


def _spell_date(value: str) -> str:
    if not _DATE.fullmatch(value):
        raise ValueError("not an ISO date")
    return quads.typed(datetime.date.fromisoformat(value).isoformat(), "date")


def _spell_year(value: str) -> str:
    if not _YEAR.fullmatch(value):
        raise ValueError("not a year of four digits")
    return quads.typed(value, "gYear")


def _spell_string(value: str) -> str:
    # Lone surrogates, from a command line that is not UTF-8, are no text: this raises ValueError.
    value.encode("utf-8")
    return quads.literal(value)


def _spell_integer(value: str) -> str:
    if not _INTEGER.fullmatch(value):
        raise ValueError("not a whole number")
    return quads.integer(int(value))


def _spell_decimal(value: str) -> str:
    if not _DECIMAL.fullmatch(value):
        raise ValueError("not a decimal number")
    return quads.typed(quads.decimal(Decimal(value)), "decimal")


def _spell_language(value: str) -> str:
    if not _TAG.fullmatch(value):
        raise ValueError("not a language tag")
    return quads.literal(value.lower())


_SPELLERS: dict[str, Callable[[str], str]] = {
    "iri": _spell_iri,
    "date": _spell_date,
    "year": _spell_year,
    "string": _spell_string,
    "integer": _spell_integer,
    "decimal": _spell_decimal,
    "language": _spell_language,
}


def _hint(parameter: Parameter) -> str:
    wanted = {
        "iri": "an absolute IRI, or a prefixed name such as koto:startDate",
        "concept": f"a code of the scheme '{parameter.scheme}', or an absolute IRI",
        "date": "a date that exists, such as 2017-06-01",
        "year": "a year such as 2017",
        "string": "a text in UTF-8",
        "integer": "a whole number such as 7",
        "decimal": "a number such as 98820.05",
        "language": "a language tag such as fi, sv or en",
    }
    return "give " + wanted.get(parameter.type, f"the key of the {parameter.type}, or its absolute IRI")


def _declare_prefixes(text: str) -> str:
    missing = [prefix for prefix in find_undeclared_prefixes(text) if prefix in PREFIXES]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in missing)
