"""Pictures of money: by objective, by year, by implementer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kotograph.site import charts
from kotograph.site.locale import format_share
from kotograph.site.pictures.picture import Picture, link_thing, make_picture, write_money
from kotograph.site.tables import Day, Link, Money, make_columns
from kotograph.site.texts import say

if TYPE_CHECKING:
    from kotograph.site.site import Site

_MOST_BARS = 30


@dataclass(frozen=True, slots=True)
class Paid:
    """One row of a question ``funding-by-…``: a thing, its projects, for how many a sum is stated, and the sum.

    ``iri`` is empty for the projects that have no such thing.
    """

    iri: str
    projects: int
    stated: int
    amount: Decimal | None


def read_paid(site: Site, question: str, lang: str, *, with_rest: bool = False) -> list[Paid]:
    """Return the answer of a question ``funding-by-…``; the row for what is not known only ``with_rest``."""
    return [
        Paid(
            iri.value if iri else "",
            int(projects.value),
            int(stated.value),
            Decimal(amount.value) if amount and int(stated.value) else None,
        )
        for iri, _, projects, stated, amount, *_ in site.ask(question, lang=lang)
        if (iri.kind == "uri" if iri else with_rest) and projects and stated
    ]


def _draw(rows: Sequence[Paid], site: Site, first: str, title: str, finding: str, lang: str) -> Picture:
    """Draw one bar a thing; ``first`` names the column of the things."""
    bars = tuple(
        charts.Bar(
            _name(site, row.iri, lang),
            row.amount,
            write_money(row.amount, lang) if row.amount is not None else say("picture.no-sum", lang),
            say(f"projects.count-{'one' if row.projects == 1 else 'many'}", lang, n=row.projects),
        )
        for row in rows
    )
    data = charts.Bars(bars, lambda number: write_money(number, lang), say("picture.money-axis", lang))
    cells = [(_link(site, row.iri, lang), row.projects, row.stated, Money(row.amount)) for row in rows]
    columns = make_columns(lang, (first, "projects", "with-sum", "sum"), ("projects", "with-sum", "sum"), (first,))
    return make_picture(f"by-{first}", title, finding, charts.draw_bars, data, columns, cells, lang)


def _name(site: Site, iri: str, lang: str) -> str:
    """Return what a thing is called; an objective is known by its number too."""
    if not iri:
        return say("picture.no-objective", lang)
    name = site.name(iri, lang).value
    if "/vocab/objective/" not in iri:
        return name
    return f"{site.graph.get_value(iri, 'skos:notation')} {name}".strip()


def _link(site: Site, iri: str, lang: str) -> Link | str:
    return link_thing(site, iri, lang) if iri else _name(site, iri, lang)


def draw_objectives(site: Site, lang: str) -> Picture | None:
    """Draw the EU contributions by objective: the answer of ``funding-by-objective``."""
    question = "funding-by-objective"
    # Under an objective without projects nothing was paid; that is a sum that is known.
    rows = [replace(row, amount=row.amount or Decimal(0)) for row in read_paid(site, question, lang, with_rest=True)]
    named = [row for row in rows if row.iri]
    if not named:
        return None
    rows = [*named, *(row for row in rows if not row.iri)]
    total, most = _add_up(rows), max(named, key=_amount)
    finding = say(
        "picture.objectives-finding",
        lang,
        name=site.name(most.iri, lang).value,
        share=format_share(int(_amount(most)), int(total), lang),
        sum=write_money(total, lang),
    )
    return _draw(rows, site, "objective", say("picture.objectives", lang), finding, lang)


def draw_implementers(site: Site, lang: str) -> Picture | None:
    """Draw the implementers by what they got: the answer of ``funding-by-implementer``."""
    rows = read_paid(site, "funding-by-implementer", lang)
    if not rows:
        return None
    finding = say(
        "picture.implementers-finding",
        lang,
        name=site.name(rows[0].iri, lang).value,
        sum=write_money(_amount(rows[0]), lang),
        share=format_share(int(_add_up(rows[:3])), int(_add_up(rows)), lang),
    )
    return _draw(rows[:_MOST_BARS], site, "implementer", say("picture.implementers", lang), finding, lang)


def draw_sums(site: Site, question: str, first: str, lang: str) -> Picture | None:
    """Draw the answer of any other question ``funding-by-…``; ``first`` names the column of its things."""
    rows = read_paid(site, question, lang)
    if not rows:
        return None
    most = max(rows, key=_amount)
    finding = say(
        "picture.sums-finding",
        lang,
        name=site.name(most.iri, lang).value,
        sum=write_money(_amount(most), lang),
        projects=say(f"projects.count-{'one' if most.projects == 1 else 'many'}", lang, n=most.projects),
    )
    return _draw(rows[:_MOST_BARS], site, first, site.queries[question].title(lang), finding, lang)


def _amount(row: Paid) -> Decimal:
    return row.amount or Decimal(0)


def _add_up(rows: Sequence[Paid]) -> Decimal:
    return sum(map(_amount, rows), Decimal(0))


def draw_years(site: Site, lang: str) -> Picture | None:
    """Draw the EU contributions by the year projects start in, stacked by objective."""
    kind = site.overview.eu_contribution
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    unknown = 0
    for project in site.overview:
        amount = project.sum_of(kind)
        if amount is None:
            continue
        if not project.year:
            unknown += 1
            continue
        sums[project.year, next(iter(project.objectives), "")] += amount
    if not any(iri for _, iri in sums):
        return None
    first, last = min(int(year) for year, _ in sums), max(int(year) for year, _ in sums)
    years = [str(year) for year in range(first, last + 1)]
    objectives = sorted({iri for _, iri in sums}, key=lambda iri: (not iri, iri))
    totals = {year: sum((sums.get((year, iri), Decimal(0)) for iri in objectives), Decimal(0)) for year in years}
    best = max(years, key=lambda year: totals[year])
    title = say("picture.years", lang)
    finding = say("picture.years-finding", lang, year=best, sum=write_money(totals[best], lang))
    if unknown:
        finding += " " + say("picture.years-unknown", lang, n=unknown)
    series = tuple(
        charts.Series(_name(site, iri, lang), tuple(sums.get((year, iri)) for year in years)) for iri in objectives
    )
    data = charts.Columns(
        tuple(years),
        series,
        lambda number: write_money(number, lang),
        lambda number: _write_millions(number, lang),
        say("picture.none", lang),
        say("picture.money-axis", lang),
    )
    rows = [
        (Day(year), _link(site, iri, lang), Money(sums[year, iri]))
        for year in years
        for iri in objectives
        if (year, iri) in sums
    ]
    columns = make_columns(lang, ("year", "objective", "sum"), ("sum",), ("objective",))
    return make_picture("by-year", title, finding, charts.draw_columns, data, columns, rows, lang)


def _write_millions(amount: Decimal, lang: str) -> str:
    """Write a sum over a column, where there is little room: millions with one or two decimals."""
    millions = (amount / 1_000_000).quantize(Decimal("0.01")).normalize()
    written = f"{millions:f}".replace(".", "." if lang == "en" else ",")
    return say("picture.millions", lang, n=written)
