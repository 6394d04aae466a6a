"""``kotograph query`` and ``kotograph queries``: ask the graph, here or at an endpoint."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import click

from kotograph.cli.common import STORE, get_settings, open_output
from kotograph.cli.messages import say
from kotograph.errors import UsageError
from kotograph.formats import find_format
from kotograph.query import Parameter, Query, find_query, list_queries, run


@click.command()
@click.argument("name", metavar="NAME|FILE|-")
@click.option(
    "-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="Value of a parameter; may be repeated."
)
@click.option("-f", "--format", "form", default="table", show_default=True, help="table, csv, tsv, json or xml.")
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
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
    if any(p.name == "lang" for p in asked.parameters) and (ctx.obj or {}).get("lang"):
        given.setdefault("lang", settings.lang)
    found = find_format(form)
    if found is None:
        raise UsageError("bad-format", f"'{form}' is not a format", "", "use table, csv, tsv, json or xml")
    from kotograph.store import EmbeddedStore, RemoteStore, write_answer

    place = RemoteStore(endpoint, timeout=timeout, base=settings.base) if endpoint else EmbeddedStore(settings.store)
    answer = run(asked, given, place, settings.base)
    width = shutil.get_terminal_size((120, 24)).columns if output == "-" and sys.stdout.isatty() else None
    with open_output(output) as out:
        write_answer(answer, found, out, width=width, base=settings.base)
    return 0


def _read_params(params: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for text in params:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError("bad-parameter", f"'{text}' is not name=value", "", "write -p name=value")
        given[name] = value
    return given


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@click.pass_context
def queries(ctx: click.Context, as_json: bool) -> int:
    """List the named questions with their parameters."""
    settings = get_settings(ctx)
    known = list_queries()
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
