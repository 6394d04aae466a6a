"""The DCAT-AP 3 description of one publication: catalogue, dataset, distributions and the services that run."""

from __future__ import annotations

from collections.abc import Iterator

from kotograph import quads
from kotograph.catalog import texts
from kotograph.catalog.authority import (
    CSVW,
    EU,
    FILE_TYPES,
    IANA,
    LICENCE_TYPE,
    LICENCE_TYPES,
    PUBLISHER_TYPE,
    PUBLISHER_TYPES,
    SHA256,
    SPARQL_PROTOCOL,
    STABLE,
    STABLE_NAME,
    THEME_NAMES,
    THEMES,
    THEMES_TITLE,
    Texts,
)
from kotograph.catalog.facts import Facts, read_facts
from kotograph.catalog.lines import Lines
from kotograph.catalog.metadata import Area, Metadata
from kotograph.catalog.publication import Distribution, Publication
from kotograph.config import LANGUAGES
from kotograph.formats import Format
from kotograph.iris import mint_slug
from kotograph.store import Store
from kotograph.vocab import KOTO, PREFIXES

_WKT = f"<{PREFIXES['geo']}wktLiteral>"


def iter_catalogue(metadata: Metadata, publication: Publication, store: Store, base: str) -> Iterator[str]:
    """Yield the catalogue as sorted N-Quads lines of ``<base>graph/catalogue``, without blank nodes."""
    return iter(_Catalogue(metadata, publication, read_facts(store), base).write())


class _Catalogue:
    def __init__(self, metadata: Metadata, publication: Publication, facts: Facts, base: str) -> None:
        self._metadata = metadata
        self._publication = publication
        self._facts = facts
        self._lines = Lines(base)
        self._dataset = self._lines.iris.catalogue("dataset")

    def write(self) -> Lines:
        services = list(self._iter_services())
        distributions = [self._distribution(each) for each in self._publication.distributions]
        self._describe_catalogue(services)
        self._describe_dataset(distributions)
        return self._lines

    def _describe_catalogue(self, services: list[str]) -> None:
        lines, metadata = self._lines, self._metadata
        node = lines.type(lines.iris.catalogue("catalogue"), "dcat:Catalog")
        titles = {lang: texts.CATALOGUE_TITLE[lang].format(title) for lang, title in metadata.title.items()}
        lines.texts(node, "dcterms:title", titles)
        lines.texts(node, "dcterms:description", texts.CATALOGUE_DESCRIPTION)
        lines.add(node, "foaf:homepage", lines.thing(self._publication.site_url, "foaf:Document"))
        lines.add(node, "dcat:dataset", self._dataset)
        lines.add(node, "dcat:service", *services)
        taxonomy = lines.thing(THEMES, "skos:ConceptScheme")
        lines.texts(taxonomy, "dcterms:title", THEMES_TITLE)
        lines.add(node, "dcat:themeTaxonomy", taxonomy)
        self._describe_common(node)
        self._describe_coverage(node)
        self._add_rights(node)

    def _describe_dataset(self, distributions: list[str]) -> None:
        lines, metadata, publication = self._lines, self._metadata, self._publication
        node = lines.type(self._dataset, "dcat:Dataset")
        lines.texts(node, "dcterms:title", metadata.title)
        lines.texts(node, "dcterms:description", metadata.description)
        lines.add(node, "dcterms:identifier", quads.literal(node[1:-1]))
        lines.add(node, "dcat:distribution", *distributions)
        self._describe_common(node)
        self._describe_coverage(node)
        self._describe_subject(node)
        self._add_access(node)
        self._describe_period(node)
        if metadata.frequency:
            frequency = lines.thing(f"{EU}frequency/{metadata.frequency}", "dcterms:Frequency")
            lines.add(node, "dcterms:accrualPeriodicity", frequency)
        if metadata.provenance:
            provenance = lines.type(lines.iris.catalogue("provenance"), "dcterms:ProvenanceStatement")
            lines.texts(provenance, "rdfs:label", metadata.provenance)
            lines.add(node, "dcterms:provenance", provenance)
        lines.add(node, "prov:wasDerivedFrom", *map(quads.iri, self._facts.sources))
        lines.add(node, "dcterms:conformsTo", self._ontology())
        lines.add(node, "dcat:version", quads.literal(publication.version))
        if publication.previous:
            lines.add(node, "dcat:previousVersion", self._page(f"releases/{publication.previous}/"))
        lines.texts(node, "adms:versionNotes", publication.notes)
        lines.add(node, "dcat:landingPage", lines.thing(publication.site_url, "foaf:Document"))
        for lang in LANGUAGES:
            page = lines.thing(f"{publication.site_url}{lang}/data.html", "foaf:Document")
            lines.texts(page, "dcterms:title", {lang: texts.DATA_PAGE[lang]})
            lines.add(node, "foaf:page", page)

    def _page(self, path: str) -> str:
        return quads.iri(self._publication.site_url + path)

    def _distribution(self, file: Distribution) -> str:
        lines = self._lines
        node = lines.type(lines.iris.catalogue(f"distribution-{mint_slug(file.path)}"), "dcat:Distribution")
        title, description = texts.DISTRIBUTIONS[file.title]
        lines.texts(node, "dcterms:title", title)
        lines.texts(node, "dcterms:description", description)
        lines.add(node, "dcat:downloadURL", self._page(file.path))
        # The file is given out as it is, so the address that gives access is its own.
        lines.add(node, "dcat:accessURL", self._page(file.path))
        file_type = lines.thing(f"{EU}file-type/{FILE_TYPES[file.format]}", "dcterms:MediaTypeOrExtent")
        lines.add(node, "dcterms:format", file_type)
        lines.add(node, "dcat:mediaType", lines.thing(IANA + file.media_type, "dcterms:MediaType"))
        if file.packaging:
            packed = "dcat:compressFormat" if file.packaging == "application/gzip" else "dcat:packageFormat"
            lines.add(node, packed, lines.thing(IANA + file.packaging, "dcterms:MediaType"))
        lines.add(node, "dcat:byteSize", quads.typed(str(file.size), "nonNegativeInteger"))
        checksum = lines.type(f"{node[:-1]}-checksum>", "spdx:Checksum")
        lines.add(checksum, "spdx:algorithm", quads.iri(SHA256))
        lines.add(checksum, "spdx:checksumValue", quads.typed(file.sha256, "hexBinary"))
        lines.add(node, "spdx:checksum", checksum)
        lines.add(node, "dcatap:availability", lines.concept(STABLE, STABLE_NAME))
        standard = self._standard(CSVW, texts.CSVW_TITLE) if file.format is Format.CSV else self._ontology()
        lines.add(node, "dcterms:conformsTo", standard)
        # A file of this version came out when this version did.
        lines.date(node, "dcterms:issued", self._metadata.modified)
        lines.date(node, "dcterms:modified", self._metadata.modified)
        self._add_languages(node)
        self._add_licence(node)
        self._add_rights(node)
        return node

    def _iter_services(self) -> Iterator[str]:
        publication = self._publication
        if publication.endpoint:
            standard = self._standard(SPARQL_PROTOCOL, texts.SPARQL_TITLE)
            yield self._service("sparql", publication.endpoint, texts.SPARQL, standard)
        if publication.api:
            yield self._service("api", publication.api, texts.API, self._ontology())

    def _service(self, name: str, url: str, told: tuple[Texts, Texts], standard: str) -> str:
        lines = self._lines
        node = lines.type(lines.iris.catalogue(f"service-{name}"), "dcat:DataService")
        lines.texts(node, "dcterms:title", told[0])
        lines.texts(node, "dcterms:description", told[1])
        # Both describe themselves at their own address: SPARQL by its service description, the API by its list.
        lines.add(node, "dcat:endpointURL", quads.iri(url))
        lines.add(node, "dcat:endpointDescription", quads.iri(url))
        lines.add(node, "dcat:servesDataset", self._dataset)
        lines.add(node, "dcterms:conformsTo", standard)
        lines.texts(node, "dcat:keyword", texts.SERVICE_KEYWORDS)
        self._describe_publisher(node)
        self._describe_subject(node)
        self._add_access(node)
        self._add_licence(node)
        return node

    # --- what several of them have ------------------------------------------------------------------------------------

    def _describe_common(self, node: str) -> None:
        self._describe_publisher(node)
        self._add_languages(node)
        self._add_licence(node)
        self._lines.date(node, "dcterms:issued", self._metadata.issued)
        self._lines.date(node, "dcterms:modified", self._metadata.modified)

    def _describe_publisher(self, node: str) -> None:
        lines, publisher = self._lines, self._metadata.publisher
        agent = lines.iris.resource("agent", publisher.key) if publisher.key else lines.iris.catalogue("publisher")
        lines.type(agent, "foaf:Agent")
        lines.texts(agent, "foaf:name", publisher.name)
        if publisher.kind:
            kind = lines.concept(PUBLISHER_TYPE + publisher.kind, PUBLISHER_TYPES[publisher.kind])
            lines.add(agent, "dcterms:type", kind)
        if publisher.homepage:
            lines.add(agent, "foaf:homepage", lines.thing(publisher.homepage, "foaf:Document"))
        lines.add(node, "dcterms:publisher", agent)

    def _describe_subject(self, node: str) -> None:
        """Add themes, keywords and where questions go."""
        lines, metadata = self._lines, self._metadata
        for code in metadata.themes:
            lines.add(node, "dcat:theme", lines.concept(f"{THEMES}/{code}", THEME_NAMES[code], THEMES))
        for lang, words in metadata.keywords.items():
            lines.add(node, "dcat:keyword", *(quads.tagged(word, lang) for word in words))
        if metadata.contact:
            contact = lines.type(lines.iris.catalogue("contact"), "vcard:Kind")
            lines.texts(contact, "vcard:fn", metadata.contact.name)
            lines.add(contact, "vcard:hasURL", quads.iri(metadata.contact.page))
            lines.add(node, "dcat:contactPoint", contact)

    def _describe_coverage(self, node: str) -> None:
        area = self._metadata.spatial
        if area is None:
            return
        lines = self._lines
        place = lines.thing(area.iri, "dcterms:Location")
        lines.texts(place, "skos:prefLabel", area.name)
        for predicate, shape in (("dcat:bbox", _draw_box(area)), ("dcat:centroid", _draw_point(area))):
            if shape:
                lines.add(place, predicate, f"{quads.literal(shape)}^^{_WKT}")
        lines.add(node, "dcterms:spatial", place)

    def _describe_period(self, node: str) -> None:
        facts = self._facts
        if not (facts.start or facts.end):
            return
        lines = self._lines
        period = lines.type(lines.iris.catalogue("period"), "dcterms:PeriodOfTime")
        for predicate, day in (("dcat:startDate", facts.start), ("dcat:endDate", facts.end)):
            if day:
                lines.add(period, predicate, quads.typed(day, "date" if "-" in day else "gYear"))
        lines.add(node, "dcterms:temporal", period)

    def _add_languages(self, node: str) -> None:
        for code in self._metadata.languages:
            language = self._lines.thing(f"{EU}language/{code}", "dcterms:LinguisticSystem")
            self._lines.add(node, "dcterms:language", language)

    def _add_licence(self, node: str) -> None:
        licence = self._metadata.licence
        if licence is None:
            return
        lines = self._lines
        document = lines.thing(licence.iri, "dcterms:LicenseDocument")
        if licence.kind:
            lines.add(document, "dcterms:type", lines.concept(LICENCE_TYPE + licence.kind, LICENCE_TYPES[licence.kind]))
        if licence.page:
            lines.add(document, "rdfs:seeAlso", quads.iri(licence.page))
        lines.add(node, "dcterms:license", document)

    def _add_rights(self, node: str) -> None:
        if self._metadata.rights:
            statement = self._lines.type(self._lines.iris.catalogue("rights"), "dcterms:RightsStatement")
            self._lines.texts(statement, "rdfs:label", self._metadata.rights)
            self._lines.add(node, "dcterms:rights", statement)

    def _add_access(self, node: str) -> None:
        if self._metadata.access_rights:
            iri = f"{EU}access-right/{self._metadata.access_rights}"
            self._lines.add(node, "dcterms:accessRights", self._lines.thing(iri, "dcterms:RightsStatement"))

    def _ontology(self) -> str:
        return self._standard(KOTO.rstrip("#"), texts.ONTOLOGY)

    def _standard(self, iri: str, title: Texts) -> str:
        standard = self._lines.thing(iri, "dcterms:Standard")
        self._lines.texts(standard, "dcterms:title", title)
        return standard


def _draw_box(area: Area) -> str:
    """Return a box as WKT, counter-clockwise from its south-west corner, longitude first."""
    if area.bbox is None:
        return ""
    west, south, east, north = area.bbox
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({', '.join(f'{x:g} {y:g}' for x, y in corners)}))"


def _draw_point(area: Area) -> str:
    return f"POINT({area.centroid[0]:g} {area.centroid[1]:g})" if area.centroid else ""
