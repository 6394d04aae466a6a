"""Pictures of money: by objective, by year, by implementer."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from kotograph.site import charts
from kotograph.site.locale import format_share
from kotograph.site.pictures.picture import Picture, link_thing, make_picture, write_money
from kotograph.site.tables import Day, Money, make_columns
from kotograph.site.texts import say

if TYPE_CHECKING:
    from kotograph.site.site import Site

_MOST_BARS = 30


def draw_objectives(site: Site, lang: str) -> Picture | None:
    """Draw the EU contributions by objective: the answer of ``funding-by-objective``."""
    rows = []
    for iri, _, projects, stated, amount, _ in site.ask("funding-by-objective", lang=lang):
        if iri and projects and stated:
            known = Decimal(amount.value) if amount and int(stated.value) else Decimal(0)
            rows.append((iri.value, int(projects.value), int(stated.value), known))
    if not rows:
        return None
    total, most = sum(row[3] for row in rows), max(rows, key=lambda row: row[3])
    title = say("picture.objectives", lang)
    finding = say(
        "picture.objectives-finding",
        lang,
        name=site.name(most[0], lang).value,
        share=format_share(int(most[3]), int(total), lang),
        sum=write_money(Decimal(total), lang),
    )
    bars = tuple(
        charts.Bar(_objective(site, iri, lang), amount, write_money(amount, lang), _projects(projects, lang))
        for iri, projects, _, amount in rows
    )
    cells = [(link_thing(site, iri, lang), projects, stated, Money(amount)) for iri, projects, stated, amount in rows]
    columns = make_columns(
        lang, ("objective", "projects", "with-sum", "sum"), ("projects", "with-sum", "sum"), ("objective",)
    )
    data = charts.Bars(bars, lambda number: write_money(number, lang), say("picture.money-axis", lang))
    return make_picture("by-objective", title, finding, charts.draw_bars, data, columns, cells, lang)


def _objective(site: Site, iri: str, lang: str) -> str:
    notation = site.graph.get_value(iri, "skos:notation")
    return f"{notation} {site.name(iri, lang).value}".strip()


def _projects(number: int, lang: str) -> str:
    return say(f"projects.count-{'one' if number == 1 else 'many'}", lang, n=number)


def draw_sums(site: Site, question: str, first: str, lang: str) -> Picture | None:
    """Draw the answer of one of the questions ``funding-by-…``: one bar a thing, ``first`` names its column."""
    found = []
    for iri, _, projects, stated, amount, *_ in site.ask(question, lang=lang):
        if iri and iri.kind == "uri" and projects and stated:
            known = Decimal(amount.value) if amount and int(stated.value) else None
            found.append((iri.value, int(projects.value), int(stated.value), known))
    if not found:
        return None
    shown = found[:_MOST_BARS]
    most = max(shown, key=lambda row: row[3] or Decimal(0))
    title = site.queries[question].title(lang)
    finding = say(
        "picture.sums-finding",
        lang,
        name=site.name(most[0], lang).value,
        sum=write_money(most[3] or Decimal(0), lang),
        projects=_projects(most[1], lang),
    )
    bars = tuple(
        charts.Bar(
            site.name(iri, lang).value,
            amount,
            write_money(amount, lang) if amount is not None else say("picture.no-sum", lang),
            _projects(projects, lang),
        )
        for iri, projects, _, amount in shown
    )
    data = charts.Bars(bars, lambda number: write_money(number, lang), say("picture.money-axis", lang))
    rows = [(link_thing(site, iri, lang), projects, stated, Money(amount)) for iri, projects, stated, amount in shown]
    columns = make_columns(lang, (first, "projects", "with-sum", "sum"), ("projects", "with-sum", "sum"), (first,))
    return make_picture(f"by-{first}", title, finding, charts.draw_bars, data, columns, rows, lang)


def draw_years(site: Site, lang: str) -> Picture | None:
    """Draw the EU contributions by the year projects start in, stacked by objective."""
    kind = site.overview.eu_contribution
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    unknown = 0
    for project in site.overview:
        amount = project.sum_of(kind)
        if amount is None or not project.objectives:
            continue
        if not project.year:
            unknown += 1
            continue
        sums[project.year, project.objectives[0]] += amount
    if not sums:
        return None
    first, last = min(int(year) for year, _ in sums), max(int(year) for year, _ in sums)
    years = [str(year) for year in range(first, last + 1)]
    objectives = sorted({iri for _, iri in sums})
    totals = {year: sum((sums.get((year, iri), Decimal(0)) for iri in objectives), Decimal(0)) for year in years}
    best = max(years, key=lambda year: totals[year])
    title = say("picture.years", lang)
    finding = say("picture.years-finding", lang, year=best, sum=write_money(totals[best], lang))
    if unknown:
        finding += " " + say("picture.years-unknown", lang, n=unknown)
    series = tuple(
        charts.Series(_objective(site, iri, lang), tuple(sums.get((year, iri)) for year in years)) for iri in objectives
    )
    data = charts.Columns(
        tuple(years),
        series,
        lambda number: write_money(number, lang),
        lambda number: _shortwrite_money(number, lang),
        say("picture.none", lang),
        say("picture.money-axis", lang),
    )
    rows = [
        (Day(year), link_thing(site, iri, lang), Money(sums[year, iri]))
        for year in years
        for iri in objectives
        if (year, iri) in sums
    ]
    columns = make_columns(lang, ("year", "objective", "sum"), ("sum",), ("objective",))
    return make_picture("by-year", title, finding, charts.draw_columns, data, columns, rows, lang)


def _shortwrite_money(amount: Decimal, lang: str) -> str:
    """Write a sum over a column, where there is little room: millions with one or two decimals."""
    millions = (amount / 1_000_000).quantize(Decimal("0.01")).normalize()
    written = f"{millions:f}".replace(".", "." if lang == "en" else ",")
    return say("picture.millions", lang, n=written)


def draw_implementers(site: Site, lang: str) -> Picture | None:
    """Draw the implementers by what they got: the answer of ``funding-by-implementer``."""
    found = []
    for iri, _, projects, stated, amount, _ in site.ask("funding-by-implementer", lang=lang):
        if iri and iri.kind == "uri" and projects and stated:
            known = Decimal(amount.value) if amount and int(stated.value) else None
            found.append((iri.value, int(projects.value), int(stated.value), known))
    if not found:
        return None
    shown = found[:_MOST_BARS]
    title = say("picture.implementers", lang)
    total = sum((row[3] or Decimal(0) for row in found), Decimal(0))
    three = sum((row[3] or Decimal(0) for row in found[:3]), Decimal(0))
    finding = say(
        "picture.implementers-finding",
        lang,
        name=site.name(found[0][0], lang).value,
        sum=write_money(found[0][3] or Decimal(0), lang),
        share=format_share(int(three), int(total), lang),
    )
    bars = tuple(
        charts.Bar(
            site.name(iri, lang).value,
            amount,
            write_money(amount, lang) if amount is not None else say("picture.no-sum", lang),
            _projects(projects, lang),
        )
        for iri, projects, _, amount in shown
    )
    data = charts.Bars(bars, lambda number: write_money(number, lang), say("picture.money-axis", lang))
    rows = [(link_thing(site, iri, lang), projects, stated, Money(amount)) for iri, projects, stated, amount in shown]
    columns = make_columns(
        lang, ("implementer", "projects", "with-sum", "sum"), ("projects", "with-sum", "sum"), ("implementer",)
    )
    return make_picture("by-implementer", title, finding, charts.draw_bars, data, columns, rows, lang)
