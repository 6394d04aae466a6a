"""What the service says in Finnish, Swedish and English: ``words.toml``, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words.toml")


@cache
def read_words() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return the texts by part, key and language."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def tell(key: str, lang: str, **values: object) -> str:
    """Return a text of the service with its ``{gaps}`` filled in.

    >>> tell("name", "sv", site="Kotograph")
    'Kotograph (svenska)'
    """
    text = read_words()["service"][key][lang]
    return text.format(**values) if values else text


def find_term(curie: str, lang: str) -> str:
    """Find what a term of another vocabulary is called, empty where the dataset itself is to tell.

    >>> find_term("skos:Concept", "fi"), find_term("koto:Project", "fi")
    ('käsite', '')
    """
    return read_words()["term"].get(curie, {}).get(lang, "")


def list_features(lang: str) -> dict[str, str]:
    """Return what each matching feature means, by its id."""
    return {name: texts[lang] for name, texts in read_words()["feature"].items()}
