"""Read RDF files: the Turtle of ``ontology/`` as N-Quads lines, and catalogues of any format for checking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError
from kotograph.store.answers import Term, read_term

if TYPE_CHECKING:
    import pyoxigraph as ox

_RDF_HINT = "name it .ttl, .trig, .nt, .nq, .jsonld or .rdf"
_BAD_RDF_HINT = "correct the file; JSON-LD must hold its context, since nothing is fetched"


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


def load_file(path: Path) -> ox.Store:
    """Return a store in memory that holds an RDF file as it is: its graphs, its default graph, its blank nodes.

    Raises InputError as `read_rdf_file` does.
    """
    import pyoxigraph as ox

    store = ox.Store()
    store.bulk_extend(_iter_quads(path))
    return store


def write_nquads(path: Path, target: Path, base: str = DEFAULT_BASE) -> int:
    """Write an RDF file of any format as the N-Quads of a build, sorted; return how many there are.

    A build has neither a default graph nor blank nodes: what stands in the first goes to ``<base>graph/file``, and the
    second get IRIs below ``<base>.well-known/genid/``. Raises InputError as `read_rdf_file` does.
    """
    import pyoxigraph as ox

    data = _parse(path)
    lines = set()
    rest = ox.NamedNode(f"{base}graph/file")
    named: dict[str, ox.NamedNode] = {}

    def name(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return named.setdefault(term.value, ox.NamedNode(f"{base}.well-known/genid/{term.value}"))
        return term

    for quad in data:
        graph = rest if isinstance(quad.graph_name, ox.DefaultGraph) else name(quad.graph_name)
        lines.add(f"{name(quad.subject)} {quad.predicate} {name(quad.object)} {graph} .\n")
    with target.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(sorted(lines))
    return len(lines)


def read_rdf_file(path: Path) -> list[tuple[str, str, str]]:
    """Return the triples of an RDF file of any format, as spelled terms, the union of its graphs, sorted.

    The format goes by the file's name. Nothing is fetched: a JSON-LD file must bring its own context. Raises InputError
    for a file that is missing, of no known format, or malformed.
    """
    import pyoxigraph as ox

    found = ox.Dataset(ox.Quad(*quad.triple) for quad in _parse(path))
    # Blank nodes get names that depend on nothing but the graph.
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in found)


def iter_statements(path: Path, predicates: Iterable[str]) -> Iterator[tuple[str, str, Term]]:
    """Yield subject, predicate and object of the statements with these predicates, in the order of an RDF file.

    The file is streamed, so its size does not matter; subjects without an IRI are left out. Raise InputError as
    `read_rdf_file` does.
    """
    import pyoxigraph as ox

    wanted = frozenset(predicates)
    for quad in _iter_quads(path):
        predicate = quad.predicate.value
        if predicate in wanted and isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            yield quad.subject.value, predicate, read_term(quad.object)


def _iter_quads(path: Path) -> Iterator[Any]:
    import pyoxigraph as ox

    form = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
    if form is None:
        raise InputError("unknown-rdf-format", "the name does not tell a format of RDF", str(path), _RDF_HINT)
    try:
        yield from ox.parse(path=path, format=form, base_iri=path.absolute().as_uri())
    except SyntaxError as error:
        # Not every reader tells a line, and JSON-LD gives the place in words.
        line = f":{error.lineno}" if error.lineno else ""
        raise InputError("bad-rdf", f"cannot be read: {error.msg}", f"{path}{line}", _BAD_RDF_HINT) from error
    except OSError as error:
        raise InputError("unreadable-file", f"cannot read: {error.strerror}", str(path), "check the path") from error


def _parse(path: Path) -> ox.Dataset:
    """Return the quads of an RDF file, its blank nodes named by what is said of them."""
    import pyoxigraph as ox

    found = ox.Dataset(_iter_quads(path))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found
