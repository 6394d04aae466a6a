"""Files that appear whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kotograph.errors import InputError


@contextmanager
def open_target(target: Path) -> Iterator[BinaryIO]:
    """Open a file for writing bytes: a temporary one beside it, moved into place when all is written.

    A device or pipe (``/dev/null``) is written to as it is. Raise InputError if the folder is not there, the target is
    a folder, or the disk refuses.
    """
    path = target.resolve()
    if path.is_dir():
        raise InputError("target-is-folder", "the output is a folder", str(target), "name a file")
    if not path.parent.is_dir():
        raise InputError("folder-missing", "the folder of the output is not there", str(target), "create it first")
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.tmp")
        try:
            with temporary.open("xb") as stream:
                yield stream
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError("cannot-write", f"cannot write the output: {error}", str(target)) from error
