"""``kotograph extract``: source pages → JSON Lines, or the account of every line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from kotograph.cli.common import DATA, FAIL_ON, get_settings, is_quiet, open_output
from kotograph.pipeline import read_pages
from kotograph.records import Page
from kotograph.reports import Report, Severity
from kotograph.sources import FORMATS, STATUSES, Overrides


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--account",
    is_flag=True,
    help="Print line, role and entry of every non-blank line instead; exit 1 for an unknown one.",
)
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
@click.option(
    "--reader", type=click.Choice(FORMATS), help="Read the pages with this reader instead of telling by their words."
)
@click.option("--source", default="", help="Id of the source, for one page.")
@click.option("--language", type=click.Choice(["fi", "sv", "en"]), help="Language of the pages.")
@click.option(
    "--fund", default="", metavar="CODE", help="Instrument the entries are funded under, e.g. amif-2014-2020."
)
@click.option("--status", type=click.Choice(STATUSES), help="Status of the entries.")
@click.option("--currency", default="", metavar="CODE", help="Currency of amounts that name none, e.g. EUR.")
@DATA
@FAIL_ON
@click.pass_context
def extract(
    ctx: click.Context,
    paths: tuple[Path, ...],
    account: bool,
    output: str,
    reader: str | None,
    source: str,
    language: str | None,
    fund: str,
    status: str | None,
    currency: str,
    data: Path | None,
    fail_on: str,
) -> int:
    """Read PATHS (text or saved HTML) and print one JSON object an entry.

    What a page does not say comes from these options or from its source.toml. Exit codes: 0 done, 1 lines that no
    reader understands, 3 a page that cannot be read; everything else is still printed.
    """
    if source and len(paths) > 1:
        raise click.UsageError("--source names one page; several were given")
    said = Overrides(source, language or "", reader or "", fund, status or "", currency)
    reading = read_pages(paths, get_settings(ctx, data=data), said)
    with open_output(output) as out:
        for page in reading.pages:
            if account:
                if len(paths) > 1:
                    out.write(f"# {page.source.path}\n")
                out.writelines(f"{a.line}\t{a.role}\t{a.entry or ''}\n" for a in page.account)
            else:
                out.writelines(json.dumps(record.as_json(), ensure_ascii=False) + "\n" for record in page.records)
    for error in reading.errors:
        click.echo(f"kotograph: {error}", err=True)
    report = Report([issue for page in reading.pages for issue in page.iter_issues()])
    if not is_quiet(ctx):
        for issue in report:
            if issue.severity is not Severity.INFO:
                click.echo(str(issue), err=True)
    if reading.errors:
        return reading.errors[0].exit_code
    return _exit_code(reading.pages, account, report, fail_on)


def _exit_code(pages: Sequence[Page], account: bool, report: Report, fail_on: str) -> int:
    if not account and any(issue.code == "unknown-layout" for issue in report):
        return 3
    unknown = any(line.role == "unknown" for page in pages for line in page.account)
    return 1 if (account and unknown) or report.fails(fail_on) else 0
