"""``kotograph diff`` and ``kotograph patch``, run as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kotograph.changes import digest_file
from tests.changes.making import fact, make_lines, tagged, write
from tests.cli.test_commands import run


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write(tmp_path / "old" / "kotograph.nq", make_lines())


@pytest.fixture
def new(tmp_path: Path) -> Path:
    evil = fact("place/x", "skos:prefLabel", tagged("bad\u202e\x1b[31mname", "fi"))
    return write(tmp_path / "new.nq", [*make_lines("2022-06-30"), evil])


def test_text_tells_counts_then_resources(old: Path, new: Path) -> None:
    done = run("diff", str(old.parent), str(new))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Projects: 1 changed; Places: 1 new",
        "5 lines added, 4 removed",
        "",
        "Projects",
        "  Neighbours help  [apu]",
        "    end date: 2021-12-31 → 2022-06-30",
        "    statement (end date, page:7), koto:asWritten: 31.12.2021 → 30.06.2022",
        "",
        "Places",
        "  bad\\u202e\\u001b[31mname  [x]  new",
        "    name (fi): bad\\u202e\\u001b[31mname",
    ]


@pytest.mark.parametrize("args", ["--lang fi diff", "diff --lang fi", "--lang sv diff --lang fi"])
def test_the_language_is_given_before_or_after_the_command(old: Path, new: Path, args: str) -> None:
    lines = run(*args.split(), str(old), str(new)).stdout.splitlines()
    assert lines[:2] == ["Hankkeet: 1 muuttunut; Paikat: 1 uusi", "5 riviä lisätty, 4 poistettu"]
    assert "    päättymispäivä: 2021-12-31 → 2022-06-30" in lines


def test_the_exit_code_tells_of_differences_only_if_asked(old: Path, new: Path) -> None:
    for form in ("text", "json", "patch"):
        assert run("diff", str(old), str(new), "-f", form).returncode == 0
        assert run("diff", str(old), str(new), "-f", form, "--exit-code").returncode == 1
        assert run("diff", str(old), str(old), "-f", form, "--exit-code").returncode == 0
    assert run("diff", str(old), str(old)).stdout == "No differences\n"


def test_json_holds_what_the_text_tells(old: Path, new: Path) -> None:
    data = json.loads(run("diff", str(old), str(new), "-f", "json").stdout)
    assert (data["added"], data["removed"], data["moved"]) == (5, 4, 0)
    project, place = data["resources"]
    assert (project["kind"], project["key"], project["status"]) == ("project", "apu", "changed")
    assert project["facts"][0]["new"][0]["text"] == "2022-06-30"
    assert (place["status"], place["label"]) == ("added", "bad\u202e\x1b[31mname")


def test_the_output_is_the_same_whatever_the_hash_seed(old: Path, new: Path) -> None:
    for form in ("text", "json", "patch"):
        first, second = (run("diff", str(old), str(new), "-f", form, PYTHONHASHSEED=seed).stdout for seed in ("1", "2"))
        assert first == second


def test_the_patch_makes_the_new_version_and_back(old: Path, new: Path, tmp_path: Path) -> None:
    patch, made, back = (str(tmp_path / name) for name in ("a.rdfp", "made.nq", "back.nq"))
    assert run("diff", str(old), str(new), "-f", "patch", "-o", patch).returncode == 0
    assert run("patch", str(old.parent), patch, "-o", made).returncode == 0
    assert run("patch", made, patch, "--reverse", "-o", back).returncode == 0
    assert Path(made).read_bytes() == new.read_bytes()
    assert Path(back).read_bytes() == old.read_bytes()
    assert run("patch", str(old), patch).stdout.encode() == new.read_bytes()


def test_a_patch_that_does_not_fit_leaves_no_file(old: Path, new: Path, tmp_path: Path) -> None:
    patch, made = tmp_path / "a.rdfp", tmp_path / "made.nq"
    run("diff", str(old), str(new), "-f", "patch", "-o", str(patch))
    done = run("patch", str(new), str(patch), "-o", str(made))
    assert done.returncode == 3 and "[wrong-base]" in done.stderr and digest_file(new) in done.stderr
    assert not made.exists() and not list(tmp_path.glob(".made*"))


def test_what_cannot_be_compared_is_refused(old: Path, tmp_path: Path) -> None:
    done = run("diff", str(old), str(tmp_path))
    assert done.returncode == 3 and "[no-dataset]" in done.stderr
    done = run("diff", str(old), str(old), "-f", "xml")
    assert done.returncode == 2 and "[bad-format]" in done.stderr
    (tmp_path / "unsorted.nq").write_text("".join(reversed(make_lines())), encoding="utf-8")
    done = run("diff", str(old), str(tmp_path / "unsorted.nq"))
    assert done.returncode == 3 and "unsorted.nq:2: the lines are not sorted" in done.stderr
