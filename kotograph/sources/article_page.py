"""A page without entries of its own: headings, text, links, and a list of named criteria."""

from __future__ import annotations

import re

from kotograph.records import AccountedLine, Page, Source
from kotograph.sources.funds_page import is_navigation
from kotograph.sources.load import Document, Kind

_CRITERION = re.compile(r"[A-ZÅÄÖ][\wåäö -]{2,40}:\s+\S")
_LINKS_START = re.compile(r"(?:lue lisää|katso myös|läs mer|läs också|read more)\s*:?", re.IGNORECASE)
_SENTENCE_END = (".", "!", ":", ";")
_LONGEST_HEADING = 120


def has_criteria(document: Document) -> bool:
    """Tell whether the page lists at least three named criteria as bullets."""
    return sum(b.kind is Kind.BULLET and bool(_CRITERION.match(b.text)) for b in document.blocks) >= 3


def read_article_page(document: Document, source: Source) -> Page:
    """Return the page with the role of every line and no entry."""
    account, in_links = [], False
    for block in document.blocks:
        if is_navigation(block):
            role = "navigation"
        elif block.kind is Kind.BULLET and _CRITERION.match(block.text):
            role = "criterion"
        elif _LINKS_START.fullmatch(block.text):
            role, in_links = "heading", True
        elif in_links:
            role = "link"
        elif (
            len(block.text) <= _LONGEST_HEADING
            and not block.text.endswith(_SENTENCE_END)
            and block.kind is not Kind.BULLET
        ):
            role = "heading"
        else:
            role = "text"
        account.append(AccountedLine(block.line, role))
    return Page(source, (), (), tuple(account), document.issues)
