"""Refuse queries that would ask another endpoint, however the word is spelled or hidden.

Oxigraph reads keywords without a boundary after what stands before them: ``1SERVICE``, ``trueSERVICE``,
``SERVICESILENT<…>`` and ``SERVICEex:a`` all call out. And ``<`` may begin an IRI or compare, which decides where texts
and comments begin. So the query is read in every way it can be read, and one that finds a call is enough to refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator

from kotograph.errors import UsageError
from kotograph.store.sparql import Token, line_of, match_token

_WORD = "SERVICE"


def refuse_service(text: str, where: str = "") -> None:
    """Raise UsageError for a query that would ask another endpoint: what a query reads stays in this graph.

    >>> refuse_service('SELECT ?service { ?service ?p "SERVICE" } # SERVICE')
    """
    start = find_service(text)
    if start is not None:
        place = f"{where}:{line_of(text, start)}" if where else ""
        raise UsageError(
            "service-refused",
            "SERVICE asks another endpoint, and queries only read this graph",
            place,
            "ask the other endpoint by itself, with --endpoint, or take the SERVICE block out",
        )


def find_service(text: str) -> int | None:
    """Find where a query calls another endpoint, in the reading in which it does; None if it cannot.

    >>> find_service("ASK { ?s ?p 1SERVICE <http://a.example/> {} }")
    12
    >>> find_service("ASK { GRAPH service:a { ?s ?p <http://a.example/#service> } }") is None
    True
    """
    if _WORD not in text.upper():
        return None
    seen: set[int] = set()
    others: list[int] = []
    before = ""
    for token in _iter_from(text, 0, seen, others):
        if token.kind == "word" and _WORD in token.text.upper():
            return token.start
        if _may_be_both(token) and not before.endswith("GRAPH") and _is_open(text, token):
            return token.start
        if token.kind not in ("space", "comment"):
            before = token.text.upper()
    while others:
        for token in _iter_from(text, others.pop(), seen, others):
            called = _names_service(text, token) if token.kind == "word" else _may_be_both(token)
            if called and (token.kind == "word" or _is_open(text, token)):
                return token.start
    return None


def _iter_from(text: str, start: int, seen: set[int], others: list[int]) -> Iterator[Token]:
    """Yield tokens up to where another reading has been; add where a further one begins to ``others``."""
    while start < len(text) and start not in seen:
        seen.add(start)
        token = match_token(text, start)
        if token.kind == "iri":
            # Or else a comparison, whose right side begins after the sign.
            others.append(start + 1)
        yield token
        start += len(token.text)


def _may_be_both(token: Token) -> bool:
    """Tell whether a prefixed name may also be the keyword and a shorter name: ``SERVICEex:a``."""
    return token.kind == "pname" and _WORD in token.text.partition(":")[0].upper()


def _is_open(text: str, token: Token) -> bool:
    """Tell whether a group of patterns opens after a token, as it does after the name of a service."""
    following = next(_iter_significant(text, token), None)
    return following is not None and following.text == "{"


def _names_service(text: str, token: Token) -> bool:
    """Tell whether the name of an endpoint and its group follow a word; other readings also meet words of IRIs."""
    if _WORD not in token.text.upper():
        return False
    for following in _iter_significant(text, token):
        if following.text.upper() != "SILENT":
            named = following.kind in ("iri", "variable", "pname")
            return named and _is_open(text, following)
    return False


def _iter_significant(text: str, token: Token) -> Iterator[Token]:
    start = token.start + len(token.text)
    while start < len(text):
        following = match_token(text, start)
        if following.kind not in ("space", "comment"):
            yield following
        start += len(following.text)
