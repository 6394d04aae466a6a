"""Scales: numbers from zero, and days along years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Number: TypeAlias = Decimal | int | float
# A day, a year of which no day is known, or nothing known.
Moment: TypeAlias = date | int | None

_YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def to_decimal(value: Number) -> Decimal:
    """Return a value as it is written; raise ValueError for one that no bar from zero can show."""
    number = Decimal(str(value))
    if not number.is_finite() or number < 0:
        raise ValueError(f"not a number from zero up: {value!r}")
    return number


def find_ticks(values: Sequence[Decimal], most: int) -> list[Decimal]:
    """Return round numbers from zero to the largest value, at most so many; whole ones where the values are whole.

    >>> [str(tick) for tick in find_ticks([Decimal("1583556.56")], 5)]
    ['0', '500000', '1000000', '1500000']
    """
    largest = max(values, default=Decimal(0))
    if largest <= 0 or most < 2:
        return [Decimal(0)]
    power = largest.adjusted() - 2
    if all(value == value.to_integral_value() for value in values):
        power = max(power, 0)
    while True:
        for factor in (1, 2, 5):
            step = Decimal(factor).scaleb(power)
            count = int(largest // step)
            if count < most:
                return [_plain(step * index) for index in range(count + 1)]
        power += 1


def _plain(number: Decimal) -> Decimal:
    """Return a number without an exponent, so that it formats as people write it."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def first_day(moment: date | int) -> date:
    """Return the first day that a moment may mean."""
    return date(moment, 1, 1) if isinstance(moment, int) else moment


def last_day(moment: date | int) -> date:
    """Return the last day that a moment may mean."""
    return date(moment, 12, 31) if isinstance(moment, int) else moment


@dataclass(frozen=True, slots=True)
class Years:
    """Whole years, first and last included, laid along a line from ``left`` to ``right``."""

    first: int
    last: int
    left: float
    right: float

    def place(self, day: date, days: int = 0) -> float:
        """Return where a day begins, or the day so many days after it."""
        origin = date(self.first, 1, 1).toordinal()
        whole = date(self.last, 12, 31).toordinal() + 1 - origin
        share = (day.toordinal() + days - origin) / whole
        return self.left + (self.right - self.left) * share

    def find_steps(self, room: float) -> list[int]:
        """Return the years to name so that each name has so much room."""
        span = self.last - self.first + 1
        each = (self.right - self.left) / span
        step = next((step for step in _YEAR_STEPS if step * each >= room), _YEAR_STEPS[-1])
        # Counted from round years where years are left out.
        start = self.first if step == 1 else -(-self.first // step) * step
        return [year for year in range(start, self.last + 1, step) if self.place(date(year, 1, 1)) + room <= self.right]
