"""``kotograph publish``: everything that a static publication is, made in one step."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kotograph.cli.common import DATA, STORE, clear_progress, get_settings, is_quiet, make_progress
from kotograph.cli.messages import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--site-url", metavar="URL", help="Where it is published [default: the base of the IRIs].")
@STORE
@DATA
@click.pass_context
def publish(ctx: click.Context, folder: Path, site_url: str | None, store: Path | None, data: Path | None) -> int:
    """Publish the build in FOLDER: pages, data, downloads, catalogue, and what changed since the last time.

    FOLDER becomes a link to the newest edition in .FOLDER.editions beside it. It is moved when the new edition has
    passed its checks, so readers see the old one or the new one. If nothing has changed, nothing is touched.

    Exit codes: 0 done, 1 the edition does not pass its checks and the old one stays, 3 a folder or file that cannot be
    used.
    """
    from kotograph.publication import publish as publish_build

    settings = get_settings(ctx, store=store, data=data, site_url=site_url)
    progress = make_progress(ctx, lambda key: say(key, settings.lang))
    try:
        done = publish_build(settings.store, folder, settings, progress)
    finally:
        if progress:
            clear_progress()
    if not is_quiet(ctx):
        key = "published" if done.is_new else "published-same"
        click.echo(say(key, settings.lang).format(version=done.release.version, **asdict(done.written)), err=True)
        click.echo(f"  {folder / 'index.html'}\n  {folder / 'catalog.ttl'}", err=True)
    return 0
