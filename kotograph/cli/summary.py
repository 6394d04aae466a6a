"""The summary after a build: what was built, what disagrees, which projects continued others, where the files are."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from pathlib import Path

import click

from kotograph.cli.common import show_path
from kotograph.cli.messages import format_amount, say
from kotograph.config import Settings
from kotograph.pipeline import NQUADS, QUALITY, REPORT, Built
from kotograph.projects import APPLIED
from kotograph.query import find_query, run
from kotograph.reports import Severity
from kotograph.store import EmbeddedStore, Rows
from kotograph.store.answers import Row
from kotograph.store.table import neutralise

_TITLES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX koto: <https://w3id.org/kotograph/ontology#>
SELECT ?project ?title WHERE { ?project a koto:Project ; dcterms:title ?title }
"""
_DISCREPANCIES = """
PREFIX koto: <https://w3id.org/kotograph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?discrepancy ?project ?label ?written ?stated ?source ?line ?value ?valueLabel ?rule ?ruleLabel WHERE {
  ?discrepancy a koto:Discrepancy ; koto:about ?project ; koto:property ?property ; koto:rule ?rule ;
    koto:considered ?statement .
  ?statement koto:statedBy ?record ; koto:line ?line . ?record koto:source ?source .
  ?rule skos:prefLabel ?ruleLabel FILTER(LANG(?ruleLabel) = "LANG")
  OPTIONAL { ?property rdfs:label ?label FILTER(LANG(?label) = "LANG") }
  OPTIONAL { ?statement koto:asWritten ?written }
  OPTIONAL { ?statement koto:value ?concept . ?concept skos:prefLabel ?stated FILTER(LANG(?stated) = "LANG") }
  OPTIONAL {
    ?discrepancy koto:resolvedValue ?value
    OPTIONAL { ?value skos:prefLabel ?valueLabel FILTER(LANG(?valueLabel) = "LANG") }
  }
}
ORDER BY ?project ?label ?discrepancy ?source ?line ?written ?rule
"""


def print_summary(built: Built, settings: Settings) -> None:
    """Print the summary of a build in the language of the settings."""
    store = EmbeddedStore(built.folder)
    _print_counts(built, store, settings)
    _print_discrepancies(store, settings)
    _print_successors(store, settings)
    _print_files(settings)


def _print_counts(built: Built, store: EmbeddedStore, settings: Settings) -> None:
    def text(key: str) -> str:
        return say(key, settings.lang)

    projects = [project for project in built.reconciled.projects if project.records]
    records = sum(len(page.records) for page in built.pages)
    units = sum(len(organisation.units) for organisation in built.reconciled.organisations)
    counts = built.validation.counts()
    click.echo(f"{text('built')}: {len(built.pages)} {text('pages')}, {records} {text('records')}")
    only_named = len(built.reconciled.projects) - len(projects)
    click.echo(f"  {len(projects)} {text('projects')}, {only_named} {text('named-only')}")
    click.echo(f"  {len(built.reconciled.organisations)} {text('organisations')}, {units} {text('units')}")
    click.echo(f"  {len(built.reconciled.successions)} {text('successions')}, {built.quads} {text('quads')}")
    funds = _read_contributions(store, settings.lang, settings.base)
    total = format(sum(funds.values(), Decimal(0)), "f")
    click.echo(f"  {text('contributions')}: {format_amount(total, settings.lang)}")
    for fund, contribution in funds.items() if len(funds) > 1 else ():
        click.echo(f"    {fund}: {format_amount(format(contribution, 'f'), settings.lang)}")
    click.echo(
        f"{text('validation')}: {counts[Severity.VIOLATION]} {text('violations')}, "
        f"{counts[Severity.WARNING]} {text('warnings')}, {counts[Severity.INFO]} {text('infos')}"
    )


def _read_contributions(store: EmbeddedStore, lang: str, base: str) -> dict[str, Decimal]:
    """Return the EU's contributions in euro by the name of the instrument; a dash where it is not known."""
    answer = run(find_query("total-funding"), {"lang": lang}, store, base)
    assert isinstance(answer, Rows)
    found = {}
    for row in answer.rows:
        cells = {name: term.value for name, term in zip(answer.variables, row, strict=True) if term}
        if cells.get("currency") == "EUR" and cells["kind"].endswith("/eu-contribution"):
            found[neutralise(cells.get("instrumentLabel", cells.get("instrument", "–")))] = Decimal(cells["sum"])
    return found


def _print_discrepancies(store: EmbeddedStore, settings: Settings) -> None:
    """Print one paragraph a discrepancy: who states what on which line, and what was concluded by which rule."""
    rows = list(store.query(_DISCREPANCIES.replace('"LANG"', f'"{settings.lang}"')).rows)
    titles = _read_titles(store, settings.lang)
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row[0])]
    click.echo(f"\n{say('disagreements', settings.lang)} ({len(groups)})")
    for group in groups:
        _, project, label, _, _, _, _, value, value_label, _, _ = group[0]
        assert project
        named = " · ".join([neutralise(titles[project.value]), label.value if label else "?"])
        concluded = neutralise((value_label or value).value) if value else say("none", settings.lang)
        rules = {(row[9].value.rsplit("/", 1)[-1], row[10].value) for row in group if row[9] and row[10]}
        applied = " → ".join(text for rule in APPLIED for code, text in sorted(rules) if code == rule)
        click.echo(f"  {named}")
        click.echo(f"    {' | '.join(dict.fromkeys(map(_describe, group)))}")
        click.echo(f"    → {concluded} ({applied})")


def _read_titles(store: EmbeddedStore, lang: str) -> dict[str, str]:
    """Return a title of each project: in the language asked for, else English, Finnish, Swedish or what there is."""
    order = [lang, "en", "fi", "sv"]
    found: dict[str, tuple[int, str]] = {}
    for project, title in store.query(_TITLES).rows:
        assert project and title
        rank = order.index(title.lang) if title.lang in order else len(order)
        found[project.value] = min(found.get(project.value, (rank, title.value)), (rank, title.value))
    return {project: title for project, (_, title) in found.items()}


def _describe(row: Row) -> str:
    written, stated, source, line = row[3], row[4], row[5], row[6]
    text = neutralise(written.value) if written else neutralise(stated.value) if stated else "?"
    assert source and line
    return f"{text} ({source.value.rsplit('/', 1)[-1]}:{line.value})"


def _print_successors(store: EmbeddedStore, settings: Settings) -> None:
    click.echo(f"\n{say('successors', settings.lang)}")
    answer = run(find_query("successors"), {"lang": settings.lang}, store, settings.base)
    assert isinstance(answer, Rows)
    for row in answer.rows:
        cells = {name: term.value for name, term in zip(answer.variables, row, strict=True) if term}
        both = cells.get("sameImplementer") == "true"
        who = cells["successorImplementer"] if both else f"– / {cells.get('successorImplementer', '–')}"
        click.echo(f"  {neutralise(cells['predecessorTitle'])} → {neutralise(cells['successorTitle'])}")
        source = cells.get("source", "").rsplit("/", 1)[-1]
        click.echo(f"    {neutralise(who)}; {cells['evidence']}, {source}:{cells.get('line', '?')}")


def _print_files(settings: Settings) -> None:
    click.echo(f"\n{say('files', settings.lang)}")
    files = (
        (NQUADS, "nquads-file"),
        ("current/store", "store-file"),
        (REPORT, "report-file"),
        (QUALITY, "quality-file"),
    )
    for name, key in files:
        click.echo(f"  {show_path(Path(settings.store)) / Path(name)}  {say(key, settings.lang)}")
    click.echo(f"\n{say('next', settings.lang)}:")
    for command in ("explain rio-2", "query disagreements", "queries", "export -f turtle -o kotograph.ttl"):
        click.echo(f"  kotograph {command}")
