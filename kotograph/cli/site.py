"""``kotograph site``: the pages of a build as a static site."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kotograph.cli.common import STORE, clear_progress, get_settings, is_quiet, make_progress
from kotograph.cli.messages import say


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--site-url", metavar="URL", help="Where the pages are published [default: the base of the IRIs].")
@STORE
@click.pass_context
def site(ctx: click.Context, folder: Path, site_url: str | None, store: Path | None) -> int:
    """Write the pages of the build to FOLDER, in Finnish, Swedish and English, with data and CSV beside each.

    Only what has changed is written. Pages work from any address and from the disk, and need no JavaScript.
    """
    from kotograph.site.site import Edition, Site
    from kotograph.site.writer import write_site
    from kotograph.store import EmbeddedStore

    settings = get_settings(ctx, store=store, site_url=site_url)
    pages = Site(EmbeddedStore(settings.store), settings, Edition(settings.published_at))
    progress = make_progress(ctx, lambda key: say(key, settings.lang))
    try:
        written = write_site(pages, folder, progress)
    finally:
        if progress:
            clear_progress()
    if not is_quiet(ctx):
        key = "site-written" if written.changed or written.removed else "site-same"
        click.echo(say(key, settings.lang).format(**asdict(written)), err=True)
        click.echo(f"  {folder / 'index.html'}", err=True)
    return 0
