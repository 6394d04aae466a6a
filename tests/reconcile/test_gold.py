"""The rules alone, held against the decisions that people took: on the bundled pages, and on perturbed ones."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from kotograph.reconcile import Identity, read_identity, reconcile
from kotograph.records import Page, Property
from tests.reconcile import gold
from tests.reconcile.making import perturb_pages

PRECISION, RECALL = 0.95, 0.9
SEEDS = (1, 2, 3, 5, 8, 13, 21, 34)
NOTHING = Identity()


@pytest.fixture(scope="session")
def identity() -> Identity:
    """The decisions and registries of the repository."""
    return read_identity(Path(__file__).parents[2] / "data" / "identity")


def _score(pages: Sequence[Page], original: Sequence[Page], identity: Identity) -> dict[str, gold.Score]:
    result = reconcile(pages, NOTHING)
    return {
        "projects": gold.compare(gold.found_pairs(result), gold.same_pairs(identity)),
        "organisations": gold.compare(
            gold.found_implementers(pages, result), gold.same_implementers(original, identity)
        ),
        "successions": gold.compare(gold.found_successions(result, identity), gold.accepted_successions(identity)),
    }


def test_decisions_cover_enough(identity: Identity) -> None:
    assert len(gold.same_pairs(identity)) == 22
    assert sum(not d.is_same for d in identity.same_project) >= 25
    assert len(gold.accepted_successions(identity)) == 4
    assert sum(not d.is_accepted for d in identity.successions) >= 10


def test_rules_alone_find_what_people_decided(bundled_pages: Sequence[Page], identity: Identity) -> None:
    scores = _score(bundled_pages, bundled_pages, identity)
    # That two English names mean a project named in Finnish is for people to know.
    translated = {pair for pair in gold.same_pairs(identity) if any("kohesio" in record for record in pair)}
    missed = gold.same_pairs(identity) - gold.found_pairs(reconcile(bundled_pages, NOTHING))
    assert missed == translated and len(translated) == 2
    assert scores["projects"].precision == 1.0
    for what in ("organisations", "successions"):
        assert (scores[what].precision, scores[what].recall) == (1.0, 1.0), what


@pytest.mark.parametrize("what", ["projects", "organisations", "successions"])
def test_rules_alone_hold_on_perturbed_pages(what: str, bundled_pages: Sequence[Page], identity: Identity) -> None:
    runs = [_score(perturb_pages(bundled_pages, seed), bundled_pages, identity)[what] for seed in SEEDS]
    total = gold.add_scores(runs)
    assert total.precision >= PRECISION
    assert total.recall >= RECALL


def test_different_records_stay_apart_without_decisions(bundled_pages: Sequence[Page], identity: Identity) -> None:
    found = gold.found_pairs(reconcile(bundled_pages, NOTHING))
    for decision in identity.same_project:
        if not decision.is_same:
            assert (decision.record_a, decision.record_b) not in found, decision.reason


def test_rejected_successions_are_not_proposed(bundled_pages: Sequence[Page], identity: Identity) -> None:
    proposed = {(p.left, p.right) for p in reconcile(bundled_pages, NOTHING).proposals if p.kind == "succession"}
    assert not proposed & {(d.predecessor, d.successor) for d in identity.successions if not d.is_accepted}


def test_result_does_not_depend_on_the_order_of_pages(bundled_pages: Sequence[Page]) -> None:
    assert reconcile(bundled_pages, NOTHING) == reconcile(list(reversed(bundled_pages)), NOTHING)


def test_bundled_conclusions(bundled_pages: Sequence[Page], identity: Identity) -> None:
    result = reconcile(bundled_pages, identity)
    projects = {p.key: p for p in result.projects}
    assert sum(bool(p.records) for p in result.projects) == 40
    assert sorted(key for key, p in projects.items() if not p.records) == [
        "hyva-alku", "hyva-polku", "luvalla-hetu", "suomen-kieli-sanoo-tervetuloa",
    ]  # fmt: skip
    assert len(result.organisations) == 25
    assert [(o.key, o.units) for o in result.organisations if o.units] == [
        ("abo-akademi", ("Centret för livslångt lärande",))
    ]
    assert not [i for i in result.issues if i.code != "several-implementers"]
    stig = projects["stig-in2-astu-sisaan2-come-in2"]
    assert (stig.implementer, stig.unit) == ("abo-akademi", "Centret för livslångt lärande")
    assert {language for _, language in projects["lyria"].titles} == {"fi", "en"}
    mention = projects["luvalla-hetu"].mentions[0]
    assert (mention.source, mention.record, mention.line) == (
        "eusa-so2-completed-fi", "eusa-so2-completed-fi/rio-hanke", 179,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "prop", "value", "rules"),
    [
        ("varava", Property.AMOUNT, "259754.15", "publisher-language"),
        ("seer", Property.AMOUNT, "232256.28", "publisher-language"),
        ("yhdessa-ilman-rasismia", Property.START, None, "undecided"),
        (
            "koulutus-ohjaus-ja-mentorointi-kotouttavan-diakonian-tueksi",
            Property.END,
            "2022-12-31",
            "publisher-language",
        ),
        ("rio-2", Property.END, "2022-01-30", "later-end-is-extension publisher-language"),
        ("rio-2", Property.STATUS, "status/under-way", "later-end-is-extension"),
        ("kotoa-kotiin-ja-yhteiskuntaan", Property.END, "2022-02-28", "later-end-is-extension"),
        ("kotoa-kotiin-ja-yhteiskuntaan", Property.STATUS, "status/under-way", "later-end-is-extension"),
        ("ersus", Property.START, None, "impossible-value-dropped"),
        ("kotoa-kotiin", Property.END, None, "impossible-value-dropped"),
    ],
)
def test_discrepancies_of_the_bundled_pages(
    key: str, prop: Property, value: str | None, rules: str, bundled_pages: Sequence[Page], identity: Identity
) -> None:
    project = next(p for p in reconcile(bundled_pages, identity).projects if p.key == key)
    resolution = project.find(prop)
    assert resolution is not None
    assert (resolution.value, " ".join(resolution.rules), resolution.is_discrepancy) == (value, rules, True)


def test_no_other_value_is_a_discrepancy(bundled_pages: Sequence[Page], identity: Identity) -> None:
    found = [
        (p.key, r.property)
        for p in reconcile(bundled_pages, identity).projects
        for r in p.resolutions
        if r.is_discrepancy
    ]
    assert len(found) == 10
