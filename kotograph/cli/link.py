"""``kotograph link``: find links to another data set, and walk a person through the unsure ones."""

from __future__ import annotations

import datetime
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kotograph.cli.common import DATA, STORE, clear_progress, get_settings, is_quiet, make_progress, open_output
from kotograph.cli.messages import say
from kotograph.config import Settings

if TYPE_CHECKING:
    from kotograph.link.links import Link
    from kotograph.link.targets import Target
    from kotograph.match import Entry

_ANSWERS = ("y", "c", "n", "s", "q")


@click.command()
@click.argument("target", required=False)
@click.option(
    "-k", "--kind", "kinds", multiple=True, help="What is linked; may be repeated [default: what it may hold]."
)
@click.option("-o", "--output", help="SSSOM table to write; - is stdout [default: TARGET.sssom.tsv].")
@click.option("--protocol", type=click.Choice(["reconciliation", "sparql"]), help="What an address speaks.")
@click.option("--holds", help="The one kind that all of the target is of.")
@click.option("--namespace", help="What the ids of a table stand below.")
@click.option("--threshold", type=click.FloatRange(0, 100), default=60, show_default=True, help="Score to be proposed.")
@click.option("--most", type=click.IntRange(1, 20), default=3, show_default=True, help="Candidates of one thing.")
@click.option("--cache", type=click.Path(path_type=Path, file_okay=False), help="Folder of kept answers.")
@click.option("--offline", is_flag=True, help="Ask nobody: use what was answered before.")
@click.option("--refresh", is_flag=True, help="Ask everything anew.")
@click.option("--review", is_flag=True, help="Decide on the proposals, one by one.")
@click.option("--reviewer", help="Who decides [default: the contact of the settings].")
@click.option("--targets", is_flag=True, help="List the known targets.")
@STORE
@DATA
@click.pass_context
def link(ctx: click.Context, /, target: str | None, **given: Any) -> int:
    """Find what the things of a build are in TARGET: a known name, an http(s) address, or an RDF or CSV file.

    What is certain is accepted, the rest is proposed; decisions in the table that is written stand in every later run.
    """
    from kotograph.errors import UsageError
    from kotograph.link.subjects import KINDS
    from kotograph.link.targets import get_target

    settings = get_settings(ctx, store=given["store"], data=given["data"])
    if given["targets"] or target is None:
        return _list_targets(settings)
    wrong = [kind for kind in (*given["kinds"], *filter(None, [given["holds"]])) if kind not in KINDS]
    if wrong:
        raise UsageError("unknown-kind", f"'{wrong[0]}' is no kind of thing", "", f"use {', '.join(KINDS)}")
    if given["offline"] and given["refresh"]:
        raise click.UsageError("--offline asks nobody, --refresh asks everything anew: give one of the two")
    options = {name: given[name] for name in ("protocol", "holds", "namespace")}
    chosen = get_target(target, settings, **options)
    output = given["output"] or f"{chosen.name}.sssom.tsv"
    if given["review"] and output == "-":
        raise click.UsageError("--review keeps decisions in a table: name a file with -o")
    links, subjects = _find(ctx, chosen, settings, output, given)
    _write(links, output, chosen.name)
    if given["review"]:
        reviewer = given["reviewer"] or settings.contact or say("link-somebody", settings.lang)
        links = _review(links, {each.id: each for each in subjects}, Path(output), chosen.name, reviewer, settings)
    _tell(ctx, links, output, settings.lang)
    return 0


def _list_targets(settings: Settings) -> int:
    from kotograph.link.targets import list_targets

    with open_output("-") as out:
        for name, each in sorted(list_targets(settings).items()):
            out.write(f"{name}\n    {each.protocol} {each.address}\n    {', '.join(each.kinds)}\n")
    return 0


def _find(
    ctx: click.Context, target: Target, settings: Settings, output: str, given: dict[str, Any]
) -> tuple[list[Link], list[Entry]]:
    from kotograph.link.cache import find_folder
    from kotograph.link.finding import Wish, find_links
    from kotograph.link.links import read_links
    from kotograph.link.searching import open_target
    from kotograph.link.sssom import read_tables
    from kotograph.link.subjects import read_subjects
    from kotograph.store import EmbeddedStore

    kinds = given["kinds"] or ((target.holds,) if target.holds else target.kinds)
    subjects = read_subjects(EmbeddedStore(settings.store), kinds, settings.base)
    kept = [] if output == "-" else read_links(Path(output))
    tables = read_tables(settings.data / "links")
    published = [each for each in tables if Path(each.where.rpartition(":")[0]).resolve() != Path(output).resolve()]
    show = make_progress(ctx, lambda _stage: say("link-asking", settings.lang))

    def progress(done: int, total: int) -> None:
        if show:
            show("", done, total)

    opened = open_target(
        target,
        given["cache"] or find_folder(),
        contact=settings.contact,
        offline=given["offline"],
        refresh=given["refresh"],
    )
    try:
        with opened as search:
            links = find_links(
                search(subjects, progress),
                kinds=kinds,
                kept=kept,
                published=published,
                base=settings.base,
                today=_today(),
                wish=Wish(given["threshold"], given["most"]),
            )
    finally:
        if show:
            clear_progress()
    return links, subjects


def _today() -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now()
    return moment.date().isoformat()


def _write(links: list[Link], output: str, name: str) -> None:
    from kotograph.link.links import spell_links, write_links

    if output == "-":
        with open_output("-") as out:
            out.write(spell_links(links, name))
    else:
        write_links(Path(output), links, name)


def _review(
    links: list[Link], subjects: dict[str, Entry], path: Path, name: str, reviewer: str, settings: Settings
) -> list[Link]:
    """Ask about each proposal, likeliest first, and keep each decision at once; return the links as they are then."""
    from kotograph.link.finding import choose_predicate, list_open
    from kotograph.link.links import write_links
    from kotograph.link.sssom import ACCEPTED

    waiting = list_open(links)
    settled: set[str] = set()
    for number, proposal in enumerate(waiting, 1):
        if proposal.subject in settled:
            continue
        click.echo(f"\n[{number}/{len(waiting)}]\n{_describe(proposal, subjects, settings)}", err=True)
        answer = click.prompt(
            say("link-question", settings.lang), type=click.Choice(_ANSWERS), show_choices=False, err=True
        )
        if answer == "q":
            break
        if answer == "s":
            continue
        predicate = choose_predicate(proposal.kind, same=answer == "y")
        decided = proposal.decide(answer != "n", predicate, reviewer, _today())
        # One that is linked needs no other proposals, but a person may have decided on some before.
        if decided.status == ACCEPTED:
            settled.add(decided.subject)
        links = [decided if each.pair == decided.pair else each for each in links]
        links = [each for each in links if each.is_decided or each.subject not in settled]
        write_links(path, links, name)
    return links


def _describe(proposal: Link, subjects: dict[str, Entry], settings: Settings) -> str:
    """Return both sides of a proposal as lines for a person; what came from elsewhere is cleaned."""
    from kotograph.config import DEFAULT_BASE
    from kotograph.link.links import clean

    entry = subjects.get(proposal.subject) or subjects.get(proposal.subject.replace(DEFAULT_BASE, settings.base, 1))
    names = " · ".join(dict.fromkeys(name.text for name in entry.names)) if entry else proposal.subject_label
    more = ", ".join((*entry.identifiers, *entry.places)) if entry else ""
    lines = [
        f"  {clean(names)} ({proposal.kind}{f'; {clean(more)}' if more else ''})",
        f"  <{proposal.subject}>",
        f"  {proposal.object_label}{f' ({proposal.object_types})' if proposal.object_types else ''}",
        f"  <{clean(proposal.object)}>",
        f"  {proposal.score:.1f}  {proposal.comment}",
    ]
    return "\n".join(lines)


def _tell(ctx: click.Context, links: list[Link], output: str, lang: str) -> None:
    from kotograph.link.finding import count_links

    if is_quiet(ctx):
        return
    counts = count_links(links)
    click.echo(say("link-counts", lang).format(**counts), err=True)
    if output != "-":
        click.echo(f"{say('written', lang)}: {output}", err=True)
    if counts["proposed"] and sys.stderr.isatty():
        click.echo(say("link-review", lang), err=True)
