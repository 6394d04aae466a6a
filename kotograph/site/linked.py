"""What people call a thing of another data set."""

from __future__ import annotations

from urllib.parse import urlsplit

#: Data sets by how their identifiers begin.
_DATA_SETS = (
    ("http://www.wikidata.org/entity/", "Wikidata"),
    ("https://ror.org/", "ROR"),
    ("http://www.yso.fi/onto/yso/", "YSO"),
    ("http://eurovoc.europa.eu/", "EuroVoc"),
    ("https://linkedopendata.eu/entity/", "EU Knowledge Graph"),
    ("http://publications.europa.eu/resource/celex/", "EUR-Lex"),
)


def name_target(iri: str) -> str:
    """Return the data set of an IRI and the identifier there; of one that is not known, the host.

    >>> name_target("http://www.wikidata.org/entity/Q4354957"), name_target("https://a.example/x")
    ('Wikidata Q4354957', 'a.example')
    """
    for start, name in _DATA_SETS:
        if iri.startswith(start):
            return f"{name} {iri.removeprefix(start)}"
    return urlsplit(iri).netloc or iri
