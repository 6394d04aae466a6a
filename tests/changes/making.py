"""A small invented dataset to change: its quads are written short, and come out canonical."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kotograph.quads import decimal, integer, literal, quad, tagged, typed
from kotograph.vocab import expand

BASE = "https://a.example/"
PROJECTS, EDITORIAL = f"<{BASE}graph/projects>", f"<{BASE}graph/editorial>"
PAGE, ONTOLOGY, WORDS = f"<{BASE}graph/source/page>", f"<{BASE}graph/ontology>", f"<{BASE}graph/vocabulary>"

__all__ = ["BASE", "decimal", "make_lines", "tagged", "thing", "typed", "write"]


def thing(path: str) -> str:
    """Spell an IRI below the base: ``id/project/apu``, ``vocab/theme/work``."""
    return f"<{BASE}{path}>"


def fact(subject: str, predicate: str, obj: str, graph: str = PROJECTS) -> str:
    """Spell a quad of a thing below ``id/``."""
    return quad(thing(f"id/{subject}"), expand(predicate), obj, graph)


def make_lines(end: str = "2021-12-31", line: int = 7) -> list[str]:
    """Return a project with a record, a statement, a resolution, a grant, an output, a theme, and labels; sorted."""
    written = ".".join(reversed(end.split("-")))
    lines = [
        fact("project/apu", "rdf:type", expand("koto:Project")),
        fact("project/apu", "dcterms:title", tagged("Naapuriapu", "fi")),
        fact("project/apu", "dcterms:title", tagged("Neighbours help", "en"), EDITORIAL),
        fact("project/apu", "koto:endDate", typed(end, "date")),
        fact("project/apu", "koto:grant", thing("id/grant/apu-amif")),
        fact("project/apu", "koto:output", thing("id/output/apu/1"), EDITORIAL),
        fact("project/apu", "dcterms:subject", thing("vocab/theme/work"), EDITORIAL),
        fact("project/apu", "koto:describedBy", thing("id/record/page/apu")),
        fact("grant/apu-amif", "rdf:type", expand("koto:Grant")),
        fact("grant/apu-amif", "koto:hasAmount", thing("id/amount/apu-amif/eu-contribution")),
        fact("amount/apu-amif/eu-contribution", "rdf:type", expand("koto:Amount")),
        fact("amount/apu-amif/eu-contribution", "koto:amount", typed("1000", "decimal")),
        fact("output/apu/1", "rdf:type", expand("koto:Output"), EDITORIAL),
        fact("output/apu/1", "rdfs:label", tagged("opas", "fi"), EDITORIAL),
        fact("output/apu/1", "rdfs:label", tagged("a guide", "en"), EDITORIAL),
        fact("record/page/apu", "rdf:type", expand("koto:Record"), PAGE),
        fact("record/page/apu", "koto:titleAsWritten", literal("Naapuriapu-hanke"), PAGE),
        fact("record/page/apu", "koto:describes", thing("id/project/apu")),
        fact("statement/page/apu/end-date", "rdf:type", expand("koto:Statement"), PAGE),
        fact("statement/page/apu/end-date", "koto:statedBy", thing("id/record/page/apu"), PAGE),
        fact("statement/page/apu/end-date", "koto:property", expand("koto:endDate"), PAGE),
        fact("statement/page/apu/end-date", "koto:asWritten", literal(written), PAGE),
        fact("statement/page/apu/end-date", "koto:value", typed(end, "date"), PAGE),
        fact("statement/page/apu/end-date", "koto:line", integer(line), PAGE),
        fact("resolution/apu/end-date", "rdf:type", expand("koto:Resolution")),
        fact("resolution/apu/end-date", "koto:property", expand("koto:endDate")),
        fact("resolution/apu/end-date", "koto:resolvedValue", typed(end, "date")),
        fact("place/lahti", "skos:prefLabel", tagged("Lahti", "fi"), EDITORIAL),
        fact("place/lahti", "skos:prefLabel", tagged("Lahtis", "sv"), EDITORIAL),
        quad(thing("vocab/theme/work"), expand("skos:prefLabel"), tagged("työ", "fi"), WORDS),
        quad(thing("vocab/theme/work"), expand("skos:prefLabel"), tagged("arbete", "sv"), WORDS),
        quad(expand("koto:endDate"), expand("rdfs:label"), tagged("päättymispäivä", "fi"), ONTOLOGY),
        quad(expand("koto:endDate"), expand("rdfs:label"), tagged("slutdatum", "sv"), ONTOLOGY),
        quad(expand("koto:endDate"), expand("rdfs:label"), tagged("end date", "en"), ONTOLOGY),
    ]
    return sorted(lines)


def write(path: Path, lines: Iterable[str]) -> Path:
    """Write lines as a canonical file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(sorted(set(lines))), encoding="utf-8", newline="\n")
    return path
