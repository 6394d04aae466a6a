"""Read an N-Quads file as the union of its graphs, for pySHACL, which works on rdflib graphs."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef

from kotograph.errors import InputError

_IRI = r"<([^\x00-\x20<>\"{}|^`]*)>"
_BLANK = r"_:([\w.·-]+)"
_LITERAL = rf"\"((?:[^\"\\\n\r]|\\.)*)\"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\^\^{_IRI})?"
_QUAD = re.compile(
    rf"\s*(?:{_IRI}|{_BLANK})\s*{_IRI}\s*(?:{_IRI}|{_BLANK}|{_LITERAL})\s*(?:{_IRI}|{_BLANK})?\s*\.\s*(?:#.*)?"
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


@contextmanager
def quiet_literals() -> Iterator[None]:
    """Keep rdflib from writing a traceback to stderr for each ill-typed literal: a check reports them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        logger.setLevel(level)


def load_dataset(path: Path) -> Graph:
    """Read an N-Quads (or N-Triples) file line by line into one graph, the union of all its graphs.

    Lexical forms stay as written: rdflib would otherwise rewrite decimals and dates. Raise InputError for a file that
    is missing or malformed, with its line.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as lines:
            return load_lines(lines, str(path))
    except FileNotFoundError as error:
        raise InputError(
            "dataset-missing", "there is no such file", str(path), "run 'kotograph build' first"
        ) from error


def load_lines(lines: Iterable[str], where: str) -> Graph:
    """Read lines of N-Quads or N-Triples, of a file or made here, as `load_dataset` does."""
    graph = Graph(bind_namespaces="none")
    terms: dict[str, URIRef] = {}
    number = 0
    try:
        with quiet_literals():
            for line in lines:
                number += 1
                _add(graph, line, terms)
    except UnicodeDecodeError as error:
        raise InputError(
            "bad-quads", "the text is not UTF-8", f"{where}:{number + 1}", "save the file as UTF-8 or build it again"
        ) from error
    except ValueError as error:
        raise InputError(
            "bad-quads", f"not a line of N-Quads: {error}", f"{where}:{number}", "build the dataset again"
        ) from error
    return graph


def _add(graph: Graph, line: str, terms: dict[str, URIRef]) -> None:
    stripped = line.strip()
    if not stripped or stripped.startswith("#"):
        return
    match = _QUAD.fullmatch(stripped)
    if not match:
        raise ValueError(repr(stripped[:80]))
    iri, blank, predicate, object_iri, object_blank, text, language, datatype, *_graph = match.groups()
    subject = BNode(blank) if iri is None else _term(iri, terms)
    value: URIRef | BNode | Literal
    if object_iri is not None:
        value = _term(object_iri, terms)
    elif object_blank is not None:
        value = BNode(object_blank)
    else:
        kind = _term(datatype, terms) if datatype is not None else None
        value = Literal(_unescape(text), lang=language, datatype=kind, normalize=False)
    graph.add((subject, _term(predicate, terms), value))


def _term(text: str, terms: dict[str, URIRef]) -> URIRef:
    # One object for each IRI: most IRIs occur many times, and this halves the memory of a graph.
    found = terms.get(text)
    if found is None:
        found = terms[text] = URIRef(_unescape(text))
    return found


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    short, long, plain = match.groups()
    if plain is not None:
        if plain not in _PLAIN:
            raise ValueError(f"unknown escape \\{plain}")
        return _PLAIN[plain]
    return chr(int(short or long, 16))
