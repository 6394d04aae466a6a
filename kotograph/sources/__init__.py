"""Readers of source pages: bytes → records, with every line accounted for.

`read_page` finds a page's metadata by its hash, tells its format by its words, and calls the reader of that format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kotograph.config import Settings
from kotograph.errors import UsageError
from kotograph.iris import mint_slug
from kotograph.records import AccountedLine, Page, Source
from kotograph.reports import Issue, Severity
from kotograph.sources.article_page import has_criteria, read_article_page
from kotograph.sources.eura_page import looks_like_eura, read_eura_page
from kotograph.sources.facts import find_facts
from kotograph.sources.funds_page import FundsPageReader, match_objective
from kotograph.sources.funds_table import KnownNames, looks_like_table, read_funds_table
from kotograph.sources.kohesio_page import looks_like_kohesio, read_kohesio_page
from kotograph.sources.load import Document, read_document
from kotograph.sources.metadata import FORMATS, STATUSES, Catalogue, is_currency, list_instruments
from kotograph.sources.narrative_page import find_name, read_narrative_page, states_facts

__all__ = ["FORMATS", "STATUSES", "Catalogue", "KnownNames", "Overrides", "read_page"]

_WORDS = {
    "fi": re.compile(
        r"\b(?:ja|on|hanke\w*|tavoite\w*|EU-tu\w+|sekä|rahasto\w*|kansallinen|toteutus\w*|maahanmuut\w+)\b",
        re.IGNORECASE,
    ),
    "sv": re.compile(
        r"\b(?:och|att|projekt\w*|mål\w*|EU-st\w+|EU-finans\w+|för|som|av|nationellt|beskrivning\w*)\b", re.IGNORECASE
    ),
}


# Sites of Finnish authorities, who write Finnish first and translate it: so it is their first language.
_FINNISH_SITES = ("eusa-page", "eusa-table", "eura-page")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the caller says of pages beside their ``source.toml``; empty values say nothing."""

    source: str = ""
    language: str = ""
    format: str = ""
    instrument: str = ""
    status: str = ""
    currency: str = ""

    def check(self) -> None:
        """Raise UsageError for an instrument that the vocabulary has not, or for what is no code of a currency."""
        if self.instrument and self.instrument not in list_instruments():
            raise UsageError(
                "unknown-instrument",
                f"'{self.instrument}' is no funding instrument that kotograph knows",
                "--fund",
                f"use one of {', '.join(list_instruments())}, or add it to ontology/schemes/instrument.ttl",
            )
        if not is_currency(self.currency):
            raise UsageError(
                "bad-currency",
                f"'{self.currency}' is no currency code",
                "--currency",
                "use a code of ISO 4217, such as EUR",
            )

    def apply(self, source: Source) -> Source:
        """Return a source with what was said put over its own values."""
        said = {
            "id": self.source,
            "language": self.language,
            "format": self.format,
            "instrument": self.instrument,
            "status": self.status,
            "currency": self.currency,
        }
        return replace(source, **{name: value for name, value in said.items() if value})  # type: ignore[arg-type]


def read_page(
    path: Path,
    catalogue: Catalogue,
    known: KnownNames | None = None,
    overrides: Overrides | None = None,
    settings: Settings | None = None,
) -> Page:
    """Read one page file; raise InputError or LimitError where nothing of it can be read.

    A page whose layout no reader knows comes back without records, every line ``unknown``.
    """
    settings = settings or Settings()
    document = read_document(path, settings.max_bytes)
    found = catalogue.find(path, document.sha256)
    source = found or Source(mint_slug(path.stem) if not path.stem.isascii() else path.stem, str(path), document.sha256)
    source = (overrides or Overrides()).apply(source)
    reader = source.format or detect_format(document)
    language = source.language or ("en" if reader == "kohesio-page" else guess_language(document))
    first = source.publisher_language or ("fi" if reader in _FINNISH_SITES else language)
    source = replace(source, language=language, publisher_language=first)
    page = (
        _READERS[reader](document, source, language, known or KnownNames())
        if reader
        else _read_unknown(document, source)
    )
    return replace(page, issues=(*page.issues, *_check(page, catalogue, found is not None)))


def detect_format(document: Document) -> str:
    """Tell a document's format by its labels, headings and rows; empty where no reader knows it."""
    if looks_like_eura(document):
        return "eura-page"
    if looks_like_kohesio(document):
        return "kohesio-page"
    if looks_like_table(document):
        return "eusa-table"
    if any(find_facts(b.text) for b in document.blocks) or any(match_objective(b) for b in document.blocks):
        return "eusa-page"
    if find_name(document) and states_facts(document):
        return "narrative-page"
    return "criteria-page" if has_criteria(document) else ""


def guess_language(document: Document) -> str:
    """Tell Finnish from Swedish by a page's most frequent words; Finnish where neither stands out."""
    text = "\n".join(block.text for block in document.blocks)
    counts = {language: len(pattern.findall(text)) for language, pattern in _WORDS.items()}
    return max(("fi", "sv"), key=lambda language: counts[language])


def _read_unknown(document: Document, source: Source) -> Page:
    issue = Issue(
        "unknown-layout",
        document.blocks[0].line,
        document.blocks[0].text[:80],
        Severity.VIOLATION,
        source.path,
        "no reader knows this layout",
        f"name one with --reader: {', '.join(FORMATS)}",
    )
    account = tuple(AccountedLine(block.line, "unknown") for block in document.blocks)
    return Page(source, (), (), account, (*document.issues, issue))


def _check(page: Page, catalogue: Catalogue, has_metadata: bool) -> list[Issue]:
    """Hold a page against its metadata: the number of entries, and the hash."""
    issues = []
    source = page.source
    if source.entries is not None and source.entries != len(page.records):
        message = f"{len(page.records)} entries were read, source.toml expects {source.entries}"
        issues.append(
            Issue(
                "entry-count",
                1,
                source.id,
                Severity.VIOLATION,
                source.path,
                message,
                "compare the page with source.toml",
            )
        )
    if has_metadata and not catalogue.expects(Path(source.path), source.sha256):
        message = "the file is not a snapshot that source.toml names"
        issues.append(
            Issue(
                "unknown-snapshot",
                1,
                source.sha256,
                Severity.WARNING,
                source.path,
                message,
                "add its sha256 to source.toml",
            )
        )
    return issues


_READERS: Mapping[str, Callable[[Document, Source, str, KnownNames], Page]] = {
    "eusa-page": lambda document, source, language, _: FundsPageReader(document, source, language).read(),
    "eusa-table": read_funds_table,
    "eura-page": lambda document, source, language, _: read_eura_page(document, source, language),
    "kohesio-page": lambda document, source, language, _: read_kohesio_page(document, source, language),
    "narrative-page": lambda document, source, language, _: read_narrative_page(document, source, language),
    "criteria-page": lambda document, source, _, __: read_article_page(document, source),
}
