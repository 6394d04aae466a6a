"""Project pages of the structural funds' EURA service: labelled lines in numbered sections.

A contact person's name, address, e-mail and telephone are recognised so that they never get any further.
"""

from __future__ import annotations

import re

from kotograph.records import AccountedLine, Page, Source
from kotograph.reports import Issue, Severity
from kotograph.sources.entry import Draft, build_records
from kotograph.sources.funds_page import is_navigation
from kotograph.sources.load import Block, Document, Kind

_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+\S.*")
# Where a value may stand as well, a number with a full stop belongs to that value.
_PLAIN_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})*\s+[^\W\d_].*")
_LABELLED = re.compile(r"(?P<label>[^:]{2,90}):\s*(?P<value>.*)", re.DOTALL)
# A line that speaks of a contact person may name one; the other words tell contact data only where they are a label.
_PERSON = re.compile(r"yhteyshenkilö|kontaktperson|contact person", re.IGNORECASE)
_CONTACT = re.compile(
    r"puhelin|sähköposti|postinumero|postitoimipaikka|osoite\b|telefon|e-post|postnummer|adress\b|contact|phone|e-?mail",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+\.[\w.-]+", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+358|\b0)[\d\s()-]{6,}\d")
_PERIOD = re.compile(
    r"(?:alkaa|börjar)\s+(?P<start>\S+)\s+(?:ja päättyy|och slutar|ja loppuu)\s+(?P<end>\S+)", re.IGNORECASE
)
_OBJECTIVE = re.compile(r"(?P<number>\d+(?:\.\d+)*)\.?\s")
_FUND = re.compile(r"(?P<esf>Euroopan\s+sosiaalirahasto\w*|Europeiska\s+socialfond\w*)", re.IGNORECASE)
_STATUSES = {
    "päättynyt": "completed",
    "käynnissä": "under-way",
    "avslutad": "completed",
    "avslutats": "completed",
    "pågår": "under-way",
}
_TITLE = re.compile(r"hankkeen (?:julkinen )?nimi|projektets (?:offentliga )?namn", re.IGNORECASE)
_CODE = re.compile(r"hankekoodi|projektkod", re.IGNORECASE)
_IMPLEMENTER = re.compile(r"hakijan virallinen nimi|sökandens officiella namn", re.IGNORECASE)
_PERIOD_LABEL = re.compile(r"(?:suunnitelman mukainen )?toteutusaika|genomförandetid.*", re.IGNORECASE)
_OBJECTIVE_LABEL = re.compile(r"erityistavoite|särskilt mål", re.IGNORECASE)
_STATUS_LABEL = re.compile(r"toiminnan tila|verksamhetens status|projektets status", re.IGNORECASE)
_PUBLIC = re.compile(
    r".*myönnetty.*EU- ja valtion rahoitus.*|.*beviljad.*(?:EU-|statlig).*finansiering.*", re.IGNORECASE
)
_SUMMARY = re.compile(r"tiivistelmä|sammanfattning", re.IGNORECASE)
_PROSE = 160
_LONGEST_LABEL = 90


def looks_like_eura(document: Document) -> bool:
    """Tell whether a document has EURA's labels for code and name."""
    labels = [b.text.partition(":")[0] for b in document.blocks]
    return any(_CODE.fullmatch(label) for label in labels) and any(_TITLE.fullmatch(label) for label in labels)


def read_eura_page(document: Document, source: Source, language: str) -> Page:
    """Return the page with its one entry; a page that gives no name for it has none."""
    lines = _join_labels(document)
    title = next((b for b, _ in lines if _TITLE.fullmatch(b.text.partition(":")[0])), None)
    name = title.text.partition(":")[2].strip() if title else ""
    if title is None or not name:
        return _read_nameless(document, source, title)
    account: list[AccountedLine] = []
    issues: list[Issue] = list(document.issues)
    draft = Draft(name, title.line, required=("implementer", "period"), amount_kind="public-funding")
    section = ""
    for block, label_line in lines:
        role = _read_block(block, draft, section)
        if role == "heading" and _SECTION.fullmatch(block.text):
            section = block.text
        if role == "facts":
            draft.fact_lines.append(block.line)
        if role == "ignored":
            issues.append(
                Issue("ignored-label", block.line, block.text[:80], Severity.INFO, source.path, "outside the model")
            )
        entry = title.line if role in ("title", "facts", "description") else None
        account += [AccountedLine(line, role, entry) for line in (label_line, block.line) if line is not None]
    return Page(source, build_records([draft], source, language), (), tuple(account), tuple(issues))


def _read_nameless(document: Document, source: Source, title: Block | None) -> Page:
    place = title or document.blocks[0]
    message = "the page gives no name of the project, so nothing is read of it"
    issue = Issue(
        "missing-title", place.line, place.text[:80], Severity.VIOLATION, source.path, message, "save the page again"
    )
    account = tuple(AccountedLine(block.line, "unknown") for block in document.blocks)
    return Page(source, (), (), account, (*document.issues, issue))


def _join_labels(document: Document) -> list[tuple[Block, int | None]]:
    """Return the blocks, a label with the value after it as one: ``label: value`` and the line of the label.

    They may be the two cells of a row, or two blocks one after the other. A label is told by its colon or its words.
    """
    joined: list[tuple[Block, int | None]] = []
    waiting: Block | None = None
    for block in document.blocks:
        if waiting and _is_value(block):
            label = waiting.text.rstrip(": ")
            joined.append((Block(block.line, f"{label}: {block.text}", block.kind, (), block.url), waiting.line))
            waiting = None
            continue
        if waiting:
            joined.append((waiting, None))
        waiting = None
        if block.kind is Kind.ROW and len(block.cells) == 2:
            label, value = block.cells[0][1].rstrip(": "), block.cells[1][1]
            joined.append((Block(block.line, f"{label}: {value}"), None))
        elif _is_label(block):
            waiting = block
        else:
            joined.append((block, None))
    return [*joined, (waiting, None)] if waiting else joined


def _is_label(block: Block) -> bool:
    """Tell whether a block is a label without its value."""
    text = block.text.rstrip(": ")
    if block.kind in (Kind.NAVIGATION, Kind.ROW) or len(text) > _LONGEST_LABEL or _SECTION.fullmatch(text):
        return False
    known = (_TITLE, _CODE, _IMPLEMENTER, _PERIOD_LABEL, _OBJECTIVE_LABEL, _STATUS_LABEL, _PUBLIC)
    is_known = any(pattern.fullmatch(text) for pattern in known) or bool(_PERSON.search(text) or _CONTACT.search(text))
    return block.text.endswith(":") or (is_known and ":" not in text and not text.endswith("."))


def _is_value(block: Block) -> bool:
    """Tell whether a block can be the value of the label before it: no label, section or furniture of the site."""
    if block.kind in (Kind.NAVIGATION, Kind.HEADING, Kind.ROW) or _is_label(block) or is_navigation(block):
        return False
    label = block.text.partition(":")[0]
    return not (_PLAIN_SECTION.fullmatch(block.text) or (label != block.text and _is_label(Block(0, label + ":"))))


def _read_block(block: Block, draft: Draft, section: str) -> str:
    """Take what a block states into the draft and return the block's role."""
    if is_navigation(block):
        return "navigation"
    if _is_contact(block.text):
        return "contact"
    match = _LABELLED.fullmatch(block.text)
    if match and len(match["value"]) < _PROSE:
        return _read_labelled(match["label"].strip(), match["value"].strip(), block, draft)
    if _SECTION.fullmatch(block.text) and len(block.text) < _PROSE:
        return "heading"
    fund = _FUND.search(block.text)
    if fund and draft.fund is None and len(block.text) < _PROSE:
        draft.fund = ("esf", fund.group(), block.line)
        return "heading"
    if _SUMMARY.search(section):
        draft.description.append((block.text, block.line))
        return "description"
    return "text" if section else "heading"


def _is_contact(text: str) -> bool:
    """Tell whether a line holds contact data, so that it goes no further."""
    if _PERSON.search(text) or _ADDRESS.search(text):
        return True
    label, colon, _ = text.partition(":")
    is_label = bool(colon) or not text.endswith(".")
    return len(text) < _PROSE and bool((is_label and _CONTACT.search(label)) or _PHONE.search(text))


def _read_labelled(label: str, value: str, block: Block, draft: Draft) -> str:
    if not value:
        return "heading"
    here = (value, block.line)
    if _TITLE.fullmatch(label):
        return "title"
    if _CODE.fullmatch(label):
        draft.identifier = here
    elif _IMPLEMENTER.fullmatch(label):
        draft.implementer = here
    elif _PERIOD_LABEL.fullmatch(label):
        period = _PERIOD.search(value)
        draft.period = here
        if period:
            draft.ends = ((period["start"], block.line), (period["end"], block.line))
    elif _OBJECTIVE_LABEL.fullmatch(label) and _OBJECTIVE.match(value):
        number = _OBJECTIVE.match(value)
        assert number is not None
        draft.objective = (number["number"], value, block.line)
    elif _STATUS_LABEL.fullmatch(label):
        status = next((code for word, code in _STATUSES.items() if word in value.casefold()), None)
        if status is None:
            return "ignored"
        draft.status = (status, value, block.line)
    elif _PUBLIC.fullmatch(label) and draft.amount is None:
        draft.amount = here
    else:
        return "ignored"
    return "facts"
