"""The 2021–2027 tables of funded projects: exact from HTML; flattened text is split by known names, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kotograph.records import AccountedLine, Page, Source
from kotograph.reports import Issue, Severity
from kotograph.sources.entry import Draft, build_records
from kotograph.sources.funds_page import is_navigation
from kotograph.sources.load import Block, Document, Kind

_COLUMNS: dict[str, re.Pattern[str]] = {
    "start": re.compile(r"alkamis|aloitus|start|inled", re.IGNORECASE),
    "end": re.compile(r"päätty|päättä|slut|avslut|end date", re.IGNORECASE),
    "amount": re.compile(r"rahoitus|finansiering|EU-tuki|EU-stöd|funding", re.IGNORECASE),
    "implementer": re.compile(r"saaja|mottaga|tagare|toteuttaja|beneficiary", re.IGNORECASE),
    "objective": re.compile(r"erityistavoite|särskilt|specific", re.IGNORECASE),
    "description": re.compile(r"tavoite ja|mål och|kuvaus|beskrivning|objective and|description", re.IGNORECASE),
    "title": re.compile(r"nimi|namn|name|hanke|projekt", re.IGNORECASE),
}
_NEEDED = {"title", "implementer", "amount", "start", "end"}
_SORT_NOTE = re.compile(r"\s*(?:Järjestä taulukko|Sortera tabellen|Sort table).*$", re.IGNORECASE | re.DOTALL)
_ENDS_ROW = re.compile(
    r"(?:^|\s)(?P<amount>\d[\d\s.,]*)\s+(?P<start>\d{1,2}\.\d{1,2}\.\d{4})\s+(?P<end>\d{1,2}\.\d{1,2}\.\d{4})$"
)
_EURO = re.compile(r"euro|€|eur\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.?\s*(?P<name>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names by which flattened text is split: organisations, and objectives as ``number name``."""

    organisations: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()


def match_header(cells: Sequence[str]) -> dict[str, int] | None:
    """Find which column holds what; None for a row that is no header of such a table."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        text = _SORT_NOTE.sub("", cell)
        name = next((name for name, pattern in _COLUMNS.items() if name not in columns and pattern.search(text)), None)
        if name:
            columns[name] = index
    return columns if columns.keys() >= _NEEDED else None


def find_flat_header(document: Document) -> Block | None:
    """Find the line that holds all column names of a flattened table."""
    for block in document.blocks:
        named = all(_COLUMNS[name].search(block.text) for name in _NEEDED)
        if block.kind is Kind.TEXT and named and len(block.text) < 2000 and not any(c.isdigit() for c in block.text):
            return block
    return None


def looks_like_table(document: Document) -> bool:
    """Tell whether a document holds such a table, as rows or flattened."""
    rows = any(b.kind is Kind.ROW and match_header([text for _, text in b.cells]) for b in document.blocks)
    return rows or find_flat_header(document) is not None


def read_funds_table(document: Document, source: Source, language: str, known: KnownNames) -> Page:
    """Return the page with one entry a row."""
    if any(b.kind is Kind.ROW for b in document.blocks):
        return _read_rows(document, source, language)
    return _read_flat(document, source, language, known)


def _read_rows(document: Document, source: Source, language: str) -> Page:
    columns: Mapping[str, int] | None = None
    currency: str | None = None
    drafts: list[Draft] = []
    account: list[AccountedLine] = []
    issues = list(document.issues)
    for block in document.blocks:
        header = match_header([text for _, text in block.cells]) if block.kind is Kind.ROW else None
        if header:
            columns = header
            currency = "EUR" if _EURO.search(block.cells[header["amount"]][1]) else None
            account.append(AccountedLine(block.line, "heading"))
        elif block.kind is not Kind.ROW:
            account.append(AccountedLine(block.line, "navigation" if is_navigation(block) else _plain_role(block)))
        elif columns and len(block.cells) > max(columns.values()) and block.cells[columns["title"]][1]:
            draft = _draft_of_row(block, columns, currency)
            drafts.append(draft)
            account.append(AccountedLine(block.line, "facts", draft.line))
        else:
            account.append(AccountedLine(block.line, "unknown"))
            issues.append(
                Issue(
                    "odd-row",
                    block.line,
                    block.text[:80],
                    Severity.VIOLATION,
                    source.path,
                    "its cells do not fit the header",
                )
            )
    return Page(source, build_records(drafts, source, language), (), tuple(account), tuple(issues))


def _plain_role(block: Block) -> str:
    return "heading" if block.kind is Kind.HEADING or len(block.text) < 100 else "text"


def _draft_of_row(block: Block, columns: Mapping[str, int], currency: str | None) -> Draft:
    def cell(name: str) -> tuple[str, int] | None:
        index = columns.get(name)
        if index is None or not block.cells[index][1]:
            return None
        return block.cells[index][1], block.cells[index][0]

    title = cell("title")
    assert title is not None
    draft = Draft(title[0], title[1], currency=currency)
    draft.implementer, draft.amount = cell("implementer"), cell("amount")
    _take_ends(draft, cell("start"), cell("end"))
    objective = cell("objective")
    number = _NUMBER.fullmatch(objective[0]) if objective else None
    if objective and number:
        draft.objective = (number["number"], objective[0], objective[1])
    description = cell("description")
    if description:
        draft.description.append(description)
    draft.fact_lines = sorted({line for line, text in block.cells if text})
    return draft


def _take_ends(draft: Draft, start: tuple[str, int] | None, end: tuple[str, int] | None) -> None:
    if start or end:
        draft.ends = (start, end)
        first = start or end
        assert first is not None
        draft.period = (" - ".join(text for text, _ in (e for e in (start, end) if e)), first[1])


# --- flattened text -----------------------------------------------------------------------------------------------


def _read_flat(document: Document, source: Source, language: str, known: KnownNames) -> Page:
    """Split flattened text at the ends of rows; a row whose names are not known is an issue, not a guess."""
    header = find_flat_header(document)
    assert header is not None
    currency = "EUR" if _EURO.search(header.text) else None
    drafts: list[Draft] = []
    account: list[AccountedLine] = []
    issues = list(document.issues)
    row: list[Block] = []
    for block in document.blocks:
        if block.line <= header.line:
            account.append(AccountedLine(block.line, "navigation" if is_navigation(block) else "heading"))
            continue
        row.append(block)
        if _ENDS_ROW.search(block.text):
            _take_row(row, known, currency, drafts, account, issues, source.path)
            row = []
    for block in row:
        account.append(AccountedLine(block.line, "navigation" if is_navigation(block) else "unknown"))
        if not is_navigation(block):
            issues.append(
                Issue(
                    "cut-row",
                    block.line,
                    block.text[:80],
                    Severity.VIOLATION,
                    source.path,
                    "a row without amount and dates",
                )
            )
    return Page(source, build_records(drafts, source, language), (), tuple(account), tuple(issues))


def _take_row(
    row: list[Block],
    known: KnownNames,
    currency: str | None,
    drafts: list[Draft],
    account: list[AccountedLine],
    issues: list[Issue],
    path: str,
) -> None:
    first, last = row[0], row[-1]
    tail = _ENDS_ROW.search(last.text)
    assert tail is not None
    texts = [b.text for b in row[:-1]] + [last.text[: tail.start()].strip()]
    split = _split_names(texts[0], known)
    if split is None:
        account.extend(AccountedLine(b.line, "unknown") for b in row)
        hint = "add the organisation or objective to the registry in data/identity, or read the page as HTML"
        issues.append(
            Issue(
                "unsplit-row",
                first.line,
                first.text[:80],
                Severity.VIOLATION,
                path,
                "no known organisation and objective in it",
                hint,
            )
        )
        return
    title, implementer, objective, rest = split
    draft = Draft(title, first.line, currency=currency)
    draft.implementer = (implementer, first.line)
    number = _NUMBER.fullmatch(objective)
    if number:
        draft.objective = (number["number"], objective, first.line)
    draft.amount = (tail["amount"].strip(), last.line)
    _take_ends(draft, (tail["start"], last.line), (tail["end"], last.line))
    texts[0] = rest
    draft.description = [(text, block.line) for text, block in zip(texts, row, strict=True) if text]
    draft.fact_lines = sorted({first.line, last.line})
    drafts.append(draft)
    for block in row:
        role = "title" if block is first else "facts" if block is last else "description"
        account.append(AccountedLine(block.line, role, first.line))


def _split_names(text: str, known: KnownNames) -> tuple[str, str, str, str] | None:
    """Split a row's first line into title, organisation, objective and rest; None where that would be a guess."""
    found: set[tuple[str, str, str, str]] = set()
    for objective in known.objectives:
        pattern = re.compile(rf"\s{re.escape(objective)}(?=\s|$)", re.IGNORECASE)
        for match in pattern.finditer(text):
            organisation = _longest_ending(text[: match.start()], known.organisations)
            if organisation:
                title = text[: match.start() - len(organisation)].strip()
                written = text[match.start() - len(organisation) : match.start()].strip()
                found.add((title, written, match.group().strip(), text[match.end() :].strip()))
    return found.pop() if len(found) == 1 and min(found)[0] else None


def _longest_ending(text: str, names: Iterable[str]) -> str:
    """Return the longest known name that a text ends with, at a word's start."""
    endings = [n for n in names if text.casefold().endswith(n.casefold()) and text[: -len(n)].endswith((" ", "\u00a0"))]
    return max(endings, key=len, default="")
