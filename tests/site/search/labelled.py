"""The labelled queries, and how well an index answers them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kotograph.site.search import Document, Hit

FOLDER = Path(__file__).parent
TUNED = "queries"
HELD_OUT = ("held-out", "held-out-2")
WITHIN = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """One query with the documents that its asker means; labels come from reading the data, not from the searcher."""

    language: str
    query: str
    relevant: frozenset[str]
    difficulty: str
    evidence: str


def read_queries(name: str) -> list[Labelled]:
    """Read one set of queries."""
    with (FOLDER / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Labelled(row["language"], row["query"], frozenset(row["relevant"].split()), row["difficulty"], row["evidence"])
        for row in rows
    ]


def measure_recall(labelled: Labelled, find: Callable[[str, int], Sequence[Hit]]) -> float:
    """Return the share of what is relevant among the first five; with more than five relevant, of five."""
    found = {hit.id for hit in find(labelled.query, WITHIN)}
    return len(found & labelled.relevant) / min(WITHIN, len(labelled.relevant))


def mean_recall(queries: Iterable[Labelled], finders: Mapping[str, Callable[[str, int], Sequence[Hit]]]) -> float:
    """Return the mean recall of queries, each asked in its language."""
    values = [measure_recall(labelled, finders[labelled.language]) for labelled in queries]
    return sum(values) / len(values)


Documents = Mapping[str, Sequence[Document]]
