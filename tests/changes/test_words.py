"""Changes told for people: what belongs to what, what is told once, in which language."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from kotograph.changes import ResourceChange, Status, gather, say_counts, say_fact, say_resource, tell
from kotograph.changes.gather import KINDS, PARTS
from kotograph.changes.names import say
from kotograph.changes.sentences import narrow
from kotograph.quads import literal, quad
from kotograph.vocab import expand
from tests.changes.making import EDITORIAL, PROJECTS, WORDS, fact, make_lines, tagged, thing, typed, write
from tests.conftest import ROOT

DATE = "http://www.w3.org/2001/XMLSchema#date"


def tell_lines(folder: Path, old: Iterable[str], new: Iterable[str], lang: str = "en") -> tuple[ResourceChange, ...]:
    return tell(gather(write(folder / "old.nq", old), write(folder / "new.nq", new)), lang)


def say_all(change: ResourceChange, lang: str = "en") -> list[str]:
    return say_resource(change, lang)


def test_a_changed_value_is_told_once_with_what_the_page_says(tmp_path: Path) -> None:
    (change,) = tell_lines(tmp_path, make_lines(), make_lines("2022-06-30"))
    assert (change.kind, change.key, change.status) == ("project", "apu", Status.CHANGED)
    assert (change.label, change.language) == ("Neighbours help", "en")
    assert (change.added, change.removed) == (4, 4)
    own, stated = change.facts
    assert (own.property, own.status) == ("https://w3id.org/kotograph/ontology#endDate", Status.CHANGED)
    assert [(value.text, value.datatype) for value in own.old + own.new] == [("2021-12-31", DATE), ("2022-06-30", DATE)]
    assert stated.part and stated.part.place == "page:7" and stated.part.kind == "statement"
    assert say_all(change) == [
        "end date: 2021-12-31 → 2022-06-30",
        "statement (end date, page:7), koto:asWritten: 31.12.2021 → 30.06.2022",
    ]


def test_a_resolution_that_says_something_else_is_told(tmp_path: Path) -> None:
    other = fact("resolution/apu/end-date", "koto:resolvedValue", typed("2021-12-31", "date"))
    new = [line for line in make_lines() if line != other]
    (change,) = tell_lines(tmp_path, make_lines(), new)
    assert say_all(change) == ["resolution (end date), koto:resolvedValue, removed: 2021-12-31"]


def test_a_missing_link_is_told_of_the_thing_that_lacks_it(tmp_path: Path) -> None:
    node = "missing-link/project-apu/wikidata"
    facts = {
        "rdf:type": expand("koto:MissingLink"),
        "koto:missingFor": thing("id/project/apu"),
        "koto:missingFrom": thing("vocab/data-set/wikidata"),
        "koto:missingReason": thing("vocab/unlinked-reason/not-found"),
    }
    new = [*make_lines(), *(fact(node, name, value) for name, value in facts.items())]
    (change,) = tell_lines(tmp_path, make_lines(), new)
    assert (change.kind, change.key, change.status) == ("project", "apu", Status.CHANGED)
    (sentence,) = say_all(change)
    assert sentence.startswith("missing link (") and "added" in sentence and "not-found" in sentence
    assert "wikidata" in sentence


@pytest.mark.parametrize(
    ("lang", "label", "sentence"),
    [
        ("fi", "Naapuriapu", "päättymispäivä: 2021-12-31 → 2022-06-30"),
        ("sv", "Neighbours help", "slutdatum: 2021-12-31 → 2022-06-30"),
        ("en", "Neighbours help", "end date: 2021-12-31 → 2022-06-30"),
    ],
)
def test_labels_fall_back_from_the_language_to_english_finnish_swedish(
    tmp_path: Path, lang: str, label: str, sentence: str
) -> None:
    (change,) = tell_lines(tmp_path, make_lines(), make_lines("2022-06-30"), lang)
    assert change.label == label
    assert say_fact(change.facts[0], lang) == sentence


def test_a_value_shows_its_label_and_the_language_of_it(tmp_path: Path) -> None:
    gone = fact("project/apu", "dcterms:subject", thing("vocab/theme/work"), EDITORIAL)
    (change,) = tell_lines(tmp_path, make_lines(), [line for line in make_lines() if line != gone])
    (removed,) = change.facts
    assert removed.status is Status.REMOVED
    (value,) = removed.old
    assert (value.text, value.language, value.iri) == ("työ", "fi", "https://a.example/vocab/theme/work")


def test_texts_are_compared_within_their_language(tmp_path: Path) -> None:
    new = [line.replace('"Neighbours help"', '"Neighbour aid"') for line in make_lines()]
    new = [line for line in new if '"Naapuriapu"' not in line]
    (change,) = tell_lines(tmp_path, make_lines(), new)
    assert [(each.language, each.status) for each in change.facts] == [("en", Status.CHANGED), ("fi", Status.REMOVED)]


def test_new_and_gone_resources_are_told_as_such(tmp_path: Path) -> None:
    lines = make_lines()
    without = [line for line in lines if "/apu" not in line.split(" ")[0]]
    (new,) = tell_lines(tmp_path, without, lines)
    (gone,) = tell_lines(tmp_path, lines, without)
    assert (new.status, gone.status) == (Status.ADDED, Status.REMOVED)
    assert new.label == gone.label == "Neighbours help"
    assert say_all(new) == say_all(gone)
    assert say_all(new)[-1] == "along with: 1 grant, 1 amount, 1 output, 1 resolution, 1 record, 1 statement"
    assert "end date: 2021-12-31" in say_all(new)
    assert not any("type" in sentence for sentence in say_all(new)[:-1])
    assert say_all(gone, "fi")[-1].startswith("mukana: 1 avustus, 1 summa, 1 tuotos")


def test_a_part_that_came_or_went_is_told_by_what_stands_for_it(tmp_path: Path) -> None:
    lines = [line for line in make_lines() if "output" not in line]
    (change,) = tell_lines(tmp_path, lines, make_lines())
    (told,) = change.facts
    assert told.whole and told.part and told.part.kind == "output"
    assert say_all(change) == ["output (a guide), added: a guide"]


def test_a_record_takes_its_statements_with_it(tmp_path: Path) -> None:
    lines = [line for line in make_lines() if "record/page" not in line and "statement/page" not in line]
    (change,) = tell_lines(tmp_path, make_lines(), lines)
    assert say_all(change) == ["record, removed: Naapuriapu-hanke (1 statement)"]


def test_moved_lines_are_told_as_one(tmp_path: Path) -> None:
    def make(line: int) -> list[str]:
        more = [fact(f"statement/page/apu/{n}", "koto:line", typed(str(line + n), "integer")) for n in range(5)]
        return [*make_lines(line=line), *more]

    (change,) = tell_lines(tmp_path, make(7), make(17))
    (moved,) = change.facts
    assert moved.count == 6
    assert say_all(change) == ["6 places have another line number"]


def test_what_happened_to_many_resolutions_is_one_sentence(tmp_path: Path) -> None:
    def make(rule: str) -> list[str]:
        rows = [
            (name, predicate, obj)
            for name in ("startDate", "endDate")
            for predicate, obj in (("koto:rule", thing(f"vocab/resolution-rule/{rule}")),)
        ]
        return [
            *make_lines(),
            *(fact(f"resolution/apu/{name}", predicate, obj) for name, predicate, obj in rows),
            *(fact(f"resolution/apu/{name}", "koto:property", expand(f"koto:{name}")) for name, _, _ in rows),
        ]

    (change,) = tell_lines(tmp_path, make("all-agree"), make("undecided"))
    assert len(change.facts) == 2
    (sentence,) = say_all(change)
    assert sentence.startswith("resolution (end date, koto:startDate), koto:rule: vocab/resolution-rule/all-agree →")


def test_a_succession_is_told_where_the_projects_say_it(tmp_path: Path) -> None:
    plus = [
        fact("project/apu-2", "dcterms:title", tagged("Naapuriapu 2", "fi")),
        fact("project/apu-2", "rdf:type", expand("koto:Project")),
    ]
    link = [
        fact("project/apu-2", "koto:continues", thing("id/project/apu")),
        fact("project/apu", "koto:continuedBy", thing("id/project/apu-2")),
        fact("succession/apu/apu-2", "koto:predecessor", thing("id/project/apu")),
        fact("succession/apu/apu-2", "koto:successor", thing("id/project/apu-2")),
    ]
    told = tell_lines(tmp_path, [*make_lines(), *plus], [*make_lines(), *plus, *link])
    assert [(each.key, say_all(each)) for each in told] == [
        ("apu", ["koto:continuedBy, added: Naapuriapu 2"]),
        ("apu-2", ["koto:continues, added: Neighbours help"]),
    ]


def test_what_only_another_graph_says_is_counted_and_not_told(tmp_path: Path) -> None:
    place = fact("place/lahti", "skos:prefLabel", tagged("Lahti", "fi"), PROJECTS)
    changes = gather(write(tmp_path / "a.nq", make_lines()), write(tmp_path / "b.nq", [*make_lines(), place]))
    assert (changes.moved, changes.tally.added, tell(changes, "en")) == (1, 1, ())


def test_things_of_every_kind_are_grouped_and_counted(tmp_path: Path) -> None:
    plus = [
        fact("organisation/ry", "skos:prefLabel", tagged("Naapurit ry", "fi")),
        fact("unit/ry-x", "org:unitOf", thing("id/organisation/ry")),
        fact("source/page", "dcterms:title", tagged("Sivu", "fi")),
        fact("statement/page/lone/title", "koto:value", literal("x")),
        quad(thing("vocab/good-practice-criterion/x"), expand("skos:prefLabel"), tagged("x", "fi"), WORDS),
        quad(thing("vocab/status/done"), expand("skos:prefLabel"), tagged("x", "fi"), WORDS),
        quad(expand("koto:new"), expand("rdfs:label"), tagged("uusi", "fi"), thing("graph/ontology")),
        quad("<urn:x:y>", expand("rdfs:label"), tagged("muu", "fi"), PROJECTS),
    ]
    told = tell_lines(tmp_path, make_lines(), [*make_lines(), *plus])
    assert [(each.kind, each.key) for each in told] == [
        ("organisation", "ry"),
        ("criterion", "x"),
        ("source", "page"),
        ("concept", "status/done"),
        ("term", "new"),
        ("other", "urn:x:y"),
    ]
    assert say_counts(told, "en") == (
        "Organisations: 1 new; Good-practice criteria: 1 new; Sources: 1 new; Other concepts: 1 new; "
        "Terms of the vocabulary: 1 new; Others: 1 new"
    )
    assert say_counts(told[:1], "sv") == "Organisationer: 1 ny"


def test_only_the_differing_middle_of_long_texts_is_shown() -> None:
    before, after = "alku " * 40, " loppu" * 40
    old, new = narrow(f"{before}vanha sana{after}", f"{before}uusi{after}")
    assert "vanha sana" in old and "uusi" in new
    assert len(old) < 100 and old.startswith("… alku") and old.endswith("loppu …")
    assert narrow("a" * 300, "a" * 301) == (f"{'a' * 300}", f"{'a' * 301}")
    assert narrow("short", "other") == ("short", "other")
    long, cut = "x " * 600, narrow("x " * 600, "y")
    assert len(cut[0]) < len(long) and cut[0].endswith("…") and cut[1] == "y"


def test_every_kind_has_a_name_in_every_language() -> None:
    for lang in ("fi", "sv", "en"):
        for key in (*(f"kind-{kind}" for kind in KINDS), *(f"part{s}-{part}" for part in PARTS for s in ("", "s"))):
            assert say(key, lang)


def test_every_property_that_the_bundled_dataset_uses_has_a_name(bundled_build: Path, tmp_path: Path) -> None:
    path = bundled_build / "kotograph.nq"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    ontology = [line for line in lines if line.endswith("/graph/ontology> .\n")]
    for lang in ("fi", "sv", "en"):
        told = tell_lines(tmp_path, ontology, lines, lang)
        labels = {fact.label for each in told for fact in each.facts}
        assert len(labels) > 40
        assert not [label for label in labels if ":" in label], lang


def test_everything_of_the_bundled_dataset_belongs_somewhere(bundled_build: Path, tmp_path: Path) -> None:
    path = bundled_build / "kotograph.nq"
    changes = gather(write(tmp_path / "none.nq", []), path)
    told = tell(changes, "fi")
    assert changes.tally.added == sum(each.added for each in told) == path.read_bytes().count(b"\n")
    assert "other" not in {each.kind for each in told}
    keys = {each.key for each in told if each.kind == "project"}
    registry = (ROOT / "data" / "identity" / "projects.tsv").read_text(encoding="utf-8").splitlines()
    assert keys <= {row.split("\t")[0] for row in registry}
    assert {each.status for each in told} == {Status.ADDED}
