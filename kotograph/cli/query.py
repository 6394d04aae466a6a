"""``kotograph query``, ``federate`` and ``queries``: ask the graph, an endpoint, or both together."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from kotograph.cli.common import STORE, clear_progress, get_settings, is_quiet, make_progress, open_output
from kotograph.cli.messages import say
from kotograph.errors import UsageError
from kotograph.formats import get_format
from kotograph.query import (
    Parameter,
    Query,
    find_federated,
    find_query,
    list_federated,
    list_queries,
    run_federated,
)

_FORMATS = "use table, csv, tsv, json or xml"
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
    given = _read_params(params)
    found = get_format(form, _FORMATS)
    from kotograph.dataset import open_build, open_endpoint

    lang = (ctx.obj or {}).get("lang")
    with (
        open_endpoint(endpoint, lang=lang, base=settings.base, timeout=timeout)
        if endpoint
        else open_build(settings.store, lang=lang, base=settings.base)
    ) as data:
        answer = data.ask(asked, **given)
        with open_output(output) as out:
            answer.write(out, found, width=_measure_width(output))
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
    given = _read_params(params)
    if any(p.name == "lang" for p in asked.here.parameters) and (ctx.obj or {}).get("lang"):
        given.setdefault("lang", settings.lang)
    found = get_format(form, _FORMATS)
    from kotograph.store import EmbeddedStore, RemoteStore, write_answer

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
    with open_output(output) as out:
        write_answer(answer, found, out, width=_measure_width(output), base=settings.base)
    return 0


def _measure_width(output: str) -> int | None:
    """Return the width of the terminal that is written to; None for a file or a pipe."""
    return shutil.get_terminal_size((120, 24)).columns if output == "-" and sys.stdout.isatty() else None


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
                "required": p.is_required,
                "description": p.description(lang),
            }
            for p in query.parameters
        ],
    }
