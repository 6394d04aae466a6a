"""SPARQL as tokens: enough of its lexis to tell variables from texts, comments and IRIs, and one form from another.

The token rules follow https://www.w3.org/TR/sparql11-query/#sparqlGrammar (terminals, longest match).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from kotograph.errors import InputError, UsageError

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<string>\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
      | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<variable>[?$][\w\u00b7\u203f\u2040]+)
  | (?P<pname>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>\w+)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
# What most queries begin with; the rest is for the tokens to tell.
_QUICK_FORM = re.compile(rf"\s*({'|'.join(FORMS)})(?![\w:.-])", re.IGNORECASE)
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


class Token(NamedTuple):
    """One token: ``kind`` is a group of the lexer (``variable``, ``string``, ``comment``, …), ``start`` its offset."""

    kind: str
    text: str
    start: int


def iter_tokens(text: str) -> Iterator[Token]:
    """Yield every token, white space included: joined, their texts are the query again.

    >>> [t.text for t in iter_tokens('SELECT ?a { ?a ?b "?c" } # ?d') if t.kind == "variable"]
    ['?a', '?a', '?b']
    """
    for match in _TOKEN.finditer(text):
        yield Token(str(match.lastgroup), match.group(), match.start())


def match_token(text: str, start: int) -> Token:
    """Return the token that begins at an offset within a text."""
    match = _TOKEN.match(text, start)
    assert match is not None, "every character is a token"
    return Token(str(match.lastgroup), match.group(), start)


def decode_codepoints(text: str) -> str:
    r"""Return a query with its ``\\u`` escapes as characters, as SPARQL 1.1 (19.2) has it before anything is read.

    Within texts, IRIs and comments they stay: Oxigraph reads those itself, and a text must not end by an escape.

    >>> decode_codepoints(r"\u0041SK { ?s ?p '\u0027' }")
    "ASK { ?s ?p '\\u0027' }"
    """
    if "\\u" not in text and "\\U" not in text:
        return text
    parts = []
    for kept, tokens in groupby(iter_tokens(text), lambda token: token.kind in ("string", "comment", "iri")):
        part = "".join(token.text for token in tokens)
        parts.append(part if kept else _CODEPOINT.sub(_read_codepoint, part))
    return "".join(parts)


def _read_codepoint(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    # What is no character stays for the parser to refuse.
    return match.group() if number > 0x10FFFF or 0xD800 <= number < 0xE000 else chr(number)


def line_of(text: str, offset: int) -> int:
    """Return the 1-based line that an offset is on."""
    return text.count("\n", 0, offset) + 1


def get_form(text: str, where: str = "") -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE; raise UsageError for an update, InputError for anything else.

    >>> get_form("PREFIX select: <http://e/#ask> # DROP ALL" + chr(10) + "construct {} where {}")
    'CONSTRUCT'
    """
    quick = _QUICK_FORM.match(text)
    if quick:
        return quick[1].upper()
    prologue = ""
    for token in iter_tokens(text):
        if token.kind in ("comment", "space"):
            continue
        if token.kind == "word" and token.text.upper() in ("PREFIX", "BASE", "VERSION"):
            prologue = token.text.upper()
        elif prologue and token.kind in ("iri", "pname", "string"):
            continue
        else:
            return _check_form(token, text, where)
    raise InputError("bad-sparql", "there is no query", where, "write a SELECT, ASK, CONSTRUCT or DESCRIBE query")


def _check_form(token: Token, text: str, where: str) -> str:
    word = token.text.upper()
    if word in FORMS:
        return word
    place = f"{where}:{line_of(text, token.start)}" if where else ""
    if word in _UPDATES:
        raise UsageError(
            "update-refused", f"{word} changes data, and queries only read", place, "change the sources and build again"
        )
    raise InputError(
        "bad-sparql",
        f"'{token.text[:40]}' cannot start a SPARQL query",
        place,
        "start with SELECT, ASK, CONSTRUCT or DESCRIBE (after PREFIX and BASE lines)",
    )


def has_dataset_clause(text: str) -> bool:
    """Tell whether a query chooses its graphs itself, by FROM."""
    if "FROM" not in text.upper():
        return False
    # Keywords may stand together: ASKFROM<…>, FROMNAMED<…>.
    return any(
        token.kind == "word" and token.text.upper().endswith(("FROM", "FROMNAMED")) for token in iter_tokens(text)
    )


def find_undeclared_prefixes(text: str) -> list[str]:
    """Find the prefixes that a query uses and does not declare, sorted.

    >>> find_undeclared_prefixes("PREFIX a: <http://e/> SELECT * { ?s a:p koto:x ; :q 'b:c' }")
    ['', 'koto']
    """
    used: set[str] = set()
    declared: set[str] = set()
    last = ""
    for token in iter_tokens(text):
        if token.kind == "pname":
            (declared if last == "PREFIX" else used).add(token.text.partition(":")[0])
        if token.kind not in ("space", "comment"):
            last = token.text.upper()
    return sorted(used - declared)


def describe_syntax_error(error: SyntaxError, text: str, where: str) -> InputError:
    """Return Oxigraph's complaint about a query as an error with its line and what stands there."""
    found = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", str(error), re.DOTALL)
    if not found:
        return InputError("bad-sparql", f"not SPARQL: {error}", where, "correct the query")
    line, column = int(found[1]), int(found[2])
    place = f"{where or 'query'}:{line}"
    undeclared = find_undeclared_prefixes(text)
    if undeclared:
        message = f"not SPARQL: the prefix '{undeclared[0]}:' is not declared"
        return InputError("bad-sparql", message, place, f"add a line: PREFIX {undeclared[0]}: <…>")
    lines = text.splitlines()
    before = lines[line - 1][: column - 1][-40:].strip() if line <= len(lines) else ""
    if line > len(lines):
        message = "not SPARQL: the query ends too early"
        return InputError("bad-sparql", message, place, "close what is open: brackets and quotes")
    # Among the tokens that Oxigraph expects, the rules that it states in words.
    rules = [
        part.strip() for part in re.split(r",\s|\n", found[3]) if re.fullmatch(r"[A-Z][a-z]+ \w.* .*", part.strip())
    ]
    message = f"not SPARQL at column {column}" + (f", after '{before}'" if before else "")
    message += f": {rules[0]}" if rules else ""
    return InputError("bad-sparql", message, place, "correct the query: brackets, dots, quotes and variable names")
