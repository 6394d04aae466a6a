"""How good the data is: what disagrees, what cannot be, what is missing, what the shapes found."""

from __future__ import annotations

from collections.abc import Sequence

from kotograph.site.graph import Text
from kotograph.site.page import Page, Route
from kotograph.site.pages.sources import tabulate_shared
from kotograph.site.paging import MOST_ROWS
from kotograph.site.pictures import draw_coverage
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Table, Where, make_columns, note_cut
from kotograph.site.texts import say


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page about quality."""
    picture = draw_coverage(site, lang)
    disagreements = tabulate_shared(site, lang)
    impossible, missing = _tabulate_impossible(site, lang), _tabulate_missing(site, lang)
    count = sum(each.discrepancies for each in site.overview)
    concerned = sum(1 for each in site.overview if each.discrepancies)
    described = [each for each in site.overview if each.records]
    lead = say(
        "quality.lead",
        lang,
        n=site.write_number(count, lang),
        projects=site.write_number(concerned, lang),
        all=site.write_number(len(described), lang),
    )
    findings = _tabulate_findings(site, lang)
    tables = [disagreements, impossible, missing, *((findings,) if findings else ())]
    return Page(
        template="list.html",
        title=say("nav.quality", lang),
        description=say("quality.description", lang),
        content={
            "lead": lead,
            "paragraphs": [say("quality.note", lang)],
            "pictures": [picture] if picture else [],
            "more": [(say("links.more", lang), "links.html")],
        },
        tables=(*tables, *((picture.table,) if picture else ())),
    )


def _tabulate_impossible(site: Site, lang: str) -> Table:
    rows: list[Sequence[Cell]] = []
    found = site.ask_some("impossible-values", lang=lang)
    for project, _, prop, written, _, reason, source, line in found.rows:
        assert project and prop and source
        summary = site.overview.projects[site.graph.get_key(project.value)]
        rows.append(
            (
                Link(summary.title(lang), f"project/{summary.key}.html", summary.iri),
                site.name(prop.value, lang),
                Text(written.value) if written else None,
                say(f"quality.reason-{reason.value}", lang) if reason else None,
                Where(site.graph.get_key(source.value), int(line.value) if line else None, Text("")),
            )
        )
    names = ("project", "property", "as-written", "reason", "source")
    columns = make_columns(lang, names, (), ("project",))
    note = note_cut(len(rows), found.count, lang)
    return Table("impossible", say("quality.impossible-caption", lang), columns, rows, note)


def _tabulate_missing(site: Site, lang: str) -> Table:
    """Return what lacks a name in some language: the question ``missing-translations`` for each."""
    rows: list[Sequence[Cell]] = []
    asked = {tongue: site.ask_some("missing-translations", lang=lang, language=tongue) for tongue in ("fi", "sv", "en")}
    found = [(tongue, row[1], row[3]) for tongue, some in asked.items() for row in some.rows]
    for tongue, resource, status in found[:MOST_ROWS]:
        assert resource
        rows.append(
            (
                Link(site.name(resource.value, lang), site.graph.find_page(resource.value), resource.value),
                say(f"language.{tongue}", lang),
                say(f"quality.state-{status.value}", lang) if status else None,
            )
        )
    names = ("thing", "missing-in", "state")
    columns = make_columns(lang, names, (), ("thing",))
    note = note_cut(len(rows), sum(some.count for some in asked.values()), lang)
    return Table("missing", say("quality.missing-caption", lang), columns, rows, note)


def _tabulate_findings(site: Site, lang: str) -> Table | None:
    """Return what SHACL found when the graph was built, by shape."""
    rows: list[Sequence[Cell]] = [
        (finding.shape, say(f"quality.{finding.severity}", lang), finding.message(lang), finding.count)
        for finding in site.findings
    ]
    if not rows:
        return None
    names = ("shape", "severity", "message", "count")
    columns = make_columns(lang, names, ("count",))
    return Table("findings", say("quality.findings-caption", lang), columns, rows)


ROUTES = (Route("quality.html", make),)
