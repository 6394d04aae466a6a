"""Turtle and TriG for people: sections by type, the telling predicates first, short names where they are safe.

Oxigraph's Turtle keeps the stored order of predicates and rdflib's rewrites literals, hence a writer of our own.
What is read back is the same graph, literal for literal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kotograph.export.spool import Key, Spool
from kotograph.quads import XSD, literal
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

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Catalogue", ("dcat:Catalog",)),
    ("Datasets", ("dcat:Dataset", "void:Dataset")),
    ("Distributions", ("dcat:Distribution",)),
    ("Data services", ("dcat:DataService",)),
    ("Projects", ("koto:Project",)),
    ("Organisations", ("koto:Organisation",)),
    ("Organisational units", ("org:OrganizationalUnit",)),
    ("Changes of organisations", ("org:ChangeEvent",)),
    ("Grants", ("koto:Grant",)),
    ("Amounts", ("koto:Amount",)),
    ("Successions", ("koto:Succession",)),
    ("Places", ("koto:Place",)),
    ("Missing links", ("koto:MissingLink",)),
    ("Outputs", ("koto:Output",)),
    ("Discrepancies", ("koto:Discrepancy",)),
    ("Resolutions", ("koto:Resolution",)),
    ("Editorial statements", ("koto:EditorialStatement",)),
    ("Evidence for criteria", ("koto:CriterionEvidence",)),
    ("Source documents", ("koto:SourceDocument",)),
    ("Records", ("koto:Record",)),
    ("Statements", ("koto:Statement",)),
    ("Concept schemes", ("skos:ConceptScheme",)),
    ("Concepts", ("skos:Concept",)),
    ("Ontology", ("owl:Ontology",)),
    ("Classes", ("owl:Class", "rdfs:Class", "rdfs:Datatype")),
    ("Properties", ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "rdf:Property")),
    ("Agents", ("foaf:Agent", "prov:Agent")),
    ("Other resources", ()),
)
_SECTION_OF = {curie: number for number, (_, curies) in enumerate(SECTIONS) for curie in curies}
_FIRST = ("dcterms:title", "skos:prefLabel", "rdfs:label", "skos:altLabel")
_RANK = {curie: number for number, curie in enumerate(_FIRST)}
_NAMESPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_SPLIT = re.compile(r"(.*[#/])([A-Za-z_][A-Za-z0-9_-]*)")
_BASE = re.compile(r"https?://[^\s?#]*[^/?#]/")
_RELATIVE = re.compile(r"(?:id|vocab|graph)(?:/[\w~%-][\w.~%-]*)+|catalog#[\w-]+")
# Only forms that every reader keeps as they are: rdflib turns 007 into 7 and 0.0000001 into 1E-7.
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]{1,6}")
# Not seen when printed, yet part of a value: no-break and other spaces, direction marks, byte order mark.
# The joiners U+200C and U+200D stay, since emoji and several scripts need them.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
    "\ufff9-\uffff\U000e0000-\U000e007f]"
)
_LONG_SPECIAL = re.compile(r'\\|"(?="|\Z)')


class Names:
    """Spell terms for Turtle and remember which prefixes were used."""

    def __init__(self, base: str) -> None:
        self.base = base if _BASE.fullmatch(base) and "/." not in base else ""
        self.base_used = False
        self.prefixes: set[str] = set()

    def iri(self, term: str) -> str:
        """Spell an IRI: with a prefix, relative to the base, or in full."""
        text = term[1:-1]
        match = _SPLIT.fullmatch(text)
        prefix = _NAMESPACES.get(match.group(1)) if match else None
        if match and prefix:
            self.prefixes.add(prefix)
            return f"{prefix}:{match.group(2)}"
        if self.base and text.startswith(self.base) and _RELATIVE.fullmatch(text, len(self.base)):
            self.base_used = True
            return f"<{text[len(self.base) :]}>"
        return term

    def object(self, term: str) -> str:
        """Spell an IRI or literal."""
        if is_iri_term(term):
            return self.iri(term)
        value, language, datatype = split_literal(term)
        if language:
            return f"{_quote(value)}@{language}"
        if datatype == STRING:
            return _quote(value)
        if _is_short(value, datatype):
            return value
        return f"{_quote(value)}^^{self.iri(f'<{datatype}>')}"

    def header(self) -> str:
        """Return the base and prefix lines for what was used."""
        lines = [f"@base <{self.base}> .\n"] if self.base_used else []
        lines += [f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in sorted(self.prefixes)]
        return "".join(lines)


def _is_short(value: str, datatype: str) -> bool:
    match datatype.removeprefix(XSD):
        case "integer":
            return bool(_INTEGER.fullmatch(value))
        case "decimal":
            return bool(_DECIMAL.fullmatch(value))
        case "boolean":
            return value in ("true", "false")
    return False


def _quote(value: str) -> str:
    if "\n" in value:
        return f'"""{_HIDDEN.sub(_escape_hidden, _LONG_SPECIAL.sub(_escape_long, value))}"""'
    return _HIDDEN.sub(_escape_hidden, literal(value))


def _escape_long(match: re.Match[str]) -> str:
    return "\\" + match.group()


def _escape_hidden(match: re.Match[str]) -> str:
    char = match.group()
    short = {"\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}.get(char)
    code = ord(char)
    return short or (f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}")


def _write_subject(subject: str, quads: Iterable[Quad], names: Names, indent: str) -> str:
    """Return one subject's block; the indent never falls inside a string of several lines."""
    lines = []
    for predicate, objects in group_by_predicate(quads).items():
        name = "a" if predicate == TYPE else names.iri(predicate)
        rank = -1 if predicate == TYPE else _RANK.get(name, len(_RANK))
        spelled = [names.object(term) for term in objects]
        lines.append((rank, name, f" ,\n{indent}        ".join(spelled)))
    facts = [f"{name} {objects}" for _, name, objects in sorted(lines)]
    return f"{indent}{names.iri(subject)} " + f" ;\n{indent}    ".join(facts) + " .\n"


def _find_section(quads: Iterable[Quad]) -> int:
    plain = Names("")
    types = [plain.iri(obj) for _, predicate, obj, _ in quads if predicate == TYPE and is_iri_term(obj)]
    return min((_SECTION_OF[curie] for curie in types if curie in _SECTION_OF), default=len(SECTIONS) - 1)


def _iter_sections(spool: Spool, keys: Iterable[Key], indent: str) -> Iterator[str]:
    for key in keys:
        yield f"\n{indent}# {SECTIONS[int(key[-1])][0]} ({spool.count(key)})\n"
        for block in spool.iter_blocks(key):
            yield "\n" + block


def iter_turtle(quads: Iterable[Quad], base: str) -> Iterator[str]:
    """Yield the union of all graphs as Turtle; the quads come sorted by subject."""
    names = Names(base)
    with Spool() as spool:
        for subject, group in iter_subjects(quads):
            spool.add((_find_section(group),), _write_subject(subject, group, names, ""))
        yield names.header()
        yield from _iter_sections(spool, spool.keys(), "")


def iter_trig(quads: Iterable[Quad], base: str) -> Iterator[str]:
    """Yield the named graphs as TriG, sorted by name; the quads come sorted by subject.

    A subject stands in the section of its type in every graph, also in those that do not repeat the type.
    """
    names = Names(base)
    with Spool() as spool:
        for subject, group in iter_subjects(quads):
            section = _find_section(group)
            for graph in sorted({quad[3] for quad in group}):
                part = [quad for quad in group if quad[3] == graph]
                spool.add((graph, section), _write_subject(subject, part, names, "    "))
        keys = spool.keys()
        graphs = sorted({str(key[0]) for key in keys})
        spelled = {graph: names.iri(graph) for graph in graphs}
        yield names.header()
        for graph in graphs:
            yield f"\n{spelled[graph]} {{\n"
            yield from _iter_sections(spool, [key for key in keys if key[0] == graph], "    ")
            yield "}\n"
