"""Do people find what they mean? Labelled queries on the bundled data, with and without an analyser of Finnish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from kotograph.site.search import Searcher, build_index, find_lemmatiser
from tests.site.search.labelled import HELD_OUT, TUNED, Documents, mean_recall, read_queries

LEAST = 0.9
# Where no analyser is installed, both are the fallback.
ANALYSERS = {"stems": None, "at hand": find_lemmatiser()}


@pytest.fixture(scope="module", params=list(ANALYSERS))
def searchers(request: pytest.FixtureRequest, documents: Documents) -> Mapping[str, Searcher]:
    """A searcher for each language, for each analyser."""
    lemmatise = ANALYSERS[request.param]
    return {language: Searcher(build_index(given, language, lemmatise)) for language, given in documents.items()}


@pytest.mark.parametrize("name", [TUNED, *HELD_OUT])
def test_recall(name: str, searchers: Mapping[str, Searcher]) -> None:
    finders = {language: searcher.find for language, searcher in searchers.items()}
    assert mean_recall(read_queries(name), finders) >= LEAST


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_recall_in_each_language(language: str, searchers: Mapping[str, Searcher]) -> None:
    queries = [each for name in (TUNED, *HELD_OUT) for each in read_queries(name) if each.language == language]
    assert mean_recall(queries, {language: searchers[language].find}) >= LEAST


def test_labels_are_sound(documents: Documents) -> None:
    known = {document.id for document in documents["fi"]}
    queries = read_queries(TUNED)
    held_out = [each for name in HELD_OUT for each in read_queries(name)]
    everything = [*queries, *held_out]
    assert len(queries) >= 60 and len(held_out) >= 20
    assert all(each.evidence and each.relevant for each in everything)
    assert {key for each in everything for key in each.relevant} - known == set()
    assert max(Counter((each.language, each.query.casefold()) for each in everything).values()) == 1
    kinds = Counter(
        word for each in queries for word in ("inflected", "compound", "acronym", "typo") if word in each.difficulty
    )
    assert kinds["inflected"] + kinds["compound"] >= 15 and kinds["acronym"] >= 3 and kinds["typo"] >= 3
    languages = Counter(each.language for each in queries)
    assert languages["fi"] >= 30 and languages["sv"] >= 15 and languages["en"] >= 15


ASKED = [
    ("fi", "turvapaikanhakijoille", "project/yhteisollinen-kotoutuminen"),
    ("fi", "kotoutumista", "project/finmonik2"),
    ("fi", "hankkeet", "question/by-theme"),
    ("fi", "naisille", "target-group/migrant-women"),
    ("fi", "lapset", "target-group/migrant-children"),
    ("fi", "lasten", "project/stig-in2-astu-sisaan2-come-in2"),
    ("fi", "verkkokoulutuksia", "project/verkkokoulutus-antirasismista-ammattilaisille"),
    ("fi", "maahan muuttaja", "target-group/migrants"),
    ("fi", "rio 2", "project/rio-2"),
    ("fi", "RIO2", "project/rio-2"),
    ("fi", "finmonik 2", "project/finmonik2"),
    ("fi", "finmonik-2", "project/finmonik2"),
    ("fi", "Migrationsverket", "organisation/maahanmuuttovirasto"),
    ("fi", "Finnish Immigration Service", "organisation/maahanmuuttovirasto"),
    ("fi", "thl:n hankkeet", "organisation/terveyden-ja-hyvinvoinnin-laitos"),
    ("fi", "2.3", "objective/amif-2014-2020-2.3"),
    ("fi", "ESR 2014-2020", "instrument/esf-2014-2020"),
    ("sv", "Pelastakaa Lapset", "organisation/pelastakaa-lapset"),
    ("sv", "maahanmuuttajanaiset", "target-group/migrant-women"),
    ("sv", "asylsökande", "project/yhteisollinen-kotoutuminen"),
    ("sv", "barnens", "organisation/pelastakaa-lapset"),
    ("sv", "invandrarkvinnor", "target-group/migrant-women"),
    ("sv", "Aabo Akademi", "organisation/abo-akademi"),
    ("en", "turvapaikka", "project/yhteisollinen-kotoutuminen"),
    ("en", "Tampereen ammattikorkeakoulu", "organisation/tampereen-ammattikorkeakoulu"),
    ("en", "migrant woman", "target-group/migrant-women"),
    ("en", "antiracism", "theme/anti-racism"),
]


@pytest.mark.parametrize(("language", "query", "wanted"), ASKED)
def test_what_a_person_may_ask(language: str, query: str, wanted: str, searchers: Mapping[str, Searcher]) -> None:
    assert wanted in [hit.id for hit in searchers[language].find(query, 5)]


@pytest.mark.parametrize("query", ["ydinvoimala", "maatalous", "kalastus", "polkupyörä", "kärnkraft", "football"])
def test_what_nothing_is_about_is_not_found(query: str, searchers: Mapping[str, Searcher]) -> None:
    assert searchers["fi"].find(query) == []
