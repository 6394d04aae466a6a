"""``kotograph diff`` and ``kotograph patch``: what changed between two versions, and one version from another."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TextIO

import click

from kotograph.changes import (
    Changes,
    ResourceChange,
    Status,
    apply_file,
    find_dataset,
    gather,
    say_counts,
    say_resource,
    say_tally,
    tell,
    write_patch,
)
from kotograph.changes.names import say
from kotograph.cli.common import get_settings, open_output
from kotograph.errors import UsageError
from kotograph.store.table import neutralise

_FORMATS = ("text", "json", "patch")
_VERSION = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("old", type=_VERSION)
@click.argument("new", type=_VERSION)
@click.option("-f", "--format", "form", default="text", show_default=True, help="text, json or patch (RDF Patch).")
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there are differences.")
@click.option("--lang", type=click.Choice(["fi", "sv", "en"]), help="Language of the text and the labels.")
@click.pass_context
def diff(ctx: click.Context, old: Path, new: Path, form: str, output: str, exit_code: bool, lang: str | None) -> int:
    """Tell what changed from OLD to NEW: in words by resource, or as an RDF Patch.

    OLD and NEW are .nq or .nq.gz files, folders of builds, or folders of publications.
    """
    settings = get_settings(ctx)
    lang = lang or settings.lang
    if form not in _FORMATS:
        raise UsageError("bad-format", f"'{form}' is not a format of differences", hint=f"use {', '.join(_FORMATS)}")
    if form == "patch":
        with open_output(output) as out:
            tally = write_patch(find_dataset(old), find_dataset(new), out)
        return int(exit_code and bool(tally))
    changes = gather(old, new)
    told = tell(changes, lang)
    with open_output(output) as out:
        if form == "json":
            numbers = {**asdict(changes.tally), "moved": changes.moved}
            json.dump({**numbers, "resources": [asdict(each) for each in told]}, out, ensure_ascii=False, indent=2)
            out.write("\n")
        else:
            _write_text(changes, told, lang, out)
    return int(exit_code and bool(changes.tally))


@click.command()
@click.argument("old", type=_VERSION)
@click.argument("patch_file", metavar="PATCH", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
@click.option("-R", "--reverse", is_flag=True, help="Make the old version of the new one.")
def patch(old: Path, patch_file: Path, output: str, reverse: bool) -> int:
    """Apply an RDF Patch (from: kotograph diff -f patch) to OLD and write the other version, byte for byte."""
    with open_output(output) as out:
        apply_file(find_dataset(old), patch_file, out, reverse=reverse)
    return 0


def _write_text(changes: Changes, told: tuple[ResourceChange, ...], lang: str, out: TextIO) -> None:
    """Write counts, then each resource with its changes, a sentence a line."""
    if not changes.tally:
        out.write(f"{say('no-differences', lang)}\n")
        return
    if told:
        out.write(f"{say_counts(told, lang)}\n")
    out.write(f"{say_tally(changes.tally, lang)}\n")
    if changes.moved:
        out.write(f"{say('moved', lang, count=changes.moved)}\n")
    for kind, group in groupby(told, key=lambda each: each.kind):
        out.write(f"\n{say(f'kind-{kind}', lang)}\n")
        for change in group:
            status = "" if change.status is Status.CHANGED else f"  {say(f'status-{change.status}', lang)}"
            key = f"  [{neutralise(change.key)}]" if change.key != change.label else ""
            out.write(f"  {neutralise(change.label)}{key}{status}\n")
            for sentence in say_resource(change, lang):
                out.write(f"    {neutralise(sentence)}\n")
