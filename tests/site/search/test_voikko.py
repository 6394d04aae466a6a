"""The analyser of Finnish: read as it answers, and done without where it is missing."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from kotograph.site.search_voikko import Lemmatiser, find_lemmatiser

ANSWERS = {
    "maahanmuuttajanaisten": [
        {"BASEFORM": "maahanmuuttajanainen", "WORDBASES": "+maahanmuuttaja(maahan=muuttaja)+nainen(nainen)"}
    ],
    "turvapaikanhakija": [
        {"BASEFORM": "turvapaikanhakija", "WORDBASES": "+turva(turva)+paikan(paikka)+haki(hakea)+ja(+ja)"}
    ],
    "Turussa": [{"BASEFORM": "turku"}, {"BASEFORM": "Turku", "WORDBASES": "+Turku(Turku)"}],
}


def analyse(word: str) -> list[dict[str, str]]:
    return ANSWERS.get(word, [])


@pytest.mark.parametrize(
    ("word", "lemmas"),
    [
        ("maahanmuuttajanaisten", ["maahan", "maahanmuuttajanainen", "muuttaja", "nainen"]),
        ("turvapaikanhakija", ["hakea", "paikka", "turva", "turvapaikanhakija"]),
        ("Turussa", ["turku"]),
        ("barnen", []),
    ],
)
def test_lemmas_and_parts(word: str, lemmas: list[str]) -> None:
    assert list(Lemmatiser(analyse, "canned")(word)) == lemmas


def test_without_the_library_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libvoikko", None)
    assert find_lemmatiser() is None


@pytest.mark.parametrize("failure", [OSError, ValueError])
def test_without_the_dictionary_there_is_none(monkeypatch: pytest.MonkeyPatch, failure: type[Exception]) -> None:
    def fail(language: str) -> None:
        raise failure(f"no dictionary for {language}")

    module = ModuleType("libvoikko")
    module.Voikko = fail  # type: ignore[attr-defined]
    module.VoikkoException = ValueError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "libvoikko", module)
    assert find_lemmatiser() is None


def test_with_all_parts_it_names_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    class Voikko:
        def __init__(self, language: str) -> None:
            assert language == "fi"

        analyze = staticmethod(analyse)

        @staticmethod
        def getVersion() -> str:
            return "4.3.1"

    module = ModuleType("libvoikko")
    module.Voikko = Voikko  # type: ignore[attr-defined]
    module.VoikkoException = ValueError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "libvoikko", module)
    found = find_lemmatiser()
    assert found is not None and found.name == "voikko 4.3.1" and list(found("Turussa")) == ["turku"]
