"""What the publication tells the catalogue: its version, its address and the files that can be downloaded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kotograph.errors import InputError
from kotograph.formats import Format


@dataclass(frozen=True, slots=True)
class Distribution:
    """One file of the dataset.

    ``path`` is relative to the publication's root, with ``/``; ``size`` is in bytes, ``sha256`` in hexadecimal.
    ``title`` is a key of `kotograph.catalog.texts.DISTRIBUTIONS`. ``packaging`` is the media type of the archive that
    holds the files of the format (``application/zip``) or that they are compressed with (``application/gzip``).
    """

    path: str
    format: Format
    media_type: str
    size: int
    sha256: str
    title: str
    packaging: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """One published version.

    ``site_url`` ends in ``/`` and is what ``path`` of a distribution is added to. ``previous`` is the version before,
    ``notes`` what changed since then, by language. ``endpoint`` and ``api`` are addresses of services that really run.
    """

    version: str
    site_url: str
    distributions: tuple[Distribution, ...]
    previous: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    endpoint: str | None = None
    api: str | None = None


def describe_file(root: Path, path: str, format: Format, title: str, packaging: str = "") -> Distribution:
    """Return the distribution that a file of a publication folder is, with its size and checksum measured."""
    try:
        with (root / path).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except OSError as error:
        raise InputError(
            "unreadable-file", f"cannot read: {error.strerror}", str(root / path), "publish again"
        ) from error
    return Distribution(path, format, format.media_type, size, digest, title, packaging)


# What a publication offers for download: path, format, key of the title, packaging.
DOWNLOADS: tuple[tuple[str, Format, str, str], ...] = (
    ("downloads/kotograph.ttl", Format.TURTLE, "turtle", ""),
    ("downloads/kotograph.trig", Format.TRIG, "trig", ""),
    ("downloads/kotograph.nq", Format.NQUADS, "nquads", ""),
    ("downloads/kotograph.nt", Format.NTRIPLES, "ntriples", ""),
    ("downloads/kotograph.jsonld", Format.JSONLD, "jsonld", ""),
    ("downloads/kotograph.rdf", Format.RDFXML, "rdfxml", ""),
    ("downloads/kotograph-csv.zip", Format.CSV, "csv", "application/zip"),
)


def describe_downloads(root: Path) -> tuple[Distribution, ...]:
    """Return the distributions of a publication folder that holds every one of `DOWNLOADS`."""
    return tuple(describe_file(root, path, form, title, packed) for path, form, title, packed in DOWNLOADS)
