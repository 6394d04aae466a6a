"""The addresses of the service: ``/reconcile/fi``, ``/reconcile/sv`` and ``/reconcile/en``, and what is below each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from time import monotonic
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from kotograph.config import LANGUAGES
from kotograph.server.body import FORM, check_encoding, read_body, read_headers
from kotograph.server.caching import Reply
from kotograph.server.crew import Crew
from kotograph.server.front import method_not_allowed
from kotograph.server.generation import Generation
from kotograph.server.headers import LICENSE, NOT_KEPT, find_media_type, write_link
from kotograph.server.pages import up
from kotograph.server.problem import Problem
from kotograph.server.reader import Reader
from kotograph.server.reconciliation.asked import MOST_BODY, MOST_ID, Query, read_batch, read_extension
from kotograph.server.reconciliation.desk import Desk, make_desk
from kotograph.server.reconciliation.manifest import PATH, write_manifest
from kotograph.server.reconciliation.showing import show_entry
from kotograph.server.reconciliation.suggesting import KINDS, MOST_CURSOR
from kotograph.server.reconciliation.words import tell
from kotograph.server.sending import send_reply
from kotograph.server.things import find_page
from kotograph.site.page import Page

T = TypeVar("T")
METHODS = "GET, HEAD, POST, OPTIONS"
#: Seconds that a request may take, and that its body may.
SECONDS, BODY_SECONDS = 30.0, 30.0
#: A longer answer is refused: who reads it slowly would keep it in memory.
MOST_ANSWER = 16 * 1024 * 1024
_THREADS = 2
_MOST_WAITING = 16
_MOST_KEY = 2000
_MOST_PROPOSED = 1000
_MOST_PREFIX = 200
_MOST_PARAMETERS = 50
# A preview stands in a frame on anyone's page, and in programs whose pages are no addresses of the web, which
# `frame-ancestors *` would leave out. It has no scripts and no forms.
_FRAMED = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
_ASKED = ("queries", "extend")


class Reconciliation:
    """Answer the protocol: a few requests at a time, beside the event loop."""

    def __init__(self) -> None:
        self._crew = Crew(_THREADS, "reconcile")
        self._is_closed = False

    def close(self) -> None:
        """Begin nothing further; a list that is being answered ends after the name it is at."""
        self._is_closed = True
        self._crew.close()

    def routes(self) -> Sequence[BaseRoute]:
        """Return the routes of the service."""
        start = f"/{PATH}/{{lang}}"
        return [
            Route(start, self),
            Route(f"{start}/suggest/{{what}}", Reader(self._suggest, _check)),
            Route(f"{start}/flyout/{{what}}", Reader(self._fly_out, _check)),
            Route(f"{start}/properties", Reader(self._propose, _check)),
            Route(f"{start}/preview", Reader(self._preview, _check)),
            Route(f"{start}/view", Reader(self._view, _check)),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the endpoint: the manifest, a batch of queries, or a data extension."""
        request = Request(scope, receive)
        generation: Generation = request.state.generation
        lang = _get_language(request)
        if request.method == "OPTIONS":
            headers = {"Allow": METHODS, "Accept-Post": FORM}
            await Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)(scope, receive, send)
        elif request.method == "POST":
            body = await _read_form(scope, receive)
            answer = await self._ask(generation, lang, lambda: _read_pairs(body))
            await send_reply(Reply(answer, "application/json", cached=NOT_KEPT), scope, receive, send)
        elif request.method in ("GET", "HEAD"):
            given = _read_pairs(scope["query_string"])
            if any(name in given for name in (*_ASKED, "query")):

                async def make() -> Reply:
                    return _make_reply(await self._ask(generation, lang, lambda: given))

                reply = await self._keep(request, make)
            else:
                reply = await self._tell(generation, lang)
            await send_reply(reply, scope, receive, send)
        else:
            raise method_not_allowed(METHODS)

    # --- work --------------------------------------------------------------------------------------------------------

    async def _get_desk(self, generation: Generation) -> Desk:
        """Return what answers for a generation; it is made once, when it is first asked for."""
        if generation.desk is None:
            making = asyncio.get_running_loop().run_in_executor(None, make_desk, generation.site.graph)
            generation.desk = asyncio.ensure_future(making)
        try:
            return await asyncio.wait_for(asyncio.shield(generation.desk), SECONDS)
        except TimeoutError as error:
            raise _refuse_late() from error
        except BaseException:
            if generation.desk is not None and generation.desk.done():
                generation.desk = None  # it is made again when it is asked for again
            raise

    async def _do(self, generation: Generation, work: Callable[[Desk], T]) -> T:
        desk = await self._get_desk(generation)
        return await self._crew.run(lambda: work(desk), _MOST_WAITING, SECONDS, _refuse_late)

    async def _keep(self, request: Request, make: Callable[[], Awaitable[Reply]]) -> Reply:
        """Return the answer that was kept for an address, or make it and keep it."""
        generation: Generation = request.state.generation
        key = f"{request.scope['path'][1:]}?{request.scope['query_string'].decode('latin-1')}"
        known = generation.answers.find(key)
        if known is not None:
            return known
        reply = await make()
        if len(key) < _MOST_KEY:
            generation.answers.keep(key, reply)
        return reply

    async def _ask(self, generation: Generation, lang: str, read: Callable[[], Mapping[str, str]]) -> bytes:
        """Answer a batch of queries or a data extension; the request is read beside the event loop, too."""
        deadline = monotonic() + SECONDS

        def check() -> None:
            if self._is_closed or monotonic() > deadline:
                raise _refuse_late()

        body = await self._do(generation, lambda desk: _spell(_answer(desk, read(), lang, check)))
        if len(body) > MOST_ANSWER:
            detail, hint = f"the answer has more than {MOST_ANSWER} bytes", "send fewer queries, or a lower limit"
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "answer-too-large", detail, hint)
        return body

    async def _tell(self, generation: Generation, lang: str) -> Reply:
        """Return the manifest."""
        path = f"{PATH}/{lang}"
        known = generation.cache.find(path)
        if known is not None:
            return known
        url = generation.site_url
        body = await self._do(generation, lambda d: _spell(write_manifest(d.catalogue, d.suggester, url, lang)))
        reply = _make_reply(body, write_link(f"../{lang}/api.html#reconciliation", "service-doc", type="text/html"))
        generation.cache.keep(path, reply)
        return reply

    # --- what is below the endpoint ----------------------------------------------------------------------------------

    async def _suggest(self, request: Request, generation: Generation) -> Reply:
        lang, what, given = _get_language(request), _get_kind(request), _read_query(request)
        prefix = _get(given, "prefix")[:_MOST_PREFIX]
        cursor = _read_number(given, "cursor", 0, MOST_CURSOR) or 0
        kind = _get(given, "type") if "type" in given else ""

        async def make() -> Reply:
            found = await self._do(generation, lambda desk: desk.suggester.suggest(what, prefix, cursor, lang, kind))
            return _make_reply(_spell(found))

        return await self._keep(request, make)

    async def _fly_out(self, request: Request, generation: Generation) -> Reply:
        lang, what, iri = _get_language(request), _get_kind(request), _get(_read_query(request), "id")
        shown = await self._do(generation, lambda desk: desk.suggester.fly_out(what, iri, lang))
        if shown is None:
            raise _refuse_unknown(iri)
        return _make_reply(_spell(shown))

    async def _propose(self, request: Request, generation: Generation) -> Reply:
        lang, given = _get_language(request), _read_query(request)
        # Clients that know no type want those of all things.
        kind = _get(given, "type") if "type" in given else ""
        limit = _read_number(given, "limit", 1, _MOST_PROPOSED)

        async def make() -> Reply:
            return _make_reply(
                await self._do(generation, lambda desk: _spell(desk.extender.propose(kind, limit, lang)))
            )

        return await self._keep(request, make)

    async def _preview(self, request: Request, generation: Generation) -> Reply:
        """Answer with a small page about an entity, which may stand in a frame anywhere."""
        lang, iri = _get_language(request), _get(_read_query(request), "id")

        def show(desk: Desk) -> bytes | None:
            if iri not in desk.catalogue.entries:
                return None
            path = f"{PATH}/{lang}/preview"
            shown = show_entry(desk.catalogue, iri, lang, f"{up(path)}{locate(generation, iri, lang)}")
            content = {"shown": shown, "more": tell("more", lang)}
            page = Page("preview.html", shown.name, content=content, is_indexed=False)
            return generation.site.render(f"{lang}/preview.html", page, depth=path.count("/")).encode()

        async def make() -> Reply:
            body = await self._do(generation, show)
            if body is None:
                raise _refuse_unknown(iri)
            headers = [("Content-Security-Policy", _FRAMED), ("Content-Language", lang)]
            return Reply(body, find_media_type("preview.html"), headers)

        return await self._keep(request, make)

    async def _view(self, request: Request, generation: Generation) -> Reply:
        """Answer with the way to the page of an entity, or to its data where it has no page."""
        lang, iri = _get_language(request), _get(_read_query(request), "id")
        is_known = await self._do(generation, lambda desk: iri in desk.catalogue.entries)
        if not is_known:
            raise _refuse_unknown(iri)
        location = f"../../{locate(generation, iri, lang)}"
        text = f"See {location}\n".encode()
        headers = [("Location", location)]
        return Reply(text, "text/plain; charset=utf-8", headers, status=HTTPStatus.SEE_OTHER)


def locate(generation: Generation, iri: str, lang: str) -> str:
    """Return the path of the page of a thing, or of its data where it has none."""
    page = find_page(generation, iri)
    return f"{lang}/{page}" if page else f"data?{urlencode({'iri': iri})}"


def _answer(desk: Desk, given: Mapping[str, str], lang: str, check: Callable[[], None]) -> object:
    """Answer what a form or an address asks at the endpoint."""
    asked = [name for name in _ASKED if name in given]
    if len(asked) != 1:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            "missing-parameter" if not asked else "repeated-parameter",
            f"the request has {'neither' if not asked else 'both'} 'queries' and 'extend'",
            "send one of them, as JSON",
            extra={"parameter": "queries"},
        )
    _refuse_callback(given)
    if asked == ["extend"]:
        return desk.extender.extend(read_extension(given["extend"]), lang, check)
    return _match(desk, read_batch(given["queries"]), lang, check)


def _match(desk: Desk, batch: Mapping[str, Query], lang: str, check: Callable[[], None]) -> dict[str, object]:
    """Answer a batch; what is asked twice in it is looked up once."""
    known: dict[Query, list[dict[str, object]]] = {}
    for query in batch.values():
        if query not in known:
            check()
            known[query] = desk.matcher.answer(query, lang)
    return {key: {"result": known[query]} for key, query in batch.items()}


def _spell(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False) + "\n").encode()


def _make_reply(body: bytes, *links: str) -> Reply:
    return Reply(body, "application/json", [("Link", ", ".join([*links, write_link(LICENSE, "license")]))])


# --- reading requests ------------------------------------------------------------------------------------------------


async def _check(request: Request, _: Generation) -> Reply:
    """Answer for an address that exists; raise for one that does not."""
    _get_language(request)
    if "what" in request.path_params:
        _get_kind(request)
    return Reply(b"", "text/plain")


def _get_language(request: Request) -> str:
    lang: str = request.path_params["lang"]
    if lang not in LANGUAGES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return lang


def _get_kind(request: Request) -> str:
    what: str = request.path_params["what"]
    if what not in KINDS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return what


def _read_query(request: Request) -> dict[str, str]:
    given = _read_pairs(request.scope["query_string"])
    _refuse_callback(given)
    return given


def _read_pairs(data: bytes) -> dict[str, str]:
    """Return the parameters of a form or an address, each of which is given once."""
    try:
        pairs = parse_qsl(data.decode("ascii"), True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise Problem(400, "not-utf8", "A parameter is not UTF-8.", "Encode it as UTF-8, then by percent.") from error
    except ValueError as error:
        hint = "Send fewer."
        raise Problem(
            400, "too-many-parameters", f"There are more than {_MOST_PARAMETERS} parameters.", hint
        ) from error
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            detail = f"the parameter '{name[:80]}' is given twice"
            raise Problem(400, "repeated-parameter", detail, "give it once", extra={"parameter": name[:80]})
        given[name] = value
    return given


async def _read_form(scope: Scope, receive: Receive) -> bytes:
    """Return the body of a form."""
    headers = read_headers(scope)
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    hint, refused = f"Send {FORM} with queries=… or extend=…", {"Accept-Post": FORM}
    if media_type != FORM:
        shown = f"'{media_type[:80]}'" if media_type else "a body without Content-Type"
        raise Problem(415, "bad-content-type", f"{shown} is no form.", hint, refused)
    check_encoding(headers, hint, refused)
    return await read_body(headers, receive, MOST_BODY, BODY_SECONDS, _refuse_large)


def _get(given: Mapping[str, str], name: str) -> str:
    if name not in given:
        detail = f"the parameter '{name}' has no value"
        raise Problem(400, "missing-parameter", detail, f"give ?{name}=…", extra={"parameter": name})
    if len(given[name]) > MOST_ID:
        detail, hint = f"the parameter '{name}' is too long", f"give at most {MOST_ID} letters"
        raise Problem(400, "bad-parameter", detail, hint, extra={"parameter": name})
    return given[name]


def _read_number(given: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    text = given.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        detail = f"the parameter '{name}' cannot be '{text[:80]}'"
        hint = f"give a number from {least} to {most}"
        raise Problem(400, "bad-parameter", detail, hint, extra={"parameter": name})
    return int(text)


def _refuse_callback(given: Mapping[str, str]) -> None:
    if "callback" in given:
        raise Problem(
            400,
            "bad-parameter",
            "answers are not wrapped in a script (JSONP)",
            "leave 'callback' out: every answer may be read from any origin (CORS)",
            extra={"parameter": "callback"},
        )


def _refuse_large() -> Problem:
    detail = f"the body has more than {MOST_BODY} bytes"
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "batch-too-large", detail, "send fewer queries at once")


def _refuse_late() -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "query-timeout",
        f"the answer took more than {SECONDS:.0f} seconds",
        "send fewer queries at once, or try again: what was being made may be ready",
        {"Retry-After": "10"},
    )


def _refuse_unknown(iri: str) -> Problem:
    detail = f"there is nothing with the identifier '{iri[:200]}' here"
    return Problem(HTTPStatus.NOT_FOUND, "not-found", detail, "give the id of a candidate or of a suggestion")
