"""The picture of the links: which share of each class is linked to each other data set."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from kotograph.site import charts
from kotograph.site.graph import expand
from kotograph.site.locale import format_share
from kotograph.site.pictures.picture import Picture, make_picture
from kotograph.site.tables import Cell, Link, make_columns
from kotograph.site.texts import read_texts, say

if TYPE_CHECKING:
    from kotograph.site.site import Site

_CLASSES = ("organisation", "place", "project")


def name_class(site: Site, iri: str, kind: str, lang: str) -> str:
    """Return what people call the things of a class, in the plural; of places by their kind."""
    for name in _CLASSES:
        if iri == expand(f"koto:{name.capitalize()}"):
            key = f"links.{kind}" if kind else f"nav.{name}s"
            return say(key, lang) if key in read_texts() else kind
    text = site.name(iri, lang).value
    return text[:1].upper() + text[1:]


def draw_links(site: Site, lang: str) -> Picture | None:
    """Draw which share of each class is linked to what: the answer of ``links``."""
    rows: list[tuple[Cell, ...]] = []
    bars = []
    full = 0
    for each, kind, data_set, _, linked_, explained_, total_ in site.ask("links", lang=lang):
        assert each and data_set and linked_ and explained_ and total_
        linked, explained, total = (int(term.value) for term in (linked_, explained_, total_))
        name = name_class(site, each.value, kind.value if kind else "", lang)
        target = Link(site.name(data_set.value, lang), site.graph.find_page(data_set.value), data_set.value)
        share = Decimal(100 * linked) / total
        full += linked == total
        text = format_share(linked, total, lang)
        bars.append(charts.Bar(f"{name} – {target.text.value}", share, text, f"{linked}/{total}"))
        rows.append(
            (
                name,
                target,
                linked,
                share.quantize(Decimal(1), ROUND_HALF_UP),
                explained,
                total - linked - explained,
                total,
            )
        )
    if not rows:
        return None
    data = charts.Bars(tuple(bars), lambda share: format_share(int(share), 100, lang), say("links.axis", lang))
    figures = ("linked", "share", "explained", "open", "total")
    columns = make_columns(lang, ("class", "data-set", *figures), figures, ("data-set",))
    finding = say("links.finding", lang, n=full, all=len(rows))
    return make_picture("links", say("links.caption", lang), finding, charts.draw_bars, data, columns, rows, lang)
