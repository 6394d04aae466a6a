"""Words of three languages that mean the same: kinds of organisation, legal forms, and the vocabulary of project pages.

The table is general: it holds stems of common words, never names of projects or of single organisations.
Stems are folded (lower case, no accents). A word is read as stems with short endings between them, so that
`maahanmuutto|virasto` and `migration|s|verk|et` come out as the same two concepts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


def read_words(text: str) -> frozenset[str]:
    """Return the words of a text as a set.

    >>> sorted(read_words("ja sekä"))
    ['ja', 'sekä']
    """
    return frozenset(text.split())


# concept | Finnish stems | Swedish stems | English stems; several stems are separated by spaces.
_TABLE = """
municipality|kaupunki kaupungi kunta kunna|stad kommun|city town municipality
uas|ammattikorkeakoulu amk|yrkeshogskol yrkeshogskole|uas
university|yliopisto|universitet|university universit
academy|akatemia|akademi|academy
agency|virasto|verk verket myndighet ambetsverk|agency authority
ministry|ministerio|ministeri|ministry
institute|laitos laitokse instituutti instituuti|institut anstalt vasend|institute
foundation|saatio|stiftelse|foundation
union|yhtyma|samfallighet samkommun|consortium
parish|seurakunta seurakun|forsamling|parish congregation
federation|liitto liito|forbund|federation union
association|yhdisty seura|forening sallskap|association society
centre|keskus keskukse|central centr center|centre center
ely-centre|elycentre|elycentre|elycentre
district|piiri|distrikt|district
area|alue|omrade|area county
council|neuvosto|rad radet|council
board|hallitus hallinto|styrelse forvaltning|board administration
school|koulu|skol skola|school
college|opisto|folkhogskol institution|college
hospital|sairaala|sjukhus sjukvard|hospital
church|kirkko kirko|kyrk kyrka kyrklig|church
lutheran|luterilai luterilaine|luthersk|lutheran
finland|suomi suome suomalai|finland finsk|finland finnish
nordic|pohjoismai pohjoismaine|nordisk norden|nordic
police|poliisi|polis|police
border|raja|grans|border
guard|vartio|bevakning|guard
customs|tulli|tull|customs
justice|oikeus oikeude|justitie ratt ratts|justice
prosecutor|syyttaja|aklagar|prosecutor
interior|sisa|inrikes|interior
foreign|ulko|utrikes|foreign
abroad|ulkomaa ulkomaan|utland utlands|abroad overseas
health|terveys terveyde|halso halsa halsovard|health
welfare|hyvinvointi hyvinvoinni hyvinvoin|valfard valfards valmaende|welfare wellbeing
social|sosiaali|social|social
labour|tyo tyollisyys|arbets arbete sysselsattning|employment labour work
economy|elinkeino talous taloude|naring narings ekonomi|economic
environment|ymparisto|miljo|environment
culture|kulttuuri|kultur kulturell|culture cultural
multi|moni|mang fler|multi
peace|rauha rauhan|fred freds|peace
upbringing|kasvatus kasvatukse|fostran pedagogik|
education|koulutus koulutukse koulut opetus opetukse oppimi|utbildning undervisning lara larande|education training
life|elama elamaa|liv livs livet|life
save|pelasta pelastakaa|radda|save
child|lapsi lapset lapse laste lasten|barn barne|child children
youth|nuoriso nuori nuor nuorte|ungdom ungdoms unga|youth young
woman|nainen naise nais naiste naiset|kvinn kvinno kvinnor|woman women
family|perhe|familj familje|family
help|apu avu|hjalp|help aid
red|punai punainen|rod roda|red
cross|risti|kors|cross
refugee|pakolai pakolais pakolaise|flykting|refugee
asylum|turvapaik turvapaikka turvapaika|asyl|asylum
migration|maahanmuut maahanmuutto maahanmuuto maahanmuuttaja maahantulo|migration invandr invandrar|immigration migrant
integration|kotout kotoutumi kotouttami kotouttava koto|integr integration integrer integrerande|integrating
population|vaesto|befolkning|population
crime|rikos rikokse|brott kriminal|crime
protection|suojelu|skydd|protection
region|maakunta maakunna alueelli|landskap regional|regional region
volunteer|vapaaehtoi|frivillig|volunteer
advice|neuvonta neuvon|radgivning|advice counselling
guidance|ohjaus ohjaukse ohjaa|handledning vagledning|guidance
racism|rasismi rasisti|rasism rasistisk|racism
anti|anti vasta vastaan|anti mot|anti against
web|verkko verko|webb nat|web online
professional|ammattilai ammattilaise ammatti|yrkes yrkesutbildad yrkesutbildade|professional
simulation|simulaatio|simuler simulering|simulation
society|yhteiskunta yhteiskunna yhteiskun|samhall samhalle samhallelig|society
reception|vastaanottav vastaanotto vastaanottavuu|mottaglig mottaglighet mottagning|reception receiving
promote|edistami edista|framja framjande|promoting promote
everyday|arki arje arjen|vardag vardags|everyday
easy|helppo helpo|enkel enklare|easy
convene|koollekutsu koollekutsuja|sammankalla sammankallande|convening
mentor|mentori mentor mentorointi|mentor mentorskap|mentor mentoring
deacon|diakoni diakonia|diakoni|diaconia
support|tuki tuke tueksi tukena|stod|support
home|koti koto kodi koton|hem hemifran|home
digital|digitaali digi|digital|digital
develop|kehittami kehitty kehitys|utveckl utveckling|development developing
study|selvitys selvitykse|utredning|study
permit|lupa luva|tillstand|permit
process|prosessi|process|process
forecast|ennakointi ennakoin|framsyn framsynthet prognos|foresight
resource|resurssi|resurs|resource
plan|suunnittelu|planering|planning
roving|kiertava|ambulerande ambuler|roving
expert|asiantuntija|expert|expert
strong|vahva|stark|strong
current|ajantasai ajantasainen|uppdaterad aktuell|current
knowledge|tieto tiedo|kunskap|knowledge
research|tutki tutkimus tutkittu|forskning forsknings|research
together|yhdessa|tillsammans|together
without|ilman|utan|without
inclusive|osallis osallista osallistava osallisuu|inkluder inkluderande delaktig delaktighet|inclusive participation
primary|ala peruskoulu|lagstadi lagstadie grundskol|primary
national|valtakunnalli valtakunnalline kansalli kansalline|nationell riksomfattande|national
wind|tuuli tuulta|vind|wind
deed|teko tekoja|handling handlingar|action deed
model|malli|modell|model
coaching|valmennus valmennukse|coachning traning|coaching
system|jarjestelma|system|system
visa|viisumi|visum visering|visa
language|kieli kiele|sprak|language
house|talo|hus|house
service|palvelu|tjanst service|service
return|paluu palaute palautu|atervandande atervandand|return
security|turvallisuu turvallisuus|sakerhet|security
test|testaus|test testning|testing
data|data rekisteri|data register|data register
cooperation|yhteistyo|samarbete samarbets|cooperation
prevention|ehkaisy torjunta|forebyggande bekampning|prevention
trade|kauppa|handel handels|trade
human|ihmis ihmise|manniskohandel manniska|human
victim|uhri|offer|victim
housing|asumi asumis asunto|boende bostad|housing
information|tiedotus informaatio|information|information
"""

# Phrases that are one name for a kind of body, put together before words are read; patterns of folded text.
PHRASES = tuple(
    (re.compile(pattern), " " + word + " ")
    for pattern, word in (
        (r"elinkeino-?,? ?liikenne-? ?ja ymparistokesku(?:s|ksen?)\b", "elycentre"),
        (r"narings-?,? ?trafik-? ?och miljocentral(?:en)?\b", "elycentre"),
        (r"centre for economic development, transport and the environment\b", "elycentre"),
        (r"\b(?:ely[- ]?kesku(?:s|ksen?)|ntm[- ]?central(?:en)?|ely[- ]centre)\b", "elycentre"),
        (r"\bev(?:ankelis|\.)?[- ]?lut(?:\.|erilai(?:nen|sen))?(?=\s|$)", "luterilainen"),
        (r"\bevangelisk-luthersk(?:a)?\b", "luthersk"),
        (r"\bkyrklig(?:a)? samfallighet(?:en)?\b", "forsamling samfallighet"),
        (r"\bkoulutus(?:kunta)?yhtyma\b", "koulutus yhtyma"),
        (r"\butbildningssamkommun(?:en)?\b", "utbildning samfallighet"),
    )
)

# Legal forms, by what they mean; the same form has a name in each language.
LEGAL_FORMS = {
    **dict.fromkeys(("oy", "ab", "oyj", "abp", "osakeyhtio", "aktiebolag", "ltd", "oy ab"), "company"),
    **dict.fromkeys(("ry", "rf", "r y", "r f", "rekisteroity yhdistys", "registrerad forening"), "association"),
    **dict.fromkeys(("sr", "rs", "saatio sr", "stiftelse sr"), "foundation"),
    **dict.fromkeys(("osk", "andelslag", "osuuskunta", "anl"), "cooperative"),
}

FUNCTION_WORDS = read_words(
    "ja seka tai eli och samt eller for i pa av till vid den det de ett en of the and for in at to med om som on "
    "kanssa ei mot hos inom with from a an"
)

PROJECT_WORDS = read_words(
    "hanke hankkeen hankkeet kehittamishanke kehityshanke projekti projektin projekt projektet project osahanke"
)

# Concepts that tell what kind of body a name is; two names of different kinds are never one organisation.
KINDS = read_words(
    "municipality uas university academy agency ministry institute foundation union parish federation association "
    "centre ely-centre district council board school college hospital church police customs"
)

# What may stand between two stems of a compound, or after the last one.
_ENDINGS = read_words(
    "n en in an on un yn den ten jen ien a e t ta s es et er ar or na ns ets ens erna arna orna as ien isten iden "
    "nen set sen ista issa ille lle sta ssa lla lta ksi ja jen va vaa van tava i ia o de d are ande ing ings"
)


@dataclass(frozen=True, slots=True)
class Stem:
    """One stem of the table: what it means and in which language it says so."""

    concept: str
    language: str


def _read_table() -> dict[str, Stem]:
    stems: dict[str, Stem] = {}
    for row in _TABLE.strip().splitlines():
        concept, *columns = row.split("|")
        for language, column in zip(("fi", "sv", "en"), columns, strict=True):
            for stem in column.split():
                stems.setdefault(stem, Stem(concept, language))
    return stems


_STEMS = _read_table()
_LONGEST = max(len(stem) for stem in _STEMS)
_SHORTEST = 3


@lru_cache(maxsize=65536)
def read_word(word: str) -> tuple[Stem, ...]:
    """Read a folded word as stems of the table; empty where some part of it is in no stem.

    >>> [stem.concept for stem in read_word("maahanmuuttovirasto")]
    ['migration', 'agency']
    >>> [stem.concept for stem in read_word("migrationsverket")]
    ['migration', 'agency']
    """
    return _read_rest(word, 0) or ()


def _read_rest(word: str, depth: int) -> tuple[Stem, ...] | None:
    """Read the word from its start; the longest stem that lets the rest be read wins."""
    if depth > 4:
        return None
    for size in range(min(_LONGEST, len(word)), _SHORTEST - 1, -1):
        stem = _STEMS.get(word[:size])
        if stem is None:
            continue
        rest = word[size:]
        if not rest or rest in _ENDINGS:
            return (stem,)
        for skip in range(4):
            if skip and rest[:skip] not in _ENDINGS:
                continue
            following = _read_rest(rest[skip:], depth + 1)
            if following is not None:
                return (stem, *following)
    return None
