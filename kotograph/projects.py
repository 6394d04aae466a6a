"""What reconciling concludes from records: real projects, organisations, successions, and how each value was decided.

These values stand between the stages `reconcile` (which makes them) and `mapping` (which writes them as quads).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kotograph.records import Datatype, Property, Record, Statement
from kotograph.reports import Issue


class Rule(StrEnum):
    """The concepts of the scheme ``resolution-rule``."""

    SINGLE = "single-statement"
    AGREE = "all-agree"
    PUBLISHER_LANGUAGE = "publisher-language"
    EXTENSION = "later-end-is-extension"
    IMPOSSIBLE = "impossible-value-dropped"
    UNDECIDED = "undecided"


#: The rules in the order in which they are applied, for people who read that several decided.
APPLIED = (Rule.IMPOSSIBLE, Rule.EXTENSION, Rule.PUBLISHER_LANGUAGE, Rule.UNDECIDED, Rule.SINGLE, Rule.AGREE)


@dataclass(frozen=True, slots=True)
class Considered:
    """A statement and the record that makes it."""

    record: Record
    statement: Statement


@dataclass(frozen=True, slots=True)
class Resolution:
    """How one value of a project was concluded.

    ``value`` is the lexical form, an organisation key for `Property.IMPLEMENTER`, ``scheme/code`` for concepts, or
    None where nothing can be concluded. ``rules`` are in the order applied. ``language`` is set for texts, ``grant``
    (its key) for the value of one of several grants.
    """

    property: Property
    considered: tuple[Considered, ...]
    value: str | None
    datatype: Datatype
    rules: tuple[Rule, ...]
    is_discrepancy: bool
    language: str = ""
    grant: str = ""

    def find_currency(self) -> str | None:
        """Find the currency of an amount: the first that a record considered gives; None where none does."""
        return next((c.record.currency for c in self.considered if c.record.currency), None)


@dataclass(frozen=True, slots=True)
class Grant:
    """One of a project's grants that have entries of their own: its key, its code if it has one, and its values."""

    key: str
    identifier: str
    records: tuple[Record, ...]
    resolutions: tuple[Resolution, ...]

    def find(self, prop: Property) -> Resolution | None:
        """Find the resolution of a property; None where no record states it."""
        return next((r for r in self.resolutions if r.property is prop), None)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a project without an entry of its own is named."""

    source: str
    record: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Project:
    """One real-world project.

    ``records`` come in order: publisher's language under way, completed, other languages; empty for a project that is
    only named. ``titles`` are (text, language it is really in), one a language; ``alternatives`` other names.
    ``implementer`` is an organisation's key, ``unit`` the name of its unit. ``grants`` are those with entries of their
    own; without any, the project has one grant, and its amounts are the project's.
    """

    key: str
    records: tuple[Record, ...]
    titles: tuple[tuple[str, str], ...]
    alternatives: tuple[str, ...] = ()
    implementer: str | None = None
    unit: str | None = None
    resolutions: tuple[Resolution, ...] = ()
    mentions: tuple[Mention, ...] = ()
    grants: tuple[Grant, ...] = ()

    def find(self, prop: Property, language: str = "") -> Resolution | None:
        """Find the resolution of a property; None where no record states it."""
        return next((r for r in self.resolutions if r.property is prop and r.language == language), None)

    def value(self, prop: Property) -> str | None:
        """Return the concluded value of a property; None where there is none."""
        resolution = self.find(prop)
        return resolution.value if resolution else None


@dataclass(frozen=True, slots=True)
class Organisation:
    """One implementing organisation: its key, every spelling in the sources, and its units by name."""

    key: str
    names: tuple[str, ...]
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Succession:
    """That one project continues another: both keys, the evidence and where it stands."""

    predecessor: str
    successor: str
    evidence_kind: str
    record: str
    line: int
    confidence: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One match or succession that the rules propose, with its score and features, for review."""

    kind: str
    left: str
    right: str
    score: float
    features: tuple[tuple[str, float], ...] = ()
    verdict: str = "unsure"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Everything concluded from a set of pages."""

    projects: tuple[Project, ...]
    organisations: tuple[Organisation, ...]
    successions: tuple[Succession, ...]
    issues: tuple[Issue, ...] = ()
    proposals: tuple[Proposal, ...] = ()
