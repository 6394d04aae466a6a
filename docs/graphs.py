"""Write the reference pages about the shapes and the vocabularies from their Turtle files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS
from rdflib.term import BNode, Literal, Node

from docs.markdown import cell, heading, table
from kotograph.vocab import KOTO, PREFIXES

_LANGUAGES = ("en", "fi", "sv")
_SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
_KINDS = ((OWL.ObjectProperty, "object"), (OWL.DatatypeProperty, "datatype"), (OWL.AnnotationProperty, "annotation"))
_SHAPES_INTRO = (
    "`kotograph build` holds the whole dataset against these SHACL shapes before it publishes anything, and "
    "`kotograph validate` does so at any time. A **violation** stops a build, a **warning** asks for an eye, an "
    "**info** is for notice. Each shape has its message and its hint in Finnish and Swedish too.\n\n"
)


_CATALOGUE_INTRO = (
    "`kotograph catalog check` holds the description of the publication against these SHACL shapes. They say in our "
    "own words what DCAT-AP 3 demands (**violation**) and recommends (**warning**). The dataset itself is not held "
    "against them. Each shape has its message and its hint in Finnish and Swedish too.\n\n"
)


def _text(graph: Graph, node: Node, path: URIRef, language: str = "en") -> str:
    """Return a text in a language, else in any; several are joined in order."""
    literals = [each for each in graph.objects(node, path) if isinstance(each, Literal)]
    mine = [each for each in literals if each.language == language] or literals
    return cell(" ".join(sorted(str(each) for each in mine)))


def _curie(term: Node) -> str:
    for prefix, namespace in PREFIXES.items():
        if str(term).startswith(namespace):
            return f"{prefix}:{str(term).removeprefix(namespace)}"
    return str(term)


def _curies(terms: Iterable[Node]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(map(_curie, terms)))


def _parse(path: Path) -> Graph:
    # No base of this machine may end up in a page: the files use absolute IRIs only.
    return Graph().parse(data=path.read_text(encoding="utf-8"), format="turtle", publicID="urn:x-docs:")


def _name(node: Node) -> str:
    return str(node).rstrip("/#").replace("#", "/").rpartition("/")[2]


# Shapes


def write_shapes(folder: Path) -> str:
    """Return the page about every shape of the dataset that has a message, file by file."""
    return heading("Shapes", "shapes") + _SHAPES_INTRO + _list_shapes(folder)


def write_catalogue_shapes(folder: Path) -> str:
    """Return the page about the shapes of the publication's description."""
    return heading("Shapes of the catalogue", "shapes/catalogue") + _CATALOGUE_INTRO + _list_shapes(folder)


def _list_shapes(folder: Path) -> str:
    parts = []
    for path in sorted(folder.glob("*.ttl")):
        graph = _parse(path)
        rows = list(_iter_shapes(graph))
        if rows:
            parts.append(f"## {path.stem}\n\n{_comment(path)}\n\n")
            parts.append(table(("shape", "on", "severity", "what is wrong", "what to do"), rows))
    return "".join(parts)


def _comment(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").split("\n")
    return " ".join(line.lstrip("# ") for line in lines[: next(i for i, line in enumerate(lines) if line[:1] != "#")])


def _iter_shapes(graph: Graph) -> Iterator[Sequence[str]]:
    for shape in sorted({s for s in graph.subjects(SH.message, None) if isinstance(s, URIRef)}, key=_name):
        severity = graph.value(shape, SH.severity)
        yield (
            f"`{_name(shape)}`",
            _where(graph, shape),
            _SEVERITIES.get(URIRef(str(severity)), "violation"),
            _text(graph, shape, SH.message),
            _text(graph, shape, URIRef(KOTO + "fixHint")),
        )


def _where(graph: Graph, shape: Node) -> str:
    """Return the class or property whose nodes a shape holds, and its path."""
    owners = {shape, *graph.subjects(SH.property, shape)}
    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    found = {target for owner in owners for kind in targets for target in graph.objects(owner, kind)}
    path = graph.value(shape, SH.path)
    shown = f" → {_path(graph, path)}" if path is not None else ""
    return (_curies(found) or "a check of its own") + shown


def _path(graph: Graph, path: Node) -> str:
    if not isinstance(path, BNode):
        return f"`{_curie(path)}`"
    inverse = graph.value(path, SH.inversePath)
    if inverse is not None:
        return f"{_path(graph, inverse)} (inverse)"
    either = graph.value(path, SH.alternativePath)
    steps = Collection(graph, path if either is None else either)
    return (" / " if either is None else " or ").join(_path(graph, step) for step in steps)


# Vocabularies


def write_vocabulary(folder: Path, base: str) -> str:
    """Return the page about classes, properties, concepts and alignments."""
    ontology = _parse(folder / "kotograph.ttl")
    parts = [
        heading("Vocabulary", "vocabulary"),
        f"Classes and properties are in the namespace `koto:` = `{KOTO}`; concepts are `{base}vocab/` followed by "
        "scheme and code. What they are for is told in [the model](../explanation/two-layers.md).\n\n",
        "## Classes\n\n",
        table(("class", "en", "fi", "sv", "meaning", "is also"), _iter_classes(ontology)),
        "## Properties\n\n",
        table(("property", "en", "fi", "sv", "meaning", "kind", "from", "to"), _iter_properties(ontology)),
        "## Concept schemes\n\n",
    ]
    for path in sorted((folder / "schemes").glob("*.ttl")):
        parts.append(_describe_scheme(path))
    parts.append("## Alignments\n\n")
    parts.append("Which terms of other models ours correspond to, as SSSOM tables in `ontology/alignments/`.\n\n")
    parts.append(table(("file", "mappings"), _iter_alignments(folder / "alignments")))
    return "".join(parts)


def _is_ours(term: Node) -> bool:
    return isinstance(term, URIRef) and term.startswith(KOTO)


def _labels(graph: Graph, term: Node, path: URIRef) -> list[str]:
    return [_text(graph, term, path, language) for language in _LANGUAGES]


def _iter_classes(graph: Graph) -> Iterator[Sequence[str]]:
    for term in sorted(filter(_is_ours, set(graph.subjects(RDF.type, OWL.Class))), key=_name):
        above = _curies(graph.objects(term, RDFS.subClassOf))
        yield (f"`{_curie(term)}`", *_labels(graph, term, RDFS.label), _text(graph, term, RDFS.comment), above)


def _iter_properties(graph: Graph) -> Iterator[Sequence[str]]:
    kinds = {term: name for kind, name in _KINDS for term in graph.subjects(RDF.type, kind)}
    for term in sorted(filter(_is_ours, kinds), key=_name):
        ends = (_curies(graph.objects(term, RDFS.domain)), _curies(graph.objects(term, RDFS.range)))
        labels = _labels(graph, term, RDFS.label)
        yield (f"`{_curie(term)}`", *labels, _text(graph, term, RDFS.comment), kinds[term], *ends)


def _describe_scheme(path: Path) -> str:
    graph = _parse(path)
    scheme = next(graph.subjects(RDF.type, SKOS.ConceptScheme))
    dcterms = PREFIXES["dcterms"]
    intro = _text(graph, scheme, URIRef(dcterms + "description"))
    rows = []
    for concept in sorted(graph.subjects(RDF.type, SKOS.Concept), key=_name):
        broader = ", ".join(f"`{_name(each)}`" for each in sorted(graph.objects(concept, SKOS.broader), key=_name))
        labels = _labels(graph, concept, SKOS.prefLabel)
        rows.append((f"`{_name(concept)}`", *labels, _text(graph, concept, SKOS.definition), broader))
    return f"### {path.stem}\n\n{intro}\n\n" + table(("code", "en", "fi", "sv", "meaning", "broader"), rows)


def _iter_alignments(folder: Path) -> Iterator[Sequence[str]]:
    for path in sorted(folder.glob("*.sssom.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
        yield (f"`{path.name}`", str(len(lines) - 1))
