"""The ledger of published versions: what is written is read again, and what does not fit together is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kotograph.changes import Release, digest_file, gather, next_release, read_releases, write_releases
from kotograph.changes.releases import INDEX
from kotograph.errors import InputError, UsageError
from tests.changes.making import make_lines, write


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path / "old.nq", make_lines()), write(tmp_path / "new.nq", make_lines("2022-06-30"))


def make_ledger(old: Path, new: Path) -> list[Release]:
    first = next_release([], old, "2026-11-26", resources=3)
    assert first
    second = next_release([first], new, "2026-12-01", gather(old, new), 1)
    assert second
    return [first, second]


def test_the_first_release_adds_all_and_the_next_tells_what_changed(versions: tuple[Path, Path]) -> None:
    old, new = versions
    first, second = make_ledger(old, new)
    digest, count = digest_file(old), len(make_lines())
    assert first == Release(f"2026-11-26-{digest[:12]}", "2026-11-26", digest, count, count, 0, 3, None)
    assert (second.version, second.previous) == (f"2026-12-01-{digest_file(new)[:12]}", first.version)
    assert (second.quads, second.added, second.removed, second.resources) == (count, 4, 4, 1)


def test_the_same_dataset_is_no_new_release(versions: tuple[Path, Path]) -> None:
    ledger = make_ledger(*versions)
    assert next_release(ledger, versions[1], "2027-01-01") is None


@pytest.mark.parametrize("day", ["2026-11-30", "2026-13-01", "1.12.2026", "20261201", ""])
def test_a_day_that_is_none_or_before_the_last_is_refused(versions: tuple[Path, Path], day: str) -> None:
    old, new = versions
    with pytest.raises(UsageError) as caught:
        next_release(make_ledger(old, new), old, day, gather(new, old), 1)
    assert caught.value.code == "bad-date"


def test_a_version_is_published_once(versions: tuple[Path, Path]) -> None:
    old, new = versions
    first = next_release([], old, "2026-11-26")
    assert first
    second = next_release([first], new, "2026-11-26", gather(old, new), 1)
    assert second
    with pytest.raises(InputError) as caught:
        next_release([first, second], old, "2026-11-26", gather(new, old), 1)
    assert caught.value.code == "version-exists"
    assert next_release([first, second], old, "2026-11-27", gather(new, old), 1)


def test_a_release_after_another_needs_its_changes(versions: tuple[Path, Path]) -> None:
    old, new = versions
    with pytest.raises(ValueError, match="changes"):
        next_release(make_ledger(old, new)[:1], new, "2026-12-01")


def test_the_ledger_is_read_as_it_was_written(versions: tuple[Path, Path], tmp_path: Path) -> None:
    ledger = make_ledger(*versions)
    assert read_releases(tmp_path) == []
    write_releases(tmp_path, ledger)
    written = (tmp_path / INDEX).read_bytes()
    assert read_releases(tmp_path) == ledger
    write_releases(tmp_path, read_releases(tmp_path))
    assert (tmp_path / INDEX).read_bytes() == written
    assert written.endswith(b"\n") and json.loads(written)["releases"][0]["previous"] is None


def change(number: int, **values: Any) -> Callable[[Any], object]:
    return lambda data: data["releases"][number].update(values)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (change(0, quads=-1), "no count"),
        (change(0, quads=True), "no count"),
        (change(1, added="4"), "no count"),
        (change(1, added=5), "do not add up"),
        (change(0, digest="ab"), "no SHA-256"),
        (change(0, date="2026-02-30"), "no day"),
        (change(0, date=7), "no day"),
        (change(0, date="2026-11-25"), "should be called"),
        (change(0, version="1.0"), "should be called"),
        (change(0, extra=1), "must have"),
        (change(1, previous=None), "does not follow"),
        (change(0, previous="2020-01-01-000000000000"), "does not follow"),
        (lambda data: data["releases"].reverse(), "does not follow"),
        (lambda data: data["releases"].append(7), "must have"),
        (lambda data: data.update(releases=7), "no list"),
        (lambda data: data.pop("releases"), "no list"),
    ],
)
def test_a_ledger_that_does_not_fit_together_is_refused(
    versions: tuple[Path, Path], tmp_path: Path, damage: Callable[[Any], object], message: str
) -> None:
    write_releases(tmp_path, make_ledger(*versions))
    data = json.loads((tmp_path / INDEX).read_text(encoding="utf-8"))
    damage(data)
    (tmp_path / INDEX).write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_releases(tmp_path)
    assert (caught.value.code, caught.value.where) == ("bad-releases", str(tmp_path / INDEX))


def test_a_version_named_twice_is_refused(versions: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = versions
    first = next_release([], old, "2026-11-26")
    assert first
    second = next_release([first], new, "2026-11-26", gather(old, new), 1)
    assert second
    third = Release(first.version, first.date, first.digest, first.quads, 4, 4, 1, second.version)
    write_releases(tmp_path, [first, second, third])
    with pytest.raises(InputError, match="twice"):
        read_releases(tmp_path)


@pytest.mark.parametrize("text", [b"{", b"[]", b"\xff", b""])
def test_a_ledger_that_is_none_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "releases").mkdir()
    (tmp_path / INDEX).write_bytes(text)
    with pytest.raises(InputError) as caught:
        read_releases(tmp_path)
    assert caught.value.code == "bad-releases"


def test_a_ledger_that_cannot_be_written_is_an_input_error(versions: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "releases").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        write_releases(tmp_path, make_ledger(*versions))
    assert caught.value.code == "cannot-write"
