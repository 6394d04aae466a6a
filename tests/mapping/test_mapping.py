"""Records and conclusions become quads that say neither more nor less."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from kotograph.config import DEFAULT_BASE, Settings
from kotograph.editorial import read_editorial, read_registries
from kotograph.errors import InputError
from kotograph.iris import Iris
from kotograph.mapping import map_document, map_records
from kotograph.records import Page
from kotograph.sources import Catalogue, read_page
from kotograph.vocab import KOTO
from tests.conftest import DATA, ROOT

IRIS = Iris(DEFAULT_BASE)


def parse(lines: str) -> list[ox.Quad]:
    return list(ox.parse(lines, format=ox.RdfFormat.N_QUADS))


def test_a_page_maps_to_one_graph_of_its_own(bundled_pages: Sequence[Page]) -> None:
    for page in bundled_pages:
        quads = parse(map_document(page, IRIS) + "".join(map_records(page, IRIS)))
        assert {str(q.graph_name) for q in quads} == {f"<{DEFAULT_BASE}graph/source/{page.source.id}>"}
        statements = [q for q in quads if str(q.object) == f"<{KOTO}Statement>"]
        assert len(statements) == sum(len(r.statements) for r in page.records)


def test_every_line_written_is_canonical(bundled_pages: Sequence[Page]) -> None:
    for page in bundled_pages:
        for chunk in map_records(page, IRIS):
            for line in chunk.split("\n")[:-1]:
                (quad,) = parse(line)
                assert line == f"{quad} ."


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(title=st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=80))
def test_a_hostile_title_stays_one_literal(tmp_path: Path, title: str) -> None:
    path = tmp_path / "page.txt"
    shown = " ".join(title.split()) or "x"
    text = f'Kansallinen tavoite 2.2: X\n\nA {shown} <b>"\\\n\n • K.\n • A, 1.1.2019 - 1.2.2020, EU-tuki 5 euroa\n'
    path.write_text(text, encoding="utf-8", newline="\n")
    page = read_page(path, Catalogue())
    quads = parse("".join(map_records(page, IRIS)))
    titles = {
        q.object.value
        for q in quads
        if str(q.predicate) == f"<{KOTO}titleAsWritten>" and isinstance(q.object, ox.Literal)
    }
    assert titles == {record.title for record in page.records}


def test_every_term_the_code_uses_is_in_the_ontology() -> None:
    ontology = Graph().parse(ROOT / "ontology/kotograph.ttl")
    known = {str(s).removeprefix(KOTO) for s in ontology.subjects() if str(s).startswith(KOTO)}
    used: set[str] = set()
    for path in (ROOT / "kotograph").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"koto\(\"(\w+)\"\)", text)) | set(re.findall(r"koto:([A-Za-z]\w+)", text))
    assert len(used) > 40
    assert used - known == set()


def test_editorial_items_cite_words_that_stand_on_their_line() -> None:
    pages = {p.parent.name: p.read_text(encoding="utf-8").split("\n") for p in DATA.glob("sources/*/page.txt")}
    checked = 0
    for path in sorted((DATA / "editorial/projects").glob("*.toml")):
        editorial = read_editorial(path)
        cited = [(i.cited, i.as_written) for i in editorial.items] + [
            (o.cited, o.as_written) for o in editorial.outputs
        ]
        cited += [(c, "") for _, c in editorial.criteria if c] + [(c, "") for c in editorial.mentioned_in]
        for place, words in cited:
            line = pages[place.source][place.line - 1]
            assert line.strip(), (path.name, place)
            assert " ".join(words.split()) in " ".join(line.split()), (path.name, place, words)
            assert len(words.split()) <= 8, (path.name, words)
            checked += 1
    assert checked > 400


def test_every_editorial_value_is_registered_or_a_concept() -> None:
    registries = read_registries(DATA)
    concepts = {
        scheme: {
            str(s).rsplit("/", 1)[1]
            for s in Graph().parse(ROOT / f"ontology/schemes/{scheme}.ttl").subjects()
            if f"/{scheme}/" in str(s)
        }
        for scheme in ("theme", "target-group")
    }
    for editorial in registries.editorial.values():
        for item in editorial.items:
            known = {
                "theme": concepts["theme"],
                "target_group": concepts["target-group"],
                "place": registries.places.keys(),
                "partner": registries.organisations.keys(),
            }.get(item.kind)
            assert known is None or item.value in known, (editorial.project, item)
    assert len(registries.editorial) == 44


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("project = ", "Invalid"),
        ("title = 1", "project"),
        ('project = "a"\nnonsense = 1', "nonsense"),
        ('project = "a"\n[[theme]]\ncode = "x"\nfrom = "no line"', "source:line"),
        ('project = "a"\n[criteria]\nnice = "none"', "nice"),
        ('project = "a"\n[[output]]\nkind = "x"\nfrom = "a:1"\nas_written = ""\nquantity = "many"', "quantity"),
    ],
)
def test_broken_editorial_files_are_named(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=word) as caught:
        read_editorial(path)
    assert caught.value.where == str(path)


def test_an_objective_that_no_scheme_has_becomes_a_concept_of_its_source(tmp_path: Path) -> None:
    from kotograph.pipeline import build
    from kotograph.sources import Overrides

    page = tmp_path / "uusi.txt"
    page.write_text(
        "Kansallinen tavoite 3.1: Paluutoimet\n\nA-hanke\n\n • K.\n • B, 1.1.2019 - 1.2.2020, EU-tuki 5 euroa\n",
        encoding="utf-8",
    )
    built = build([page], tmp_path / "out", Settings(), Overrides(instrument="amif-2014-2020", status="completed"))
    text = (built.folder / "kotograph.nq").read_text(encoding="utf-8")
    concept = f"<{DEFAULT_BASE}vocab/objective/amif-2014-2020-3.1>"
    assert f'{concept} <http://www.w3.org/2004/02/skos/core#prefLabel> "Paluutoimet"@fi' in text
    assert f"<{KOTO}objective> {concept}" in text and f"<{KOTO}covers> {concept}" in text
