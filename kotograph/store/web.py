"""HTTP requests to a store: login when the server asks for one, patience when it is busy, and clear errors.

A password comes from the environment or from ``.netrc``, never from the command line, and is in no message.
"""

from __future__ import annotations

import ipaddress
import netrc
import os
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import httpx

from kotograph.errors import InputError, LimitError, RefusedError, RemoteError, UsageError
from kotograph.store.patience import read_retry_after
from kotograph.store.remote import USER_AGENT, is_http

USER, PASSWORD = "KOTOGRAPH_PUSH_USER", "KOTOGRAPH_PUSH_PASSWORD"
MAX_BYTES = 64 * 1024 * 1024
# Statuses by which a server says that it has not done it and may do it later.
_BUSY = (429, 502, 503, 504)
_LONGEST_WAIT = 120.0
_SAID = 2000


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a password; the password is not shown."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A request.

    Without ``repeats`` it is not sent again when it cannot be known whether the server has done it. ``patience`` is how
    many times as long as usual the server may take. ``fine`` are statuses, beside 2xx, that are no failure.
    """

    method: str
    url: str
    params: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    content: bytes | None = None
    repeats: bool = True
    patience: float = 1
    fine: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was read to its end."""

    status: int
    media_type: str
    body: bytes


def find_login(url: str, environ: Mapping[str, str] | None = None) -> Login | None:
    """Find the login for a server: ``KOTOGRAPH_PUSH_USER`` and ``_PASSWORD``, else its entry in ``.netrc``; else None.

    Raise InputError for a ``.netrc`` that cannot be read.
    """
    environ = os.environ if environ is None else environ
    if USER in environ:
        return Login(environ[USER], environ.get(PASSWORD, ""))
    path = Path(environ.get("NETRC") or Path.home() / ".netrc")
    if not path.is_file():
        return None
    try:
        found = netrc.netrc(str(path)).authenticators(httpx.URL(url).host)
    except (OSError, UnicodeDecodeError, netrc.NetrcParseError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "msg", "not UTF-8")
        raise InputError("bad-netrc", f"cannot read it: {reason}", str(path), "correct or remove the file") from None
    return Login(found[0], found[2] or "") if found else None


class Web:
    """Send requests, again where that is safe and helps.

    ``timeout`` is in seconds, for each silence of a server. ``retries`` is how often a request is sent again.
    """

    def __init__(
        self,
        login: Login | None = None,
        *,
        timeout: float = 60,
        retries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._timeout = timeout
        self._retries = retries
        self._sleep = sleep
        self._has_login = login is not None
        self._client = httpx.Client(
            auth=_Challenged(login) if login else None,
            timeout=httpx.Timeout(timeout),
            headers={"User-Agent": USER_AGENT},
            transport=transport,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, call: Call) -> Reply:
        """Send a request and read the answer; raise RemoteError for a status that is neither 2xx nor among the fine."""
        with self._open(call) as response:
            body = b""
            for part in self._read(response, call.url):
                body += part
                if len(body) > MAX_BYTES:
                    raise LimitError(
                        "answer-too-large", f"the answer is over {MAX_BYTES} bytes", call.url, "ask for less"
                    )
            return Reply(response.status_code, _get_media_type(response), body)

    @contextmanager
    def stream(self, call: Call) -> Iterator[tuple[int, str, Iterator[bytes]]]:
        """Give status, media type and body of the answer, the body bit by bit; raise as `send` does."""
        with self._open(call) as response:
            yield response.status_code, _get_media_type(response), self._read(response, call.url)

    @contextmanager
    def _open(self, call: Call) -> Iterator[httpx.Response]:
        seconds = self._timeout * call.patience
        for attempt in range(self._retries + 1):
            is_last = attempt == self._retries
            request = self._client.build_request(
                call.method,
                call.url,
                params=call.params,
                content=call.content,
                headers=call.headers,
                timeout=httpx.Timeout(self._timeout, read=seconds),
            )
            try:
                response = self._client.send(request, stream=True)
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                # A server that was not reached has done nothing.
                if is_last or not (call.repeats or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)):
                    _unreachable(error, call.url, seconds)
                self._sleep(_back_off(attempt))
                continue
            try:
                if response.is_success or response.status_code in call.fine:
                    yield response
                    return
                named = read_retry_after(response.headers.get("Retry-After"))
                wait = _back_off(attempt) if named is None else named
                if is_last or response.status_code not in _BUSY or wait > _LONGEST_WAIT:
                    self._refuse(response, call.url)
                if response.status_code in (502, 504) and not call.repeats:
                    self._refuse(response, call.url)
            finally:
                response.close()
                # httpx ties an answer and its stream in a ring, which would keep what was sent until it is collected.
                response.stream = httpx.ByteStream(b"")
            self._sleep(wait)

    def _read(self, response: httpx.Response, url: str) -> Iterator[bytes]:
        try:
            yield from response.iter_bytes()
        except (httpx.HTTPError, OSError) as error:
            raise RemoteError("answer-broken", f"the answer broke off: {error}", url, "try again") from error

    def _refuse(self, response: httpx.Response, url: str) -> NoReturn:
        status = response.status_code
        if response.is_redirect:
            moved = response.headers.get("Location", "")
            raise RemoteError("endpoint-moved", f"it has moved to {moved}", url, "use that address")
        said = b""
        try:
            for part in response.iter_bytes():
                said += part
                if len(said) > _SAID:
                    break
        except httpx.HTTPError:
            pass
        text = " ".join(said[:_SAID].decode("utf-8", "replace").split())[:300]
        message = f"HTTP status {status}{': ' + text if text else ''}"
        raise RefusedError("endpoint-refused", message, url, self._hint(status), status)

    def _hint(self, status: int) -> str:
        if status in (401, 403):
            if self._has_login:
                return f"check {USER} and {PASSWORD}, or .netrc, and that the user may write"
            return f"set {USER} and {PASSWORD}, or put the server into .netrc"
        return {
            404: "there is nothing at this address: check it",
            405: "check the address: it is not one for this kind of request",
            413: "send smaller pieces: --chunk",
            429: "too many requests: wait and try again",
        }.get(status, "see the server's log, or try again later")


class _Challenged(httpx.Auth):
    """Log in by Digest or Basic, as the server asks; Basic over plain HTTP only on this machine."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request without login first, and then as the server wants it."""
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            self._chosen = self._choose(request.url, response.headers.get("WWW-Authenticate", ""))
            if self._chosen is None:
                return
        yield from self._chosen.auth_flow(request)

    def _choose(self, url: httpx.URL, challenge: str) -> httpx.Auth | None:
        if "digest" in challenge.lower():
            return httpx.DigestAuth(self._login.user, self._login.password)
        if "basic" not in challenge.lower():
            return None
        if url.scheme != "https" and not _is_local(url.host):
            raise UsageError(
                "insecure-login",
                "the server wants the password unencrypted over HTTP",
                str(url.copy_with(query=None)),
                "use its https:// address",
            )
        return httpx.BasicAuth(self._login.user, self._login.password)


def check_address(url: str) -> str:
    """Return an address; raise UsageError for one that is not http(s), or that holds a password."""
    if not is_http(url):
        raise UsageError("bad-endpoint", f"'{url}' is not an address", "", "give an http(s):// address")
    if "@" in url.split("://", 1)[1].partition("/")[0]:
        raise UsageError("bad-endpoint", "a login does not belong into an address", "", f"set {USER} and {PASSWORD}")
    return url


def _unreachable(error: Exception, url: str, seconds: float) -> NoReturn:
    if isinstance(error, httpx.TimeoutException):
        message = f"no answer within {seconds:g} seconds"
        raise RemoteError("endpoint-timeout", message, url, "try later, or raise --timeout") from error
    reason = str(error) or type(error).__name__
    raise RemoteError(
        "endpoint-unreachable", f"cannot reach it: {reason}", url, "check the address and that the server runs"
    ) from error


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _get_media_type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _back_off(attempt: int) -> float:
    return float(0.5 * 2**attempt)
