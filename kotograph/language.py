"""Tell which language a short title is really in: Finnish, Swedish or English, by words, endings and letters.

A title says little, so the page's language stands unless another language is clearly written; a title of several
languages keeps the page's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kotograph.config import LANGUAGES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORDS = {
    "fi": _words(
        "ja sekä on ei tai eli että projekti kohti yhdessä "
        "ilman vastaan kanssa tueksi tukena suomen uusi uuden tulo sisään mukaan kotiin kotona oma omaan ne se "
        "joka avulla aikana osaksi sinne tänne minä me kaikille kieli kielen työ työn maa lapset"
    ),
    "sv": _words(
        "och att för i på av med till en ett den det de som om utan mot inom från vid hos är inte eller ut hem projekt "
        "projektet nationellt nationell stöd mål stad vår ditt mitt sig ny nya nytt tillsammans genom mellan efter"
    ),
    "en": _words(
        "the and of for to in with on from by you your what have has about is are be we our their into through towards "
        "a an come how who all not new project learn together home integration pilot support women youth"
    ),
}
# Words that more than one of the languages writes the same way say nothing about which it is.
_SHARED = _words("i in en on de den me se under pilot integration home a an support")
_ENDINGS = {
    "fi": re.compile(
        r"(?:minen|misen|miseksi|misessa|misessä|mista|mistä|nen|sten|inen|isen|llisen|issa|issä|ssa|ssä|sta|stä|lla|llä|lta|ltä|"
        r"lle|ksi|iden|ien|jen|tta|ttä|uus|yys|uuden|yyden|uutta|oon|aan|ään|iin|een|ista|istä|isia|isiä|aatio|isto|stö|staja|täjä|ttu|tty)$"
    ),
    "sv": re.compile(
        r"(?:ning|ningen|ningar|ande|ende|het|heten|heter|skap|arna|erna|orna|tion|tionen|ism|else|elser|igt|iskt|iska|liga|ligt|are|ade|sjuk|nätverk|verk|verket)$"
    ),
    "en": re.compile(
        r"(?:tion|tions|ment|ments|ness|ity|ities|ship|ful|ing|ings|ed|ance|ence|ers|ism|ized|ised|ally|able|ive|ional)$"
    ),
}
_LETTERS = {
    "fi": re.compile(r"aa|ää|uu|yy|ii|öö|kk[aeiouyäö]|äy|yö|uo|ie[^rsn]|[aeiouyäö]ht[aeiouyäö]|[äy].*[äöy]"),
    "sv": re.compile(r"å|ck|sj|skj|tj|[bcdfgw].*[äö]|ö[rv]|[äö][brg][^äöaeiouy]|x"),
    "en": re.compile(r"th|wh|sh|oo|ee(?!n)|ea|ou|w|ght|ck|tch|qu"),
}
# Letters that Finnish words of its own never have.
_FOREIGN_TO_FINNISH = re.compile(r"[bcfqwxzå]")
_SEGMENT = re.compile(r"\s+[-–—]+\s+|[,:;/!?|()\"“”„]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PROJECT = re.compile(r".*hank(?:e|keen|keet|keessa)$")
_ENOUGH = 2.5
_MARGIN = 2.0
_WEIGHT_PROJECT, _WEIGHT_WORD, _WEIGHT_ENDING, _WEIGHT_LETTERS = 3.0, 2.0, 1.0, 0.5


@lru_cache(maxsize=65536)
def detect_language(title: str, page_language: str) -> str:
    """Return the language a title is in: the page's, unless another one is clearly written throughout.

    >>> detect_language("LYRIA – Learn yourself and repeat what you have learned about immigration affairs", "sv")
    'en'
    >>> detect_language("Hanke viisumitietojärjestelmän testaus- ja tuotantoympäristöjen pystyttämiseksi", "sv")
    'fi'
    >>> detect_language("Stig in2, Astu sisään2, Come in2 - Born to be included", "fi")
    'fi'
    >>> detect_language("MISEC-hanke", "sv"), detect_language("KotoKuusamo", "sv")
    ('fi', 'sv')
    """
    whole = score_languages(title)
    best = max(LANGUAGES, key=lambda language: (whole[language], language == page_language))
    if best == page_language or whole[best] < _ENOUGH or whole[best] - whole.get(page_language, 0.0) < _MARGIN:
        return page_language
    for segment in _SEGMENT.split(title):
        scores = score_languages(segment)
        rival = max(LANGUAGES, key=lambda language: (scores[language], language == best))
        if rival != best and scores[rival] >= _WEIGHT_WORD and scores[rival] - scores[best] >= _WEIGHT_ENDING:
            return page_language
    return best


def score_languages(text: str) -> dict[str, float]:
    """Return how strongly each language shows in a text; a word speaks by its meaning, its ending and its letters."""
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for raw in _WORD.findall(text):
        word = raw.casefold()
        if raw.isupper() and len(raw) > 1:
            continue
        if _PROJECT.match(word):
            scores["fi"] += _WEIGHT_PROJECT
            continue
        for language in LANGUAGES:
            if word in _WORDS[language] and word not in _SHARED:
                scores[language] += _WEIGHT_WORD
                continue
            if len(word) < 4:
                continue
            if language == "fi" and _FOREIGN_TO_FINNISH.search(word):
                continue
            if len(word) > 4 and _ENDINGS[language].search(word):
                scores[language] += _WEIGHT_ENDING
            if _LETTERS[language].search(word):
                scores[language] += _WEIGHT_LETTERS
    return scores
