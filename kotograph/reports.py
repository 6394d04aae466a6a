"""Issues and reports: what reading, reconciling and validating have to tell, in one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum


class Severity(IntEnum):
    """How bad an issue is; the names are SHACL's."""

    INFO = 1
    WARNING = 2
    VIOLATION = 3


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One described problem: a stable code, where it is, what was found, and what to do.

    ``line`` is 1-based, 0 where there is none; ``text`` quotes what was found.
    """

    code: str
    line: int = 0
    text: str = ""
    severity: Severity = Severity.WARNING
    path: str = ""
    message: str = ""
    hint: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the three fields that a record's JSON carries."""
        return {"code": self.code, "line": self.line, "text": self.text}

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        quoted = f": “{self.text}”" if self.text else ""
        hint = f" – {self.hint}" if self.hint else ""
        message = f": {self.message}" if self.message else ""
        return f"{place}: {self.severity.name.lower()} {self.code}{quoted}{message}{hint}"


@dataclass(slots=True)
class Report:
    """A list of issues that grows while the work goes on."""

    issues: list[Issue] = field(default_factory=list)

    def add(self, issue: Issue) -> None:
        """Append one issue."""
        self.issues.append(issue)

    def extend(self, issues: Iterable[Issue]) -> None:
        """Append several issues."""
        self.issues.extend(issues)

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.issues)

    def __len__(self) -> int:
        return len(self.issues)

    def worst(self) -> Severity | None:
        """Return the highest severity found, None for an empty report."""
        return max((issue.severity for issue in self.issues), default=None)

    def fails(self, fail_on: str) -> bool:
        """Tell whether the report reaches the bound ``violation``, ``warning``, ``info`` or ``never``."""
        worst = self.worst()
        return fail_on != "never" and worst is not None and worst >= Severity[fail_on.upper()]
