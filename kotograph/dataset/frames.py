"""Rows as a pandas frame; the only module that imports pandas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kotograph.dataset.values import Value
from kotograph.errors import UsageError

if TYPE_CHECKING:
    import pandas

_LARGEST = 2**63


def make_frame(columns: tuple[str, ...], rows: Iterable[Iterable[Value]]) -> pandas.DataFrame:
    """Return a frame with a column for each name; the types are told by `kotograph.dataset.Answer.to_pandas`.

    Raises UsageError if pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        message = f"pandas cannot be imported: {error}"
        raise UsageError("pandas-missing", message, "", "install it: pip install pandas") from error
    cells: list[list[Value]] = [[] for _ in columns]
    for row in rows:
        for column, cell in zip(cells, row, strict=True):
            column.append(cell)
    return pandas.DataFrame(
        {name: pandas.Series(column, dtype=_choose_type(column)) for name, column in zip(columns, cells, strict=True)},
        columns=list(columns),
    )


def _choose_type(column: list[Value]) -> str:
    """Return the dtype for a column whose bound cells are all of one kind, else ``object``."""
    match {type(cell) for cell in column if cell is not None}:
        case kinds if kinds == {int}:
            whole = all(-_LARGEST <= cell < _LARGEST for cell in column if isinstance(cell, int))
            return "Int64" if whole else "object"
        case kinds if kinds == {bool}:
            return "boolean"
        case kinds if kinds == {float}:
            return "float64"
    return "object"
