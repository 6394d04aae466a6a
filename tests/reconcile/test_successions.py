"""Which projects continue which: what is said outright, what a number tells, and what is no evidence."""

from __future__ import annotations

import pytest

from kotograph.projects import Reconciled, Succession
from kotograph.reconcile import Identity, reconcile
from kotograph.reconcile.decisions import SuccessionDecision
from kotograph.reconcile.statements import iter_claims
from kotograph.records import Record
from tests.reconcile.making import DONE, SV, make_pages, make_record

NOTHING = Identity()
FIRST = {"start": "2015-01-01", "end": "2017-12-31"}
SECOND = {"start": "2018-01-01", "end": "2020-12-31"}


def conclude(*records: Record, identity: Identity = NOTHING) -> Reconciled:
    return reconcile(make_pages(*records), identity)


def pairs(result: Reconciled) -> list[tuple[str, str]]:
    return [(s.predecessor, s.successor) for s in result.successions]


def first(result: Reconciled) -> Succession:
    return result.successions[0]


def make_pair(title: str, successor: str, text: str, language: str = "fi") -> list[Record]:
    """Return a completed project, and one under way whose description is given."""
    source = SV if language == "sv" else "later-fi"
    return [
        make_record(title, DONE, status="completed", implementer="Maahanmuuttovirasto", **FIRST),
        make_record(
            successor, source, 99, language=language, implementer="Maahanmuuttovirasto", description=text, **SECOND
        ),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Askel 2 -hanke on jatkoa Maahanmuuttoviraston (Migrin) SILTA - pysyvä askel -hankkeelle.",
            "fi",
        ),
        ("Hanke on jatkoa Migrin SILTA-hankkeelle.", "fi"),
        ("Hankkeessa jatketaan SILTA-hankkeessa aloitettua työtä.", "fi"),
        ("Tämä on SILTA-hankkeen jatkohanke.", "fi"),
        ("SILTA-hankkeen kakkososassa keskitytään neuvontaan.", "fi"),
        ("SILTA-hankkeen toinen osa keskittyy neuvontaan.", "fi"),
        (
            "Projektet är en fortsättning på Migrationsverkets projekt SILTA – varaktigt steg, där man lärt sig.",
            "sv",
        ),
        ("Projektet ar en fortsattning pa SILTA-projektet.", "sv"),
        ("Projektet fortsätter arbetet i projektet SILTA.", "sv"),
        ("The project is a continuation of the SILTA project.", "en"),
    ],
)
def test_stated_succession(text: str, language: str) -> None:
    result = conclude(*make_pair("SILTA-hanke", "Uusi askel", text, language))
    assert pairs(result) == [("silta", "uusi-askel")]
    found = first(result)
    assert (found.evidence_kind, found.record, found.line) == (
        "explicit-statement", f"{'page-sv' if language == 'sv' else 'later-fi'}/uusi-askel", 101,
    )  # fmt: skip
    assert 0.9 <= float(found.confidence) <= 1
    assert 0 < len(found.quote.split()) <= 8
    assert found.quote in " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Hanke ei ole jatkoa SILTA-hankkeelle.",
        "Hankkeessa hyödynnetään SILTA-hankkeen tuloksia.",
        "Hankkeessa edistetään SILTA hankkeen tulosta.",
        "Hanke antaa eväät jatkaa neuvontaa omassa työssä hankkeen jälkeen.",
        "Koulutusta jatketaan SILTA-talossa.",
        "Yhdistetään rekistereitä väestötutkimuksiin (mm. SILTA).",
        "Projektet är inte en fortsättning på projektet SILTA.",
        "Hanke jatkaa toimintaa.",
    ],
)
def test_other_mentions_are_no_succession(text: str) -> None:
    assert pairs(conclude(*make_pair("SILTA-hanke", "Uusi askel", text))) == []


def test_text_may_name_the_one_that_comes_after() -> None:
    records = [
        make_record("SILTA-hanke", DONE, status="completed", description="Hanketta jatkaa Uusi askel -hanke.", **FIRST),
        make_record("Uusi askel", "later-fi", **SECOND),
    ]
    assert pairs(conclude(*records)) == [("silta", "uusi-askel")]


def test_predecessor_without_an_entry_is_only_named() -> None:
    text = "Kansallisen palkinnon saanut Suomen kieli sanoo tervetuloa -hankkeen kakkososassa keskitytään kieleen."
    record = make_record("Suomen kieli sanoo tervetuloa 2-hanke", description=text, **SECOND)
    result = conclude(record)
    assert pairs(result) == [("suomen-kieli-sanoo-tervetuloa", "suomen-kieli-sanoo-tervetuloa-2")]
    named = next(p for p in result.projects if not p.records)
    assert named.titles == (("Suomen kieli sanoo tervetuloa", "fi"),)
    assert [(m.source, m.record, m.line) for m in named.mentions] == [(record.source, record.id, record.line + 2)]
    assert (named.implementer, named.resolutions) == (None, ())


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("FinSilta-hanke", "Ajantasainen tietopohja (FinSilta2)-hanke"),
        ("Stig in! Astu sisään! Come In!-hanke", "Stig in2, Astu sisään2, Come in2 - Born to be included"),
        ("Sylvia3-hanke", "Sylvia 4"),
        ("Oma polku", "Oma polku II"),
        ("Oma polku", "Oma polku, vaihe 2"),
        ("FniSilta-hanke", "FinSilta2"),
    ],
)
def test_numbered_title(earlier: str, later: str) -> None:
    result = conclude(*make_pair(earlier, later, ""))
    assert len(result.successions) == 1
    found = first(result)
    assert (found.evidence_kind, found.line) == ("numbered-title", 99)
    assert found.predecessor != found.successor
    assert 0.7 <= float(found.confidence) < 0.95


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Kotoa kotiin-hanke", "Kotoa kotiin ja yhteiskuntaan-hanke"),
        ("TUKENA-hanke", "Kotoutumisen tukena-hanke"),
        ("Strategia", "Strategia 2020"),
        ("Oma polku 2", "Oma polku"),
        ("Polku", "Polkupyörä 2"),
    ],
)
def test_look_alikes_are_no_succession(earlier: str, later: str) -> None:
    result = conclude(*make_pair(earlier, later, ""))
    assert not result.successions


def test_number_with_another_implementer_is_unsure() -> None:
    records = [
        make_record("Oma polku", DONE, status="completed", implementer="Oulun kaupunki", **FIRST),
        make_record("Oma polku 2", "later-fi", implementer="Turun kaupunki", **SECOND),
    ]
    result = conclude(*records)
    assert not result.successions
    issue = next(i for i in result.issues if i.code == "unsure-succession")
    assert "successions.tsv" in issue.hint
    assert issue.path == "later-fi.txt"


def test_number_against_the_dates_is_none() -> None:
    records = [
        make_record("Oma polku", DONE, implementer="Oulun kaupunki", **SECOND),
        make_record("Oma polku 2", "later-fi", implementer="Oulun kaupunki", **FIRST),
    ]
    assert not conclude(*records).successions


def test_number_that_skips_one_is_unsure() -> None:
    result = conclude(*make_pair("Sylvia 2", "Sylvia 4", ""))
    assert not result.successions
    assert "unsure-succession" in [i.code for i in result.issues]


def test_project_listed_twice_with_a_later_end_is_no_succession() -> None:
    facts = {"implementer": "Oulun kaupunki", "amount": "112623", "start": "2019-10-01"}
    records = [
        make_record("RIO 2", DONE, status="completed", end="2021-03-31", **facts),
        make_record("RIO 2", "later-fi", end="2022-01-30", **facts),
    ]
    result = conclude(*records)
    assert len(result.projects) == 1
    assert not result.successions


def test_stated_evidence_is_stronger_than_a_number() -> None:
    result = conclude(*make_pair("SILTA-hanke", "SILTA 2", "SILTA 2 -hanke on jatkoa SILTA-hankkeelle."))
    assert [s.evidence_kind for s in result.successions] == ["explicit-statement"]


def test_line_of_a_statement_in_a_text_of_several_lines() -> None:
    record = make_pair("SILTA-hanke", "Uusi askel", "Ensin muuta.\nHanke on jatkoa SILTA-hankkeelle.")[1]
    lines = type(record.lines)(record.lines.title, record.lines.facts, (101, 105))
    record = type(record)(**{name: getattr(record, name) for name in record.__slots__} | {"lines": lines})
    assert [claim.line for claim in iter_claims(record)] == [105]


def _decide(accepted: bool) -> Identity:
    decision = SuccessionDecision(
        "silta", "uusi-askel", accepted, "shared-material", "later-fi/uusi-askel", 7, "0.60", "person", "2026-11-21"
    )
    return Identity(successions=(decision,))


def test_rejection_goes_before_the_rules() -> None:
    records = make_pair("SILTA-hanke", "Uusi askel", "Hanke on jatkoa SILTA-hankkeelle.")
    assert pairs(conclude(*records, identity=_decide(False))) == []
    assert pairs(conclude(*records)) == [("silta", "uusi-askel")]


def test_rejection_takes_the_project_that_was_only_named_with_it() -> None:
    record = make_record("Uusi askel", "later-fi", description="Hanke on jatkoa SILTA-hankkeelle.")
    assert [p.key for p in conclude(record).projects] == ["silta", "uusi-askel"]
    assert [p.key for p in conclude(record, identity=_decide(False)).projects] == ["uusi-askel"]


def test_acceptance_adds_what_rules_do_not_see() -> None:
    records = make_pair("SILTA-hanke", "Uusi askel", "")
    found = first(conclude(*records, identity=_decide(True)))
    assert (found.evidence_kind, found.line, found.confidence) == ("shared-material", 7, "0.60")
    assert not conclude(*records).successions


def test_decision_about_projects_of_other_pages_is_left_aside() -> None:
    assert not conclude(make_record("Muu"), identity=_decide(True)).successions


def test_predecessor_may_share_the_subtitle_of_the_project_that_names_it() -> None:
    text = (
        "Askel 2 -hanke on jatkoa Maahanmuuttoviraston (Migrin) Askel - kiertävä neuvoja -hankkeelle, jossa opittiin."
    )
    result = conclude(make_record("Askel 2 - Kiertävä neuvoja", description=text, **SECOND))
    assert pairs(result) == [("askel", "askel-2")]
    assert [p.titles for p in result.projects if not p.records] == [(("Askel - kiertävä neuvoja", "fi"),)]


@pytest.mark.parametrize("name", ["Askel 2", "Kiertävä neuvoja", "Askel 2 - kiertävä neuvoja"])
def test_a_project_does_not_continue_itself(name: str) -> None:
    text = f"Hankkeessa jatketaan {name} -hankkeessa aloitettua työtä."
    assert not conclude(make_record("Askel 2 - Kiertävä neuvoja", description=text, **SECOND)).successions


def make_wave(source: str, language: str, title: str, text: str) -> Record:
    facts = {"implementer": "Espoon kaupunki" if language == "fi" else "Esbo stad", "amount": "72000.35"}
    return make_record(title, source, description=text, language=language, **facts, **SECOND)


@pytest.mark.parametrize(
    ("name", "spelling"), [("Meri", ("Havet", "sv")), ("Merenranta", ("Merenrnata", "fi")), ("Meri", ("Meri", "fi"))]
)
def test_entries_of_one_project_name_one_predecessor(name: str, spelling: tuple[str, str]) -> None:
    other, language = spelling
    text = f"Projektet fortsätter arbetet i projektet {other}." if language == "sv" else f"Jatkoa {other}-hankkeelle."
    records = [
        make_wave("page-fi", "fi", "Uusi Aalto (UUSA)", f"Hanke on jatkoa {name}-hankkeelle."),
        make_wave("page-sv" if language == "sv" else "paper-fi", language, "Uusi Aalto (UUSA)", text),
    ]
    result = conclude(*records)
    assert len({p.key for p in result.projects if p.records}) == 1
    assert [s.record for s in result.successions] == [records[0].id]
    (named,) = (p for p in result.projects if not p.records)
    assert named.titles[0] == (name, "fi") and {m.record for m in named.mentions} == {r.id for r in records}
    names = {text for text, _ in named.titles} | set(named.alternatives)
    assert names == {name, other} and len({language for _, language in named.titles}) == len(named.titles)


def test_a_name_in_one_language_and_an_entry_in_the_other_are_one_predecessor() -> None:
    records = [
        make_record("Meri-hanke", DONE, status="completed", implementer="Espoon kaupunki", **FIRST),
        make_wave("page-fi", "fi", "Uusi Aalto (UUSA)", "Hanke on jatkoa Meri-hankkeelle."),
        make_wave("page-sv", "sv", "Ny våg (UUSA)", "Projektet fortsätter arbetet i projektet Havet."),
    ]
    result = conclude(*records)
    assert pairs(result) == [("meri", "uusa")] and all(p.records for p in result.projects)


def test_two_predecessors_of_one_text_stay_two() -> None:
    text = "Hanke on jatkoa Meri-hankkeelle. Hankkeessa jatketaan Saari-hankkeessa aloitettua työtä."
    records = [
        make_wave("page-fi", "fi", "Uusi Aalto (UUSA)", text),
        make_wave("page-sv", "sv", "Ny våg (UUSA)", "Projektet fortsätter arbetet i projektet Havet."),
    ]
    assert {p for p, _ in pairs(conclude(*records))} == {"meri", "saari", "havet"}
