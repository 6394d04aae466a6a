"""``kotograph reconcile``: what the matching rules propose and why, and keeping their conclusions as decisions."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import TextIO

import click

from kotograph.cli.common import DATA, get_settings, open_output
from kotograph.cli.messages import say
from kotograph.pipeline import keep_decisions, reconcile_pages
from kotograph.projects import Proposal


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--unsure", is_flag=True, help="Show only what is left for a person to decide.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines instead of text.")
@click.option("--rules-only", is_flag=True, help="Leave decisions and registries aside.")
@click.option("--write", is_flag=True, help="Keep new keys and the rules' conclusions in the data folder's identity/.")
@DATA
@click.pass_context
def reconcile(
    ctx: click.Context,
    paths: tuple[Path, ...],
    unsure: bool,
    as_json: bool,
    rules_only: bool,
    write: bool,
    data: Path | None,
) -> int:
    """Show the matches and successions that the rules propose for PATHS or the bundled pages, with their features.

    Decisions in data/identity go before the rules; rows that exist are never changed by --write.
    """
    if write and rules_only:
        raise click.UsageError("--write keeps decisions, --rules-only leaves them aside: give one of the two")
    settings = get_settings(ctx, data=data)
    reading, found = reconcile_pages(paths, settings, rules_only=rules_only)
    shown = [p for p in found.proposals if not unsure or p.verdict == "unsure"]
    with open_output("-") as out:
        for proposal in sorted(shown, key=lambda p: (p.kind, p.verdict, -p.score, p.left, p.right)):
            _write_proposal(proposal, as_json, out)
    for issue in found.issues:
        click.echo(str(issue), err=True)
    if write:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        today = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date() if epoch else datetime.date.today()
        counts = keep_decisions(found, settings, today.isoformat())
        for name, count in counts.items():
            click.echo(f"{say('written', settings.lang)}: {settings.data / 'identity' / name} (+{count})", err=True)
        if not counts:
            click.echo(say("unchanged", settings.lang), err=True)
    for error in reading.errors:
        click.echo(f"kotograph: {error}", err=True)
    return reading.errors[0].exit_code if reading.errors else 0


def _write_proposal(proposal: Proposal, as_json: bool, out: TextIO) -> None:
    if as_json:
        row = {
            "kind": proposal.kind,
            "left": proposal.left,
            "right": proposal.right,
            "score": round(proposal.score, 4),
            "verdict": proposal.verdict,
            "features": {name: round(value, 4) for name, value in proposal.features},
        }
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        return
    features = ", ".join(f"{name} {value:+.1f}" for name, value in proposal.features)
    out.write(f"{proposal.kind} {proposal.verdict} {proposal.score:.2f}\n")
    out.write(f"  {proposal.left}\n  {proposal.right}\n  {features}\n")
