"""The invented pages: the same bytes every time, full of traps, and read without an unknown line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.generate import NBSP, OBJECTIVE, Entry, Layout, iter_entries, iter_records, make_source, render_page
from bench.tables import write_tables
from kotograph.records import Page, Property, Record
from kotograph.sources import Catalogue, read_page
from tests.conftest import ROOT

COUNT = 300


def read_invented(folder: Path, layout: Layout) -> tuple[list[Entry], Page]:
    entries = list(iter_entries(COUNT, layout))
    path = folder / f"{layout}.txt"
    path.write_text(render_page(entries, layout), encoding="utf-8")
    return entries, read_page(path, Catalogue())


def generate(hash_seed: str, *arguments: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-m", "bench.generate", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout


@pytest.mark.parametrize("layout", Layout)
def test_pages_are_the_same_bytes_for_any_hash_seed(layout: Layout) -> None:
    pages = {generate(seed, "page", layout, "40") for seed in ("0", "1")}
    assert len(pages) == 1
    assert pages.pop().count(b"\n") > 100


def test_tables_are_the_same_bytes_for_any_hash_seed(tmp_path: Path) -> None:
    for seed in ("0", "1"):
        generate(seed, "tables", "40", str(tmp_path / seed))
    names = sorted(path.name for path in (tmp_path / "0").iterdir())
    assert names == ["document.csv", "issues.csv", "records.csv", "statements.csv"]
    for name in names:
        assert (tmp_path / "0" / name).read_bytes() == (tmp_path / "1" / name).read_bytes(), name


def test_an_entry_does_not_depend_on_how_many_are_asked_for() -> None:
    assert list(iter_entries(10)) == list(iter_entries(20))[:10]
    assert list(iter_entries(10, seed=1)) != list(iter_entries(10, seed=2))


@pytest.mark.parametrize("layout", Layout)
def test_invented_pages_are_read_whole(tmp_path: Path, layout: Layout) -> None:
    entries, page = read_invented(tmp_path, layout)
    assert page.source.language == layout.language
    assert [line for line in page.account if line.role == "unknown"] == []
    assert len(page.records) == COUNT
    assert [objective.number for objective in page.objectives] == [OBJECTIVE]
    for entry, record in zip(entries, page.records, strict=True):
        assert read_values(record) == expect_values(entry), entry


def read_values(record: Record) -> dict[str, object]:
    return {
        "title": record.title,
        "description": record.description,
        "implementer": record.value(Property.IMPLEMENTER),
        "start": record.value(Property.START),
        "end": record.value(Property.END),
        "amount": record.value(Property.AMOUNT),
        "objective": record.value(Property.OBJECTIVE),
        "issues": tuple(issue.code for issue in record.issues),
    }


def expect_values(entry: Entry) -> dict[str, object]:
    return {
        "title": entry.title,
        "description": "\n".join(entry.description),
        "implementer": entry.implementer,
        "start": entry.start,
        "end": entry.end,
        "amount": entry.amount,
        "objective": OBJECTIVE,
        "issues": entry.issues,
    }


def test_the_traps_of_real_pages_are_there() -> None:
    pages = {layout: render_page(iter_entries(COUNT, layout), layout) for layout in Layout}
    for typo in ("Hankeen kuvaus", "Hankkeen totetuttaja", "Toteutusiaka", "EU-tuen määra"):
        assert typo in pages[Layout.LABELLED_FI]
    assert "Projektbeskrivining" in pages[Layout.LABELLED_SV]
    for text in pages.values():
        assert NBSP in text
    facts = [line for line in pages[Layout.LABELLED_FI].splitlines() if "Toteutusaika" in line]
    assert 0 < sum(", Toteutusaika" not in line for line in facts) < len(facts)
    codes = [code for entry in iter_entries(COUNT) for code in entry.issues]
    assert set(codes) == {"currency-not-stated", "impossible-date"}


def test_streamed_records_are_what_reading_the_page_gives(tmp_path: Path) -> None:
    _, page = read_invented(tmp_path, Layout.LABELLED_FI)
    layouts = len(Layout)
    streamed = list(iter_records(COUNT))[::layouts]
    assert [read_values(record) for record in streamed] == [read_values(r) for r in page.records[::layouts]]


def test_a_table_has_a_row_for_every_record(tmp_path: Path) -> None:
    write_tables(tmp_path, make_source(25), OBJECTIVE, iter_records(25))
    assert (tmp_path / "records.csv").read_text(encoding="utf-8").count("\n") == 26
