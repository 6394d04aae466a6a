"""What can go wrong, told to the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable


class KotographError(Exception):
    """Tell what failed, where, and what to do about it.

    ``code`` is stable (kebab-case, listed in docs/reference/errors.md), ``where`` is ``file`` or ``file:line``,
    ``hint`` says what to do. ``exit_code`` follows docs/reference/cli.md.
    """

    exit_code = 1

    def __init__(self, code: str, message: str, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message} [{self.code}]{hint}"


class UsageError(KotographError):
    """The request itself is wrong: correct the options or parameters."""

    exit_code = 2


class InputError(KotographError):
    """A file is missing, unreadable or malformed: correct the file."""

    exit_code = 3


class RemoteError(KotographError):
    """Another server did not answer as it should: try later or check its address."""

    exit_code = 4


class RefusedError(RemoteError):
    """Another server answered with an HTTP status that says no: ``status``."""

    def __init__(self, code: str, message: str, where: str = "", hint: str = "", status: int = 0) -> None:
        super().__init__(code, message, where, hint)
        self.status = status


class LimitError(KotographError):
    """A limit of size or time was passed: make the input smaller or raise the limit."""

    exit_code = 5


class FindingsError(KotographError):
    """The work was done, and what it found stops it from being published.

    ``found`` are the findings, as issues, and the errors met before them.
    """

    exit_code = 1

    def __init__(self, code: str, message: str, where: str = "", hint: str = "", found: Iterable[object] = ()) -> None:
        super().__init__(code, message, where, hint)
        self.found = tuple(found)
