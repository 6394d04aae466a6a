"""Read the fenced blocks of a page: files to write, and commands to run with the output that is shown of them.

A block ``toml file=data/…`` is a file that the reader saves under that name. In a ``console`` block a line that starts
with ``$`` is a command (a here-document goes on to its end), and the lines below it are shown of its output: each
must be there, in this order; ``…`` alone stands for lines left out, and within a line for text left out.

The ``pycon`` blocks of a page are one Python session, run after its commands: a doctest in which ``...`` stands for
text left out, and white space counts as one space.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_CUT = "…"
_SESSION = "session.txt"
_SKIPPED = ("make ", "git ", "pip ", "apt-get ", "cd ", "source ", ". ")


@dataclass(frozen=True, slots=True)
class File:
    """A file that the reader saves: its path below the folder the page works in, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command, the lines shown of its output, and the line of the page it stands on."""

    text: str
    line: int
    shown: list[str] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        """Tell whether the command is run here: those that set up the checkout are not."""
        return not f"{self.text} ".startswith(_SKIPPED)


def iter_steps(page: str) -> Iterator[File | Command]:
    """Yield the files and commands of a page in the order of reading."""
    for match in _FENCE.finditer(page):
        info = match["info"].split()
        named = next((word.removeprefix("file=") for word in info if word.startswith("file=")), "")
        if named:
            yield File(named, match["body"])
        elif info[:1] == ["console"]:
            yield from _iter_commands(match["body"], page.count("\n", 0, match.start("body")) + 1)


def _iter_commands(body: str, first: int) -> Iterator[Command]:
    command: Command | None = None
    for number, line in enumerate(body.split("\n"), first):
        if line.startswith("$ "):
            if command:
                yield command
            command = Command(line[2:].strip(), number)
        elif line.strip():
            assert command, f"line {number}: output without a command"
            command.shown.append(line.rstrip())
    if command:
        yield command


def read_session(page: str) -> str:
    """Return the Python session of a page, a blank line after each block; empty if it has none."""
    blocks = (match["body"] for match in _FENCE.finditer(page) if match["info"].split()[:1] == ["pycon"])
    return "\n".join(f"{body}\n" for body in blocks)


def run_session(session: str, folder: Path) -> int:
    """Run a Python session in a folder as a doctest; return how many examples it has."""
    (folder / _SESSION).write_text(session, encoding="utf-8")
    run_command(Command(f"python -m doctest -o ELLIPSIS -o NORMALIZE_WHITESPACE {_SESSION}", 0), folder)
    return session.count(">>> ")


def run_command(command: Command, folder: Path) -> str:
    """Run a command as a reader would, hold what is shown against its output, and return that."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("KOTOGRAPH_")}
    environ.update(COLUMNS="120", PATH=f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}")
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.text],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"line {command.line}: exit code {done.returncode}: {command.text}\n{done.stdout}"
    check_shown(command, done.stdout)
    return done.stdout


def check_shown(command: Command, output: str) -> None:
    """Hold the lines shown of a command against an output."""
    missing = find_missing(command.shown, output)
    assert not missing, f"line {command.line}: {command.text}\nnot in the output, in this order: {missing}\n{output}"


def find_missing(shown: list[str], output: str) -> str:
    """Return the first shown line that the output lacks below the one before it; empty if all are there.

    >>> find_missing(["a", "…", "c … e"], "a" + chr(10) + "b" + chr(10) + "c d e"), find_missing(["b", "a"], "a b")
    ('', 'b')
    """
    lines = [line.rstrip() for line in output.split("\n")]
    at = 0
    for wanted in shown:
        if wanted.strip() == _CUT:
            continue
        found = next((i for i in range(at, len(lines)) if _fits(wanted, lines[i])), None)
        if found is None:
            return wanted
        at = found + 1
    return ""


def _fits(wanted: str, line: str) -> bool:
    if wanted == line:
        return True
    first, *pieces = wanted.split(_CUT)
    if not pieces or not line.startswith(first.rstrip()):
        return False
    at = len(first.rstrip())
    for piece in (piece.strip() for piece in pieces):
        at = line.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
