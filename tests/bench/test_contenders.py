"""The contenders of the benchmark write the same quads, so that their times can be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import mapping_kotograph, mapping_rdflib, proof
from bench.generate import OBJECTIVE, iter_records, make_source
from bench.mapping import MORPH_PYTHON, Contender, Timing, compare_times, find_contenders
from bench.measure import BenchError, Run, middle, run
from bench.questions import read_example
from bench.report import Row, render_results, render_section, render_table
from bench.tables import write_tables
from kotograph.config import DEFAULT_BASE
from kotograph.iris import Iris
from kotograph.mapping.documents import map_document
from kotograph.query import list_queries
from kotograph.records import Record

COUNT = 50


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    write_tables(tmp_path, make_source(COUNT), OBJECTIVE, iter_records(COUNT))
    return tmp_path


def test_kotograph_and_rdflib_write_the_same_quads(tables: Path) -> None:
    ours, theirs = tables / "kotograph.nq", tables / "rdflib.nq"
    mapping_kotograph.main(tables, ours)
    mapping_rdflib.main(tables, theirs)
    count, differences = proof.compare([ours, theirs])
    assert differences == []
    assert count == ours.read_bytes().count(b"\n") > COUNT * 50


def test_the_proof_sees_a_single_difference(tables: Path) -> None:
    ours, other = tables / "kotograph.nq", tables / "other.nq"
    mapping_kotograph.main(tables, ours)
    lines = ours.read_text(encoding="utf-8").splitlines(keepends=True)
    other.write_text("".join(lines[1:]), encoding="utf-8")
    count, differences = proof.compare([ours, other])
    assert count == len(lines)
    assert differences == [f"only kotograph: {lines[0].removesuffix(' .' + chr(10))}"]
    assert proof.main([ours, other]) == 1
    assert proof.main([ours, ours]) == 0


def test_tables_give_back_the_records(tables: Path) -> None:
    def facts(record: Record) -> tuple[object, ...]:
        # The datatype of a value that cannot be read is of no use to a mapping, and stands in no table.
        statements = [(s.property, s.as_written, s.value, s.line, s.value and s.datatype) for s in record.statements]
        return record.key, record.line, record.title, record.language, statements, {i.code for i in record.issues}

    assert [facts(r) for r in mapping_kotograph.iter_records(tables)] == [facts(r) for r in iter_records(COUNT)]


def test_the_tables_document_is_mapped_as_the_source(tables: Path) -> None:
    page = mapping_kotograph.read_document(tables / "document.csv")
    assert map_document(page, Iris(DEFAULT_BASE)).count("\n") == 16


def test_contenders_that_cannot_run_are_named() -> None:
    found, notes = find_contenders(Path("nowhere") / "python", ["rdflib"])
    assert [contender.name for contender in found] == ["kotograph"]
    assert any("make bench" in note for note in notes)
    assert any(note.startswith("rdflib") for note in notes)
    assert MORPH_PYTHON.parts[-4:] == ("bench", ".venv", "bin", "python")


def test_ratios_are_of_the_same_size_and_turn() -> None:
    ours = Timing(Run(2, 2, 100), Run(1, 1, 100), Run(3, 3, 100))
    theirs = Timing(Run(90, 90, 500), Run(50, 60, 500), Run(91, 91, 500))
    rows = compare_times({"kotograph": {10: [ours, ours]}, "rdflib": {10: [theirs]}})
    assert [(row.figure, row.met) for row in rows] == [("50.0× (60.0× of CPU)", True), ("45.0× (45.0× of CPU)", None)]


def test_a_failing_command_says_what_it_wrote() -> None:
    python = Contender("x", "nothing_here", "python3")
    with pytest.raises(BenchError, match="nothing_here"):
        run(python.command(Path(), Path("out")))


def test_a_command_is_measured() -> None:
    done = run(["python3", "-c", "sum(range(10**6))"])
    assert done.cpu > 0
    assert done.wall > 0
    assert done.peak > 1_000_000
    assert middle([Run(1, 1, 1), Run(2, 2, 2), Run(9, 9, 9)]) == Run(2, 2, 2)


def test_every_example_of_a_question_gives_its_parameters() -> None:
    found = {query.name: read_example(query) for query in list_queries()}
    assert found["active-on"] == {"date": "2017-06-01"}
    assert len(found) > 20


def test_the_report_says_what_is_met_and_what_is_not() -> None:
    rows = [Row("a", "6×", "≥ 5×", True), Row("b", "3×", "≥ 5×", False), Row("c", "1 s")]
    table = render_table(rows)
    assert len({len(line) for line in table.splitlines()}) == 1
    assert "| NO" in table
    section = render_section("site", rows, ["a note"], "Measured on 2026-01-02.")
    text = render_results({"site": section})
    assert "2026-01-02" in text
    assert "- a note" in text


def test_what_was_not_measured_anew_stays() -> None:
    old = {name: render_section(name, [Row(name, "1×")], [], "then") for name in ("site", "mapping")}
    before = render_results(old)
    assert render_results({}, before) == before
    new = render_results({"site": render_section("site", [Row("site", "2×")], ["a note"], "now")}, before)
    assert new.index("## mapping") < new.index("## site")
    assert (new.count("then"), new.count("now"), new.count("1×"), new.count("2×")) == (1, 1, 1, 1)
