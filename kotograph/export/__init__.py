"""Write a build's dataset in the formats that people and programs want.

The input is always the canonical N-Quads of a build; the same input gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError, UsageError
from kotograph.export.context import Context, read_context
from kotograph.export.files import open_target
from kotograph.export.frame import frame_projects
from kotograph.export.jsonld import iter_jsonld
from kotograph.export.lines import iter_nquads, iter_ntriples
from kotograph.export.rdfxml import iter_rdfxml
from kotograph.export.tables import iter_tables, write_tables
from kotograph.export.turtle import iter_trig, iter_turtle
from kotograph.formats import Format
from kotograph.resources import get_folder
from kotograph.terms import Quad, read_quads, select_graph

__all__ = ["FORMATS", "FRAMES", "iter_export", "write_export", "write_tables", "write_zip"]

FORMATS = (
    Format.TURTLE,
    Format.TRIG,
    Format.NQUADS,
    Format.NTRIPLES,
    Format.JSONLD,
    Format.RDFXML,
    Format.CSV,
)
FRAMES = ("project",)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that ZIP knows: a build's bytes must not hold the time of day


def iter_export(
    format: Format,
    quads: Iterable[Quad],
    *,
    frame: str | None = None,
    context: Context | None = None,
    base: str = DEFAULT_BASE,
) -> Iterator[str]:
    """Return an RDF format's text in pieces; the quads come in canonical order. JSON-LD needs a context."""
    match format:
        case Format.TURTLE:
            return iter_turtle(quads, base)
        case Format.TRIG:
            return iter_trig(quads, base)
        case Format.NQUADS:
            return iter_nquads(quads)
        case Format.NTRIPLES:
            return iter_ntriples(quads)
        case Format.RDFXML:
            return iter_rdfxml(quads)
        case Format.JSONLD:
            context = context or read_context(get_folder("ontology") / "context.jsonld")
            return frame_projects(quads, context) if frame else iter_jsonld(quads, context)
    raise UsageError("bad-format", f"'{format.label}' is not a format of RDF exports", hint=f"use {_names()}")


def write_export(
    format: Format,
    source: Path,
    target: BinaryIO | Path,
    graph: str | None = None,
    frame: str | None = None,
    *,
    context: Path | None = None,
    base: str = DEFAULT_BASE,
) -> None:
    """Write a build's N-Quads file in a format, to a stream or a file; a file appears whole or not at all.

    ``graph`` is one graph's name (``projects``) or IRI; ``frame`` is ``project`` for nested JSON-LD; ``context`` is a
    JSON-LD context file, else that of the ontology. CSV goes to a folder, made if its parent is there, or to a file
    that ends in ``.zip``. Raise UsageError for what does not go together, InputError for files that cannot be used.
    """
    _check(format, graph, frame)
    quads = read_quads(source)
    if format is Format.CSV:
        _write_csv(source, quads, target, base)
        return
    if graph:
        quads = select_graph(quads, graph, base)
    known = read_context(context) if context and format is Format.JSONLD else None
    pieces = iter_export(format, quads, frame=frame, context=known, base=base)
    if isinstance(target, Path):
        with open_target(target) as stream:
            _write(stream, pieces)
    else:
        _write(target, pieces)


def _check(format: Format, graph: str | None, frame: str | None) -> None:
    if format not in FORMATS:
        raise UsageError("bad-format", f"'{format.label}' is not an export format", hint=f"use {_names()}")
    if frame and frame not in FRAMES:
        raise UsageError("bad-frame", f"there is no frame '{frame}'", hint=f"known: {', '.join(FRAMES)}")
    if frame and format is not Format.JSONLD:
        raise UsageError("bad-frame", f"'{format.label}' has no frames", hint="use --format jsonld with --frame")
    if graph and format is Format.CSV:
        raise UsageError("bad-graph", "the tables are drawn from all graphs", hint="leave out --graph")
    if graph and frame:
        raise UsageError("bad-graph", "the nested view is drawn from all graphs", hint="leave out --graph")


def _names() -> str:
    return ", ".join(form.label for form in FORMATS)


def _write(stream: BinaryIO, pieces: Iterable[str]) -> None:
    for piece in pieces:
        stream.write(piece.encode())


def _write_csv(source: Path, quads: Iterable[Quad], target: BinaryIO | Path, base: str) -> None:
    if not isinstance(target, Path):
        raise UsageError("bad-target", "CSV is several tables", hint="name a folder or a .zip file with --output")
    if target.suffix.lower() == ".zip":
        with open_target(target) as stream:
            write_zip(quads, stream, base)
        return
    if target.exists() and not target.is_dir():
        raise UsageError("bad-target", f"'{target}' is a file, and CSV is several tables", hint="name a folder or .zip")
    if not target.exists():
        _make_folder(target)
    write_tables(source, target, base)


def _make_folder(target: Path) -> None:
    try:
        target.mkdir()
    except OSError as error:
        raise InputError(
            "cannot-write", f"cannot make the folder: {error}", str(target), "create its parent"
        ) from error


def write_zip(quads: Iterable[Quad], stream: BinaryIO, base: str = DEFAULT_BASE) -> None:
    """Write the CSV tables and their description as one ZIP file with fixed times, so its bytes can be compared."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in iter_tables(quads, base):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            with archive.open(entry, "w") as part:
                for piece in pieces:
                    part.write(piece.encode())
