"""Entries whose lines stand or read otherwise than most: each is read, or told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.records import Page, Property, Record
from tests.sources.reading import read, roles

HEADING = "Kylät\n\nKansallinen tavoite 2.2: Kylien työ\n\n"
FACTS = " • Hankkeen toteuttaja: Kyläseura ry, Toteutusaika: 1.1.2019 - 1.2.2020, EU-tuen määrä: 5 000 euroa\n"
ENTRY = f"Tupa\n\n • Hankkeen kuvaus: Kylä oppii.\n{FACTS}"


def read_one(folder: Path, text: str) -> Record:
    page = read(folder, HEADING + text)
    assert "unknown" not in roles(page) and not page.issues
    (record,) = page.records
    return record


def facts_of(record: Record) -> tuple[str | None, str | None, str | None]:
    implementer = record.find(Property.IMPLEMENTER)
    return implementer.as_written if implementer else None, record.period, record.amount_text


@pytest.mark.parametrize(
    "amount",
    ["€ 1 000", "-5 euroa", "noin 1 000 euroa", "2,5 miljoonaa euroa", "1 000 euroa (75 %)", "1 000,- euroa", "1 000"],
)
def test_an_odd_amount_leaves_implementer_and_period(tmp_path: Path, amount: str) -> None:
    record = read_one(tmp_path, f"Tupa\n\n • Kylä oppii.\n • Kyläseura ry, 1.4.2019 - 31.12.2019, EU-tuki {amount}\n")
    assert facts_of(record) == ("Kyläseura ry", "1.4.2019 - 31.12.2019", amount)


@pytest.mark.parametrize(
    "period", ["1.4.2019 -", "kevät 2019 - syksy 2020", "4/2019 - 12/2020", "2019-2020 (jatkoaika)"]
)
def test_an_odd_period_leaves_implementer_and_amount(tmp_path: Path, period: str) -> None:
    record = read_one(tmp_path, f"Tupa\n\n • K.\n • Kyläseura ry, Turku, {period}, EU-tuki 10 euroa\n")
    assert facts_of(record) == ("Kyläseura ry, Turku", period, "10 euroa")


@pytest.mark.parametrize(
    "sentence",
    [
        "Kylä sai vuosille 2015-2016 rahaa, EU-tuki 500 000 euroa riittää pitkälle.",
        "Kylä, joka sai vuosille 2015-2016 rahaa, EU-tuki 500 000 euroa",
        "Toteutusaika 2015 on lyhyt.",
        "EU-tuki on tärkeä.",
        "Toteuttaja on uusi kylä.",
    ],
)
def test_a_sentence_with_sums_and_years_is_description(tmp_path: Path, sentence: str) -> None:
    record = read_one(tmp_path, f"Tupa\n\n • {sentence}\n • Kyläseura ry, 1.1.2015 - 31.12.2016, EU-tuki 10 euroa\n")
    assert record.description == sentence
    assert facts_of(record) == ("Kyläseura ry", "1.1.2015 - 31.12.2016", "10 euroa")


def test_an_implementer_may_bear_years_or_the_name_of_the_support(tmp_path: Path) -> None:
    line = "Kylät 2015-2016 ry, EU-tuki ry, 1.1.2015 - 31.12.2016, EU-tuki 10 euroa"
    assert facts_of(read_one(tmp_path, f"Tupa\n\n • K.\n • {line}\n"))[0] == "Kylät 2015-2016 ry, EU-tuki ry"


@pytest.mark.parametrize("label", ["EU-tuen maara", "EU-tuen määra", "EU-tuen määrrä"])
def test_labels_without_accents_are_known(tmp_path: Path, label: str) -> None:
    record = read_one(tmp_path, ENTRY.replace("EU-tuen määrä", label))
    assert facts_of(record) == ("Kyläseura ry", "1.1.2019 - 1.2.2020", "5 000 euroa")


def test_a_description_may_go_on_below_its_item(tmp_path: Path) -> None:
    more = "Toinen kappale kertoo lisää.\n\nKolmas kertoo lopun.\n\n • kurssi\n • retki\n"
    record = read_one(tmp_path, ENTRY.replace(FACTS, more + FACTS))
    assert record.lines.description == (7, 8, 10, 12, 13)
    assert facts_of(record)[0] == "Kyläseura ry"


def test_a_title_that_ends_with_a_full_stop_starts_an_entry_after_one_without_facts(tmp_path: Path) -> None:
    page = read(tmp_path, HEADING + ENTRY.replace(FACTS, "\n") + ENTRY.replace("Tupa", "Kylä elää."))
    assert [(r.title, len(r.lines.facts)) for r in page.records] == [("Tupa", 0), ("Kylä elää.", 1)]


def test_a_description_may_stand_below_the_facts(tmp_path: Path) -> None:
    record = read_one(tmp_path, f"Tupa\n\n{FACTS} • Hankkeen kuvaus: Kylä oppii.\n")
    assert (record.description, record.lines.description) == ("Kylä oppii.", (8,))


@pytest.mark.parametrize("space", [" ", "\u00a0"])
def test_a_sentence_that_begins_like_a_heading(tmp_path: Path, space: str) -> None:
    sentence = "Kansallinen tavoite 2.2: kylien työ kohdassa on vielä yksi."
    heading = HEADING.replace("Kylien työ", f"Kylien{space}työ")
    page = read(tmp_path, f"{heading}{sentence}\n\n{ENTRY}\n{sentence}\n\n{ENTRY.replace('Tupa', 'Toinen')}")
    assert [o.number for o in page.objectives] == ["2.2"] and not page.issues
    assert roles(page).count("objective text") == 2
    assert [(r.title, r.value(Property.OBJECTIVE)) for r in page.records] == [("Tupa", "2.2"), ("Toinen", "2.2")]


@pytest.mark.parametrize(
    "title", ["Päivitetty opas tulijoille", "Julkaistu yhdessä", "Uppdaterad guide", "Koulutus, 2015-2017"]
)
def test_titles_that_look_like_something_else(tmp_path: Path, title: str) -> None:
    assert read_one(tmp_path, ENTRY.replace("Tupa", title)).title == title


@pytest.mark.parametrize(
    "line", ["Päivitetty 3.2.2020", "Sivu julkaistu: 3.2.2020 klo 9", "Uppdaterad den 3 mars 2020", "Julkaistu"]
)
def test_dates_of_the_page_are_navigation(tmp_path: Path, line: str) -> None:
    page = read(tmp_path, f"{HEADING}{ENTRY}\n{line}\n")
    assert roles(page)[-1] == "navigation" and len(page.records) == 1


@pytest.mark.parametrize(
    "link",
    [
        "Projektets webbsida",
        "Hankkeen Facebook-sivut",
        "kyla.fi",
        "Tuvan blogi",
        "www.kyla.fi/tupa",
        "Kylän kotisivuille",
    ],
)
def test_links_are_known_by_their_words(tmp_path: Path, link: str) -> None:
    assert [each.text for each in read_one(tmp_path, f"{ENTRY} • {link}\n").links] == [link]


@pytest.mark.parametrize("item", ["Luettelo -hanke", "Seminaarit", "Kylä löytyi osoitteesta kyla.fi."])
def test_other_items_below_the_facts_are_no_links(tmp_path: Path, item: str) -> None:
    page = read(tmp_path, f"{HEADING}{ENTRY} • {item}\n")
    assert roles(page)[-1] == "unknown" and [i.code for i in page.issues] == ["item-after-facts"]


def objectives(page: Page) -> list[str | None]:
    return [record.value(Property.OBJECTIVE) for record in page.records]


def test_other_numbered_headings_close_the_objective(tmp_path: Path) -> None:
    headings = ("Tavoite 6.3: Uusi", "Erityistapaus 1: Rekisteri", "Mål 6.4: Nytt", "Osa 4: Muut kylät")
    text = HEADING + ENTRY + "".join(f"\n{heading}\n\n{ENTRY}" for heading in headings)
    page = read(tmp_path, text)
    assert objectives(page) == ["2.2", "6.3", None, "6.4", None]
    assert "unknown" not in roles(page) and roles(page).count("heading") == 6


def test_a_numbered_line_cut_from_its_entry_is_still_reported(tmp_path: Path) -> None:
    page = read(tmp_path, f"{HEADING}{ENTRY}\nVaihe 2: kylä kasvaa\n")
    assert [i.code for i in page.issues] == ["orphan-line"]
