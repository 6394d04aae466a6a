"""Read and write the tab-separated tables of ``data/``: no quoting, one header line, errors with file and line."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kotograph.errors import InputError


def read_table(path: Path, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Return (line number, row by column) of a table; a missing file is an empty table.

    Raises InputError, with the line, for a wrong header, a wrong number of cells or bytes that are not UTF-8.
    """
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("bad-table", f"cannot read: {error}", str(path), "save it as UTF-8 text") from error
    header = lines[0].rstrip("\r").split("\t")
    if header != list(columns):
        found, wanted = ", ".join(header), ", ".join(columns)
        raise InputError("bad-table", f"the columns are {found}; expected {wanted}", f"{path}:1", "correct the header")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.rstrip("\r").split("\t")]
        if len(cells) != len(columns):
            message = f"{len(cells)} cells; expected {len(columns)}, one a column"
            raise InputError("bad-table", message, f"{path}:{number}", "separate the cells by one tab each")
        rows.append((number, dict(zip(columns, cells, strict=True))))
    return rows


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows, in the order given, to a table in one step, so that a crash leaves the old one whole."""
    lines = ["\t".join(columns)]
    lines += ["\t".join(" ".join(row[column].split()) for column in columns) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write("\n".join(lines) + "\n")
    Path(temporary).chmod(0o644)
    Path(temporary).replace(path)
