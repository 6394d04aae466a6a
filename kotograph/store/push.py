"""Push named graphs to a store on the network, so that its readers see each graph as it was or as it is now.

A graph is written into a staging graph, read back, and moved to its place in one step. What is in its place already is
not sent, so a push that was cut off goes on where it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kotograph.errors import InputError, RemoteError, UsageError
from kotograph.store.graphs import Measure, RemoteGraphs, measure
from kotograph.store.remote import BESIDE, STAGING

Lines = Callable[[], Iterable[str]]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: graphs that were sent, that were the same, that are there beside them, that were removed.

    ``statements`` is how many the graphs hold that were sent or the same.
    """

    sent: Sequence[str]
    same: Sequence[str]
    others: Sequence[str]
    removed: Sequence[str]
    statements: int


def push_graphs(
    graphs: Mapping[str, Lines],
    store: RemoteGraphs,
    base: str,
    *,
    prune: bool = False,
    progress: Progress | None = None,
) -> Pushed:
    """Make the graphs of a store those given by name, each a function that yields lines of N-Triples, each line once.

    With ``prune``, graphs below ``<base>graph/`` that are not given are removed, but for those beside the dataset.
    Raise UsageError for a graph that is not below the base, InputError for a blank node, RemoteError for what fails.
    """
    start = f"{base}graph/"
    for name in graphs:
        if not name.startswith(start):
            raise UsageError(
                "foreign-graph", f"the graph {name} is not below the base {base}", "", "set the base of the build"
            )
    sent, same, statements = [], [], 0
    for number, (name, lines) in enumerate(sorted(graphs.items()), 1):
        if progress:
            progress("push", number, len(graphs))
        wanted = _measure_local(name, lines)
        statements += wanted.count
        if store.count(name) == wanted.count and store.measure(name) == wanted:
            same.append(name)
        else:
            _replace(name, lines, wanted, store, f"{base.rstrip('/')}{STAGING}")
            sent.append(name)
    others, removed = _tidy(graphs, store, base, prune)
    return Pushed(sent, same, others, removed, statements)


def _measure_local(name: str, lines: Lines) -> Measure:
    def checked() -> Iterable[str]:
        for line in lines():
            if _has_blank_node(line):
                message = f"a blank node: {line.strip()[:80]}"
                raise InputError("blank-node", message, name, "give it an IRI: stores name blank nodes anew")
            yield line

    return measure(checked())


def _has_blank_node(line: str) -> bool:
    """Tell whether subject or object of a line of N-Triples is a blank node.

    >>> _has_blank_node("<http://e/s> <p:> _:b .\\n"), _has_blank_node('<http://e/s> <p:> "a _:b"@fi .\\n')
    (True, False)
    """
    last = line.rstrip(" .\n").rpartition(" ")[2]
    return line.startswith("_:") or (last.startswith("_:") and '"' not in last)


def _replace(name: str, lines: Lines, wanted: Measure, store: RemoteGraphs, staging: str) -> None:
    place = staging + hashlib.sha256(name.encode()).hexdigest()[:16]
    store.write(place, lines())
    _check(place, name, wanted, store)
    store.move(place, name)
    _check(name, name, wanted, store)


def _check(place: str, name: str, wanted: Measure, store: RemoteGraphs) -> None:
    found = store.measure(place)
    if found != wanted:
        differs = "" if found.count != wanted.count else ", and some differ"
        raise RemoteError(
            "push-differs",
            f"{name} has {wanted.count} statements here, and {found.count} came back{differs}",
            place,
            "push again; if it stays so, the server changes values: see docs/explanation/servers.md",
        )


def _tidy(
    graphs: Mapping[str, Lines], store: RemoteGraphs, base: str, prune: bool
) -> tuple[Sequence[str], Sequence[str]]:
    """Remove what is left in staging, and with ``prune`` what is no longer given; return others, removed."""
    others, removed = [], []
    for name in store.list_graphs(f"{base}graph/"):
        if STAGING in name:
            store.remove(name)
        elif name in graphs or name.endswith(BESIDE):
            continue
        elif prune:
            store.remove(name)
            removed.append(name)
        else:
            others.append(name)
    return others, removed
