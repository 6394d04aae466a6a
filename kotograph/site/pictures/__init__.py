"""The pictures of the site: from facts to charts, each with a finding in one sentence and a table of what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotograph.site.pictures.chains import draw_chains
from kotograph.site.pictures.links import draw_links, name_class
from kotograph.site.pictures.money import draw_implementers, draw_objectives, draw_sums, draw_years
from kotograph.site.pictures.picture import Picture
from kotograph.site.pictures.sources import compare_sources, draw_agreement, draw_coverage
from kotograph.site.pictures.time import draw_project, draw_timeline

if TYPE_CHECKING:
    from kotograph.site.site import Site

__all__ = [
    "Picture",
    "compare_sources",
    "draw_agreement",
    "draw_answer",
    "draw_chains",
    "draw_coverage",
    "draw_implementers",
    "draw_links",
    "draw_objectives",
    "draw_project",
    "draw_sums",
    "draw_timeline",
    "draw_years",
    "name_class",
]


def draw_answer(site: Site, question: str, lang: str) -> Picture | None:
    """Draw the answer of a question that has a picture."""
    match question:
        case "funding-by-objective":
            return draw_objectives(site, lang)
        case "funding-by-year":
            return draw_years(site, lang)
        case "funding-by-implementer":
            return draw_implementers(site, lang)
        case "funding-by-instrument" | "funding-by-place":
            return draw_sums(site, question, question.rpartition("-")[2], lang)
        case "funding-by-implementer-type":
            return draw_sums(site, question, "type", lang)
        case "chains" | "successors":
            return draw_chains(site, lang)
        case "coverage":
            return draw_coverage(site, lang)
        case "disagreements":
            return draw_agreement(site, lang)
        case "projects":
            return draw_timeline(site, list(site.overview), lang)
    return None
