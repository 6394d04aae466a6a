"""Choose what to send by what a client accepts: RFC 9110, sections 12.4 and 12.5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"\s*({_TOKEN}|\*)/({_TOKEN}|\*)\s*")
_PARAMETER = re.compile(rf"\s*({_TOKEN})\s*=\s*({_TOKEN}|\"(?:[^\"\\]|\\.)*\")\s*")
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_LANGUAGE = re.compile(r"\s*(\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*")
# A quoted text may hold commas and semicolons.
_ITEM = re.compile(r"(?:[^,\"]|\"(?:[^\"\\]|\\.)*\")+")
_PART = re.compile(r"(?:[^;\"]|\"(?:[^\"\\]|\\.)*\")+")
#: More ranges than any client sends in earnest; the rest of a longer header is not read.
_MOST_RANGES = 64


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept header, with its parameters (without q) and how much it is wanted (0 to 1)."""

    kind: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float

    def fits(self, media_type: str) -> int:
        """Return how closely a media type is meant: 0 not at all, 1 ``*/*``, 2 ``text/*``, 3 and more exactly."""
        kind, _, rest = media_type.partition("/")
        subtype, *given = (part.strip() for part in rest.split(";"))
        if self.kind == "*":
            return 1
        if self.kind != kind.lower():
            return 0
        if self.subtype == "*":
            return 2
        if self.subtype != subtype.lower():
            return 0
        known = {name.strip().lower(): value.strip().strip('"').lower() for name, _, value in _split(given)}
        # charset says how, not what: every text of ours is UTF-8.
        wanted = [(name, value) for name, value in self.parameters if name != "charset"]
        if any(known.get(name) != value for name, value in wanted):
            return 0
        return 3 + len(wanted)


def _split(parts: Sequence[str]) -> list[tuple[str, str, str]]:
    return [part.partition("=") for part in parts]


def _iter_items(header: str) -> Iterator[list[str]]:
    """Yield the comma-separated items of a header, each as its parts between semicolons; quotes hold both."""
    for match in islice(_ITEM.finditer(header), _MOST_RANGES):
        parts = _PART.findall(match.group())
        if parts:
            yield parts


def parse_accept(header: str) -> list[Range]:
    """Return the media ranges of an Accept header; what is not of its form is passed over.

    >>> [(r.kind, r.subtype, r.quality) for r in parse_accept("text/html;q=0.5, */*;q=0.1, nonsense")]
    [('text', 'html', 0.5), ('*', '*', 0.1)]
    """
    found = []
    for head, *rest in _iter_items(header):
        match = _RANGE.fullmatch(head)
        if not match or (match[1] == "*" and match[2] != "*"):
            continue
        quality, parameters = 1.0, []
        for part in rest:
            pair = _PARAMETER.fullmatch(part)
            if not pair:
                continue
            name, value = pair[1].lower(), pair[2].strip('"').lower()
            if name == "q":
                quality = float(value) if _QUALITY.fullmatch(value) else 0.0
                break  # what follows q extends the header, not the type
            parameters.append((name, value))
        found.append(Range(match[1].lower(), match[2].lower(), tuple(parameters), quality))
    return found


def choose_type(header: str | None, offered: Sequence[str]) -> str | None:
    """Return the media type to send, None if nothing offered is acceptable.

    ``offered`` is in the server's order of preference, which decides between types that are wanted equally. No header,
    or an empty one, accepts anything.

    >>> choose_type("text/turtle;q=0.9, text/html", ["text/html", "text/turtle"])
    'text/html'
    >>> choose_type("application/pdf", ["text/html"]) is None
    True
    >>> choose_type("*/*, text/html;q=0", ["text/html", "text/turtle"])
    'text/turtle'
    """
    if header is None or not header.strip():
        return offered[0] if offered else None
    ranges = parse_accept(header)
    best, wanted = None, 0.0
    for media_type in offered:
        closest = max(((r.fits(media_type), r.quality) for r in ranges), default=(0, 0.0))
        quality = closest[1] if closest[0] else 0.0
        if quality > wanted:
            best, wanted = media_type, quality
    return best


def choose_language(header: str | None, offered: Sequence[str]) -> str:
    """Return the language to send: the most wanted of those offered, else the first (RFC 4647, lookup).

    >>> choose_language("sv-FI, fi;q=0.8", ["en", "fi", "sv"])
    'sv'
    >>> choose_language("de, *;q=0.1", ["en", "fi", "sv"])
    'en'
    """
    wanted: dict[str, float] = {}
    anything = 0.0
    for head, *rest in _iter_items(header or ""):
        match = _LANGUAGE.fullmatch(head)
        if not match:
            continue
        quality = 1.0
        for part in rest:
            pair = _PARAMETER.fullmatch(part)
            if pair and pair[1].lower() == "q":
                quality = float(pair[2]) if _QUALITY.fullmatch(pair[2]) else 0.0
        if match[1] == "*":
            anything = quality
        else:
            tag = match[1].lower().partition("-")[0]
            wanted[tag] = max(wanted.get(tag, 0.0), quality)
    best, most = offered[0], 0.0
    for lang in offered:
        quality = wanted.get(lang, anything)
        if quality > most:
            best, most = lang, quality
    return best
