"""The kinds of pages that every test of the whole site opens: of each route one or two, the odd ones among them."""

from __future__ import annotations

from collections.abc import Iterator

from kotograph.config import LANGUAGES

#: Paths within a language's folder, without ``.html``.
KINDS = (
    "index",
    "projects",
    "projects/disagreement/yes",
    "projects/theme/employment",
    "project/rio-2",  # sources disagree; it has a predecessor
    "project/kotona-suomessa",  # long, with parts, outputs and criteria
    "project/hyva-alku",  # named only
    "project/finmonik",  # has a successor
    "organisations",
    "organisation/terveyden-ja-hyvinvoinnin-laitos",
    "organisation/uudenmaan-ely-keskus",  # became another; some links are missing
    "funding",
    "themes",
    "theme/employment",
    "places",
    "place/helsinki",
    "objective/amif-2014-2020-2.2",
    "objective/isf-2014-2020-1",  # without projects
    "instrument/amif-2014-2020",
    "criteria",
    "criterion/effective",
    "sources",
    "source/eusa-so2-under-way-fi",
    "source/good-practice-fi",  # describes criteria, not projects
    "compare",
    "quality",
    "links",
    "changes",
    "questions",
    "question/funding-by-year",  # with a picture
    "question/organisation-profile",  # without
    "vocabulary",
    "vocabulary/theme",
    "shapes",
    "data",
    "method",
    "accessibility",
    "search",
    "404",
)
#: The two pages outside the languages.
ROOT = ("index.html", "404.html")


def rotate(first: int = 0) -> Iterator[str]:
    """Yield the path of every kind of page in one language: each kind in the next."""
    yield from ROOT
    for number, kind in enumerate(KINDS, first):
        yield f"{LANGUAGES[number % len(LANGUAGES)]}/{kind}.html"
