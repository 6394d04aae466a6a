"""The pages: one module a kind. `ROUTES` is the site's map; the first route that fits a path makes its page."""

from __future__ import annotations

from kotograph.site.page import Route
from kotograph.site.pages import (
    about,
    changes,
    funding,
    home,
    links,
    organisations,
    project,
    projects,
    quality,
    questions,
    sources,
    things,
    vocabulary,
)

ROUTES: tuple[Route, ...] = (
    *home.ROUTES,
    *projects.ROUTES,
    *project.ROUTES,
    *organisations.ROUTES,
    *funding.ROUTES,
    *things.ROUTES,
    *sources.ROUTES,
    *questions.ROUTES,
    *quality.ROUTES,
    *links.ROUTES,
    *vocabulary.ROUTES,
    *changes.ROUTES,
    *about.ROUTES,
)
