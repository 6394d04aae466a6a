"""Write the pages of docs/reference/ from the commands, the code, the queries, the shapes and the ontology.

Run it as ``python -m docs.generate``. It needs no network, and the same checkout gives the same bytes.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from docs.codes import Code, find_codes
from docs.graphs import write_catalogue_shapes, write_shapes, write_vocabulary
from docs.markdown import cell, heading, table
from docs.python import write_python
from kotograph.cli import cli
from kotograph.config import DEFAULT_BASE, Settings
from kotograph.query import Federated, Parameter, Query, list_federated, list_queries
from kotograph.store.sparql import iter_tokens

DOCS = Path(__file__).parent
ROOT = DOCS.parent
REMEDIES = DOCS / "errors.toml"
_EXITS = (
    (0, "done"),
    (
        1,
        "done, with findings that reach the bound of `--fail-on`; or nothing was published because of them; "
        "or there are differences and `diff --exit-code` was asked",
    ),
    (2, "the request is wrong: an unknown option, parameter, query or project"),
    (3, "a file is missing, unreadable or malformed; what could be read was used"),
    (4, "another server or the network"),
    (5, "a limit of size or time"),
    (130, "interrupted"),
)
_SETTINGS = {
    "base": "what the IRIs of resources, concepts and graphs start with",
    "store": "the folder of the build",
    "data": "the folder that holds `sources/`, `editorial/`, `identity/` and `dataset.toml`",
    "site_url": "where the pages of the site are published, if not at `base`",
    "lang": "language of what is printed for people: `fi`, `sv` or `en`",
    "max_bytes": "how large a source file may be",
    "contact": "an e-mail address or page that servers are told when links are looked for there",
    "link": "the table `[link]`, with targets of linking as `[link.targets.NAME]`",
}


def write_cli() -> str:
    """Return the page about the command line: every command with its arguments and options."""
    context = click.Context(cli, info_name="kotograph")
    parts = [
        heading("Command line", "cli"),
        "stdout carries data only; progress and summaries go to stderr, and progress only to a terminal.\n\n",
        "## kotograph\n\n" + _describe_command(cli, "kotograph [OPTIONS] COMMAND [ARGS]…"),
    ]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            parts.append(f"## kotograph {name}\n\n{cell(command.help or '')}\n\n")
            for part, below in sorted(command.commands.items()):
                parts.append(f"### kotograph {name} {part}\n\n")
                parts.append(_describe_command(below, _usage(f"{name} {part}", below)))
        else:
            parts.append(f"## kotograph {name}\n\n" + _describe_command(command, _usage(name, command)))
    parts.append("## Exit codes\n\n" + table(("code", "meaning"), ((str(code), text) for code, text in _EXITS)))
    parts.append(_describe_settings())
    return "".join(parts)


def _usage(name: str, command: click.Command) -> str:
    arguments = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            shown = (parameter.metavar or str(parameter.name).upper()) + ("…" if parameter.nargs != 1 else "")
            arguments.append(shown if parameter.required else f"[{shown}]")
    return " ".join(["kotograph", name, "[OPTIONS]", *arguments])


def _describe_command(command: click.Command, usage: str) -> str:
    paragraphs = (command.help or "").replace("\b", "").split("\n\n")
    text = "\n\n".join(cell(paragraph) for paragraph in paragraphs)
    options = [each for each in command.params if isinstance(each, click.Option)]
    rows = [_describe_option(option) for option in options]
    rows.append(("`-h`, `--help`", "Show help and exit."))
    return f"```text\n{usage}\n```\n\n{text}\n\n" + table(("option", "meaning"), rows)


def _describe_option(option: click.Option) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = "" if option.is_flag or option.count else f" `{_metavar(option)}`"
    notes = []
    if option.required:
        notes.append("Required.")
    if option.multiple:
        notes.append("May be repeated.")
    if option.show_default:
        notes.append(f"Default: `{option.default}`.")
    return names + value, cell(" ".join([option.help or "", *notes]))


def _metavar(option: click.Option) -> str:
    if option.metavar:
        return option.metavar
    if isinstance(option.type, click.Choice):
        return "\\|".join(str(choice) for choice in option.type.choices)
    return {"filename": "FILE", "directory": "FOLDER"}.get(option.type.name, option.type.name.upper())


def _describe_settings() -> str:
    rows = []
    for each in dataclasses.fields(Settings):
        default = {"data": "the bundled data", "link": "none"}.get(
            each.name, f"`{each.default}`" if each.default else "none"
        )
        variable = "–" if each.name == "link" else f"`KOTOGRAPH_{each.name.upper()}`"
        rows.append((f"`{each.name}`", variable, _SETTINGS[each.name], default))
    text = (
        "## Settings\n\nA flag goes before the environment, the environment before `kotograph.toml` in the folder you "
        "are in (or the file that `--config` or `KOTOGRAPH_CONFIG` names), and that before the default.\n\n"
    )
    return text + table(("key in `kotograph.toml`", "environment", "meaning", "default"), rows)


def write_errors() -> str:
    """Return the page about error and issue codes."""
    codes = find_codes(ROOT / "kotograph")
    remedies = read_remedies()
    errors = [code for code in codes.values() if code.exits]
    issues = [code for code in codes.values() if code.severities]
    return "".join(
        (
            heading("Errors and issues", "errors"),
            "An **error** stops a command, or one page of several: it is printed as `place: message [code]` with a "
            "hint, and gives the command its exit code. An **issue** is something that was noticed while the work "
            "went on: `extract` and `reconcile` print it, and a build keeps it in its `report.json`. `extract` ends "
            "with exit code 1 for one as severe as `--fail-on`. "
            "`…` stands for what is filled in. What the SHACL shapes find goes by the shape's name: see "
            "[shapes](shapes.md).\n\n",
            "## Errors\n\n",
            table(("code", "exit", "message", "what to do", "from"), (_error_row(c, remedies) for c in errors)),
            "## Issues\n\n",
            table(("code", "severity", "message", "what to do", "from"), (_issue_row(c, remedies) for c in issues)),
        )
    )


def read_remedies() -> dict[str, str]:
    """Return the sentence of ``errors.toml`` for each code."""
    return {str(code): str(text) for code, text in tomllib.loads(REMEDIES.read_text(encoding="utf-8")).items()}


def _error_row(code: Code, remedies: dict[str, str]) -> Sequence[str]:
    return (f"`{code.name}`", ", ".join(map(str, sorted(code.exits))), *_common(code, remedies))


def _issue_row(code: Code, remedies: dict[str, str]) -> Sequence[str]:
    return (f"`{code.name}`", ", ".join(sorted(code.severities)), *_common(code, remedies))


def _common(code: Code, remedies: dict[str, str]) -> tuple[str, str, str]:
    messages = " · ".join(cell(message) for message in sorted(code.messages)) or "(the message says which)"
    places = ", ".join(f"`{module}`" for module in sorted(code.modules))
    return messages, remedies.get(code.name, ""), places


def write_queries() -> str:
    """Return the page about the named questions."""
    queries = list_queries(ROOT / "queries")
    parts = [
        heading("Named questions", "queries"),
        "Ask one with `kotograph query NAME -p parameter=value`. Each is a file in `queries/`; its head says what "
        "stands here. See [how to ask questions](../how-to/ask-questions.md).\n\n",
        table(("question", "title"), ((f"[{query.name}](#{query.name})", cell(query.title())) for query in queries)),
    ]
    parts += [_describe_query(query) for query in queries]
    parts.append(
        "# Federated questions\n\nAsk one with `kotograph federate NAME`: the build is asked, and then the endpoint "
        "about what was found, which adds its columns. See "
        "[how to](../how-to/ask-questions.md#together-with-another-endpoint).\n\n"
    )
    parts += [_describe_federated(each) for each in list_federated(ROOT / "queries" / "federated")]
    return "".join(parts)


def _describe_federated(question: Federated) -> str:
    there = [name for name in _columns(question.there) if name != question.here.join]
    added = (
        f"From <{question.here.endpoint}>, by `{question.here.join}`: {', '.join(f'`{name}`' for name in there)}.\n\n"
    )
    return _describe_query(question.here).replace("```sh\n", f"{added}```sh\n", 1)


def _describe_query(query: Query) -> str:
    rows = [(f"`{p.name}`", _type(p), _default(p), cell(p.description())) for p in query.parameters]
    text = f"## {query.name}\n\n**{cell(query.title())}.** {cell(' '.join(query.description().split()))}\n\n"
    text += f"Finnish: {query.title('fi')}. Swedish: {query.title('sv')}.\n\n"
    text += table(("parameter", "type", "default", "meaning"), rows) if rows else "It has no parameters.\n\n"
    columns = _columns(query.text)
    if columns:
        text += f"Columns: {', '.join(f'`{name}`' for name in columns)}.\n\n"
    return text + (f"```sh\n{query.example}\n```\n\n" if query.example else "")


def _type(parameter: Parameter) -> str:
    return f"{parameter.type} of `{parameter.scheme}`" if parameter.scheme else parameter.type


def _default(parameter: Parameter) -> str:
    if parameter.default is not None:
        return f"`{parameter.default}`" if parameter.default else "empty: all"
    return "none: all" if parameter.optional else "must be given"


def _columns(text: str) -> list[str]:
    """Return the variables between the first SELECT and what follows them."""
    columns: list[str] = []
    selecting, depth, renamed = False, 0, False
    for token in iter_tokens(text):
        word = token.text.upper()
        if not selecting:
            selecting = token.kind == "word" and word == "SELECT"
        elif token.text in "()":
            depth += 1 if token.text == "(" else -1
            renamed = False
        elif token.kind == "word" and word == "AS":
            renamed = True
        elif token.text == "{" or (token.kind == "word" and word == "WHERE"):
            return columns
        elif token.kind == "variable" and (depth == 0 or renamed):
            columns.append(token.text[1:])
    return columns


PAGES: dict[str, Callable[[], str]] = {
    "cli.md": write_cli,
    "errors.md": write_errors,
    "python.md": write_python,
    "queries.md": write_queries,
    "catalogue-shapes.md": lambda: write_catalogue_shapes(ROOT / "shapes" / "catalogue"),
    "shapes.md": lambda: write_shapes(ROOT / "shapes"),
    "vocabulary.md": lambda: write_vocabulary(ROOT / "ontology", DEFAULT_BASE),
}


def make_pages() -> dict[str, str]:
    """Return the text of every generated page by its name."""
    return {name: make().rstrip("\n") + "\n" for name, make in PAGES.items()}


def write_pages(folder: Path, pages: Iterable[tuple[str, str]]) -> None:
    """Write pages that changed, and say which."""
    for name, text in pages:
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: written")


if __name__ == "__main__":
    write_pages(DOCS / "reference", make_pages().items())
