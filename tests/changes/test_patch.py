"""RDF Patch: from the old version and the patch come the new version's bytes, or an error that says why not."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.changes import Tally, apply_file, apply_patch, digest_file, iter_changes, iter_patch, write_patch
from kotograph.changes.patch import Header
from kotograph.errors import InputError
from kotograph.quads import literal, quad, tagged
from tests.changes.making import make_lines, write

OLD, NEW = make_lines(), make_lines("2022-06-30", 8)
_IRIS = st.sampled_from(["<http://a.example/å>", "<http://a.example/a>", "<http://a.example/a/b>", "<urn:x:y>"])
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
_OBJECTS = st.one_of(_IRIS, _TEXTS.map(literal), _TEXTS.map(lambda text: tagged(text, "fi")))
_VERSIONS = st.sets(st.builds(quad, _IRIS, _IRIS, _OBJECTS, _IRIS), max_size=12)


def digest(lines: list[str]) -> str:
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def make_patch(old: list[str], new: list[str]) -> list[str]:
    return list(iter_patch(iter_changes(old, new), Header(digest(old), digest(new))))


@given(_VERSIONS, _VERSIONS)
def test_old_and_patch_give_new_and_new_and_patch_give_old(old: set[str], new: set[str]) -> None:
    olds, news = sorted(old), sorted(new)
    rows = make_patch(olds, news)
    assert list(apply_patch(olds, rows)) == news
    assert list(apply_patch(news, rows, reverse=True)) == olds


def test_the_patch_of_files_is_written_as_the_format_has_it(tmp_path: Path) -> None:
    old, new = write(tmp_path / "old.nq", OLD), write(tmp_path / "new.nq", NEW)
    out = io.StringIO()
    assert write_patch(old, new, out) == Tally(5, 5)
    rows = out.getvalue().splitlines()
    assert rows[:3] == [f"H id <urn:sha256:{digest(NEW)}> .", f"H prev <urn:sha256:{digest(OLD)}> .", "TX ."]
    assert rows[-1] == "TC ."
    assert sorted({row.split(" ")[0] for row in rows[3:-1]}) == ["A", "D"]
    assert [f"{row[2:]}\n" for row in rows[3:-1]] == sorted(set(OLD) ^ set(NEW))


def test_the_patch_makes_the_new_file_byte_for_byte_and_back(tmp_path: Path) -> None:
    old, new, patch = write(tmp_path / "old.nq", OLD), write(tmp_path / "new.nq", NEW), tmp_path / "a.rdfp"
    packed = tmp_path / "old.nq.gz"
    packed.write_bytes(gzip.compress(old.read_bytes()))
    assert digest_file(packed) == digest_file(old) == digest(OLD)
    with patch.open("w", encoding="utf-8", newline="\n") as stream:
        write_patch(packed, new, stream)
    for start, reverse, wanted in ((old, False, new), (packed, False, new), (new, True, old)):
        out = io.StringIO()
        apply_file(start, patch, out, reverse=reverse)
        assert out.getvalue().encode() == wanted.read_bytes()


def test_no_difference_is_a_patch_that_changes_nothing() -> None:
    rows = make_patch(OLD, OLD)
    assert rows[2:] == ["TX .\n", "TC .\n"]
    assert list(apply_patch(OLD, rows)) == OLD


def test_a_patch_for_another_dataset_is_refused_before_a_line_is_written(tmp_path: Path) -> None:
    patch = write(tmp_path / "x.nq", OLD).with_name("a.rdfp")
    patch.write_text("".join(make_patch(NEW, OLD)), encoding="utf-8", newline="\n")
    out = io.StringIO()
    with pytest.raises(InputError, match="starts from another dataset") as caught:
        apply_file(tmp_path / "x.nq", patch, out)
    assert (caught.value.code, caught.value.where) == ("wrong-base", str(tmp_path / "x.nq"))
    assert not out.getvalue()


def test_a_stream_of_another_dataset_is_refused_at_its_end() -> None:
    rows = make_patch(OLD, OLD)
    with pytest.raises(InputError) as caught:
        list(apply_patch(NEW, rows))
    assert caught.value.code == "wrong-base"


def test_a_deleted_quad_must_be_there_and_an_added_one_not() -> None:
    rows = make_patch(OLD[1:3], OLD[2:4])
    assert rows[3:5] == [f"D {OLD[1]}", f"A {OLD[3]}"]
    with pytest.raises(InputError, match="deletes a quad that is not there") as caught:
        list(apply_patch(OLD[2:3], rows))
    assert (caught.value.code, caught.value.where) == ("patch-mismatch", "patch:4")
    with pytest.raises(InputError, match="adds a quad that is there already") as caught:
        list(apply_patch(OLD[1:5], rows))
    assert caught.value.where == "patch:5"
    with pytest.raises(InputError, match="adds a quad that is there already"):
        list(apply_patch(OLD[1:3], rows, reverse=True))


def test_a_patch_that_was_changed_is_noticed() -> None:
    rows = make_patch(OLD[:3], OLD)
    del rows[4]
    with pytest.raises(InputError) as caught:
        list(apply_patch(OLD[:3], rows))
    assert caught.value.code == "patch-broken"


@pytest.mark.parametrize(
    ("number", "row", "code", "where"),
    [
        (0, "H id <urn:sha256:00> .\n", "bad-patch", "patch"),
        (1, "H other <urn:x:y> .\n", "bad-patch", "patch"),
        (1, "H prev\n", "bad-patch", "patch:2"),
        (2, 'PA "rdf" <urn:x:y> .\n', "bad-patch", "patch:3"),
        (3, "TA .\n", "bad-patch", "patch:4"),
        (3, "A <urn:x:y> <urn:x:y> <urn:x:y> .\n", "bad-quad", "patch:4"),
        (4, "A hello\n", "bad-quad", "patch:5"),
        (4, f"A {OLD[0]}", "bad-patch", "patch:5"),
        (4, "TC .\n", "bad-patch", "patch:6"),
        (5, "", "bad-patch", "patch"),
        (5, "TC", "bad-patch", "patch:6"),
    ],
)
def test_rows_that_are_none_are_refused_with_their_place(number: int, row: str, code: str, where: str) -> None:
    rows = make_patch(OLD[:1], OLD[1:2])
    rows[number : number + 1] = [row] if row else []
    with pytest.raises(InputError) as caught:
        list(apply_patch(OLD[:1], rows))
    assert (caught.value.code, caught.value.where) == (code, where)
