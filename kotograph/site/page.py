"""What a page is, and which pages there are: each kind of page is a route from its path to its content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from kotograph.site.tables import Table

if TYPE_CHECKING:
    from kotograph.site.site import Site

Content = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language, before its template makes HTML of it.

    ``title`` and ``description`` are in the page's language (``title_lang`` where the title is not). ``data`` is the
    path of the same thing as data, without extension; ``about`` its IRI. ``structured`` is schema.org JSON-LD.
    """

    template: str
    title: str
    description: str = ""
    content: Content = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    trail: tuple[tuple[str, str], ...] = ()
    data: str = ""
    about: str = ""
    structured: Content | None = None
    title_lang: str = ""
    is_indexed: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """A kind of page: ``pattern`` is its path within a language's folder, with ``{key}`` where it has one.

    ``is_indexed`` says of all its pages what each says of itself: whether search engines are led to it.
    """

    pattern: str
    make: Callable[[Site, str, str], Page]
    keys: Callable[[Site], Iterable[str]] | None = None
    is_indexed: bool = True

    def path(self, key: str = "") -> str:
        """Return the path of a page."""
        return self.pattern.replace("{key}", key)

    def find_key(self, path: str) -> str | None:
        """Find the key that a path has; None if the path is of another kind."""
        match = _compile(self.pattern).fullmatch(path)
        return match.groupdict().get("key", "") if match else None


@lru_cache(maxsize=256)
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\{key\}", r"(?P<key>[A-Za-z0-9._/-]+)"))
