"""RDF/XML, streaming, one node element a subject.

A writer of our own: pyoxigraph 0.5 writes a bare carriage return (which XML readers turn into a line feed), control
characters that XML forbids, and ``oxprefix:`` for a predicate that has no XML name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kotograph.errors import InputError
from kotograph.terms import (
    STRING,
    TYPE,
    Quad,
    group_by_predicate,
    is_iri_term,
    iter_subjects,
    split_literal,
)
from kotograph.vocab import PREFIXES

_RDF = PREFIXES["rdf"]
_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
# The shortest namespace that leaves a name which every XML reader knows (expat follows an older edition of XML).
_SPLIT = re.compile("(.+?)([A-Za-z_À-ÖØ-öø-ÿ][A-Za-z0-9_.À-ÖØ-öø-ÿ-]*)")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Names that RDF/XML keeps for itself (section 7.2.4 and 7.2.5 of the specification).
_SYNTAX = frozenset(
    _RDF + name
    for name in (
        *("RDF", "Description", "ID", "about", "resource", "nodeID", "datatype", "parseType", "li"),
        *("bagID", "aboutEach", "aboutEachPrefix"),
    )
)
_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"}
_SPECIAL = re.compile('[&<>"\r]')


def _escape(text: str) -> str:
    return _SPECIAL.sub(lambda match: _XML[match.group()], text)


def _split_name(iri: str) -> tuple[str, str] | None:
    """Split an IRI into a namespace and an XML name; None where RDF/XML has no name for it."""
    match = _SPLIT.fullmatch(iri)
    return None if match is None or iri in _SYNTAX else (match.group(1), match.group(2))


@lru_cache(maxsize=4096)
def _name_element(iri: str) -> tuple[str, str] | None:
    """Return an element's name and the namespace declaration it needs."""
    parts = _split_name(iri)
    if parts is None:
        return None
    namespace, name = parts
    prefix = _NAMESPACES.get(namespace)
    return (f"{prefix}:{name}", "") if prefix else (f"ns:{name}", f' xmlns:ns="{_escape(namespace)}"')


def _check_text(value: str, subject: str, predicate: str) -> None:
    match = _FORBIDDEN.search(value)
    if match:
        raise InputError(
            "not-in-rdfxml",
            f"the value of {predicate} of {subject} holds U+{ord(match.group()):04X}, which XML cannot carry",
            hint="use another format, or remove the character from the source",
        )


def _write_fact(subject: str, predicate: str, term: str) -> str:
    element = _name_element(predicate[1:-1])
    if element is None:
        raise InputError(
            "not-in-rdfxml", f"{predicate} of {subject} has no XML name", hint="use another format, such as Turtle"
        )
    name, declared = element
    if is_iri_term(term):
        return f'    <{name}{declared} rdf:resource="{_escape(term[1:-1])}"/>\n'
    value, language, datatype = split_literal(term)
    _check_text(value, subject, predicate)
    mark = ""
    if language:
        mark = f' xml:lang="{language}"'
    elif datatype != STRING:
        mark = f' rdf:datatype="{_escape(datatype)}"'
    return f"    <{name}{declared}{mark}>{_escape(value)}</{name}>\n"


def _write_subject(subject: str, quads: Iterable[Quad]) -> str:
    facts = group_by_predicate(quads)
    types = facts.get(TYPE, [])
    named = [term for term in types if is_iri_term(term) and _name_element(term[1:-1])]
    element = _name_element(named[0][1:-1]) if named else None
    name, declared = element or ("rdf:Description", "")
    if element:
        facts = {**facts, TYPE: [term for term in types if term != named[0]]}
    lines = [_write_fact(subject, predicate, term) for predicate, terms in facts.items() for term in terms]
    return f'  <{name}{declared} rdf:about="{_escape(subject[1:-1])}">\n{"".join(lines)}  </{name}>\n'


def iter_rdfxml(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield the union of all graphs as RDF/XML; the quads come sorted by subject.

    Raise InputError for what the format cannot say: predicates without an XML name, and control characters.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    for prefix in sorted(PREFIXES):
        yield f'\n    xmlns:{prefix}="{PREFIXES[prefix]}"'
    yield ">\n"
    for subject, group in iter_subjects(quads):
        yield _write_subject(subject, group)
    yield "</rdf:RDF>\n"
