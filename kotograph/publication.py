"""Publish a build: pages, data, catalogue and releases in a new folder, which is shown in one step if it passes.

``DIR`` is a link to one of the folders in ``.DIR.editions/``. A new edition is made beside the one that is shown; the
link is moved when every check has passed, so readers see the old edition or the new one, never half of either.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kotograph.catalog import Metadata, iter_catalogue, iter_void, make_dataset, read_metadata
from kotograph.catalog import Publication as Described
from kotograph.catalog.publication import DOWNLOADS, describe_downloads
from kotograph.changes import (
    Changes,
    Release,
    ResourceChange,
    find_dataset,
    gather,
    next_release,
    read_releases,
    say_tally,
    tell,
    write_feed,
    write_patch,
    write_releases,
)
from kotograph.changes.releases import FOLDER as RELEASES
from kotograph.changes.releases import PATCH
from kotograph.config import LANGUAGES, Settings
from kotograph.errors import FindingsError, InputError
from kotograph.export import write_export
from kotograph.folders import move_link, open_new, remove_others
from kotograph.formats import Format
from kotograph.pipeline import NQUADS
from kotograph.resources import get_folder
from kotograph.site.pages.changes import show_value
from kotograph.site.site import Download, Edition, Site
from kotograph.site.writer import Manifest, Written, fingerprint, read_manifest, write_manifest, write_site
from kotograph.store import EmbeddedStore
from kotograph.validation.load import load_lines
from kotograph.validation.run import validate

DATASET = "kotograph.nq.gz"
_CATALOGUE = (("ttl", Format.TURTLE), ("jsonld", Format.JSONLD), ("rdf", Format.RDFXML))
#: Of how many releases the page of changes tells in words; older ones are there as data.
_TOLD = 10
_GZIP_LEVEL = 6

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What was published: the folder shown, its release, what was written; ``is_new`` is False if nothing changed."""

    folder: Path
    release: Release
    written: Written
    is_new: bool


def publish(build: Path, target: Path, settings: Settings, progress: Progress | None = None) -> Published:
    """Publish the build in a folder as ``target``.

    Raise FindingsError if the new edition does not pass its checks, InputError for a folder that cannot be used; the
    edition that is shown stays as it is.
    """
    store = EmbeddedStore(build)
    metadata = read_metadata(settings.data)
    dataset = (store.folder / NQUADS).resolve()
    editions = _find_editions(target)
    with open_new(editions, target) as folder:
        old = target.resolve() if target.is_symlink() else None
        releases = read_releases(old) if old else []
        changes = gather(find_dataset(old), dataset) if old and releases else None
        released = _release(releases, dataset, metadata, changes)
        current = _current_edition(settings, metadata, released, releases, old, changes)
        if old and (kept := read_manifest(old)) and kept.fingerprint == _mark(current, store, settings):
            return Published(target, releases[-1], Written(len(kept.files), 0, 0, kept.pages), False)
        written = _write(folder, store, settings, metadata, current, old, dataset, progress)
        _check(folder, settings)
        _show(folder, editions, target, old)
    return Published(target, current.releases[-1], written, True)


def _release(releases: Sequence[Release], dataset: Path, metadata: Metadata, changes: Changes | None) -> list[Release]:
    """Return the releases with the one that this dataset makes, if it is a new one."""
    day = metadata.modified.isoformat() if metadata.modified else ""
    resources = len(tell(changes, LANGUAGES[0])) if changes else 0
    fresh = next_release(releases, dataset, max(day, releases[-1].date) if releases else day, changes, resources)
    return [*releases, fresh] if fresh else list(releases)


def _current_edition(
    settings: Settings,
    metadata: Metadata,
    releases: Sequence[Release],
    before: Sequence[Release],
    old: Path | None,
    changes: Changes | None,
) -> Edition:
    """Return what is known of the edition before its files are there."""
    told: dict[str, Mapping[str, Sequence[ResourceChange]]] = {}
    for release in releases[-_TOLD:]:
        if release.previous is None:
            continue
        if len(releases) > len(before) and release is releases[-1]:
            found = changes
        else:
            assert old
            found = gather(old / RELEASES / release.previous / DATASET, old / RELEASES / release.version / DATASET)
        if found:
            told[release.version] = {lang: tell(found, lang) for lang in LANGUAGES}
    last = releases[-1]
    return Edition(
        settings.published_at,
        last.version,
        last.date,
        releases=tuple(releases),
        told=told,
        report_url=metadata.contact.page if metadata.contact else "",
    )


def _mark(edition: Edition, store: EmbeddedStore, settings: Settings) -> str:
    """Return the digest of all that an edition is made from."""
    digest = hashlib.sha256(fingerprint(Site(store, settings, edition)).encode())
    for path in (settings.data / "dataset.toml", *sorted((get_folder("shapes") / "catalogue").glob("*.ttl"))):
        digest.update(path.read_bytes() if path.is_file() else b"-")
    digest.update(os.environ.get("SOURCE_DATE_EPOCH", "").encode())
    return digest.hexdigest()


# --- making an edition -------------------------------------------------------------------------------------------


def _write(
    folder: Path,
    store: EmbeddedStore,
    settings: Settings,
    metadata: Metadata,
    edition: Edition,
    old: Path | None,
    dataset: Path,
    progress: Progress | None,
) -> Written:
    step = progress or (lambda *_: None)
    write_manifest(folder, Manifest("", 0, {}))
    (folder / "downloads").mkdir()
    for number, (path, form, _, _) in enumerate(DOWNLOADS, 1):
        step("downloads", number, len(DOWNLOADS))
        write_export(form, dataset, folder / path, base=settings.base)
    distributions = describe_downloads(folder)
    notes = {lang: say_tally_of(edition.releases[-1], lang) for lang in LANGUAGES}
    described = Described(
        edition.version, settings.published_at, distributions, edition.releases[-1].previous or "", notes
    )
    whole = replace(
        edition,
        downloads=tuple(
            Download(each.path, each.format.label, each.packaging or each.media_type, each.size, each.sha256)
            for each in distributions
        ),
        described={lang: make_dataset(metadata, described, store, settings.base, lang) for lang in LANGUAGES},
    )
    site = Site(store, settings, whole)
    extra = [
        *_iter_releases(folder, old, dataset, edition.releases),
        *_iter_catalogue(folder, metadata, described, store, settings.base),
        *_iter_feeds(edition, settings),
        *(path for path, _, _, _ in DOWNLOADS),
    ]
    for path, content in _iter_feeds(edition, settings).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8", newline="\n")
    return write_site(site, folder, progress, others=extra, mark=_mark(edition, store, settings))


def say_tally_of(release: Release, lang: str) -> str:
    """Return how many statements a release added and removed, in words."""
    from kotograph.changes import Tally

    return say_tally(Tally(release.added, release.removed), lang)


def _iter_releases(folder: Path, old: Path | None, dataset: Path, releases: Sequence[Release]) -> Iterator[str]:
    """Write the ledger and each release's dataset and patch; what is published already is taken over as it is."""
    write_releases(folder, releases)
    yield f"{RELEASES}/index.json"
    for release in releases:
        place = folder / RELEASES / release.version
        place.mkdir(parents=True)
        names = [DATASET, PATCH] if release.previous else [DATASET]
        for name in names:
            kept = old / RELEASES / release.version / name if old else None
            if kept and kept.is_file():
                _take_over(kept, place / name)
            elif name == DATASET:
                _compress(dataset, place / name)
            else:
                assert old
                with (place / name).open("w", encoding="utf-8", newline="\n") as out:
                    write_patch(find_dataset(old), dataset, out)
            yield f"{RELEASES}/{release.version}/{name}"


def _take_over(kept: Path, place: Path) -> None:
    try:
        os.link(kept, place)
    except OSError:  # another file system, or one without links
        shutil.copyfile(kept, place)


def _compress(dataset: Path, place: Path) -> None:
    """Compress a file to bytes that hold neither the time of day nor a name."""
    with (
        dataset.open("rb") as source,
        place.open("wb") as raw,
        gzip.GzipFile("", "wb", _GZIP_LEVEL, raw, mtime=0) as packed,
    ):
        shutil.copyfileobj(source, packed, 1 << 20)


def _iter_catalogue(
    folder: Path, metadata: Metadata, described: Described, store: EmbeddedStore, base: str
) -> Iterator[str]:
    """Write the catalogue in its formats, and VoID where crawlers look for it."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, lines in (
            ("catalog", iter_catalogue(metadata, described, store, base)),
            ("void", iter_void(metadata, described, store, base)),
        ):
            source = Path(scratch) / f"{name}.nq"
            with source.open("w", encoding="utf-8", newline="\n") as out:
                out.writelines(lines)
            for extension, form in _CATALOGUE if name == "catalog" else _CATALOGUE[:1]:
                write_export(form, source, folder / f"{name}.{extension}", base=base)
                yield f"{name}.{extension}"
    known = folder / ".well-known"
    known.mkdir()
    shutil.copyfile(folder / "void.ttl", known / "void")
    yield ".well-known/void"


def _iter_feeds(edition: Edition, settings: Settings) -> dict[str, str]:
    """Return the feed of changes of each language by its path."""
    feeds = {}
    for lang in LANGUAGES:
        entries = [(release, edition.told.get(release.version, {}).get(lang, ())) for release in edition.releases]
        feeds[f"{lang}/changes.atom"] = write_feed(
            entries, lang, base=settings.base, site_url=settings.published_at, show=show_value(lang)
        )
    return feeds


# --- checking and showing ----------------------------------------------------------------------------------------


def _check(folder: Path, settings: Settings) -> None:
    """Hold the catalogue against its shapes; raise FindingsError for a violation."""
    from kotograph.store.files import read_rdf_file

    triples = read_rdf_file(folder / "catalog.ttl")
    graph = load_lines((f"{s} {p} {o} .\n" for s, p, o in triples), "catalog.ttl")
    found = validate(graph, get_folder("shapes") / "catalogue")
    if found.fails("violation"):
        first = found.findings[0]
        raise FindingsError(
            "invalid-catalogue",
            f"the catalogue breaks a shape: {first.shape.message(settings.lang)} ({first.focus})",
            str(settings.data / "dataset.toml"),
            "correct the file, or see: kotograph catalog check",
        )


def _find_editions(target: Path) -> Path:
    """Return the folder of editions; raise InputError if ``target`` is something of somebody else's."""
    if target.exists() and not target.is_symlink():
        if not target.is_dir() or any(target.iterdir()):
            raise InputError(
                "not-a-publication", "something that is no publication is there", str(target), "name a new folder"
            )
        target.rmdir()
    return target.with_name(f".{target.name}.editions")


def _show(folder: Path, editions: Path, target: Path, old: Path | None) -> None:
    """Give an edition its name, move the link to it in one step, and remove editions before the previous one."""
    manifest = read_manifest(folder)
    assert manifest
    place = editions / manifest.fingerprint[:16]
    if place.exists():
        shutil.rmtree(place)
    folder.rename(place)
    move_link(target, Path(editions.name) / place.name)
    remove_others(editions, place, old)
