"""RDF Patch (https://jena.apache.org/documentation/rdf-patch/): what was added and deleted, to be applied elsewhere.

A version of the dataset is named by the SHA-256 of its bytes: ``prev`` is what a patch can be applied to, ``id`` what
comes of it. Rows have the order of the lines, so a patch is applied to a stream, and backwards as well.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

from kotograph.changes.compare import (
    Change,
    Op,
    Tally,
    check_quad,
    compare_files,
    iter_dataset,
    iter_sorted,
    open_dataset,
    unreadable,
)
from kotograph.errors import InputError

EXTENSION = "rdfp"
MEDIA_TYPE = "application/rdf-patch"
_URN = "urn:sha256:"
_HEADER = re.compile(r"H (\S+) (.+) \.\n?")
_ID = re.compile(rf"<{_URN}([0-9a-f]{{64}})>")
_SHOWN = 120


class Writer(Protocol):
    """Something that text is written to."""

    def write(self, text: str, /) -> object:
        """Write a text."""


@dataclass(frozen=True, slots=True)
class Header:
    """The digests of the dataset that a patch starts from and of the one that comes of it."""

    old: str
    new: str


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as hexadecimal digits; of a ``.gz`` file, of what is packed in it."""
    try:
        with open_dataset(path) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(path, error) from error


def iter_patch(changes: Iterable[Change], header: Header) -> Iterator[str]:
    """Yield the rows of a patch."""
    yield f"H id <{_URN}{header.new}> .\n"
    yield f"H prev <{_URN}{header.old}> .\n"
    yield "TX .\n"
    for op, line in changes:
        yield f"{op} {line}"
    yield "TC .\n"


def write_patch(old: Path, new: Path, out: Writer) -> Tally:
    """Write the patch that makes one N-Quads file of another; return how many quads it adds and deletes."""
    counts = {Op.ADD: 0, Op.DELETE: 0}

    def count() -> Iterator[Change]:
        for change in compare_files(old, new):
            counts[change[0]] += 1
            yield change

    for row in iter_patch(count(), Header(digest_file(old), digest_file(new))):
        out.write(row)
    return Tally(counts[Op.ADD], counts[Op.DELETE])


class PatchReader:
    """Read a patch row by row: `header` first, then `iter_rows`; ``where`` is for errors."""

    def __init__(self, rows: Iterable[str], where: str = "patch") -> None:
        self._rows = enumerate(rows, 1)
        self._where, self._number = where, 0
        self.header = self._read_header()

    @property
    def place(self) -> str:
        """Where the row read last stands."""
        return f"{self._where}:{self._number}"

    def _read_header(self) -> Header:
        found: dict[str, str] = {}
        for number, row in self._rows:
            self._number = number
            if row.rstrip("\n") == "TX .":
                break
            match = _HEADER.fullmatch(row)
            if match is None:
                raise self._bad(row, "neither a header nor TX")
            found[match[1].strip('"')] = match[2]
        for name in ("id", "prev"):
            if not _ID.fullmatch(found.get(name, "")):
                raise InputError(
                    "bad-patch",
                    f"the header '{name}' does not name a dataset by its SHA-256",
                    self._where,
                    "take a patch that kotograph wrote",
                )
        return Header(found["prev"][len(_URN) + 1 : -1], found["id"][len(_URN) + 1 : -1])

    def iter_rows(self) -> Iterator[Change]:
        """Yield what is added and deleted; raise InputError for rows that are no quads, unsorted, or cut off."""
        last, done = "", False
        for number, row in self._rows:
            self._number = number
            if done:
                raise self._bad(row, "below TC")
            if row.rstrip("\n") == "TC .":
                done = True
                continue
            if row[:2] not in ("A ", "D ") or row[-1] != "\n":
                raise self._bad(row, "neither a quad added or deleted nor TC")
            line = row[2:]
            check_quad(line, self.place)
            if line <= last:
                raise self._bad(row, "not below the quads that sort before it")
            last = line
            yield Op(row[0]), line
        if not done:
            raise InputError("bad-patch", "the patch ends without TC: it was cut", self._where, "get it again")

    def _bad(self, row: str, what: str) -> InputError:
        shown = row.rstrip("\n")
        shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
        return InputError("bad-patch", f"{shown!r} is {what}", self.place, "take a patch that kotograph wrote")


def apply_patch(
    old: Iterable[str], patch: Iterable[str], *, reverse: bool = False, names: tuple[str, str] = ("old", "patch")
) -> Iterator[str]:
    """Yield the lines that come of a patch; ``reverse`` gives the old lines of the new ones.

    Raise InputError for a patch that was not made for these lines. What only the whole can tell (both digests) is
    checked when the last line is through, so keep nothing of a stream that ends in an error.
    """
    reader = PatchReader(patch, names[1])
    before, after = reader.header.old, reader.header.new
    if reverse:
        before, after = after, before
    read, written = hashlib.sha256(), hashlib.sha256()
    for line in _merge(_hashed(iter_sorted(old, names[0]), read), reader, reverse):
        written.update(line.encode())
        yield line
    if read.hexdigest() != before:
        raise wrong_base(names, read.hexdigest(), before)
    if written.hexdigest() != after:
        raise InputError(
            "patch-broken",
            f"what comes of the patch has the SHA-256 {written.hexdigest()}, not {after}",
            names[1],
            "get the patch again: it was changed",
        )


def _hashed(lines: Iterable[str], digest: hashlib._Hash) -> Iterator[str]:
    for line in lines:
        digest.update(line.encode())
        yield line


def _merge(olds: Iterator[str], reader: PatchReader, reverse: bool) -> Iterator[str]:
    line = next(olds, "")
    for op, quad in reader.iter_rows():
        while line and line < quad:
            yield line
            line = next(olds, "")
        is_there, adds = line == quad, (op is Op.ADD) is not reverse
        if adds is is_there:
            what = "adds a quad that is there already" if adds else "deletes a quad that is not there"
            raise InputError(
                "patch-mismatch", f"the patch {what}: {quad.rstrip()}", reader.place, "apply it to its own dataset"
            )
        if adds:
            yield quad
        else:
            line = next(olds, "")
    yield from chain((line,) if line else (), olds)


def wrong_base(names: tuple[str, str], found: str, wanted: str) -> InputError:
    """Return the error for a patch that starts from another dataset."""
    return InputError(
        "wrong-base",
        f"the patch starts from another dataset: SHA-256 {wanted}, not {found}",
        names[0],
        f"find the version that {names[1]} was made for; releases/index.json lists their digests",
    )


def apply_file(old: Path, patch: Path, out: Writer, *, reverse: bool = False) -> None:
    """Write the N-Quads that come of a patch, after a look at whether it was made for this file."""
    names = (str(old), str(patch))
    header = PatchReader(iter_dataset(patch), names[1]).header
    wanted, found = header.new if reverse else header.old, digest_file(old)
    if found != wanted:
        raise wrong_base(names, found, wanted)
    for line in apply_patch(iter_dataset(old), iter_dataset(patch), reverse=reverse, names=names):
        out.write(line)
