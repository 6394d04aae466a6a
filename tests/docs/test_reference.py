"""The generated reference: it is up to date, and every code that the program can print is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.codes import find_codes
from docs.generate import DOCS, PAGES, make_pages, read_remedies
from tests.conftest import ROOT

TEXTS = make_pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    kept = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert kept == TEXTS[name], "run: make docs"


def test_no_other_page_is_in_the_folder_of_generated_ones() -> None:
    assert {path.name for path in (DOCS / "reference").iterdir()} == PAGES.keys()


def test_every_code_has_a_remedy_and_every_remedy_a_code() -> None:
    codes = find_codes(ROOT / "kotograph")
    assert len(codes) > 100
    assert read_remedies().keys() == codes.keys()


def test_remedies_are_sorted_sentences() -> None:
    remedies = read_remedies()
    assert list(remedies) == sorted(remedies)
    for code, text in remedies.items():
        assert text.endswith("."), code
        assert text[0].isupper(), code


def test_codes_are_found_however_they_are_handed_on(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text(
        '_MESSAGES = {"in-a-table": "told here"}\n'
        "def _fail(self, code, message):\n"
        "    raise RemoteError(code, message)\n"
        "def note(code, severity=Severity.INFO):\n"
        "    return Issue(code, 1, severity=severity)\n"
        "def read(failure: type[KotographError]):\n"
        '    message = f"the {thing} is gone"\n'
        '    raise failure("in-a-variable", message)\n'
        'raise InputError("in-an-error", f"not {this}: {that}", "place")\n'
        'self._fail("through-a-method", "plain")\n'
        'note("through-a-function")\n'
        'Issue("in-an-issue", 3, "text", Severity.VIOLATION)\n'
        'raise click.UsageError("no code at all")\n',
        encoding="utf-8",
    )
    codes = find_codes(tmp_path)
    told = {name: (code.exits, code.severities, list(code.messages)) for name, code in codes.items()}
    assert told == {
        "in-a-table": (set(), {"warning"}, ["told here"]),
        "in-a-variable": ({3, 4}, set(), ["the … is gone"]),
        "in-an-error": ({3}, set(), ["not …: …"]),
        "in-an-issue": (set(), {"violation"}, []),
        "through-a-function": (set(), {"info"}, []),
        "through-a-method": ({4}, set(), ["plain"]),
    }
