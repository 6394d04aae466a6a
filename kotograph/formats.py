"""The formats data comes and goes in: name, media type, file extension."""

from __future__ import annotations

from enum import Enum

from kotograph.errors import UsageError


class Format(Enum):
    """An RDF or table format; the value is (name, media type, extension)."""

    TURTLE = ("turtle", "text/turtle", "ttl")
    TRIG = ("trig", "application/trig", "trig")
    NQUADS = ("nquads", "application/n-quads", "nq")
    NTRIPLES = ("ntriples", "application/n-triples", "nt")
    JSONLD = ("jsonld", "application/ld+json", "jsonld")
    RDFXML = ("rdfxml", "application/rdf+xml", "rdf")
    CSV = ("csv", "text/csv", "csv")
    TSV = ("tsv", "text/tab-separated-values", "tsv")
    JSON = ("json", "application/json", "json")
    SPARQL_JSON = ("sparql-json", "application/sparql-results+json", "srj")
    SPARQL_XML = ("xml", "application/sparql-results+xml", "srx")
    HTML = ("html", "text/html", "html")
    TABLE = ("table", "text/plain", "txt")

    @property
    def label(self) -> str:
        """Name used on the command line."""
        return self.value[0]

    @property
    def media_type(self) -> str:
        """IANA media type."""
        return self.value[1]

    @property
    def extension(self) -> str:
        """File extension without the dot."""
        return self.value[2]


def get_format(text: str, hint: str) -> Format:
    """Return a format by name, extension or media type; raise UsageError with a hint if there is none."""
    found = find_format(text)
    if found is None:
        raise UsageError("bad-format", f"'{text}' is not a format", "", hint)
    return found


def find_format(text: str) -> Format | None:
    """Find a format by name, extension or media type; None if there is none.

    >>> find_format("ttl")
    <Format.TURTLE: ('turtle', 'text/turtle', 'ttl')>
    """
    wanted = text.strip().casefold().lstrip(".")
    for form in Format:
        if wanted in form.value:
            return form
    return None
