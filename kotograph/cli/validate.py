"""``kotograph validate``: the graph against the shapes, by shape and source, with file and line."""

from __future__ import annotations

from pathlib import Path

import click

from kotograph.cli.common import FAIL_ON, STORE, get_settings, open_output, show_path
from kotograph.errors import InputError, UsageError
from kotograph.formats import Format, find_format
from kotograph.pipeline import NQUADS
from kotograph.resources import get_folder


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("-f", "--format", "form", default="table", show_default=True, help="table, json, turtle or html.")
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
@click.option("--shapes", type=click.Path(path_type=Path, file_okay=False), help="Folder of shapes [default: bundled].")
@STORE
@FAIL_ON
@click.pass_context
def validate(
    ctx: click.Context, file: Path | None, form: str, output: str, shapes: Path | None, store: Path | None, fail_on: str
) -> int:
    """Hold the build, or an N-Quads FILE, against the shapes.

    Exit codes: 0 nothing as severe as --fail-on, 1 findings, 3 a file or shape that cannot be used.
    """
    from kotograph.dataset import read_page_paths
    from kotograph.validation.page import write_html
    from kotograph.validation.report import write_json, write_table, write_turtle
    from kotograph.validation.run import load_dataset
    from kotograph.validation.run import validate as hold

    settings = get_settings(ctx, store=store)
    found = find_format(form)
    if found not in (Format.TABLE, Format.JSON, Format.TURTLE, Format.HTML):
        raise UsageError("bad-format", f"'{form}' is not a format of the report", "", "use table, json, turtle or html")
    place = file or settings.store / NQUADS
    if file is None and not place.is_file():
        raise InputError("no-build", "there is no built graph here", str(settings.store), "run: kotograph build")
    pages = read_page_paths(place.parent) or read_page_paths(settings.store)
    paths = {name: show_path(path) for name, path in pages.items()}
    report = hold(load_dataset(place), shapes or get_folder("shapes"), paths)
    if found is Format.TABLE:
        text = write_table(report, settings.lang)
    elif found is Format.HTML:
        text = write_html(report, settings.lang)
    else:
        text = write_json(report) if found is Format.JSON else write_turtle(report, settings.base)
    with open_output(output) as out:
        out.write(text)
    return 1 if report.fails(fail_on) else 0
