"""Namespaces and prefixes of the dataset.

The ontology file is the authority on ``koto:`` terms; a test holds every term that the package uses against it.
"""

from __future__ import annotations

KOTO = "https://w3id.org/kotograph/ontology#"

PREFIXES: dict[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "frapo": "http://purl.org/cerif/frapo/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "koto": KOTO,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

#: Other data sets that ours is linked to: how their identifiers begin, what they are called, and their code in the
#: scheme ``data-set``.
DATA_SETS = (
    ("http://www.wikidata.org/entity/", "Wikidata", "wikidata"),
    ("https://ror.org/", "ROR", "ror"),
    ("http://www.yso.fi/onto/yso/", "YSO", "yso"),
    ("http://eurovoc.europa.eu/", "EuroVoc", "eurovoc"),
    ("https://linkedopendata.eu/entity/", "EU Knowledge Graph", "eu-knowledge-graph"),
    ("http://publications.europa.eu/resource/celex/", "EUR-Lex", "eur-lex"),
    ("http://publications.europa.eu/resource/authority/", "EU Vocabularies", "eu-vocabularies"),
    ("http://data.europa.eu/eli/", "ELI", "eli"),
)
CURRENCIES = "http://publications.europa.eu/resource/authority/currency/"


def expand(curie: str) -> str:
    """Return the N-Quads spelling of a CURIE with one of our prefixes.

    >>> expand("koto:line")
    '<https://w3id.org/kotograph/ontology#line>'
    """
    prefix, _, name = curie.partition(":")
    return f"<{PREFIXES[prefix]}{name}>"
