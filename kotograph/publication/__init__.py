"""Publish a build: pages, data, catalogue and releases in a new folder, which is shown in one step if it passes.

``DIR`` is a link to one of the folders in ``.DIR.editions/``. A new edition is made beside the one that is shown; the
link is moved when every check has passed, so readers see the old edition or the new one, never half of either.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from kotograph.changes import Release
from kotograph.config import Settings
from kotograph.errors import FindingsError, InputError
from kotograph.folders import move_link, open_new, remove_others
from kotograph.publication.edition import Progress, make_edition, plan_edition
from kotograph.resources import get_folder
from kotograph.site.site import Edition, Site
from kotograph.site.writer import Manifest, Written, fingerprint, read_manifest, write_manifest, write_site
from kotograph.store import EmbeddedStore
from kotograph.validation.load import load_lines
from kotograph.validation.run import validate


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
    editions = _find_editions(target)
    with open_new(editions, target) as folder:
        old = target.resolve() if target.is_symlink() else None
        plan = plan_edition(store, settings, old)
        mark = _mark(plan.edition, store, settings)
        if old and (kept := read_manifest(old)) and kept.fingerprint == mark:
            return Published(target, plan.releases[-1], Written(len(kept.files), 0, 0, kept.pages), False)
        write_manifest(folder, Manifest("", 0, {}))
        site, others = make_edition(plan, folder, progress=progress)
        written = write_site(site, folder, progress, others=others, mark=mark)
        _check(folder, settings)
        _show(folder, editions, target, old)
    return Published(target, plan.releases[-1], written, True)


def _mark(edition: Edition, store: EmbeddedStore, settings: Settings) -> str:
    """Return the digest of all that an edition is made from."""
    digest = hashlib.sha256(fingerprint(Site(store, settings, edition)).encode())
    for path in (settings.data / "dataset.toml", *sorted((get_folder("shapes") / "catalogue").glob("*.ttl"))):
        digest.update(path.read_bytes() if path.is_file() else b"-")
    digest.update(os.environ.get("SOURCE_DATE_EPOCH", "").encode())
    return digest.hexdigest()


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
