"""What is not linked is told with its reason, and never beside the link itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kotograph.errors import InputError
from kotograph.iris import Iris
from kotograph.link import Mapping, iter_links, iter_missing, list_named, read_mappings
from kotograph.link.sssom import NO_TERM, read_set
from kotograph.vocab import DATA_SETS
from tests.conftest import ROOT

BASE = "https://w3id.org/kotograph/"
WIKIDATA, NOT_FOUND = f"{BASE}vocab/data-set/wikidata", f"{BASE}vocab/unlinked-reason/not-found"
HEAD = """#curie_map:
#  data-set: "https://w3id.org/kotograph/vocab/data-set/"
#  owl: "http://www.w3.org/2002/07/owl#"
#  organisation: "https://w3id.org/kotograph/id/organisation/"
#  semapv: "https://w3id.org/semapv/vocab/"
#  sssom: "https://w3id.org/sssom/"
#  unlinked-reason: "https://w3id.org/kotograph/vocab/unlinked-reason/"
#mapping_date: "2026-11-26"
#mapping_justification: "semapv:ManualMappingCuration"
#predicate_id: "owl:sameAs"
subject_id\tobject_id\tobject_source\tunlinked_reason\tmapping_source\tcomment\tcomment_fi
"""
ROW = "organisation:polli\tsssom:NoTermFound\tdata-set:wikidata\tunlinked-reason:not-found\ta list\twhy\tmiksi\n"


def read(folder: Path, rows: str) -> list[Mapping]:
    path = folder / "unlinked.sssom.tsv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return read_set(path)


def publish(mappings: Sequence[Mapping], base: str = BASE, leave_out: str = "") -> list[str]:
    iris = Iris(base)
    present = {
        each for mapping in mappings for each in list_named(mapping, iris) if not leave_out or leave_out not in each
    }
    return [line.removesuffix(f" <{base}graph/links> .\n") for line in iter_missing(mappings, present, iris)]


def test_a_missing_link_is_read_with_its_reason(tmp_path: Path) -> None:
    (mapping,) = read(tmp_path, ROW)
    assert mapping.is_missing and mapping.object == NO_TERM
    assert (mapping.object_source, mapping.reason) == (WIKIDATA, NOT_FOUND)
    assert mapping.comments == (("en", "why"), ("fi", "miksi"))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROW.replace("data-set:wikidata", ""), "object_source is empty"),
        (ROW.replace("unlinked-reason:not-found", ""), "unlinked_reason is empty"),
        (ROW.replace("data-set:wikidata", "Wikidata"), "object_source is 'Wikidata', which is no IRI"),
        (ROW.replace("sssom:NoTermFound", "http://www.wikidata.org/entity/Q1"), "reason for a missing link stands"),
        (ROW.replace("organisation:polli", "sssom:NoTermFound"), "the subject is sssom:NoTermFound"),
    ],
)
def test_what_does_not_add_up_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, row)
    assert caught.value.code == "bad-mapping" and caught.value.where.endswith("unlinked.sssom.tsv:12")


def test_it_is_published_as_a_node_and_never_as_a_link(tmp_path: Path) -> None:
    mappings = read(tmp_path, ROW)
    node = f"<{BASE}id/missing-link/organisation-polli/wikidata>"
    ns = "https://w3id.org/kotograph/ontology#"
    assert publish(mappings) == [
        f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}MissingLink>",
        f"{node} <{ns}missingFor> <{BASE}id/organisation/polli>",
        f"{node} <{ns}missingFrom> <{WIKIDATA}>",
        f"{node} <{ns}missingReason> <{NOT_FOUND}>",
        f'{node} <http://purl.org/dc/terms/date> "2026-11-26"^^<http://www.w3.org/2001/XMLSchema#date>',
        f'{node} <http://purl.org/dc/terms/source> "a list"',
        f'{node} <http://www.w3.org/2000/01/rdf-schema#comment> "why"@en',
        f'{node} <http://www.w3.org/2000/01/rdf-schema#comment> "miksi"@fi',
    ]
    assert list(iter_links(mappings, {f"<{BASE}id/organisation/polli>"}, Iris(BASE))) == []


def test_it_follows_the_base_and_what_a_build_has(tmp_path: Path) -> None:
    mappings = read(tmp_path, ROW)
    other = "https://data.example/"
    assert not [line for line in publish(mappings, other) if f"{BASE}id/" in line or f"{BASE}vocab/" in line]
    assert any(f"<{other}vocab/data-set/wikidata>" in line for line in publish(mappings, other))
    assert publish(mappings, leave_out="id/organisation") == []


@pytest.mark.parametrize(
    ("leave_out", "rows", "message"),
    [
        ("vocab/data-set", ROW, "object_source is <.*wikidata>, which no scheme has"),
        ("vocab/unlinked-reason", ROW, "unlinked_reason is <.*not-found>, which no scheme has"),
        ("", ROW + ROW, "stands twice"),
    ],
)
def test_unknown_words_and_repeats_stop_a_build(tmp_path: Path, leave_out: str, rows: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        publish(read(tmp_path, rows), leave_out=leave_out)
    assert caught.value.code == "bad-mapping"


def test_the_bundled_table_contradicts_no_link() -> None:
    mappings = read_mappings(ROOT / "data" / "links")
    missing = {(m.subject, m.object_source.rsplit("/", 1)[1]) for m in mappings if m.is_missing}
    assert len(missing) > 60
    linked = {(m.subject, key) for m in mappings for start, _, key in DATA_SETS if m.object.startswith(start)}
    assert missing & linked == set()
    for mapping in mappings:
        assert len(mapping.comments) in ((0, 3) if mapping.is_missing else (0, 1)), mapping.where
