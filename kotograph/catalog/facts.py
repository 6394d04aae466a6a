"""What the catalogue takes from the data itself: the time it covers and the pages it was read from."""

from __future__ import annotations

from dataclasses import dataclass

from kotograph.store import Store

_DATES = """
PREFIX koto: <https://w3id.org/kotograph/ontology#>
SELECT DISTINCT ?start ?end WHERE {
  ?project a koto:Project .
  OPTIONAL { ?project koto:startDate ?start }
  OPTIONAL { ?project koto:endDate ?end }
}
"""
_SOURCES = """
PREFIX koto: <https://w3id.org/kotograph/ontology#>
SELECT DISTINCT ?source WHERE { ?source a koto:SourceDocument }
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """``start`` and ``end`` are days or years as written (``2015-01-01``, ``2015``), empty where nothing is known."""

    start: str = ""
    end: str = ""
    sources: tuple[str, ...] = ()


def read_facts(store: Store) -> Facts:
    """Return the earliest start and the latest end of a project, and the IRIs of the source documents.

    A year counts as its first day for a start and as its last for an end, and stays a year.
    """
    starts, ends = set[str](), set[str]()
    for start, end in store.query(_DATES, "catalog").rows:
        if start:
            starts.add(start.value)
        if end:
            ends.add(end.value)
    sources = sorted(source.value for (source,) in store.query(_SOURCES, "catalog").rows if source)
    return Facts(
        min(starts, key=lambda day: (f"{day}-01-01"[:10], day), default=""),
        max(ends, key=lambda day: (f"{day}-12-31"[:10], day), default=""),
        tuple(sources),
    )
