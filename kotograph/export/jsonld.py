"""Compact JSON-LD of the whole dataset, by named graph, with the context inline.

One node object a line, so that a difference of two builds shows as lines. Numbers are JSON numbers only where every
reader gives back the same literal: money never is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from kotograph.export.context import Context, Json, Term
from kotograph.export.spool import Spool
from kotograph.terms import TYPE, Quad, group_by_predicate, is_iri_term, iter_subjects

Embed = Callable[[str, str], "dict[str, Json] | None"]


def compact_node(
    subject: str,
    facts: Mapping[str, Iterable[str]],
    context: Context,
    embed: Embed | None = None,
    many: Collection[str] = (),
) -> dict[str, Json]:
    """Return one node object: ``@id``, ``@type``, then the properties sorted by key.

    ``embed(predicate, object)`` may give the object to nest in place of an IRI; the predicates in ``many`` have arrays
    even for one value.
    """
    node: dict[str, Json] = {context.keyword("@id"): context.compact(subject[1:-1], as_term=False)}
    found: dict[str, Json] = {}
    for predicate, objects in facts.items():
        if predicate == TYPE:
            types: list[Json] = [context.compact(term[1:-1], as_term=True) for term in objects if is_iri_term(term)]
            if types:
                node[context.keyword("@type")] = types[0] if len(types) == 1 else types
            objects = [term for term in objects if not is_iri_term(term)]
        for term in objects:
            nested = embed(predicate, term) if embed else None
            under = context.pick(predicate[1:-1], term)
            value = nested if nested is not None else context.value(under, term)
            _add(found, under, term, value, as_set=under.as_set or predicate in many)
    node.update((key, found[key]) for key in sorted(found))
    return node


def _add(found: dict[str, Json], under: Term, term: str, value: Json, as_set: bool) -> None:
    if not under.by_language:
        _append(found, under.name, value, as_set)
        return
    texts = found.setdefault(under.name, {})
    assert isinstance(texts, dict)
    _append(texts, term[term.rindex('"') + 2 :], value, under.as_set)
    found[under.name] = dict(sorted(texts.items()))


def _append(found: dict[str, Json], key: str, value: Json, as_set: bool) -> None:
    """Keep a single value bare, unless an array is wanted."""
    if key not in found:
        found[key] = [value] if as_set else value
        return
    present = found[key]
    if isinstance(present, list):
        present.append(value)
    else:
        found[key] = [present, value]


def iter_jsonld(quads: Iterable[Quad], context: Context) -> Iterator[str]:
    """Yield the dataset as one JSON-LD document; the quads come sorted by subject."""
    with Spool() as spool:
        for subject, group in iter_subjects(quads):
            for graph in sorted({quad[3] for quad in group}):
                facts = group_by_predicate(quad for quad in group if quad[3] == graph)
                node = compact_node(subject, facts, context)
                spool.add((graph,), json.dumps(node, ensure_ascii=False))
        yield '{"@context": ' + json.dumps(context.document, ensure_ascii=False, indent=2)
        yield f',\n"{context.keyword("@graph")}": ['
        for number, key in enumerate(spool.keys()):
            name = json.dumps(context.compact(str(key[0])[1:-1], as_term=False), ensure_ascii=False)
            yield "," * (number > 0)
            yield f'\n{{"{context.keyword("@id")}": {name}, "{context.keyword("@graph")}": [\n'
            for block, text in enumerate(spool.iter_blocks(key)):
                yield f",\n{text}" if block else text
            yield "\n]}"
        yield "\n]}\n"
