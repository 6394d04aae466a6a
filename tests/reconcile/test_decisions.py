"""The tables of decisions and keys: read, written, overriding rules, undone; and what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.editorial import ORGANISATION_COLUMNS
from kotograph.errors import FindingsError, InputError
from kotograph.projects import Reconciled
from kotograph.reconcile import Identity, read_identity, reconcile
from kotograph.reconcile.decisions import (
    ORGANISATION_NAMES,
    PROJECTS,
    SAME_PROJECT,
    SUCCESSIONS,
    ProjectKey,
    SameProject,
)  # fmt: skip
from kotograph.records import Record
from kotograph.reports import Severity
from kotograph.tables import write_table
from tests.reconcile.making import DONE, FI, SV, make_pages, make_record

ROOT = Path(__file__).parents[2]
A, B = make_record("Valoa kansalle"), make_record("Stigen framåt", SV)


def conclude(identity: Identity, *records: Record) -> Reconciled:
    return reconcile(make_pages(*(records or (A, B))), identity)


def decide(is_same: bool, a: Record = A, b: Record = B) -> SameProject:
    return SameProject(a.id, b.id, is_same, where="same-project.tsv:2")


def keys(result: Reconciled) -> list[str]:
    return [p.key for p in result.projects]


def test_missing_folder_says_nothing(tmp_path: Path) -> None:
    assert read_identity(tmp_path / "identity") == Identity()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("projects.tsv", PROJECTS),
        ("same-project.tsv", SAME_PROJECT),
        ("successions.tsv", SUCCESSIONS),
        ("organisations.tsv", ORGANISATION_COLUMNS),
        ("organisation-names.tsv", ORGANISATION_NAMES),
    ],
)
def test_bundled_tables_have_their_columns_and_are_read(name: str, header: tuple[str, ...]) -> None:
    lines = (ROOT / "data" / "identity" / name).read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == list(header)
    read_identity(ROOT / "data" / "identity")


@pytest.mark.parametrize("name", ["projects.tsv", "same-project.tsv", "successions.tsv"])
def test_bundled_tables_are_sorted(name: str) -> None:
    rows = (ROOT / "data" / "identity" / name).read_text(encoding="utf-8").splitlines()[1:]
    assert rows == sorted(rows)


def test_rows_say_where_they_stand(tmp_path: Path) -> None:
    rows = [("old", "O", "", "withdrawn", "varava", ""), ("varava", "AMK (VARAVA)", "page-fi/varava", "active", "", "")]
    write_table(tmp_path / "projects.tsv", PROJECTS, [dict(zip(PROJECTS, row, strict=True)) for row in rows])
    found = read_identity(tmp_path).projects
    assert [(p.key, p.title, p.record, p.status, p.replaced_by, p.note) for p in found] == rows
    assert found[0].where.endswith("projects.tsv:2")


GOOD = "page-fi/a\tpage-sv/b\tsame\tperson\t0.99\t2026-11-21\twhy"


@pytest.mark.parametrize(
    ("name", "row", "found"),
    [
        ("same-project.tsv", GOOD.replace("same", "maybe"), "maybe"),
        ("same-project.tsv", GOOD.replace("2026-11-21", "21.11.2026"), "21.11.2026"),
        ("same-project.tsv", GOOD.replace("0.99", "99 %"), "99 %"),
        ("same-project.tsv", GOOD.replace("page-sv/b", "b"), "'b'"),
        ("same-project.tsv", GOOD.replace("page-sv/b", "page-fi/a"), "page-fi/a"),
        ("same-project.tsv", GOOD + "\tmore", "8 cells"),
        ("same-project.tsv", GOOD + "\n" + GOOD.replace("same", "different"), "already in"),
        ("successions.tsv", "a\tb\taccepted\trumour\t\t\t0.9\tperson\t2026-11-21\twhy", "rumour"),
        ("successions.tsv", "a\ta\trejected\t\t\t\t\tperson\t2026-11-21\twhy", "itself"),
        ("successions.tsv", "a\tb\taccepted\tnumbered-title\t\tx\t0.9\tperson\t2026-11-21\twhy", "'x'"),
        ("projects.tsv", "A key\tT\t\tactive\t\t", "A key"),
        ("projects.tsv", "a\tT\t\tgone\t\t", "gone"),
        ("projects.tsv", "a\tT\t\tactive\tb\t", "replaced"),
        ("projects.tsv", "a\tT\t\twithdrawn\tb\t", "not registered"),
        ("projects.tsv", "a\tT\tp/a\tactive\t\t\na\tU\tp/b\tactive\t\t", "already in"),
        ("organisation-names.tsv", "\tthl\t\tsame\tperson\t2026-11-21\twhy", "no name"),
        ("organisation-names.tsv", "THL\tthl\t\tperhaps\tperson\t2026-11-21\twhy", "perhaps"),
    ],
)
def test_malformed_rows_name_their_line(tmp_path: Path, name: str, row: str, found: str) -> None:
    header = {
        "same-project.tsv": SAME_PROJECT, "successions.tsv": SUCCESSIONS, "projects.tsv": PROJECTS,
        "organisation-names.tsv": ORGANISATION_NAMES,
    }[name]  # fmt: skip
    (tmp_path / name).write_text("\t".join(header) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_identity(tmp_path)
    assert caught.value.code in ("bad-decision", "bad-table")
    assert caught.value.where.startswith(str(tmp_path / name) + ":")
    assert found in caught.value.message
    assert caught.value.hint


def test_header_that_lacks_a_column(tmp_path: Path) -> None:
    (tmp_path / "projects.tsv").write_text("key\ttitle\n", encoding="utf-8")
    with pytest.raises(InputError, match="record"):
        read_identity(tmp_path)


def test_name_given_to_an_unknown_organisation(tmp_path: Path) -> None:
    (tmp_path / "organisations.tsv").write_text(
        "\t".join(ORGANISATION_COLUMNS) + "\nthl" + "\t" * 8 + "\tactive\t\t\n", encoding="utf-8"
    )
    (tmp_path / "organisation-names.tsv").write_text(
        "\t".join(ORGANISATION_NAMES) + "\nTHL\tthk\t\tsame\tperson\t2026-11-21\t\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="thk"):
        read_identity(tmp_path)


def test_table_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "projects.tsv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot read"):
        read_identity(tmp_path)


# Same project


def test_decision_joins_and_undoing_it_parts() -> None:
    assert len(conclude(Identity(same_project=(decide(True),))).projects) == 1
    assert len(conclude(Identity()).projects) == 2


def test_decision_parts_what_rules_join() -> None:
    facts = {"implementer": "Oulun kaupunki", "amount": "218995", "start": "2020-01-01", "end": "2021-12-31"}
    a, b = make_record("Polku", **facts), make_record("Polku", SV, **facts)
    assert len(conclude(Identity(), a, b).projects) == 1
    result = conclude(Identity(same_project=(decide(False, a, b),)), a, b)
    assert len(result.projects) == 2
    assert not result.issues
    assert [p.verdict for p in result.proposals if p.kind == "same-project"] == ["decided-different"]


def test_decisions_that_contradict_through_a_third_record() -> None:
    c = make_record("Kolmas", DONE)
    decisions = (decide(True, A, B), decide(True, B, c), decide(False, A, c))
    result = conclude(Identity(same_project=decisions), A, B, c)
    assert [i.severity for i in result.issues if i.code == "decisions-contradict"] == [Severity.VIOLATION]


def test_decision_about_a_record_that_is_not_there() -> None:
    other = make_record("Poissa")
    result = conclude(Identity(same_project=(decide(True, A, other),)))
    issue = next(i for i in result.issues if i.code == "decision-without-record")
    assert (issue.path, issue.line, issue.text) == ("same-project.tsv", 2, other.id)


def test_decision_about_a_page_of_another_build_is_left_aside() -> None:
    other = make_record("Poissa", "another-page")
    assert not conclude(Identity(same_project=(decide(True, A, other),))).issues


# Keys


def register(*rows: ProjectKey) -> Identity:
    return Identity(projects=rows)


def test_new_keys_come_from_the_first_record() -> None:
    a = make_record("Vastaanottava AMK (VARAVA)", start="2020-01-01", end="2021-12-31", amount="98820.05")
    b = make_record("Mottaglig YH (VARAVA)", SV, start="2020-01-01", end="2021-12-31", amount="98820.05")
    assert keys(conclude(Identity(), b, a)) == ["varava"]


def test_equal_short_names_get_numbers() -> None:
    a, b = make_record("Polku", implementer="Oulun kaupunki"), make_record("Polku", DONE, implementer="Turun kaupunki")
    assert keys(conclude(Identity(), a, b)) == ["polku", "polku-2"]


def test_registered_key_is_kept_when_the_title_would_give_another() -> None:
    identity = register(ProjectKey("vanha-nimi", "Vanha nimi", A.id))
    assert keys(conclude(identity)) == ["stigen-framat", "vanha-nimi"]


def test_new_project_never_takes_a_registered_key() -> None:
    taken, other = make_record("Polku, eka", amount="5"), make_record("Polku - jokin muu", amount="9")
    identity = register(ProjectKey("polku", "Polku", taken.id))
    assert keys(conclude(identity, taken, other)) == ["polku", "polku-2"]


def test_a_page_the_registry_does_not_know_finds_the_project_by_its_name() -> None:
    identity = register(ProjectKey("polku", "Polku", "elsewhere/polku"))
    assert keys(conclude(identity, make_record("Polku"))) == ["polku"]


def test_a_record_keeps_its_key_where_the_record_it_was_matched_with_is_not_read() -> None:
    record = make_record("Stigen", SV)
    identity = Identity(
        projects=(ProjectKey("polku", "Polku", "elsewhere/polku"),),
        same_project=(SameProject("elsewhere/polku", record.id, True),),
    )
    assert keys(conclude(identity, record)) == ["polku"]


def test_rules_do_not_join_two_registered_projects() -> None:
    facts = {"implementer": "Oulun kaupunki", "amount": "218995", "start": "2020-01-01", "end": "2021-12-31"}
    a, b = make_record("Polku", **facts), make_record("Polku", SV, **facts)
    identity = register(ProjectKey("polku", "Polku", a.id), ProjectKey("stig", "Polku", b.id))
    result = conclude(identity, a, b)
    assert keys(result) == ["polku", "stig"]
    assert [i.code for i in result.issues] == ["match-refused"]


def test_key_that_disappears_stops_the_build() -> None:
    identity = register(ProjectKey("poissa", "Poissa", f"{FI}/poissa", where="projects.tsv:7"))
    with pytest.raises(FindingsError) as caught:
        conclude(identity)
    assert (caught.value.code, caught.value.where) == ("key-disappeared", "projects.tsv:7")
    assert "withdrawn" in caught.value.hint


def test_key_swallowed_by_a_decision_stops_the_build_until_it_has_a_tombstone() -> None:
    rows = [ProjectKey("valoa", "V", A.id), ProjectKey("stig", "S", B.id)]
    with pytest.raises(FindingsError, match="stig"):
        conclude(Identity(projects=tuple(rows), same_project=(decide(True),)))
    rows[1] = ProjectKey("stig", "S", B.id, "withdrawn", "valoa")
    assert keys(conclude(Identity(projects=tuple(rows), same_project=(decide(True),)))) == ["valoa"]


def test_key_of_a_page_outside_the_build_may_be_missing() -> None:
    assert len(conclude(register(ProjectKey("muu", "Muu", "another-page/muu"))).projects) == 2


def test_registered_project_that_is_only_named() -> None:
    row = ProjectKey("luvalla", "Luvalla", "", note=f"named in {FI}:{A.line}")
    project = next(p for p in conclude(register(row)).projects if p.key == "luvalla")
    assert (project.records, project.titles) == ((), (("Luvalla", "fi"),))
    assert [(m.source, m.record, m.line) for m in project.mentions] == [(FI, A.id, A.line)]


def test_registered_name_of_another_page_is_left_out() -> None:
    assert len(conclude(register(ProjectKey("luvalla", "Luvalla", "", note="named in another:7"))).projects) == 2
