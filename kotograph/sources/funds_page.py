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
from kotograph.sources.facts import Field, Label, find_facts, find_leading_label, is_faint
from kotograph.sources.load import Block, Document, Kind

_OBJECTIVE = re.compile(
    r"(?:(?:Kansallinen\s+tavoite|Nationellt\s+mål|Erityistavoite|Särskilt\s+mål|Erityistoimi|Särskild\s+åtgärd)"
    r"\s+(?P<number>\d+(?:\.\d+)*)|(?:Tavoite|Mål)\s+(?P<dotted>\d+(?:\.\d+)+))\s*[.:–-]\s*(?P<label>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?-i:[A-ZÅÄÖ])[^\W\d_]+(?:\s+[^\W\d_]+)?\s+\d{1,2}(?:\.\d{1,2})*\s*[:–-]\s+\S.*", re.IGNORECASE
)
_SPECIAL_CASE = re.compile(r"erityistapau|särskilt\s+fall", re.IGNORECASE)
_LINK = re.compile(
    r"(?:(?:katso|lue|tutustu|lisätieto(?:a|ja)?|hankkeen\s+(?:kotisivut|verkkosivut|www)|läs|se|mera?\s+information|"
    r"tilläggsinformation|ytterligare\s+information|projektets\s+(?:webbplats|hemsida)|"
    r"read|see|more\s+information)\b|https?://|www\.)",
    re.IGNORECASE,
)
# Words of the web that tell a link wherever they stand in an item, and a bare address.
_WEB = re.compile(
    r"\b(?:\w*(?:sivu(?:t|illa|ille|sto\w*)?|webbplats\w*|webbsid\w*|hemsid\w*|blogi?)"
    r"|facebook|instagram|twitter|youtube|linkedin)\b"
    r"|https?://|www\.|(?<![\w@.])(?:[\w-]+\.)+(?:fi|se|eu|com|org|net|info)\b",
    re.IGNORECASE,
)
_DAY = r"(?:\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.?\s+[^\W\d_]+\s+\d{4})"
_NAVIGATION = re.compile(
    r"(?:hyppää sisältöön|siirry sisältöön|takaisin ylös|sivun alkuun|tulosta|jaa(?: sivu)?|etusivu|"
    r"hoppa till innehållet?|gå till innehållet?|tillbaka till början|skriv ut|dela(?: sidan)?|startsida|"
    r"skip to content|back to top|print|share|home|"
    rf"(?:sivu |sidan )?(?:julkaistu|päivitetty|publicerad|uppdaterad)\b(?:\D{{0,20}}{_DAY}.*)?)",
    re.IGNORECASE,
)
_LONGEST_TITLE = 250
_LONG_PROSE = 150
_SENTENCE_END = (".", "!", "?", ":", ";")
_LONGEST_HEADING = 160


def is_navigation(block: Block) -> bool:
    """Tell whether a block is furniture of the site, by mark-up or words."""
    return block.kind is Kind.NAVIGATION or bool(_NAVIGATION.fullmatch(block.text.strip(" .:»›")))


def _is_link(block: Block, *, is_item: bool) -> bool:
    """Tell whether a line below the facts is a link; the words of the web tell it of an item only, not of a title."""
    if len(block.text) >= _LONG_PROSE:
        return False
    named = is_item and _WEB.search(block.text) and not block.text.endswith(_SENTENCE_END)
    return bool(block.url or _LINK.match(block.text) or named)


def match_objective(block: Block) -> Objective | None:
    """Find an objective's heading in a block that is not an item; a long line is a sentence, not a heading."""
    match = _OBJECTIVE.fullmatch(block.text)
    if not match or block.kind is Kind.BULLET or len(block.text) > _LONGEST_HEADING:
        return None
    return Objective(match["number"] or match["dotted"], match["label"].strip(" ."), block.line)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


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
        self.objective: Objective | None = None
        self.in_list = False
        self.items = self._find_items(self.blocks)
        for index, block in enumerate(self.blocks):
            if self.items[index] and self._is_title_with_years(index, block):
                self.items[index] = False

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
        if self._is_sentence(block) and not self._is_open():
            self._close_entry()
            self._put(block, "objective text")
        elif objective and not self._is_sentence(block):
            self._close_entry()
            self.objective = objective
            self.objectives.append(objective)
            self._put(block, "heading")
        elif self.entry and self._continues_description(index, block):
            self.entry.description.append((block.text, block.line))
            self._put(block, "description", self.entry)
        elif self._starts_entry(index, block):
            self._open_entry(block)
        elif self._is_other_heading(index, block):
            self._close_entry()
            self.objective = None
            self._put(block, "heading")
        elif self.entry and self.entry.fact_lines and _is_link(block, is_item=False):
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

    def _is_open(self) -> bool:
        """Tell whether an entry still waits for its facts."""
        return self.entry is not None and not self.entry.fact_lines

    def _close_entry(self) -> None:
        self.entry, self.in_list = None, False

    def _is_sentence(self, block: Block) -> bool:
        """Tell whether a line only begins like a heading that the page has had already."""
        match = _OBJECTIVE.fullmatch(block.text)
        if not match:
            return False
        number, label = match["number"] or match["dotted"], _plain(match["label"].strip(" ."))
        known = {_plain(o.label) for o in self.objectives if o.number == number}
        return label not in known and any(label.startswith(heading) for heading in known)

    def _is_other_heading(self, index: int, block: Block) -> bool:
        """Tell whether a numbered line heads a part of the page whose objective is not known."""
        text = block.text
        if not _NUMBERED.fullmatch(text) or len(text) > _LONGEST_HEADING or text.endswith(_SENTENCE_END):
            return False
        if self._next_content(index) is None:
            return False
        return self.entry is not None or block.kind is Kind.HEADING or bool(_SPECIAL_CASE.match(text))

    def _is_title_with_years(self, index: int, block: Block) -> bool:
        """Tell whether what looks like ``implementer, period`` is a title: the facts of its entry follow."""
        if block.kind is Kind.BULLET or find_leading_label(block.text):
            return False
        facts = find_facts(block.text)
        return facts is not None and is_faint(facts) and self._run_has_facts(index)

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
            return True
        return len(block.text) <= _LONGEST_TITLE and not block.text.endswith((":", ".", ";")) and bool(self.objectives)

    def _continues_description(self, index: int, block: Block) -> bool:
        """Tell whether a line is a further paragraph of the open entry's description."""
        if not self.entry or self.entry.fact_lines or not self.entry.description:
            return False
        following = self._next_content(index)
        if following is not None and self.items[following]:
            label = find_leading_label(self.blocks[following].text)
            if label and label[0] is Label.DESCRIPTION:
                return False
        return block.text.endswith(_SENTENCE_END) or self._facts_follow(index)

    def _facts_follow(self, index: int) -> bool:
        following = self._next_content(index)
        return following is not None and self.items[following] and find_facts(self.blocks[following].text) is not None

    def _open_entry(self, block: Block) -> None:
        self.in_list = False
        self.entry = Draft(block.text, block.line)
        if self.objective:
            self.entry.objective = (self.objective.number, self.objective.number, self.objective.line)
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
        if entry.fact_lines and _is_link(block, is_item=True):
            self._put_link(entry, block)
            return
        labelled = find_leading_label(block.text)
        late = labelled and labelled[0] is Label.DESCRIPTION and not entry.description
        if entry.fact_lines and not late:
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
