"""Open a build, an RDF file or a SPARQL endpoint, and ask it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from kotograph.config import read_settings
from kotograph.dataset.answers import Answer
from kotograph.dataset.explain import Explanation, explain
from kotograph.dataset.values import Given, spell_given
from kotograph.errors import UsageError
from kotograph.formats import find_format
from kotograph.query import Query, find_query, list_queries, read_query, run
from kotograph.store import EmbeddedStore, FileStore, RemoteStore, Store

_REPORT = "report.json"
_LANGUAGE = "lang"


class Dataset:
    """A dataset to be asked, opened by `kotograph.open`; it is only read.

    ``place`` is the folder, file or address. ``lang`` is the language of names, None where each question's own default
    stands; ``base`` is what short keys in parameters belong to. It is a context manager, and at its end it is closed.
    """

    def __init__(self, place: str, store: Store, *, lang: str | None, base: str, paths: Mapping[str, Path]) -> None:
        self.place, self.lang, self.base = place, lang, base
        self._store: Store | None = store
        self._paths = paths

    def questions(self) -> tuple[Query, ...]:
        """Return the named questions, sorted by name, with their titles, descriptions and parameters."""
        return tuple(list_queries())

    def ask(self, question: str | Path | Query, /, **parameters: Given) -> Answer:
        """Ask a named question, or one from a ``.rq`` file; parameters are checked by their types.

        A parameter is given as the text that the command takes, or as an int, a Decimal, a date, a `Year` or an `Iri`;
        None leaves it out. A parameter ``lang`` that is not given is the dataset's, if the question has it. Raises
        UsageError for a question or parameter that is not known or not of its type, InputError for a file that cannot
        be read, and RemoteError when an endpoint does not answer.
        """
        asked = question if isinstance(question, Query) else _find_question(str(question))
        given = _spell_all(asked, parameters)
        if self.lang and any(parameter.name == _LANGUAGE for parameter in asked.parameters):
            given.setdefault(_LANGUAGE, self.lang)
        return Answer(lambda: run(asked, given, self._get_store(), self.base), self.base)

    def sparql(self, text: str) -> Answer:
        """Ask in SPARQL: SELECT, ASK, CONSTRUCT or DESCRIBE; prefixes of the dataset need not be declared.

        Raises InputError for a text that is not SPARQL, UsageError for an update, RemoteError as `ask` does.
        """
        return self.ask(read_query(text, "query"))

    def explain(self, project: str) -> Explanation:
        """Return where each value of a project comes from, by its key (``rio-2``) or IRI: sources, lines and rules.

        Raises UsageError for a project that is not there.
        """
        return explain(self._get_store(), project, self.lang or "en", self.base, self._paths)

    def close(self) -> None:
        """Let go of the store; what is asked afterwards is a UsageError."""
        self._store = None

    def _get_store(self) -> Store:
        if self._store is None:
            raise UsageError("dataset-closed", "the dataset is closed", self.place, "open it again")
        return self._store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Dataset {self.place}{', closed' if self._store is None else ''}>"


def open_dataset(
    place: str | os.PathLike[str] | None = None,
    *,
    lang: str | None = None,
    base: str | None = None,
    timeout: int = 60,
) -> Dataset:
    """Open a build, an RDF file or an endpoint for asking; `kotograph.open` tells how."""
    settings = read_settings({"lang": lang, "base": base})
    name = os.fspath(settings.store if place is None else place)
    if place is not None and "://" in name:
        return open_endpoint(name, lang=lang, base=settings.base, timeout=timeout)
    path = Path(name)
    if place is not None and (path.is_file() or (find_format(path.suffix) and not path.is_dir())):
        return Dataset(name, FileStore(path), lang=lang, base=settings.base, paths={})
    return open_build(path, lang=lang, base=settings.base)


def open_build(folder: Path, *, lang: str | None, base: str) -> Dataset:
    """Open the build in a folder; raise InputError if there is none, or its store is broken."""
    store = EmbeddedStore(folder)
    return Dataset(str(folder), store, lang=lang, base=base, paths=read_page_paths(folder))


def open_endpoint(address: str, *, lang: str | None, base: str, timeout: int) -> Dataset:
    """Open the endpoint at an address; raise UsageError if it is not an http(s) one. Nothing is sent yet."""
    return Dataset(address, RemoteStore(address, timeout=timeout, base=base), lang=lang, base=base, paths={})


def read_page_paths(build: Path) -> dict[str, Path]:
    """Return the path of each source's page, as the build in a folder read it; empty where there is none."""
    try:
        report = json.loads((build / _REPORT).read_text(encoding="utf-8"))
        return {name: Path(entry["path"]) for name, entry in report["sources"].items()}
    except (OSError, ValueError, KeyError):
        return {}


def _find_question(name: str) -> Query:
    if name == "-":
        # A program's standard input is not for us to read.
        raise UsageError("unknown-query", "there is no query '-'", "", "give a name, or use Dataset.sparql(text)")
    return find_query(name)


def _spell_all(query: Query, parameters: Mapping[str, Given]) -> dict[str, str]:
    given = {}
    for name, value in parameters.items():
        try:
            text = spell_given(value)
        except TypeError as error:
            raise UsageError(
                "bad-parameter",
                f"the parameter '{name}' cannot be {error}",
                query.name,
                "give a text, an int, a Decimal, a date or a Year",
            ) from None
        if text is not None:
            given[name] = text
    return given
