"""Pictures of the sources: what they state, and how often they agree."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from kotograph.site import charts
from kotograph.site.figures import ORDER
from kotograph.site.graph import expand
from kotograph.site.locale import collate, format_share
from kotograph.site.pictures.picture import Picture, link_thing, make_picture
from kotograph.site.tables import make_columns
from kotograph.site.texts import say

if TYPE_CHECKING:
    from kotograph.site.site import Site


def draw_coverage(site: Site, lang: str) -> Picture | None:
    """Draw which share of each source's entries states each field: the answer of ``coverage``."""
    cells: dict[tuple[str, str], tuple[int, int, int]] = {}
    for source, prop, records, stated, readable in site.ask("coverage"):
        assert source and prop and records and stated and readable
        cells[prop.value, source.value] = (int(records.value), int(stated.value), int(readable.value))
    if not cells:
        return None
    sources = site.sort({source for _, source in cells}, lang)
    fields = sorted({prop for prop, _ in cells}, key=lambda prop: _field_order(site, prop, lang))
    title = say("picture.coverage", lang)
    full = sum(1 for records, stated, _ in cells.values() if records and stated == records)
    finding = say("picture.coverage-finding", lang, n=full, all=len(cells))
    matrix = charts.Matrix(
        tuple(_capital(site.name(prop, lang).value) for prop in fields),
        tuple(site.source_label(site.graph.get_key(source), lang) for source in sources),
        tuple(
            tuple(_share_cell(*cells.get((prop, source), (0, 0, 0))[:2], lang) for source in sources) for prop in fields
        ),
    )
    rows = [
        (link_thing(site, source, lang), _capital(site.name(prop, lang).value), *cells[prop, source])
        for source in sources
        for prop in fields
        if (prop, source) in cells
    ]
    columns = make_columns(
        lang,
        ("source", "field", "records", "stating", "readable"),
        ("records", "stating", "readable"),
        ("source",),
    )
    return make_picture("coverage", title, finding, charts.draw_matrix, matrix, columns, rows, lang)


def _field_order(site: Site, prop: str, lang: str) -> tuple[int, tuple[str, str]]:
    ranks = {expand(curie): rank for rank, curie in enumerate(ORDER)}
    return ranks.get(prop, len(ranks)), collate(site.name(prop, lang).value, lang)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _share_cell(whole: int, part: int, lang: str) -> charts.Cell:
    share = Decimal(part) / whole if whole else None
    return charts.Cell(share, format_share(part, whole, lang), f"{part}/{whole}" if whole else "")


def draw_agreement(site: Site, lang: str) -> Picture | None:
    """Draw how often each two sources agree on a value that both state, of dates, sums, implementers and the like."""
    compared = site.compared
    if not compared:
        return None
    sources = site.sort({source for pair in compared for source in pair}, lang)
    cells = {}
    for (first, second), (same, both) in compared.items():
        pair = sorted((sources.index(first), sources.index(second)))
        share = Decimal(same) / both
        cells[pair[0], pair[1]] = charts.Cell(share, format_share(same, both, lang), f"{same}/{both}")
    agreed, whole = (sum(each[at] for each in compared.values()) for at in (0, 1))
    title = say("picture.agreement", lang)
    finding = say("picture.agreement-finding", lang, same=agreed, all=whole, share=format_share(agreed, whole, lang))
    data = charts.Agreement(
        tuple(site.source_label(site.graph.get_key(source), lang) for source in sources),
        cells,
        say("picture.itself", lang),
        say("picture.nothing-shared", lang),
    )
    rows = [
        (link_thing(site, first, lang), link_thing(site, second, lang), both, same)
        for (first, second), (same, both) in sorted(compared.items())
    ]
    columns = make_columns(
        lang, ("first", "second", "compared", "agreeing"), ("compared", "agreeing"), ("first", "second")
    )
    return make_picture("agreement", title, finding, charts.draw_agreement, data, columns, rows, lang)


_COMPARED = """PREFIX koto: <https://w3id.org/kotograph/ontology#>
SELECT ?resolution ?source ?statement ?value ?differs WHERE {
  ?resolution a koto:Resolution ; koto:considered ?statement .
  ?statement koto:statedBy ?record . ?record koto:source ?source .
  OPTIONAL { ?statement koto:value ?value }
  OPTIONAL { ?resolution a koto:Discrepancy BIND(true AS ?differs) }
  MINUS { ?resolution <http://purl.org/dc/terms/language> ?text }
}"""


def compare_sources(site: Site) -> dict[tuple[str, str], tuple[int, int]]:
    """Return, for each two sources, of how many values that both state they state the same, and how many there are."""
    stated: dict[str, dict[str, str]] = defaultdict(dict)
    differs: set[str] = set()
    rows = site.graph.store.query(_COMPARED, "site").rows
    for found, source, _, value, flag in sorted(tuple(term.value if term else "" for term in row) for row in rows):
        stated[found][source] = value
        if flag:
            differs.add(found)
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for resolution, values in stated.items():
        names = sorted(values)
        for at, first in enumerate(names):
            for second in names[at + 1 :]:
                # Names in two languages differ as texts and agree as bodies; only a discrepancy is a difference.
                same = resolution not in differs or values[first] == values[second]
                counts[first, second][0] += same
                counts[first, second][1] += 1
    return {pair: (same, both) for pair, (same, both) in counts.items()}
