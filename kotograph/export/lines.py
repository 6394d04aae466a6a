"""N-Quads and N-Triples in canonical order, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kotograph.terms import Quad, not_sorted


def iter_nquads(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield canonical N-Quads: sorted by code point, each line once; raise InputError if they come unsorted."""
    yield from _iter_ordered(f"{' '.join(quad)} .\n" for quad in quads)


def iter_ntriples(quads: Iterable[Quad]) -> Iterator[str]:
    """Yield the union of all graphs as canonical N-Triples; a triple of several graphs stands once."""
    yield from _iter_ordered(f"{' '.join(quad[:3])} .\n" for quad in quads)


def _iter_ordered(lines: Iterable[str]) -> Iterator[str]:
    last = ""
    for line in lines:
        if line == last:
            continue
        if line < last:
            raise not_sorted(line.rstrip("\n"))
        last = line
        yield line
