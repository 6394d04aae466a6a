"""Any SPARQL endpoint on the network, asked through SPARQLWrapper.

Stores differ in what their default graph is: empty, or the union of all graphs. Ours is the union, so an endpoint is
asked once for its graphs, and each query then names them all.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from kotograph import __version__
from kotograph.errors import LimitError, RemoteError, UsageError
from kotograph.store.answers import Answer, Rows, Truth, read_graph, read_rows
from kotograph.store.deviations import TRIPLES, find_truth, read_row
from kotograph.store.patience import Patience
from kotograph.store.sparql import get_form, has_dataset_clause

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from SPARQLWrapper import SPARQLWrapper

USER_AGENT = f"kotograph/{__version__} (https://w3id.org/kotograph/)"
MAX_BYTES = 256 * 1024 * 1024
_PART = 64 * 1024
# An endpoint with more graphs is not one of ours: its own default graph is used as it is.
MAX_GRAPHS = 500
# Metadata and validation results are beside the dataset, not part of its union (the data model, "Named graphs").
BESIDE = ("/graph/catalogue", "/graph/quality")
# Graphs that are being pushed and are not yet in their place (kotograph.store.push).
STAGING = "/graph/staging/"
# GROUP BY, since Virtuoso takes seconds for DISTINCT.
_GRAPHS = f"SELECT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g LIMIT {MAX_GRAPHS + 1}"
_ROWS = "application/sparql-results+json,application/sparql-results+xml;q=0.9,text/tab-separated-values;q=0.5"


class RemoteStore:
    """Answer queries from the endpoint at an http(s) address.

    ``timeout`` is in seconds, for each silence of the server; ``longest`` for the whole of an answer. ``graphs`` are
    the graphs to ask; None asks those of the dataset below ``base`` if there are any, else all. ``agent`` is the
    User-Agent. With ``patience`` a busy server is asked again, after the time that it names; ``pause`` is the least
    time between two requests, in seconds.
    """

    def __init__(
        self,
        address: str,
        *,
        timeout: int = 60,
        graphs: Sequence[str] | None = None,
        base: str = "",
        max_bytes: int = MAX_BYTES,
        longest: float | None = None,
        agent: str = USER_AGENT,
        patience: Patience | None = None,
        pause: float = 0.0,
    ) -> None:
        if not is_http(address):
            raise UsageError(
                "bad-endpoint", f"'{address}' is not the address of an endpoint", "", "give an http(s):// address"
            )
        self.address = address
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._graphs = None if graphs is None else tuple(graphs)
        self._base = base
        self._longest = longest
        self._agent = agent
        self._patience = patience or Patience(tries=0)
        self._pause = pause
        self._last: float | None = None

    def query(self, text: str, where: str = "") -> Rows:
        """Answer a SELECT query; raise RemoteError when the server does not answer it, UsageError for another form."""
        if get_form(text, where) != "SELECT":
            raise UsageError("not-select", "only a SELECT query gives rows", where, "write a SELECT query")
        return self._rows(text, self._choose_graphs(text))

    def answer(self, text: str, where: str = "") -> Answer:
        """Answer a query of any form; raise RemoteError or UsageError as `query` does."""
        return self._ask(text, get_form(text, where), self._choose_graphs(text))

    def _choose_graphs(self, text: str) -> tuple[str, ...]:
        """Return the graphs that a query is asked of; none if it names its own (those of the protocol would win)."""
        if has_dataset_clause(text):
            return ()
        if self._graphs is None:
            rows = self._rows(_GRAPHS, ()).rows
            names = sorted(row[0].value for row in rows if row[0] and row[0].kind == "uri")
            kept = tuple(name for name in names if not name.endswith(BESIDE) and STAGING not in name)
            own = tuple(name for name in kept if self._base and name.startswith(f"{self._base}graph/"))
            self._graphs = (own or kept) if len(names) <= MAX_GRAPHS else ()
        return self._graphs

    def _rows(self, text: str, graphs: tuple[str, ...]) -> Rows:
        answer = self._ask(text, "SELECT", graphs)
        if not isinstance(answer, Rows):
            self._fail("bad-answer", "it answered SELECT with yes or no", "check that it speaks SPARQL 1.1")
        return answer

    def _ask(self, text: str, form: str, graphs: tuple[str, ...]) -> Answer:
        media_type, body = self._fetch_patiently(text, form, graphs)
        try:
            return _read_body(media_type, body, form, self.address)
        except (SyntaxError, ValueError) as error:
            raise RemoteError(
                "bad-answer",
                f"the answer is not {media_type}: {error}",
                self.address,
                "check that it speaks SPARQL 1.1",
            ) from error

    def _fetch_patiently(self, text: str, form: str, graphs: tuple[str, ...]) -> tuple[str, bytes]:
        """Fetch, and ask again after a while for as long as the server is only busy."""
        tried = 0
        while True:
            if self._last is not None and (wait := self._last + self._pause - time.monotonic()) > 0:
                self._patience.sleep(wait)
            self._last = time.monotonic()
            found = self._fetch(self._prepare(text, form, graphs), tried)
            if not isinstance(found, float):
                return found
            self._patience.sleep(found)
            tried += 1

    def _prepare(self, text: str, form: str, graphs: tuple[str, ...]) -> SPARQLWrapper:
        from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

        wrapper = SPARQLWrapper(self.address, agent=self._agent)
        # Set directly: setQuery() guesses the form by a pattern that a '#' in an IRI or a text misleads.
        wrapper.queryString, wrapper.queryType = text, form
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(self._timeout)
        wrapper.setReturnFormat(JSON if form in ("SELECT", "ASK") else TURTLE)
        wrapper.addCustomHttpHeader("Accept", _ROWS if form in ("SELECT", "ASK") else TRIPLES)
        for graph in graphs:
            wrapper.addParameter("default-graph-uri", graph)
            wrapper.addParameter("named-graph-uri", graph)
        return wrapper

    def _fetch(self, wrapper: SPARQLWrapper, tried: int) -> tuple[str, bytes] | float:
        """Return the media type and the body, or how long to wait before asking again, in seconds.

        Every failure of the network or the server is a RemoteError.
        """
        import http.client
        import urllib.error

        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        try:
            response = wrapper.query().response
            with response:
                if response.geturl() != self.address:
                    self._fail("endpoint-moved", f"it has moved to {response.geturl()}", "use that address")
                body = self._read(response)
                # read() with a bound says nothing when the server hangs up early.
                missing = response.length if len(body) <= self._max_bytes else 0
                media_type = str(response.headers.get_content_type())
        except SPARQLWrapperException as error:
            cause = error.__context__
            if isinstance(cause, urllib.error.HTTPError):
                cause.close()
                # SPARQLWrapper has read the body into its own message.
                self._refuse(cause.code, _find_body(str(error)))
            raise RemoteError("endpoint-failed", str(error), self.address, "check the address") from error
        except urllib.error.HTTPError as error:
            with error:
                moved, said = error.headers.get("Location"), error.read(2000)
                wait = self._patience.find_wait(error.code, error.headers.get("Retry-After"), tried)
            if wait is not None:
                return wait
            if moved:
                self._fail("endpoint-moved", f"it has moved to {moved}", "use that address")
            self._refuse(error.code, said.decode("utf-8", "replace"))
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._unreachable(error)
        if missing:
            self._fail("answer-broken", f"the answer broke off {missing} bytes early", "try again")
        if len(body) > self._max_bytes:
            raise LimitError(
                "answer-too-large", f"the answer is over {self._max_bytes} bytes", self.address, "add a LIMIT"
            )
        return media_type, body

    def _read(self, response: HTTPResponse) -> bytes:
        """Return the body, one byte over the limit at most; raise RemoteError if it takes too long as a whole."""
        if self._longest is None:
            return response.read(self._max_bytes + 1)
        limit = time.monotonic() + self._longest
        body = bytearray()
        while len(body) <= self._max_bytes and (part := response.read1(_PART)):
            body += part
            if time.monotonic() > limit:
                self._fail("endpoint-timeout", f"no whole answer within {self._longest:g} seconds", "ask for less")
        return bytes(body)

    def _refuse(self, status: int, message: str) -> NoReturn:
        said = " ".join(message.split())[:300]
        hint = {
            400: "the server does not understand the query: correct it",
            401: "the endpoint asks for a login: use an open one",
            403: "the endpoint refuses you: use an open one",
            404: "there is no endpoint at this address: check the path, often /sparql or /query",
            405: "there is no endpoint at this address: check the path, often /sparql or /query",
            429: "too many requests: wait and try again",
        }.get(status, "try again later")
        self._fail("endpoint-refused", f"HTTP status {status}{': ' + said if said else ''}", hint)

    def _unreachable(self, error: Exception) -> NoReturn:
        # A URLError wraps what really happened.
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            self._fail("endpoint-timeout", f"no answer within {self._timeout} seconds", "try later or ask for less")
        self._fail("endpoint-unreachable", f"cannot reach it: {reason}", "check the address and that the server runs")

    def _fail(self, code: str, message: str, hint: str) -> NoReturn:
        raise RemoteError(code, message, self.address, hint) from None


def is_http(address: str) -> bool:
    """Tell whether a text is an http(s) address with a host."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _find_body(message: str) -> str:
    """Return what the server said from SPARQLWrapper's message, where it stands as a Python bytes literal."""
    import ast

    _, _, shown = message.partition("Response:\n")
    try:
        said = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return shown
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else shown


def _read_body(media_type: str, body: bytes, form: str, address: str) -> Answer:
    import pyoxigraph as ox

    if form in ("SELECT", "ASK"):
        kind = ox.QueryResultsFormat.from_media_type(media_type)
        if kind is not None and kind != ox.QueryResultsFormat.CSV:
            found = ox.parse_query_results(body, format=kind)
            if isinstance(found, ox.QueryBoolean):
                return Truth(bool(found))
            read = read_rows(found, RemoteError, address)
            rows = Rows(read.variables, [read_row(row) for row in read.rows])
            return (find_truth(rows) if form == "ASK" else None) or rows
    else:
        rdf = ox.RdfFormat.from_media_type(media_type)
        if rdf is not None:
            return read_graph(quad.triple for quad in ox.parse(body, format=rdf))
    raise RemoteError(
        "not-an-endpoint",
        f"it answered {media_type}, not SPARQL results",
        address,
        "check the path, often /sparql or /query",
    )
