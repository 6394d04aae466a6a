"""What an edition is made from, and the files beside its pages: a static folder and a live server have the same."""

from __future__ import annotations

import gzip
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
    Tally,
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
from kotograph.export import write_export
from kotograph.formats import Format
from kotograph.pipeline import NQUADS
from kotograph.site.pages.changes import show_value
from kotograph.site.site import Download, Edition, Site
from kotograph.store import EmbeddedStore

DATASET = "kotograph.nq.gz"
_CATALOGUE = (("ttl", Format.TURTLE), ("jsonld", Format.JSONLD), ("rdf", Format.RDFXML))
#: Of how many releases the page of changes tells in words; older ones are there as data.
_TOLD = 10
_GZIP_LEVEL = 6

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition will be made from: a build, its description, its releases, and the edition ``old`` before it.

    ``edition`` is what is known before there are files to download.
    """

    store: EmbeddedStore
    settings: Settings
    metadata: Metadata
    dataset: Path
    edition: Edition
    old: Path | None

    @property
    def releases(self) -> Sequence[Release]:
        """Return the releases, the one that this edition makes last; none for a dataset without a date."""
        return self.edition.releases


@dataclass(frozen=True, slots=True)
class Services:
    """The addresses of services that run beside the pages; a folder of files has none."""

    endpoint: str | None = None
    api: str | None = None


def plan_edition(store: EmbeddedStore, settings: Settings, old: Path | None, needs_release: bool = True) -> Plan:
    """Plan the edition that publishing a build after another edition makes.

    Without ``needs_release`` a dataset whose description has no date is planned without releases; else UsageError.
    """
    metadata = read_metadata(settings.data)
    dataset = (store.folder / NQUADS).resolve()
    before = read_releases(old) if old else []
    changes = gather(find_dataset(old), dataset) if old and before else None
    if needs_release or before or metadata.modified:
        releases = _release(before, dataset, metadata, changes)
    else:
        releases = []
    edition = _current_edition(settings, metadata, releases, before, old, changes)
    return Plan(store, settings, metadata, dataset, edition, old)


def _release(
    releases: Sequence[Release], dataset: Path, metadata: Metadata, changes: Changes | None
) -> Sequence[Release]:
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
    return Edition(
        settings.published_at,
        releases[-1].version if releases else "",
        releases[-1].date if releases else "",
        releases=tuple(releases),
        told=told,
        report_url=metadata.contact.page if metadata.contact else "",
    )


def make_edition(
    plan: Plan, folder: Path, services: Services | None = None, progress: Progress | None = None
) -> tuple[Site, list[str]]:
    """Write all files of an edition but its pages into a folder; return its site and the paths of the files."""
    step = progress or (lambda *_: None)
    (folder / "downloads").mkdir()
    for number, (path, form, _, _) in enumerate(DOWNLOADS, 1):
        step("downloads", number, len(DOWNLOADS))
        write_export(form, plan.dataset, folder / path, base=plan.settings.base)
    distributions = describe_downloads(folder)
    base, edition, last = plan.settings.base, plan.edition, plan.releases[-1] if plan.releases else None
    described = Described(
        edition.version,
        plan.settings.published_at,
        distributions,
        (last.previous or "") if last else "",
        {lang: say_tally(Tally(last.added, last.removed), lang) for lang in LANGUAGES} if last else {},
    )
    whole = replace(
        edition,
        downloads=tuple(
            Download(each.path, each.format.label, each.packaging or each.media_type, each.size, each.sha256)
            for each in distributions
        ),
        described={lang: make_dataset(plan.metadata, described, plan.store, base, lang) for lang in LANGUAGES},
    )
    served = services or Services()
    listed = replace(described, endpoint=served.endpoint, api=served.api)
    others = [
        *_iter_releases(folder, plan.old, plan.dataset, plan.releases),
        *_iter_catalogue(folder, plan.metadata, listed, plan.store, base),
        *_iter_feeds(folder, edition, plan.settings),
        *(path for path, _, _, _ in DOWNLOADS),
    ]
    return Site(plan.store, plan.settings, whole), others


def _iter_releases(folder: Path, old: Path | None, dataset: Path, releases: Sequence[Release]) -> Iterator[str]:
    """Write the ledger and each release's dataset and patch; what is published already is taken over as it is."""
    if not releases:
        return
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


def _iter_feeds(folder: Path, edition: Edition, settings: Settings) -> Iterator[str]:
    """Write the feed of changes of each language."""
    for lang in LANGUAGES if edition.releases else ():
        entries = [(release, edition.told.get(release.version, {}).get(lang, ())) for release in edition.releases]
        text = write_feed(entries, lang, base=settings.base, site_url=settings.published_at, show=show_value(lang))
        place = folder / lang / "changes.atom"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="\n")
        yield f"{lang}/changes.atom"
