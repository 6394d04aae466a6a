"""What the catalogue says in its own words, in Finnish, Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping

from kotograph.catalog.authority import Texts


def _texts(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


CATALOGUE_TITLE = _texts("Aineistoluettelo: {}", "Datakatalog: {}", "Data catalogue: {}")
CATALOGUE_DESCRIPTION = _texts(
    "Kertoo tämän julkaisun aineistosta: mitä siinä on, missä muodoissa sen saa ja millä ehdoilla sitä saa käyttää.",
    "Berättar om publikationens datamängd: vad den innehåller, i vilka format den finns och på vilka villkor den får "
    "användas.",
    "Tells of the publication's dataset: what it holds, in which formats it comes and on which terms it may be used.",
)
DISTRIBUTIONS: Mapping[str, tuple[Texts, Texts]] = {
    "turtle": (
        _texts("Koko aineisto, Turtle", "Hela datamängden, Turtle", "The whole dataset, Turtle"),
        _texts(
            "Kaikki väitteet yhtenä tiedostona, jota ihminenkin voi lukea; ilman nimettyjä graafeja.",
            "Alla utsagor i en fil som även människor kan läsa; utan namngivna grafer.",
            "All statements in one file that people can read too; without named graphs.",
        ),
    ),
    "trig": (
        _texts("Koko aineisto, TriG", "Hela datamängden, TriG", "The whole dataset, TriG"),
        _texts(
            "Kaikki väitteet nimetyissä graafeissa, jotka kertovat, mistä lähteestä väite on; ihmisenkin luettavissa.",
            "Alla utsagor i namngivna grafer som visar källan; kan läsas även av människor.",
            "All statements in named graphs that tell which source they come from; people can read it too.",
        ),
    ),
    "nquads": (
        _texts("Koko aineisto, N-Quads", "Hela datamängden, N-Quads", "The whole dataset, N-Quads"),
        _texts(
            "Kaikki väitteet nimettyine graafeineen, yksi rivillä ja järjestyksessä; ohjelmille ja vertailuun.",
            "Alla utsagor med namngivna grafer, en per rad och i ordning; för program och för jämförelse.",
            "All statements with their named graphs, one a line and in order; for programs and for comparing.",
        ),
    ),
    "ntriples": (
        _texts("Koko aineisto, N-Triples", "Hela datamängden, N-Triples", "The whole dataset, N-Triples"),
        _texts(
            "Kaikki väitteet yksi rivillä, ilman nimettyjä graafeja.",
            "Alla utsagor, en per rad, utan namngivna grafer.",
            "All statements, one a line, without named graphs.",
        ),
    ),
    "jsonld": (
        _texts("Koko aineisto, JSON-LD", "Hela datamängden, JSON-LD", "The whole dataset, JSON-LD"),
        _texts(
            "Kaikki väitteet JSON-muodossa nimettyine graafeineen; konteksti on mukana tiedostossa.",
            "Alla utsagor som JSON med namngivna grafer; kontexten ingår i filen.",
            "All statements as JSON with their named graphs; the context is in the file.",
        ),
    ),
    "rdfxml": (
        _texts("Koko aineisto, RDF/XML", "Hela datamängden, RDF/XML", "The whole dataset, RDF/XML"),
        _texts(
            "Kaikki väitteet XML-muodossa vanhemmille ohjelmille; ilman nimettyjä graafeja.",
            "Alla utsagor som XML för äldre program; utan namngivna grafer.",
            "All statements as XML for older programs; without named graphs.",
        ),
    ),
    "csv": (
        _texts("Taulukot, CSV", "Tabeller, CSV", "Tables, CSV"),
        _texts(
            "Hankkeet, organisaatiot, rahoitukset, lausumat, ristiriidat ja jatkohankkeet taulukkoina zip-paketissa; "
            "sarakkeet on kuvattu kolmella kielellä.",
            "Projekt, organisationer, bidrag, uppgifter, motstridigheter och uppföljande projekt som tabeller i ett "
            "zip-paket; kolumnerna är beskrivna på tre språk.",
            "Projects, organisations, grants, statements, discrepancies and successions as tables in a zip file; the "
            "columns are described in three languages.",
        ),
    ),
    "patch": (
        _texts(
            "Muutokset edellisestä versiosta", "Ändringar sedan förra versionen", "Changes since the version before"
        ),
        _texts(
            "Lisätyt ja poistetut väitteet, joilla edellisestä versiosta tulee tämä.",
            "Tillagda och borttagna utsagor som gör den förra versionen till denna.",
            "The statements added and removed that turn the version before into this one.",
        ),
    ),
}
SPARQL = (
    _texts("SPARQL-rajapinta", "SPARQL-gränssnitt", "SPARQL endpoint"),
    _texts(
        "Vastaa SPARQL-kyselyihin koko aineistosta.",
        "Besvarar SPARQL-frågor om hela datamängden.",
        "Answers SPARQL queries about the whole dataset.",
    ),
)
API = (
    _texts("Nimettyjen kysymysten rajapinta", "Gränssnitt för namngivna frågor", "API of the named questions"),
    _texts(
        "Vastaa valmiisiin kysymyksiin, joiden parametrit voi valita.",
        "Besvarar färdiga frågor vars parametrar kan väljas.",
        "Answers ready-made questions whose parameters can be chosen.",
    ),
)
SERVICE_KEYWORDS = _texts("kyselyrajapinta", "frågegränssnitt", "query interface")
ONTOLOGY = _texts("Kotographin ontologia", "Kotographs ontologi", "The kotograph ontology")
CSVW_TITLE = _texts("Taulukoiden kuvaus verkossa (CSVW)", "CSV på webben (CSVW)", "CSV on the Web (CSVW)")
SPARQL_TITLE = _texts("SPARQL 1.1 -protokolla", "SPARQL 1.1-protokollet", "SPARQL 1.1 Protocol")
DATA_PAGE = _texts("Aineiston lataussivu", "Sida för nedladdning av data", "Page for downloading the data")
GRAPHS: Mapping[str, Texts] = {
    "projects": _texts("Päätelmät hankkeista", "Slutsatser om projekt", "What is concluded about projects"),
    "editorial": _texts("Toimituksen lisäykset", "Redaktionens tillägg", "What the editors added"),
    "links": _texts("Linkit muihin aineistoihin", "Länkar till andra datamängder", "Links to other datasets"),
    "vocabulary": _texts("Sanastot", "Vokabulärer", "Vocabularies"),
    "ontology": ONTOLOGY,
}
VOID_TITLE = _texts("VoID-kuvaus: {}", "VoID-beskrivning: {}", "VoID description: {}")
