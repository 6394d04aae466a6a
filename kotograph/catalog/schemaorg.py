"""The schema.org description of the dataset, for search engines that look for datasets."""

from __future__ import annotations

from kotograph.catalog import texts
from kotograph.catalog.facts import read_facts
from kotograph.catalog.metadata import Area, Metadata, pick
from kotograph.catalog.publication import Distribution, Publication
from kotograph.iris import Iris
from kotograph.store import Store


def make_dataset(metadata: Metadata, publication: Publication, store: Store, base: str, lang: str) -> dict[str, object]:
    """Return the dataset as a JSON-LD object of schema.org in one language; what is not known is left out."""
    iris = Iris(base)
    facts = read_facts(store)
    licence = metadata.licence
    document: dict[str, object] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": iris.catalogue("dataset")[1:-1],
        "name": pick(metadata.title, lang),
        "description": pick(metadata.description, lang),
        "url": publication.site_url,
        "identifier": iris.catalogue("dataset")[1:-1],
        "version": publication.version,
        "keywords": list(next((metadata.keywords[x] for x in (lang, "en", "fi", "sv") if x in metadata.keywords), ())),
        "inLanguage": [
            lang for lang, code in (("fi", "FIN"), ("sv", "SWE"), ("en", "ENG")) if code in metadata.languages
        ],
        "license": (licence.page or licence.iri) if licence else "",
        "conditionsOfAccess": pick(metadata.rights, lang),
        "isAccessibleForFree": True if metadata.access_rights == "PUBLIC" else "",
        "publisher": _publisher(metadata, lang),
        "creator": _publisher(metadata, lang),
        "datePublished": metadata.issued.isoformat() if metadata.issued else "",
        "dateModified": metadata.modified.isoformat() if metadata.modified else "",
        "temporalCoverage": f"{facts.start or '..'}/{facts.end or '..'}" if facts.start or facts.end else "",
        "spatialCoverage": _place(metadata.spatial, lang) if metadata.spatial else "",
        "isBasedOn": list(facts.sources),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "@id": iris.catalogue("catalogue")[1:-1],
            "name": pick(texts.CATALOGUE_TITLE, lang).format(pick(metadata.title, lang)),
            "url": publication.site_url,
        },
        "distribution": [_download(file, publication.site_url, lang) for file in publication.distributions],
    }
    return {key: value for key, value in document.items() if value not in ("", [], {})}


def _publisher(metadata: Metadata, lang: str) -> dict[str, str]:
    found = {"@type": "Organization", "name": pick(metadata.publisher.name, lang), "url": metadata.publisher.homepage}
    return {key: value for key, value in found.items() if value}


def _place(area: Area, lang: str) -> dict[str, object]:
    place: dict[str, object] = {"@type": "Place", "@id": area.iri, "name": pick(area.name, lang)}
    if area.bbox:
        west, south, east, north = area.bbox
        # schema.org wants latitude first, the corners of the south-west and of the north-east.
        place["geo"] = {"@type": "GeoShape", "box": f"{south:g} {west:g} {north:g} {east:g}"}
    return place


def _download(file: Distribution, site_url: str, lang: str) -> dict[str, object]:
    title, description = texts.DISTRIBUTIONS[file.title]
    return {
        "@type": "DataDownload",
        "name": pick(title, lang),
        "description": pick(description, lang),
        "contentUrl": site_url + file.path,
        "encodingFormat": file.packaging or file.media_type,
        "contentSize": f"{file.size} B",
        "sha256": file.sha256,
    }
