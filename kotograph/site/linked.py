"""What people call a thing of another data set."""

from __future__ import annotations

from urllib.parse import urlsplit

from kotograph.vocab import DATA_SETS


def name_target(iri: str) -> str:
    """Return the data set of an IRI and the identifier there; of one that is not known, the host.

    >>> name_target("http://www.wikidata.org/entity/Q4354957"), name_target("https://a.example/x")
    ('Wikidata Q4354957', 'a.example')
    """
    for start, name, _ in DATA_SETS:
        if iri.startswith(start):
            return f"{name} {iri.removeprefix(start)}"
    return urlsplit(iri).netloc or iri
