"""Named questions with values filled in, as their heads give them."""

from __future__ import annotations

import shlex
from dataclasses import replace

from kotograph.query.binding import bind
from kotograph.query.files import Query


def example_of(query: Query) -> dict[str, str]:
    """Return the parameters that a question is answered with: those of its example where it has required ones."""
    required = [each for each in query.parameters if each.is_required]
    if not required:
        return {}
    words = shlex.split(query.example)
    given = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-p", "--param")]
    return dict(pair.split("=", 1) for pair in given)


def write_example(query: Query, lang: str, base: str) -> str:
    """Return a question's text with its values, without the head that describes it."""
    given = example_of(query)
    if any(parameter.name == "lang" for parameter in query.parameters):
        given["lang"] = lang
    bare = "\n".join(line for line in query.text.split("\n") if not line.startswith("#+")).strip()
    return bind(replace(query, text=bare), given, base).strip() + "\n"
