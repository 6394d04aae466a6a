"""Which projects continue which: every chain once, and the chains that a project stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kotograph.store.answers import Row

Chain = tuple[str, ...]


@dataclass(slots=True)
class Chains:
    """All chains, as IRIs of projects from the first on, and those of each project."""

    all: list[Chain] = field(default_factory=list)
    by_project: dict[str, list[Chain]] = field(default_factory=lambda: defaultdict(list))


def read_chains(rows: Iterable[Row]) -> Chains:
    """Read the answer of the question ``chains``."""
    members: dict[str, dict[str, None]] = {}
    for chain, _, project, *_ in rows:
        assert chain and project
        members.setdefault(chain.value, {})[project.value] = None
    found = Chains()
    for each in members.values():
        links = tuple(each)
        found.all.append(links)
        for iri in links:
            found.by_project[iri].append(links)
    return found


def read_successions(rows: Sequence[Row]) -> Mapping[tuple[str, str], Row]:
    """Return the rows of the question ``successors`` by the two projects that each joins."""
    return {(row[0].value, row[3].value): row for row in rows if row[0] and row[3]}
