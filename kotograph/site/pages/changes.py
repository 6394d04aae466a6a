"""What has changed from version to version, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from kotograph.changes import Status, Value, say_counts, say_resource
from kotograph.site.graph import Text
from kotograph.site.locale import format_amount, format_date, format_number
from kotograph.site.page import Page, Route
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Day, Link, Many, Table, make_columns
from kotograph.site.texts import say

_MOST_RESOURCES = 100


def show_value(lang: str) -> Callable[[Value], str]:
    """Return the function that writes a value as readers of a language do."""

    def show(value: Value) -> str:
        if value.datatype.endswith(("#date", "#gYear")):
            return format_date(value.text, lang)
        if value.datatype.endswith("#decimal"):
            number = Decimal(value.text)
            return format_number(number, lang) if abs(number) < 1000 else format_amount(number, "EUR", lang)
        return value.text

    return show


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page of changes, the newest version first."""
    entries: list[dict[str, object]] = []
    rows: list[Sequence[Cell]] = []
    for release in reversed(site.edition.releases):
        told = site.edition.told.get(release.version, {}).get(lang, ())
        changes = [
            (change, site.graph.find_page(change.iri), say_resource(change, lang, show_value(lang)))
            for change in told[:_MOST_RESOURCES]
        ]
        entries.append(
            {
                "release": release,
                "counts": say_counts(told, lang),
                "changes": changes,
                "more": max(0, len(told) - _MOST_RESOURCES),
            }
        )
        if not release.previous:
            continue
        for change, target, sentences in changes:
            page = target if change.status is not Status.REMOVED else None
            rows.append(
                (
                    release.version,
                    Day(release.date),
                    Link(Text(change.label, change.language), page, change.iri),
                    say(f"changes.{change.status}", lang),
                    Many(tuple(sentences), apart=True),
                )
            )
    columns = make_columns(lang, ("version", "released", "thing", "happened", "changes"), (), ("thing",))
    return Page(
        template="changes.html",
        title=say("nav.changes", lang),
        description=say("changes.lead", lang),
        content={"entries": entries},
        tables=(Table("changes", say("changes.caption", lang), columns, rows),) if rows else (),
    )


ROUTES = (Route("changes.html", make),)
