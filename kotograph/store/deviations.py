"""Where SPARQL servers deviate from the standards, and what is done about it: in this module and nowhere else.

What cannot be mended here is avoided by how the named questions are written; docs/explanation/servers.md tells of both.
"""

from __future__ import annotations

from collections.abc import Callable

from kotograph import quads
from kotograph.errors import RefusedError
from kotograph.store.answers import Row, Rows, Term, Truth

# N-Triples first: in Virtuoso's Turtle, "5"^^xsd:decimal comes back as an integer.
TRIPLES = "application/n-triples,text/turtle;q=0.9,application/rdf+xml;q=0.5"
_BOOLEAN = f"{quads.XSD}boolean"
_BOOLEANS = {"1": "true", "0": "false"}
# By these a server says that it does not know an operation, or chokes on it.
_UNKNOWN = (400, 405, 500, 501)


def read_row(row: Row) -> Row:
    """Return a row as every server should give it: truth values spelled as words (Virtuoso gives 1 and 0).

    >>> read_row((Term("literal", "1", datatype=_BOOLEAN), Term("literal", "1"), None))[0].value
    'true'
    """
    return tuple(_read_term(term) for term in row)


def _read_term(term: Term | None) -> Term | None:
    if term is None or term.datatype != _BOOLEAN or term.value not in _BOOLEANS:
        return term
    return Term("literal", _BOOLEANS[term.value], datatype=_BOOLEAN)


def find_truth(answer: Rows) -> Truth | None:
    """Find the answer to ASK in rows, as Virtuoso gives it: a row with the number 1, or none; None in other rows.

    >>> find_truth(Rows(("__ASK_RETVAL",), [(Term("literal", "1"),)]))
    Truth(value=True)
    """
    rows = list(answer.rows)
    if not rows:
        return Truth(False)
    found = rows[0][0] if len(rows) == 1 and len(answer.variables) == 1 else None
    word = _BOOLEANS.get(found.value, found.value) if found else ""
    return Truth(word == "true") if word in _BOOLEANS.values() else None


def move_graph(update: Callable[[str], None], source: str, target: str) -> None:
    """Put a graph, which is not empty, in the place of another in one step; both are IRIs without brackets.

    A server without MOVE gets one update that takes the old statements out and puts the new ones in.
    """
    try:
        update(f"MOVE GRAPH <{source}> TO GRAPH <{target}>")
    except RefusedError as error:
        if error.status not in _UNKNOWN:
            raise
        update(
            f"DELETE {{ GRAPH <{target}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{target}> {{ ?a ?b ?c }} }} WHERE {{ "
            f"{{ GRAPH <{target}> {{ ?s ?p ?o }} }} UNION {{ GRAPH <{source}> {{ ?a ?b ?c }} }} }}"
        )
