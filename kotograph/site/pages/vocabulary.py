"""The model for people: classes and properties, the vocabularies concept by concept, and the shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kotograph.site.page import Page, Route
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Table, make_columns
from kotograph.site.texts import say
from kotograph.vocab import KOTO, PREFIXES

_KINDS = (
    ("classes", ("owl:Class", "rdfs:Datatype")),
    ("properties", ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")),
)


def curie(iri: str) -> str:
    """Return an IRI with one of our prefixes, else whole."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page of the ontology and of the list of schemes."""
    graph = site.graph
    terms = {
        name: site.sort(
            {iri for kind in kinds for iri in graph.list_all(kind) if iri.startswith(KOTO)},
            lang,
        )
        for name, kinds in _KINDS
    }
    schemes = site.sort(graph.list_all("skos:ConceptScheme"), lang)
    rows: list[Sequence[Cell]] = [
        (
            Link(site.name(iri, lang), f"vocabulary/{graph.get_key(iri)}.html", iri),
            graph.find_text(iri, "dcterms:description", lang),
            len(graph.get_subjects("skos:inScheme", iri)),
        )
        for iri in schemes
    ]
    columns = make_columns(lang, ("scheme", "description", "concepts"), ("concepts",), ("scheme",))
    return Page(
        template="vocabulary.html",
        title=say("nav.vocabulary", lang),
        description=say("vocabulary.lead", lang),
        content={
            "terms": terms,
            "prefixes": sorted(PREFIXES.items()),
            "graph": graph,
            "koto": KOTO,
            "curie": curie,
            "ontology": KOTO.rstrip("#"),
        },
        tables=(Table("schemes", say("vocabulary.caption", lang), columns, rows),),
    )


def list_schemes(site: Site) -> Iterable[str]:
    """Return the names of the concept schemes."""
    return [site.graph.get_key(iri) for iri in site.graph.list_all("skos:ConceptScheme")]


def make_scheme(site: Site, lang: str, key: str) -> Page:
    """Make the page of a scheme: each concept with its labels in all languages and its definition."""
    graph, scheme = site.graph, f"{site.settings.base}vocab/{key}"
    concepts = site.sort(graph.get_subjects("skos:inScheme", scheme), lang)
    rows: list[Sequence[Cell]] = []
    for iri in concepts:
        above = graph.get_iris(iri, "skos:broader")
        rows.append(
            (
                Link(site.name(iri, lang), graph.find_page(iri), iri),
                graph.get_value(iri, "skos:notation") or graph.get_key(iri),
                *(graph.find_text(iri, "skos:prefLabel", other) for other in ("fi", "sv", "en") if other != lang),
                graph.find_text(iri, "skos:definition", lang),
                Link(site.name(above[0], lang), graph.find_page(above[0]), above[0]) if above else None,
            )
        )
    names = ("concept", "notation", *(f"label-{each}" for each in ("fi", "sv", "en") if each != lang))
    columns = make_columns(lang, (*names, "definition", "broader"), (), ("concept", "broader"))
    name = site.name(scheme, lang)
    description = graph.find_text(scheme, "dcterms:description", lang)
    return Page(
        template="scheme.html",
        title=name.value,
        title_lang=name.lang,
        description=description.value if description else "",
        content={"name": name, "description": description, "scheme": scheme, "key": key, "graph": graph},
        tables=(
            Table(
                "concepts",
                say("vocabulary.concepts-caption", lang, name=name.value),
                columns,
                rows,
                anchors=[graph.get_key(iri) for iri in concepts],
            ),
        ),
        trail=((say("nav.vocabulary", lang), "vocabulary.html"),),
    )


def make_shapes(site: Site, lang: str, key: str) -> Page:
    """Make the page of the shapes: what the data must be, how severe it is if it is not, and what to do."""
    rows: list[Sequence[Cell]] = [
        (
            shape.name,
            shape.target,
            say(f"quality.{shape.severity}", lang),
            shape.message(lang),
            shape.hint(lang),
        )
        for shape in site.shapes
    ]
    columns = make_columns(lang, ("shape", "target", "severity", "message", "hint"))
    return Page(
        template="list.html",
        title=say("nav.shapes", lang),
        description=say("shapes.lead", lang),
        content={"lead": say("shapes.lead", lang), "paragraphs": [say("shapes.note", lang)]},
        tables=(Table("shapes", say("shapes.caption", lang), columns, rows),),
    )


ROUTES = (
    Route("vocabulary.html", make),
    Route("vocabulary/{key}.html", make_scheme, list_schemes),
    Route("shapes.html", make_shapes),
)
