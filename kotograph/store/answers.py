"""Answers to SPARQL queries as plain values, the same from every store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from kotograph import quads
from kotograph.errors import InputError, KotographError

if TYPE_CHECKING:
    import pyoxigraph as ox

Kind = Literal["uri", "literal", "bnode"]


@dataclass(frozen=True, slots=True)
class Term:
    """One RDF term of an answer; ``kind`` is spelled as in SPARQL results JSON.

    ``datatype`` is a full IRI, empty for plain strings and for language-tagged ones.
    """

    kind: Kind
    value: str
    lang: str = ""
    datatype: str = ""

    def spell(self) -> str:
        """Return the N-Triples spelling.

        >>> Term("literal", "hanke", lang="fi").spell(), Term("bnode", "b0").spell()
        ('"hanke"@fi', '_:b0')
        """
        if self.kind == "uri":
            return f"<{self.value}>"
        if self.kind == "bnode":
            return f"_:{self.value}"
        if self.lang:
            return f"{quads.literal(self.value)}@{self.lang}"
        return quads.literal(self.value) + (f"^^<{self.datatype}>" if self.datatype else "")


Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to SELECT. ``rows`` may be read once; each has one cell a variable, None where it is unbound."""

    variables: tuple[str, ...]
    rows: Iterable[Row]


@dataclass(frozen=True, slots=True)
class Truth:
    """The answer to ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """The answer to CONSTRUCT or DESCRIBE: distinct N-Triples lines, sorted."""

    lines: tuple[str, ...]


Answer = Rows | Truth | Graph


class Store(Protocol):
    """Whatever answers SPARQL queries."""

    def query(self, text: str, where: str = "") -> Rows:
        """Answer a SELECT query; ``where`` is the file it comes from, for messages."""
        ...

    def answer(self, text: str, where: str = "") -> Answer:
        """Answer a query of any form."""
        ...


def read_rows(solutions: ox.QuerySolutions, failure: type[KotographError], where: str) -> Rows:
    """Return pyoxigraph's solutions as plain rows, one at a time; what goes wrong on the way is a ``failure``."""
    return Rows(tuple(v.value for v in solutions.variables), _iter_rows(solutions, failure, where))


def _iter_rows(solutions: ox.QuerySolutions, failure: type[KotographError], where: str) -> Iterator[Row]:
    try:
        for solution in solutions:
            yield tuple(None if term is None else read_term(term) for term in solution)
    except (OSError, SyntaxError, ValueError, RuntimeError) as error:
        message = f"the answer broke off: {error}"
        raise failure("answer-broken", message, where, "run the query again; if it fails again, build again") from error


def read_graph(triples: Iterable[ox.Triple]) -> Graph:
    """Return pyoxigraph's triples as sorted lines."""
    return Graph(tuple(sorted({f"{triple} .\n" for triple in triples})))


def iter_triples(graph: Graph) -> Iterator[tuple[Term, Term, Term]]:
    """Yield the triples of a graph as plain terms; raise InputError for a triple term."""
    import pyoxigraph as ox

    for quad in ox.parse("".join(graph.lines), format=ox.RdfFormat.N_TRIPLES):
        yield read_term(quad.subject), read_term(quad.predicate), read_term(quad.object)


def read_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    """Return a pyoxigraph term as a plain one; raise InputError for a triple term, which SPARQL 1.1 results lack."""
    import pyoxigraph as ox

    if isinstance(term, ox.NamedNode):
        return Term("uri", term.value)
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Term("literal", term.value, lang=term.language)
        datatype = term.datatype.value
        return Term("literal", term.value, datatype="" if datatype == f"{quads.XSD}string" else datatype)
    raise InputError(
        "triple-term", "the answer holds a triple term", hint="select its SUBJECT(), PREDICATE() and OBJECT() instead"
    )
