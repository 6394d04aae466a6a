"""Pages of Kohesio: an entry is a grant, with two sums and English days."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.records import Page, Property
from kotograph.sources import Overrides
from tests.sources.reading import read, roles

PAGE = """Kohesio: discover EU projects in your region

project info
Start date: 3 March 2016
End date: 31 December 2018
funding
Fund: European Social Fund (ESF)
Total budget: 1 200 000,00 €
EU contribution: 600 000,50 € (50,00%)
programme
Programming period: 2014-2021
Managing authority: ministeriö

Village House

The village gets a house. It is for all: young and old.
"""


def test_a_page_is_told_by_its_labels_and_read_whole(tmp_path: Path) -> None:
    page = read(tmp_path, PAGE)
    assert page.source.language == "en" and page.source.publisher_language == "en"
    (record,) = page.records
    assert (record.title, record.line, record.instrument, record.currency) == ("Village House", 14, "esf", "EUR")
    assert record.value(Property.START) == "2016-03-03" and record.value(Property.END) == "2018-12-31"
    amounts = [(s.detail, s.value, s.line) for s in record.statements if s.property is Property.AMOUNT]
    assert amounts == [("eu-contribution", "600000.5", 9), ("total-cost", "1200000", 8)]
    assert record.as_json()["amounts"] == [
        {"kind": "eu-contribution", "amount": "600000.5", "amount_text": "600 000,50 €", "line": 9},
        {"kind": "total-cost", "amount": "1200000", "amount_text": "1 200 000,00 €", "line": 8},
    ]
    assert record.lines.facts == (4, 5, 7, 8, 9) and record.lines.description == (16,)
    assert roles(page) == [
        "navigation", "heading", "facts", "facts", "heading", "facts", "facts", "facts", "heading",
        "ignored", "ignored", "title", "description",
    ]  # fmt: skip
    assert [issue.code for issue in page.issues] == ["ignored-label", "ignored-label"]
    assert not record.issues


def issues(page: Page) -> list[tuple[str, int]]:
    return sorted((issue.code, issue.line) for issue in page.iter_issues() if issue.code != "ignored-label")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("31 December 2018", "31 November 2018", [("impossible-date", 5)]),
        ("31 December 2018", "1 January 2015", [("end-before-start", 5)]),
        ("600 000,50 € (50,00%)", "some", [("currency-not-stated", 9), ("unreadable-amount", 9)]),
        ("1 200 000,00 €", "1 200 000,00 kr", [("other-currency", 8)]),
        ("Fund: European Social Fund (ESF)", "Fund: Cohesion Fund (CF)", []),
        ("End date: 31 December 2018\n", "", []),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    page = read(tmp_path, PAGE.replace(old, new))
    assert issues(page) == expected and len(page.records) == 1


def test_the_total_alone_is_the_amount(tmp_path: Path) -> None:
    page = read(tmp_path, PAGE.replace("EU contribution: 600 000,50 € (50,00%)\n", ""), overrides=FORCED)
    statement = page.records[0].find(Property.AMOUNT)
    assert statement and (statement.value, statement.detail) == ("1200000", "total-cost")


FORCED = Overrides(format="kohesio-page")


def test_a_page_without_a_name_has_no_entry(tmp_path: Path) -> None:
    page = read(tmp_path, PAGE[: PAGE.index("Village House")])
    assert not page.records and issues(page) == [("missing-title", 1)]
    assert not read(tmp_path, "Nothing of the kind\n", overrides=FORCED).records


def test_a_grant_has_the_code_that_its_metadata_give(tmp_path: Path) -> None:
    toml = """id = "kohesio-q1-en"
format = "kohesio-page"
language = "en"
describes = "grants"
{more}entries = 1
[[snapshot]]
file = "page.txt"
"""
    (tmp_path / "source.toml").write_text(toml.format(more='identifier = "S1"\n'), encoding="utf-8")
    assert read(tmp_path, PAGE).records[0].grant == "S1"
    (tmp_path / "source.toml").write_text(toml.format(more=""), encoding="utf-8")
    assert read(tmp_path, PAGE).records[0].grant == "village-house"
    (tmp_path / "source.toml").unlink()
    assert read(tmp_path, PAGE).records[0].grant is None
