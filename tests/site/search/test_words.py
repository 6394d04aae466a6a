"""Words and stems: the forms of one word come together, and different words stay apart."""

from __future__ import annotations

import doctest

import pytest

from kotograph.site import search, search_match, search_words
from kotograph.site.search_words import find_stem, fold, normalise, split_pieces, split_words

FORMS = [
    "kunta kunnan kunnat kunnille kuntien kunnassa",
    "lapsi lapset lasten lapsia lapsille",
    "hanke hankkeet hankkeiden hanketta hankkeessa",
    "hakija hakijat hakijoille hakijoita hakijoiden",
    "koulutus koulutuksen koulutusta koulutuksia koulutukset",
    "kotoutuminen kotoutumisen kotoutumista kotoutumiseen",
    "osallisuus osallisuuden osallisuutta",
    "oleskelulupa oleskeluluvan oleskelulupien oleskelulupia",
    "turku turussa turun",
    "tulkki tulkin tulkit tulkkien",
    "viranomainen viranomaiset viranomaisten viranomaista",
    "integraatio integraation integraatiota",
    "integration integrationen integrationens",
    "barn barnen barnens barnets",
    "flykting flyktingar flyktingarna flyktingarnas",
    "kvinna kvinnor kvinnorna kvinnors",
    "projekt projektet projekten projektets",
    "volunteer volunteers",
    "family families",
]


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({find_stem(normalise(form)) for form in forms.split()}) == 1


def test_different_words_have_different_stems() -> None:
    stems = [find_stem(word) for word in (forms.split()[0] for forms in FORMS)]
    # The Finnish and the Swedish word are one to a reader.
    assert len(set(stems)) == len(stems)


@pytest.mark.parametrize("word", ["rio", "koko", "seer", "thl", "2", "2.3", "s2", "finmonik2"])
def test_short_names_and_numbers_stay_whole(word: str) -> None:
    assert find_stem(word) == word


def test_a_stem_is_never_empty() -> None:
    for word in ("aaaaaaaa", "ssssssss", "tattatta", "ninninnen", "yyyyys"):
        assert len(find_stem(word)) >= 3


def test_texts_of_all_kinds_are_cut_without_harm() -> None:
    assert split_words("İstanbul Čapek ﬁn Åbo") == ["istanbul", "capek", "fin", "åbo"]
    assert split_words("A\u0308iti o\u0308ljy") == ["äiti", "öljy"]
    assert split_words("ELY-keskus: 4.–6. luokka, 2014–2020; ESF+") == [
        *("ely", "keskus", "4", "6", "luokka", "2014", "2020", "esf"),
    ]
    assert split_words("… <!-- --> \u202e") == []
    assert split_pieces("stig2in") == ["stig", "2", "in"]
    assert fold("åäö") == "aao"


@pytest.mark.parametrize("module", [search, search_match, search_words])
def test_examples(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0 and result.failed == 0
