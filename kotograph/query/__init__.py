"""Named questions: `.rq` files with a head that describes them, their parameters bound as typed terms."""

from kotograph.query.binding import bind
from kotograph.query.examples import example_of, write_example
from kotograph.query.federated import Federated, find_federated, list_federated, run_federated
from kotograph.query.files import Parameter, Query, find_query, list_queries, read_query
from kotograph.query.running import run

__all__ = [
    "Federated",
    "Parameter",
    "Query",
    "bind",
    "example_of",
    "find_federated",
    "find_query",
    "list_federated",
    "list_queries",
    "read_query",
    "run",
    "run_federated",
    "write_example",
]
