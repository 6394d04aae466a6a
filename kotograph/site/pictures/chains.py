"""Pictures of which projects continue which."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kotograph.site import charts
from kotograph.site.graph import Text
from kotograph.site.pictures.picture import Picture, link_thing, make_picture, write_period
from kotograph.site.tables import Cell, Where, make_columns
from kotograph.site.texts import say

if TYPE_CHECKING:
    from kotograph.site.site import Site


_MOST_CHAINS = 40


def draw_chains(site: Site, lang: str, project: str = "") -> Picture | None:
    """Draw which projects continue which, with the evidence: all chains, or the one that a project stands in."""
    chosen = site.chains.by_project.get(project, []) if project else site.chains.all[:_MOST_CHAINS]
    if not chosen:
        return None
    successions = site.successions(lang)
    drawn, rows = [], list[Sequence[Cell]]()
    for links in chosen:
        evidence = []
        for before, after in pairwise(links):
            row = successions.get((before, after))
            if row is None:
                evidence.append("")
                continue
            kind, source, line, confidence = row[7], row[8], row[9], row[10]
            key = site.graph.get_key(source.value) if source else ""
            evidence.append(kind.value if kind else "")
            rows.append(
                (
                    link_thing(site, before, lang),
                    link_thing(site, after, lang),
                    Text(kind.value, kind.lang) if kind else None,
                    Where(key, int(line.value) if line else None, Text("")) if key else None,
                    Decimal(confidence.value) if confidence else None,
                )
            )
        drawn.append(charts.Chain(tuple(_link(site, iri, lang, project) for iri in links), tuple(evidence)))
    title = say("picture.chain" if project else "picture.chains", lang)
    told = chosen if project else site.chains.all
    finding = say(
        "picture.chain-finding" if project else "picture.chains-finding",
        lang,
        n=sum(pair in successions for links in told for pair in pairwise(links)),
        same=sum(_same_implementer(site, links) for links in told),
        all=len(told),
    )
    if len(told) > len(chosen):
        finding += " " + say("picture.chains-cut", lang, n=len(chosen))
    columns = make_columns(
        lang,
        ("predecessor", "successor", "evidence", "where", "confidence"),
        ("confidence",),
        ("predecessor", "successor"),
    )
    return make_picture("chains", title, finding, charts.draw_chains, tuple(drawn), columns, rows, lang)


def _link(site: Site, iri: str, lang: str, current: str) -> charts.Link:
    summary = site.overview.projects[site.graph.get_key(iri)]
    lines = [site.name(each, lang).value for each in summary.implementers]
    if summary.start or summary.end:
        lines.append(write_period(summary.start, summary.end, lang))
    if not summary.records:
        lines.append(say("project.named-only", lang))
    return charts.Link(summary.title(lang).value, tuple(lines), iri == current, not summary.records)


def _same_implementer(site: Site, links: Sequence[str]) -> bool:
    implementers = [set(site.overview.projects[site.graph.get_key(iri)].implementers) for iri in links]
    return bool(set.intersection(*implementers))
