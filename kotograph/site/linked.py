"""What people call a thing of another data set, what a thing is linked to, and where a link is missing, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kotograph.site.graph import Graph, Text
from kotograph.vocab import DATA_SETS, PREFIXES

#: The properties that lead to a thing elsewhere, the closest first.
LINKS = (
    *("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch"),
    *("rdfs:seeAlso", "foaf:page"),
)


_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A link that a thing has not: the IRIs of the data set and of the reason, and what else is to say."""

    data_set: str
    reason: str
    note: Text | None


def name_target(iri: str) -> str:
    """Return the data set of an IRI and the identifier there; of one that is not known, the host.

    >>> name_target("http://www.wikidata.org/entity/Q4354957"), name_target("https://a.example/x")
    ('Wikidata Q4354957', 'a.example')
    """
    for start, name, _ in DATA_SETS:
        if iri.startswith(start):
            return f"{name} {iri.removeprefix(start)}"
    return urlsplit(iri).netloc or iri


def list_links(graph: Graph, iri: str) -> list[tuple[str, str]]:
    """Return what a thing is linked to elsewhere: property and address."""
    return [(prop, target) for prop in LINKS for target in graph.get_iris(iri, prop)]


def list_codes(graph: Graph, iri: str) -> list[tuple[str, str]]:
    """Return the codes that registries give a thing, each with its datatype, which says what it is."""
    terms = [*graph.get_terms(iri, "org:identifier"), *graph.get_terms(iri, "dcterms:identifier")]
    # A plain text says nothing of where it is from.
    found = ((term.value, term.datatype) for term in terms if term.datatype and not term.datatype.startswith(_XSD))
    return sorted(found, key=lambda each: each[::-1])


def list_missing(graph: Graph, iri: str, lang: str) -> Sequence[Missing]:
    """Return the links that a thing has not, in the order of their data sets."""
    found = []
    for each in graph.get_subjects("koto:missingFor", iri):
        data_set, reason = (graph.get_value(each, f"koto:{name}") for name in ("missingFrom", "missingReason"))
        if data_set and reason:
            found.append(Missing(data_set, reason, graph.find_text(each, "rdfs:comment", lang)))
    return sorted(found, key=lambda missing: missing.data_set)
