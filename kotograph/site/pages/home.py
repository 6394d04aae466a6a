"""The first page of each language: search, three figures with what they leave out, ways in, the latest changes."""

from __future__ import annotations

from kotograph.site.page import Page, Route
from kotograph.site.pages.projects import total
from kotograph.site.pictures import draw_chains, draw_objectives
from kotograph.site.site import Site
from kotograph.site.texts import say


def make(site: Site, lang: str, key: str) -> Page:
    """Make the home page."""
    projects = list(site.overview)
    described = [each for each in projects if each.records]
    money, stated = total(site, projects)
    pictures = [picture for picture in (draw_objectives(site, lang), draw_chains(site, lang)) if picture]
    implementers = {iri for each in described for iri in each.implementers}
    return Page(
        template="home.html",
        title=say("home.title", lang),
        description=say("home.lead", lang),
        content={
            "money": money,
            "stated": stated,
            "described": len(described),
            "named": len(projects) - len(described),
            "implementers": len(implementers),
            "disagreements": sum(each.discrepancies for each in projects),
            "concerned": sum(1 for each in projects if each.discrepancies),
            "sources": len(site.graph.list_all("koto:SourceDocument")),
            "pictures": pictures,
            "releases": site.edition.releases[-3:][::-1],
        },
        tables=tuple(picture.table for picture in pictures),
        structured=site.describe_dataset(lang),
    )


ROUTES = (Route("index.html", make),)
