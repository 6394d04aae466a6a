"""Where each value of a project comes from: the statements behind it, their lines, and the rule that decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kotograph.projects import APPLIED
from kotograph.site.graph import Graph, expand
from kotograph.store import Term

#: The order in which a person wants to read the values of a project; any other property comes after, by name.
ORDER = (
    "dcterms:title",
    "koto:status",
    "koto:startDate",
    "koto:endDate",
    "koto:amount",
    "koto:fundedUnder",
    "koto:objective",
    "koto:implementer",
    "dcterms:spatial",
    "dcterms:identifier",
    "dcterms:abstract",
    "dcterms:description",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement: the key of its source, its line, the words of the page, and the value read from them."""

    source: str
    line: int | None
    as_written: str
    value: Term | None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a project: what was concluded (None: nothing), by which rules, from which statements.

    ``grant`` is the IRI of the one it belongs to, where the project has several.
    ``origin`` is ``sources`` for a resolution of statements, ``editorial`` for what this project's editors added.
    """

    iri: str
    property: str
    value: Term | None
    rules: tuple[str, ...]
    considered: tuple[Stated, ...]
    is_discrepancy: bool = False
    language: str = ""
    origin: str = "sources"
    anchor: str = ""
    grant: str = ""


def read_figures(graph: Graph, project: str) -> list[Figure]:
    """Return the resolved values of a project, then what editors added, in the order of `ORDER`."""
    figures = []
    for iri in graph.get_subjects("koto:about", project):
        if graph.is_a(iri, "koto:Resolution"):
            figures.append(_read_resolution(graph, iri))
        elif graph.is_a(iri, "koto:EditorialStatement"):
            figures.append(_read_editorial(graph, iri))
    ranks = {expand(curie): rank for rank, curie in enumerate(ORDER)}
    return sorted(
        figures,
        key=lambda f: (
            f.origin != "sources",
            f.grant,
            ranks.get(f.property, len(ranks)),
            f.property,
            f.language,
            f.iri,
        ),
    )


def _read_resolution(graph: Graph, iri: str) -> Figure:
    rules = {graph.get_key(rule): rule for rule in graph.get_iris(iri, "koto:rule")}
    known = [rules[rule] for rule in APPLIED if rule in rules]
    considered = [_read_statement(graph, each) for each in graph.get_iris(iri, "koto:considered")]
    language = graph.get_value(iri, "dcterms:language")
    return Figure(
        iri=iri,
        property=graph.get_value(iri, "koto:property"),
        value=graph.find_term(iri, "koto:resolvedValue"),
        rules=tuple(known),
        considered=tuple(sorted(considered, key=lambda s: (s.source, s.line or 0, s.as_written))),
        is_discrepancy=graph.is_a(iri, "koto:Discrepancy"),
        language=language,
        anchor=iri.rsplit("/", 1)[-1],
        grant=graph.get_value(iri, "koto:aboutGrant"),
    )


def _read_statement(graph: Graph, iri: str) -> Stated:
    record = graph.get_value(iri, "koto:statedBy")
    return Stated(
        source=graph.get_key(graph.get_value(record, "koto:source")),
        line=_to_line(graph.get_value(iri, "koto:line")),
        as_written=graph.get_value(iri, "koto:asWritten"),
        value=graph.find_term(iri, "koto:value"),
        kind=graph.get_value(iri, "koto:amountKind"),
    )


def _read_editorial(graph: Graph, iri: str) -> Figure:
    value = graph.find_term(iri, "koto:value")
    stated = Stated(
        source=graph.get_key(graph.get_value(iri, "koto:evidenceSource")),
        line=_to_line(graph.get_value(iri, "koto:evidenceLine")),
        as_written=graph.get_value(iri, "koto:asWritten"),
        value=value,
    )
    return Figure(
        iri=iri,
        property=graph.get_value(iri, "koto:property"),
        value=value,
        rules=(),
        considered=(stated,),
        language=value.lang if value else "",
        origin="editorial",
        anchor="-".join(iri.split("/id/editorial/", 1)[-1].split("/")[1:]),
    )


def _to_line(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def find_kind(figure: Figure) -> str:
    """Find the kind of amount that a value is about (its IRI); empty for other values."""
    return next((each.kind for each in figure.considered if each.kind), "")


def iter_disagreements(figures: Sequence[Figure]) -> Iterator[Figure]:
    """Yield the values on which the sources differ, or of which a source states what cannot be."""
    return (figure for figure in figures if figure.is_discrepancy)
