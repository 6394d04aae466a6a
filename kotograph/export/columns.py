"""The tables of the CSV export and what their columns mean."""

from __future__ import annotations

from dataclasses import dataclass

_KOTO = "https://w3id.org/kotograph/ontology#"
_DATE = {"base": "string", "format": "-?[0-9]{4,}(-[0-9]{2}-[0-9]{2})?"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: header, what people call it, and how a program reads it.

    ``many`` cells hold a list; ``refers`` names the table whose key the cell holds; ``target`` is the folder below the
    base of the IRIs that the cell's keys or codes stand for; ``derived`` cells are computed, gathered from other nodes
    or shortened, so a program that makes RDF of the table must not take them for facts about the row's subject.
    """

    name: str
    property: str
    fi: str
    sv: str
    en: str
    datatype: str | dict[str, str] = "string"
    many: bool = False
    refers: str = ""
    target: str = ""
    language: str = ""
    derived: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: file name without extension, titles, columns; the key is always the first column."""

    name: str
    fi: str
    sv: str
    en: str
    columns: tuple[Column, ...]


def _identity() -> tuple[Column, ...]:
    return (
        Column("key", "dcterms:identifier", "tunnus", "nyckel", "key", derived=True, required=True),
        Column("iri", "dcterms:identifier", "IRI", "IRI", "IRI", "anyURI", derived=True, required=True),
    )


def _texts(name: str, prop: str, fi: str, sv: str, en: str) -> tuple[Column, ...]:
    """Return the three columns of a text in Finnish, Swedish and English."""
    return (
        Column(f"{name}_fi", prop, f"{fi} suomeksi", f"{sv} på finska", f"{en} in Finnish", language="fi"),
        Column(f"{name}_sv", prop, f"{fi} ruotsiksi", f"{sv} på svenska", f"{en} in Swedish", language="sv"),
        Column(f"{name}_en", prop, f"{fi} englanniksi", f"{sv} på engelska", f"{en} in English", language="en"),
    )


def _dates() -> tuple[Column, ...]:
    return (
        Column(
            "start_date",
            "koto:startDate",
            "alkaa (päivä tai vuosi)",
            "börjar (dag eller år)",
            "start (day or year)",
            _DATE,
        ),
        Column(
            "end_date", "koto:endDate", "päättyy (päivä tai vuosi)", "slutar (dag eller år)", "end (day or year)", _DATE
        ),
    )


def _amounts() -> tuple[Column, ...]:
    return (
        Column(
            "eu_contribution", "koto:amount", "EU:n osuus", "EU:s andel", "EU contribution", "decimal", derived=True
        ),
        Column(
            "public_funding",
            "koto:amount",
            "julkinen rahoitus (EU ja valtio)",
            "offentlig finansiering (EU och staten)",
            "public funding (EU and state)",
            "decimal",
            derived=True,
        ),
        Column(
            "total_cost", "koto:amount", "kokonaiskustannukset", "totalkostnad", "total cost", "decimal", derived=True
        ),
        Column("currency", "koto:currency", "valuutta", "valuta", "currency", derived=True),
    )


def _code(name: str, prop: str, datatype: str, form: str, fi: str, sv: str, en: str) -> Column:
    """Return the column of a registry's code; its datatype says which registry it is."""
    return Column(name, prop, fi, sv, en, {"@id": f"{_KOTO}{datatype}", "base": "string", "format": form})


def _links() -> tuple[Column, ...]:
    return (
        Column("same_as", "owl:sameAs", "sama kuin", "samma som", "same as", "anyURI", many=True, derived=True),
        Column("see_also", "rdfs:seeAlso", "katso myös", "se även", "see also", "anyURI", many=True, derived=True),
    )


def _project(prop: str = "koto:about", name: str = "project") -> Column:
    titles = {
        "project": ("hanke", "projekt", "project"),
        "predecessor": ("edeltäjä", "föregångare", "predecessor"),
        "successor": ("seuraaja", "efterföljare", "successor"),
    }
    return Column(name, prop, *titles[name], refers="projects", target="id/project/")


PROJECTS = Table(
    "projects",
    "hankkeet",
    "projekt",
    "projects",
    (
        *_identity(),
        *_texts("title", "dcterms:title", "nimi", "namn", "title"),
        Column("other_names", "skos:altLabel", "muut nimet", "andra namn", "other names", many=True),
        *_dates(),
        Column("status", "koto:status", "tila", "status", "status", target="vocab/status/"),
        Column(
            "implementer",
            "koto:implementer",
            "toteuttaja",
            "genomförare",
            "implementer",
            refers="organisations",
            target="id/organisation/",
        ),
        Column(
            "other_implementers",
            "koto:implementer",
            "muut toteuttajat",
            "andra genomförare",
            "other implementers",
            many=True,
            target="id/organisation/",
        ),
        Column(
            "implementer_name",
            "koto:implementer",
            "toteuttajan nimi",
            "genomförarens namn",
            "implementer's name",
            derived=True,
        ),
        Column(
            "implementing_unit",
            "koto:implementingUnit",
            "toteuttava yksikkö",
            "genomförande enhet",
            "implementing unit",
            target="id/unit/",
        ),
        Column("partners", "koto:partner", "kumppanit", "partner", "partners", many=True, target="id/organisation/"),
        Column(
            "instruments",
            "koto:fundedUnder",
            "rahoitusvälineet",
            "finansieringsinstrument",
            "funding instruments",
            many=True,
            derived=True,
        ),
        *_amounts(),
        Column("objectives", "koto:objective", "tavoitteet", "mål", "objectives", many=True, target="vocab/objective/"),
        Column("themes", "dcterms:subject", "aiheet", "teman", "themes", many=True, target="vocab/theme/"),
        Column(
            "target_groups",
            "koto:targetGroup",
            "kohderyhmät",
            "målgrupper",
            "target groups",
            many=True,
            target="vocab/target-group/",
        ),
        Column("places", "dcterms:spatial", "paikat", "platser", "places", many=True, target="id/place/"),
        Column("outputs", "koto:output", "tuotokset", "resultat", "outputs", many=True, derived=True),
        Column(
            "continues",
            "koto:continues",
            "jatkaa hanketta",
            "fortsätter projektet",
            "continues",
            many=True,
            target="id/project/",
        ),
        Column(
            "continued_by",
            "koto:continuedBy",
            "jatkohanke",
            "fortsätts av",
            "continued by",
            many=True,
            target="id/project/",
        ),
        Column("part_of", "dcterms:isPartOf", "osa hanketta", "del av", "part of", many=True, target="id/project/"),
        Column("parts", "dcterms:hasPart", "osat", "delar", "parts", many=True, target="id/project/"),
        Column(
            "records",
            "koto:describedBy",
            "lähteiden merkinnät",
            "poster i källorna",
            "records",
            many=True,
            target="id/record/",
        ),
        Column("mentioned_in", "koto:mentionedIn", "mainittu", "nämns i", "mentioned in", many=True, derived=True),
        *_texts("abstract", "dcterms:abstract", "tiivistelmä", "sammanfattning", "abstract"),
        *_texts("description", "dcterms:description", "kuvaus", "beskrivning", "description"),
        Column(
            "discrepancies",
            "koto:about",
            "ristiriitoja",
            "antal motsägelser",
            "number of discrepancies",
            "integer",
            derived=True,
        ),
    ),
)
ORGANISATIONS = Table(
    "organisations",
    "organisaatiot",
    "organisationer",
    "organisations",
    (
        *_identity(),
        *_texts("name", "skos:prefLabel", "nimi", "namn", "name"),
        Column("other_names", "skos:altLabel", "muut nimet", "andra namn", "other names", many=True),
        Column("type", "org:classification", "laji", "typ", "type", target="vocab/organisation-type/"),
        Column("identifiers", "org:identifier", "tunnisteet", "identifierare", "identifiers", many=True, derived=True),
        _code(
            "business_id",
            "org:identifier",
            "BusinessId",
            "[0-9]{7}-[0-9]",
            "Y-tunnus",
            "FO-nummer",
            "Finnish business id",
        ),
        _code(
            "ely_centre_code",
            "org:identifier",
            "ElyCentreCode",
            "[0-9]{2}",
            "ELY-keskuksen numero",
            "NTM-centralens nummer",
            "ELY Centre number",
        ),
        *_links(),
        Column("places", "dcterms:spatial", "paikat", "platser", "places", many=True, target="id/place/"),
        Column(
            "projects", "koto:implementer", "hankkeita", "antal projekt", "number of projects", "integer", derived=True
        ),
    ),
)
PLACES = Table(
    "places",
    "paikat",
    "platser",
    "places",
    (
        *_identity(),
        *_texts("name", "skos:prefLabel", "nimi", "namn", "name"),
        Column("kind", "koto:placeKind", "laji", "slag", "kind"),
        Column("part_of", "dcterms:isPartOf", "kuuluu", "hör till", "part of", target="id/place/"),
        _code(
            "municipality_code",
            "dcterms:identifier",
            "MunicipalityCode",
            "[0-9]{3}",
            "kuntanumero",
            "kommunnummer",
            "municipality code",
        ),
        _code(
            "region_code",
            "dcterms:identifier",
            "RegionCode",
            "[0-9]{2}",
            "maakuntanumero",
            "landskapsnummer",
            "region code",
        ),
        *(
            _code(
                f"nuts_code_{year}",
                "dcterms:identifier",
                f"NutsCode{year}",
                "FI[0-9A-Z]{3}",
                f"NUTS-tunnus vuoden {year} taulussa",
                f"Nuts-kod i tabellen för {year}",
                f"NUTS code in the table of {year}",
            )
            for year in (2022, 2025)
        ),
        *_links(),
    ),
)
GRANTS = Table(
    "grants",
    "avustukset",
    "bidrag",
    "grants",
    (
        *_identity(),
        Column("project", "koto:grant", "hanke", "projekt", "project", refers="projects", derived=True),
        Column(
            "instrument",
            "koto:fundedUnder",
            "rahoitusväline",
            "finansieringsinstrument",
            "funding instrument",
            target="vocab/instrument/",
        ),
        Column("identifier", "dcterms:identifier", "hankekoodi", "projektkod", "project code"),
        *_dates(),
        *_amounts(),
        Column(
            "other_amounts", "koto:hasAmount", "muut summat", "andra belopp", "other amounts", many=True, derived=True
        ),
    ),
)
STATEMENTS = Table(
    "statements",
    "mitä lähteet sanovat",
    "vad källorna säger",
    "what the sources say",
    (
        *_identity(),
        Column("project", "koto:describes", "hanke", "projekt", "project", refers="projects", derived=True),
        Column("source", "koto:source", "lähde", "källa", "source", derived=True),
        Column("record", "koto:statedBy", "merkintä", "post", "record", target="id/record/"),
        Column("line", "koto:line", "rivi", "rad", "line", "integer"),
        Column("language", "dcterms:language", "kieli", "språk", "language", derived=True),
        Column("property", "koto:property", "ominaisuus", "egenskap", "property", derived=True),
        Column("as_written", "koto:asWritten", "kuten kirjoitettu", "så som skrivet", "as written"),
        Column("value", "koto:value", "arvo", "värde", "value", derived=True),
        Column("value_type", "koto:value", "arvon laji", "värdets typ", "type of value", derived=True),
        Column(
            "amount_kind",
            "koto:amountKind",
            "summan laji",
            "beloppets slag",
            "kind of amount",
            target="vocab/amount-kind/",
        ),
    ),
)
SUCCESSIONS = Table(
    "successions",
    "jatkohankkeet",
    "fortsättningsprojekt",
    "successions",
    (
        *_identity(),
        _project("koto:predecessor", "predecessor"),
        _project("koto:successor", "successor"),
        Column(
            "evidence_kind",
            "koto:evidenceKind",
            "näytön laji",
            "slag av belägg",
            "kind of evidence",
            target="vocab/evidence-kind/",
        ),
        Column("evidence_record", "koto:evidenceRecord", "merkintä", "post", "record", target="id/record/"),
        Column("evidence_line", "koto:evidenceLine", "rivi", "rad", "line", "integer"),
        Column("confidence", "koto:confidence", "varmuus (0–1)", "säkerhet (0–1)", "confidence (0–1)", "decimal"),
    ),
)
DISCREPANCIES = Table(
    "discrepancies",
    "ristiriidat",
    "motsägelser",
    "discrepancies",
    (
        *_identity(),
        _project(),
        Column("property", "koto:property", "ominaisuus", "egenskap", "property", derived=True),
        Column("language", "dcterms:language", "kieli", "språk", "language"),
        Column("statements", "koto:considered", "lausumat", "utsagor", "statements", many=True, target="id/statement/"),
        Column(
            "as_written", "koto:asWritten", "kuten kirjoitettu", "så som skrivet", "as written", many=True, derived=True
        ),
        Column("resolved_value", "koto:resolvedValue", "päätelty arvo", "slutsats", "concluded value", derived=True),
        Column("value_type", "koto:resolvedValue", "arvon laji", "värdets typ", "type of value", derived=True),
        Column("rules", "koto:rule", "säännöt", "regler", "rules", many=True, target="vocab/resolution-rule/"),
    ),
)
TABLES = (PROJECTS, ORGANISATIONS, PLACES, GRANTS, STATEMENTS, SUCCESSIONS, DISCREPANCIES)
