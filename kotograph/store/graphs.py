"""The named graphs of a store on the network: SPARQL 1.1 Graph Store HTTP Protocol, Query and Update."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import IO, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from kotograph import quads
from kotograph.errors import RemoteError, UsageError
from kotograph.store.deviations import TRIPLES, move_graph
from kotograph.store.web import Call, Web, check_address

CHUNK = 4 * 1024 * 1024
_LINES = "application/n-triples"
# How many times as long as other requests those may take that change a whole graph at once.
_PATIENCE = 10
# How products name the addresses beside the query endpoint: last part of its path → Graph Store, update.
_LAYOUTS = {"query": ("store", "update"), "sparql": ("sparql-graph-crud-auth", "sparql-auth")}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store is asked, updated, and given graphs."""

    query: str
    update: str
    graph_store: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a graph holds: how many statements, and a digest of them that does not depend on their order."""

    count: int
    digest: str


def find_addresses(query: str, graph_store: str | None = None, update: str | None = None) -> Addresses:
    """Return the addresses of a store; those not given follow from how its query endpoint is called.

    >>> find_addresses("http://127.0.0.1:7878/query").graph_store
    'http://127.0.0.1:7878/store'
    >>> find_addresses("https://a.example/sparql").update
    'https://a.example/sparql-auth'
    >>> find_addresses("http://127.0.0.1:7878/").query
    'http://127.0.0.1:7878/query'
    """
    parts = urlsplit(check_address(query))
    if parts.path in ("", "/") and not parts.query and not (graph_store and update):
        # The address that a server prints; Oxigraph's names are the only ones that stand right below it.
        return find_addresses(parts._replace(path="/query").geturl(), graph_store, update)
    folder, _, name = parts.path.rpartition("/")
    layout = _LAYOUTS.get(name)
    if layout is None and not (graph_store and update):
        raise UsageError(
            "bad-endpoint",
            "its name does not tell where graphs and updates go",
            query,
            "name both with --graph-store and --update",
        )
    beside = [urlunsplit(parts._replace(path=f"{folder}/{each}", query="", fragment="")) for each in layout or ()]
    return Addresses(query, check_address(update or beside[1]), check_address(graph_store or beside[0]))


def measure(lines: Iterable[str]) -> Measure:
    """Count lines of N-Triples, each of which is there once, and digest them: the sum of their SHA-256, mod 2²⁵⁶.

    >>> measure(["a", "b"]) == measure(["b", "a"]) != measure(["a", "c"])
    True
    """
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(hashlib.sha256(line.encode()).digest(), "big")
    return Measure(count, f"{total % 2**256:064x}")


def iter_chunks(lines: Iterable[str], size: int) -> Iterator[bytes]:
    """Yield whole lines together, about ``size`` bytes at a time."""
    part: list[bytes] = []
    length = 0
    for line in lines:
        data = line.encode()
        if part and length + len(data) > size:
            yield b"".join(part)
            part, length = [], 0
        part.append(data)
        length += len(data)
    if part:
        yield b"".join(part)


class RemoteGraphs:
    """Read, write and move the graphs of a store; every graph is named by its IRI without brackets.

    All methods raise RemoteError for what the network or the server does not do.
    """

    def __init__(self, addresses: Addresses, web: Web, *, chunk: int = CHUNK) -> None:
        self.addresses = addresses
        self._web = web
        self._chunk = chunk

    def list_graphs(self, start: str) -> list[str]:
        """Return the graphs that hold something and whose IRIs begin so, sorted."""
        chosen = f"FILTER(STRSTARTS(STR(?g), {quads.literal(start)}))"
        return sorted(self._select(f"SELECT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {chosen} }} GROUP BY ?g", "g"))

    def count(self, graph: str) -> int:
        """Return how many statements a graph holds; 0 if there is none."""
        found = self._select(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {quads.iri(graph)} {{ ?s ?p ?o }} }}", "n")
        try:
            return int(found[0])
        except (IndexError, ValueError):
            raise self._bad_answer("a count is not a number") from None

    def measure(self, graph: str) -> Measure:
        """Read a graph and return what it holds.

        Raise RemoteError for a server that gives fewer statements than it counts.
        """
        counted = self.count(graph)
        found = measure(self.iter_triples(graph))
        if found.count < counted:
            raise RemoteError(
                "answer-cut",
                f"it gives only {found.count} of the {counted} statements of {graph}",
                self.addresses.graph_store,
                "raise the server's limit of rows (Virtuoso: ResultSetMaxRows) above its largest graph",
            )
        return found

    def iter_triples(self, graph: str) -> Iterator[str]:
        """Yield the statements of a graph as lines of N-Triples, as they come; none if there is no such graph."""
        import pyoxigraph as ox

        place = self.addresses.graph_store
        call = Call("GET", place, {"graph": graph}, {"Accept": TRIPLES}, fine=(404,))
        with self._web.stream(call) as (status, kind, parts):
            if status == 404:
                return
            form = ox.RdfFormat.from_media_type(kind)
            if form is None:
                raise RemoteError(
                    "not-an-endpoint", f"it answered {kind or 'nothing known'}, not RDF", place, "check --graph-store"
                )
            try:
                for quad in ox.parse(cast("IO[bytes]", io.BufferedReader(_Parts(parts))), format=form):
                    yield f"{quad.triple} .\n"
            except SyntaxError as error:
                raise self._bad_answer(f"{graph} is not {kind}: {error}") from error

    def write(self, graph: str, lines: Iterable[str]) -> None:
        """Make a graph of lines of N-Triples, in place of what it held: PUT, and POST for what does not fit in one."""
        method = "PUT"
        for content in iter_chunks(lines, self._chunk):
            headers = {"Content-Type": _LINES}
            self._web.send(Call(method, self.addresses.graph_store, {"graph": graph}, headers, content))
            # A set of statements without blank nodes may be added twice: a lost answer does no harm.
            method = "POST"

    def move(self, source: str, target: str) -> None:
        """Put a graph that is not empty in the place of another, in one step."""
        move_graph(self._update, source, target)

    def remove(self, graph: str) -> None:
        """Remove a graph, if it is there."""
        self._web.send(Call("DELETE", self.addresses.graph_store, {"graph": graph}, patience=_PATIENCE, fine=(404,)))

    def _update(self, text: str) -> None:
        # Not repeated: moving a graph that has been moved would empty its place.
        call = self._form(self.addresses.update, {"update": text}, "*/*")
        self._web.send(replace(call, repeats=False, patience=_PATIENCE))

    @staticmethod
    def _form(url: str, form: Mapping[str, str], accept: str) -> Call:
        # As a form, since Virtuoso never answers a query that is the body itself.
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return Call("POST", url, headers=headers, content=urlencode(form).encode())

    def _select(self, text: str, variable: str) -> list[str]:
        kind = "application/sparql-results+json"
        reply = self._web.send(self._form(self.addresses.query, {"query": text}, kind))
        try:
            rows = json.loads(reply.body)["results"]["bindings"]
            return [str(row[variable]["value"]) for row in rows if variable in row]
        except (ValueError, KeyError, TypeError) as error:
            raise self._bad_answer(f"the answer is not {kind}") from error

    def _bad_answer(self, message: str) -> RemoteError:
        return RemoteError("bad-answer", message, self.addresses.query, "check that it speaks SPARQL 1.1")


class _Parts(io.RawIOBase):
    """An iterator of bytes as a file that is read once."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; 0 at the end."""
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = part
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size
