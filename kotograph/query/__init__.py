"""Named questions: `.rq` files with a head that describes them, their parameters bound as typed terms."""

from kotograph.query.binding import bind
from kotograph.query.examples import example_of, write_example
from kotograph.query.files import Parameter, Query, find_query, list_queries, read_query
from kotograph.query.running import run

__all__ = [
    "Parameter",
    "Query",
    "bind",
    "example_of",
    "find_query",
    "list_queries",
    "read_query",
    "run",
    "write_example",
]
