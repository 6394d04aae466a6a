"""Compare two versions of the dataset as two sorted streams of lines; nothing is kept in memory.

Lines are compared as they are spelled: canonical N-Quads has one spelling for each quad. Only lines that differ are
looked into, and each must be a quad of a build, so that a patch never carries anything else.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from pathlib import Path
from typing import TypeAlias

from kotograph.errors import InputError
from kotograph.terms import iter_quads

DATASET = "kotograph.nq"
_PLACES = (DATASET, f"{DATASET}.gz", f"downloads/{DATASET}", f"downloads/{DATASET}.gz")


class Op(StrEnum):
    """What happens to a line; the value is the row's code in an RDF Patch."""

    ADD = "A"
    DELETE = "D"


Change: TypeAlias = tuple[Op, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines were added and removed."""

    added: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


def find_dataset(path: Path) -> Path:
    """Return the N-Quads file that a path stands for: itself, or that of a build's or a publication's folder."""
    if not path.is_dir():
        return path
    for name in _PLACES:
        if (path / name).is_file():
            return path / name
    raise InputError(
        "no-dataset",
        f"the folder holds neither {DATASET} nor downloads/{DATASET}",
        str(path),
        "name an .nq or .nq.gz file, the folder of a build, or the folder of a publication",
    )


def open_dataset(path: Path) -> BufferedReader:
    """Open a file for reading its bytes, unpacked if its name ends in ``.gz``."""
    return BufferedReader(gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def iter_dataset(path: Path) -> Iterator[str]:
    """Yield the lines of a file, cut at line feeds only; raise InputError if it cannot be read."""
    try:
        with open_dataset(path) as stream:
            for line in stream:
                yield line.decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: Exception) -> InputError:
    """Return the error for a file that cannot be read, unpacked or decoded."""
    return InputError("unreadable-file", f"cannot read: {error}", str(path), "check the path and the file")


def iter_sorted(lines: Iterable[str], where: str) -> Iterator[str]:
    """Yield lines; raise InputError at the first that does not come after the one before it, or is cut off."""
    last = ""
    for number, line in enumerate(lines, 1):
        if line <= last or line[-1] != "\n":
            raise _bad_order(line, last, f"{where}:{number}")
        last = line
        yield line


def _bad_order(line: str, last: str, where: str) -> InputError:
    if line[-1:] != "\n":
        what, hint = "the last line has no end: the file was cut", "get the file again"
    elif line == last:
        what, hint = "a line stands twice", "remove repeated lines: LC_ALL=C sort -u"
    else:
        what, hint = "the lines are not sorted: this one comes too late", "sort the file: LC_ALL=C sort -u"
    return InputError("not-canonical", what, where, hint)


def iter_changes(old: Iterable[str], new: Iterable[str], names: tuple[str, str] = ("old", "new")) -> Iterator[Change]:
    """Yield what makes the new lines of the old ones, in the order of lines; ``names`` are for errors.

    >>> quad = '<http://a.example/{}> <http://a.example/p> "o" <http://a.example/g> .' + chr(10)
    >>> old, new = ([quad.format(name) for name in names] for names in ("ab", "bc"))
    >>> [(op.value, line[18]) for op, line in iter_changes(old, new)]
    [('D', 'a'), ('A', 'c')]
    """
    olds, news = iter_sorted(old, names[0]), iter_sorted(new, names[1])
    left, right = next(olds, ""), next(news, "")
    while left or right:
        if left == right:
            left, right = next(olds, ""), next(news, "")
        elif not right or (left and left < right):
            check_quad(left, names[0])
            yield Op.DELETE, left
            left = next(olds, "")
        else:
            check_quad(right, names[1])
            yield Op.ADD, right
            right = next(news, "")


def check_quad(line: str, where: str) -> None:
    """Raise InputError, with the place given, for a line that is no quad of a build."""
    try:
        for _ in iter_quads((line,)):
            pass
    except InputError as error:
        raise InputError(error.code, error.message, where, error.hint) from error


def compare_files(old: Path, new: Path) -> Iterator[Change]:
    """Yield what makes one N-Quads file of another."""
    return iter_changes(iter_dataset(old), iter_dataset(new), (str(old), str(new)))


def sum_up(changes: Iterable[Change]) -> Tally:
    """Count what was added and removed."""
    added = removed = 0
    for op, _ in changes:
        if op is Op.ADD:
            added += 1
        else:
            removed += 1
    return Tally(added, removed)
