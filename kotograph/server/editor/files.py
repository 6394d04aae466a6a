"""Find the editor's files: what the build fetched, if it did, and what is ours."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
#: Where hatch_build.py puts what it fetches.
VENDORED = FOLDER.parent.parent / "_files" / "editor"
NOTICES = "LICENSE-yasgui.txt"
_OURS = FOLDER / "assets"


@cache
def _read_lock() -> tuple[str, Mapping[str, str]]:
    lock = tomllib.loads((FOLDER / "vendored.toml").read_text(encoding="utf-8"))
    return f"{lock['package']} {lock['version']}", {name: file["sha256"] for name, file in lock["files"].items()}


@cache
def find_editor() -> Path | None:
    """Return the folder with the editor's files; None if the build could not have them, or they are of another version.

    >>> find_editor() in (None, VENDORED)
    True
    """
    for name, digest in _read_lock()[1].items():
        path = VENDORED / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return None
    return VENDORED


def describe_editor() -> str:
    """Return a sentence for whoever starts a server: which editor the query page has, or how it could have one."""
    name = _read_lock()[0]
    if find_editor():
        return f"the query page has its editor, {name}"
    return f"the query page is a plain form: {name} was not there at installation (needs npm; then run: make editor)"


def list_assets() -> Mapping[str, Path]:
    """Return the files that the query page loads, by name; their addresses are ``/assets/editor/{name}``."""
    paths = sorted(_OURS.iterdir())
    vendored = find_editor()
    if vendored:
        paths += [vendored / name for name in _read_lock()[1]] + [FOLDER / NOTICES]
    return {path.name: path for path in paths if path.is_file()}
