"""The bundled pages are read to their last line, and their traps with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kotograph.records import Page, Property

EXPECTED = {
    "eusa-so2-under-way-fi": 16,
    "eusa-so2-completed-fi": 25,
    "eusa-so2-under-way-sv": 16,
    "kotona-suomessa-fi": 1,
    "good-practice-fi": 0,
    "kohesio-q3757245-en": 1,
    "kohesio-q3757713-en": 1,
}


@pytest.fixture(scope="module")
def entries(bundled_pages: Sequence[Page]) -> dict[tuple[str, int], dict[str, Any]]:
    return {(r.source, r.line): r.as_json() for page in bundled_pages for r in page.records}


def test_number_of_entries(bundled_pages: Sequence[Page]) -> None:
    assert {page.source.id: len(page.records) for page in bundled_pages} == EXPECTED


def test_every_non_blank_line_has_a_role(bundled_pages: Sequence[Page]) -> None:
    for page in bundled_pages:
        lines = Path(page.source.path).read_text(encoding="utf-8").split("\n")
        assert [a.line for a in page.account] == [n for n, line in enumerate(lines, 1) if line.strip()]
        assert "unknown" not in {a.role for a in page.account}


def test_objectives_with_and_without_entries(bundled_pages: Sequence[Page]) -> None:
    page = next(p for p in bundled_pages if p.source.id == "eusa-so2-under-way-sv")
    assert [(o.number, o.label, o.line) for o in page.objectives] == [
        ("2.1", "Laglig invandring", 5),
        ("2.2", "Integration", 9),
        ("2.3", "Utveckling av beredskapen", 79),
    ]
    assert Counter(r.value(Property.OBJECTIVE) for r in page.records) == {"2.2": 11, "2.3": 5}


def test_a_sentence_that_starts_like_a_heading_stays_a_sentence(bundled_pages: Sequence[Page]) -> None:
    page = next(p for p in bundled_pages if p.source.id == "eusa-so2-under-way-fi")
    assert {a.line: a.role for a in page.account}[9] == "objective text"


def test_links_of_the_completed_page(bundled_pages: Sequence[Page]) -> None:
    page = next(p for p in bundled_pages if p.source.id == "eusa-so2-completed-fi")
    assert sum(bool(r.links) for r in page.records) == 17


@pytest.mark.parametrize(
    ("source", "line", "field", "value"),
    [
        ("eusa-so2-under-way-fi", 15, "amount_text", "98 820,05 euroa"),
        ("eusa-so2-under-way-fi", 15, "amount", "98820.05"),
        ("eusa-so2-under-way-fi", 39, "amount_text", "110 509,38"),
        ("eusa-so2-under-way-fi", 45, "implementer", "LAB Ammattikorkeakoulu oy"),
        ("eusa-so2-under-way-fi", 57, "title", "Koulutus, ohjaus ja mentorointi kotouttavan diakonian tueksi-hanke"),
        ("eusa-so2-under-way-fi", 75, "implementer", "Åbo Akademi, Centret för livslångt lärande"),
        (
            "eusa-so2-under-way-fi",
            97,
            "title",
            "Maahanmuuttoviraston ennakoinnin ja resurssisuunnittelun hanke - SEER -hanke",
        ),
        ("eusa-so2-under-way-fi", 103, "end", "2022-01-30"),
        ("eusa-so2-completed-fi", 169, "start", None),
        ("eusa-so2-completed-fi", 169, "end", "2019-10-31"),
        ("eusa-so2-completed-fi", 141, "end", "2012-09-30"),
        ("eusa-so2-completed-fi", 141, "start", "2019-04-01"),
        ("eusa-so2-completed-fi", 29, "links", ["Katso hankkeen kotisivut"]),
        ("eusa-so2-under-way-sv", 61, "end", "2022-12-31"),
        ("eusa-so2-under-way-sv", 61, "amount", "174442"),
        ("eusa-so2-under-way-sv", 67, "amount_text", "170 560 euroa"),
        ("eusa-so2-under-way-sv", 107, "period", "1.9.2020 - 31.12.2022"),
        ("eusa-so2-under-way-sv", 107, "amount", "422174"),
        ("eusa-so2-under-way-sv", 43, "title", '"Enklare vardag"'),
        ("kotona-suomessa-fi", 3, "title", "Kotona Suomessa"),
        ("kotona-suomessa-fi", 3, "implementer", "Uudenmaan ELY-keskus"),
        ("kotona-suomessa-fi", 3, "start", "2015"),
        ("kotona-suomessa-fi", 3, "end", "2020"),
        ("kotona-suomessa-fi", 3, "amount", None),
    ],
)
def test_values(
    entries: dict[tuple[str, int], dict[str, Any]], source: str, line: int, field: str, value: object
) -> None:
    assert entries[source, line][field] == value


def test_issues_name_the_impossible(entries: dict[tuple[str, int], dict[str, Any]]) -> None:
    found = {(s, i["code"], i["line"]) for (s, _), entry in entries.items() for i in entry["issues"]}
    assert found == {
        ("eusa-so2-under-way-fi", "currency-not-stated", 43),
        ("eusa-so2-under-way-fi", "currency-not-stated", 89),
        ("eusa-so2-completed-fi", "end-before-start", 145),
        ("eusa-so2-completed-fi", "impossible-date", 173),
    }


def test_sum_as_stated_in_finnish(entries: dict[tuple[str, int], dict[str, Any]]) -> None:
    amounts = [Decimal(e["amount"]) for (s, _), e in entries.items() if s.endswith("-fi") and e["amount"]]
    twice = Decimal("112623") + Decimal("170560")
    assert sum(amounts) - twice == Decimal("9992754.48")
