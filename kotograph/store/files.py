"""Read the Turtle files of ``ontology/`` as N-Quads lines; the only place that parses Turtle for the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError


def iter_turtle_file(path: Path, graph: str, base: str = DEFAULT_BASE) -> Iterator[str]:
    """Yield a Turtle file's triples as quads of ``graph`` (spelled), resources and concepts moved below ``base``.

    Raises InputError with the line of a syntax error, and for a blank node: the dataset has none.
    """
    import pyoxigraph as ox

    try:
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
                message = f"a blank node, in a triple with {triple.predicate}"
                raise InputError("blank-node", message, str(path), "give it an IRI")
            yield rebase(f"{triple.subject} {triple.predicate} {triple.object} {graph} .\n", base)
    except SyntaxError as error:
        line = f":{error.lineno}" if error.lineno else ""
        raise InputError("bad-turtle", str(error.msg), f"{path}{line}", "correct the Turtle") from error
    except OSError as error:
        raise InputError("unreadable-file", f"cannot read: {error.strerror}", str(path), "check the path") from error


def rebase(line: str, base: str) -> str:
    """Move resources, concepts and graphs of the default base below another; the ontology's terms stay."""
    if base == DEFAULT_BASE:
        return line
    for kind in ("id", "vocab", "graph"):
        line = line.replace(f"<{DEFAULT_BASE}{kind}/", f"<{base}{kind}/")
    return line
