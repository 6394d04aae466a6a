"""Answers of other servers, kept on disk: what was asked once is not asked again, also after an interruption."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from kotograph.errors import InputError

FILE = "answers.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, address TEXT, asked TEXT, answer TEXT, moment TEXT)"


def find_folder() -> Path:
    """Return the folder of the cache: KOTOGRAPH_CACHE, or below the user's cache folder."""
    own = os.environ.get("KOTOGRAPH_CACHE")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kotograph"


class Cache:
    """Questions and answers as JSON, by server; each batch of answers is kept whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self._file, timeout=30)
            with self._base:
                self._base.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            self._fail(error)

    def __enter__(self) -> Cache:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._base.close()

    def find(self, address: str, question: object) -> Any:
        """Find the answer to a question; None for one that was never answered."""
        try:
            row = self._base.execute("SELECT answer FROM answer WHERE key = ?", (_key(address, question),)).fetchone()
            return json.loads(row[0]) if row else None
        except (sqlite3.Error, ValueError) as error:
            self._fail(error)

    def keep(self, address: str, answers: Iterable[tuple[object, object]]) -> None:
        """Keep the answers to questions, all of them or none."""
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [(_key(address, q), address, json.dumps(q), json.dumps(answer), moment) for q, answer in answers]
        try:
            with self._base:
                self._base.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._fail(error)

    def _fail(self, error: Exception) -> Any:
        hint = "name another folder with --cache, or delete the file"
        raise InputError("bad-cache", f"the kept answers cannot be used: {error}", str(self._file), hint) from error


def _key(address: str, question: object) -> str:
    return hashlib.sha256(json.dumps([address, question], sort_keys=True).encode()).hexdigest()
