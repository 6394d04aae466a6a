"""What several commands share: settings, output files, progress on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from kotograph.config import Settings, read_settings
from kotograph.errors import InputError

STORE = click.option(
    "-s", "--store", type=click.Path(path_type=Path), help="Folder of the build [default: build, or KOTOGRAPH_STORE]."
)
DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder with sources, editorial and identity [default: the bundled data].",
)
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "never"]),
    default="violation",
    show_default=True,
    help="Exit with 1 for findings as severe as this.",
)


def get_settings(ctx: click.Context, **flags: Any) -> Settings:
    """Merge the command's flags with the global ones, the environment and the settings file."""
    shared = ctx.obj or {}
    return read_settings({**flags, "lang": shared.get("lang")}, config_file=shared.get("config"))


def is_quiet(ctx: click.Context) -> bool:
    """Tell whether progress and summaries are unwanted."""
    return bool((ctx.obj or {}).get("quiet"))


@contextmanager
def open_output(path: str) -> Iterator[TextIO]:
    """Give a text stream to write to: stdout for ``-``, else a file that appears whole or not at all."""
    if path == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()
        return
    target = Path(path)
    fresh = target.with_name(f".{target.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        fresh.replace(target)
    except OSError as error:
        raise InputError(
            "unwritable-file", f"cannot write: {error.strerror}", path, "choose another place with -o"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


def show_path(path: Path) -> str:
    """Return a path as a person in this folder would write it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def make_progress(ctx: click.Context, texts: Callable[[str], str]) -> Callable[[str, int, int], None] | None:
    """Return a function that shows the running stage on one line of a terminal; None where nobody looks."""
    if is_quiet(ctx) or not sys.stderr.isatty() or "NO_PROGRESS" in os.environ:
        return None

    def show(stage: str, done: int, total: int) -> None:
        count = f" {done}/{total}" if total > 1 else ""
        click.echo(f"\r\033[K{texts(stage)}{count} …", err=True, nl=False)

    return show


def clear_progress() -> None:
    """Remove the progress line."""
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)
