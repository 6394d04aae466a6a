"""A source with many entries takes several pages: which entries stand on each, and on which page a line is."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kotograph.site.graph import Graph
from kotograph.site.paging import count_pages, cut
from kotograph.vocab import KOTO

_LINES = """PREFIX koto: <%s>
SELECT ?record ?line ?stated WHERE {
  ?record koto:source <%s> ; koto:line ?line .
  OPTIONAL { ?record koto:statement ?statement . ?statement koto:line ?stated }
}"""


@dataclass(frozen=True, slots=True)
class SourcePages:
    """The entries of a source (IRIs in the order of their lines), and where its lines are shown.

    ``shown`` has the page of each line that an entry states something on or begins on; ``starts`` the line that each
    page begins with.
    """

    entries: Sequence[str]
    shown: Mapping[int, int]
    starts: Sequence[int]

    @property
    def count(self) -> int:
        """Return how many pages there are."""
        return count_pages(len(self.entries))

    def find(self, line: int | None) -> int:
        """Return the page that a line is on: where it is shown, else where it lies between the entries."""
        if line is None:
            return 1
        return self.shown.get(line) or max(1, bisect_right(self.starts, line))


def read_source_pages(graph: Graph, source: str) -> SourcePages:
    """Return the pages of a source (by IRI)."""
    begins: dict[str, int] = {}
    stated: dict[str, set[int]] = defaultdict(set)
    for record, line, other in graph.store.query(_LINES % (KOTO, source), "site").rows:
        assert record and line
        begins[record.value] = int(line.value)
        if other:
            stated[record.value].add(int(other.value))
    entries = sorted(begins, key=lambda iri: (begins[iri], iri))
    shown: dict[int, int] = {}
    starts = []
    for number in range(1, count_pages(len(entries)) + 1):
        mine = cut(entries, number)
        starts += [begins[iri] for iri in mine[:1]]
        for iri in mine:
            for each in (begins[iri], *sorted(stated[iri])):
                shown.setdefault(each, number)
    return SourcePages(entries, shown, starts)


def source_path(key: str, number: int = 1) -> str:
    """Return the path of a page of a source, within a language's folder."""
    return f"source/{key}{f'.page-{number}' if number > 1 else ''}.html"
