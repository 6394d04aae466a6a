"""Links that are missing, and why: what SSSOM says with ``sssom:NoTermFound``, as nodes of ``graph/links``.

SSSOM's own RDF makes of each row an ``owl:Axiom``, which would assert that all these things are the same as one
``sssom:NoTermFound``. A node that only tells what is missing asserts nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kotograph import quads
from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError
from kotograph.iris import Iris, mint_slug
from kotograph.link.sssom import Mapping
from kotograph.vocab import expand


def rebase(iri: str, iris: Iris) -> str:
    """Return an IRI in N-Quads spelling; tables name the default base, and other bases have the same keys."""
    local = iri.removeprefix(DEFAULT_BASE)
    return quads.iri(iri if local == iri else f"{iris.base}{local}")


def list_named(mapping: Mapping, iris: Iris) -> tuple[str, ...]:
    """Return what of our own a mapping names: its subject, and the data set and the reason of a missing link."""
    return tuple(rebase(each, iris) for each in (mapping.subject, mapping.object_source, mapping.reason) if each)


def iter_missing(mappings: Iterable[Mapping], present: Collection[str], iris: Iris) -> Iterator[str]:
    """Yield the quads of the missing links of what a dataset has; ``present`` holds its subjects as spelled.

    Raise InputError for a data set or a reason that no scheme has, and for a link that is missing twice.
    """
    graph, seen = iris.graph("links"), set[str]()
    for mapping in mappings:
        if not mapping.is_missing:
            continue
        subject, data_set, reason = (rebase(x, iris) for x in (mapping.subject, mapping.object_source, mapping.reason))
        for slot, each in (("object_source", data_set), ("unlinked_reason", reason)):
            if each not in present:
                hint = "use a concept of ontology/schemes/data-set.ttl or unlinked-reason.ttl, or add it there"
                raise InputError("bad-mapping", f"{slot} is {each}, which no scheme has", mapping.where, hint)
        if subject not in present:
            continue
        node = iris.resource("missing-link", _mint_key(mapping.subject), mapping.object_source.rpartition("/")[2])
        if node in seen:
            raise InputError("bad-mapping", "this missing link stands twice", mapping.where, "remove one of the lines")
        seen.add(node)
        pairs = [
            (expand("rdf:type"), expand("koto:MissingLink")),
            (expand("koto:missingFor"), subject),
            (expand("koto:missingFrom"), data_set),
            (expand("koto:missingReason"), reason),
        ]
        if mapping.date:
            pairs.append((expand("dcterms:date"), quads.typed(mapping.date, "date")))
        if mapping.source:
            is_iri = quads.is_iri(mapping.source)
            pairs.append(
                (expand("dcterms:source"), quads.iri(mapping.source) if is_iri else quads.literal(mapping.source))
            )
        pairs += [(expand("rdfs:comment"), quads.tagged(text, language)) for language, text in mapping.comments]
        for predicate, obj in pairs:
            yield f"{node} {predicate} {obj} {graph} .\n"


def _mint_key(iri: str) -> str:
    """Return the part of a node's IRI that stands for a thing.

    >>> _mint_key("https://w3id.org/kotograph/vocab/theme/housing")
    'theme-housing'
    """
    return mint_slug("-".join(iri.rsplit("/", 2)[1:]))
