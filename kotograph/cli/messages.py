"""What the command line says to people, in Finnish, Swedish and English."""

from __future__ import annotations

_TEXTS: dict[str, tuple[str, str, str]] = {
    "read": ("luetaan sivuja", "läser sidor", "reading pages"),
    "reconcile": ("yhdistetään tietueita", "sammanför poster", "reconciling records"),
    "map": ("kirjoitetaan väitteitä", "skriver utsagor", "writing statements"),
    "validate": ("tarkistetaan muotoja", "kontrollerar former", "checking shapes"),
    "store": ("ladataan tietokantaa", "laddar databasen", "loading the store"),
    "built": ("Rakennettu", "Byggt", "Built"),
    "pages": ("sivua", "sidor", "pages"),
    "records": ("tietuetta", "poster", "records"),
    "projects": ("hanketta, joilla on tietue", "projekt med en post", "projects with a record"),
    "named-only": ("vain nimettyä", "endast nämnda", "only named"),
    "organisations": ("toteuttajaorganisaatiota", "genomförande organisationer", "implementing organisations"),
    "units": ("yksikkö", "enhet", "unit"),
    "successions": ("jatkohanketta", "uppföljande projekt", "successions"),
    "quads": ("väitettä (quads)", "utsagor (quads)", "statements (quads)"),
    "contributions": ("EU-rahoitus yhteensä", "EU-stöd totalt", "EU contributions in all"),
    "violations": ("rikkomusta", "överträdelser", "violations"),
    "warnings": ("varoitusta", "varningar", "warnings"),
    "infos": ("huomautusta", "anmärkningar", "notices"),
    "validation": ("Tarkistus", "Kontroll", "Validation"),
    "disagreements": ("Mistä lähteet ovat eri mieltä", "Där källorna är oense", "Where the sources disagree"),
    "successors": (
        "Mitkä hankkeet jatkoivat toista hanketta, ja kuka toteutti molemmat?",
        "Vilka projekt fortsatte ett annat, och vem genomförde båda?",
        "Which projects continued another, and who ran both?",
    ),
    "files": ("Tiedostot", "Filer", "Files"),
    "store-file": ("SPARQL-tietokanta (Oxigraph)", "SPARQL-databas (Oxigraph)", "SPARQL store (Oxigraph)"),
    "nquads-file": ("koko aineisto (N-Quads)", "hela datamängden (N-Quads)", "the whole dataset (N-Quads)"),
    "report-file": ("mitä lukiessa huomattiin", "vad läsningen visade", "what reading noticed"),
    "quality-file": ("tarkistuksen tulokset (SHACL)", "kontrollens resultat (SHACL)", "validation results (SHACL)"),
    "next": ("Kokeile seuraavaksi", "Pröva härnäst", "Try next"),
    "site": ("kirjoitetaan sivuja", "skriver sidor", "writing pages"),
    "site-written": (
        "{pages} sivua, {files} tiedostoa: {changed} kirjoitettu, {removed} poistettu",
        "{pages} sidor, {files} filer: {changed} skrivna, {removed} borttagna",
        "{pages} pages, {files} files: {changed} written, {removed} removed",
    ),
    "downloads": ("kirjoitetaan ladattavia tiedostoja", "skriver filer att hämta", "writing downloads"),
    "published": (
        "Julkaistu versio {version}: {pages} sivua, {files} tiedostoa",
        "Version {version} publicerad: {pages} sidor, {files} filer",
        "Published version {version}: {pages} pages, {files} files",
    ),
    "published-same": (
        "Mikään ei ole muuttunut: versio {version} on julkaistu",
        "Inget har ändrats: version {version} är publicerad",
        "Nothing has changed: version {version} is published",
    ),
    "federate": ("kysytään muualta", "frågar annanstans", "asking elsewhere"),
    "asking": ("Kysytään myös palvelulta {url}", "Frågar även {url}", "Also asking {url}"),
    "push": ("viedään graafeja", "överför grafer", "pushing graphs"),
    "pushed": (
        "Viety osoitteeseen {url}: {sent} graafia lähetetty, {same} oli jo samoja, {statements} väitettä",
        "Överfört till {url}: {sent} grafer sända, {same} redan desamma, {statements} utsagor",
        "Pushed to {url}: {sent} graphs sent, {same} the same already, {statements} statements",
    ),
    "push-sent": ("Lähetetty", "Sända", "Sent"),
    "push-removed": ("Poistettu, koska niitä ei enää ole", "Borttagna, finns inte längre", "Removed, no longer there"),
    "push-others": (
        "Kannassa on myös graafeja, joita tässä rakennuksessa ei ole (--prune poistaa ne)",
        "Databasen har också grafer som detta bygge saknar (--prune tar bort dem)",
        "The store also has graphs that this build does not have (--prune removes them)",
    ),
    "serving": ("Palvelin on osoitteessa {url}", "Servern finns på {url}", "Serving at {url}"),
    "serving-form": (
        "Kyselysivu on pelkkä lomake: muokkainta ei saatu asennettaessa (asenna npm ja aja: make editor)",
        "Frågesidan är ett enkelt formulär: redigeraren saknades vid installationen (installera npm, kör: make editor)",
        "The query page is a plain form: its editor was not there at installation (install npm, then run: make editor)",
    ),
    "link-asking": ("kysytään", "frågar", "asking"),
    "link-somebody": ("joku", "någon", "somebody"),
    "link-question": (
        "Sama? [y] kyllä, [c] vain läheinen, [n] ei, [s] ohita, [q] lopeta",
        "Samma? [y] ja, [c] bara närliggande, [n] nej, [s] hoppa över, [q] sluta",
        "The same? [y] yes, [c] only close, [n] no, [s] skip, [q] quit",
    ),
    "link-counts": (
        "{accepted} linkkiä hyväksytty, {proposed} ehdotettu, {rejected} hylätty",
        "{accepted} länkar godkända, {proposed} föreslagna, {rejected} förkastade",
        "{accepted} links accepted, {proposed} proposed, {rejected} rejected",
    ),
    "link-review": (
        "Päätä ehdotuksista: lisää --review",
        "Avgör förslagen: lägg till --review",
        "Decide on the proposals: add --review",
    ),
    "site-same": ("Mikään ei ole muuttunut", "Inget har ändrats", "Nothing has changed"),
    "none": ("ei päätetty", "ingen slutsats", "nothing concluded"),
    "rule": ("sääntö", "regel", "rule"),
    "not-on-page": ("ei sivun sanoin", "inte sidans ord", "not in the page's words"),
    "discrepancy": ("lähteet eri mieltä", "källorna oense", "sources disagree"),
    "editorial": ("Toimituksen lisäämää", "Redaktionens tillägg", "Added by the editors"),
    "continues": ("Jatkaa hanketta", "Fortsätter projektet", "Continues"),
    "continued-by": ("Jatkohanke", "Fortsätts av", "Continued by"),
    "evidence": ("todiste", "belägg", "evidence"),
    "confidence": ("luottamus", "tillförlitlighet", "confidence"),
    "line": ("rivi", "rad", "line"),
    "stated": ("sanottu", "uppgivet", "stated"),
    "funded-under": ("Rahoitusväline", "Finansieringsinstrument", "Funded under"),
    "stated-below": ("sanottu sivulla", "uppgivet på sidan", "stated on the page"),
    "named-in": ("Nimetään lähteessä", "Nämns i", "Named in"),
    "part": ("Osa", "Del", "Part"),
    "outputs": (
        "Tuotokset (toimituksen lisäämää)",
        "Resultat (redaktionens tillägg)",
        "Outputs (added by the editors)",
    ),
    "about": ("noin", "cirka", "about"),
    "unit-pieces": ("kpl", "st.", "pieces"),
    "unit-languages": ("kieltä", "språk", "languages"),
    "unit-participations": ("osallistumista", "deltaganden", "participations"),
    "criteria": (
        "Hyvän käytännön kriteerit (toimituksen arvio)",
        "Kriterier för god praxis (redaktionens bedömning)",
        "Criteria of good practice (judged by the editors)",
    ),
    "parameters": ("parametrit", "parametrar", "parameters"),
    "no-parameters": ("ei parametreja", "inga parametrar", "no parameters"),
    "required": ("annettava", "måste anges", "required"),
    "conforms": ("Muodot täyttyvät", "Formerna uppfylls", "The graph conforms to the shapes"),
    "written": ("Kirjoitettu", "Skrivet", "Written"),
    "scored": (
        "Metatiedon laatu (data.europa.eu:n säännöin):",
        "Metadatans kvalitet (enligt data.europa.eu):",
        "Metadata quality by the rules of data.europa.eu:",
    ),
    "score": ("Pisteet", "Poäng", "Score"),
    "score-open": (
        "Jos myös se, mitä ei tarkistettu, on kunnossa",
        "Om även det som inte kontrollerats är i ordning",
        "If what was not checked is well too",
    ),
    "not-checked": ("ei tarkistettu", "inte kontrollerat", "not checked"),
    "no-dataset": (
        "Luettelossa ei ole aineistoa (dcat:Dataset), jonka voisi pisteyttää.",
        "Katalogen har ingen datamängd (dcat:Dataset) att poängsätta.",
        "The catalogue has no dataset (dcat:Dataset) to score.",
    ),
    "unchanged": ("Päätökset olivat jo ajan tasalla", "Besluten var redan aktuella", "The decisions were up to date"),
}
_ORDER = ("fi", "sv", "en")


def say(key: str, lang: str) -> str:
    """Return a text in a language.

    >>> say("rule", "sv")
    'regel'
    """
    return _TEXTS[key][_ORDER.index(lang)]


def say_unit(unit: str, lang: str) -> str:
    """Return the name of an output's unit in a language; a unit that has none is shown as it is.

    >>> say_unit("languages", "fi"), say_unit("litres", "fi")
    ('kieltä', 'litres')
    """
    return say(f"unit-{unit}", lang) if f"unit-{unit}" in _TEXTS else unit


def format_amount(lexical: str, lang: str) -> str:
    """Write an amount of euro as readers of a language do.

    >>> format_amount("9992754.48", "en"), format_amount("218995", "en")
    ('€9,992,754.48', '€218,995')
    """
    whole, _, cents = lexical.partition(".")
    cents = cents.ljust(2, "0") if cents else ""
    grouped = f"{int(whole):,}"
    if lang == "en":
        return f"€{grouped}{'.' + cents if cents else ''}"
    return f"{grouped.replace(',', chr(0xA0))}{',' + cents if cents else ''}\u00a0€"
