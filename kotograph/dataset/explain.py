"""Where each value of a project comes from: the questions about it, and what they answer as plain values."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kotograph.dataset.values import Iri, Text, Value, expand_name, read_value
from kotograph.errors import UsageError
from kotograph.iris import Iris
from kotograph.projects import APPLIED
from kotograph.quads import is_iri
from kotograph.store import Row, Store, Term

_PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX koto: <https://w3id.org/kotograph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_TITLES = (
    "SELECT DISTINCT ?title WHERE { %(project)s a koto:Project ; dcterms:title ?title } ORDER BY LANG(?title) ?title"
)
_KEYS = "SELECT ?project WHERE { ?project a koto:Project }"
_RESOLUTIONS = """
SELECT ?resolution ?property ?label ?value ?valueLabel ?rule ?ruleLabel ?source ?line ?asWritten ?discrepancy ?language
  ?kindLabel ?grantName
WHERE {
  ?resolution a koto:Resolution ; koto:about %(project)s ; koto:property ?property ; koto:rule ?rule ;
    koto:considered ?statement .
  ?statement koto:statedBy ?record ; koto:line ?line .
  ?record koto:source ?source .
  ?rule skos:prefLabel ?ruleLabel FILTER(LANG(?ruleLabel) = "%(lang)s")
  OPTIONAL { ?statement koto:asWritten ?asWritten }
  OPTIONAL {
    ?resolution koto:resolvedValue ?value
    OPTIONAL { ?value skos:prefLabel ?valueLabel FILTER(LANG(?valueLabel) = "%(lang)s") }
  }
  OPTIONAL { ?resolution dcterms:language ?language }
  OPTIONAL { ?statement koto:amountKind/skos:prefLabel ?kindLabel FILTER(LANG(?kindLabel) = "%(lang)s") }
  OPTIONAL {
    ?resolution koto:aboutGrant ?grant
    OPTIONAL { ?grant dcterms:identifier ?code }
    BIND(COALESCE(?code, STRAFTER(STR(?grant), "/grant/")) AS ?grantName)
  }
  OPTIONAL { ?property rdfs:label ?label FILTER(LANG(?label) = "%(lang)s") }
  BIND(EXISTS { ?resolution a koto:Discrepancy } AS ?discrepancy)
}
ORDER BY ?grantName ?property ?resolution ?source ?line ?rule"""
_EDITORIAL = """SELECT ?property ?label ?value ?valueLabel ?source ?line ?asWritten WHERE {
  ?item a koto:EditorialStatement ; koto:about %(project)s ; koto:property ?property ; koto:value ?value ;
    koto:evidenceSource ?source ;
    koto:evidenceLine ?line .
  OPTIONAL { ?item koto:asWritten ?asWritten }
  OPTIONAL { ?value skos:prefLabel ?valueLabel FILTER(LANG(?valueLabel) = "%(lang)s") }
  OPTIONAL { ?property rdfs:label ?label FILTER(LANG(?label) = "%(lang)s") }
}
ORDER BY ?property ?source ?line STR(?value)"""
_SUCCESSIONS = """SELECT ?other ?title ?forward ?kind ?source ?line ?confidence WHERE {
  { ?succession koto:successor %(project)s ; koto:predecessor ?other BIND(true AS ?forward) }
  UNION { ?succession koto:predecessor %(project)s ; koto:successor ?other BIND(false AS ?forward) }
  ?succession koto:evidenceKind ?evidence ; koto:evidenceLine ?line ; koto:confidence ?confidence ;
    koto:evidenceRecord ?record .
  ?record koto:source ?source .
  ?evidence skos:prefLabel ?kind FILTER(LANG(?kind) = "%(lang)s")
  OPTIONAL { ?other dcterms:title ?title FILTER(LANG(?title) = "%(lang)s") }
}
ORDER BY ?other"""
_PARTS = """SELECT ?part ?title ?source ?line WHERE {
  %(project)s dcterms:hasPart ?part .
  OPTIONAL {
    ?item a koto:EditorialStatement ; koto:about ?part ; koto:property dcterms:isPartOf ; koto:value %(project)s ;
      koto:evidenceSource ?source ; koto:evidenceLine ?line .
  }
  OPTIONAL { ?part dcterms:title ?title FILTER(LANG(?title) = "%(lang)s") }
}
ORDER BY ?part ?source ?line"""
_OUTPUTS = """SELECT ?output ?label ?quantity ?unit ?approximate ?source ?line ?asWritten WHERE {
  %(project)s koto:output ?output .
  ?output koto:evidenceSource ?source ; koto:evidenceLine ?line .
  OPTIONAL { ?output rdfs:label ?label FILTER(LANG(?label) = "%(lang)s") }
  OPTIONAL { ?output koto:quantity ?quantity }
  OPTIONAL { ?output koto:unit ?unit }
  OPTIONAL { ?output koto:approximate ?approximate }
  OPTIONAL { ?output koto:asWritten ?asWritten }
}
ORDER BY ?source ?line ?output"""
_CRITERIA = """SELECT ?criterion ?label ?judgement ?source ?line WHERE {
  %(project)s koto:criterionEvidence ?evidence .
  ?evidence koto:criterion ?criterion ; koto:judgement/skos:prefLabel ?judgement FILTER(LANG(?judgement) = "%(lang)s")
  OPTIONAL { ?criterion skos:prefLabel ?label FILTER(LANG(?label) = "%(lang)s") }
  OPTIONAL { ?evidence koto:evidenceSource ?source ; koto:evidenceLine ?line }
}
ORDER BY ?criterion ?source ?line"""
_NAMES = """SELECT ?name WHERE { <%(iri)s> skos:prefLabel|dcterms:title ?name }
ORDER BY IF(LANG(?name) = "%(lang)s", 0, 1) LANG(?name) ?name LIMIT 1"""
_FUNDING = """
SELECT DISTINCT ?instrument ?reason WHERE {
  %(project)s koto:grant ?grant . ?grant koto:fundedUnder ?fund .
  ?fund skos:prefLabel ?instrument FILTER(LANG(?instrument) = "%(lang)s")
  OPTIONAL {
    %(project)s koto:describedBy ?record . ?record koto:source ?source .
    ?source koto:sourceInstrument ?fund ; koto:sourceInstrumentReason ?reason FILTER(LANG(?reason) = "%(lang)s")
  }
}
ORDER BY ?instrument ?reason"""
_MENTIONS = "SELECT ?source WHERE { %(project)s koto:mentionedIn ?source } ORDER BY ?source"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A line of a source and what stands there.

    ``path`` is the page that a build on this machine was made from, None where that is not known. ``line`` counts from
    1; None means the whole page. ``as_written`` is the text of the value on that line, None where it has no words.
    ``str()`` of it is ``path:line``.
    """

    source: Iri | None
    line: int | None = None
    as_written: str | None = None
    path: Path | None = None

    def __str__(self) -> str:
        place = str(self.path or (self.source.key if self.source else "?"))
        return place if self.line is None else f"{place}:{self.line}"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was concluded for a property, from what, and by which rules.

    ``label`` is the property's name. ``value`` is None where nothing could be concluded; ``name`` is what a concept or
    thing is called. ``language`` is that of a text (``fi``), ``kind`` the name of the kind of an amount, ``grant`` the
    code (or key) of the grant that the value is of, where the project has several. ``rules`` are in the order in which
    they were applied.
    """

    property: Iri
    label: str
    value: Value
    name: Text | None
    language: str
    rules: tuple[str, ...]
    sources_disagree: bool
    evidence: tuple[Evidence, ...]
    kind: str = ""
    grant: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What editors added: a value of a property, with its evidence."""

    property: Iri
    label: str
    value: Value
    name: Text | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Related:
    """Another project: a part, or one that it continues or that continues it (``kind`` of evidence, ``confidence``)."""

    project: Iri
    name: Text | None
    evidence: Evidence
    is_earlier: bool = False
    kind: str = ""
    confidence: Value = None


@dataclass(frozen=True, slots=True)
class Funding:
    """A fund, and why it is taken to be the one, where no entry says so."""

    fund: Text
    reason: Text | None


@dataclass(frozen=True, slots=True)
class Output:
    """Something a project made: what, how many, and whether the number is a rough one."""

    output: Iri
    label: Text | None
    quantity: Value
    unit: str
    approximate: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Judged:
    """How a criterion for projects is met; ``evidence`` is None where no line speaks of it."""

    criterion: Iri
    label: Text | None
    judgement: str
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of a project, each value with the lines it comes from.

    ``explanation["koto:endDate"]`` gives what was concluded for a property.
    """

    project: Iri
    titles: tuple[Text, ...]
    named_in: tuple[Evidence, ...]
    parts: tuple[Related, ...]
    funding: tuple[Funding, ...]
    values: tuple[Resolved, ...]
    successions: tuple[Related, ...]
    editorial: tuple[Added, ...]
    outputs: tuple[Output, ...]
    criteria: tuple[Judged, ...]

    def __getitem__(self, property: str) -> tuple[Resolved | Added, ...]:
        """Return what was concluded or added for a property, given by IRI, prefixed name or the last part of its IRI.

        There is more than one where a property has several values, such as titles. Raises KeyError if there is none.
        """
        wanted = expand_name(property)
        known: tuple[Resolved | Added, ...] = (*self.values, *self.editorial)
        found = tuple(each for each in known if wanted in (each.property, each.property.key))
        if not found:
            names = ", ".join(sorted({each.property.key for each in known}))
            raise KeyError(f"nothing is known of '{property}'; known: {names}")
        return found


def explain(store: Store, project: str, lang: str, base: str, paths: Mapping[str, Path]) -> Explanation:
    """Return where each value of a project (a key such as ``rio-2``, or its IRI) comes from.

    ``paths`` are the pages by key of their source. Raise UsageError for a project that is not there.
    """
    if is_iri(project):
        iri = f"<{project}>"
    elif all(c.isalnum() or c == "-" for c in project) and project.isascii():
        iri = Iris(base).resource("project", project)
    else:
        raise UsageError("bad-key", f"'{project}' is neither a key nor an IRI", "", "a key looks like rio-2")
    return _Explainer(store, iri, lang, paths).explain()


class _Explainer:
    """Ask a store about one project."""

    def __init__(self, store: Store, project: str, lang: str, paths: Mapping[str, Path]) -> None:
        self.store, self.paths = store, paths
        self.names = {"project": project, "lang": lang}

    def rows(self, text: str) -> Iterator[Row]:
        return iter(self.store.query(_PREFIXES + text % self.names, "explain").rows)

    def explain(self) -> Explanation:
        titles = tuple(_text(row[0]) for row in self.rows(_TITLES) if row[0])
        if not titles:
            raise self._unknown()
        return Explanation(
            project=Iri(self.names["project"].strip("<>")),
            titles=titles,
            named_in=tuple(self._evidence(row[0]) for row in self.rows(_MENTIONS)),
            parts=tuple(self._iter_parts()),
            funding=tuple(
                Funding(_text(fund), _text(why) if why else None) for fund, why in self.rows(_FUNDING) if fund
            ),
            values=tuple(
                self._resolve(list(group)) for _, group in groupby(self.rows(_RESOLUTIONS), lambda row: row[0])
            ),
            successions=tuple(self._iter_successions()),
            editorial=tuple(self._iter_editorial()),
            outputs=tuple(self._iter_outputs()),
            criteria=tuple(self._iter_criteria()),
        )

    def _iter_parts(self) -> Iterator[Related]:
        for part, title, source, line in self.rows(_PARTS):
            assert part
            yield Related(Iri(part.value), self._name(part, title), self._evidence(source, line))

    def _resolve(self, rows: list[Row]) -> Resolved:
        _, prop, label, value, value_label, _, _, _, _, _, discrepancy, language, kind, grant = rows[0]
        assert prop and discrepancy
        rules = {(row[5].value.rsplit("/", 1)[-1], row[6].value) for row in rows if row[5] and row[6]}
        return Resolved(
            property=Iri(prop.value),
            label=label.value if label else prop.value,
            value=read_value(value),
            name=self._name(value, value_label),
            language=language.value if language else "",
            rules=tuple(text for rule in APPLIED for code, text in sorted(rules) if code == rule),
            sources_disagree=discrepancy.value == "true",
            # A statement stands in a row for each rule.
            evidence=tuple(dict.fromkeys(self._evidence(row[7], row[8], row[9]) for row in rows)),
            kind=kind.value if kind else "",
            grant=grant.value if grant else "",
        )

    def _iter_successions(self) -> Iterator[Related]:
        for other, title, forward, kind, source, line, confidence in self.rows(_SUCCESSIONS):
            assert other and forward and kind
            yield Related(
                Iri(other.value),
                _text(title) if title else None,
                self._evidence(source, line),
                forward.value == "true",
                kind.value,
                read_value(confidence),
            )

    def _iter_editorial(self) -> Iterator[Added]:
        for prop, label, value, value_label, source, line, written in self.rows(_EDITORIAL):
            assert prop
            yield Added(
                Iri(prop.value),
                label.value if label else prop.value,
                read_value(value),
                self._name(value, value_label),
                self._evidence(source, line, written),
            )

    def _iter_outputs(self) -> Iterator[Output]:
        for output, label, quantity, unit, approximate, source, line, written in self.rows(_OUTPUTS):
            assert output
            yield Output(
                Iri(output.value),
                self._name(output, label),
                read_value(quantity),
                unit.value if unit else "",
                bool(approximate and approximate.value == "true"),
                self._evidence(source, line, written),
            )

    def _iter_criteria(self) -> Iterator[Judged]:
        for criterion, label, judgement, source, line in self.rows(_CRITERIA):
            assert criterion
            yield Judged(
                Iri(criterion.value),
                self._name(criterion, label),
                judgement.value if judgement else "",
                self._evidence(source, line) if source else None,
            )

    def _name(self, value: Term | None, label: Term | None) -> Text | None:
        """Return what a thing is called; a name in another language tells a person more than a key."""
        if label is None and value is not None and value.kind == "uri" and is_iri(value.value):
            query = _PREFIXES + _NAMES % {"iri": value.value, "lang": self.names["lang"]}
            label = next((row[0] for row in self.store.query(query, "explain").rows), None)
        return _text(label) if label else None

    def _evidence(self, source: Term | None, line: Term | None = None, written: Term | None = None) -> Evidence:
        iri = Iri(source.value) if source else None
        number = read_value(line)
        return Evidence(
            iri,
            number if isinstance(number, int) else None,
            written.value if written else None,
            self.paths.get(iri.key) if iri else None,
        )

    def _unknown(self) -> UsageError:
        keys = [Iri(row[0].value).key for row in self.rows(_KEYS) if row[0]]
        wanted = Iri(self.names["project"].strip("<>")).key
        near = difflib.get_close_matches(wanted, keys, 3, 0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "'kotograph query projects' lists them"
        return UsageError("unknown-project", f"there is no project '{wanted}'", "", hint)


def _text(term: Term) -> Text:
    return Text(term.value, term.lang, term.datatype)
