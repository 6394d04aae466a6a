"""What has changed from version to version, in words."""

from __future__ import annotations

from kotograph.site.page import Page, Route
from kotograph.site.site import Site
from kotograph.site.texts import say


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page of changes, the newest version first."""
    return Page(
        template="changes.html",
        title=say("nav.changes", lang),
        description=say("changes.lead", lang),
        content={"releases": list(site.publication.releases)[::-1]},
    )


ROUTES = (Route("changes.html", make),)
