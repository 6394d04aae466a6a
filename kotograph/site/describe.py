"""One thing as data: the statements about it and about what belongs to it, in every format that a page links to."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kotograph.export import iter_export
from kotograph.export.context import Context
from kotograph.export.jsonld import compact_node
from kotograph.formats import Format
from kotograph.site.graph import Graph, expand
from kotograph.terms import Quad, group_by_predicate, is_iri_term, iter_quads, iter_subjects, split_literal

#: The properties that lead to what belongs to a thing, and those by which what belongs to it leads back.
_OWNS = (
    "koto:grant",
    "koto:hasAmount",
    "koto:output",
    "koto:criterionEvidence",
    "koto:considered",
    "koto:describedBy",
    "koto:implementingUnit",
    "koto:statement",
)
_OWNED = (
    *("koto:about", "koto:successor", "koto:predecessor", "org:unitOf", "koto:source", "koto:statedBy"),
    "koto:missingFor",
)
_EVENTS = ("org:originalOrganization", "org:resultingOrganization")
_FORMATS = {
    "ttl": Format.TURTLE,
    "nt": Format.NTRIPLES,
    "rdf": Format.RDFXML,
}


def describe(graph: Graph, iri: str) -> list[Quad]:
    """Return the quads about a thing and what belongs to it, and the names of what they lead to, in canonical order."""
    owned = _collect(graph, iri)
    lines = {line for each in owned for line in graph.store.get_quads(each)}
    named = {term for quad in iter_quads(sorted(lines)) if is_iri_term(term := quad[2])}
    for term in sorted(named):
        other = term[1:-1]
        if other not in owned and other.startswith(graph.base):
            lines.update(graph.get_name_lines(other))
    return list(iter_quads(sorted(lines)))


def _collect(graph: Graph, iri: str) -> set[str]:
    found, fresh = {iri}, [iri]
    own = [expand(name) for name in _OWNS]
    while fresh:
        each = fresh.pop()
        below = {term.value for prop in own for term in graph.get_facts(each).get(prop, ()) if term.kind == "uri"}
        if each == iri:
            for prop in (*_OWNED, *_EVENTS):
                below.update(graph.get_subjects(prop, iri))
        if graph.is_a(each, "koto:Project") and each != iri:
            continue
        fresh += [other for other in below if other not in found]
        found |= below
    return {each for each in found if each == iri or not graph.is_a(each, "koto:Project")}


def iter_formats(quads: Iterable[Quad], iri: str, base: str, context: Context) -> Iterator[tuple[str, bytes]]:
    """Yield the file extension and content of each format."""
    known = list(quads)
    for extension in (*_FORMATS, "jsonld", "csv"):
        yield extension, write_format(extension, known, iri, base, context)


def write_format(extension: str, quads: Iterable[Quad], iri: str, base: str, context: Context) -> bytes:
    """Return the quads about a thing in the format of a file extension."""
    if extension == "jsonld":
        return write_jsonld(quads, context).encode()
    if extension == "csv":
        return write_csv(quads, iri).encode()
    return "".join(iter_export(_FORMATS[extension], quads, base=base)).encode()


def write_jsonld(quads: Iterable[Quad], context: Context) -> str:
    """Return compact JSON-LD of the triples, the context inline: which graph says what is for the whole dataset.

    As in the dataset, a node is a line.
    """
    nodes: list[str] = []
    for subject, group in iter_subjects(quads):
        facts = {predicate: sorted(set(objects)) for predicate, objects in group_by_predicate(group).items()}
        nodes.append(json.dumps(compact_node(subject, facts, context), ensure_ascii=False))
    return _spell_context(context) + ",\n".join(nodes) + "\n]}\n"


@lru_cache(maxsize=4)
def _spell_context(context: Context) -> str:
    """Return the beginning of a document, up to its first node: it is most of the text of most."""
    return f'{{"@context": {json.dumps(context.document, ensure_ascii=False, indent=1)},\n"@graph": [\n'


def write_csv(quads: Iterable[Quad], iri: str) -> str:
    """Return what is said of the thing itself as rows: property, value, language, datatype, graph."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("property", "value", "language", "datatype", "graph"))
    for subject, predicate, obj, graph in quads:
        if subject != f"<{iri}>":
            continue
        if is_iri_term(obj):
            writer.writerow((predicate[1:-1], obj[1:-1], "", "", graph[1:-1]))
        else:
            literal = split_literal(obj)
            writer.writerow((predicate[1:-1], literal.value, literal.language, literal.datatype, graph[1:-1]))
    return out.getvalue()
