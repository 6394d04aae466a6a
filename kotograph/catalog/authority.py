"""IRIs and names from the lists that DCAT-AP asks for: the EU's authority tables, ADMS, IANA and the W3C.

Portals look these IRIs up in tables of their own. The catalogue says of each one what kind of thing it is, and the
name of those that must have one, so that it can be checked without fetching anything.
"""

from __future__ import annotations

from collections.abc import Mapping

from kotograph.formats import Format

Texts = Mapping[str, str]

EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
PUBLISHER_TYPE = "http://purl.org/adms/publishertype/"
LICENCE_TYPE = "http://purl.org/adms/licencetype/"
THEMES = EU + "data-theme"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
SPARQL_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
CSVW = "https://www.w3.org/TR/tabular-data-model/"
STABLE = EU + "planned-availability/STABLE"

ACCESS_RIGHTS = ("NON_PUBLIC", "PUBLIC", "RESTRICTED")
FREQUENCIES = (
    *("ANNUAL", "ANNUAL_2", "ANNUAL_3", "AS_NEEDED", "BIDECENNIAL", "BIENNIAL", "BIHOURLY", "BIMONTHLY", "BIWEEKLY"),
    *("CONT", "DAILY", "DAILY_2", "DECENNIAL", "HOURLY", "IRREG", "MONTHLY", "MONTHLY_2", "MONTHLY_3", "NEVER"),
    *("NOT_PLANNED", "OTHER", "QUADRENNIAL", "QUARTERLY", "QUINQUENNIAL", "TRIDECENNIAL", "TRIENNIAL", "TRIHOURLY"),
    *("UNKNOWN", "UPDATE_CONT", "WEEKLY", "WEEKLY_2", "WEEKLY_3"),
)
FILE_TYPES: Mapping[Format, str] = {
    Format.TURTLE: "RDF_TURTLE",
    Format.TRIG: "RDF_TRIG",
    Format.NQUADS: "RDF_N_QUADS",
    Format.NTRIPLES: "RDF_N_TRIPLES",
    Format.JSONLD: "JSON_LD",
    Format.RDFXML: "RDF_XML",
    Format.CSV: "CSV",
    Format.TSV: "TSV",
    Format.JSON: "JSON",
    Format.HTML: "HTML",
}
RDF_FORMATS: Mapping[Format, str] = {
    Format.TURTLE: "http://www.w3.org/ns/formats/Turtle",
    Format.TRIG: "http://www.w3.org/ns/formats/TriG",
    Format.NQUADS: "http://www.w3.org/ns/formats/N-Quads",
    Format.NTRIPLES: "http://www.w3.org/ns/formats/N-Triples",
    Format.JSONLD: "http://www.w3.org/ns/formats/JSON-LD",
    Format.RDFXML: "http://www.w3.org/ns/formats/RDF_XML",
}


def _texts(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


THEMES_TITLE = _texts("Tietojen aihepiirit", "Datateman", "Data themes")
THEME_NAMES: Mapping[str, Texts] = {
    "AGRI": _texts(
        "Maatalous, kalastus, metsätalous ja elintarvikkeet",
        "Jordbruk, fiske, skogsbruk och livsmedel",
        "Agriculture, fisheries, forestry and food",
    ),
    "ECON": _texts("Talous ja raha-asiat", "Ekonomi och finans", "Economy and finance"),
    "EDUC": _texts("Koulutus, kulttuuri ja urheilu", "Utbildning, kultur och sport", "Education, culture and sport"),
    "ENER": _texts("Energia", "Energi", "Energy"),
    "ENVI": _texts("Ympäristö", "Miljö", "Environment"),
    "GOVE": _texts(
        "Valtioneuvosto ja julkinen sektori",
        "Regeringen och den offentliga sektorn",
        "Government and public sector",
    ),
    "HEAL": _texts("Terveys", "Hälsa", "Health"),
    "INTR": _texts("Kansainväliset asiat", "Internationella frågor", "International issues"),
    "JUST": _texts(
        "Oikeus, oikeusjärjestelmä ja yleinen turvallisuus",
        "Rättvisa, rättsliga system och allmän säkerhet",
        "Justice, legal system and public safety",
    ),
    "REGI": _texts("Alueet ja kaupungit", "Regioner och städer", "Regions and cities"),
    "SOCI": _texts("Väestö ja yhteiskunta", "Befolkning och samhälle", "Population and society"),
    "TECH": _texts("Tiede ja teknologia", "Vetenskap och teknik", "Science and technology"),
    "TRAN": _texts("Liikenne", "Transport", "Transport"),
}
PUBLISHER_TYPES: Mapping[str, Texts] = {
    "Academia-ScientificOrganisation": _texts(
        "Korkeakoulu tai tutkimuslaitos", "Högskola eller vetenskaplig organisation", "Academia/Scientific organisation"
    ),
    "Company": _texts("Yritys", "Företag", "Company"),
    "IndustryConsortium": _texts("Toimialan yhteenliittymä", "Branschkonsortium", "Industry consortium"),
    "LocalAuthority": _texts("Paikallisviranomainen", "Lokal myndighet", "Local authority"),
    "NationalAuthority": _texts("Kansallinen viranomainen", "Nationell myndighet", "National authority"),
    "NonGovernmentalOrganisation": _texts(
        "Kansalaisjärjestö", "Icke-statlig organisation", "Non-governmental organisation"
    ),
    "NonProfitOrganisation": _texts(
        "Voittoa tavoittelematon järjestö", "Ideell organisation", "Non-profit organisation"
    ),
    "PrivateIndividual(s)": _texts("Yksityishenkilöitä", "Privatpersoner", "Private individual(s)"),
    "RegionalAuthority": _texts("Alueviranomainen", "Regional myndighet", "Regional authority"),
    "StandardisationBody": _texts("Standardointielin", "Standardiseringsorgan", "Standardisation body"),
    "SupraNationalAuthority": _texts(
        "Ylikansallinen viranomainen", "Överstatlig myndighet", "Supra-national authority"
    ),
}
LICENCE_TYPES: Mapping[str, Texts] = {
    "Attribution": _texts("Nimeä lähde", "Erkännande", "Attribution"),
    "NonCommercialUseOnly": _texts(
        "Vain ei-kaupalliseen käyttöön", "Endast icke-kommersiellt", "Non-commercial use only"
    ),
    "NoDerivativeWork": _texts("Ei muokattuja versioita", "Inga bearbetningar", "No derivative work"),
    "OtherRestrictiveClauses": _texts(
        "Muita rajoittavia ehtoja", "Andra begränsande villkor", "Other restrictive clauses"
    ),
    "PublicDomain": _texts("Vapaasti käytettävissä", "Fri användning", "Work in the public domain"),
    "Share-alike_-Copyleft": _texts("Jaa samoin", "Dela lika", "Share-alike/Copyleft"),
    "UnknownIPR": _texts("Oikeudet eivät ole tiedossa", "Okända rättigheter", "Unknown IPR"),
}
STABLE_NAME = _texts("Pysyvästi saatavilla", "Stabil tillgång", "Stable")
