"""Find the folders that domain people edit: in a checkout at its top, in a wheel inside the package."""

from __future__ import annotations

from pathlib import Path

from kotograph.errors import InputError

_PACKAGE = Path(__file__).parent


def get_folder(name: str) -> Path:
    """Return the folder ``ontology``, ``shapes``, ``queries`` or ``data``; raise InputError if it is not there."""
    for place in (_PACKAGE / "_files" / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise InputError(
        "folder-missing", f"the folder '{name}' of kotograph was not found", str(_PACKAGE), "install kotograph again"
    )
