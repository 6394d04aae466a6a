"""Tell from a publication's folder whether the addresses in its catalogue give what the catalogue says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from kotograph.catalog.mqa import Triple
from kotograph.reports import Issue, Severity
from kotograph.vocab import expand


class FolderAnswers:
    """Answer for addresses below ``site_url`` from a folder; of others nothing is known.

    A file answers if it is there and, where the catalogue states its size or SHA-256, has them. ``issues`` tells what
    does not answer and why.
    """

    def __init__(self, root: Path, site_url: str, triples: Iterable[Triple]) -> None:
        self._root = root.resolve()
        self._site_url = site_url
        self.issues: dict[str, Issue] = {}
        facts: dict[tuple[str, str], list[str]] = {}
        for subject, predicate, term in triples:
            facts.setdefault((subject, predicate), []).append(term)
        self._sizes: dict[str, str] = {}
        self._sums: dict[str, str] = {}
        for (subject, predicate), terms in facts.items():
            if predicate != expand("dcat:downloadURL"):
                continue
            for url in (term[1:-1] for term in terms):
                for size in facts.get((subject, expand("dcat:byteSize")), ()):
                    self._sizes[url] = size.split('"')[1]
                for node in facts.get((subject, expand("spdx:checksum")), ()):
                    for value in facts.get((node, expand("spdx:checksumValue")), ()):
                        self._sums[url] = value.split('"')[1].lower()

    def __call__(self, url: str) -> bool | None:
        """Tell whether an address gives what the catalogue says; None if it is not below the site."""
        if not url.startswith(self._site_url):
            return None
        name = unquote(url.removeprefix(self._site_url).partition("#")[0].partition("?")[0])
        path = (self._root / name).resolve()
        if path.is_dir():
            path /= "index.html"
        if not path.is_relative_to(self._root) or not path.is_file():
            return self._note(url, "catalogue-file-missing", "the folder has no such file", "publish again")
        size, digest = self._sizes.get(url), self._sums.get(url)
        if size is not None and str(path.stat().st_size) != size:
            message = f"the file has {path.stat().st_size} bytes, the catalogue says {size}"
            return self._note(url, "catalogue-file-differs", message, "publish again")
        # Only SHA-256 is known by its length; a sum of another method is left to those who know it.
        if digest is not None and len(digest) == 64:
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
                    message = "the file's SHA-256 is not the one in the catalogue"
                    return self._note(url, "catalogue-file-differs", message, "publish again")
        return True

    def _note(self, url: str, code: str, message: str, hint: str) -> bool:
        self.issues[url] = Issue(code, severity=Severity.VIOLATION, path=url, message=message, hint=hint)
        return False
