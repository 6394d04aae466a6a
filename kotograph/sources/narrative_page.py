"""A page that tells of one project in running text: name in the heading, facts in single sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kotograph.records import AccountedLine, Link, Page, Source
from kotograph.sources.entry import Draft, build_records
from kotograph.sources.funds_page import is_navigation
from kotograph.sources.load import Block, Document, Kind

_NAME = re.compile(
    r"(?P<name>\S.{1,80}?)\s*[-–](?:hankkeen|hanke|hankkeessa|projektet|projektets|project)\b|"
    r"(?:projektet|hanke)\s+(?P<after>[A-ZÅÄÖ]\S.{1,60}?)(?:\s+[a-zåäö]|$)"
)
_RUNS = (
    r"(?:hallinnoi|koordinoi|toteutti|toteuttaa|"
    r"administrera(?:r|de)|koordinera(?:r|de)|genomför(?:de)?)"
)
_HEADING_RUNS = re.compile(rf"(?P<name>\S.{{2,120}}?)\s+{_RUNS}\s+(?:hanketta|hankkeen|projektet)\W*")
_SENTENCE_RUNS = re.compile(rf"(?:hanketta|projektet)\s+{_RUNS}\s+(?P<name>[^.]{{3,120}})[.,]")
_YEARS = re.compile(r"(?:vuosina|ajalla|åren|under)\s+(?P<period>\d[\d.]*\s*[–-]\s*\d[\d.]*\d)")
_ABOUT_PROJECT = re.compile(r"(?:rahoitta|toteutettiin|toteutetaan|finansiera|genomför)", re.IGNORECASE)
_FUNDS = {
    "esf": re.compile(r"Euroopan\s+sosiaalirahasto\w*|Europeiska\s+socialfonden\w*", re.IGNORECASE),
    "amif": re.compile(
        r"turvapaikka-,\s+maahanmuutto-\s+ja\s+kotouttamisrahasto\w*|asyl-,\s+migrations-\s+och\s+integrationsfonden\w*",
        re.IGNORECASE,
    ),
}
_LINKS_START = re.compile(r"(?:lue lisää|katso myös|läs mer|läs också|read more)\s*:?", re.IGNORECASE)
_SENTENCE_END = (".", "!", "?", ":", ";")
_LONGEST_HEADING = 120


def find_name(document: Document) -> tuple[str, Block] | None:
    """Find the project's name in the first lines of a page, and the block it stands in."""
    for block in [b for b in document.blocks if not is_navigation(b)][:3]:
        match = _NAME.match(block.text)
        if match:
            return (match["name"] or match["after"]).strip(), block
    return None


def states_facts(document: Document) -> bool:
    """Tell whether some line says who ran the project or in which years."""
    return any(
        _HEADING_RUNS.fullmatch(b.text)
        or _SENTENCE_RUNS.search(b.text)
        or (_YEARS.search(b.text) and _ABOUT_PROJECT.search(b.text))
        for b in document.blocks
    )


def read_narrative_page(document: Document, source: Source, language: str) -> Page:
    """Return the page with one entry; a page without a name in its heading has none."""
    found = find_name(document)
    if found is None:
        none = tuple(AccountedLine(b.line, "navigation" if is_navigation(b) else "text") for b in document.blocks)
        return Page(source, (), (), none, document.issues)
    name, first = found
    draft = Draft(name, first.line, required=("implementer", "period"))
    roles = _give_roles(document, first)
    _read_facts(document, draft, roles)
    account: list[AccountedLine] = []
    for block, role in zip(document.blocks, roles, strict=True):
        mine = role in ("title", "facts", "description", "link", "text")
        account.append(AccountedLine(block.line, role, first.line if mine else None))
        if role == "description":
            draft.description.append((block.text, block.line))
        elif role == "link":
            draft.links.append(Link(block.text, block.line, block.url))
    draft.title_lines = _list_lines(account, "title")
    draft.fact_lines = _list_lines(account, "facts")
    return Page(source, build_records([draft], source, language), (), tuple(account), document.issues)


def _list_lines(account: Sequence[AccountedLine], role: str) -> list[int]:
    return sorted({a.line for a in account if a.role == role})


def _give_roles(document: Document, first: Block) -> list[str]:
    """Give each block its role by position: title, introduction, then sections with headings, then links."""
    roles: list[str] = []
    seen_heading, in_links, is_past = False, False, False
    for index, block in enumerate(document.blocks):
        short = (
            len(block.text) <= _LONGEST_HEADING
            and not block.text.endswith(_SENTENCE_END)
            and block.kind is not Kind.BULLET
        )
        continues = bool(roles) and roles[-1] == "title" and _goes_on(document, index)
        if is_navigation(block):
            role = "navigation"
        elif block is first or (continues and short):
            role, is_past = "title", True
        elif not is_past:
            role = "heading"
        elif _LINKS_START.fullmatch(block.text):
            role, in_links = "heading", True
        elif in_links:
            role = "link"
        elif short:
            role, seen_heading = "heading", True
        else:
            role = "text" if seen_heading else "description"
        roles.append(role)
    return roles


def _goes_on(document: Document, index: int) -> bool:
    """Tell whether a block goes on with the title before it: no capital begins it, or it is the next line of a text."""
    block = document.blocks[index]
    is_next_line = not document.is_html and block.line == document.blocks[index - 1].line + 1
    return is_next_line or not (block.text[0].isupper() or block.text[0].isdigit())


def _read_facts(document: Document, draft: Draft, roles: list[str]) -> None:
    """Read implementer, period and fund; a heading that states the implementer goes before a sentence that does."""
    sentence: tuple[str, int] | None = None
    for index, block in enumerate(document.blocks):
        heading = _HEADING_RUNS.fullmatch(block.text)
        if heading and draft.implementer is None and roles[index] in ("heading", "text", "description"):
            draft.implementer = (heading["name"], block.line)
            roles[index] = "facts"
        match = _SENTENCE_RUNS.search(block.text)
        if match and sentence is None:
            sentence = (match["name"].strip(), index)
        years = _YEARS.search(block.text)
        if (
            years
            and draft.period is None
            and _ABOUT_PROJECT.search(block.text)
            and roles[index] in ("text", "description")
        ):
            draft.period = (years["period"], block.line)
            roles[index] = "facts"
            _read_fund(block, draft)
    if draft.implementer is None and sentence:
        draft.implementer = (sentence[0], document.blocks[sentence[1]].line)
        roles[sentence[1]] = "facts"


def _read_fund(block: Block, draft: Draft) -> None:
    for fund, pattern in _FUNDS.items():
        match = pattern.search(block.text)
        if match:
            draft.fund = (fund, match.group(), block.line)
