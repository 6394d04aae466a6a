"""Pages of the EU home-affairs funds' site: objectives as headings, and an entry a project under them.

An entry is a title line and a run of items (description, facts, links), as bullets or list items. What is not
understood is reported with its line; a sentence that begins with a heading's text stays a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kotograph.records import AccountedLine, Link, Objective, Page, Source
from kotograph.reports import Issue, Severity
from kotograph.sources.entry import Draft, build_records
from kotograph.sources.facts import Field, Label, find_facts, find_leading_label
from kotograph.sources.load import Block, Document, Kind

_OBJECTIVE = re.compile(
    r"(?:Kansallinen\s+tavoite|Nationellt\s+mål|Erityistavoite|Särskilt\s+mål|Erityistoimi|Särskild\s+åtgärd)"
    r"\s+(?P<number>\d+(?:\.\d+)*)\s*[.:–-]\s*(?P<label>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(
    r"(?:katso|lue|tutustu|lisätieto(?:a|ja)?|hankkeen\s+(?:kotisivut|verkkosivut|www)|läs|se|mera?\s+information|"
    r"tilläggsinformation|ytterligare\s+information|projektets\s+(?:webbplats|hemsida)|"
    r"read|see|more\s+information|https?://|www\.)",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"(?:hyppää sisältöön|siirry sisältöön|takaisin ylös|sivun alkuun|tulosta|jaa(?: sivu)?|etusivu|"
    r"hoppa till innehållet?|gå till innehållet?|tillbaka till början|skriv ut|dela(?: sidan)?|startsida|"
    r"skip to content|back to top|print|share|home|"
    r"(?:sivu )?(?:julkaistu|päivitetty)\b.*|(?:sidan )?(?:publicerad|uppdaterad)\b.*)",
    re.IGNORECASE,
)
_LONGEST_TITLE = 250
_LONG_PROSE = 150
_LONGEST_HEADING = 160


def is_navigation(block: Block) -> bool:
    """Tell whether a block is furniture of the site, by mark-up or words."""
    return block.kind is Kind.NAVIGATION or bool(_NAVIGATION.fullmatch(block.text.strip(" .:»›")))


def _is_link(block: Block) -> bool:
    return bool(block.url or _LINK.match(block.text)) and len(block.text) < _LONG_PROSE


def match_objective(block: Block) -> Objective | None:
    """Find an objective's heading in a block that is not an item; a long line is a sentence, not a heading."""
    match = _OBJECTIVE.fullmatch(block.text)
    if not match or block.kind is Kind.BULLET or len(block.text) > _LONGEST_HEADING:
        return None
    return Objective(match["number"], match["label"].strip(" ."), block.line)


class FundsPageReader:
    """Read one page block by block; the state is the entry and the objective that are open."""

    def __init__(self, document: Document, source: Source, language: str) -> None:
        self.document, self.source, self.language = document, source, language
        self.blocks = document.blocks
        self.drafts: list[Draft] = []
        self.objectives: list[Objective] = []
        self.account: list[AccountedLine] = []
        self.issues: list[Issue] = list(document.issues)
        self.entry: Draft | None = None
        self.in_list = False
        self.items = self._find_items(self.blocks)

    def read(self) -> Page:
        """Return the page with every block accounted for."""
        for index, block in enumerate(self.blocks):
            self._read_block(index, block)
        records = build_records(self.drafts, self.source, self.language)
        return Page(self.source, records, tuple(self.objectives), tuple(self.account), tuple(self.issues))

    def _find_items(self, blocks: Sequence[Block]) -> list[bool]:
        """Mark the items of entries: bullets, labelled lines, fact lines, and the prose above a fact line."""
        items = []
        for block in blocks:
            bullet = block.kind is Kind.BULLET
            plain = block.kind in (Kind.TEXT, Kind.ROW)
            items.append(bullet or (plain and (find_leading_label(block.text) or find_facts(block.text)) is not None))
        for index, block in enumerate(blocks):
            if items[index] and block.kind is not Kind.BULLET and find_facts(block.text):
                above = index - 1
                while (
                    above > 0
                    and not items[above]
                    and blocks[above].kind is Kind.TEXT
                    and len(blocks[above].text) > _LONG_PROSE
                ):
                    items[above] = True
                    above -= 1
        return [item and not is_navigation(block) for item, block in zip(items, blocks, strict=True)]

    def _read_block(self, index: int, block: Block) -> None:
        if is_navigation(block):
            self._put(block, "navigation")
            return
        if self.items[index]:
            self._read_item(index, block)
            return
        objective = match_objective(block)
        if objective and not self._is_sentence(objective):
            self.entry, self.in_list = None, False
            self.objectives.append(objective)
            self._put(block, "heading")
        elif self._starts_entry(index, block):
            self._open_entry(block)
        elif self.entry and not self.entry.fact_lines and self._facts_follow(index):
            self.entry.description.append((block.text, block.line))
            self._put(block, "description", self.entry)
        elif self.entry and self.entry.fact_lines and _is_link(block):
            self._put_link(self.entry, block)
        elif index == 0 or (block.kind is Kind.HEADING and not self.entry):
            self._put(block, "heading")
        elif self.entry is None:
            self.in_list = False
            self._put(block, "objective text")
        else:
            self._put_unknown(
                block, "orphan-line", "a line after an entry that starts no other: a title cut from its entry?"
            )

    def _is_sentence(self, objective: Objective) -> bool:
        """Tell whether a line only begins like a heading that the page has had already."""
        return any(
            known.number == objective.number
            and objective.label != known.label
            and objective.label.startswith(known.label)
            for known in self.objectives
        )

    def _next_content(self, index: int) -> int | None:
        for following in range(index + 1, len(self.blocks)):
            if not is_navigation(self.blocks[following]):
                return following
        return None

    def _run_has_facts(self, index: int) -> bool:
        """Tell whether the run of items that follows a block holds a fact line or a labelled description."""
        following = self._next_content(index)
        while following is not None and self.items[following]:
            text = self.blocks[following].text
            if find_facts(text) or find_leading_label(text):
                return True
            following = self._next_content(following)
        return False

    def _starts_entry(self, index: int, block: Block) -> bool:
        following = self._next_content(index)
        if following is None or not self.items[following]:
            return False
        if self._run_has_facts(index):
            return not (
                self.entry and not self.entry.fact_lines and self.entry.description and self._facts_follow(index)
            )
        return len(block.text) <= _LONGEST_TITLE and not block.text.endswith((":", ".", ";")) and bool(self.objectives)

    def _facts_follow(self, index: int) -> bool:
        following = self._next_content(index)
        return following is not None and self.items[following] and find_facts(self.blocks[following].text) is not None

    def _open_entry(self, block: Block) -> None:
        self.in_list = False
        self.entry = Draft(block.text, block.line)
        if self.objectives:
            current = self.objectives[-1]
            self.entry.objective = (current.number, current.number, current.line)
        self.drafts.append(self.entry)
        self._put(block, "title", self.entry)

    def _read_item(self, index: int, block: Block) -> None:
        entry = self.entry
        if entry is None:
            if self._belongs_to_list(index):
                self.in_list = True
                self._put(block, "objective text")
            else:
                self._put_unknown(block, "entry-without-title", "an item of an entry whose title is missing")
            return
        facts = find_facts(block.text)
        if facts:
            self._read_facts(entry, facts, block)
            return
        if entry.fact_lines and _is_link(block):
            self._put_link(entry, block)
            return
        labelled = find_leading_label(block.text)
        if entry.fact_lines:
            self._put_unknown(
                block, "item-after-facts", "a link was expected here: a title missing before a new entry?"
            )
            return
        text = labelled[1] if labelled else block.text
        if text:
            entry.description.append((text, block.line))
        self._put(block, "description", entry)

    def _belongs_to_list(self, index: int) -> bool:
        """Tell whether a bullet belongs to a list in an objective's text: no facts follow in its run."""
        text = self.blocks[index].text
        return not find_facts(text) and not find_leading_label(text) and not self._run_has_facts(index)

    def _read_facts(self, entry: Draft, facts: tuple[Field, ...], block: Block) -> None:
        slots = {Label.IMPLEMENTER: "implementer", Label.PERIOD: "period", Label.AMOUNT: "amount"}
        found = {slots[fact.label]: fact.text for fact in facts if fact.label in slots}
        if any(getattr(entry, slot) is not None for slot in found):
            self._put_unknown(
                block, "second-facts", "the entry has these facts already: a title missing before a new entry?"
            )
            return
        for slot, text in found.items():
            setattr(entry, slot, (text, block.line))
        entry.fact_lines.append(block.line)
        self._put(block, "facts", entry)

    def _put(self, block: Block, role: str, entry: Draft | None = None) -> None:
        self.account.append(AccountedLine(block.line, role, entry.line if entry else None))

    def _put_link(self, entry: Draft, block: Block) -> None:
        entry.links.append(Link(block.text, block.line, block.url))
        self._put(block, "link", entry)

    def _put_unknown(self, block: Block, code: str, message: str) -> None:
        self._put(block, "unknown", self.entry)
        self.issues.append(
            Issue(
                code,
                block.line,
                block.text[:80],
                Severity.VIOLATION,
                self.source.path,
                message,
                "check the page against the site",
            )
        )
