"""Read N-Quads back to spelled terms: what every exporter starts from.

A term stays the text it is in the file (see `kotograph.quads`); only what an exporter has to look into is taken apart.
The reader takes the N-Quads of a build: IRIs and literals, a named graph on every line, one space between terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from kotograph.errors import InputError, UsageError
from kotograph.quads import XSD, literal
from kotograph.vocab import PREFIXES

Quad: TypeAlias = tuple[str, str, str, str]
Triple: TypeAlias = tuple[str, str, str]

LANG_STRING = PREFIXES["rdf"] + "langString"
STRING = XSD + "string"
TYPE = f"<{PREFIXES['rdf']}type>"

_IRI = r"<[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\x7f]*>"
_TEXT = r'"[^"\\\n\r]*(?:\\(?:[tbnrf"\'\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})[^"\\\n\r]*)*"'
_LITERAL = rf"{_TEXT}(?:@[A-Za-z]{{1,8}}(?:-[A-Za-z0-9]{{1,8}})*|\^\^{_IRI})?"
_LINE = re.compile(rf"({_IRI}) ({_IRI}) ({_IRI}|{_LITERAL}) ({_IRI}) \.\n?")
_ODD = re.compile(r"[\x00-\x1f\x7f]|\\[uU']|\"@\S*[A-Z]|\^\^<http://www\.w3\.org/2001/XMLSchema#string>$")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CHARS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Literal(NamedTuple):
    """A literal taken apart; ``language`` is empty without a tag, ``datatype`` is always an IRI without brackets."""

    value: str
    language: str
    datatype: str


def is_iri_term(term: str) -> bool:
    """Tell whether a spelled term is an IRI (else it is a literal)."""
    return term.startswith("<")


def unescape(text: str) -> str:
    r"""Return a text without N-Quads escapes.

    >>> unescape(r'a\tb \u00e5') == "a\tb å"
    True
    """
    return _ESCAPE.sub(_unescape, text) if "\\" in text else text


def _unescape(match: re.Match[str]) -> str:
    short, long, char = match.groups()
    if char is not None:
        return _CHARS.get(char, char)
    code = int(short or long, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise InputError("bad-quad", f"{match.group()} is not a character")
    return chr(code)


def split_literal(term: str) -> Literal:
    r"""Take a spelled literal apart.

    >>> split_literal('"hanke \\"A\\""@fi')
    Literal(value='hanke "A"', language='fi', datatype='http://www.w3.org/1999/02/22-rdf-syntax-ns#langString')
    >>> split_literal('"7"^^<http://www.w3.org/2001/XMLSchema#integer>').datatype
    'http://www.w3.org/2001/XMLSchema#integer'
    """
    end = term.rindex('"')
    value, mark = unescape(term[1:end]), term[end + 1 :]
    if not mark:
        return Literal(value, "", STRING)
    if mark[0] == "@":
        return Literal(value, mark[1:], LANG_STRING)
    return Literal(value, "", mark[3:-1])


def _respell(term: str) -> str:
    """Spell a literal as `kotograph.quads` does: its escapes, lower-case tags, no datatype on a plain string."""
    value, language, datatype = split_literal(term)
    text = literal(value)
    if language:
        return f"{text}@{language.lower()}"
    return text if datatype == STRING else f"{text}^^<{datatype}>"


def iter_quads(lines: Iterable[str], where: str = "") -> Iterator[Quad]:
    """Yield the four spelled terms of each line; raise InputError that names the line of anything else.

    >>> list(iter_quads(['<http://a.example/s> <http://a.example/p> "o"@FI <http://a.example/g> .']))
    [('<http://a.example/s>', '<http://a.example/p>', '"o"@fi', '<http://a.example/g>')]
    """
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise _bad_line(line, where, number)
        subject, predicate, obj, graph = match.groups()
        if obj[0] == '"' and _ODD.search(obj):
            try:
                obj = _respell(obj)
            except InputError as error:
                raise InputError(error.code, error.message, f"{where or 'line'}:{number}") from error
        yield subject, predicate, obj, graph


def _bad_line(line: str, where: str, number: int) -> InputError:
    shown = line.rstrip("\n")
    shown = shown if len(shown) <= 120 else shown[:117] + "..."
    return InputError(
        "bad-quad",
        f"{shown!r} is not a quad of a build: <subject> <predicate> object <graph> .",
        f"{where or 'line'}:{number}",
        "build the dataset again; blank nodes and the default graph are not used in it",
    )


def iter_lines(source: Path) -> Iterator[str]:
    """Yield the lines of a UTF-8 file, cut at line feeds only; raise InputError if it cannot be read."""
    try:
        with source.open(encoding="utf-8", newline="\n") as stream:
            yield from stream
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("unreadable", f"cannot read the quads: {error}", str(source), "build the dataset") from error


def read_quads(source: Path | Iterable[str]) -> Iterator[Quad]:
    """Yield the quads of an N-Quads file or of its lines."""
    if isinstance(source, Path):
        return iter_quads(iter_lines(source), str(source))
    return iter_quads(source)


def iter_subjects(quads: Iterable[Quad]) -> Iterator[tuple[str, list[Quad]]]:
    """Yield each subject with its quads, of all graphs, in their order; raise InputError if subjects are not sorted."""
    subject, group = "", list[Quad]()
    for quad in quads:
        if quad[0] != subject:
            if quad[0] < subject:
                raise not_sorted(quad[0])
            if group:
                yield subject, group
            subject, group = quad[0], []
        group.append(quad)
    if group:
        yield subject, group


def not_sorted(place: str) -> InputError:
    """Return the error for quads that do not come in canonical order."""
    return InputError("not-sorted", f"the quads are not sorted: {place} comes too late", hint="sort them by code point")


def select_graph(quads: Iterable[Quad], graph: str, base: str) -> Iterator[Quad]:
    """Yield the quads of one graph, given by name (``projects``) or IRI; raise UsageError if it has none."""
    wanted = f"<{graph}>" if ":" in graph else f"<{base}graph/{graph}>"
    found, others = False, set[str]()
    for quad in quads:
        if quad[3] == wanted:
            found = True
            yield quad
        elif not found:
            others.add(quad[3])
    if not found:
        names = ", ".join(sorted(name[1:-1].removeprefix(f"{base}graph/") for name in others))
        raise UsageError("unknown-graph", f"there is no graph '{graph}'", hint=f"known: {names or 'none'}")


def order_of(term: str) -> tuple[int, str, str]:
    """Return what objects are sorted by: IRIs before literals, literals by tag or datatype before text.

    >>> sorted(['"b"@fi', '"c"@en', '<http://a.example/r-2>', '<http://a.example/r>'], key=order_of)
    ['<http://a.example/r>', '<http://a.example/r-2>', '"c"@en', '"b"@fi']
    """
    if is_iri_term(term):
        return 0, "", term[1:-1]
    end = term.rindex('"')
    return 1, term[end + 1 :], term[1:end]


def group_by_predicate(quads: Iterable[Quad]) -> dict[str, list[str]]:
    """Return the objects of one subject by predicate, each object once; predicates sorted by spelling."""
    found: dict[str, set[str]] = {}
    for _, predicate, obj, _ in quads:
        found.setdefault(predicate, set()).add(obj)
    return {predicate: sorted(found[predicate], key=order_of) for predicate in sorted(found)}
