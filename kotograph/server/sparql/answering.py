"""How a worker answers one query: checked, run up to the limits, written whole before anything is sent."""

from __future__ import annotations

import hashlib
import io
from itertools import islice
from typing import TYPE_CHECKING

from kotograph.errors import KotographError
from kotograph.formats import Format
from kotograph.server.problem import Problem
from kotograph.server.sparql import problems
from kotograph.server.sparql.cutting import cut_json
from kotograph.server.sparql.guard import check_graphs, check_query, read_position
from kotograph.server.sparql.types import GRAPH_TYPES, ROW_TYPES
from kotograph.server.sparql.wire import Job, Reply
from kotograph.store.answers import Answer, Graph, Row, Rows, Truth
from kotograph.store.results import write_answer

if TYPE_CHECKING:
    from kotograph.server.sparql.limits import Limits
    from kotograph.store.embedded import EmbeddedStore, Triples


class Answerer:
    """Answer queries from one store."""

    def __init__(self, store: EmbeddedStore, base: str, limits: Limits) -> None:
        self.graphs = frozenset(store.get_graphs())
        self._store = store
        self._base = f"{base}sparql"
        self._limits = limits
        self._notice = f"{base}en/api.html#answer-cut"

    def answer(self, job: Job) -> Reply:
        """Return the answer, or the problem in its place."""
        try:
            return self._answer(job)
        except Problem as problem:
            return fail(problem)
        except KotographError as error:
            return fail(_describe(error))

    def _answer(self, job: Job) -> Reply:
        named = job.default_graphs is not None or job.named_graphs is not None
        checked = check_query(job.query, self.graphs, base=self._base, depth=self._limits.depth, own_dataset=not named)
        if named:
            check_graphs([*(job.default_graphs or ()), *(job.named_graphs or ())], self.graphs)
        types = ROW_TYPES if checked.form in ("SELECT", "ASK") else GRAPH_TYPES
        media_type = job.rows_type if types is ROW_TYPES else job.graph_type
        if checked.form == "SELECT" and types.get(media_type) is Format.SPARQL_JSON:
            limits = self._limits
            written = self._store.ask_json(
                checked.text,
                limits.rows,
                limits.result_bytes,
                base=self._base,
                default_graphs=job.default_graphs,
                named_graphs=job.named_graphs,
            )
            found = written and cut_json(written, limits.rows, limits.result_bytes, self._notice)
            if found:
                return _reply(media_type, *found, checked.lasting)
        # An unacceptable answer is not worked out, but what is no query at all is told first.
        asked = self._store.ask(
            checked.text, base=self._base, default_graphs=job.default_graphs, named_graphs=job.named_graphs
        )
        if not media_type:
            raise refuse_types(types, checked.form)
        answer, cut = self._read(asked)
        body, cut = self._write(answer, types[media_type], cut)
        return _reply(media_type, body, cut, checked.lasting)

    def _read(self, found: Rows | Truth | Triples) -> tuple[Answer, str]:
        """Read an answer up to the limits of rows and bytes; the second value says which one cut it."""
        limits = self._limits
        if isinstance(found, Truth):
            return found, ""
        size, cut = 0, ""
        if isinstance(found, Rows):
            rows: list[Row] = []
            for row in islice(found.rows, limits.rows + 1):
                if len(rows) == limits.rows or size > limits.result_bytes:
                    cut = "rows" if len(rows) == limits.rows else "bytes"
                    break
                rows.append(row)
                size += sum(len(term.value) for term in row if term is not None)
            return Rows(found.variables, rows), cut
        lines: set[str] = set()
        for line in found.lines:
            if line in lines:
                continue
            if len(lines) == limits.rows or size > limits.result_bytes:
                cut = "rows" if len(lines) == limits.rows else "bytes"
                break
            lines.add(line)
            size += len(line)
        return Graph(tuple(sorted(lines))), cut

    def _write(self, answer: Answer, form: Format, cut: str) -> tuple[bytes, str]:
        """Write an answer; leave out what is beyond the limit of bytes."""
        most = self._limits.result_bytes
        while True:
            out = io.StringIO()
            try:
                write_answer(answer, form, out, link=self._notice if cut else "")
            except ValueError as error:
                raise Problem(
                    406, "format-unfit", f"{form.media_type} cannot hold this answer: {error}", "Ask for another type."
                ) from error
            body = out.getvalue().encode("utf-8", "replace")
            if len(body) <= most or isinstance(answer, Truth):
                return body, cut
            cut = "bytes"
            if isinstance(answer, Rows):
                rows = list(answer.rows)
                kept, answer = len(rows), Rows(answer.variables, rows[: len(rows) * most // (len(body) + 1)])
            else:
                kept, answer = len(answer.lines), Graph(answer.lines[: len(answer.lines) * most // (len(body) + 1)])
            if kept <= 1:
                raise problems.too_large(most)


def _reply(media_type: str, body: bytes, cut: str, lasting: bool) -> Reply:
    digest = hashlib.blake2b(body + cut.encode(), digest_size=16).hexdigest()
    return Reply(200, media_type, body, digest, cut, lasting)


def refuse_types(types: dict[str, Format], what: str) -> Problem:
    """Return the problem of a client that accepts nothing of what can be sent."""
    return Problem(
        406,
        "not-acceptable",
        f"None of the types in Accept can be sent for {what}.",
        f"Accept one of: {', '.join(types)}.",
        extra={"types": list(types)},
    )


def fail(problem: Problem, *, spent: bool = False) -> Reply:
    """Return a problem as a reply."""
    return Reply(
        problem.status,
        code=problem.code,
        detail=problem.detail,
        hint=problem.hint,
        extra=dict(problem.extra),
        spent=spent,
    )


def _describe(error: KotographError) -> Problem:
    position = read_position(error.__cause__) if isinstance(error.__cause__, SyntaxError) else {}
    return Problem(400, error.code, error.message, error.hint, extra=position)
