"""Turtle and TriG as people see them."""

from pathlib import Path

import pytest

from kotograph.export.turtle import SECTIONS, Names, iter_trig, iter_turtle
from kotograph.quads import typed
from kotograph.terms import read_quads
from kotograph.vocab import KOTO, PREFIXES

from .dataset import BASE


def test_readable_turtle_is_as_expected(sample: list[str]) -> None:
    expected = Path(__file__).parent / "expected" / "sample.ttl"
    assert "".join(iter_turtle(read_quads(sample), BASE)) == expected.read_text(encoding="utf-8")


def test_trig_keeps_a_subject_in_its_section_in_every_graph(sample: list[str]) -> None:
    text = "".join(iter_trig(read_quads(sample), BASE))
    editorial = text.partition("<graph/editorial> {")[2].partition("\n}")[0]
    assert '# Projects (1)\n\n    <id/project/rio-2> dcterms:title "RIO 2 – Roving migration expert"@en' in editorial
    assert [line for line in text.splitlines() if line.endswith(" {")] == [
        f"<graph/{name}> {{" for name in ("editorial", "projects", "source/page-fi", "source/page-sv", "vocabulary")
    ]


@pytest.mark.parametrize(
    ("lexical", "datatype", "short"),
    [
        ("7", "integer", True),
        ("-7", "integer", True),
        ("007", "integer", False),
        ("+7", "integer", False),
        ("98820.05", "decimal", True),
        ("1.50", "decimal", True),
        ("218995", "decimal", False),
        (".5", "decimal", False),
        ("5.", "decimal", False),
        ("0.0000001", "decimal", False),
        ("true", "boolean", True),
        ("1", "boolean", False),
        ("1.0E0", "double", False),
    ],
)
def test_numbers_are_short_only_where_they_read_back(lexical: str, datatype: str, short: bool) -> None:
    spelled = Names(BASE).object(typed(lexical, datatype))
    assert spelled == (lexical if short else f'"{lexical}"^^xsd:{datatype}')


@pytest.mark.parametrize(
    ("iri", "spelled"),
    [
        (KOTO + "line", "koto:line"),
        (KOTO + "9lives", f"<{KOTO}9lives>"),
        (KOTO + "dot.", f"<{KOTO}dot.>"),
        (KOTO + "a/b", f"<{KOTO}a/b>"),
        (KOTO, f"<{KOTO}>"),
        (BASE + "id/project/rio-2", "<id/project/rio-2>"),
        (BASE + "id/project/å", "<id/project/å>"),
        (BASE + "id/..", f"<{BASE}id/..>"),
        (BASE + "id//x", f"<{BASE}id//x>"),
        (BASE + "other/x", f"<{BASE}other/x>"),
        ("https://example.org/", "<https://example.org/>"),
    ],
)
def test_names_are_short_only_where_they_are_safe(iri: str, spelled: str) -> None:
    assert Names(BASE).iri(f"<{iri}>") == spelled


def test_only_what_was_used_is_declared() -> None:
    names = Names(BASE)
    assert names.header() == ""
    names.iri(f"<{KOTO}line>")
    assert names.header() == f"@prefix koto: <{KOTO}> .\n"
    assert Names("https://example.org/a/../b/").iri("<https://example.org/a/../b/id/x>").startswith("<https://")


def test_hidden_characters_are_escaped() -> None:
    names = Names(BASE)
    assert names.object('"a\u00a0b\u200fc\U000e0041"') == '"a\\u00A0b\\u200Fc\\U000E0041"'
    assert names.object('"👨\u200d👩"') == '"👨\u200d👩"'
    assert names.object('"a\\nb\u202e\\r\\""@fi') == '"""a\nb\\u202E\\r\\""""@fi'


def test_sections_name_known_prefixes() -> None:
    curies = [curie for _, curies in SECTIONS for curie in curies]
    assert len(curies) == len(set(curies)) == 34
    assert {curie.partition(":")[0] for curie in curies} <= set(PREFIXES)
