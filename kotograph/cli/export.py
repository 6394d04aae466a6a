"""``kotograph export``: the build's dataset in the formats that people and programs want."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kotograph.cli.common import STORE, get_settings
from kotograph.errors import InputError
from kotograph.formats import get_format
from kotograph.pipeline import NQUADS


@click.command()
@click.option("-f", "--format", "form", required=True, help="turtle, trig, nquads, ntriples, jsonld, rdfxml or csv.")
@click.option(
    "-o", "--output", default="-", show_default=True, help="File to write (a folder or .zip for csv); - is stdout."
)
@click.option("--graph", help="Only this named graph, e.g. projects.")
@click.option("--frame", help="Nested JSON-LD: project.")
@STORE
@click.pass_context
def export(ctx: click.Context, form: str, output: str, graph: str | None, frame: str | None, store: Path | None) -> int:
    """Write the graph of the build in a format; the same build gives the same bytes."""
    from kotograph.export import write_export

    settings = get_settings(ctx, store=store)
    found = get_format(form, "see: kotograph export --help")
    source = settings.store / NQUADS
    if not source.is_file():
        raise InputError("no-build", "there is no built graph here", str(settings.store), "run: kotograph build")
    target = sys.stdout.buffer if output == "-" else Path(output)
    write_export(found, source.resolve(), target, graph, frame, base=settings.base)
    return 0
