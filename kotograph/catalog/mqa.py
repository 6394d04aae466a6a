"""Score a catalogue by the rules of the Metadata Quality Assessment of data.europa.eu.

As there, several distributions count as the same content: the one with the most points counts for all. Whether an
address answers cannot be known without the network, so the caller says it, and may say that it was not tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kotograph.catalog.authority import EU, IANA
from kotograph.catalog.indicators import DIMENSIONS, INDICATORS, Indicator, rate
from kotograph.vocab import expand

Triple = tuple[str, str, str]
Answers = Callable[[str], "bool | None"]
_Facts = Mapping[str, Mapping[str, list[str]]]

# Of the EU's file types, those that the portal's lists of open and of machine-readable formats name.
_OPEN = frozenset(
    (
        *("BMP", "CSV", "DBF", "ETSI_XML", "GEOJSON", "GPKG", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD"),
        *("KML", "KMZ", "NETCDF", "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML"),
        *("RSS", "RTF", "TAR", "TIFF", "TSV", "TXT", "WMS_SRVC", "XML", "ZIP"),
    )
)
_MACHINE = frozenset(
    (
        *("CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS"),
        *("RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML"),
    )
)
_ACCESS_RIGHTS = frozenset(("CONFIDENTIAL", "NON_PUBLIC", "NORMAL", "OP_DATPRO", "PUBLIC", "RESTRICTED", "SENSITIVE"))


@dataclass(frozen=True, slots=True)
class Mark:
    """One indicator's result: got, not got, or None for not checked."""

    indicator: Indicator
    got: bool | None

    @property
    def points(self) -> int:
        """The points earned; what was not checked earns none."""
        return self.indicator.points if self.got else 0

    @property
    def open(self) -> int:
        """The points that hang on what was not checked."""
        return self.indicator.points if self.got is None else 0


@dataclass(frozen=True, slots=True)
class Score:
    """One dataset's marks in the order of the indicators, and the distribution that counted (empty if it has none)."""

    dataset: str
    distribution: str
    marks: tuple[Mark, ...]

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(mark.points for mark in self.marks)

    @property
    def possible(self) -> int:
        """The points earned if all that was not checked is well."""
        return self.points + sum(mark.open for mark in self.marks)

    @property
    def rating(self) -> str:
        """The rating of the points earned: excellent, good, sufficient or bad."""
        return rate(self.points)

    def by_dimension(self) -> dict[str, tuple[Mark, ...]]:
        """Group the marks by dimension."""
        return {
            dimension: tuple(mark for mark in self.marks if mark.indicator.dimension == dimension)
            for dimension in DIMENSIONS
        }


def score_datasets(triples: Iterable[Triple], conforms: bool | None, answers: Answers) -> list[Score]:
    """Score every ``dcat:Dataset`` of a graph of spelled terms, in order of IRI.

    ``conforms`` tells whether the graph meets DCAT-AP; ``answers`` tells whether an address gives what it should.
    """
    facts: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, term in triples:
        facts.setdefault(subject, {}).setdefault(predicate, []).append(term)
    kind, wanted = expand("rdf:type"), expand("dcat:Dataset")
    datasets = sorted(node for node, about in facts.items() if wanted in about.get(kind, ()))
    return [_score(dataset, facts, conforms, answers) for dataset in datasets]


def _score(dataset: str, facts: _Facts, conforms: bool | None, answers: Answers) -> Score:
    common = _mark_dataset(dataset, facts) | {"compliance": conforms}
    best, chosen = _mark_distribution("", facts, answers), ""
    for distribution in sorted(_get(facts, dataset, "dcat:distribution")):
        found = _mark_distribution(distribution, facts, answers)
        if not chosen or _weigh(found) > _weigh(best):
            best, chosen = found, distribution
    # A date of the dataset stands for a distribution that states none.
    for name in ("issued", "modified"):
        best[name] = best[name] or bool(_get(facts, dataset, f"dcterms:{name}"))
    got = common | best
    return Score(dataset, chosen, tuple(Mark(each, got[key]) for key, each in INDICATORS.items()))


def _weigh(got: Mapping[str, bool | None]) -> tuple[int, int]:
    marks = [Mark(INDICATORS[key], value) for key, value in got.items()]
    return sum(mark.points + mark.open for mark in marks), sum(mark.points for mark in marks)


def _mark_dataset(dataset: str, facts: _Facts) -> dict[str, bool | None]:
    rights = _get(facts, dataset, "dcterms:accessRights")
    return {
        "keyword": bool(_get(facts, dataset, "dcat:keyword")),
        "theme": bool(_get(facts, dataset, "dcat:theme")),
        "spatial": bool(_get(facts, dataset, "dcterms:spatial")),
        "temporal": bool(_get(facts, dataset, "dcterms:temporal")),
        "access-right": bool(rights),
        "access-right-known": bool(_codes(rights, "access-right") & _ACCESS_RIGHTS),
        "contact": bool(_get(facts, dataset, "dcat:contactPoint")),
        "publisher": bool(_get(facts, dataset, "dcterms:publisher")),
    }


def _mark_distribution(node: str, facts: _Facts, answers: Answers) -> dict[str, bool | None]:
    formats = _codes(_get(facts, node, "dcterms:format"), "file-type")
    media = _get(facts, node, "dcat:mediaType")
    known_media = any(term[1:].replace("http://", "https://").startswith(IANA) for term in media)
    licences = _get(facts, node, "dcterms:license")
    return {
        "access-answers": _any_answers(_get(facts, node, "dcat:accessURL"), answers),
        "download": bool(_get(facts, node, "dcat:downloadURL")),
        "download-answers": _any_answers(_get(facts, node, "dcat:downloadURL"), answers),
        "format": bool(_get(facts, node, "dcterms:format")),
        "media-type": bool(media),
        "format-known": bool(formats) and known_media,
        "format-open": bool(formats & _OPEN),
        "format-machine": bool(formats & _MACHINE),
        "licence": bool(licences),
        "licence-known": bool(_codes(licences, "licence")),
        "rights": bool(_get(facts, node, "dcterms:rights")),
        "size": bool(_get(facts, node, "dcat:byteSize")),
        "issued": bool(_get(facts, node, "dcterms:issued")),
        "modified": bool(_get(facts, node, "dcterms:modified")),
    }


def _get(facts: _Facts, node: str, predicate: str) -> list[str]:
    return facts.get(node, {}).get(expand(predicate), [])


def _codes(terms: Iterable[str], table: str) -> set[str]:
    """Return the codes of those terms that are IRIs of one of the EU's tables."""
    start = f"<{EU}{table}/"
    return {term[len(start) : -1] for term in terms if term.startswith(start)} - {""}


def _any_answers(terms: Iterable[str], answers: Answers) -> bool | None:
    told = [answers(term[1:-1]) for term in terms if term.startswith("<")]
    if True in told:
        return True
    return None if None in told else False
