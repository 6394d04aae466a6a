"""The indicators of the Metadata Quality Assessment of data.europa.eu: points, names, and what to do.

Points and bounds are those of its methodology page: 405 points in five dimensions. What the portal has added since (it
opens the files and tries whether they are what they are said to be) is not part of them. The names and the advice are
our own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kotograph.catalog.authority import Texts

EXCELLENT, GOOD, SUFFICIENT = 351, 221, 121


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its dimension, its points, its name and what to do where it is not met, by language."""

    key: str
    dimension: str
    points: int
    name: Texts
    remedy: Texts


def _texts(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


DIMENSIONS: Mapping[str, Texts] = {
    "findability": _texts("Löydettävyys", "Sökbarhet", "Findability"),
    "accessibility": _texts("Saatavuus", "Tillgänglighet", "Accessibility"),
    "interoperability": _texts("Yhteentoimivuus", "Interoperabilitet", "Interoperability"),
    "reusability": _texts("Uudelleenkäytettävyys", "Återanvändbarhet", "Reusability"),
    "contextuality": _texts("Asiayhteys", "Sammanhang", "Contextuality"),
}
RATINGS: Mapping[str, Texts] = {
    "excellent": _texts("erinomainen", "utmärkt", "excellent"),
    "good": _texts("hyvä", "bra", "good"),
    "sufficient": _texts("riittävä", "tillräckligt", "sufficient"),
    "bad": _texts("huono", "dåligt", "bad"),
}
_CHECK_ADDRESS = _texts(
    "Julkaise tiedosto osoitteessa, jonka luettelo kertoo, ja tarkista se valinnalla --root.",
    "Publicera filen på den adress som katalogen anger och kontrollera den med --root.",
    "Publish the file at the address that the catalogue gives, and check it with --root.",
)
_ROWS: tuple[tuple[str, str, int, Texts, Texts], ...] = (
    (
        "keyword",
        "findability",
        30,
        _texts("Avainsanat", "Nyckelord", "Keywords"),
        _texts("Lisää aineistolle dcat:keyword.", "Lägg till dcat:keyword.", "Give the dataset a dcat:keyword."),
    ),
    (
        "theme",
        "findability",
        30,
        _texts("Aihepiiri", "Tema", "Theme"),
        _texts(
            "Lisää dcat:theme EU:n aihepiiriluettelosta.",
            "Lägg till dcat:theme ur EU:s lista över teman.",
            "Give the dataset a dcat:theme from the EU's data themes.",
        ),
    ),
    (
        "spatial",
        "findability",
        20,
        _texts("Alue", "Område", "Place"),
        _texts("Lisää dcterms:spatial.", "Lägg till dcterms:spatial.", "Say with dcterms:spatial where it is about."),
    ),
    (
        "temporal",
        "findability",
        20,
        _texts("Ajanjakso", "Tidsperiod", "Time"),
        _texts("Lisää dcterms:temporal.", "Lägg till dcterms:temporal.", "Say with dcterms:temporal when it is about."),
    ),
    (
        "access-answers",
        "accessibility",
        50,
        _texts("Saantiosoite vastaa", "Åtkomstadressen svarar", "The access URL answers"),
        _CHECK_ADDRESS,
    ),
    (
        "download",
        "accessibility",
        20,
        _texts("Latausosoite", "Nedladdningsadress", "Download URL"),
        _texts(
            "Lisää jakelulle dcat:downloadURL.",
            "Lägg till dcat:downloadURL för distributionen.",
            "Give the distribution a dcat:downloadURL.",
        ),
    ),
    (
        "download-answers",
        "accessibility",
        30,
        _texts("Latausosoite vastaa", "Nedladdningsadressen svarar", "The download URL answers"),
        _CHECK_ADDRESS,
    ),
    (
        "format",
        "interoperability",
        20,
        _texts("Tiedostomuoto", "Filformat", "Format"),
        _texts("Lisää dcterms:format.", "Lägg till dcterms:format.", "Give the distribution a dcterms:format."),
    ),
    (
        "media-type",
        "interoperability",
        10,
        _texts("Mediatyyppi", "Medietyp", "Media type"),
        _texts("Lisää dcat:mediaType.", "Lägg till dcat:mediaType.", "Give the distribution a dcat:mediaType."),
    ),
    (
        "format-known",
        "interoperability",
        10,
        _texts(
            "Tiedostomuoto ja mediatyyppi luetteloista",
            "Filformat och medietyp ur listorna",
            "Format and media type from the lists",
        ),
        _texts(
            "Käytä EU:n file-type-luettelon ja IANAn mediatyyppien IRIä.",
            "Använd IRI ur EU:s lista file-type och IANAs medietyper.",
            "Use IRIs of the EU's file types and of IANA's media types.",
        ),
    ),
    (
        "format-open",
        "interoperability",
        20,
        _texts("Avoin tiedostomuoto", "Öppet filformat", "Format that nobody owns"),
        _texts(
            "Tarjoa aineisto myös avoimessa muodossa, esim. CSV tai Turtle.",
            "Erbjud även ett öppet format, t.ex. CSV eller Turtle.",
            "Offer an open format too, such as CSV or Turtle.",
        ),
    ),
    (
        "format-machine",
        "interoperability",
        20,
        _texts("Koneluettava tiedostomuoto", "Maskinläsbart filformat", "Machine-readable format"),
        _texts(
            "Tarjoa aineisto myös koneluettavassa muodossa, esim. CSV tai Turtle.",
            "Erbjud även ett maskinläsbart format, t.ex. CSV eller Turtle.",
            "Offer a machine-readable format too, such as CSV or Turtle.",
        ),
    ),
    (
        "compliance",
        "interoperability",
        30,
        _texts("DCAT-AP:n mukainen", "Följer DCAT-AP", "DCAT-AP compliance"),
        _texts(
            "Korjaa yllä luetellut rikkomukset.",
            "Rätta överträdelserna som räknas upp ovan.",
            "Correct the violations listed above.",
        ),
    ),
    (
        "licence",
        "reusability",
        20,
        _texts("Lisenssi", "Licens", "Licence"),
        _texts(
            "Lisää jakelulle dcterms:license.", "Lägg till dcterms:license.", "Give the distribution a dcterms:license."
        ),
    ),
    (
        "licence-known",
        "reusability",
        10,
        _texts("Lisenssi EU:n luettelosta", "Licens ur EU:s lista", "Licence from the EU's list"),
        _texts(
            "Käytä EU:n licence-luettelon IRIä.",
            "Använd IRI ur EU:s lista licence.",
            "Use an IRI of the EU's licences.",
        ),
    ),
    (
        "access-right",
        "reusability",
        10,
        _texts("Käyttörajoitukset", "Åtkomsträttigheter", "Access rights"),
        _texts(
            "Lisää dcterms:accessRights.", "Lägg till dcterms:accessRights.", "Give the dataset a dcterms:accessRights."
        ),
    ),
    (
        "access-right-known",
        "reusability",
        5,
        _texts("Käyttörajoitus EU:n luettelosta", "Åtkomsträttighet ur EU:s lista", "Access right from the EU's list"),
        _texts(
            "Käytä EU:n access-right-luettelon IRIä.",
            "Använd IRI ur EU:s lista access-right.",
            "Use an IRI of the EU's access rights.",
        ),
    ),
    (
        "contact",
        "reusability",
        20,
        _texts("Yhteystieto", "Kontaktpunkt", "Contact point"),
        _texts("Lisää dcat:contactPoint.", "Lägg till dcat:contactPoint.", "Give the dataset a dcat:contactPoint."),
    ),
    (
        "publisher",
        "reusability",
        10,
        _texts("Julkaisija", "Utgivare", "Publisher"),
        _texts("Lisää dcterms:publisher.", "Lägg till dcterms:publisher.", "Give the dataset a dcterms:publisher."),
    ),
    (
        "rights",
        "contextuality",
        5,
        _texts("Oikeudet", "Rättigheter", "Rights"),
        _texts(
            "Lisää jakelulle dcterms:rights.", "Lägg till dcterms:rights.", "Give the distribution a dcterms:rights."
        ),
    ),
    (
        "size",
        "contextuality",
        5,
        _texts("Tiedoston koko", "Filens storlek", "File size"),
        _texts("Lisää dcat:byteSize.", "Lägg till dcat:byteSize.", "Give the distribution a dcat:byteSize."),
    ),
    (
        "issued",
        "contextuality",
        5,
        _texts("Julkaisupäivä", "Utgivningsdag", "Date of issue"),
        _texts("Lisää dcterms:issued.", "Lägg till dcterms:issued.", "Say with dcterms:issued when it came out."),
    ),
    (
        "modified",
        "contextuality",
        5,
        _texts("Muutospäivä", "Ändringsdag", "Date of change"),
        _texts("Lisää dcterms:modified.", "Lägg till dcterms:modified.", "Say with dcterms:modified when it changed."),
    ),
)
INDICATORS: Mapping[str, Indicator] = {row[0]: Indicator(*row) for row in _ROWS}
MAXIMUM = sum(indicator.points for indicator in INDICATORS.values())


def rate(points: int) -> str:
    """Return the rating that a number of points gets.

    >>> rate(351), rate(350), rate(121), rate(120)
    ('excellent', 'good', 'sufficient', 'bad')
    """
    for bound, rating in ((EXCELLENT, "excellent"), (GOOD, "good"), (SUFFICIENT, "sufficient")):
        if points >= bound:
            return rating
    return "bad"
