"""What changes are told with, in Finnish, Swedish and English.

Properties of the dataset have their labels in it; here are those of other vocabularies, which it only uses.
"""

from __future__ import annotations

from kotograph.config import LANGUAGES
from kotograph.vocab import expand

_TEXTS: dict[str, tuple[str, str, str]] = {
    "kind-project": ("Hankkeet", "Projekt", "Projects"),
    "kind-organisation": ("Organisaatiot", "Organisationer", "Organisations"),
    "kind-instrument": ("Rahoitusvälineet", "Finansieringsinstrument", "Funding instruments"),
    "kind-objective": ("Tavoitteet", "Mål", "Objectives"),
    "kind-place": ("Paikat", "Platser", "Places"),
    "kind-theme": ("Teemat", "Teman", "Themes"),
    "kind-criterion": ("Hyvän käytännön kriteerit", "Kriterier för god praxis", "Good-practice criteria"),
    "kind-source": ("Lähteet", "Källor", "Sources"),
    "kind-concept": ("Muut käsitteet", "Andra begrepp", "Other concepts"),
    "kind-agent": ("Julkaisijat ja toimittajat", "Utgivare och redaktörer", "Publishers and editors"),
    "kind-term": ("Sanaston termit", "Termer i vokabulären", "Terms of the vocabulary"),
    "kind-other": ("Muut", "Övrigt", "Others"),
    "part-record": ("tietue", "post", "record"),
    "part-statement": ("väite", "utsaga", "statement"),
    "part-resolution": ("ratkaisu", "avgörande", "resolution"),
    "part-grant": ("avustus", "bidrag", "grant"),
    "part-amount": ("summa", "belopp", "amount"),
    "part-succession": ("jatkosuhde", "succession", "succession"),
    "part-output": ("tuotos", "resultat", "output"),
    "part-criterion-evidence": ("kriteeriarvio", "kriteriebedömning", "criterion evidence"),
    "part-editorial": ("toimituksen lisäys", "redaktionellt tillägg", "editorial statement"),
    "part-unit": ("yksikkö", "enhet", "unit"),
    "part-change": ("organisaatiomuutos", "organisationsförändring", "change of organisation"),
    "part-missing-link": ("puuttuva linkki", "saknad länk", "missing link"),
    "parts-record": ("tietuetta", "poster", "records"),
    "parts-statement": ("väitettä", "utsagor", "statements"),
    "parts-resolution": ("ratkaisua", "avgöranden", "resolutions"),
    "parts-grant": ("avustusta", "bidrag", "grants"),
    "parts-amount": ("summaa", "belopp", "amounts"),
    "parts-succession": ("jatkosuhdetta", "successioner", "successions"),
    "parts-output": ("tuotosta", "resultat", "outputs"),
    "parts-criterion-evidence": ("kriteeriarviota", "kriteriebedömningar", "pieces of criterion evidence"),
    "parts-editorial": ("toimituksen lisäystä", "redaktionella tillägg", "editorial statements"),
    "parts-unit": ("yksikköä", "enheter", "units"),
    "parts-change": ("organisaatiomuutosta", "organisationsförändringar", "changes of organisation"),
    "parts-missing-link": ("puuttuvaa linkkiä", "saknade länkar", "missing links"),
    "no-differences": ("Ei eroja", "Inga skillnader", "No differences"),
    "quads": (
        "{added} riviä lisätty, {removed} poistettu",
        "{added} rader tillagda, {removed} borttagna",
        "{added} lines added, {removed} removed",
    ),
    "moved": (
        "{count} rivin tieto oli tai on myös toisessa nimetyssä graafissa",
        "uppgiften på {count} rader fanns eller finns också i en annan namngiven graf",
        "{count} of these lines repeat what another named graph said or says",
    ),
    "count-added": ("{count} uutta", "{count} nya", "{count} new"),
    "count-removed": ("{count} poistunutta", "{count} borttagna", "{count} gone"),
    "count-changed": ("{count} muuttunutta", "{count} ändrade", "{count} changed"),
    "one-added": ("1 uusi", "1 ny", "1 new"),
    "one-removed": ("1 poistunut", "1 borttagen", "1 gone"),
    "one-changed": ("1 muuttunut", "1 ändrad", "1 changed"),
    "status-added": ("uusi", "ny", "new"),
    "status-removed": ("poistunut", "borttagen", "gone"),
    "status-changed": ("muuttunut", "ändrad", "changed"),
    "added": ("lisätty", "tillagt", "added"),
    "removed": ("poistettu", "borttaget", "removed"),
    "lines-moved": (
        "{count} kohdan rivinumero muuttui",
        "radnumret ändrades på {count} ställen",
        "{count} places have another line number",
    ),
    "with-parts": ("mukana", "tillsammans med", "along with"),
    "more": ("ja {count} muuta", "och {count} till", "and {count} more"),
    "first-version": (
        "Ensimmäinen julkaistu versio",
        "Den första publicerade versionen",
        "The first published version",
    ),
    "version": ("Versio {version}", "Version {version}", "Version {version}"),
    "feed-title": ("kotograph: muutokset", "kotograph: ändringar", "kotograph: changes"),
    "feed-subtitle": (
        "Mitä aineiston uusissa versioissa on lisätty, poistettu ja muutettu",
        "Vad som har lagts till, tagits bort och ändrats i nya versioner av datamängden",
        "What was added, removed and changed in new versions of the dataset",
    ),
    "patch": (
        "RDF Patch edellisestä versiosta",
        "RDF Patch från föregående version",
        "RDF Patch from the version before",
    ),
}
_PROPERTIES: dict[str, tuple[str, str, str]] = {
    "dcterms:created": ("luotu", "skapad", "created"),
    "dcterms:creator": ("tekijä", "skapare", "creator"),
    "dcterms:date": ("päiväys", "datum", "date"),
    "dcterms:hasPart": ("osat", "delar", "parts"),
    "dcterms:isPartOf": ("osana", "del av", "part of"),
    "dcterms:language": ("kieli", "språk", "language"),
    "dcterms:license": ("lisenssi", "licens", "licence"),
    "dcterms:modified": ("muokattu", "ändrad", "modified"),
    "dcterms:publisher": ("julkaisija", "utgivare", "publisher"),
    "dcterms:source": ("lähde", "källa", "source"),
    "org:classification": ("organisaatiotyyppi", "organisationstyp", "type of organisation"),
    "org:identifier": ("tunnus", "beteckning", "identifier"),
    "org:originalOrganization": ("alkuperäinen organisaatio", "ursprunglig organisation", "original organisation"),
    "org:resultingOrganization": ("uusi organisaatio", "ny organisation", "resulting organisation"),
    "org:unitOf": ("yksikkö organisaatiossa", "enhet vid", "unit of"),
    "owl:disjointWith": ("erillinen luokasta", "disjunkt med", "disjoint with"),
    "owl:inverseOf": ("käänteinen", "omvänd", "inverse of"),
    "owl:sameAs": ("sama kuin", "samma som", "same as"),
    "owl:versionIRI": ("version tunniste", "versionens IRI", "version IRI"),
    "owl:versionInfo": ("versio", "version", "version"),
    "prov:wasAttributedTo": ("tekijänä", "tillskriven", "attributed to"),
    "rdf:type": ("tyyppi", "typ", "type"),
    "rdfs:comment": ("selite", "kommentar", "comment"),
    "rdfs:domain": ("lähtöluokka", "definitionsklass", "domain"),
    "rdfs:isDefinedBy": ("määritelty sanastossa", "definieras i", "defined by"),
    "rdfs:label": ("nimike", "etikett", "label"),
    "rdfs:range": ("arvoluokka", "värdeklass", "range"),
    "rdfs:seeAlso": ("katso myös", "se även", "see also"),
    "rdfs:subClassOf": ("yläluokka", "överordnad klass", "subclass of"),
    "rdfs:subPropertyOf": ("yläominaisuus", "överordnad egenskap", "subproperty of"),
    "skos:altLabel": ("muu nimi", "annat namn", "other name"),
    "skos:broadMatch": ("laajempi käsite muualla", "vidare begrepp annanstans", "broader match"),
    "skos:broader": ("laajempi käsite", "vidare begrepp", "broader concept"),
    "skos:closeMatch": ("lähes sama käsite", "nästan samma begrepp", "close match"),
    "skos:definition": ("määritelmä", "definition", "definition"),
    "skos:exactMatch": ("sama käsite", "samma begrepp", "exact match"),
    "skos:example": ("esimerkki", "exempel", "example"),
    "skos:hasTopConcept": ("ylin käsite", "toppbegrepp", "top concept"),
    "skos:inScheme": ("käsitteistössä", "i begreppsschemat", "in scheme"),
    "skos:narrowMatch": ("suppeampi käsite muualla", "snävare begrepp annanstans", "narrower match"),
    "skos:narrower": ("suppeampi käsite", "snävare begrepp", "narrower concept"),
    "skos:notation": ("merkintä", "notation", "notation"),
    "skos:prefLabel": ("nimi", "namn", "name"),
    "skos:topConceptOf": ("käsitteistön ylin käsite", "toppbegrepp i", "top concept of"),
    "vann:preferredNamespacePrefix": ("etuliite", "prefix", "namespace prefix"),
    "vann:preferredNamespaceUri": ("nimiavaruus", "namnrymd", "namespace"),
    "void:uriSpace": ("osoitteet alkavat", "adresserna börjar", "addresses begin"),
}
_BY_TERM = {expand(name): texts for name, texts in _PROPERTIES.items()}


def say(key: str, lang: str, **values: object) -> str:
    """Return a text in a language, with what is to be filled in.

    >>> say("count-added", "fi", count=3)
    '3 uutta'
    """
    return _TEXTS[key][LANGUAGES.index(lang)].format(**values)


def find_property_name(term: str, lang: str) -> str | None:
    """Return the name of a spelled property of another vocabulary; None for those that the dataset names itself.

    >>> find_property_name("<http://www.w3.org/2004/02/skos/core#broader>", "sv")
    'vidare begrepp'
    """
    texts = _BY_TERM.get(term)
    return texts[LANGUAGES.index(lang)] if texts else None
