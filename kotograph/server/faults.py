"""Answers that are errors: a page in the client's language for people, a problem document for programs."""

from __future__ import annotations

from http import HTTPStatus

from kotograph.errors import InputError, KotographError, LimitError, UsageError
from kotograph.server.caching import Reply
from kotograph.server.generation import Generation
from kotograph.server.headers import NEGOTIATED, NOT_KEPT
from kotograph.server.negotiation import choose_type
from kotograph.server.problem import MEDIA_TYPE, Problem
from kotograph.server.tombstones import Tombstone
from kotograph.site.page import Page
from kotograph.site.texts import say

_HTML = "text/html"


def answer_problem(generation: Generation, problem: Problem) -> Reply:
    """Return the problem document of a problem."""
    content = problem.as_json(generation.site_url)
    return Reply(content, MEDIA_TYPE, problem.headers.items(), status=HTTPStatus(problem.status), cached=NOT_KEPT)


def answer_missing(generation: Generation, path: str, accept: str | None, lang: str) -> Reply:
    """Return the 404 of an address: the page for wrong addresses, or a problem document for who wants no page."""
    problem = Problem(
        HTTPStatus.NOT_FOUND,
        "not-found",
        f"there is nothing at /{path}",
        "search the pages, or take an address from sitemap.xml or catalog.ttl",
        {"Vary": NEGOTIATED},
    )
    offered = [_HTML, MEDIA_TYPE] if path.endswith((".html", "/")) else [MEDIA_TYPE, _HTML]
    if choose_type(accept, offered) != _HTML:
        return answer_problem(generation, problem)
    shown = f"{lang}/404.html"
    page = generation.site.find_page(shown)
    assert page
    content = generation.site.render(shown, page, depth=path.count("/")).encode()
    headers = [("Vary", NEGOTIATED), ("Content-Language", lang)]
    return Reply(content, f"{_HTML}; charset=utf-8", headers, status=HTTPStatus.NOT_FOUND, cached=NOT_KEPT)


def render_tombstone(generation: Generation, tombstone: Tombstone, path: str, lang: str) -> bytes:
    """Return the page of something that is gone; it names what replaced it."""
    page = Page(
        template="gone.html",
        title=say("gone.title", lang),
        content={"iri": tombstone.iri, "replaced_by": tombstone.replaced_by},
        is_indexed=False,
    )
    return generation.site.render(f"{lang}/404.html", page, depth=path.count("/")).encode()


def read_error(error: KotographError) -> Problem:
    """Return the problem that an error of kotograph is to a client."""
    if isinstance(error, UsageError):
        status = HTTPStatus.NOT_FOUND if error.code == "unknown-query" else HTTPStatus.BAD_REQUEST
    elif isinstance(error, LimitError):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    elif isinstance(error, InputError) and error.code == "bad-sparql":
        status = HTTPStatus.BAD_REQUEST
    else:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    return Problem(status, error.code, error.message, error.hint)


def make_internal(error: Exception) -> Problem:
    """Return the problem for a fault of ours; what it was stands in the server's own messages."""
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal-error",
        f"the server failed on this request ({type(error).__name__})",
        "try again; if it fails again, report the address and the time",
    )
