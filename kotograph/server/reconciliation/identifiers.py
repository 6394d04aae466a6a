"""Identifiers as people give them: as IRIs, as addresses of pages, and in the short forms that are usual."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kotograph.store import Term
from kotograph.vocab import DATA_SETS, KOTO

_BUSINESS_ID = f"{KOTO}BusinessId"
# Pages whose address has the identifier; by how they begin without http(s)://.
_PAGES = (("www.wikidata.org/wiki/", "www.wikidata.org/entity/"), ("wikidata.org/wiki/", "www.wikidata.org/entity/"))
# The data sets whose identifiers are given without what stands before them, too: their form is nobody else's.
_SHORT = ("wikidata", "ror", "yso", "eur-lex")
_STARTS = {start: key for start, _, key in DATA_SETS}
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def normalise_identifier(text: str) -> str:
    """Return an identifier without what may differ: spaces, http or https, a slash at the end, page for thing.

    >>> normalise_identifier("https://www.wikidata.org/wiki/Q40840")
    'www.wikidata.org/entity/Q40840'
    >>> normalise_identifier(" 0116788-1 ")
    '0116788-1'
    """
    spelled = "".join(text.split())
    match = _SCHEME.match(spelled)
    if not match:
        return spelled
    spelled = spelled[match.end() :].rstrip("/")
    for page, thing in _PAGES:
        if spelled.startswith(page):
            return thing + spelled.removeprefix(page)
    return spelled


def iter_iri_forms(iri: str) -> Iterator[str]:
    """Yield the normal forms in which the IRI of a thing elsewhere is given.

    >>> list(iter_iri_forms("https://ror.org/03yrm5c26"))
    ['ror.org/03yrm5c26', '03yrm5c26']
    """
    yield normalise_identifier(iri)
    for start, key in _STARTS.items():
        if key in _SHORT and iri.startswith(start):
            yield iri.removeprefix(start)


def iter_literal_forms(term: Term) -> Iterator[str]:
    """Yield the normal forms of an identifier that is a literal; a business id is written without its sign, too."""
    spelled = normalise_identifier(term.value)
    yield spelled
    if term.datatype == _BUSINESS_ID and "-" in spelled:
        bare = spelled.replace("-", "")
        yield bare
        yield f"FI{bare}"


def is_known_elsewhere(iri: str) -> bool:
    """Tell whether an IRI is of a data set whose IRIs are known to identify things."""
    return iri.startswith(tuple(_STARTS))
