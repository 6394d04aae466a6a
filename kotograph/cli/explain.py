"""``kotograph explain``: from each value of a project to the statements behind it, their lines, and the rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TextIO

import click

from kotograph.cli.common import STORE, get_settings, open_output, read_paths
from kotograph.cli.messages import say, say_unit
from kotograph.config import Settings
from kotograph.errors import UsageError
from kotograph.iris import Iris
from kotograph.projects import APPLIED
from kotograph.quads import is_iri
from kotograph.store import EmbeddedStore
from kotograph.store.answers import Row, Term
from kotograph.store.table import neutralise

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
_QUOTED = 100


class _Explainer:
    """Ask the store about one project and write what it answers for a person."""

    def __init__(self, settings: Settings, project: str, out: TextIO) -> None:
        self.settings, self.lang, self.out = settings, settings.lang, out
        self.store = EmbeddedStore(settings.store)
        self.names = {"project": project, "lang": settings.lang}
        self.paths = read_paths(settings.store)

    def rows(self, text: str) -> Iterator[Row]:
        return iter(self.store.query(_PREFIXES + text % self.names, "explain").rows)

    def write(self, text: str = "") -> None:
        self.out.write(text + "\n")

    def explain(self) -> None:
        """Write titles, then each resolved value, then successions and what editors added."""
        titles = [row[0] for row in self.rows(_TITLES)]
        if not titles:
            raise self._unknown()
        self.write(" · ".join(f"{neutralise(t.value)} ({t.lang})" for t in titles if t))
        self.write(self.names["project"].strip("<>"))
        for row in self.rows(_MENTIONS):
            self.write(f"{say('named-in', self.lang)}: {self._place(row[0], None)}")
        for part, title, source, line in self.rows(_PARTS):
            assert part
            self.write(f"{say('part', self.lang)}: {self._value(part, title)}  {self._place(source, line)}")
        for instrument, reason in self.rows(_FUNDING):
            if instrument:
                self.write(f"\n{say('funded-under', self.lang)}: {instrument.value}")
                self.write(f"  {reason.value if reason else say('stated-below', self.lang)}")
        for _, group in groupby(self.rows(_RESOLUTIONS), key=lambda row: row[0]):
            self._resolution(list(group))
        for other, title, forward, kind, source, line, confidence in self.rows(_SUCCESSIONS):
            assert other and forward and kind and confidence
            key = "continues" if forward.value == "true" else "continued-by"
            name = title.value if title else other.value
            self.write(f"\n{say(key, self.lang)}: {neutralise(name)}")
            self.write(
                f"  {say('evidence', self.lang)}: {kind.value}, {self._place(source, line)}, "
                f"{say('confidence', self.lang)} {confidence.value}"
            )
        self._editorial()
        self._outputs()
        self._criteria()

    def _resolution(self, rows: list[Row]) -> None:
        _, prop, label, value, value_label, _, _, _, _, _, discrepancy, language, kind, grant = rows[0]
        assert prop and discrepancy
        rules = {(row[5].value.rsplit("/", 1)[-1], row[6].value) for row in rows if row[5] and row[6]}
        applied = [text for rule in APPLIED for code, text in rules if code == rule]
        heading = label.value if label else prop.value
        named = [neutralise(each.value) for each in (language, kind, grant) if each]
        tag = f" ({', '.join(named)})" if named else ""
        flag = f"  ⚠ {say('discrepancy', self.lang)}" if discrepancy.value == "true" else ""
        self.write(f"\n{heading}{tag}: {self._value(value, value_label)}{flag}")
        self.write(f"  {say('rule', self.lang)}: {' → '.join(applied)}")
        seen = set()
        for row in rows:
            source, line, written = row[7], row[8], row[9]
            text = f"“{_shorten(written.value)}”" if written else say("not-on-page", self.lang)
            place = self._place(source, line)
            if (place, text) not in seen:
                seen.add((place, text))
                self.write(f"  {place}  {text}")

    def _editorial(self) -> None:
        rows = list(self.rows(_EDITORIAL))
        if rows:
            self.write(f"\n{say('editorial', self.lang)}")
        for prop, label, value, value_label, source, line, written in rows:
            assert prop
            quoted = f"  “{_shorten(written.value)}”" if written else ""
            name = label.value if label else prop.value
            self.write(f"  {name}: {self._value(value, value_label)}  {self._place(source, line)}{quoted}")

    def _outputs(self) -> None:
        rows = list(self.rows(_OUTPUTS))
        if rows:
            self.write(f"\n{say('outputs', self.lang)}")
        for output, label, quantity, unit, approximate, source, line, written in rows:
            about = f"{say('about', self.lang)} " if approximate and approximate.value == "true" else ""
            count = (
                f": {about}{quantity.value}{f' {say_unit(unit.value, self.lang)}' if unit else ''}" if quantity else ""
            )
            quoted = f"  “{_shorten(written.value)}”" if written else ""
            name = _shorten(label.value) if label else self._value(output, None)
            self.write(f"  {name}{count}  {self._place(source, line)}{quoted}")

    def _criteria(self) -> None:
        rows = list(self.rows(_CRITERIA))
        if rows:
            self.write(f"\n{say('criteria', self.lang)}")
        for criterion, label, judgement, source, line in rows:
            place = f"  {self._place(source, line)}" if source else ""
            self.write(f"  {self._value(criterion, label)}: {judgement.value if judgement else '?'}{place}")

    def _value(self, value: Term | None, label: Term | None) -> str:
        if value is None:
            return f"– ({say('none', self.lang)})"
        if label is None and value.kind == "uri" and is_iri(value.value):
            # A name in another language tells a person more than a key.
            query = _PREFIXES + _NAMES % {"iri": value.value, "lang": self.lang}
            label = next((row[0] for row in self.store.query(query, "explain").rows), None)
        text = label.value if label else value.value.removeprefix(self.settings.base)
        return _shorten(text) + (f" ({value.lang})" if value.lang else "")

    def _place(self, source: Term | None, line: Term | None) -> str:
        name = source.value.rsplit("/", 1)[-1] if source else "?"
        place = self.paths.get(name, name)
        return f"{place}:{line.value}" if line else place

    def _unknown(self) -> UsageError:
        keys = [row[0].value.rsplit("/", 1)[-1] for row in self.rows(_KEYS) if row[0]]
        wanted = self.names["project"].strip("<>").rsplit("/", 1)[-1]
        near = difflib.get_close_matches(wanted, keys, 3, 0.4)
        hint = f"did you mean {', '.join(near)}?" if near else "'kotograph query projects' lists them"
        return UsageError("unknown-project", f"there is no project '{wanted}'", "", hint)


def _shorten(text: str) -> str:
    plain = neutralise(" ".join(text.split()))
    return plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1].rstrip() + "…"


@click.command()
@click.argument("project")
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
@STORE
@click.pass_context
def explain(ctx: click.Context, project: str, output: str, store: Path | None) -> int:
    """Show where each value of PROJECT (a key such as rio-2, or its IRI) comes from, and which rule decided."""
    settings = get_settings(ctx, store=store)
    if is_iri(project):
        iri = f"<{project}>"
    elif all(c.isalnum() or c == "-" for c in project) and project.isascii():
        iri = Iris(settings.base).resource("project", project)
    else:
        raise UsageError("bad-key", f"'{project}' is neither a key nor an IRI", "", "a key looks like rio-2")
    with open_output(output) as out:
        _Explainer(settings, iri, out).explain()
    return 0
