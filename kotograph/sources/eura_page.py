"""Project pages of the structural funds' EURA service: labelled lines in numbered sections.

A contact person's name, address, e-mail and telephone are recognised so that they never get any further.
"""

from __future__ import annotations

import re

from kotograph.records import AccountedLine, Page, Source
from kotograph.reports import Issue, Severity
from kotograph.sources.entry import Draft, build_records
from kotograph.sources.load import Block, Document, Kind

_SECTION = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+\S.*")
_LABELLED = re.compile(r"(?P<label>[^:]{2,90}):\s*(?P<value>.*)", re.DOTALL)
_CONTACT = re.compile(
    r"yhteyshenkilö|puhelin|sähköposti|jakeluosoite|postinumero|postitoimipaikka|osoite|kontaktperson|telefon|e-post|postnummer|adress|"
    r"contact|phone|e-?mail|[\w.+-]+(?:@|\(at\)|\[at\])[\w.-]+",
    re.IGNORECASE,
)
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


def looks_like_eura(document: Document) -> bool:
    """Tell whether a document has EURA's labels for code and name."""
    labels = [b.text.partition(":")[0] for b in document.blocks]
    return any(_CODE.fullmatch(label) for label in labels) and any(_TITLE.fullmatch(label) for label in labels)


def read_eura_page(document: Document, source: Source, language: str) -> Page:
    """Return the page with its one entry."""
    blocks = list(_join_rows(document))
    title = next((b for b in blocks if _TITLE.fullmatch(b.text.partition(":")[0])), None)
    account: list[AccountedLine] = []
    issues: list[Issue] = list(document.issues)
    if title is None:
        return Page(source, (), (), tuple(AccountedLine(b.line, "unknown") for b in blocks), tuple(issues))
    draft = Draft(
        title.text.partition(":")[2].strip(),
        title.line,
        required=("implementer", "period"),
        amount_kind="public-funding",
    )
    section = ""
    for block in blocks:
        role = _read_block(block, draft, section)
        if role == "heading" and _SECTION.fullmatch(block.text):
            section = block.text
        if role == "facts":
            draft.fact_lines.append(block.line)
        if role == "ignored":
            issues.append(
                Issue("ignored-label", block.line, block.text[:80], Severity.INFO, source.path, "outside the model")
            )
        account.append(
            AccountedLine(block.line, role, title.line if role in ("title", "facts", "description") else None)
        )
    return Page(source, build_records([draft], source, language), (), tuple(account), tuple(issues))


def _join_rows(document: Document) -> list[Block]:
    """Return the blocks with a two-cell table row as ``label: value``."""
    joined = []
    for block in document.blocks:
        if block.kind is Kind.ROW and len(block.cells) == 2:
            label, value = block.cells[0][1].rstrip(": "), block.cells[1][1]
            joined.append(Block(block.line, f"{label}: {value}"))
        else:
            joined.append(block)
    return joined


def _read_block(block: Block, draft: Draft, section: str) -> str:
    """Take what a block states into the draft and return the block's role."""
    if _CONTACT.search(block.text.partition(":")[0]) or (_PHONE.search(block.text) and len(block.text) < _PROSE):
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
