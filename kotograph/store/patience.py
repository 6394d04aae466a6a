"""How long to wait before another server is asked again: what it says itself, within limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Statuses after which a server may be asked again.
BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Patience:
    """Ask again up to ``tries`` times, and never wait longer than ``longest`` seconds for one answer.

    ``first`` is the wait, in seconds, where the server names none; it doubles each time.
    """

    tries: int = 5
    first: float = 2.0
    longest: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def find_wait(self, status: int, header: str | None, tried: int) -> float | None:
        """Find how long to wait after an answer, in seconds; None where asking again is no use or not wanted.

        >>> Patience().find_wait(429, "7", 0), Patience().find_wait(503, None, 1), Patience().find_wait(404, None, 0)
        (7.0, 4.0, None)
        >>> Patience().find_wait(429, "3600", 0) is None
        True
        """
        if status not in BUSY or tried >= self.tries:
            return None
        named = read_retry_after(header)
        wait = self.first * 2**tried if named is None else named
        return wait if wait <= self.longest else None


def read_retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a ``Retry-After`` header names, as a number or a date; None where it names none.

    >>> read_retry_after("120"), read_retry_after("soon")
    (120.0, None)
    >>> read_retry_after("Fri, 31 Dec 1999 23:59:59 GMT")
    0.0
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
