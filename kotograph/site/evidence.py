"""Evidence: which lines of which sources are cited for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kotograph.site.graph import Graph
from kotograph.vocab import KOTO, PREFIXES

_HEAD = f"PREFIX koto: <{KOTO}> PREFIX dcterms: <{PREFIXES['dcterms']}> "
_JUDGED = """SELECT DISTINCT ?criterion ?project ?source ?line WHERE {
  ?project koto:criterionEvidence ?evidence .
  ?evidence koto:criterion ?criterion ; koto:evidenceSource ?source . OPTIONAL { ?evidence koto:evidenceLine ?line }
}"""
# Whatever has an evidence line belongs to what it is about, or to what points to it.
_CITED = """SELECT DISTINCT ?line ?citing WHERE {
  { ?item koto:evidenceSource %(source)s ; koto:evidenceLine ?line .
    { ?item koto:about ?citing } UNION { ?citing koto:criterionEvidence|koto:output ?item } }
  UNION
  { ?citing dcterms:source %(source)s ; koto:line ?line }
}"""


def read_evidence(graph: Graph) -> Mapping[str, Sequence[tuple[str, str, int | None]]]:
    """Return the evidence for each criterion (by IRI): key of the project, key of the source, line."""
    found: dict[str, list[tuple[str, str, int | None]]] = defaultdict(list)
    for criterion, project, source, line in graph.store.query(_HEAD + _JUDGED, "site").rows:
        assert criterion and project and source
        number = int(line.value) if line else None
        found[criterion.value].append((graph.get_key(project.value), graph.get_key(source.value), number))
    return {iri: sorted(each, key=lambda item: (item[0], item[1], item[2] or 0)) for iri, each in found.items()}


def read_citations(graph: Graph, source: str) -> Mapping[int, Sequence[str]]:
    """Return the lines of a source (by IRI) that are cited, each with the IRIs of what cites it."""
    found: dict[int, set[str]] = defaultdict(set)
    for line, citing in graph.store.query(_HEAD + _CITED % {"source": f"<{source}>"}, "site").rows:
        if line and citing:
            found[int(line.value)].add(citing.value)
    return {line: sorted(things) for line, things in sorted(found.items())}
