"""Two versions as sorted streams: what is found, where versions are looked for, what is refused."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.changes import Op, Tally, find_dataset, iter_changes, iter_dataset, sum_up
from kotograph.changes.compare import compare_files
from kotograph.errors import InputError
from tests.changes.making import make_lines, write

QUAD = '<http://a.example/{}> <http://a.example/p> "o" <http://a.example/g> .\n'


def quads(names: str) -> list[str]:
    return [QUAD.format(name) for name in names]


@given(st.sets(st.sampled_from("abcdefghåäö😀\u2028")), st.sets(st.sampled_from("abcdefghåäö😀\u2028")))
def test_what_is_found_is_the_difference_of_the_sets(old: set[str], new: set[str]) -> None:
    found = list(iter_changes(quads("".join(sorted(old))), quads("".join(sorted(new)))))
    assert {line for op, line in found if op is Op.DELETE} == set(quads("".join(old - new)))
    assert {line for op, line in found if op is Op.ADD} == set(quads("".join(new - old)))
    assert [line for _, line in found] == sorted(line for _, line in found)
    assert sum_up(found) == Tally(len(new - old), len(old - new))
    assert bool(sum_up(found)) is (old != new)


def test_nothing_is_kept_of_lines_that_are_the_same() -> None:
    alive = 0

    class Line(str):
        def __init__(self, _: str) -> None:
            nonlocal alive
            alive += 1

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def make() -> Iterator[str]:
        for number in range(2000):
            assert alive < 20
            yield Line(QUAD.format(f"{number:05}"))

    assert list(iter_changes(make(), make())) == []


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        (quads("acb"), "not sorted", 3),
        (quads("abb"), "stands twice", 3),
        ([*quads("a"), QUAD.format("b").rstrip("\n")], "was cut", 2),
    ],
)
def test_what_is_not_canonical_is_refused_with_its_line(lines: list[str], message: str, line: int) -> None:
    none: list[str] = []
    for old, new in ((lines, none), (none, lines)):
        with pytest.raises(InputError, match=message) as caught:
            list(iter_changes(old, new, ("x.nq", "x.nq")))
        assert caught.value.code == "not-canonical"
        assert caught.value.where == f"x.nq:{line}"


def test_a_changed_line_must_be_a_quad() -> None:
    with pytest.raises(InputError, match="not a quad") as caught:
        list(iter_changes(quads("a"), [*quads("a"), "hello\n"], ("a.nq", "b.nq")))
    assert (caught.value.code, caught.value.where) == ("bad-quad", "b.nq")


def test_versions_are_files_packed_files_builds_and_publications(tmp_path: Path) -> None:
    lines = make_lines()
    plain = write(tmp_path / "a.nq", lines)
    build = write(tmp_path / "build" / "kotograph.nq", lines)
    published = write(tmp_path / "site" / "downloads" / "kotograph.nq", lines)
    packed = tmp_path / "a.nq.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert find_dataset(plain) == plain
    assert find_dataset(build.parent) == build
    assert find_dataset(tmp_path / "site") == published
    for path in (build, published, packed):
        assert list(compare_files(plain, path)) == []


def test_a_folder_without_a_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_dataset(tmp_path)
    assert caught.value.code == "no-dataset"


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    packed = gzip.compress("".join(make_lines()).encode())
    (tmp_path / "cut.nq.gz").write_bytes(packed[:-20])
    (tmp_path / "plain.nq.gz").write_bytes(b"not packed")
    (tmp_path / "broken.nq.gz").write_bytes(packed[:30] + b"\xff" * 40 + packed[70:])
    (tmp_path / "latin.nq").write_bytes("".join(make_lines()).encode("latin-1"))
    for name in ("cut.nq.gz", "plain.nq.gz", "broken.nq.gz", "latin.nq", "none.nq"):
        with pytest.raises(InputError) as caught:
            list(iter_dataset(tmp_path / name))
        assert caught.value.code == "unreadable-file", name
