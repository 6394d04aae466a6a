"""Terms and quads as N-Quads text: the only place that spells and escapes them.

Between mapping and store a term is its N-Quads spelling and a quad is one line. Escaping follows canonical
N-Quads (https://www.w3.org/TR/rdf-canon/#canonical-quads). Lexical forms are canonical, as Oxigraph stores them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from kotograph.errors import InputError

XSD = "http://www.w3.org/2001/XMLSchema#"
_UNSAFE_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f]")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]")
_SPECIAL = re.compile(r'[\x00-\x1f"\\\x7f]')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_ESCAPES = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def is_iri(text: str) -> bool:
    """Tell whether a text is an absolute IRI that N-Quads can carry.

    >>> is_iri("https://example.org/å"), is_iri("javascript"), is_iri("http://a b")
    (True, False, False)
    """
    return bool(_ABSOLUTE.match(text)) and not _UNSAFE_IRI.search(text)


def iri(text: str) -> str:
    """Spell an IRI; raise InputError for one that N-Quads cannot carry.

    >>> iri("https://example.org/a")
    '<https://example.org/a>'
    """
    if not is_iri(text):
        raise InputError("bad-iri", f"not an absolute IRI: {text!r}", hint="percent-encode spaces and brackets")
    return f"<{text}>"


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    return _ESCAPES.get(char) or f"\\u{ord(char):04X}"


def literal(text: str) -> str:
    r"""Spell a plain string.

    >>> literal('say "no"\n')
    '"say \\"no\\"\\n"'
    """
    # A printable text can hold but two characters to escape, and is told much faster than it is searched.
    if text.isprintable():
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f'"{_SPECIAL.sub(_escape, text)}"'


def tagged(text: str, language: str) -> str:
    """Spell a language-tagged string; the tag is lower case.

    >>> tagged("hanke", "FI")
    '"hanke"@fi'
    """
    if not _LANGUAGE.fullmatch(language):
        raise InputError("bad-language-tag", f"not a language tag: {language!r}")
    return f"{literal(text)}@{language.lower()}"


def typed(lexical: str, datatype: str) -> str:
    """Spell a literal of an XSD datatype given by its local name; the lexical form must be canonical.

    >>> typed("2022-01-30", "date")
    '"2022-01-30"^^<http://www.w3.org/2001/XMLSchema#date>'
    """
    return literal(lexical) if datatype == "string" else f"{literal(lexical)}^^<{XSD}{datatype}>"


def decimal(number: Decimal) -> str:
    """Return the canonical lexical form of an xsd:decimal, without an exponent or trailing zeros.

    >>> decimal(Decimal("218995.00")), decimal(Decimal("98820.05")), decimal(Decimal("100"))
    ('218995', '98820.05', '100')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def integer(number: int) -> str:
    """Spell an xsd:integer.

    >>> integer(7)
    '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    return f'"{number}"^^<{XSD}integer>'


def quad(subject: str, predicate: str, obj: str, graph: str) -> str:
    """Join four spelled terms to one N-Quads line with its newline."""
    return f"{subject} {predicate} {obj} {graph} .\n"
