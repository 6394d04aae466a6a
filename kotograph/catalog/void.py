"""The VoID description: how large the dataset is, of what it consists, and where to begin reading.

All figures are counted by SPARQL over the union of the dataset's graphs, where a triple that stands in two graphs
counts once, as RDF has it. A graph's own subset counts the triples of that graph.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kotograph import quads
from kotograph.catalog import texts
from kotograph.catalog.authority import RDF_FORMATS, Texts
from kotograph.catalog.lines import Lines
from kotograph.catalog.metadata import Metadata
from kotograph.catalog.publication import Publication
from kotograph.iris import Iris, mint_slug
from kotograph.store import Store
from kotograph.vocab import DATA_SETS, KOTO, PREFIXES, expand

# They describe the other graphs, and are not part of the dataset.
DESCRIBING = ("catalogue", "quality")
_EXAMPLES = ("koto:Project", "koto:Organisation", "koto:Place", "koto:SourceDocument")


@dataclass(frozen=True, slots=True)
class Counts:
    """The dataset in figures; classes, properties and graphs are plain IRIs."""

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: dict[str, int] = field(default_factory=dict)
    properties: dict[str, int] = field(default_factory=dict)
    graphs: dict[str, int] = field(default_factory=dict)


def count_dataset(store: Store, base: str) -> Counts:
    """Count the union of a store's graphs but those that describe the others."""
    iris = Iris(base)
    every = _count_by(store, "SELECT ?x (COUNT(*) AS ?n) WHERE { GRAPH ?x { ?s ?p ?o } } GROUP BY ?x")
    left_out = [iris.graph(name) for name in DESCRIBING if iris.graph(name)[1:-1] in every]
    graphs = {graph: count for graph, count in every.items() if f"<{graph}>" not in left_out}
    # DISTINCT, because a store may answer the union with a triple once for each graph it stands in.
    pattern = "GRAPH ?g { ?s ?p ?o }"
    if left_out:
        pattern += f" FILTER (?g NOT IN ({', '.join(left_out)}))"
    union = f"{{ SELECT DISTINCT ?s ?p ?o WHERE {{ {pattern} }} }}"
    space = quads.literal(f"{base}id/")
    kind = expand("rdf:type")
    return Counts(
        triples=_count(store, f"SELECT (COUNT(*) AS ?n) WHERE {union}"),
        entities=_count(
            store, f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} FILTER (STRSTARTS(STR(?s), {space})) }}"
        ),
        subjects=_count(store, f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}"),
        objects=_count(store, f"SELECT (COUNT(DISTINCT ?o) AS ?n) WHERE {{ {pattern} }}"),
        classes=_count_by(
            store,
            f"SELECT ?x (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern.replace('?p ?o', f'{kind} ?x')} }} GROUP BY ?x",
        ),
        properties=_count_by(store, f"SELECT (?p AS ?x) (COUNT(*) AS ?n) WHERE {union} GROUP BY ?p"),
        graphs=graphs,
    )


def _count(store: Store, query: str) -> int:
    ((number,),) = store.query(query, "void").rows
    assert number is not None
    return int(number.value)


def _count_by(store: Store, query: str) -> dict[str, int]:
    rows = [(x.value, int(n.value)) for x, n in store.query(query, "void").rows if x and n and x.kind == "uri"]
    return dict(sorted(rows))


def iter_void(metadata: Metadata, publication: Publication, store: Store, base: str) -> Iterator[str]:
    """Yield the VoID description as sorted N-Quads lines of ``<base>graph/catalogue``, without blank nodes."""
    lines = Lines(base)
    counts = count_dataset(store, base)
    dataset = lines.type(lines.iris.catalogue("dataset"), "void:Dataset")
    _describe(lines, dataset, metadata, publication)
    _add_figures(lines, dataset, counts, base)
    lines.add(dataset, "void:exampleResource", *_iter_examples(store))
    lines.add(dataset, "void:vocabulary", *map(quads.iri, _list_vocabularies(counts)))
    _add_partitions(lines, dataset, counts)
    _add_graphs(lines, dataset, counts, store)
    _add_linksets(lines, dataset, store)
    return iter(lines)


def _describe(lines: Lines, dataset: str, metadata: Metadata, publication: Publication) -> None:
    document = lines.thing(f"{publication.site_url}.well-known/void", "void:DatasetDescription")
    titles = {lang: texts.VOID_TITLE[lang].format(title) for lang, title in metadata.title.items()}
    lines.texts(document, "dcterms:title", titles)
    lines.add(document, "foaf:primaryTopic", dataset)
    lines.texts(dataset, "dcterms:title", metadata.title)
    lines.texts(dataset, "dcterms:description", metadata.description)
    lines.date(dataset, "dcterms:modified", metadata.modified)
    if metadata.licence:
        lines.add(dataset, "dcterms:license", quads.iri(metadata.licence.iri))
    lines.add(dataset, "foaf:homepage", quads.iri(publication.site_url))
    for file in publication.distributions:
        if file.format in RDF_FORMATS and file.title != "patch":
            lines.add(dataset, "void:dataDump", quads.iri(publication.site_url + file.path))
            lines.add(dataset, "void:feature", quads.iri(RDF_FORMATS[file.format]))
    if publication.endpoint:
        lines.add(dataset, "void:sparqlEndpoint", quads.iri(publication.endpoint))


def _add_figures(lines: Lines, dataset: str, counts: Counts, base: str) -> None:
    lines.add(dataset, "void:uriSpace", quads.literal(f"{base}id/"))
    for name, figure in (
        ("triples", counts.triples),
        ("entities", counts.entities),
        ("classes", len(counts.classes)),
        ("properties", len(counts.properties)),
        ("distinctSubjects", counts.subjects),
        ("distinctObjects", counts.objects),
    ):
        lines.add(dataset, f"void:{name}", quads.integer(figure))


def _iter_examples(store: Store) -> Iterator[str]:
    """Yield one thing of each main class: the one of which most is said, the first by IRI among equals."""
    for curie in _EXAMPLES:
        query = (
            f"SELECT ?s (COUNT(*) AS ?n) WHERE {{ ?s a {expand(curie)} ; ?p ?o }} GROUP BY ?s "
            "ORDER BY DESC(?n) ?s LIMIT 1"
        )
        for subject, _ in store.query(query, "void").rows:
            if subject:
                yield quads.iri(subject.value)


def _list_vocabularies(counts: Counts) -> list[str]:
    terms = [*counts.classes, *counts.properties]
    known = {space for space in PREFIXES.values() if any(term.startswith(space) for term in terms)}
    # The ontology is one document, so its name is that of the document.
    return sorted(space.rstrip("#") if space == KOTO else space for space in known)


def _add_partitions(lines: Lines, dataset: str, counts: Counts) -> None:
    for iri, count in counts.classes.items():
        part = lines.iris.catalogue(f"class-{_name(iri)}")
        lines.add(part, "void:class", quads.iri(iri))
        lines.add(part, "void:entities", quads.integer(count))
        lines.add(dataset, "void:classPartition", part)
    for iri, count in counts.properties.items():
        part = lines.iris.catalogue(f"property-{_name(iri)}")
        lines.add(part, "void:property", quads.iri(iri))
        lines.add(part, "void:triples", quads.integer(count))
        lines.add(dataset, "void:propertyPartition", part)


def _name(iri: str) -> str:
    """Return a name of a term for use in an IRI, one for each term.

    >>> _name("http://purl.org/dc/terms/title"), _name("http://a.example/Ä#b")
    ('dcterms-title', 'http-a-example-a-b-3905478b')
    """
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and name.isascii() and name.replace("-", "_").isidentifier():
            return f"{prefix}-{name}"
    return f"{mint_slug(iri)}-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"


def _add_graphs(lines: Lines, dataset: str, counts: Counts, store: Store) -> None:
    """Describe each named graph, under its own name, as a part of the dataset."""
    titles = _read_source_titles(store)
    for iri, count in counts.graphs.items():
        graph = lines.type(quads.iri(iri), "void:Dataset")
        name = iri.partition("/graph/")[2]
        lines.texts(graph, "dcterms:title", titles.get(name) or texts.GRAPHS.get(name) or {})
        lines.add(graph, "void:triples", quads.integer(count))
        lines.add(dataset, "void:subset", graph)


def _add_linksets(lines: Lines, dataset: str, store: Store) -> None:
    """Describe the links, by the data set that they lead to and their predicate."""
    links = lines.iris.graph("links")
    # What is said of a missing link leads nowhere else.
    missing = f"FILTER NOT EXISTS {{ ?s a {expand('koto:MissingLink')} }}"
    rows = store.query(f"SELECT ?p ?o WHERE {{ GRAPH {links} {{ ?s ?p ?o {missing} }} }}", "void").rows
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for predicate, target in rows:
        if predicate and target and target.kind == "uri":
            counts[(*_find_data_set(target.value), predicate.value)] += 1
    for (start, name, key, predicate_iri), count in sorted(counts.items()):
        other = lines.type(lines.iris.catalogue(f"target-{key}"), "void:Dataset")
        lines.add(other, "dcterms:title", quads.literal(name))
        lines.add(other, "void:uriSpace", quads.literal(start))
        linkset = lines.type(lines.iris.catalogue(f"linkset-{key}-{_name(predicate_iri)}"), "void:Linkset")
        lines.add(linkset, "void:subjectsTarget", dataset)
        lines.add(linkset, "void:objectsTarget", other)
        lines.add(linkset, "void:linkPredicate", quads.iri(predicate_iri))
        lines.add(linkset, "void:triples", quads.integer(count))
        lines.add(dataset, "void:subset", linkset)


def _find_data_set(iri: str) -> tuple[str, str, str]:
    """Return how a data set's identifiers begin, its name and its key; one that is not known is named by its host."""
    for start, name, key in DATA_SETS:
        if iri.startswith(start):
            return start, name, key
    parts = urlsplit(iri)
    return f"{parts.scheme}://{parts.netloc}/", parts.netloc, mint_slug(parts.netloc)


def _read_source_titles(store: Store) -> dict[str, Texts]:
    """Return the titles of the source documents by the name of their graph."""
    query = (
        f"SELECT ?s ?title WHERE {{ ?s a {expand('koto:SourceDocument')} ; {expand('dcterms:title')} ?title }} "
        "ORDER BY ?s ?title"
    )
    found: dict[str, dict[str, str]] = {}
    for source, title in store.query(query, "void").rows:
        if source and title and title.lang:
            name = f"source/{source.value.partition('/id/source/')[2]}"
            found.setdefault(name, {}).setdefault(title.lang, title.value)
    return dict(found)
