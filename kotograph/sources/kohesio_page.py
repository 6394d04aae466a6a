"""Project pages of Kohesio in English: labelled facts, then the name and a description of the operation.

Kohesio calls each award of money under cohesion policy an operation, and gives each a page; so an entry is a grant.
"""

from __future__ import annotations

import re

from kotograph.records import AccountedLine, Page, Source
from kotograph.reports import Issue, Severity
from kotograph.sources.entry import Draft, build_records
from kotograph.sources.funds_page import is_navigation
from kotograph.sources.load import Block, Document

_SITE = re.compile(r"kohesio\b.*", re.IGNORECASE)
_LABELLED = re.compile(r"(?P<label>[^:]{2,40}):\s*(?P<value>\S.*)", re.DOTALL)
_START, _END, _FUND, _TOTAL, _EU = "start date", "end date", "fund", "total budget", "eu contribution"
#: Known labels that the model has no place for.
_OTHER = ("programming period", "managing authority", "programme", "intervention field", "beneficiary", "location")
_HEADINGS = ("project info", "funding", "programme", "project", "beneficiary", "location", "description")
_FUNDS = {"esf": re.compile(r"European Social Fund(?: \(ESF\))?|ESF", re.IGNORECASE)}
# The share of the total stands behind the contribution.
_SHARE = re.compile(r"\s*\(\d{1,3}(?:[.,]\d+)?\s?%\)\s*")


def looks_like_kohesio(document: Document) -> bool:
    """Tell whether a document has Kohesio's labels for the EU's contribution and the total."""
    labels = {b.text.partition(":")[0].strip().casefold() for b in document.blocks}
    return {_EU, _TOTAL} <= labels


def read_kohesio_page(document: Document, source: Source, language: str) -> Page:
    """Return the page with its one entry, whose name is the first line after the facts; without one it has none."""
    facts = [index for index, block in enumerate(document.blocks) if _find_label(block)]
    last = facts[-1] if facts else -1
    rest = [b for b in document.blocks[last + 1 :] if not is_navigation(b) and b.text.casefold() not in _HEADINGS]
    if not facts or not rest:
        return _read_nameless(document, source)
    title = rest[0]
    draft = Draft(title.text, title.line, required=("period", "amount"))
    ends: dict[str, tuple[str, int]] = {}
    account: list[AccountedLine] = []
    issues = list(document.issues)
    for index, block in enumerate(document.blocks):
        role = _give_role(block, index <= last, title)
        if role == "facts" and not _take(block, draft, ends):
            role = "ignored"
            issues.append(
                Issue("ignored-label", block.line, block.text[:80], Severity.INFO, source.path, "outside the model")
            )
        if role == "facts":
            draft.fact_lines.append(block.line)
        elif role == "description":
            draft.description.append((block.text, block.line))
        entry = title.line if role in ("title", "facts", "description") else None
        account.append(AccountedLine(block.line, role, entry))
    if ends:
        draft.ends = (ends.get(_START), ends.get(_END))
    if draft.amount is None and draft.more_amounts:
        text, line, draft.amount_kind = draft.more_amounts.pop(0)
        draft.amount = (text, line)
    return Page(source, build_records([draft], source, language), (), tuple(account), tuple(issues))


def _find_label(block: Block) -> re.Match[str] | None:
    match = _LABELLED.fullmatch(block.text)
    return match if match and _name(match) in (_START, _END, _FUND, _TOTAL, _EU, *_OTHER) else None


def _name(match: re.Match[str]) -> str:
    return match["label"].strip().casefold()


def _give_role(block: Block, is_before: bool, title: Block) -> str:
    if is_navigation(block) or _SITE.fullmatch(block.text):
        return "navigation"
    if block is title:
        return "title"
    if _find_label(block) and is_before:
        return "facts"
    return "heading" if is_before or block.text.casefold() in _HEADINGS else "description"


def _take(block: Block, draft: Draft, ends: dict[str, tuple[str, int]]) -> bool:
    """Take what a labelled line states into the draft; return False for what the model has no place for."""
    match = _find_label(block)
    assert match
    label, value, line = _name(match), match["value"].strip(), block.line
    if label in (_START, _END) and label not in ends:
        ends[label] = (value, line)
    elif label == _FUND and draft.fund is None:
        fund = next((code for code, pattern in _FUNDS.items() if pattern.fullmatch(value)), None)
        if fund is None:
            return False
        draft.fund = (fund, value, line)
    elif label == _EU and draft.amount is None:
        draft.amount = (_SHARE.sub("", value), line)
    elif label == _TOTAL and not draft.more_amounts:
        draft.more_amounts.append((value, line, "total-cost"))
    else:
        return False
    return True


def _read_nameless(document: Document, source: Source) -> Page:
    place = document.blocks[0]
    message = "the page gives no name of the project after its facts, so nothing is read of it"
    issue = Issue(
        "missing-title", place.line, place.text[:80], Severity.VIOLATION, source.path, message, "save the page again"
    )
    account = tuple(AccountedLine(block.line, "unknown") for block in document.blocks)
    return Page(source, (), (), account, (*document.issues, issue))
