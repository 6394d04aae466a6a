"""How well names are matched: precision and recall on a labelled set, told apart by its two halves.

``bench/linking/names.tsv`` holds names with the entry each means, or none; what they are matched against is the bundled
dataset with the decoys of ``bench/linking/entries.tsv``. The held-out half was labelled before the rules were tuned.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure import ROOT, run
from bench.report import Row
from kotograph.config import DEFAULT_BASE
from kotograph.link.subjects import KINDS, read_subjects
from kotograph.match import PROPOSE, Candidate, Entry, Index, Name, Wanted
from kotograph.store import EmbeddedStore
from kotograph.tables import read_table

FOLDER = ROOT / "bench" / "linking"
HALVES = ("development", "held-out")
PRECISION, RECALL = 0.98, 0.85


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name, and the id of the entry it means; empty for none of them."""

    wanted: Wanted
    expected: str
    kind: str
    half: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What came of some names: how many there are, how many mean an entry, and what was said of them.

    ``right`` are those with the right entry first and above the threshold of proposing; ``accepted`` were certain.
    """

    names: int
    meant: int
    right: int
    accepted: int
    accepted_right: int
    proposed_for_none: int
    none: int

    @property
    def precision(self) -> float:
        """Return the part of the accepted links that is right."""
        return self.accepted_right / self.accepted if self.accepted else 1.0

    @property
    def recall(self) -> float:
        """Return the part of the names with an entry for which the right one came first, above the threshold."""
        return self.right / self.meant

    @property
    def accepted_recall(self) -> float:
        """Return the part of the names with an entry whose right link was accepted without a person."""
        return self.accepted_right / self.meant


def read_labelled() -> list[Labelled]:
    """Read the labelled names."""
    columns = ("name", "lang", "type", "expected", "kind", "half")
    return [
        Labelled(
            Wanted(row["name"], row["lang"], (row["type"],)),
            row["expected"]
            if row["expected"].startswith("decoy:") or not row["expected"]
            else _expand(row["expected"]),
            row["kind"],
            row["half"],
        )
        for _, row in read_table(FOLDER / "names.tsv", columns)
    ]


def _expand(key: str) -> str:
    return key if not key or key.startswith("decoy:") else f"{DEFAULT_BASE}id/{key}"


def read_entries(build: Path) -> list[Entry]:
    """Return what a build has, and the decoys."""
    names: dict[tuple[str, str], list[Name]] = defaultdict(list)
    for _, row in read_table(FOLDER / "entries.tsv", ("id", "name", "lang", "type")):
        names[row["id"], row["type"]].append(Name(row["name"], row["lang"]))
    decoys = [Entry(key, tuple(found), (kind,)) for (key, kind), found in names.items()]
    return [*read_subjects(EmbeddedStore(build), KINDS, DEFAULT_BASE), *decoys]


def make_build(folder: Path) -> Path:
    """Build the bundled dataset below a folder; return the folder of the build."""
    run([sys.executable, "-m", "kotograph", "-q", "build", "-o", str(folder)])
    return folder


def match_all(index: Index, labelled: Iterable[Labelled]) -> list[tuple[Labelled, Candidate | None]]:
    """Return each name with the first candidate, if that is good enough to be proposed."""
    found = []
    for each in labelled:
        first = next(iter(index.find(each.wanted, 1)), None)
        found.append((each, first if first and (first.certain or first.score >= PROPOSE) else None))
    return found


def measure(found: Sequence[tuple[Labelled, Candidate | None]]) -> Measures:
    """Count what was right."""
    right = [(each, first) for each, first in found if first and first.entry.id == each.expected]
    return Measures(
        len(found),
        sum(bool(each.expected) for each, _ in found),
        len(right),
        sum(bool(first and first.certain) for _, first in found),
        sum(first.certain for _, first in right),
        sum(bool(first) for each, first in found if not each.expected),
        sum(not each.expected for each, _ in found),
    )


def measure_linking(build: Path, say: Callable[[str], None]) -> tuple[list[Row], list[str]]:
    """Return the figures of both halves, and how long it took."""
    say("labelled names")
    labelled = read_labelled()
    start = time.process_time()
    index = Index(read_entries(build))
    built = time.process_time() - start
    found = match_all(index, labelled)
    spent = time.process_time() - start - built
    rows, notes = [], []
    for half in HALVES:
        told = measure([(each, first) for each, first in found if each.half == half])
        met = told.precision >= PRECISION, told.recall >= RECALL
        share = f"{half} half ({told.names} names)"
        rows += [
            Row(f"precision of accepted links, {share}", f"{told.precision:.3f}", f"≥ {PRECISION}", met[0]),
            Row(f"recall, {share}", f"{told.recall:.3f}", f"≥ {RECALL}", met[1]),
        ]
        notes.append(
            f"{half}: {told.accepted} links accepted of {told.meant} names that mean an entry (recall of accepted "
            f"links {told.accepted_recall:.3f}); {told.proposed_for_none} of {told.none} names that mean none got a "
            "proposal."
        )
    notes.append(
        f"{len(labelled)} names against {len(index.entries)} entries: {built:.1f} s to read, {spent:.1f} s to match."
    )
    return rows, notes
