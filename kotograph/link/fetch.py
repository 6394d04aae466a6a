"""Ask other web servers for JSON, with manners: who asks is told, pauses are kept, and no answer is trusted.

The status, the content type and the size of an answer are checked, the time of each request is bounded as a whole, and
redirects are followed only to http(s), never from https to http.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urljoin, urlsplit

from kotograph import __version__
from kotograph.errors import LimitError, RemoteError, UsageError
from kotograph.store.patience import Patience

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 16 * 1024 * 1024
_MOST_REDIRECTS = 5
_JSON = ("application/json", "text/json", "application/ld+json", "text/javascript", "application/javascript")


def make_agent(contact: str) -> str:
    """Return the User-Agent: the program, its page, and how to reach who runs it."""
    told = f"; {contact}" if contact else ""
    return f"kotograph/{__version__} (https://w3id.org/kotograph/{told})"


def check_contact(address: str, contact: str) -> None:
    """Raise UsageError where a server of others would be asked by somebody it cannot reach."""
    if not contact and not _is_local(address):
        hint = 'write contact = "you@example.org" into kotograph.toml, or set KOTOGRAPH_CONTACT'
        message = f"{urlsplit(address).hostname} is to know who asks, and no contact is configured"
        raise UsageError("no-contact", message, address, hint)


def _is_local(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Fetcher:
    """Ask one server; ``pause`` is in seconds between requests, ``timeout`` for the whole of one."""

    def __init__(
        self,
        *,
        contact: str = "",
        pause: float = 1.0,
        timeout: float = 60.0,
        max_bytes: int = MAX_BYTES,
        patience: Patience | None = None,
    ) -> None:
        import httpx

        self._client = httpx.Client(
            headers={"User-Agent": make_agent(contact), "Accept": "application/json"},
            timeout=timeout,
            follow_redirects=False,
        )
        self._pause = pause
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._patience = patience or Patience()
        self._last = 0.0

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get_json(self, address: str, language: str = "") -> Any:
        """Return the JSON at an address; raise RemoteError or LimitError."""
        return self._read(address, self._ask("GET", address, None, language))

    def post_form(self, address: str, form: Mapping[str, str], language: str = "") -> Any:
        """Return the JSON that a form is answered with; raise RemoteError or LimitError."""
        return self._read(address, self._ask("POST", address, dict(form), language))

    def _ask(self, method: str, address: str, form: dict[str, str] | None, language: str) -> bytes:
        tried = 0
        while True:
            self._wait_turn()
            status, headers, body = self._send(method, address, form, language)
            if 200 <= status < 300:
                self._check_type(address, headers.get("content-type", ""))
                return body
            wait = self._patience.find_wait(status, headers.get("retry-after"), tried)
            if wait is None:
                self._refuse(status, address)
            self._patience.sleep(wait)
            tried += 1

    def _refuse(self, status: int, address: str) -> NoReturn:
        hint = {
            413: "ask for less at once: make batch smaller",
            429: "it wants to be asked less often: make pause longer, or go on later",
            503: "it is busy: go on later",
        }.get(status, "check the address, or go on later; what was answered is kept")
        self._fail("link-refused", f"HTTP status {status}", address, hint)

    def _wait_turn(self) -> None:
        wait = self._last + self._pause - time.monotonic()
        if self._last and wait > 0:
            self._patience.sleep(wait)
        self._last = time.monotonic()

    def _send(
        self, method: str, address: str, form: dict[str, str] | None, language: str
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send a request and follow its redirects; return status, headers (lower case) and body."""
        import httpx

        headers = {"Accept-Language": language} if language else {}
        limit = time.monotonic() + self._timeout
        moves = 0
        try:
            while True:
                with self._client.stream(method, address, data=form, headers=headers) as response:
                    moved = response.headers.get("location") if response.is_redirect else None
                    if moved is None:
                        body = self._read_body(response, address, limit)
                        told = {name.lower(): value for name, value in response.headers.items()}
                        return response.status_code, told, body
                    target = self._follow(address, moved)
                    if method != "GET" and response.status_code not in (307, 308):
                        self._fail("link-moved", f"it has moved to '{target}'", address, "use that address")
                    address, moves = target, moves + 1
                    if moves > _MOST_REDIRECTS:
                        message = f"it redirects more than {_MOST_REDIRECTS} times"
                        self._fail("link-moved", message, address, "check the address")
        except httpx.TimeoutException:
            self._time_out(address)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            message = f"cannot reach it: {error or type(error).__name__}"
            self._fail("link-unreachable", message, address, "check the address and that the server runs")

    def _follow(self, address: str, moved: str) -> str:
        """Return where a redirect leads; raise RemoteError for one that must not be followed."""
        target = urljoin(address, moved)
        before, after = urlsplit(address), urlsplit(target)
        if after.scheme not in ("http", "https") or not after.hostname:
            self._fail("link-moved", f"it redirects to '{target}'", address, "only http and https are followed")
        if before.scheme == "https" and after.scheme == "http":
            self._fail("link-moved", f"it redirects from https to '{target}'", address, "only https is followed")
        if _is_local(target) and not _is_local(address):
            self._fail("link-moved", f"it redirects to '{target}' on this machine", address, "check the address")
        return target

    def _read_body(self, response: httpx.Response, address: str, limit: float) -> bytes:
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > self._max_bytes:
                message = f"the answer is over {self._max_bytes} bytes"
                raise LimitError("link-too-large", message, address, "ask for less at once: make batch smaller")
            if time.monotonic() > limit:
                self._time_out(address)
        return bytes(body)

    def _check_type(self, address: str, told: str) -> None:
        media_type = told.partition(";")[0].strip().lower()
        if media_type not in _JSON and not media_type.endswith("+json"):
            message = f"it answered {media_type or 'without a content type'}; expected JSON"
            self._fail("link-not-json", message, address, "check the address: it may be a page for people")

    def _read(self, address: str, body: bytes) -> Any:
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            self._fail("link-broken", f"the answer is no whole JSON: {error}", address, "go on later")

    def _time_out(self, address: str) -> NoReturn:
        message = f"no whole answer within {self._timeout:g} seconds"
        self._fail("link-timeout", message, address, "go on later, or make timeout longer")

    def _fail(self, code: str, message: str, address: str, hint: str) -> NoReturn:
        raise RemoteError(code, message, address, hint) from None
