"""Fetch the query page's editor when kotograph is built: hatchling runs this, and so does ``python hatch_build.py``.

The package is not needed: without npm, without network or with a download that is not what it must be, the build goes
on and the query page is a plain form. The server itself never fetches anything.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where there is no hatchling
    BuildHookInterface = object  # type: ignore[assignment,misc]

#: Longer than a slow connection needs for two megabytes; a build without network must not wait for more.
SECONDS = 45
MOST_BYTES = 16 * 1024 * 1024
ROOT = Path(__file__).parent
NOTICES = "LICENSE-yasgui.txt"


class NotFetchedError(Exception):
    """Why there is no editor; the build goes on."""


class Lock(NamedTuple):
    """What is fetched: a version of a package, the digest of its tarball, and which of its files are taken.

    No dataclass: hatchling loads this file without making a module of it, which dataclasses ask for.
    """

    package: str
    version: str
    integrity: str
    files: dict[str, dict[str, str]]


def read_lock(root: Path) -> Lock:
    """Read the lock file."""
    return Lock(**tomllib.loads((root / "kotograph/server/editor/vendored.toml").read_text(encoding="utf-8")))


def fetch_editor(root: Path, seconds: float = SECONDS) -> Path:
    """Return the folder with the editor's files, fetched if they are not there yet; raise NotFetchedError."""
    lock, folder = read_lock(root), root / "kotograph" / "_files" / "editor"
    try:
        if _is_complete(folder, lock):
            shutil.copyfile(root / "kotograph/server/editor" / NOTICES, folder / NOTICES)
            return folder
        if os.environ.get("KOTOGRAPH_NO_EDITOR"):
            raise NotFetchedError("KOTOGRAPH_NO_EDITOR is set")
        with tempfile.TemporaryDirectory(prefix="kotograph-editor-") as place:
            tarball = _pack(lock, Path(place), seconds)
            files = _take(tarball, lock)
        _put(folder, files, (root / "kotograph/server/editor" / NOTICES).read_bytes())
    except OSError as error:
        raise NotFetchedError(str(error)) from error
    return folder


def _is_complete(folder: Path, lock: Lock) -> bool:
    return all(
        (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == file["sha256"]
        for name, file in lock.files.items()
    )


def _pack(lock: Lock, place: Path, seconds: float) -> Path:
    """Let npm download the tarball: from whichever registry it is configured for."""
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetchedError("npm is not installed")
    command = [npm, "pack", f"{lock.package}@{lock.version}", "--pack-destination", str(place), "--silent"]
    command += ["--ignore-scripts", "--fetch-retries=0", "--no-update-notifier", "--no-audit", "--no-fund"]
    # A session of its own, so that what npm starts ends with it.
    process = subprocess.Popen(
        command,
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        status = process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise NotFetchedError(f"npm took more than {seconds:g} seconds") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    found = sorted(place.glob("*.tgz"))
    if status or len(found) != 1:
        raise NotFetchedError(f"npm could not download {lock.package} {lock.version}")
    return found[0]


def _take(tarball: Path, lock: Lock) -> dict[str, bytes]:
    """Return the files that are wanted from a tarball that is the one expected."""
    if tarball.stat().st_size > MOST_BYTES:
        raise NotFetchedError("the download is too large")
    content = tarball.read_bytes()
    name, _, expected = lock.integrity.partition("-")
    if base64.b64encode(hashlib.new(name, content).digest()).decode() != expected:
        raise NotFetchedError(f"the download is not {lock.package} {lock.version}: its {name} differs")
    files = {}
    try:
        with tarfile.open(tarball) as archive:
            for target, file in lock.files.items():
                member = archive.extractfile(file["from"])
                files[target] = member.read(MOST_BYTES) if member else b""
                if hashlib.sha256(files[target]).hexdigest() != file["sha256"]:
                    raise NotFetchedError(f"{target} in the download is not the one expected")
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise NotFetchedError(f"the download cannot be read: {error}") from error
    return files


def _put(folder: Path, files: dict[str, bytes], notices: bytes) -> None:
    """Write all files beside the place and move them there, so that a build that is stopped leaves no half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".editor-", dir=folder.parent) as place:
        fresh = Path(place) / "fresh"
        fresh.mkdir()
        for name, content in {**files, NOTICES: notices}.items():
            (fresh / name).write_bytes(content)
        if folder.exists():
            folder.rename(Path(place) / "old")
        fresh.rename(folder)


class EditorHook(BuildHookInterface):  # type: ignore[type-arg,unused-ignore]
    """Put the editor into the wheel where it can be had; say so where it cannot."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the editor before a wheel is made, also one that only points to a checkout."""
        try:
            folder = fetch_editor(Path(self.root))
        except NotFetchedError as error:
            self.app.display_warning(f"the query page will be a plain form: {error}")
            return
        # A checkout finds the folder by itself; in a wheel it is a file like others, though git ignores it.
        if version != "editable":
            build_data["force_include"][str(folder)] = "kotograph/_files/editor"


def main() -> None:
    """Fetch the editor by hand, and say what came of it."""
    lock = read_lock(ROOT)
    try:
        folder = fetch_editor(ROOT)
    except NotFetchedError as error:
        sys.stderr.write(f"the query page is a plain form: {error}\n")
    else:
        sys.stderr.write(f"the query page has its editor, {lock.package} {lock.version}: {folder.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
