"""The pages of docs/ and README.md: their links lead somewhere, and their commands do what is shown."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.consoles import Command, File, check_shown, iter_steps, read_session, run_command, run_session

DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
# How many commands each page runs at least: a page whose blocks are no longer found must not pass in silence.
COMMANDS = {
    "README.md": 10,
    "docs/tutorial.md": 12,
    "docs/how-to/add-a-source.md": 10,
    "docs/how-to/ask-questions.md": 8,
    "docs/how-to/compare-versions.md": 12,
    "docs/how-to/decide-a-match.md": 6,
    "docs/how-to/publish.md": 5,
    "docs/how-to/describe-your-dataset.md": 8,
    "docs/how-to/export.md": 6,
    "docs/how-to/link.md": 8,
    "docs/how-to/translate.md": 3,
    "docs/how-to/use-your-own-base.md": 3,
}
# The same for lines of Python.
EXAMPLES = {"README.md": 3, "docs/how-to/python.md": 30, "docs/reference/python.md": 12}
_LINK = re.compile(r"(?<!\!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Future[tuple[int, int]]]]:
    """The commands of all pages, side by side on all cores: each page in a folder of its own."""
    checkout = tmp_path_factory.mktemp("checkout")
    built = make_checkout(checkout)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        names = sorted(COMMANDS.keys() | EXAMPLES.keys())
        yield {name: pool.submit(run_page, name, checkout, built, tmp_path_factory.mktemp("page")) for name in names}


def make_checkout(folder: Path) -> str:
    """Make a folder like a checkout after ``make build``; return what the build prints."""
    for name in ("data", "queries", "ontology", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    # In a checkout the bundled data is the folder data/ of that checkout.
    (folder / "kotograph.toml").write_text('data = "data"\n', encoding="utf-8")
    return run_command(Command("kotograph build -o build", 0), folder)


def run_page(name: str, checkout: Path, built: str, place: Path) -> tuple[int, int]:
    """Do what a page says, in a copy of the checkout that is built; return how many commands and examples were run."""
    folder = place / "checkout"
    shutil.copytree(checkout, folder, symlinks=True)
    count = 0
    page = (ROOT / name).read_text(encoding="utf-8")
    for step in iter_steps(page):
        if isinstance(step, File):
            target = folder / step.path
            assert target.resolve().is_relative_to(folder), step.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.text, encoding="utf-8")
        elif step.text == "make build":
            check_shown(step, built)
        elif step.runs:
            run_command(step, folder)
            count += 1
    session = read_session(page)
    return count, run_session(session, folder) if session else 0


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_commands_of_a_page_do_what_it_shows(name: str, runs: Mapping[str, Future[tuple[int, int]]]) -> None:
    assert runs[name].result()[0] >= COMMANDS[name]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_python_of_a_page_does_what_it_shows(name: str, runs: Mapping[str, Future[tuple[int, int]]]) -> None:
    assert runs[name].result()[1] >= EXAMPLES[name]


def test_every_page_with_commands_is_run() -> None:
    with_commands = {
        str(page.relative_to(ROOT))
        for page in PAGES
        if any(isinstance(step, Command) for step in iter_steps(page.read_text(encoding="utf-8")))
    }
    assert with_commands <= COMMANDS.keys()
    with_python = {str(page.relative_to(ROOT)) for page in PAGES if read_session(page.read_text(encoding="utf-8"))}
    assert with_python == EXAMPLES.keys()


def test_every_relative_link_leads_to_a_file_and_a_heading_in_it() -> None:
    count = 0
    for page in PAGES:
        for link in _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            assert target.exists(), f"{page.relative_to(ROOT)}: {link}"
            assert target.is_relative_to(ROOT), f"{page.relative_to(ROOT)}: {link}"
            if anchor:
                assert anchor in list_anchors(target), f"{page.relative_to(ROOT)}: {link}"
            count += 1
    assert count > 90


def list_anchors(page: Path) -> set[str]:
    """Return the anchors that headings get: lower case, words joined by hyphens, other signs left out."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text)}


def test_every_page_is_on_the_map() -> None:
    here = (DOCS / "README.md").read_text(encoding="utf-8")
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in _LINK.findall(here) if "://" not in link}
    assert {page for page in DOCS.rglob("*.md") if page.name != "README.md"} <= linked


def test_pages_hold_no_path_of_a_machine() -> None:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w/.])/(?:work|root|home|Users)/", text), page
