"""The media types of answers, in the order in which they are offered."""

from __future__ import annotations

from kotograph.formats import Format

ROW_TYPES: dict[str, Format] = {
    Format.SPARQL_JSON.media_type: Format.SPARQL_JSON,
    Format.SPARQL_XML.media_type: Format.SPARQL_XML,
    Format.CSV.media_type: Format.CSV,
    Format.TSV.media_type: Format.TSV,
    # What clients ask for that do not know the proper names.
    "application/json": Format.SPARQL_JSON,
    "application/xml": Format.SPARQL_XML,
}
GRAPH_TYPES: dict[str, Format] = {
    form.media_type: form for form in (Format.TURTLE, Format.NTRIPLES, Format.RDFXML, Format.JSONLD)
}


def spell_content_type(media_type: str) -> str:
    """Return a media type as it is sent; texts say their encoding.

    >>> spell_content_type("text/csv")
    'text/csv; charset=utf-8'
    """
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
