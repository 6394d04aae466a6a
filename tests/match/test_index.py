"""What is found by name, what is certain, and what keeps two names apart."""

from __future__ import annotations

import doctest
import random
import time
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.match import Entry, Index, Name, Wanted, compare, index, names, normalise, places, reading

_NAMES = {
    "city-a": ("Helsingin kaupunki", "Helsingfors stad"),
    "university": ("Helsingin yliopisto",),
    "uas": ("Tampereen ammattikorkeakoulu", "Tampere University of Applied Sciences"),
    "uas-university": ("Tampereen yliopisto",),
    "ely-u": ("Uudenmaan ELY-keskus", "NTM-centralen i Nyland"),
    "ely-p": ("Pirkanmaan elinkeino-, liikenne- ja ympäristökeskus",),
    "redcross": ("Suomen Punainen Risti",),
    "redcross-district": ("Suomen Punainen Risti, Hämeen piiri",),
    "rio": ("RIO",),
    "rio-2": ("RIO 2 - Kiertävä maahanmuuton asiantuntija",),
    "agency": ("Maahanmuuttovirasto", "Migrationsverket"),
    "institute": ("Terveyden ja hyvinvoinnin laitos", "Institutet för hälsa och välfärd"),
    "kuuma": ("KUUMA-komissio",),
    "same-1": ("Toivon talo ry",),
    "same-2": ("Toivon talo",),
}
_ABBREVIATIONS = {"institute": ("THL",)}


def _make(key: str, texts: tuple[str, ...]) -> Entry:
    stated = tuple(Name(text, "", "abbreviation") for text in _ABBREVIATIONS.get(key, ()))
    return Entry(key, tuple(Name(text) for text in texts) + stated)


INDEX = Index(_make(key, texts) for key, texts in _NAMES.items())


@pytest.mark.parametrize("module", [compare, index, names, normalise, places, reading], ids=lambda m: m.__name__)
def test_examples(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("HELSINGIN  kaupunki", "city-a"),
        ("Helsingin kaupungin", "city-a"),
        ("City of Helsinki", "city-a"),
        ("Helsingfors", ""),
        ("Tampereen ammattikorkeakoulu Oy", "uas"),
        ("Uudenmaan elinkeino-, liikenne- ja ympäristökeskus", "ely-u"),
        ("Pirkanmaan ELY-keskus", "ely-p"),
        ("Lapin ELY-keskus", ""),
        ("Suomen Punainen Risti ry", "redcross"),
        ("Suomen Punainen Risti, Lapin piiri", ""),
        ("RIO-hanke", "rio"),
        ("RIO 3", ""),
        ("Maahanmuuttovirastossa", "agency"),
        ("Mahanmuuttovirasto", ""),
        ("THL", "institute"),
        ("Institutet för hälsa och välfärd (THL)", "institute"),
        ("Kuuma komissio", "kuuma"),
        ("Uutta luova -hanke", ""),
        ("Toivon talo", ""),
        ("Helsingin kaupunki (sosiaalitoimi)", ""),
        ("Helsingin kaupunki, sosiaalitoimi", ""),
        ("Toivon talo Oy", ""),
        ("Terveyden ja hyvinvoinnin laitoksen", "institute"),
    ],
)
def test_what_is_certain(text: str, key: str) -> None:
    certain = [found.entry.id for found in INDEX.find(Wanted(text)) if found.certain]
    if text == "Toivon talo Oy":
        # One of the two is an association, so only the other may be a company.
        key = "same-2"
    assert certain == ([key] if key else [])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Helsingfors", "city-a"),
        ("SPR", "redcross"),
        ("Mahanmuuttovirasto", "agency"),
        ("Migrations verket", "agency"),
        ("Kiertävä maahanmuuton asiantuntija", "rio-2"),
        ("TAMK", "uas"),
        ("Institutet för halsa och valfard", "institute"),
    ],
)
def test_what_comes_first(text: str, key: str) -> None:
    found = INDEX.find(Wanted(text))
    assert found[0].entry.id == key
    assert found[0].score > 60
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


@pytest.mark.parametrize(
    ("text", "key", "feature"),
    [
        ("Pirkanmaan ELY-keskus", "ely-u", "places"),
        ("Tampereen kaupunki", "uas", "kind"),
        ("RIO 2", "rio", "numbers"),
        ("Toivon talo Oy", "same-1", "legal form"),
    ],
)
def test_what_is_distinctive_stands_against_it(text: str, key: str, feature: str) -> None:
    candidate = next(found for found in INDEX.find(Wanted(text), 20) if found.entry.id == key)
    assert [each.value for each in candidate.features if each.name == feature] == [0.0]
    assert candidate.score <= 55
    assert not candidate.certain


def test_the_score_follows_from_the_features() -> None:
    for text in ("Helsingfors", "TAMK", "Lapin ELY-keskus", "RIO 2"):
        for candidate in INDEX.find(Wanted(text, types=("x",)), 20):
            product = 100.0
            for feature in candidate.features:
                assert 0 <= feature.value <= 1 and 0 <= feature.weight <= 1
                product *= 1 - feature.weight * (1 - feature.value)
            assert candidate.score == pytest.approx(product, abs=0.2)


def test_an_identifier_decides() -> None:
    entries = [Entry("a", (Name("Alku"),), identifiers=("0246312-1",)), Entry("b", (Name("Loppu"),))]
    (first, *_) = Index(entries).find(Wanted("Loppu", identifiers=("0246312-1",)))
    assert (first.entry.id, first.certain, first.score) == ("a", True, 100.0)
    (by_both, *_) = Index(entries).find(Wanted("Alku", "fi", identifiers=("0246312-1",)))
    assert (by_both.how, by_both.certain) == ("same identifier", True)
    twice = Index([*entries, Entry("c", (Name("Muu"),), identifiers=("0246312-1",))])
    assert not any(found.certain for found in twice.find(Wanted("", identifiers=("0246312-1",))))


def test_types_and_places_tell_bearers_of_one_name_apart() -> None:
    found = Index(
        [
            Entry("project", (Name("Polku"),), ("project",), places=("Turku",)),
            Entry("organisation", (Name("Polku ry"),), ("organisation",), places=("Oulu",)),
        ]
    )
    assert not any(each.certain for each in found.find(Wanted("Polku")))
    assert [each.certain for each in found.find(Wanted("Polku", types=("organisation",)))] == [True, False]
    assert found.find(Wanted("Polku", types=("organisation",)))[0].entry.id == "organisation"
    assert found.find(Wanted("Polku", places=("Turku",)))[0].entry.id == "project"


def test_order_of_entries_does_not_matter() -> None:
    entries = list(INDEX.entries)
    random.Random(7).shuffle(entries)
    again = Index(entries)
    for texts in _NAMES.values():
        for text in texts:
            assert again.find(Wanted(text), 20) == INDEX.find(Wanted(text), 20)


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    found = INDEX.find(Wanted(text), 3)
    assert len(found) <= 3
    assert all(0 < each.score <= 100 for each in found)
    INDEX.search_prefix(text, 3)


def test_prefixes_find_words_too() -> None:
    assert [each.entry.id for each in INDEX.search_prefix("helsingin ", 5)] == ["city-a", "university"]
    assert [each.entry.id for each in INDEX.search_prefix("punai", 5)] == ["redcross", "redcross-district"]
    assert INDEX.search_prefix("", 5) == []
    assert len(INDEX.search_prefix("t", 2)) == 2


def test_time_grows_with_the_names_and_not_with_the_entries() -> None:
    """Blocking keeps a search from looking at every entry: ten times as many take less than four times as long."""
    small, large = (_time_search(size) for size in (1_000, 10_000))
    assert large < 4 * small + 0.2


def _time_search(size: int) -> float:
    draw = random.Random(1)
    syllables = ["ka", "ra", "lo", "mi", "sa", "te", "vu", "po", "ki", "nu", "he", "ja"]
    words = ["".join(draw.choices(syllables, k=draw.randint(2, 4))) for _ in range(2000)]
    kinds = ["kaupunki", "ammattikorkeakoulu", "säätiö", "seurakunta", "yhdistys ry", "kansanopisto"]
    entries = [
        Entry(f"{n:05}", (Name(f"{draw.choice(words)}n {draw.choice(words)} {draw.choice(kinds)}"),))
        for n in range(size)
    ]
    many = Index(entries)
    wanted = draw.sample(entries, 200)
    start = time.process_time()
    found = [many.find(Wanted(entry.names[0].text[:-1]), 1)[0] for entry in wanted]
    spent = time.process_time() - start
    right = sum(first.entry.names == entry.names for first, entry in zip(found, wanted, strict=True))
    assert right >= 190
    return spent
