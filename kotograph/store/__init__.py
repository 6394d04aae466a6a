"""Stores that answer SPARQL: the embedded Oxigraph of a build, and any endpoint on the network.

Both give the same plain answers (`kotograph.store.answers`), so one set of writers serves both.
"""

from kotograph.store.answers import Answer, Graph, Row, Rows, Store, Term, Truth
from kotograph.store.embedded import EmbeddedStore, accepts_iri, build_store
from kotograph.store.remote import RemoteStore
from kotograph.store.results import write_answer

__all__ = [
    "Answer",
    "EmbeddedStore",
    "Graph",
    "RemoteStore",
    "Row",
    "Rows",
    "Store",
    "Term",
    "Truth",
    "accepts_iri",
    "build_store",
    "write_answer",
]
