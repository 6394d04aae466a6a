"""``kotograph build``: pages → the graph, and a summary of what was built, what disagrees, and where it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from kotograph.cli.common import DATA, FAIL_ON, clear_progress, get_settings, is_quiet, make_progress
from kotograph.cli.messages import say
from kotograph.errors import FindingsError, KotographError
from kotograph.pipeline import build as build_graph
from kotograph.reports import Issue
from kotograph.sources import STATUSES, Overrides

_MOST_ISSUES = 20


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder of the build [default: build].")
@click.option("--base", metavar="IRI", help="What resources' and concepts' IRIs start with.")
@click.option("--fund", default="", metavar="CODE", help="Instrument of the entries, e.g. amif-2014-2020.")
@click.option("--status", type=click.Choice(STATUSES), help="Status of the entries.")
@click.option("--currency", default="", metavar="CODE", help="Currency of amounts that name none, e.g. EUR.")
@DATA
@FAIL_ON
@click.pass_context
def build(
    ctx: click.Context,
    paths: tuple[Path, ...],
    output: Path | None,
    base: str | None,
    fund: str,
    status: str | None,
    currency: str,
    data: Path | None,
    fail_on: str,
) -> int:
    """Build the graph from PATHS (pages, or folders of pages), or from the bundled sources.

    The old build stays whole and readable until the new one has passed its checks. Exit codes: 0 done, 1 the graph
    does not conform and nothing was published, 3 a page could not be read (the others are built).
    """
    settings = get_settings(ctx, data=data, base=base, store=output)
    said = Overrides(instrument=fund, status=status or "", currency=currency)
    progress = make_progress(ctx, lambda key: say(key, settings.lang))
    try:
        built = build_graph(paths, settings.store, settings, said, fail_on, progress)
    except FindingsError as stopped:
        _print_found(stopped.found)
        raise
    finally:
        if progress:
            clear_progress()
    _print_found(built.errors)
    if not is_quiet(ctx):
        from kotograph.cli.summary import print_summary

        print_summary(built, settings)
    return built.errors[0].exit_code if built.errors else 0


def _print_found(found: Sequence[object]) -> None:
    """Print errors, and the first issues, each with the place of its line in the source."""
    issues = [each for each in found if isinstance(each, Issue)]
    for each in found:
        if isinstance(each, KotographError):
            click.echo(f"kotograph: {each}", err=True)
    for issue in issues[:_MOST_ISSUES]:
        click.echo(str(issue), err=True)
    if len(issues) > _MOST_ISSUES:
        click.echo(f"… +{len(issues) - _MOST_ISSUES}", err=True)
