"""Everything that has a page, from A to Z: what the search page shows without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kotograph.site.graph import Text
from kotograph.site.locale import collate
from kotograph.site.paging import count_pages, cut

if TYPE_CHECKING:
    from kotograph.site.site import Site

#: A list with more entries than this is split into parts of this many.
MOST_ENTRIES, PER_PART = 2_000, 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of the list: its IRI, its name, its page, and the letter that it stands under."""

    iri: str
    name: Text
    page: str
    letter: str


def list_things(site: Site) -> list[str]:
    """Return the IRIs of projects, organisations, places and themes."""
    graph = site.graph
    return [
        *(each.iri for each in site.overview),
        *graph.list_all("koto:Organisation"),
        *graph.list_all("koto:Place"),
        *graph.get_subjects("skos:inScheme", f"{site.settings.base}vocab/theme"),
    ]


def count_parts(site: Site) -> int:
    """Return in how many parts the list stands on pages of its own; 0 where it is short enough for one page."""
    entries = len(list_things(site))
    return count_pages(entries, PER_PART) if entries > MOST_ENTRIES else 0


def read_alphabet(site: Site, lang: str) -> Sequence[Entry]:
    """Return the list as readers of a language expect it."""
    found = []
    for iri in site.sort(list_things(site), lang):
        name, page = site.name(iri, lang), site.graph.find_page(iri)
        if page:
            found.append(Entry(iri, name, page, _letter(collate(name.value, lang)[0][:1])))
    return found


def _letter(folded: str) -> str:
    return {"{": "Å", "|": "Ä", "}": "Ö"}.get(folded, folded.upper() if folded.isalpha() else "0–9")


def group(entries: Sequence[Entry]) -> Mapping[str, Sequence[Entry]]:
    """Return entries by letter."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.letter, []).append(entry)
    return groups


def cut_part(entries: Sequence[Entry], number: int) -> Sequence[Entry]:
    """Return one part of the list; the first is number 1."""
    return cut(entries, number, PER_PART)
