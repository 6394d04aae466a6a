"""Find and read `.rq` files.

Lines that start with ``#+`` at the top of a file are its head, in YAML (as grlc reads them): ``title`` and
``description`` by language, ``parameters``, ``example``. A parameter ``date`` is the variable ``?_date`` of the query.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from kotograph.errors import InputError, UsageError
from kotograph.query.head import Parameter, read_head
from kotograph.resources import get_folder
from kotograph.store.sparql import get_form, iter_tokens, line_of

__all__ = ["Parameter", "Query", "find_query", "list_queries", "read_query"]
MAX_BYTES = 1024 * 1024
_STDIN = "-"


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """One question: its SPARQL text, and what its head says of it.

    ``where`` is the file for messages. ``titles`` and ``descriptions`` are by language tag; a query without a head
    has neither, nor parameters. ``endpoint`` and ``join`` are those of a federated question.
    """

    name: str
    text: str
    where: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    example: str = ""
    endpoint: str = ""
    join: str = ""

    def title(self, lang: str = "en") -> str:
        """Return the title in a language, else in English, else the name."""
        return self.titles.get(lang) or self.titles.get("en") or self.name

    def description(self, lang: str = "en") -> str:
        """Return the description in a language, else in English."""
        return self.descriptions.get(lang) or self.descriptions.get("en", "")

    def __repr__(self) -> str:
        given = ", ".join(map(_show_parameter, self.parameters))
        return f"<Query {self.name}({given}){f': {self.title()}' if self.titles else ''}>"


def _show_parameter(parameter: Parameter) -> str:
    if parameter.default is not None:
        return f"{parameter.name}={parameter.default!r}"
    return f"{parameter.name}=None" if parameter.optional else f"{parameter.name}: {parameter.type}"


def list_queries(folder: Path | None = None) -> list[Query]:
    """Read every named query, sorted by name; raise InputError for one that is broken."""
    folder = folder or get_folder("queries")
    paths = sorted(folder.glob("*.rq"), key=lambda path: path.stem)
    return [read_query(read_file(path), path.stem, str(path)) for path in paths]


def find_query(name_or_path: str, *, stdin: BinaryIO | None = None, folder: Path | None = None) -> Query:
    """Return the query of a name, of a file, or from standard input for ``-``.

    Raise UsageError for a name that nothing has, InputError for a file that cannot be read.
    """
    if name_or_path == _STDIN:
        return read_query(_decode((stdin or sys.stdin.buffer).read(MAX_BYTES + 1), "stdin"), _STDIN, "stdin")
    folder = folder or get_folder("queries")
    named = folder / f"{name_or_path}.rq"
    if "/" not in name_or_path and named.is_file():
        return read_query(read_file(named), name_or_path, str(named))
    path = Path(name_or_path)
    if path.is_file() or path.suffix or "/" in name_or_path:
        return read_query(read_file(path), path.stem, str(path))
    names = sorted(path.stem for path in folder.glob("*.rq"))
    near = difflib.get_close_matches(name_or_path, names, 3)
    hint = f"did you mean {', '.join(near)}? " if near else ""
    raise UsageError(
        "unknown-query", f"there is no query '{name_or_path}'", "", f"{hint}'kotograph queries' lists them"
    )


def read_file(path: Path) -> str:
    """Return the text of a query file; raise InputError for one that is not there, too large or not UTF-8."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(
            "query-unreadable", f"cannot read it: {error.strerror}", str(path), "check the path"
        ) from error
    return _decode(content, str(path))


def _decode(content: bytes, where: str) -> str:
    if len(content) > MAX_BYTES:
        raise InputError("query-unreadable", f"a query of over {MAX_BYTES} bytes", where, "give a .rq file")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError("query-unreadable", "not UTF-8 text", f"{where}:{line}", "save it as UTF-8") from error


def read_query(text: str, name: str, where: str = "") -> Query:
    """Read one query text with its head.

    Raise InputError for a head that is not as described above, or does not fit the variables; UsageError for an update.
    """
    get_form(text, where)
    head = read_head(text, where or name)
    used: dict[str, int] = {}
    for token in iter_tokens(text):
        if token.kind == "variable" and token.text[1] == "_":
            used.setdefault(token.text[2:], token.start)
    declared = {parameter.name for parameter in head.parameters} if head else set()
    for variable, start in used.items():
        if variable not in declared:
            raise InputError(
                "bad-query-head",
                f"'?_{variable}' is not among the parameters",
                f"{where or name}:{line_of(text, start)}",
                f"add it to the head, or correct the name; known: {', '.join(sorted(declared)) or 'none'}"
                if head
                else "declare it in '#+ parameters:' at the top, or give the variable a name without '_' in front",
            )
    if head is None:
        return Query(name, text, where)
    for parameter in head.parameters:
        if parameter.name not in used:
            raise InputError(
                "bad-query-head",
                f"the query has no variable '?_{parameter.name}'",
                f"{where or name}:{parameter.line}",
                "take the parameter out of the head, or use it",
            )
    return Query(
        name, text, where, head.titles, head.descriptions, head.parameters, head.example, head.endpoint, head.join
    )
