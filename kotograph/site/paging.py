"""Long lists page by page: how many pages there are, what stands on each, and the links between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

#: How many rows a list shows on one page.
PER_PAGE = 100
#: How many rows a table shows that has no further pages.
MOST_ROWS = 500
# A longer row of page numbers is cut to the first, the last, and those beside the page itself.
_MOST_NUMBERS, _BESIDE = 12, 2


def count_pages(items: int, per_page: int = PER_PAGE) -> int:
    """Return how many pages a list takes; an empty one takes one."""
    return max(1, -(-items // per_page))


def list_further(items: int, per_page: int = PER_PAGE) -> list[str]:
    """Return the numbers of the pages after the first, as they stand in addresses.

    >>> list_further(100), list_further(201)
    ([], ['2', '3'])
    """
    return [str(number) for number in range(2, count_pages(items, per_page) + 1)]


def cut(items: Sequence[Item], number: int, per_page: int = PER_PAGE) -> Sequence[Item]:
    """Return what stands on a page."""
    return items[(number - 1) * per_page : number * per_page]


def make_pager(number: int, pages: int, path: Callable[[int], str]) -> list[tuple[int, str]]:
    """Return number and path of the pages to link to from a page; number 0 stands for those left out.

    >>> [each for each, _ in make_pager(9, 40, str)]
    [1, 0, 7, 8, 9, 10, 11, 0, 40]
    """
    if pages == 1:
        return []
    shown = [
        each
        for each in range(1, pages + 1)
        if pages <= _MOST_NUMBERS or each in (1, pages) or abs(each - number) <= _BESIDE
    ]
    found: list[tuple[int, str]] = []
    for each in shown:
        if found and found[-1][0] < each - 1:
            found.append((0, ""))
        found.append((each, path(each)))
    return found
