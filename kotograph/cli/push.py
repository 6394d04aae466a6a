"""``kotograph push``: the build's graphs in any SPARQL 1.1 store."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kotograph.cli.common import STORE, clear_progress, get_settings, is_quiet, make_progress
from kotograph.cli.messages import say

if TYPE_CHECKING:
    from kotograph.store.push import Pushed


@click.command()
@click.option("--endpoint", required=True, metavar="URL", help="Address for queries, e.g. https://example.org/sparql.")
@click.option("--graph-store", metavar="URL", help="Address of the Graph Store Protocol [default: from the endpoint].")
@click.option("--update", metavar="URL", help="Address for updates [default: from the endpoint].")
@click.option(
    "--catalogue",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The publication's catalog.ttl, to push as graph/catalogue.",
)
@click.option("--prune", is_flag=True, help="Remove graphs below the base that the build does not have.")
@click.option("--chunk", default=4, show_default=True, type=click.IntRange(1, 1024), help="MiB sent in one request.")
@click.option("--timeout", default=60, show_default=True, type=click.IntRange(1), help="Seconds to wait for an answer.")
@click.option(
    "--retries", default=4, show_default=True, type=click.IntRange(0), help="How often a request is repeated."
)
@STORE
@click.pass_context
def push(
    ctx: click.Context,
    endpoint: str,
    graph_store: str | None,
    update: str | None,
    catalogue: Path | None,
    prune: bool,
    chunk: int,
    timeout: int,
    retries: int,
    store: Path | None,
) -> int:
    """Push the build's graphs to a SPARQL 1.1 store, each checked and then put in its place in one step.

    Graphs that are there already are not sent, so a push that was cut off goes on. A login is taken from
    KOTOGRAPH_PUSH_USER and KOTOGRAPH_PUSH_PASSWORD, or from .netrc.

    Exit codes: 0 done, 2 an address that cannot be used, 3 no build, 4 the network or the store.
    """
    from kotograph.store import EmbeddedStore
    from kotograph.store.graphs import RemoteGraphs, find_addresses
    from kotograph.store.push import push_graphs
    from kotograph.store.web import Web, find_login

    settings = get_settings(ctx, store=store)
    addresses = find_addresses(endpoint, graph_store, update)
    built = EmbeddedStore(settings.store)
    graphs: dict[str, Callable[[], Iterable[str]]]
    graphs = {name: partial(built.iter_triples, name) for name in built.get_graphs()}
    if catalogue:
        lines = _read_catalogue(catalogue)
        graphs[f"{settings.base}graph/catalogue"] = lambda: lines
    progress = make_progress(ctx, lambda key: say(key, settings.lang))
    web = Web(find_login(addresses.graph_store), timeout=timeout, retries=retries)
    try:
        place = RemoteGraphs(addresses, web, chunk=chunk * 1024 * 1024)
        done = push_graphs(graphs, place, settings.base, prune=prune, progress=progress)
    finally:
        web.close()
        if progress:
            clear_progress()
    if not is_quiet(ctx):
        _print_done(done, addresses.graph_store, settings.lang)
    return 0


def _read_catalogue(path: Path) -> list[str]:
    from kotograph.store.files import read_rdf_file

    return [f"{subject} {predicate} {obj} .\n" for subject, predicate, obj in read_rdf_file(path)]


def _print_done(done: Pushed, url: str, lang: str) -> None:
    counts = {"sent": len(done.sent), "same": len(done.same), "statements": done.statements}
    click.echo(say("pushed", lang).format(url=url, **counts), err=True)
    for key, names in (("push-sent", done.sent), ("push-removed", done.removed), ("push-others", done.others)):
        if names:
            click.echo(f"{say(key, lang)}:", err=True)
            for name in names:
                click.echo(f"  {name}", err=True)
