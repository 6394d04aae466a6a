"""Change a folder in one step: make the new one beside it, alone, and move a link when it is done."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kotograph.errors import InputError


@contextmanager
def open_new(parent: Path, shown: Path) -> Iterator[Path]:
    """Give a new folder in ``parent`` to work in, alone; it is removed at the end unless it was moved away.

    What a run that was cut off has left is removed too. ``shown`` is the folder that people know, for messages. Raise
    InputError for a place that cannot be written, or that another run is writing to.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        lock = (parent / ".lock").open("w")
    except OSError as error:
        raise InputError(
            "unwritable-folder", f"cannot write: {error.strerror}", str(shown), "choose another folder"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(
                "folder-busy", "another run is writing to this folder", str(shown), "wait until it is done"
            ) from error
        for leftover in parent.glob("new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix="new-", dir=parent))
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def move_link(link: Path, target: Path) -> None:
    """Make or move a symbolic link in one step; the same link is left alone."""
    if link.is_symlink() and link.readlink() == target:
        return
    fresh = link.with_name(f".{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def remove_others(parent: Path, *kept: Path | None) -> None:
    """Remove the finished folders in ``parent`` but those that are kept."""
    spared = {path.resolve() for path in kept if path}
    for each in sorted(parent.iterdir()):
        if each.is_dir() and each.resolve() not in spared and not each.name.startswith("new-"):
            shutil.rmtree(each, ignore_errors=True)
