"""Endpoints, RDF files and tables are read as entries with names, types and identifiers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError, KotographError, LimitError, RemoteError
from kotograph.link.entries import read_entries
from kotograph.link.finding import find_links
from kotograph.link.links import Link
from kotograph.link.searching import open_target
from kotograph.link.subjects import KINDS, is_abbreviation, read_subjects
from kotograph.link.targets import Target
from kotograph.match import Entry, Name
from kotograph.store import EmbeddedStore
from kotograph.store.patience import Patience
from kotograph.vocab import KOTO, PREFIXES
from tests.link.servers import Reply, record_sleep, serve_oxigraph, serve_replies

TYPES = {"organisation": (f"{KOTO}Organisation",), "place": (f"{KOTO}Place",)}
OURS = (f"<{DEFAULT_BASE}id/organisation/", f"<{DEFAULT_BASE}id/place/")
TTL = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dc: <http://purl.org/dc/terms/> .
@prefix : <https://x.example/> .
:a a :Body ; skos:prefLabel "Terveyden ja hyvinvoinnin laitos"@fi, "in a language nobody wants"@nl .
:a skos:altLabel "THL" ; dc:identifier "2229500-6" .
:b a :Area ; skos:prefLabel "Turku"@fi .
[] a :Body ; skos:prefLabel "nameless"@fi .
"""


def ignore(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def find(subjects: list[Entry], target: Target, cache: Path, **how: bool) -> list[Link]:
    with open_target(target, cache, **how) as search:  # type: ignore[arg-type]
        return find_links(
            search(subjects, ignore), kinds=tuple(KINDS), kept=[], published=[], base=DEFAULT_BASE, today="2026-11-26"
        )


@pytest.fixture(scope="module")
def subjects(bundled_build: Path) -> list[Entry]:
    return read_subjects(EmbeddedStore(bundled_build), KINDS, DEFAULT_BASE)


@pytest.fixture(scope="module")
def endpoint(bundled_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that holds organisations, places and themes of the bundled data below other IRIs, as others would."""
    folder = tmp_path_factory.mktemp("slice")
    kept = []
    for line in (bundled_build / "kotograph.nq").read_text(encoding="utf-8").splitlines():
        subject = line.split(" ", 1)[0]
        if (
            subject.startswith((f"<{DEFAULT_BASE}id/organisation/", f"<{DEFAULT_BASE}id/place/"))
            and "graph/links" not in line
        ):
            # In the server's default graph, where other endpoints have what they have.
            kept.append(line.replace(f"{DEFAULT_BASE}id/", "https://other.example/").rsplit(" <", 1)[0] + " .")
    (folder / "slice.nq").write_text("\n".join(kept) + "\n", encoding="utf-8")
    with serve_oxigraph(folder / "slice.nq", folder) as address:
        yield address


def test_subjects_are_what_the_build_has(subjects: list[Entry]) -> None:
    by_id = {entry.id: entry for entry in subjects}
    thl = by_id[f"{DEFAULT_BASE}id/organisation/terveyden-ja-hyvinvoinnin-laitos"]
    assert thl.types == ("organisation",)
    assert Name("Institutet för hälsa och välfärd", "sv") in thl.names
    assert Name("THL", "", "abbreviation") in thl.names
    assert thl.identifiers == ("2229500-6",)
    assert by_id[f"{DEFAULT_BASE}id/organisation/helsingin-kaupunki"].places == ("Helsingfors", "Helsinki")
    assert by_id[f"{DEFAULT_BASE}id/project/rio-2"].types == ("project",)
    assert by_id[f"{DEFAULT_BASE}vocab/theme/anti-racism"].types == ("theme",)
    assert {entry.types[0] for entry in subjects} == set(KINDS)


def test_what_an_endpoint_has_is_found_again(endpoint: str, subjects: list[Entry], tmp_path: Path) -> None:
    target = Target("other", "sparql", endpoint, types=TYPES, pause=0, batch=100)
    wanted = [entry for entry in subjects if entry.types[0] in TYPES]
    links = find(wanted, target, tmp_path)
    accepted = {link.subject: link.object for link in links if link.status == "accepted"}
    assert len(wanted) == 70
    assert all(
        there == here.replace(f"{DEFAULT_BASE}id/", "https://other.example/") for here, there in accepted.items()
    )
    assert len(accepted) == len(wanted)


def test_pages_are_kept_and_not_asked_twice(subjects: list[Entry], endpoint: str, tmp_path: Path) -> None:
    target = Target("other", "sparql", endpoint, types=TYPES, pause=0, batch=100)
    first = find(subjects, target, tmp_path)
    assert find(subjects, target, tmp_path, offline=True) == first
    with pytest.raises(RemoteError) as caught:
        find(subjects, replace(target, batch=99), tmp_path, offline=True)
    assert caught.value.code == "not-kept"


def test_an_interrupted_reading_goes_on_where_it_was(subjects: list[Entry], tmp_path: Path) -> None:
    def page(*names: str) -> Reply:
        rows = ",".join(
            f'{{"s":{{"type":"uri","value":"https://x.example/{n}"}},"p":{{"type":"uri","value":"{PREFIXES["skos"]}prefLabel"}},'
            f'"o":{{"type":"literal","value":"{n}","xml:lang":"fi"}}}}'
            for n in names
        )
        body = f'{{"head":{{"vars":["s","p","o"]}},"results":{{"bindings":[{rows}]}}}}'
        return Reply(body=body.encode(), media_type="application/sparql-results+json")

    # The third page breaks off.
    replies = [page("Turku", "Oulu"), page("Tampere"), Reply(body=b"{", announced=99), page()]
    with serve_replies(replies) as (address, seen):
        target = Target("x", "sparql", address, pause=0, batch=2, holds="place")
        with pytest.raises(RemoteError):
            find(subjects, target, tmp_path)
        links = find(subjects, target, tmp_path)
    assert {link.object_label for link in links} >= {"Turku", "Oulu", "Tampere"}
    assert len(seen) == 4 and seen[2] == seen[3]


def test_a_busy_endpoint_is_asked_again_after_the_time_it_names(subjects: list[Entry], tmp_path: Path) -> None:
    sleep, slept = record_sleep()
    empty = b'{"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": []}}'
    busy = Reply(status=429, headers={"Retry-After": "3"})
    with serve_replies([busy, busy, Reply(body=empty, media_type="application/sparql-results+json")]) as (
        address,
        seen,
    ):
        target = Target("x", "sparql", address, pause=0)
        with open_target(target, tmp_path, patience=Patience(sleep=sleep)) as search:
            list(search(subjects, ignore))
    assert slept == [3.0, 3.0] and len(seen) == 3


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(body=b"<html>", media_type="text/html"), "not-an-endpoint"),
        (Reply(body=b'{"head": {"vars": ["s"', media_type="application/sparql-results+json"), "bad-answer"),
        (Reply(body=b" " * 40, drip=0.1, media_type="application/sparql-results+json"), "endpoint-timeout"),
        (Reply(status=503), "endpoint-refused"),
    ],
)
def test_what_is_no_endpoint_is_told(reply: Reply, code: str, subjects: list[Entry], tmp_path: Path) -> None:
    with serve_replies([reply]) as (address, _), pytest.raises(KotographError) as caught:
        target = Target("x", "sparql", address, pause=0, timeout=1)
        with open_target(target, tmp_path, patience=Patience(tries=0)) as search:
            list(search(subjects, ignore))
    assert caught.value.code == code


def test_an_endpoint_may_hold_too_much(endpoint: str, subjects: list[Entry], tmp_path: Path) -> None:
    with pytest.raises(LimitError) as caught:
        find(subjects, Target("x", "sparql", endpoint, pause=0, batch=50, most=60), tmp_path)
    assert (caught.value.code, caught.value.exit_code) == ("too-many-labels", 5)


def test_an_rdf_file_is_read_by_types_labels_and_identifiers(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(TTL, encoding="utf-8")
    identifiers = (f"{PREFIXES['dcterms']}identifier",)
    target = Target(
        "x", "file", str(path), types={"organisation": ("https://x.example/Body",)}, identifiers=identifiers
    )
    (entry,) = read_entries(path, target)
    assert entry.id == "https://x.example/a"
    assert set(entry.names) == {Name("Terveyden ja hyvinvoinnin laitos", "fi"), Name("THL", "", "abbreviation")}
    assert (entry.types, entry.identifiers) == (("organisation",), ("2229500-6",))
    assert [each.types for each in read_entries(path, replace(target, holds="organisation"))] == [("organisation",)] * 2


@pytest.mark.parametrize(("name", "separator"), [("x.csv", ","), ("x.tsv", "\t")])
def test_a_table_is_read_a_row_a_name(tmp_path: Path, name: str, separator: str) -> None:
    rows = [
        ("id", "name", "lang", "type", "identifier", "place"),
        ("1", '"Helsingin kaupunki"', "fi", "organisation", "0201256-6", "Helsinki"),
        ("1", "Helsingfors stad", "sv", "", "", ""),
        ("å 2", "HSY", "", "", "", ""),
    ]
    path = tmp_path / name
    path.write_text("\ufeff" + "\n".join(separator.join(row) for row in rows) + "\n", encoding="utf-8")
    target = Target("x", "file", str(path), namespace="https://x.example/")
    found = {entry.id: entry for entry in read_entries(path, target)}
    assert found.keys() == {"https://x.example/1", "https://x.example/%C3%A5%202"}
    city = found["https://x.example/1"]
    assert [each.text for each in city.names] == ["Helsingin kaupunki", "Helsingfors stad"]
    assert (city.types, city.identifiers, city.places) == (("organisation",), ("0201256-6",), ("Helsinki",))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("key,name\na,b\n", 1, "no column id"),
        ("id,name\nhttps://x.example/1,Turku\nhttps://x.example/2,\n", 3, "no id or no name"),
        ("id,name\n17,Turku\n", 2, "'17' is no IRI"),
    ],
)
def test_a_table_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_entries(path, Target("x", "file", str(path)))
    assert (caught.value.code, caught.value.where) == ("bad-entries", f"{path}:{line}")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.csv", b"\xff\xfe", "bad-entries"),
        ("x.ttl", b"@prefix", "bad-rdf"),
        ("x.xyz", b"", "unknown-rdf-format"),
        ("x.nt", b"<https://x.example/a> <https://x.example/b> <https://x.example/c> .\n", "no-labels"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_entries(path, Target("x", "file", str(path)))
    assert caught.value.code == code


def test_what_is_an_abbreviation() -> None:
    assert [is_abbreviation(text) for text in ("THL", "ERSUS", "Polli", "RIO 2", "X")] == [
        True,
        True,
        False,
        False,
        False,
    ]
