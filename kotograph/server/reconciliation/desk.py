"""Everything that answers for one generation, made together and replaced together."""

from __future__ import annotations

from dataclasses import dataclass

from kotograph.server.reconciliation.catalogue import Catalogue
from kotograph.server.reconciliation.extending import Extender
from kotograph.server.reconciliation.matching import Matcher
from kotograph.server.reconciliation.properties import Properties
from kotograph.server.reconciliation.suggesting import Suggester
from kotograph.site.graph import Graph


@dataclass(frozen=True, slots=True)
class Desk:
    """The catalogue of a generation with what reads it."""

    catalogue: Catalogue
    properties: Properties
    matcher: Matcher
    suggester: Suggester
    extender: Extender


def make_desk(graph: Graph) -> Desk:
    """Read the catalogue and its index; raise LimitError for a store that is too large."""
    catalogue = Catalogue(graph)
    catalogue.get_index()
    properties = Properties(catalogue)
    return Desk(
        catalogue,
        properties,
        Matcher(catalogue, properties),
        Suggester(catalogue, properties),
        Extender(catalogue, properties),
    )
