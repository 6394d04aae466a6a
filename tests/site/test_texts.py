"""What the site says of itself: in three languages, nothing missing and nothing left over."""

from __future__ import annotations

import re

from kotograph.config import LANGUAGES
from kotograph.query import list_queries
from kotograph.site.texts import read_texts, say
from tests.conftest import ROOT

SITE = ROOT / "kotograph" / "site"
SERVER = ROOT / "kotograph" / "server"
_LITERAL = re.compile(r"""(?:\bt|\bsay|\bcount)\(\s*f?["']([a-z][a-zA-Z0-9.-]*)["']""")
_DYNAMIC = re.compile(r"""(?:\bt|\bsay|\bcount)\(\s*f?["']([a-z-]+\.[a-z-]*)(?:["'] ~|\{)""")
_KEYWORD = re.compile(r"""["']([a-z][a-z-]*\.[a-z][a-z-]*)["']""")


def find_used() -> tuple[set[str], set[str]]:
    """Return the keys that pages use, and the beginnings of those that they put together."""
    keys, starts = set[str](), set[str]()
    for path in [*SITE.rglob("*.py"), *SITE.rglob("*.html"), *SERVER.rglob("*.py")]:
        text = path.read_text(encoding="utf-8")
        keys |= set(_LITERAL.findall(text)) | set(_KEYWORD.findall(text))
        starts |= set(_DYNAMIC.findall(text))
    return keys, starts


def test_every_text_is_in_three_languages_with_the_same_gaps() -> None:
    texts = read_texts()
    assert len(texts) > 300
    for key, by_language in texts.items():
        assert tuple(by_language) == LANGUAGES, key
        gaps = {lang: sorted(re.findall(r"\{(\w+)\}", text)) for lang, text in by_language.items()}
        assert gaps["fi"] == gaps["sv"] == gaps["en"], key
        assert all(text.strip() == text and text for text in by_language.values()), key


def test_every_text_is_used() -> None:
    keys, starts = find_used()
    # Parts whose keys are put together from two variables: `{kind}.projects`, `{part}.{name}-meaning`.
    starts |= {"column.", "variable.", "theme.", "place.", "objective.", "instrument.", "criterion."}
    unused = {
        key
        for key in read_texts()
        if key not in keys
        and not any(key.startswith(start) for start in starts)
        and re.sub(r"-(?:one|many)$", "", key) not in keys
    }
    assert unused == set()


def test_every_used_key_has_a_text() -> None:
    texts = read_texts()
    parts = {key.partition(".")[0] for key in texts}
    missing = {
        key
        for key in find_used()[0]
        if "." in key and key.partition(".")[0] in parts and key not in texts and f"{key}-one" not in texts
    }
    assert {key for key in missing if not key.endswith((".html", ".css", ".svg", ".ttl", ".", "-"))} == set()


def test_every_variable_of_a_question_has_a_heading(site: object) -> None:
    from kotograph.query import example_of
    from kotograph.site.site import Site

    assert isinstance(site, Site)
    for query in list_queries():
        for name in site.ask_some(query.name, **example_of(query)).variables:
            assert say(f"variable.{name}", "fi")
