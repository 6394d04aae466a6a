"""The headers that answers have: media types by file name, links, what a client may keep, what a browser may do."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from posixpath import splitext
from typing import TypeAlias

from starlette.types import Scope

RawHeaders: TypeAlias = list[tuple[bytes, bytes]]

#: Pages of a build may be shown again without asking for this long; then the ETag tells whether they are the same.
KEPT = "public, max-age=60"
NOT_KEPT = "no-store"
NEGOTIATED = "Accept, Accept-Language"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
READ_METHODS = ("GET", "HEAD", "OPTIONS")
_PREFLIGHT_SECONDS = "86400"
_CHARSET = "; charset=utf-8"
_TYPES = {
    ".html": "text/html" + _CHARSET,
    ".css": "text/css" + _CHARSET,
    ".js": "text/javascript" + _CHARSET,
    ".txt": "text/plain" + _CHARSET,
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".json": "application/json",
    ".csv": "text/csv" + _CHARSET,
    ".ttl": "text/turtle" + _CHARSET,
    ".trig": "application/trig" + _CHARSET,
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
    ".rdfp": "application/rdf-patch",
    ".rq": "application/sparql-query",
    ".tsv": "text/tab-separated-values" + _CHARSET,
    ".gz": "application/gzip",
    ".zip": "application/zip",
}
#: What a page may load: its own style sheets, scripts and pictures, and nothing that stands in the page as code.
PAGE_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_OTHER_POLICY = "default-src 'none'; frame-ancestors 'none'"
#: On every answer, whatever its status: anyone's pages may read it.
COMMON: RawHeaders = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
]


def get_header(scope: Scope, name: bytes) -> str:
    """Return a header of a request; several of the same name are joined, as RFC 9110 says."""
    values = [value for known, value in scope["headers"] if known == name]
    return (values[0] if len(values) == 1 else b", ".join(values)).decode("latin-1")


def find_media_type(path: str) -> str:
    """Return the media type of a file by its name.

    >>> find_media_type("fi/projects.csv"), find_media_type("fi/projects.csv-metadata.json")
    ('text/csv; charset=utf-8', 'application/csvm+json')
    """
    if path.endswith(".csv-metadata.json"):
        return "application/csvm+json"
    if path == ".well-known/void":
        return _TYPES[".ttl"]
    return _TYPES.get(splitext(path)[1], "application/octet-stream")


def write_link(target: str, rel: str, **attributes: str) -> str:
    """Return one link of a Link header (RFC 8288); targets may be relative to the address that was asked for.

    >>> write_link("../data/x.ttl", "alternate", type="text/turtle")
    '<../data/x.ttl>; rel="alternate"; type="text/turtle"'
    """
    told = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{target}>; rel="{rel}"{told}'


def make_headers(media_type: str, length: int, more: Iterable[tuple[str, str]]) -> RawHeaders:
    """Return all headers of an answer with a body."""
    policy = PAGE_POLICY if media_type.startswith(("text/html", "image/svg")) else _OTHER_POLICY
    raw = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in more]
    raw.append((b"content-type", media_type.encode()))
    raw.append((b"content-length", str(length).encode()))
    if b"content-security-policy" not in dict(raw):
        raw.append((b"content-security-policy", policy.encode()))
    return raw + COMMON


def complete(raw: RawHeaders, method: str, status: int) -> RawHeaders:
    """Return headers made elsewhere with those that every answer has, and with what a preflight asks for."""
    if raw[-len(COMMON) :] == COMMON and method != "OPTIONS":
        return raw  # made here, or a 304
    known = {name.lower() for name, _ in raw}
    whole = [*raw, *(each for each in COMMON if each[0] not in known)]
    if b"content-security-policy" not in known and status != HTTPStatus.NO_CONTENT:
        whole.append((b"content-security-policy", _OTHER_POLICY.encode()))
    if method == "OPTIONS":
        allowed = next((value for name, value in raw if name.lower() == b"allow"), b"")
        for name, value in (
            (b"access-control-allow-methods", allowed),
            (b"access-control-allow-headers", b"*"),
            (b"access-control-max-age", _PREFLIGHT_SECONDS.encode()),
        ):
            if value and name not in known:
                whole.append((name, value))
    return whole
