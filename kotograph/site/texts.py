"""What the site says of itself, in Finnish, Swedish and English: ``texts.toml``, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from kotograph.errors import KotographError

TEXTS = Path(__file__).with_name("texts.toml")


@cache
def read_texts() -> dict[str, dict[str, str]]:
    """Return the texts by key (``part.name``) and language."""
    parts = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {f"{part}.{name}": texts for part, group in parts.items() for name, texts in group.items()}


def say(key: str, lang: str, **values: object) -> str:
    """Return a text with its ``{gaps}`` filled in; a key that has no text is a fault of kotograph.

    >>> say("site.skip", "en")
    'Skip to the content'
    """
    texts = read_texts().get(key)
    if texts is None:
        raise KotographError("no-text", f"there is no text '{key}'", str(TEXTS), "add it in three languages")
    text = texts[lang]
    return text.format(**values) if values else text


def say_unit(unit: str, lang: str) -> str:
    """Return what a number counts; a unit that has no name is shown as it is.

    >>> say_unit("languages", "fi"), say_unit("litres", "fi")
    ('kieltä', 'litres')
    """
    return say(f"unit.{unit}", lang) if f"unit.{unit}" in read_texts() else unit


def count(key: str, number: int, lang: str, written: str) -> str:
    """Return the text for one (``key.one``) or for several (``key.many``), with the number in it as ``{n}``."""
    return say(f"{key}-{'one' if number == 1 else 'many'}", lang, n=written)
