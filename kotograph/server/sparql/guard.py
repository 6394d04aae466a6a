"""What a worker refuses before it runs a query: calls out, updates, foreign graphs, nesting without end."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import urljoin

from kotograph.errors import KotographError
from kotograph.server.problem import Problem
from kotograph.store.federation import find_service
from kotograph.store.sparql import Token, decode_codepoints, get_form, iter_tokens, line_of

# Each call of these may give another answer.
_VOLATILE = frozenset(("NOW", "RAND", "UUID", "STRUUID"))
_LONGEST_LIST = 20


class Checked(NamedTuple):
    """A query that may run: its text with escapes decoded, its form, whether asking again gives the same answer."""

    text: str
    form: str
    lasting: bool


def check_query(text: str, graphs: Collection[str], *, base: str, depth: int, own_dataset: bool) -> Checked:
    """Check a query; raise Problem for one that is refused.

    ``graphs`` are those it may read; ``own_dataset`` says that its FROM clauses count, as the request names no graphs.
    """
    decoded = decode_codepoints(text)
    try:
        form = get_form(decoded)
    except KotographError as error:
        raise Problem(400, error.code, error.message, error.hint) from error
    start = find_service(decoded)
    if start is not None:
        raise Problem(
            400,
            "service-refused",
            "SERVICE asks another endpoint, and queries here only read this dataset.",
            "Take the SERVICE block out, and ask the other endpoint by itself.",
            extra=locate(decoded, start),
        )
    words = decoded.upper()
    if "FROM" not in words and not any(map(words.__contains__, _VOLATILE)) and _is_flat(decoded, depth):
        # Most queries: there is nothing that tokens would tell.
        return Checked(decoded, form, True)
    tokens = [token for token in iter_tokens(decoded) if token.kind not in ("space", "comment")]
    _check_depth(tokens, depth, decoded)
    if own_dataset:
        _check_from(tokens, graphs, base, decoded)
    lasting = not any(token.kind == "word" and token.text.upper() in _VOLATILE for token in tokens)
    return Checked(decoded, form, lasting)


def locate(text: str, start: int) -> dict[str, object]:
    """Return the line and column (both from 1) of an offset, as members of a problem document."""
    return {"line": line_of(text, start), "column": start - text.rfind("\n", 0, start)}


def read_position(error: SyntaxError) -> dict[str, object]:
    """Return the line and column that Oxigraph names, as members of a problem document."""
    found = re.match(r"error at (\d+):(\d+)", str(error))
    return {"line": int(found[1]), "column": int(found[2])} if found else {}


def check_graphs(named: Collection[str], graphs: Collection[str]) -> None:
    """Raise Problem for a graph that is none of the dataset's.

    The protocol lets a service refuse a dataset. A name that is wrong by a letter would otherwise give no rows, which
    reads like an answer.
    """
    for name in named:
        if name not in graphs:
            known = sorted(graphs)
            shown = f"{', '.join(known[:_LONGEST_LIST])}{', …' if len(known) > _LONGEST_LIST else ''}"
            raise Problem(
                400,
                "unknown-graph",
                f"<{name[:200]}> is none of the dataset's graphs; other graphs are not fetched.",
                f"Use one of: {shown}." if known else "Leave the graphs out: this dataset has no named ones.",
            )


def _is_flat(text: str, depth: int) -> bool:
    """Tell whether a text has too few brackets and signs to be too deep, wherever they stand."""
    return sum(map(text.count, "{([!+-")) <= depth


def _check_depth(tokens: list[Token], depth: int, text: str) -> None:
    """Refuse brackets in brackets and signs before signs without end: the parser calls itself for each."""
    level, signs = 0, 0
    for token in tokens:
        signs = signs + 1 if token.text in ("!", "+", "-") else 0
        if token.text in ("{", "(", "["):
            level += 1
        elif token.text in ("}", ")", "]"):
            level -= 1
        if level + signs > depth:
            raise Problem(
                400,
                "query-too-deep",
                f"Brackets stand in brackets, or signs before signs, more than {depth} deep.",
                "Write the query flatter.",
                extra=locate(text, token.start),
            )


def _check_from(tokens: list[Token], graphs: Collection[str], base: str, text: str) -> None:
    prefixes: dict[str, str] = {}
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        word, following = token.text.upper(), tokens[index + 1 : index + 3]
        if word == "BASE" and following and following[0].kind == "iri":
            base = urljoin(base, following[0].text[1:-1])
        elif word == "PREFIX" and len(following) == 2 and following[1].kind == "iri":
            prefixes[following[0].text] = urljoin(base, following[1].text[1:-1])
        elif word.endswith(("FROM", "FROMNAMED", "NAMED")) and following:
            name = _read_name(following[0], prefixes, base)
            if name is not None:
                try:
                    check_graphs([name], graphs)
                except Problem as problem:
                    extra = locate(text, following[0].start)
                    raise Problem(400, problem.code, problem.detail, problem.hint, extra=extra) from problem


def _read_name(token: Token, prefixes: dict[str, str], base: str) -> str | None:
    if token.kind == "iri":
        return urljoin(base, decode_codepoints_of(token.text[1:-1]))
    if token.kind == "pname":
        prefix, _, local = token.text.partition(":")
        # An undeclared prefix is a syntax error, which the parser tells better.
        space = prefixes.get(f"{prefix}:")
        return None if space is None else space + re.sub(r"\\(.)", r"\1", local)
    return None


def decode_codepoints_of(iri: str) -> str:
    """Return an IRI with its escapes as characters."""
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", _read_escape, iri)


def _read_escape(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= 0x10FFFF else match.group()
