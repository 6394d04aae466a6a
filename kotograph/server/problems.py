"""The codes of problem documents, explained in Finnish, Swedish and English: ``problems.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PROBLEMS = Path(__file__).with_name("problems.toml")


@cache
def read_problems() -> Mapping[str, Mapping[str, str]]:
    """Return what each code means and what to do, by language."""
    return dict(sorted(tomllib.loads(PROBLEMS.read_text(encoding="utf-8")).items()))
