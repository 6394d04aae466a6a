"""Problems of queries that pass a limit: 503, since the query is right and the service will not give it more."""

from __future__ import annotations

import math

from kotograph.server.problem import Problem


def memory() -> Problem:
    """Return the problem of a query that needs more memory than it may have."""
    return Problem(
        503,
        "query-memory",
        "The query needed more memory than a query may use, and was stopped.",
        "Narrow it: sort, group or join fewer rows, and do not build up long texts.",
    )


def crash(kind: str) -> Problem:
    """Return the problem of a query that ended its process in another way."""
    return Problem(
        503, "query-crashed", f"The query ended the process that ran it ({kind}).", "Write it in simpler parts."
    )


def timeout(seconds: float) -> Problem:
    """Return the problem of a query that ran too long."""
    return Problem(
        503,
        "query-timeout",
        f"The query ran for {seconds:g} seconds, which is the limit, and was stopped.",
        "Narrow it: name a subject or a class, join patterns by shared variables, add a LIMIT; or load a download "
        "into a store of your own.",
    )


def busy(retry_after: float) -> Problem:
    """Return the problem of a long query while as many as may be are running."""
    return Problem(
        503,
        "long-queries-busy",
        "As many long queries as may run at once are running, and this is a further one.",
        "Ask again later, or narrow the query so that it is a short one.",
        headers=_wait(retry_after),
    )


def full(retry_after: float) -> Problem:
    """Return the problem of a query for which there is no place to wait, or that has waited too long."""
    return Problem(
        503,
        "queue-full",
        "More queries are waiting than can be answered soon.",
        "Ask again after the time in Retry-After.",
        headers=_wait(retry_after),
    )


def too_large(most: int) -> Problem:
    """Return the problem of an answer of which not even one row can be sent."""
    return Problem(
        503,
        "answer-too-large",
        f"One row of the answer has more than {most} bytes.",
        "Ask for less: leave out variables, or shorten texts with SUBSTR.",
    )


def closing() -> Problem:
    """Return the problem of a query that comes while the server ends."""
    return Problem(503, "server-closing", "The server is ending.", "Ask again later.", headers=_wait(5))


def _wait(seconds: float) -> dict[str, str]:
    return {"Retry-After": str(max(1, math.ceil(seconds)))}
