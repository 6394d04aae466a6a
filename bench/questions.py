"""Time every named question on a build: the slower of its example and of its defaults, medians of five.

Run as ``python -m bench.questions FOLDER``: it prints a JSON object of seconds by name.
"""

from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path
from statistics import median

from kotograph.query import Query, list_queries, run
from kotograph.store.embedded import EmbeddedStore

_TIMES = 5


def read_example(query: Query) -> dict[str, str]:
    """Return the parameters that a query's example command gives."""
    words = shlex.split(query.example)
    given = [words[position + 1] for position, word in enumerate(words[:-1]) if word in ("-p", "--param")]
    return dict(pair.split("=", 1) for pair in given)


def time_query(query: Query, store: EmbeddedStore) -> float:
    """Return the seconds that a question takes: binding, asking, and reading every row."""
    cases = [read_example(query)]
    if all(parameter.optional or parameter.default is not None for parameter in query.parameters):
        cases.append({})
    return max(median(_time_once(query, case, store) for _ in range(_TIMES)) for case in cases)


def _time_once(query: Query, given: dict[str, str], store: EmbeddedStore) -> float:
    started = time.perf_counter()
    answer = run(query, given, store)
    assert answer is not None
    return time.perf_counter() - started


def main(build: Path) -> None:
    """Print the seconds of each question."""
    store = EmbeddedStore(build)
    print(json.dumps({query.name: time_query(query, store) for query in list_queries()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
