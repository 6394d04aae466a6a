"""Place names in Finnish and Swedish, and the Finnish genitive in which a place stands before `kaupunki` and the like.

The table holds municipalities and regions of Finland whose Swedish name is not the Finnish one; the places of
`data/editorial/places.tsv` come on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from kotograph.match.normalise import fold, split_words

_TABLE = """
Askola Askola; Espoo Esbo; Eurajoki Euraåminne; Hamina Fredrikshamn; Hanko Hangö; Helsinki Helsingfors;
Huittinen Vittis; Hyvinkää Hyvinge; Hämeenlinna Tavastehus; Iisalmi Idensalmi; Ikaalinen Ikalis; Inari Enare;
Inkoo Ingå; Isokyrö Storkyro; Järvenpää Träskända; Kaarina S:t_Karins; Kajaani Kajana; Karkkila Högfors;
Kaskinen Kaskö; Kauniainen Grankulla; Kemiönsaari Kimitoön; Kerava Kervo; Kirkkonummi Kyrkslätt;
Kokkola Karleby; Kristiinankaupunki Kristinestad; Kruunupyy Kronoby; Lahti Lahtis; Laihia Laihela;
Lapinjärvi Lappträsk; Lappeenranta Villmanstrand; Lieto Lundo; Lohja Lojo; Loviisa Lovisa; Luoto Larsmo;
Maalahti Malax; Maarianhamina Mariehamn; Mikkeli S:t_Michel; Mustasaari Korsholm; Myrskylä Mörskom;
Naantali Nådendal; Närpiö Närpes; Oulu Uleåborg; Parainen Pargas; Pedersöre Pedersöre; Pietarsaari Jakobstad;
Pori Björneborg; Pornainen Borgnäs; Porvoo Borgå; Pyhtää Pyttis; Raahe Brahestad; Raasepori Raseborg;
Raisio Reso; Rauma Raumo; Savonlinna Nyslott; Sipoo Sibbo; Siuntio Sjundeå; Tampere Tammerfors; Tornio Torneå;
Turku Åbo; Tuusula Tusby; Ulvila Ulvsby; Uusikaarlepyy Nykarleby; Uusikaupunki Nystad; Vaasa Vasa;
Vantaa Vanda; Vihti Vichtis; Vöyri Vörå; Saimaa Saimen; Joensuu Joensuu; Jyväskylä Jyväskylä; Kemi Kemi;
Kotka Kotka; Kouvola Kouvola; Kuopio Kuopio; Kuusamo Kuusamo; Imatra Imatra; Nokia Nokia;
Orimattila Orimattila; Pudasjärvi Pudasjärvi; Rovaniemi Rovaniemi; Salo Salo; Seinäjoki Seinäjoki; Vaala Vaala;
Ahvenanmaa Åland; Etelä-Karjala Södra_Karelen; Etelä-Pohjanmaa Södra_Österbotten; Etelä-Savo Södra_Savolax;
Kainuu Kajanaland; Kanta-Häme Egentliga_Tavastland; Häme Tavastland; Karjala Karelen; Savo Savolax;
Keski-Pohjanmaa Mellersta_Österbotten; Keski-Suomi Mellersta_Finland; Kymenlaakso Kymmenedalen; Lappi Lappland;
Pirkanmaa Birkaland; Pohjanmaa Österbotten; Pohjois-Karjala Norra_Karelen; Pohjois-Pohjanmaa Norra_Österbotten;
Pohjois-Savo Norra_Savolax; Päijät-Häme Päijänne-Tavastland; Satakunta Satakunta; Uusimaa Nyland;
Varsinais-Suomi Egentliga_Finland
"""

# Ends of Finnish nominatives and of their genitives (folded); the longest that fits is used, and all of its genitives.
_GENITIVES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("uusimaa", ("uudenmaan",)),
    ("uusikaupunki", ("uudenkaupungin",)),
    ("uusikaarlepyy", ("uudenkaarlepyyn",)),
    ("isokyro", ("isonkyron",)),
    ("kaupunki", ("kaupungin",)),
    ("lahti", ("lahden",)),
    ("jarvi", ("jarven",)),
    ("joki", ("joen",)),
    ("saari", ("saaren",)),
    ("niemi", ("niemen",)),
    ("salmi", ("salmen",)),
    ("koski", ("kosken",)),
    ("suomi", ("suomen",)),
    ("lampi", ("lammen", "lammin")),
    ("vesi", ("veden",)),
    ("kivi", ("kiven",)),
    ("lappi", ("lapin",)),
    ("turku", ("turun",)),
    ("nen", ("sen", "sten")),
    ("nki", ("ngin",)),
    ("nko", ("ngon",)),
    ("nka", ("ngan",)),
    ("nta", ("nnan",)),
    ("nto", ("nnon",)),
    ("lta", ("llan",)),
    ("rta", ("rran",)),
    ("mpi", ("mmin",)),
    ("mpa", ("mman",)),
    ("kka", ("kan",)),
    ("kki", ("kin",)),
    ("kko", ("kon",)),
    ("tta", ("tan",)),
    ("tti", ("tin",)),
    ("tto", ("ton",)),
    ("ppa", ("pan",)),
    ("ppi", ("pin",)),
    ("ppo", ("pon",)),
    ("hti", ("hdin", "hden")),
    ("hta", ("hdan",)),
    ("hto", ("hdon",)),
    ("eto", ("edon", "eton")),
    ("ere", ("ereen",)),
    ("ame", ("ameen",)),
    ("kunta", ("kunnan",)),
)
_LONGEST_FIRST = tuple(sorted(_GENITIVES, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=65536)
def make_genitives(nominative: str) -> frozenset[str]:
    """Return the Finnish genitives that a folded nominative may have.

    >>> sorted(make_genitives("kauniainen")), sorted(make_genitives("vihti")), sorted(make_genitives("espoo"))
    (['kauniaisen', 'kauniaisten'], ['vihden', 'vihdin', 'vihtin'], ['espoon'])
    """
    forms = set() if nominative.endswith("nen") else {nominative + "n"}
    for ending, genitives in _LONGEST_FIRST:
        if nominative.endswith(ending):
            forms.update(nominative[: -len(ending)] + genitive for genitive in genitives)
            break
    if nominative.endswith(("e", "s")):
        forms.add(nominative + "en" if nominative.endswith("e") else nominative[:-1] + "ksen")
    return frozenset(forms)


@lru_cache(maxsize=1)
def _read_table() -> dict[str, str]:
    forms: dict[str, str] = {}
    for entry in _TABLE.replace("\n", " ").split(";"):
        finnish, swedish = (name.replace("_", " ") for name in entry.split())
        _add(forms, fold(finnish), (finnish, swedish))
    return forms


def _add(forms: dict[str, str], key: str, names: Iterable[str]) -> None:
    for position, name in enumerate(names):
        folded = fold(name)
        spellings = {folded, folded + "s"} | (make_genitives(folded) if position == 0 else set())
        for spelling in spellings:
            forms.setdefault(" ".join(split_words(spelling)), key)


def make_gazetteer(places: Iterable[tuple[str, str, str]] = ()) -> Mapping[str, str]:
    """Return every form of the known places as folded words, and the place it means (its folded Finnish name).

    ``places`` are (Finnish, Swedish, English) names; empty texts are left out.

    >>> known = make_gazetteer()
    >>> known["tampereen"], known["tammerfors"], known["uudenmaan"], known["nyland"]
    ('tampere', 'tampere', 'uusimaa', 'uusimaa')
    """
    forms = dict(_read_table())
    for finnish, swedish, english in places:
        key = fold(finnish or swedish or english)
        key = forms.get(key, key)
        names = [name for name in (finnish, swedish, english) if name]
        if names:
            _add(forms, key, names)
    return forms
