"""The nested view for developers of web pages: one JSON object a project, with what a page about it shows.

It is JSON-LD with the same context and says nothing that the dataset does not say: read as RDF it is a part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from kotograph.export.context import Context, Json
from kotograph.export.index import Index
from kotograph.export.jsonld import compact_node
from kotograph.terms import TYPE, Quad, is_iri_term
from kotograph.vocab import expand

Shape: TypeAlias = "Mapping[str, Shape]"

_LEAF: Shape = {}
_LABELS: Shape = {"skos:prefLabel": _LEAF, "rdfs:label": _LEAF}
_CONCEPT: Shape = {**_LABELS, "skos:notation": _LEAF}
_TITLE: Shape = {"dcterms:title": _LEAF}
_PLACE: Shape = {**_LABELS, "koto:placeKind": _LEAF, "dcterms:isPartOf": _LABELS}
_ORGANISATION: Shape = {**_LABELS, "skos:altLabel": _LEAF, "org:classification": _CONCEPT, "org:identifier": _LEAF}
_SOURCE: Shape = {"koto:source": _LEAF, "koto:line": _LEAF}
_STATEMENT: Shape = {
    "koto:asWritten": _LEAF,
    "koto:value": _LEAF,
    "koto:line": _LEAF,
    "koto:amountKind": _LEAF,
    "koto:statedBy": _SOURCE,
}
_RESOLUTION: Shape = {
    "koto:property": _LEAF,
    "dcterms:language": _LEAF,
    "koto:resolvedValue": _LEAF,
    "koto:rule": _LABELS,
    "koto:considered": _STATEMENT,
}
_GRANT: Shape = {
    "koto:fundedUnder": _CONCEPT,
    "dcterms:identifier": _LEAF,
    "koto:startDate": _LEAF,
    "koto:endDate": _LEAF,
    "koto:hasAmount": {"koto:amount": _LEAF, "koto:currency": _LEAF, "koto:amountKind": _CONCEPT},
}
_OUTPUT: Shape = {
    **_LABELS,
    "koto:outputKind": _LEAF,
    "koto:quantity": _LEAF,
    "koto:unit": _LEAF,
    "koto:approximate": _LEAF,
    "koto:asWritten": _LEAF,
    "koto:evidenceRecord": _LEAF,
    "koto:evidenceSource": _LEAF,
    "koto:evidenceLine": _LEAF,
}
_CRITERION: Shape = {
    "koto:criterion": _CONCEPT,
    "koto:judgement": _LABELS,
    "koto:evidenceRecord": _LEAF,
    "koto:evidenceSource": _LEAF,
    "koto:evidenceLine": _LEAF,
}
PROJECT: Shape = {
    "dcterms:title": _LEAF,
    "skos:altLabel": _LEAF,
    "dcterms:abstract": _LEAF,
    "dcterms:description": _LEAF,
    "koto:startDate": _LEAF,
    "koto:endDate": _LEAF,
    "koto:status": _CONCEPT,
    "koto:implementer": _ORGANISATION,
    "koto:implementingUnit": _LABELS,
    "koto:partner": _LABELS,
    "koto:grant": _GRANT,
    "koto:objective": _CONCEPT,
    "dcterms:subject": _CONCEPT,
    "koto:targetGroup": _CONCEPT,
    "dcterms:spatial": _PLACE,
    "koto:output": _OUTPUT,
    "koto:criterionEvidence": _CRITERION,
    "koto:continues": _TITLE,
    "koto:continuedBy": _TITLE,
    "dcterms:isPartOf": _TITLE,
    "dcterms:hasPart": _TITLE,
    "koto:describedBy": {**_SOURCE, "koto:titleAsWritten": _LEAF, "dcterms:language": _LEAF},
    "koto:mentionedIn": _SOURCE,
}
_ABOUT = "koto:about"
# Readers of a page should not have to ask whether a value is a list: what may repeat always is one.
_MANY = frozenset(
    expand(name)
    for name in (
        *("dcterms:title", "dcterms:abstract", "dcterms:description", "skos:prefLabel", "skos:altLabel", "rdfs:label"),
        *("koto:implementer", "koto:partner", "koto:grant", "koto:hasAmount", "koto:objective", "koto:output"),
        *("dcterms:subject", "koto:targetGroup", "dcterms:spatial", "koto:criterionEvidence", "koto:rule"),
        *("koto:continues", "koto:continuedBy", "dcterms:isPartOf", "dcterms:hasPart", "koto:considered"),
        *("koto:describedBy", "koto:mentionedIn", "org:identifier"),
    )
)


def _collect(shape: Shape) -> set[str]:
    found = set(shape)
    for inner in shape.values():
        found |= _collect(inner)
    return found


def _nest(subject: str, shape: Shape, index: Index, context: Context) -> dict[str, Json]:
    """Return one node with what its shape names; a linked node is nested where the shape goes on and it has facts."""
    inner = {expand(name): part for name, part in shape.items()}
    facts = {name: terms for name, terms in index.get_facts(subject).items() if name in inner or name == TYPE}

    def embed(predicate: str, term: str) -> dict[str, Json] | None:
        part = inner.get(predicate)
        if not part or not is_iri_term(term) or not index.get_facts(term):
            return None
        return _nest(term, part, index, context)

    return compact_node(subject, facts, context, embed, _MANY)


def frame_projects(quads: Iterable[Quad], context: Context) -> Iterator[str]:
    """Yield one JSON-LD document with a list of nested projects, sorted by IRI.

    Resolutions point to their project, so they stand under a term that reads ``koto:about`` backwards, or under
    ``@reverse``.
    """
    index = Index(quads, _collect(PROJECT) | _collect(_RESOLUTION) | {_ABOUT})
    resolutions = index.map_backwards("koto:Resolution", _ABOUT)
    about = expand(_ABOUT)[1:-1]
    backwards = context.find_reverse(about)
    yield '{"@context": ' + json.dumps(context.document, ensure_ascii=False, indent=2)
    yield f',\n"{context.keyword("@graph")}": ['
    for number, project in enumerate(index.get_subjects("koto:Project")):
        node = _nest(project, PROJECT, index, context)
        found: list[Json] = [_nest(item, _RESOLUTION, index, context) for item in resolutions.get(project, ())]
        if found and backwards:
            node[backwards] = found
        elif found:
            node[context.keyword("@reverse")] = {context.compact(about, as_term=True): found}
        yield ",\n" if number else "\n"
        yield json.dumps(node, ensure_ascii=False, indent=2)
    yield "\n]}\n"
