"""Write a validation report as a table for a terminal, as JSON, as Turtle and as quads for the quality graph."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from kotograph import quads
from kotograph.iris import Iris
from kotograph.reports import Severity
from kotograph.validation.findings import Finding, Shape, ValidationReport
from kotograph.vocab import PREFIXES, expand

SEVERITY_NAMES = {
    "fi": {Severity.VIOLATION: "rikkomus", Severity.WARNING: "varoitus", Severity.INFO: "huomautus"},
    "sv": {Severity.VIOLATION: "överträdelse", Severity.WARNING: "varning", Severity.INFO: "notis"},
    "en": {Severity.VIOLATION: "violation", Severity.WARNING: "warning", Severity.INFO: "info"},
}
_SUMMARY = {
    "fi": "Rikkomuksia {0}, varoituksia {1}, huomautuksia {2}; {shapes} muotoa, {triples} kolmikkoa.",
    "sv": "{0} överträdelser, {1} varningar, {2} notiser; {shapes} former, {triples} tripplar.",
    "en": "Violations: {0}, warnings: {1}, infos: {2}; {shapes} shapes, {triples} triples.",
}
_SHACL_SEVERITY = {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}
_LONGEST_VALUE = 80


def summarise(report: ValidationReport, lang: str) -> str:
    """Return the counts as one sentence."""
    counts = report.counts().values()
    return _SUMMARY[lang].format(*counts, shapes=len(report.shapes), triples=report.triples)


def shorten_iri(iri: str) -> str:
    """Return an IRI as people write it: a CURIE, or its path below ``/id/`` or ``/vocab/``.

    >>> shorten_iri("http://purl.org/dc/terms/title"), shorten_iri("https://w3id.org/kotograph/id/project/rio-2")
    ('dcterms:title', 'project/rio-2')
    """
    for marker, kept in (("/id/", ""), ("/vocab/", "vocab/")):
        before, found, after = iri.partition(marker)
        if found and after and before.startswith(("http://", "https://")):
            return kept + after
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def shorten_term(term: str) -> str:
    """Return a term in N-Triples spelling as people write it: short IRIs, texts on one line and cut."""
    if term.startswith("<"):
        return shorten_iri(term[1:-1])
    text, marker, datatype = term.rpartition("^^<")
    short = f"{text}^^{shorten_iri(datatype[:-1])}" if marker else term
    return short if len(short) <= _LONGEST_VALUE else short[: _LONGEST_VALUE - 1] + "…"


def write_table(report: ValidationReport, lang: str = "en") -> str:
    """Return the findings by shape and source, each with its ``file:line``, and the counts at the end."""
    lines: list[str] = []
    for shape, findings in report.by_shape().items():
        name = SEVERITY_NAMES[lang][shape.severity]
        lines += [f"{name} {shape.name} ({len(findings)}): {shape.message(lang)}"]
        if hint := shape.hint(lang):
            lines.append(f"  → {hint}")
        lines += _table_rows(findings)
        lines.append("")
    lines.append(summarise(report, lang))
    return "\n".join(lines) + "\n"


def _table_rows(findings: list[Finding]) -> Iterator[str]:
    source = None
    places = [finding.where or "–" for finding in findings]
    width = max(map(len, places))
    for finding, place in zip(findings, places, strict=True):
        if finding.source != source:
            source = finding.source
            yield f"  {source or '–'}"
        details = [shorten_term(finding.focus), shorten_iri(finding.path), shorten_term(finding.value)]
        yield f"    {place:<{width}}  {'  '.join(filter(None, details))}"


def write_json(report: ValidationReport) -> str:
    """Return the report as JSON with the messages and hints in every language."""
    counts = {severity.name.lower(): count for severity, count in report.counts().items()}
    document = {
        "publishable": report.publishable,
        "conforms": report.conforms,
        "counts": counts,
        "shapes": len(report.shapes),
        "triples": report.triples,
        "results": [_as_json(finding) for finding in report.findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "shape": finding.shape.iri,
        "severity": finding.severity.name.lower(),
        "focus": _plain(finding.focus),
        "path": finding.path or None,
        "value": _plain(finding.value) or None,
        "constraint": finding.constraint or None,
        "source": finding.source or None,
        "file": finding.file or None,
        "line": finding.line or None,
        "message": dict(finding.shape.messages),
        "hint": dict(finding.shape.hints),
    }


def _plain(term: str) -> str:
    return term[1:-1] if term.startswith("<") else term


def iter_triples(report: ValidationReport, base: str) -> Iterator[tuple[str, str, str]]:
    """Yield a ``sh:ValidationReport`` as spelled triples; every node has an IRI below ``{base}id/validation/``.

    A result's IRI comes from what it says, so the same finding keeps its IRI from build to build.
    """
    iris = Iris(base)
    whole, kind = iris.resource("validation", "report"), expand("rdf:type")
    yield whole, kind, expand("sh:ValidationReport")
    yield whole, expand("sh:conforms"), quads.typed(str(report.conforms).lower(), "boolean")
    for finding in report.findings:
        node = iris.resource("validation", _digest(finding))
        yield whole, expand("sh:result"), node
        yield node, kind, expand("sh:ValidationResult")
        for predicate, term in _result_terms(finding):
            yield node, expand(predicate), term


def _digest(finding: Finding) -> str:
    said = (finding.shape.iri, finding.focus, finding.path, finding.value, finding.constraint)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _result_terms(finding: Finding) -> Iterator[tuple[str, str]]:
    shape: Shape = finding.shape
    yield "sh:sourceShape", _resource(shape.iri)
    yield "sh:resultSeverity", expand(f"sh:{_SHACL_SEVERITY[finding.severity]}")
    # A blank node has no name outside its file, so it can only be quoted.
    yield "sh:focusNode", finding.focus if finding.focus.startswith("<") else quads.literal(finding.focus)
    for predicate, iri in (("sh:resultPath", finding.path), ("sh:sourceConstraintComponent", finding.constraint)):
        if quads.is_iri(iri):
            yield predicate, quads.iri(iri)
    if finding.value and not finding.value.startswith("_:"):
        yield "sh:value", finding.value
    for lang, text in sorted(shape.messages.items()):
        yield "sh:resultMessage", quads.tagged(text, lang)
    if quads.is_iri(finding.document):
        yield "dcterms:source", quads.iri(finding.document)
    if finding.line:
        yield "koto:evidenceLine", quads.integer(finding.line)


def _resource(text: str) -> str:
    return quads.iri(text) if quads.is_iri(text) else quads.literal(text)


def iter_quads(report: ValidationReport, base: str) -> Iterator[str]:
    """Yield the report as N-Quads lines of the graph ``{base}graph/quality``."""
    graph = Iris(base).graph("quality")
    for subject, predicate, term in iter_triples(report, base):
        yield quads.quad(subject, predicate, term, graph)


def write_turtle(report: ValidationReport, base: str) -> str:
    """Return the report as Turtle, one block a node."""
    used = ("dcterms", "koto", "rdf", "sh", "xsd")
    lines = [f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in used]
    blocks: dict[str, list[str]] = {}
    for subject, predicate, term in iter_triples(report, base):
        blocks.setdefault(subject, []).append(f"    {_curie(predicate, used)} {_curie(term, used)}")
    for subject, pairs in blocks.items():
        lines += ["", subject, " ;\n".join(pairs) + " ."]
    return "\n".join(lines) + "\n"


def _curie(term: str, prefixes: tuple[str, ...]) -> str:
    text, marker, iri = term.rpartition("<")
    if not marker or (text and not text.endswith('"^^')) or term.endswith('"'):
        return term
    for prefix in prefixes:
        name = iri[:-1].removeprefix(PREFIXES[prefix])
        if name != iri[:-1] and name.isidentifier():
            return f"{text}{prefix}:{name}"
    return term
