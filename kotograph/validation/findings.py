"""What a validation found: plain values, without rdflib, that the report writers read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from kotograph.reports import Issue, Report, Severity


def _in_language(texts: Mapping[str, str], lang: str, fallback: str) -> str:
    """Return the text in a language, else in English, else any, else the fallback."""
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), fallback)


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of the shapes folder: what it asks for, how bad a breach is, and where it is written.

    ``messages`` and ``hints`` map language tags to texts; ``line`` is 1-based, 0 if it could not be found.
    """

    iri: str
    severity: Severity = Severity.VIOLATION
    messages: Mapping[str, str] = field(default_factory=dict, hash=False)
    hints: Mapping[str, str] = field(default_factory=dict, hash=False)
    file: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """The IRI's last part.

        >>> Shape("https://w3id.org/kotograph/shapes#ProjectTitle").name
        'ProjectTitle'
        """
        return self.iri.rstrip("/#").replace("#", "/").rpartition("/")[2]

    def message(self, lang: str) -> str:
        """Return what is wrong, in a language or the nearest there is."""
        return _in_language(self.messages, lang, self.name)

    def hint(self, lang: str) -> str:
        """Return what to do, in a language or the nearest there is; empty if the shape has no hint."""
        return _in_language(self.hints, lang, "")


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one shape by one node.

    ``focus`` and ``value`` are terms in N-Triples spelling (``value`` empty if there is none), ``path`` is an IRI or
    empty, ``constraint`` the IRI of the SHACL constraint component. ``source`` is the id of a source document,
    ``document`` its IRI, ``file`` its path as the caller gave it, ``line`` is 1-based and 0 if unknown.
    """

    shape: Shape
    focus: str
    path: str = ""
    value: str = ""
    constraint: str = ""
    source: str = ""
    document: str = ""
    file: str = ""
    line: int = 0

    @property
    def severity(self) -> Severity:
        """The shape's severity."""
        return self.shape.severity

    @property
    def where(self) -> str:
        """``file:line``, or what is known of it.

        >>> Finding(Shape("#A"), "<urn:a>", file="data/page.txt", line=7).where
        'data/page.txt:7'
        """
        place = self.file or self.source
        return f"{place}:{self.line}" if place and self.line else place

    def as_issue(self, lang: str) -> Issue:
        """Return the finding as an issue, the form that reading and reconciling use too."""
        return Issue(
            code=self.shape.name,
            line=self.line,
            text=self.value,
            severity=self.severity,
            path=self.file or self.source,
            message=f"{self.shape.message(lang)} ({self.focus})",
            hint=self.shape.hint(lang),
        )

    def sort_key(self) -> tuple[int, str, str, int, str, str, str, str]:
        """Order by severity, shape, source and line, so that equal input gives equal reports."""
        shape = self.shape
        return (-shape.severity, shape.iri, self.source, self.line, self.focus, self.path, self.value, self.constraint)


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All findings of one run, in a fixed order, with the shapes that were run and the number of triples seen."""

    findings: tuple[Finding, ...]
    shapes: tuple[Shape, ...]
    triples: int = 0

    @property
    def conforms(self) -> bool:
        """Tell whether the graph conforms as SHACL means it: nothing was found, not even a notice."""
        return not self.findings

    @property
    def publishable(self) -> bool:
        """Tell whether the graph may be published: warnings and notices do not count."""
        return self.worst() is not Severity.VIOLATION

    def worst(self) -> Severity | None:
        """Return the highest severity found; None if nothing was."""
        return max((finding.severity for finding in self.findings), default=None)

    def fails(self, fail_on: str) -> bool:
        """Tell whether the findings reach the bound ``violation``, ``warning``, ``info`` or ``never``."""
        return self.as_report("en").fails(fail_on)

    def counts(self) -> dict[Severity, int]:
        """Return how many findings there are of each severity, the worst first; absent ones are 0."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in sorted(Severity, reverse=True)}

    def by_shape(self) -> dict[Shape, list[Finding]]:
        """Group the findings by shape; both levels keep the report's order."""
        groups: dict[Shape, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.shape, []).append(finding)
        return groups

    def as_report(self, lang: str) -> Report:
        """Return the findings as issues, the form that reading and reconciling use too."""
        return Report([finding.as_issue(lang) for finding in self.findings])
