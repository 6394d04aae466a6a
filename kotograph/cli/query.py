"""``kotograph query``, ``federate`` and ``queries``: ask the graph, an endpoint, or both together."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kotograph.cli.common import STORE, clear_progress, get_settings, is_quiet, make_progress, open_output
from kotograph.cli.messages import say
from kotograph.errors import UsageError
from kotograph.formats import Format, find_format
from kotograph.query import (
    Parameter,
    Query,
    find_federated,
    find_query,
    list_federated,
    list_queries,
    run,
    run_federated,
)

if TYPE_CHECKING:
    from kotograph.store import Answer

PARAM = click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter; may be repeated."
)
FORMAT = click.option(
    "-f", "--format", "form", default="table", show_default=True, help="table, csv, tsv, json or xml."
)
OUTPUT = click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")


@click.command()
@click.argument("name", metavar="NAME|FILE|-")
@PARAM
@FORMAT
@OUTPUT
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of the build.")
@click.option("--timeout", default=60, show_default=True, help="Seconds to wait for the endpoint.")
@STORE
@click.pass_context
def query(
    ctx: click.Context,
    name: str,
    params: tuple[str, ...],
    form: str,
    output: str,
    endpoint: str | None,
    timeout: int,
    store: Path | None,
) -> int:
    """Ask a named question (see: kotograph queries), a query FILE, or a query from standard input."""
    settings = get_settings(ctx, store=store)
    asked = find_query(name)
    given = _fill_params(ctx, asked, params, settings.lang)
    found = _get_format(form)
    from kotograph.store import EmbeddedStore, RemoteStore

    place = RemoteStore(endpoint, timeout=timeout, base=settings.base) if endpoint else EmbeddedStore(settings.store)
    _write(run(asked, given, place, settings.base), found, output, settings.base)
    return 0


@click.command()
@click.argument("name")
@PARAM
@FORMAT
@OUTPUT
@click.option("--endpoint", metavar="URL", help="Ask this endpoint in place of the one that the question names.")
@click.option("--timeout", default=60, show_default=True, help="Seconds to wait for the endpoint.")
@STORE
@click.pass_context
def federate(
    ctx: click.Context,
    name: str,
    params: tuple[str, ...],
    form: str,
    output: str,
    endpoint: str | None,
    timeout: int,
    store: Path | None,
) -> int:
    """Ask a question that the build and another endpoint answer together (see: kotograph queries --federated).

    The build is asked first, then the endpoint about what was found, from this machine. NAME may be the path of a
    folder with a here.rq and a there.rq of your own.
    """
    settings = get_settings(ctx, store=store)
    asked = find_federated(name)
    given = _fill_params(ctx, asked.here, params, settings.lang)
    found = _get_format(form)
    from kotograph.store import EmbeddedStore, RemoteStore

    address = endpoint or asked.here.endpoint
    # Its default graph is asked as it is: it is no store of ours.
    other = RemoteStore(address, timeout=timeout, graphs=[])
    if not is_quiet(ctx):
        click.echo(say("asking", settings.lang).format(url=address), err=True)
    progress = make_progress(ctx, lambda key: say(key, settings.lang))
    try:
        answer = run_federated(asked, given, EmbeddedStore(settings.store), other, settings.base, progress=progress)
    finally:
        if progress:
            clear_progress()
    _write(answer, found, output, settings.base)
    return 0


def _fill_params(ctx: click.Context, asked: Query, params: tuple[str, ...], lang: str) -> dict[str, str]:
    """Return the parameters that were given, and the language that was chosen for all."""
    given = _read_params(params)
    if any(p.name == "lang" for p in asked.parameters) and (ctx.obj or {}).get("lang"):
        given.setdefault("lang", lang)
    return given


def _get_format(form: str) -> Format:
    found = find_format(form)
    if found is None:
        raise UsageError("bad-format", f"'{form}' is not a format", "", "use table, csv, tsv, json or xml")
    return found


def _write(answer: Answer, form: Format, output: str, base: str) -> None:
    from kotograph.store import write_answer

    width = shutil.get_terminal_size((120, 24)).columns if output == "-" and sys.stdout.isatty() else None
    with open_output(output) as out:
        write_answer(answer, form, out, width=width, base=base)


def _read_params(params: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for text in params:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError("bad-parameter", f"'{text}' is not name=value", "", "write -p name=value")
        given[name] = value
    return given


@click.command()
@click.option("--federated", is_flag=True, help="Those that ask another endpoint too (see: kotograph federate).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.pass_context
def queries(ctx: click.Context, federated: bool, as_json: bool) -> int:
    """List the named questions with their parameters."""
    settings = get_settings(ctx)
    known = [each.here for each in list_federated()] if federated else list_queries()
    with open_output("-") as out:
        if as_json:
            json.dump([_describe(q, settings.lang) for q in known], out, ensure_ascii=False, indent=2)
            out.write("\n")
        else:
            for each in known:
                out.write(f"{each.name}\n    {each.title(settings.lang)}\n")
                for parameter in each.parameters:
                    default = _show_default(parameter, settings.lang)
                    out.write(f"    -p {parameter.name}={default}  {parameter.description(settings.lang)}\n")
    return 0


def _show_default(parameter: Parameter, lang: str) -> str:
    if parameter.default is not None:
        return parameter.default
    return "" if parameter.optional else f"<{parameter.type}, {say('required', lang)}>"


def _describe(query: Query, lang: str) -> dict[str, object]:
    return {
        "name": query.name,
        "title": query.title(lang),
        "description": query.description(lang),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "default": p.default,
                "required": p.default is None and not p.optional,
                "description": p.description(lang),
            }
            for p in query.parameters
        ],
    }
