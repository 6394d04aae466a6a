"""Stores that answer SPARQL: the embedded Oxigraph of a build, and any endpoint on the network.

Both give the same plain answers (`kotograph.store.answers`), so one set of writers serves both.
"""

from kotograph.store.answers import Answer, Graph, Row, Rows, Store, Term, Truth, iter_triples
from kotograph.store.embedded import EmbeddedStore, FileStore, accepts_iri, build_store, find_build
from kotograph.store.remote import RemoteStore
from kotograph.store.results import write_answer

__all__ = [
    "Answer",
    "EmbeddedStore",
    "FileStore",
    "Graph",
    "RemoteStore",
    "Row",
    "Rows",
    "Store",
    "Term",
    "Truth",
    "accepts_iri",
    "build_store",
    "find_build",
    "iter_triples",
    "write_answer",
]
