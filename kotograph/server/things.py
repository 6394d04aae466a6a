"""The things that IRIs name: which documents describe each, and on whose page it stands if it has none of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kotograph.server.generation import Generation
from kotograph.server.tombstones import Tombstone
from kotograph.site.graph import PAGED, Graph, expand
from kotograph.site.site import DATA_FORMATS
from kotograph.store import accepts_iri
from kotograph.vocab import KOTO

HTML = "text/html"
_DATA_TYPES = {extension: media_type for extension, media_type, _ in DATA_FORMATS}
#: A whole graph, scheme or ontology can be had in these; a graph with its name, too.
_GRAPH_TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"} | {
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
}
_WHOLE = ("ttl", "jsonld", "nt", "rdf")
_KINDS = {kind: start for start, kind in PAGED.items()}
#: Texts are shown at the head of a project's page, without a place of their own in the table of its values.
_SHOWN_ABOVE = ("dcterms:abstract", "dcterms:description")


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: its IRI, its page within a language's folder (with ``#fragment``), and the stem of its data.

    ``page`` is empty where no page shows it. ``types`` are the media types of its data by file extension.
    """

    iri: str
    page: str
    data: str
    types: Mapping[str, str]

    def list_types(self) -> list[str]:
        """Return the media types that can be had, the one for people first."""
        return [*([HTML] if self.page else ()), *self.types.values()]

    def locate(self, media_type: str, lang: str) -> str:
        """Return the path of the document of a type."""
        if media_type == HTML:
            return f"{lang}/{self.page}"
        return f"{self.data}.{next(ext for ext, known in self.types.items() if known == media_type)}"


def find_thing(generation: Generation, path: str) -> Thing | Tombstone | None:
    """Find the thing whose IRI has this path below the base (``id/project/rio-2``), or what is left of it."""
    base = generation.settings.base
    kind, _, rest = path.partition("/")
    if path == "ontology":
        types = {extension: _GRAPH_TYPES[extension] for extension in _WHOLE}
        return Thing(KOTO.rstrip("#"), "vocabulary.html", "ontology/kotograph", types)
    iri = base + path
    if not rest or kind not in ("id", "vocab", "graph"):
        return None
    if kind == "graph":
        if not (accepts_iri(iri) and generation.store.has_graph(iri)):
            return None
        page = f"source/{rest.removeprefix('source/')}.html" if rest.startswith("source/") else "data.html#graphs"
        return Thing(iri, _checked(generation, page), f"data/graph/{rest}", _GRAPH_TYPES)
    if not is_described(generation, iri):
        return generation.tombstones.find(iri)
    if kind == "vocab" and "/" not in rest:
        page = _checked(generation, f"vocabulary/{rest}.html")
        if f"vocab/{rest}.ttl" in generation.plain:
            return Thing(iri, page, f"vocab/{rest}", {extension: _GRAPH_TYPES[extension] for extension in _WHOLE})
        return Thing(iri, page, f"data/vocab/{rest}", _DATA_TYPES)
    return Thing(iri, find_page(generation, iri), find_stem(iri, base), _DATA_TYPES)


def is_described(generation: Generation, iri: str) -> bool:
    """Tell whether the dataset says something of an IRI; of what is no IRI it does not."""
    return accepts_iri(iri) and bool(generation.site.graph.get_facts(iri))


def find_stem(iri: str, base: str) -> str:
    """Return the path of a thing's data without its extension.

    >>> find_stem("https://a.example/vocab/theme/health", "https://a.example/")
    'data/theme/health'
    >>> find_stem("https://a.example/id/statement/a/b/c", "https://a.example/")
    'data/statement/a/b/c'
    """
    local = iri.removeprefix(base)
    for start, kind in PAGED.items():
        if local.startswith(start) and "/" not in local[len(start) :]:
            return f"data/{kind}/{local[len(start) :]}"
    return f"data/{local.removeprefix('id/')}"


def find_iri(generation: Generation, stem: str) -> str:
    """Return the IRI whose data has this stem: the other way round from `find_stem`."""
    local = stem.removeprefix("data/")
    kind, _, key = local.partition("/")
    if kind in _KINDS and "/" not in key:
        return f"{generation.settings.base}{_KINDS[kind]}{key}"
    return generation.settings.base + (local if kind in ("vocab", "graph") else f"id/{local}")


def _checked(generation: Generation, page: str) -> str:
    return page if page and generation.site.has_page(f"en/{page.partition('#')[0]}") else ""


def find_page(generation: Generation, iri: str) -> str:
    """Return the page of a thing, or that of what it belongs to with its place there; empty where nothing shows it."""
    graph = generation.site.graph
    own = graph.find_page(iri)
    if own:
        return _checked(generation, own)
    kind = iri.removeprefix(f"{graph.base}id/").partition("/")[0]
    find_owner = _OWNERS.get(kind)
    return _checked(generation, find_owner(graph, iri)) if find_owner else ""


# --- whose page -----------------------------------------------------------------------------------------------------


def _first(graph: Graph, iris: Sequence[str], fragment: str = "") -> str:
    """Return the page of the first thing that has one, with a place on it."""
    page = next((page for iri in iris if (page := graph.find_page(iri))), "")
    return f"{page}#{fragment}" if page and fragment and "#" not in page else page


def _find_for_value(graph: Graph, iri: str) -> str:
    shown_above = graph.get_value(iri, "koto:property") in {expand(prop) for prop in _SHOWN_ABOVE}
    kind, *rest = iri.removeprefix(f"{graph.base}id/").split("/")
    # The anchors are those that `kotograph.site.figures` gives.
    fragment = rest[-1] if kind == "resolution" else "-".join(rest[1:])
    about = graph.get_iris(iri, "koto:about")
    return _first(graph, about, "" if shown_above else fragment)


def _find_for_amount(graph: Graph, iri: str) -> str:
    grants = graph.get_subjects("koto:hasAmount", iri)
    return _find_for_grant(graph, grants[0]) if grants else ""


def _find_for_grant(graph: Graph, iri: str) -> str:
    return _first(graph, graph.get_subjects("koto:grant", iri), "facts")


def _find_for_record(graph: Graph, iri: str) -> str:
    return _first(graph, graph.get_iris(iri, "koto:source"), _line(graph, iri))


def _find_for_statement(graph: Graph, iri: str) -> str:
    sources = [
        source for record in graph.get_iris(iri, "koto:statedBy") for source in graph.get_iris(record, "koto:source")
    ]
    return _first(graph, sources, _line(graph, iri))


def _line(graph: Graph, iri: str) -> str:
    line = graph.get_value(iri, "koto:line")
    return f"L{line}" if line else ""


def _find_for_agent(graph: Graph, iri: str) -> str:
    return "sources.html" if graph.get_subjects("dcterms:publisher", iri) else "method.html"


_OWNERS: Mapping[str, Callable[[Graph, str], str]] = {
    "resolution": _find_for_value,
    "editorial": _find_for_value,
    "amount": _find_for_amount,
    "grant": _find_for_grant,
    "output": lambda graph, iri: _first(graph, graph.get_subjects("koto:output", iri), "outputs"),
    "criterion-evidence": lambda graph, iri: _first(
        graph, graph.get_subjects("koto:criterionEvidence", iri), "criteria"
    ),
    "succession": lambda graph, iri: _first(graph, graph.get_iris(iri, "koto:successor"), "time"),
    "record": _find_for_record,
    "statement": _find_for_statement,
    "unit": lambda graph, iri: _first(graph, graph.get_iris(iri, "org:unitOf"), "facts"),
    "change": lambda graph, iri: _first(graph, graph.get_iris(iri, "org:resultingOrganization"), "facts"),
    "missing-link": lambda graph, iri: _first(graph, graph.get_iris(iri, "koto:missingFor"), "elsewhere"),
    "agent": _find_for_agent,
}
