"""``kotograph serve``: the publication, alive: pages, data, named questions and SPARQL over HTTP."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import click

from kotograph.cli.common import DATA, STORE, get_settings, is_quiet
from kotograph.cli.messages import say
from kotograph.config import Settings


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "-b", "--bind", default="127.0.0.1:7878", show_default=True, metavar="HOST:PORT", help="Where; port 0 picks one."
)
@click.option("--site-url", metavar="URL", help="Where clients reach it [default: the address it is bound to].")
@click.option("--base", metavar="IRI", help="What the IRIs of the things to serve start with.")
@click.option(
    "--publication",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder made by 'kotograph publish', whose releases are served too.",
)
@click.option("--log", type=click.Path(path_type=Path, dir_okay=False), help="Access log [default: standard error].")
@STORE
@DATA
@click.pass_context
def serve(
    ctx: click.Context,
    file: Path | None,
    bind: str,
    site_url: str | None,
    base: str | None,
    publication: Path | None,
    log: Path | None,
    store: Path | None,
    data: Path | None,
) -> int:
    """Serve the build, or any RDF FILE, over HTTP, read-only.

    The pages are those of 'kotograph publish'; beside them, IRIs answer with 303 to page or data, and the named
    questions and SPARQL can be asked. A new build is served as soon as it is there. The address is printed on
    standard error. SIGTERM and Ctrl-C end it: running requests are finished.

    Exit codes: 0 ended when told to, 2 an address that cannot be used, 3 no build, or a file that cannot be read.
    """
    from kotograph.publication.edition import Services
    from kotograph.server import lifecycle
    from kotograph.server.app import make_app
    from kotograph.server.editor import find_editor
    from kotograph.server.editor.route import make_editor_routes
    from kotograph.server.log import AccessLog
    from kotograph.server.service import Service
    from kotograph.server.sparql.endpoint import Endpoint
    from kotograph.server.sparql.limits import Limits

    settings = get_settings(ctx, store=store, data=data, site_url=site_url, base=base)
    listener = lifecycle.open_socket(*lifecycle.read_address(bind))
    url = lifecycle.write_url(listener)
    settings = settings if settings.site_url else replace(settings, site_url=url)
    with ExitStack() as stack:
        stack.callback(listener.close)
        build = settings.store
        if file is not None:
            build, settings = _build_file(stack, file, settings, has_data=data is not None)
        endpoint = Endpoint(build, Limits(), settings.base)
        services = Services(endpoint=f"{settings.site_url}sparql", api=f"{settings.site_url}api/queries")
        service = Service(build, settings, publication, services)
        service.on_change.append(_settle)
        app = make_app(service, endpoint, make_editor_routes(), AccessLog(log))

        def tell() -> None:
            if not is_quiet(ctx):
                click.echo(say("serving", settings.lang).format(url=url), err=True)
                if not find_editor():
                    click.echo(say("serving-form", settings.lang), err=True)

        lifecycle.serve(app, listener, tell)
    return 0


async def _settle(_: Path) -> None:
    """Treat the memory of a new build's site as that of the first."""
    from kotograph.server.lifecycle import settle_memory

    settle_memory()


def _build_file(stack: ExitStack, file: Path, settings: Settings, has_data: bool) -> tuple[Path, Settings]:
    """Load a file into a build of its own, which goes when the server ends."""
    from kotograph.pipeline import NQUADS
    from kotograph.store import build_store
    from kotograph.store.files import write_nquads

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kotograph-file-")))
    write_nquads(file, folder / NQUADS, settings.base)
    build_store(folder / NQUADS, folder)
    # What the bundled description says is said of another dataset.
    return folder, settings if has_data else replace(settings, data=folder)
