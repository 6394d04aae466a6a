"""The Oxigraph store of a build: written once by the bulk loader, then opened read-only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from kotograph.errors import InputError, UsageError
from kotograph.store.answers import Answer, Graph, Rows, Term, Truth, read_rows, read_term
from kotograph.store.federation import refuse_service
from kotograph.store.files import load_file
from kotograph.store.sparql import describe_syntax_error, get_form, has_dataset_clause

if TYPE_CHECKING:
    import pyoxigraph as ox

STORE_FOLDER = "store"


def build_store(nquads: Path, folder: Path) -> Path:
    """Load an N-Quads file into a new store below ``folder``; return the store's folder.

    Raise InputError for a file that is missing or not N-Quads, or if the folder already holds a store.
    """
    import pyoxigraph as ox

    place = folder / STORE_FOLDER
    if place.exists():
        raise InputError("store-exists", "there is a store already", str(place), "build into a new folder")
    if not nquads.is_file():
        raise InputError("nquads-missing", "there is no such N-Quads file", str(nquads), "run: kotograph build")
    place.mkdir(parents=True)
    try:
        store = ox.Store(str(place))
        store.bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
        store.flush()
    except SyntaxError as error:
        line = f":{error.lineno}" if error.lineno else ""
        raise InputError("bad-nquads", str(error.msg), f"{nquads}{line}", "correct the line") from error
    except OSError as error:
        raise InputError("store-unwritable", str(error), str(place), "check the disk and its permissions") from error
    return place


def find_build(folder: Path) -> Path | None:
    """Find the folder that contains ``store/``: the folder itself, or the one its ``current`` points to."""
    for place in (folder, folder / "current"):
        if (place / STORE_FOLDER / "CURRENT").is_file():
            # The link may be moved by a later build while this store is open.
            return place.resolve()
    return None


def load_engine() -> None:
    """Import Oxigraph now rather than at the first store, for a process that forks."""
    import pyoxigraph  # noqa: F401


def accepts_iri(text: str) -> bool:
    """Tell whether Oxigraph takes a text as an absolute IRI: it holds it to RFC 3987, percent signs and all.

    >>> accepts_iri("https://a.example/%C3%A5"), accepts_iri("https://a.example/%2g")
    (True, False)
    """
    import pyoxigraph as ox

    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


class EmbeddedStore:
    """Answer queries from the store of one build; the default graph is the union of all graphs."""

    def __init__(self, folder: Path) -> None:
        import pyoxigraph as ox

        build = find_build(folder)
        if build is None:
            raise InputError("no-build", "there is no built graph here", str(folder), "run: kotograph build")
        self.folder = build
        try:
            self._store = ox.Store.read_only(str(build / STORE_FOLDER))
        except (OSError, RuntimeError, ValueError) as error:
            raise InputError(
                "broken-build", f"the store cannot be opened: {error}", str(build), "build again"
            ) from error

    def query(self, text: str, where: str = "") -> Rows:
        """Answer a SELECT query; raise InputError for a text that is not SPARQL, UsageError for another form."""
        answer = self.answer(text, where)
        if not isinstance(answer, Rows):
            raise UsageError("not-select", "only a SELECT query gives rows", where, "write a SELECT query")
        return answer

    def answer(self, text: str, where: str = "") -> Answer:
        """Answer a query of any form; raise InputError or UsageError as `query` does."""
        get_form(text, where)
        refuse_service(text, where)
        found = self.ask(text, where)
        return Graph(tuple(sorted(set(found.lines)))) if isinstance(found, Triples) else found

    def ask(
        self,
        text: str,
        where: str = "",
        *,
        base: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Rows | Truth | Triples:
        """Answer a query of any form bit by bit, so that the caller can stop; ``SERVICE`` is the caller's to refuse.

        ``default_graphs`` and ``named_graphs`` are the dataset, in place of the one the query names by FROM; None for
        both leaves it that. ``base`` is what relative IRIs are resolved against.
        """
        form = get_form(text, where)
        try:
            return _read_answer(self._run(text, base, default_graphs, named_graphs), form, where)
        except SyntaxError as error:
            raise describe_syntax_error(error, text, where) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise InputError("query-failed", str(error), where, "correct the query, or build again") from error

    def ask_json(
        self,
        text: str,
        most_rows: int,
        most_bytes: int,
        *,
        base: str | None = None,
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Written | None:
        """Answer a SELECT query as SPARQL 1.1 JSON, which Oxigraph writes three times as fast as we do.

        It stops soon after the limits, which the caller keeps: what is there beyond them is to be cut. Return None for
        what SPARQL 1.1 results cannot hold. Raise as `ask` does.
        """
        import pyoxigraph as ox

        out = _Bounded(most_rows, most_bytes)
        try:
            found = self._run(text, base, default_graphs, named_graphs)
            assert isinstance(found, ox.QuerySolutions)
            found.serialize(cast("IO[bytes]", out), format=ox.QueryResultsFormat.JSON)
        except OverflowError:
            is_whole = False
        except SyntaxError as error:
            raise describe_syntax_error(error, text, "") from error
        except (OSError, RuntimeError, ValueError) as error:
            raise InputError("query-failed", str(error), "", "correct the query, or build again") from error
        else:
            is_whole = True
        body = b"".join(out.parts)
        # Quotes within texts are escaped, so this is no part of one.
        return None if b'"type":"triple"' in body else Written(body, out.rows, is_whole)

    def _run(
        self, text: str, base: str | None, default_graphs: Sequence[str] | None, named_graphs: Sequence[str] | None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        if default_graphs is None and named_graphs is None:
            # With the union as its default graph Oxigraph would pass over FROM.
            union = not has_dataset_clause(text)
            return self._store.query(text, base_iri=base, use_default_graph_as_union=union)
        import pyoxigraph as ox

        return self._store.query(
            text,
            base_iri=base,
            default_graph=[ox.NamedNode(iri) for iri in default_graphs or ()],
            named_graphs=[ox.NamedNode(iri) for iri in named_graphs or ()],
        )

    def get_graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        import pyoxigraph as ox

        return sorted(name.value for name in self._store.named_graphs() if isinstance(name, ox.NamedNode))

    def get_facts(self, subject: str) -> dict[str, list[Term]]:
        """Return what all graphs together say of a subject: objects by predicate; both are IRIs without brackets."""
        import pyoxigraph as ox

        facts: dict[str, list[Term]] = {}
        for quad in self._store.quads_for_pattern(ox.NamedNode(subject), None, None, None):
            objects = facts.setdefault(quad.predicate.value, [])
            term = read_term(quad.object)
            if term not in objects:
                objects.append(term)
        return facts

    def get_quads(self, subject: str) -> list[str]:
        """Return the lines of N-Quads about a subject (an IRI without brackets), in all graphs, sorted."""
        import pyoxigraph as ox

        return sorted(f"{quad} .\n" for quad in self._store.quads_for_pattern(ox.NamedNode(subject), None, None, None))

    def iter_triples(self, graph: str) -> Iterator[str]:
        """Yield the statements of a named graph (an IRI without brackets) as lines of N-Triples, in no order."""
        import pyoxigraph as ox

        for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph)):
            yield f"{quad.triple} .\n"

    def has_graph(self, graph: str) -> bool:
        """Tell whether there is a named graph of an IRI."""
        import pyoxigraph as ox

        return self._store.contains_named_graph(ox.NamedNode(graph))

    def get_subjects(self, predicate: str, obj: str) -> list[str]:
        """Return the IRIs that point to an IRI by a predicate, in any graph, sorted."""
        import pyoxigraph as ox

        found = self._store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(obj), None)
        return sorted({quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)})


class FileStore(EmbeddedStore):
    """Answer queries from one RDF file, held in memory; the default graph is the union of all its graphs."""

    def __init__(self, path: Path) -> None:
        self.folder = path.parent
        self._store = load_file(path)


class Written(NamedTuple):
    """An answer in SPARQL 1.1 JSON, or its beginning; it has no more than ``rows`` rows."""

    body: bytes
    rows: int
    is_whole: bool


class _Bounded:
    """A file for answers in JSON that stops whoever writes when there are too many rows or bytes."""

    def __init__(self, most_rows: int, most_bytes: int) -> None:
        self.parts: list[bytes] = []
        self.rows = 1
        self._most_rows, self._left = most_rows, most_bytes

    def write(self, data: bytes) -> int:
        """Keep the bytes; raise OverflowError when it is enough."""
        self.parts.append(bytes(data))
        # What stands between two rows may fall between two parts; texts may hold it too, so there is room for as many.
        self.rows += data.count(b"},{") + 1
        self._left -= len(data)
        if self._left < 0 or self.rows > 2 * self._most_rows + len(self.parts):
            raise OverflowError
        return len(data)

    def flush(self) -> None:
        """Do nothing; writers ask for it."""


@dataclass(frozen=True, slots=True)
class Triples:
    """The answer to CONSTRUCT or DESCRIBE as it comes: N-Triples lines, unsorted, some perhaps twice."""

    lines: Iterator[str]


def _read_answer(
    found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, form: str, where: str
) -> Rows | Truth | Triples:
    import pyoxigraph as ox

    if isinstance(found, ox.QuerySolutions):
        return read_rows(found, InputError, where)
    if isinstance(found, ox.QueryTriples):
        return Triples(_iter_lines(found, where))
    assert form == "ASK", form
    return Truth(bool(found))


def _iter_lines(triples: Iterable[ox.Triple], where: str) -> Iterator[str]:
    try:
        for triple in triples:
            yield f"{triple} .\n"
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError("query-failed", str(error), where, "correct the query, or build again") from error
