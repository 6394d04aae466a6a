"""Links as quads: what a mapping says, as far as it can be said of what its subject is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kotograph import quads
from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError
from kotograph.iris import Iris
from kotograph.link.missing import rebase
from kotograph.link.sssom import Mapping
from kotograph.vocab import PREFIXES

_SKOS = PREFIXES["skos"]
_SAME = f"{PREFIXES['owl']}sameAs"
_SEE = f"{PREFIXES['rdfs']}seeAlso"
_BETWEEN_CONCEPTS = frozenset(f"{_SKOS}{name}" for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch"))


def iter_links(mappings: Iterable[Mapping], subjects: Collection[str], iris: Iris) -> Iterator[str]:
    """Yield the quads of the links of what a dataset has; ``subjects`` are in N-Quads spelling.

    SKOS makes both ends of its mappings concepts, so of anything else such a mapping says ``rdfs:seeAlso``;
    ``owl:sameAs`` is for what is no concept. Raise InputError for a predicate that is no link.
    """
    graph = iris.graph("links")
    for mapping in mappings:
        if mapping.is_missing:
            continue
        subject = rebase(mapping.subject, iris)
        predicate = mapping.predicate
        is_concept = mapping.subject.startswith(f"{DEFAULT_BASE}vocab/")
        if predicate in _BETWEEN_CONCEPTS:
            predicate = predicate if is_concept else _SEE
        elif predicate not in (_SAME, _SEE) or (predicate == _SAME and is_concept):
            hint = "use skos:exactMatch or closeMatch for concepts, owl:sameAs or rdfs:seeAlso for other things"
            raise InputError("bad-mapping", f"<{predicate}> is no predicate of such a link", mapping.where, hint)
        if subject in subjects:
            yield f"{subject} {quads.iri(predicate)} {quads.iri(mapping.object)} {graph} .\n"
