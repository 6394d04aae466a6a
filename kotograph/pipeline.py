"""The only module that knows the order of the stages: sources → records → projects → quads → checks → store.

A build is atomic: everything is made in a new folder below ``builds/`` and becomes visible when the link ``current``
is moved to it in one step, so a crash at any moment leaves the previous build whole and readable.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from kotograph.config import Settings
from kotograph.editorial import Registries, read_registries
from kotograph.errors import FindingsError, InputError, KotographError
from kotograph.folders import move_link, open_new, remove_others
from kotograph.iris import Iris
from kotograph.link import iter_codes, iter_links, iter_missing, list_named, read_codes, read_mappings
from kotograph.mapping import map_dataset
from kotograph.projects import Reconciled
from kotograph.reconcile import TABLES, Identity, list_new_rows, read_identity, reconcile
from kotograph.records import Page
from kotograph.reports import Issue, Severity
from kotograph.resources import get_folder
from kotograph.sources import Catalogue, KnownNames, Overrides, read_page
from kotograph.store import build_store
from kotograph.store.files import iter_turtle_file
from kotograph.tables import read_table, write_table
from kotograph.validation.findings import ValidationReport
from kotograph.validation.report import write_turtle
from kotograph.validation.run import load_dataset, validate

NQUADS = "kotograph.nq"
QUALITY = "quality.ttl"
REPORT = "report.json"
_CHUNK = 200_000
_OBJECTIVE_COLUMNS = ("number", "name", "language", "source")

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Reading:
    """The pages that could be read, and the errors of those that could not."""

    pages: list[Page] = field(default_factory=list)
    errors: list[KotographError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made and found; ``folder`` holds kotograph.nq, store/ and the reports."""

    folder: Path
    pages: tuple[Page, ...]
    reconciled: Reconciled
    validation: ValidationReport
    errors: tuple[KotographError, ...]
    quads: int


def known_names(settings: Settings, registries: Registries) -> KnownNames:
    """Return the names by which flattened tables are split: registered organisations and listed objectives."""
    organisations = {name for o in registries.organisations.values() for name, _ in o.names}
    names = read_table(settings.data / "identity" / "organisation-names.tsv", TABLES["organisation-names.tsv"])
    organisations |= {row["name"] for _, row in names}
    objectives = read_table(settings.data / "identity" / "objective-names.tsv", _OBJECTIVE_COLUMNS)
    return KnownNames(tuple(sorted(organisations)), tuple(f"{row['number']} {row['name']}" for _, row in objectives))


def iter_paths(paths: Sequence[Path], settings: Settings) -> Iterator[Path]:
    """Yield the page files to read: those given, the pages beside a given folder's source.toml, or the bundled ones."""
    if not paths:
        yield from map(_shorten, Catalogue(settings.data).iter_pages())
    for path in paths:
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if p.suffix.casefold() in (".txt", ".html", ".htm"))
            if not found:
                raise InputError(
                    "no-pages", "there is no .txt or .html page in this folder", str(path), "give the files themselves"
                )
            yield from found
        else:
            yield path


def _shorten(path: Path) -> Path:
    """Return a path below the working folder relative to it: reports then say the same on every machine."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def read_pages(
    paths: Sequence[Path], settings: Settings, overrides: Overrides | None = None, progress: Progress | None = None
) -> Reading:
    """Read pages; one that cannot be read is an error beside the others."""
    (overrides or Overrides()).check()
    reading = Reading()
    catalogue = Catalogue(settings.data)
    reading.errors += catalogue.errors
    known = known_names(settings, read_registries(settings.data))
    files = list(iter_paths(paths, settings))
    for number, path in enumerate(files, 1):
        if progress:
            progress("read", number, len(files))
        try:
            reading.pages.append(read_page(path, catalogue, known, overrides, settings))
        except KotographError as error:
            reading.errors.append(error)
    return reading


def _refuse_duplicates(reading: Reading) -> list[Page]:
    """Return the pages without those whose source id another page has already; each is an error."""
    kept: dict[str, Page] = {}
    for page in reading.pages:
        twin = kept.setdefault(page.source.id, page)
        if twin is not page:
            reading.errors.append(
                InputError(
                    "duplicate-source",
                    f"the source id '{page.source.id}' is already used by {twin.source.path}",
                    page.source.path,
                    "give one of the pages, or another id in its source.toml",
                )
            )
    return list(kept.values())


def reconcile_pages(
    paths: Sequence[Path], settings: Settings, *, rules_only: bool = False
) -> tuple[Reading, Reconciled]:
    """Read and reconcile pages without building anything; ``rules_only`` leaves decisions and registries aside."""
    reading = read_pages(paths, settings)
    pages = _refuse_duplicates(reading)
    if not pages:
        raise (
            reading.errors[0]
            if reading.errors
            else InputError("no-pages", "there is nothing to read", str(settings.data))
        )
    identity = Identity() if rules_only else read_identity(settings.data / "identity")
    return reading, reconcile(pages, identity)


def keep_decisions(found: Reconciled, settings: Settings, today: str) -> dict[str, int]:
    """Add new keys and the rules' conclusions to the tables in ``identity/``; return how many rows each got."""
    folder = settings.data / "identity"
    counts = {}
    for name, rows in list_new_rows(read_identity(folder), found, today).items():
        if rows:
            columns = TABLES[name]
            kept = [tuple(row[column] for column in columns) for _, row in read_table(folder / name, columns)]
            merged = sorted({*kept, *rows})
            write_table(folder / name, columns, [dict(zip(columns, row, strict=True)) for row in merged])
            counts[name] = len(rows)
    return counts


def build(
    paths: Sequence[Path],
    out: Path,
    settings: Settings,
    overrides: Overrides | None = None,
    fail_on: str = "violation",
    progress: Progress | None = None,
) -> Built:
    """Build the graph of some pages (or the bundled ones) into ``out``.

    Raises FindingsError, before anything is published, for a finding as severe as ``fail_on``; InputError where no
    page could be read or the folder cannot be written.
    """
    step = progress or (lambda *_: None)
    reading = read_pages(paths, settings, overrides, progress)
    pages = _refuse_duplicates(reading)
    if not pages:
        raise (
            reading.errors[0]
            if reading.errors
            else InputError("no-pages", "there is nothing to read", str(settings.data))
        )
    registries = read_registries(settings.data)
    step("reconcile", 0, 1)
    reconciled = reconcile(pages, read_identity(settings.data / "identity"))
    with open_new(out / "builds", out) as folder:
        step("map", 0, 1)
        count = write_sorted(_iter_dataset(pages, reconciled, registries, settings), folder / NQUADS)
        step("validate", 0, 1)
        found = validate(
            load_dataset(folder / NQUADS), get_folder("shapes"), {p.source.id: p.source.path for p in pages}
        )
        _write_reports(folder, pages, reconciled, found, reading.errors, settings)
        if found.fails(fail_on):
            _keep_reports(folder, out)
            bad = [f.as_issue(settings.lang) for f in found.findings if f.severity >= Severity[fail_on.upper()]]
            raise FindingsError(
                "invalid-graph",
                f"{len(bad)} findings of severity {fail_on} or worse; nothing was published",
                str(out / "failed"),
                f"see the report there, or run: kotograph validate {out / 'failed' / NQUADS}",
                (*reading.errors, *bad),
            )
        step("store", 0, 1)
        build_store(folder / NQUADS, folder)
        published = _publish(folder, out)
    return Built(published, tuple(pages), reconciled, found, tuple(reading.errors), count)


def _iter_dataset(
    pages: Sequence[Page], reconciled: Reconciled, registries: Registries, settings: Settings
) -> Iterator[str]:
    iris = Iris(settings.base)
    vocabulary = list(iter_vocabulary(settings))
    objectives = {line.split(" ", 1)[0] for line in vocabulary if line.startswith(iris.concept("objective/")[:-1])}
    mappings, codes = read_mappings(settings.data / "links"), read_codes(settings.data / "links")
    wanted = {each for mapping in mappings for each in list_named(mapping, iris)}
    wanted |= {code.spell_subject(iris) for code in codes}
    found = set()
    for chunk in chain(map_dataset(pages, reconciled, registries, iris, objectives), vocabulary):
        yield chunk
        # A link is of what this build has.
        found |= wanted.intersection(line.partition(" ")[0] for line in chunk.split("\n"))
    yield from iter_links(mappings, found, iris)
    yield from iter_missing(mappings, found, iris)
    yield from iter_codes(codes, found, iris)


def iter_vocabulary(settings: Settings) -> Iterator[str]:
    """Yield the quads of the ontology, of the schemes, and of the names of the EU's codes that are used."""
    iris = Iris(settings.base)
    folder = get_folder("ontology")
    yield from iter_turtle_file(folder / "kotograph.ttl", iris.graph("ontology"), settings.base)
    for path in (folder / "authority.ttl", *sorted((folder / "schemes").glob("*.ttl"))):
        yield from iter_turtle_file(path, iris.graph("vocabulary"), settings.base)


def write_sorted(chunks: Iterable[str], path: Path) -> int:
    """Write quads in canonical order, each once, holding a bounded number of them; return how many.

    ``chunks`` are one or more whole lines each.
    """
    lines = _iter_lines(chunks)
    with ExitStack() as stack:
        runs = []
        while run := sorted(islice(lines, _CHUNK)):
            file = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n", dir=path.parent))
            file.writelines(run)
            file.seek(0)
            runs.append(file)
        count, last = 0, ""
        with path.open("w", encoding="utf-8", newline="\n") as out:
            for line in heapq.merge(*runs):
                if line != last:
                    out.write(line)
                    count, last = count + 1, line
    return count


def _iter_lines(chunks: Iterable[str]) -> Iterator[str]:
    # Not str.splitlines: a literal may hold U+2028, which is no line end in N-Quads.
    for chunk in chunks:
        for line in chunk.split("\n"):
            if line:
                yield line + "\n"


def _write_reports(
    folder: Path,
    pages: Sequence[Page],
    reconciled: Reconciled,
    found: ValidationReport,
    errors: Sequence[KotographError],
    settings: Settings,
) -> None:
    issues = [issue for page in pages for issue in page.iter_issues()] + list(reconciled.issues)
    report = {
        "sources": {
            page.source.id: {"path": page.source.path, "sha256": page.source.sha256, "entries": len(page.records)}
            for page in pages
        },
        "errors": [{"code": e.code, "message": e.message, "where": e.where} for e in errors],
        "issues": [_issue_json(issue) for issue in issues],
    }
    text = json.dumps(report, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / REPORT).write_text(text + "\n", encoding="utf-8")
    (folder / QUALITY).write_text(write_turtle(found, settings.base), encoding="utf-8")


def _issue_json(issue: Issue) -> dict[str, object]:
    return {
        **issue.as_json(),
        "severity": issue.severity.name.lower(),
        "path": issue.path,
        "message": issue.message,
        "hint": issue.hint,
    }


# --- one step from the old build to the new ------------------------------------------------------------------------


def _publish(folder: Path, out: Path) -> Path:
    """Move a finished build to its name, point ``current`` at it in one step, and remove builds before the previous."""
    name = _digest(folder / NQUADS)
    out = out.resolve()  # so that the folders compared below are told apart by one spelling
    place = out / "builds" / name
    previous = (out / "current").resolve() if (out / "current").is_symlink() else None
    if place.exists() and previous != place:
        shutil.rmtree(place)
    if place.exists():
        for file in (REPORT, QUALITY):
            (folder / file).replace(place / file)
    else:
        _sync(folder)
        folder.rename(place)
    _link(out / "current", Path("builds") / name)
    for file in (NQUADS, REPORT, QUALITY):
        _link(out / file, Path("current") / file)
    remove_others(out / "builds", place, previous)
    return place


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _link(link: Path, target: Path) -> None:
    if link.exists() and not link.is_symlink():
        raise InputError(
            "not-a-build", f"'{link.name}' stands in the way", str(link.parent), "choose an empty folder with -o"
        )
    move_link(link, target)


def _keep_reports(folder: Path, out: Path) -> None:
    """Keep the reports and the data of a build that was stopped, beside the published one, for people to look at."""
    failed = out / "failed"
    failed.mkdir(exist_ok=True)
    for file in (NQUADS, REPORT, QUALITY):
        (folder / file).replace(failed / file)
