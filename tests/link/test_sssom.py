"""SSSOM tables are read strictly: what is wrong is told with its file and line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kotograph.errors import InputError
from kotograph.link import read_mappings
from kotograph.link.sssom import read_set

HEAD = """#curie_map:
#  place: "https://w3id.org/kotograph/id/place/"
#  wd: "http://www.wikidata.org/entity/"
#  semapv: "https://w3id.org/semapv/vocab/"
#mapping_date: "2026-11-26"
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tmapping_source\n"
ROW = "place:turku\tskos:closeMatch\twd:Q38511\tsemapv:ManualMappingCuration\t0.95\thttps://example.org/x\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "places.sssom.tsv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_mapping_is_read_whole(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path, (HEAD + COLUMNS + "\n" + ROW).replace("\n", ending))
    (mapping,) = read_mappings(tmp_path)
    assert mapping.subject == "https://w3id.org/kotograph/id/place/turku"
    assert mapping.predicate == "http://www.w3.org/2004/02/skos/core#closeMatch"
    assert mapping.object == "http://www.wikidata.org/entity/Q38511"
    assert mapping.justification == "https://w3id.org/semapv/vocab/ManualMappingCuration"
    assert (mapping.confidence, mapping.source) == (Decimal("0.95"), "https://example.org/x")
    assert (mapping.date, mapping.where) == ("2026-11-26", f"{path}:8")


def test_slots_of_the_head_hold_for_every_line_without_them(tmp_path: Path) -> None:
    head = HEAD + '#mapping_justification: "semapv:LexicalMatching"\n#predicate_id: "rdfs:seeAlso"\n'
    (mapping,) = read_set(write(tmp_path, f"{head}subject_id\tobject_id\nplace:turku\twd:Q38511\n"))
    assert mapping.justification.endswith("LexicalMatching") and mapping.predicate.endswith("#seeAlso")
    assert mapping.confidence is None


def test_cells_in_quotes_are_read_without_them(tmp_path: Path) -> None:
    row = ROW.replace("wd:Q38511", '"wd:Q38511"').replace("https://example.org/x", '"said ""so"""')
    (mapping,) = read_set(write(tmp_path, HEAD + COLUMNS + row))
    assert (mapping.object, mapping.source) == ("http://www.wikidata.org/entity/Q38511", 'said "so"')
    path = write(tmp_path, HEAD + COLUMNS + ROW.replace("wd:Q38511", '"wd:Q38511'))
    with pytest.raises(InputError) as caught:
        read_set(path)
    assert caught.value.where == f"{path}:7"


def test_what_is_proposed_rejected_or_negated_is_not_published(tmp_path: Path) -> None:
    columns = COLUMNS.rstrip("\n") + "\tstatus\tpredicate_modifier\n"
    endings = ("\t", "accepted\t", "proposed\t", "rejected\tNot", "\tNot", "accepted\tNot")
    rows = [f"{ROW.rstrip()}\t{end}\n".replace("turku", f"p{n}") for n, end in enumerate(endings)]
    path = write(tmp_path, HEAD + columns + "".join(rows))
    assert [each.subject[-2:] for each in read_mappings(tmp_path)] == ["p0", "p1"]
    assert len(read_set(path)) == 6


def test_no_folder_is_no_mapping(tmp_path: Path) -> None:
    assert read_mappings(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (HEAD + COLUMNS.replace("object_id", "object"), 6, "no column object_id"),
        (HEAD + COLUMNS + ROW + ROW.replace("\t0.95", ""), 8, "5 cells; expected 6"),
        (HEAD + COLUMNS + ROW.replace("0.95", "1.5"), 7, "'1.5'; expected a number from 0 to 1"),
        (HEAD + COLUMNS + ROW.replace("0.95", "sure"), 7, "'sure'; expected a number from 0 to 1"),
        (HEAD + COLUMNS + ROW.replace("wd:Q38511", "Turku"), 7, "object_id is 'Turku', which is no IRI"),
        (HEAD + COLUMNS + ROW.replace("wd:Q38511", "wd:Q 1> <x"), 7, "which is no IRI"),
        ("#curie_map: [\n" + COLUMNS, 0, "the head is not YAML"),
        ("#- a list\n" + COLUMNS, 1, "the head is no map"),
        ("", 1, "no column subject_id"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_set(path)
    assert caught.value.code == "bad-mapping"
    assert message in caught.value.message
    assert caught.value.where == (f"{path}:{line}" if line else str(path))


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.sssom.tsv"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot read"):
        read_set(path)
