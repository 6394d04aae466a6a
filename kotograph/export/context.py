"""Compact RDF terms with a JSON-LD 1.1 context, so that they expand to the very same terms.

Only what a context for publishing needs is understood: prefixes, terms with ``@id``, ``@type``, ``@language`` and
``@container`` (``@set``, ``@language``), ``@vocab``, ``@language`` and aliases of keywords. Terms that use more
(``@reverse`` apart, which `Context.find_reverse` gives) are left alone: their IRIs are written with a prefix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from kotograph.errors import InputError
from kotograph.quads import XSD
from kotograph.terms import STRING, Literal, is_iri_term, split_literal

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")  # what every JSON reader keeps exactly
_KNOWN_KEYS = frozenset({"@id", "@type", "@language", "@container", "@protected", "@prefix", "@context", "@reverse"})
_GEN_DELIMS = ":/?#[]@"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a context: its IRI, how plain values under it are read, and whether values stand in a language map.

    ``coercion`` is ``""``, ``@id``, ``@vocab`` or a datatype IRI; ``language`` is None where no tag is added.
    """

    name: str
    iri: str
    coercion: str = ""
    language: str | None = None
    as_set: bool = False
    by_language: bool = False
    usable: bool = True


class Context:
    """A JSON-LD context read for compaction; ``document`` is the object under ``@context``, as it was written."""

    def __init__(self, document: Mapping[str, Json], where: str = "context") -> None:
        self.document = dict(document)
        self._where = where
        self._aliases = {
            value: name
            for name, value in sorted(self.document.items(), reverse=True)
            if isinstance(value, str) and value.startswith("@") and not name.startswith("@")
        }
        self.vocab = self._text("@vocab")
        self.language = self._text("@language") or None
        self.terms: dict[str, Term] = {}
        self._reverse: dict[str, str] = {}
        for name, value in self.document.items():
            if not name.startswith("@") and value is not None and not _is_keyword(value):
                self._add(name, value)
        self._by_iri: dict[str, list[Term]] = {}
        for term in sorted(self.terms.values(), key=lambda term: (len(term.name), term.name)):
            if term.usable:
                self._by_iri.setdefault(term.iri, []).append(term)
        self._prefixes = self._find_prefixes()
        self._names: dict[tuple[str, bool], str] = {}

    def _text(self, key: str) -> str:
        value = self.document.get(key)
        return value if isinstance(value, str) else ""

    def _add(self, name: str, value: Json) -> None:
        if isinstance(value, str):
            self.terms[name] = Term(name, self.expand(value), language=self.language)
            return
        if not isinstance(value, dict):
            raise InputError("bad-context", f"the term '{name}' is defined by {value!r}", self._where)
        if isinstance(reverse := value.get("@reverse"), str):
            self._reverse[self.expand(reverse)] = name
            return
        iri, kind, language = value.get("@id", name), value.get("@type", ""), value.get("@language", self.language)
        holder = value.get("@container")
        containers = set(holder if isinstance(holder, list) else [holder] if holder else [])
        if not isinstance(iri, str) or not isinstance(kind, str) or not isinstance(language, str | None):
            raise InputError("bad-context", f"the term '{name}' is defined by {value!r}", self._where)
        usable = not set(value) - _KNOWN_KEYS and "@context" not in value and containers <= {"@set", "@language"}
        self.terms[name] = Term(
            name,
            self.expand(iri),
            coercion=kind if kind.startswith("@") or not kind else self.expand(kind),
            language=language.lower() if language else None,
            as_set="@set" in containers,
            by_language="@language" in containers,
            usable=usable and kind not in ("@json", "@none"),
        )

    def _find_prefixes(self) -> dict[str, str]:
        """Return namespaces with their prefix: terms that JSON-LD 1.1 lets stand before a colon."""
        found: dict[str, str] = {}
        for name in sorted(self.terms, key=lambda name: (-len(name), name), reverse=True):
            value, iri = self.document[name], self.terms[name].iri
            plain = isinstance(value, str) and iri[-1:] in _GEN_DELIMS
            if ":" not in name and (plain or (isinstance(value, dict) and value.get("@prefix") is True)):
                found[iri] = name
        return found

    def expand(self, text: str) -> str:
        """Return the IRI of a CURIE, term or IRI as definitions inside the context use them."""
        prefix, colon, name = text.partition(":")
        if colon and not name.startswith("//"):
            value = self.document.get(prefix)
            namespace = value.get("@id") if isinstance(value, dict) else value
            return self.expand(namespace) + name if isinstance(namespace, str) else text
        if not colon and isinstance(value := self.document.get(text), str) and value != text:
            return self.expand(value)
        return text if colon or text.startswith("@") else self.vocab + text

    def keyword(self, name: str) -> str:
        """Return a keyword or the context's alias for it."""
        return self._aliases.get(name, name)

    def find_reverse(self, iri: str) -> str | None:
        """Find the term that means a property read backwards."""
        return self._reverse.get(iri)

    def compact(self, iri: str, as_term: bool) -> str:
        """Return the shortest safe name of an IRI; ``as_term`` where terms may stand: keys and types, not ``@id``."""
        key = (iri, as_term)
        if key not in self._names:
            if len(self._names) > 10_000:
                self._names.clear()
            self._names[key] = self._compact(iri, as_term)
        return self._names[key]

    def _compact(self, iri: str, as_term: bool) -> str:
        if as_term:
            if iri in self._by_iri:
                return self._by_iri[iri][0].name
            name = iri.removeprefix(self.vocab) if self.vocab else iri
            if name and name != iri and name not in self.document and not set(name) & set(":@"):
                return name
        return self.shorten(iri)

    def shorten(self, iri: str) -> str:
        """Return an IRI as prefix and rest, or in full; raise InputError for one that would be read as another."""
        for end in range(len(iri) - 1, 0, -1):
            prefix = self._prefixes.get(iri[:end])
            if prefix and not iri.startswith("//", end) and f"{prefix}:{iri[end:]}" not in self.document:
                return f"{prefix}:{iri[end:]}"
        scheme, _, rest = iri.partition(":")
        if scheme in self.document and not rest.startswith("//"):
            raise InputError("not-in-context", f"<{iri}> would be read with the prefix '{scheme}'", self._where)
        return iri

    def pick(self, predicate: str, term: str) -> Term:
        """Return the term under which a value is written most plainly; a term without a definition if none fits."""
        choices = [choice for choice in self._by_iri.get(predicate, ()) if _fits(choice, term)]
        if choices:
            return min(choices, key=lambda choice: _cost(choice, term))
        name = self.shorten(predicate) if predicate in self._by_iri else self.compact(predicate, as_term=True)
        return Term(name, predicate, language=self.language)

    def value(self, under: Term, term: str) -> Json:
        """Return an IRI or literal as it is written under a term (in a language map: the bare text)."""
        if is_iri_term(term):
            iri = term[1:-1]
            if under.coercion in ("@id", "@vocab"):
                return self.compact(iri, as_term=under.coercion == "@vocab")
            return {self.keyword("@id"): self.compact(iri, as_term=False)}
        parts = split_literal(term)
        if under.by_language or _is_plain(under, parts):
            return _find_native(under, parts) if not under.by_language else parts.value
        if parts.language:
            return {self.keyword("@language"): parts.language, self.keyword("@value"): parts.value}
        if parts.datatype == STRING:
            return {self.keyword("@value"): parts.value}
        native = _find_native(Term("", ""), parts)
        if not isinstance(native, str) and not under.coercion:
            return native
        return {
            self.keyword("@type"): self.compact(parts.datatype, as_term=True),
            self.keyword("@value"): parts.value,
        }


def _is_keyword(value: Json) -> bool:
    return isinstance(value, str) and value.startswith("@")


def _is_plain(under: Term, parts: Literal) -> bool:
    """Tell whether a literal needs no value object under a term."""
    if parts.language:
        return not under.coercion and under.language == parts.language
    if parts.datatype == STRING:
        return under.coercion == STRING or (not under.coercion and under.language is None)
    return under.coercion == parts.datatype


def _find_native(under: Term, parts: Literal) -> Json:
    """Return a JSON number or boolean where it reads back to the same literal, else the text."""
    if under.coercion in ("", parts.datatype) and not parts.language:
        if parts.datatype == XSD + "integer" and _INTEGER.fullmatch(parts.value):
            return int(parts.value)
        if parts.datatype == XSD + "boolean" and parts.value in ("true", "false"):
            return parts.value == "true"
    return parts.value


def _fits(choice: Term, term: str) -> bool:
    return not choice.by_language or (not is_iri_term(term) and bool(split_literal(term).language))


def _cost(choice: Term, term: str) -> int:
    """Rank a term for a value: 0 where it is written bare, 1 where it needs an object."""
    if is_iri_term(term):
        return 0 if choice.coercion in ("@id", "@vocab") else 1
    return 0 if choice.by_language or _is_plain(choice, split_literal(term)) else 1


def read_context(path: Path) -> Context:
    """Read a context file, an object with one ``@context`` object in it; raise InputError if it is anything else."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError("bad-context", f"cannot read the JSON-LD context: {error}", str(path)) from error
    inner = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(inner, dict):
        raise InputError("bad-context", "there is no '@context' object", str(path), "write {'@context': {…}}")
    return Context(inner, str(path))
