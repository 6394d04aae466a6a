"""The command line: the only place that prints and exits.

Commands are loaded when they are called, so that ``--help`` stays fast. stdout carries data only.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from kotograph import __version__
from kotograph.errors import KotographError

_COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("build", "Build the graph from source pages: read, reconcile, validate, store."),
    "catalog": ("catalog", "Show and check the publication's description (DCAT-AP, VoID)."),
    "diff": ("diff", "Tell what changed between two versions, in words or as an RDF Patch."),
    "explain": ("explain", "Show where each value of a project comes from, and which rule decided."),
    "export": ("export", "Write the graph as Turtle, TriG, N-Quads, N-Triples, JSON-LD, RDF/XML or CSV."),
    "extract": ("extract", "Read source pages and print one JSON object an entry."),
    "federate": ("query", "Ask a question that the build and another endpoint answer together."),
    "link": ("link", "Find what the things of the build are in other data sets, and decide on it."),
    "patch": ("diff", "Apply an RDF Patch to one version of the dataset, and write the other."),
    "publish": ("publish", "Publish the build: pages, data, catalogue and releases, in one step."),
    "push": ("push", "Push the build's graphs to a SPARQL 1.1 store, each in one step."),
    "queries": ("query", "List the named questions with their parameters."),
    "query": ("query", "Ask a named question or a SPARQL query, here or of an endpoint."),
    "reconcile": ("reconcile", "Show what the matching rules propose, and keep decisions."),
    "serve": ("serve", "Serve the build, or any RDF file, over HTTP: pages, data, questions, SPARQL."),
    "site": ("site", "Write the pages of the build as a static site."),
    "validate": ("validate", "Hold the graph against the SHACL shapes."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and imports a command only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"kotograph.cli.{_COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; one whose reader went away has done its work (click would exit with 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Python must not complain at exit either, when it flushes what nobody reads.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(_COMMANDS.items())])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings file [default: kotograph.toml]."
)
@click.option("--lang", type=click.Choice(["fi", "sv", "en"]), help="Language of what is printed for people.")
@click.option("-v", "--verbose", count=True, help="Say more; -vv shows tracebacks.")
@click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary.")
@click.version_option(__version__, "--version", prog_name="kotograph")
@click.pass_context
def cli(ctx: click.Context, config: Path | None, lang: str | None, verbose: int, quiet: bool) -> None:
    """Turn public pages about EU-funded projects into a knowledge graph whose every value leads to its source line."""
    ctx.obj = {"config": config, "lang": lang, "verbose": verbose, "quiet": quiet}


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with its code; docs/reference/cli.md lists them."""
    try:
        code = cli.main(args=args, prog_name="kotograph", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except KotographError as error:
        if _wants_traceback(args):
            raise
        click.echo(f"kotograph: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("kotograph: interrupted", err=True)
        sys.exit(130)
    except Exception as error:
        if _wants_traceback(args):
            raise
        click.echo(f"kotograph: unexpected {type(error).__name__}: {error} [internal-error]", err=True)
        click.echo("  hint: this is a fault of kotograph; run again with -vv and report what it says", err=True)
        sys.exit(70)


def _wants_traceback(args: list[str] | None) -> bool:
    given = sys.argv[1:] if args is None else args
    return "-vv" in given or given.count("-v") + given.count("--verbose") >= 2
