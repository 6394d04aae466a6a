"""Which entries are matched, which are left apart, and which are reported as unsure."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from kotograph.match.normalise import read_title
from kotograph.projects import Reconciled
from kotograph.reconcile import Identity, reconcile
from kotograph.reconcile.candidates import iter_candidates
from kotograph.reconcile.entries import Order, make_order, read_entry
from kotograph.reconcile.organisations import Organisations
from kotograph.reconcile.same_project import Scorer, differ_in_number
from kotograph.records import Record
from kotograph.reports import Severity
from tests.reconcile.making import DONE, FI, SV, make_page, make_pages, make_record

NOTHING = Identity()
YEAR = {"start": "2022-01-01", "end": "2022-12-31"}


def conclude(*records: Record) -> Reconciled:
    return reconcile(make_pages(*records), NOTHING)


def groups(result: Reconciled) -> set[frozenset[str]]:
    return {frozenset(r.id for r in p.records) for p in result.projects}


def codes(result: Reconciled) -> list[str]:
    return [issue.code for issue in result.issues]


def test_titles_without_a_common_word() -> None:
    a = make_record("Valoa kansalle", implementer="Porin kaupunki", amount="218995", **YEAR)
    b = make_record("Stigen framåt", SV, implementer="Björneborgs stad", amount="218995", **YEAR)
    assert groups(conclude(a, b)) == {frozenset({a.id, b.id})}


def test_listed_as_under_way_and_as_completed() -> None:
    a = make_record("Polku-hanke", implementer="Oulun kaupunki", amount="170560", start="2019-03-01", end="2022-02-28")
    b = make_record(
        "Polku",
        DONE,
        implementer="Oulun kaupunki",
        amount="170560",
        start="2019-03-01",
        end="2021-08-31",
        status="completed",
    )
    result = conclude(a, b)
    assert groups(result) == {frozenset({a.id, b.id})}
    assert not result.successions


@pytest.mark.parametrize(
    ("other", "changes"),
    [
        ("Kotoa kotiin ja yhteiskuntaan", {"implementer": "Tampereen ammattikorkeakoulu", "amount": "170560"}),
        ("Kotoa kotiin", {"implementer": "Oulun kaupunki", "amount": "90210"}),
        ("Taidetta kaikille", {"implementer": "Lahden kaupunki", "amount": "45300"}),
    ],
)
def test_shared_words_implementer_or_period_are_no_match(other: str, changes: dict[str, str]) -> None:
    a = make_record("Kotoa kotiin-hanke", implementer="Lahden kaupunki", amount="378890", **YEAR)
    b = make_record(other, DONE, status="completed", **YEAR, **changes)
    assert len(groups(conclude(a, b))) == 2


def test_number_in_the_name_keeps_projects_apart() -> None:
    a = make_record(
        "Sylvia 4", implementer="Työ- ja elinkeinoministeriö", amount="300000", start="2018-01-01", end="2020-12-31"
    )
    b = make_record(
        "Sylvia 3",
        DONE,
        implementer="Työ- ja elinkeinoministeriö",
        amount="300000",
        start="2015-01-01",
        end="2017-12-31",
        status="completed",
    )
    assert len(groups(conclude(a, b))) == 2


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("RIO-hanke", "RIO 2 - Kiertävä asiantuntija", True),
        ("FinMonik2", "Kunskap (FinMonik 2)", False),
        ("Polku II", "Polku", True),
        ("Polku, osa 2", "Polku, vaihe 3", True),
        ("Strategia 2020", "Strategia", False),
    ],
)
def test_numbers(a: str, b: str, expected: bool) -> None:
    assert differ_in_number(read_title(a), read_title(b)) is expected


def test_equal_round_sum_and_period_alone_are_unsure() -> None:
    a = make_record("Valoa kansalle", implementer="Suunta ry", amount="300000", **YEAR)
    b = make_record("Stigen framåt", SV, implementer="Kompassen rf", amount="300000", **YEAR)
    result = conclude(a, b)
    assert len(groups(result)) == 2
    issue = next(i for i in result.issues if i.code == "unsure-match")
    assert issue.path == a.path
    assert issue.line == a.line
    assert b.path in issue.message
    assert "amount" in issue.message
    assert "same-project.tsv" in issue.hint
    assert issue.severity < Severity.VIOLATION


def test_twins_are_reported_and_not_guessed() -> None:
    finnish = [make_record(t, implementer="Ulkoministeriö", amount="75000", **YEAR) for t in ("Valoa", "Kansaa")]
    swedish = [
        make_record(t, SV, implementer="Utrikesministeriet", amount="75000", **YEAR) for t in ("Stigen", "Framåt")
    ]
    result = conclude(*finnish, *swedish)
    assert len(groups(result)) == 4
    assert "unsure-match" in codes(result)


def test_two_entries_of_one_page_are_never_one_project() -> None:
    a = make_record("Polku", implementer="Oulun kaupunki", amount="170561", **YEAR)
    b = make_record("Polku-hanke", FI, 35, implementer="Oulun kaupunki", amount="170561", **YEAR)
    c = make_record("Polku", "other-fi", implementer="Oulun kaupunki", amount="170561", **YEAR)
    assert all(len({r.source for r in p.records}) == len(p.records) for p in conclude(a, b, c).projects)


def test_different_funds_are_different_projects() -> None:
    a = make_record("Polku", fund="amif-2014-2020", implementer="Oulun kaupunki", **YEAR)
    b = make_record("Polku", "other-fi", fund="esf-2014-2020", implementer="Oulun kaupunki", **YEAR)
    result = conclude(a, b)
    assert len(groups(result)) == 2
    assert codes(result) == ["unsure-match"]


def test_one_title_with_other_facts_is_asked_about() -> None:
    a = make_record("Kotona Suomessa", implementer="Uudenmaan ELY-keskus", start="2015", end="2020")
    b = make_record("Kotona Suomessa", "eura-fi", implementer="Oulun kaupunki", start="2015-01-01", end="2018-07-31")
    result = conclude(a, b)
    assert len(groups(result)) == 2
    assert [(i.code, i.severity) for i in result.issues] == [("same-title", Severity.INFO)]


def test_cents_and_slips_do_not_matter() -> None:
    a = make_record("Verkkokoulutus antirasismista", implementer="Vaasan kaupunki", amount="184126.80", **YEAR)
    b = make_record("Webbutbldning om antirasism", SV, implementer="Vassa stad", amount="184127.31", **YEAR)
    assert groups(conclude(a, b)) == {frozenset({a.id, b.id})}


def test_finnish_titles_on_a_swedish_page() -> None:
    title = "Hanke viisumitietojärjestelmän testausympäristöjen pystyttämiseksi"
    a = make_record(title, implementer="Ulkoministeriö", amount="75000", **YEAR)
    b = make_record(title, SV, implementer="Utrikesministeriet", amount="75000", **YEAR)
    result = conclude(a, b)
    assert groups(result) == {frozenset({a.id, b.id})}
    assert result.projects[0].titles == ((title, "fi"),)


def test_score_explains_itself() -> None:
    a = make_record("Valoa (VAPA)", implementer="Porin kaupunki", amount="218995", **YEAR)
    b = make_record("Ljus (VAPA)", SV, implementer="Björneborgs stad", amount="218995", **YEAR)
    order = Order({})
    entries = [read_entry(record, number) for number, record in enumerate((a, b))]
    match = Scorer(entries, Organisations([a, b], NOTHING, order)).score(entries[0], entries[1])
    assert match.score > 0.99
    assert dict(match.features)["implementer"] > 0
    assert "amount +5.0" in match.explain()


def test_entries_without_facts_are_left_alone() -> None:
    a, b = make_record("Valoa", objective="", status=""), make_record("Ljus", SV, objective="", status="")
    result = conclude(a, b)
    assert len(groups(result)) == 2
    assert not result.issues


def test_page_given_twice_is_reported() -> None:
    page = make_page(make_record("Valoa", **YEAR))
    result = reconcile([page, page], NOTHING)
    assert len(result.projects) == 1
    assert codes(result) == ["repeated-source"]


def _many(count: int) -> Sequence[Record]:
    chance = random.Random(7)
    words = ["valo", "polku", "silta", "avain", "taivas", "meri", "metsä", "kieli", "taito", "arki", "voima", "suunta"]
    records = []
    for number in range(count):
        year = chance.randrange(2014, 2022)
        records.append(
            make_record(
                f"{' '.join(chance.choices(words, k=3))} {number % 97}x",
                f"p{number % 4}-fi",
                number,
                implementer=f"{chance.choice(words)} ry",
                amount=str(chance.randrange(10000, 900000)),
                start=f"{year}-01-01",
                end=f"{year + 2}-12-31",
            )
        )
    return records


def test_candidates_grow_with_the_records() -> None:
    for size in (1000, 5000):
        records = _many(size)
        entries = [read_entry(record, number) for number, record in enumerate(records)]
        organisations = Organisations(records, NOTHING, make_order(make_pages(*records)))
        assert sum(1 for _ in iter_candidates(entries, organisations)) < 30 * size
