"""Questions that this graph and another endpoint answer together, joined on the client's side.

A folder in ``queries/federated/`` holds two queries. ``here.rq`` is asked of our graph; its head names the other
endpoint, and the column ``join`` that holds IRIs of that endpoint. ``there.rq`` is asked of the endpoint, with those
IRIs in the place of ``?_items``, some at a time. No store runs ``SERVICE`` for it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kotograph.config import DEFAULT_BASE
from kotograph.errors import InputError, UsageError
from kotograph.query.files import Query, read_file, read_query
from kotograph.query.running import run
from kotograph.resources import get_folder
from kotograph.store.answers import Row, Rows, Store
from kotograph.store.sparql import get_form, iter_tokens

BATCH = 100
_ITEMS = "?_items"
_T = TypeVar("_T")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Federated:
    """A question to two endpoints: what is asked here, with what its head says of both, and the text for there."""

    here: Query
    there: str
    where: str

    @property
    def name(self) -> str:
        """Return its name, which is that of its folder."""
        return self.here.name


def list_federated(folder: Path | None = None) -> list[Federated]:
    """Read every federated question, sorted by name; raise InputError for one that is broken."""
    folder = folder or get_folder("queries") / "federated"
    return [_read(place) for place in sorted(folder.iterdir()) if place.is_dir()]


def find_federated(name: str, folder: Path | None = None) -> Federated:
    """Return the question of a name, or of a folder given by its path; raise UsageError if there is none."""
    folder = folder or get_folder("queries") / "federated"
    for place in (Path(name),) if "/" in name else (folder / name,):
        if place.is_dir():
            return _read(place)
    known = [place.name for place in sorted(folder.iterdir()) if place.is_dir()]
    near = difflib.get_close_matches(name, known, 3)
    hint = f"did you mean {', '.join(near)}?" if near else f"there are: {', '.join(known)}"
    raise UsageError("unknown-query", f"there is no federated question '{name}'", "", hint)


def _read(folder: Path) -> Federated:
    path, other = folder / "here.rq", folder / "there.rq"
    here = read_query(read_file(path), folder.name, str(path))
    there = read_file(other)
    if not (here.endpoint and here.join):
        raise InputError(
            "bad-query-head",
            "the head names no 'endpoint' and 'join'",
            str(path),
            "say whom to ask, and by what column",
        )
    if get_form(there, str(other)) != "SELECT" or not any(token.text == _ITEMS for token in iter_tokens(there)):
        raise InputError(
            "bad-query-head",
            f"not a SELECT query with {_ITEMS}",
            str(other),
            f"write VALUES ?{here.join} {{ {_ITEMS} }}",
        )
    return Federated(here, there, str(other))


def run_federated(
    question: Federated,
    params: Mapping[str, str],
    store: Store,
    other: Store,
    base: str = DEFAULT_BASE,
    *,
    batch: int = BATCH,
    progress: Progress | None = None,
) -> Rows:
    """Ask a store, then the other endpoint about what was found; return the rows of both, joined.

    A row that the other knows nothing of keeps its cells and gets empty ones. Raise what `run` and the stores raise,
    and InputError if the two queries do not fit.
    """
    found = run(question.here, params, store, base)
    assert isinstance(found, Rows), "here.rq is a SELECT query"
    key = _find_column(found.variables, question.here.join, question.here.where)
    rows = list(found.rows)
    items = list(dict.fromkeys(cell.spell() for row in rows if (cell := row[key]) and cell.kind == "uri"))
    variables: tuple[str, ...] = ()
    answers: dict[str, list[Row]] = {}
    for start in range(0, len(items), batch):
        if progress:
            progress("federate", min(start + batch, len(items)), len(items))
        part = other.query(_fill(question.there, items[start : start + batch]), question.where)
        at = _find_column(part.variables, question.here.join, question.where)
        variables = _without(part.variables, at)
        for row in part.rows:
            cell = row[at]
            if cell:
                answers.setdefault(cell.spell(), []).append(_without(row, at))
    twice = sorted(set(found.variables) & set(variables))
    if twice:
        raise InputError(
            "bad-query-head", f"both queries have a column '{twice[0]}'", question.where, "give one another name"
        )
    return Rows((*found.variables, *variables), list(_join(rows, key, answers, len(variables))))


def _find_column(variables: Sequence[str], name: str, where: str) -> int:
    if name not in variables:
        raise InputError("bad-query-head", f"there is no column '{name}' to join by", where, f"select ?{name}")
    return list(variables).index(name)


def _without(cells: tuple[_T, ...], at: int) -> tuple[_T, ...]:
    return cells[:at] + cells[at + 1 :]


def _fill(text: str, items: Sequence[str]) -> str:
    return "".join(" ".join(items) if token.text == _ITEMS else token.text for token in iter_tokens(text))


def _join(rows: Sequence[Row], key: int, answers: Mapping[str, Sequence[Row]], width: int) -> Iterator[Row]:
    nothing: Row = (None,) * width
    for row in rows:
        cell = row[key]
        for answer in answers.get(cell.spell(), [nothing]) if cell else [nothing]:
            yield (*row, *answer)
