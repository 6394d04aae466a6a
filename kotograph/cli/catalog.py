"""``kotograph catalog``: the description of the publication, shown and held against DCAT-AP and the portal's score."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kotograph import __version__
from kotograph.cli.common import DATA, FAIL_ON, STORE, get_settings, is_quiet, open_output
from kotograph.cli.messages import say
from kotograph.config import Settings
from kotograph.errors import InputError, UsageError
from kotograph.formats import Format, find_format
from kotograph.pipeline import NQUADS
from kotograph.resources import get_folder

if TYPE_CHECKING:
    from kotograph.catalog import Publication
    from kotograph.catalog.mqa import Mark, Score
    from kotograph.reports import Issue
    from kotograph.validation.findings import ValidationReport

SITE_URL = click.option(
    "--site-url", metavar="URL", help="Address of the publication, ending in / [default: the base of the IRIs]."
)


@click.group()
def catalog() -> None:
    """Describe the publication for portals, and check the description."""


@catalog.command(short_help="Print the catalogue of the current build.")
@click.option("-f", "--format", "form", default="turtle", show_default=True, help="An RDF format.")
@click.option("-o", "--output", default="-", show_default=True, help="File to write; - is stdout.")
@click.option("--void", "as_void", is_flag=True, help="The VoID description in place of the catalogue.")
@SITE_URL
@STORE
@DATA
@click.pass_context
def show(
    ctx: click.Context,
    form: str,
    output: str,
    as_void: bool,
    site_url: str | None,
    store: Path | None,
    data: Path | None,
) -> int:
    """Print the catalogue (DCAT-AP) that a publication of the current build gets."""
    from kotograph.export import write_export

    settings = get_settings(ctx, store=store, data=data)
    found = find_format(form)
    if found is None or found is Format.CSV:
        raise UsageError("bad-format", f"'{form}' is not a format of RDF", "", "use turtle, jsonld, rdfxml or nquads")
    with tempfile.TemporaryDirectory() as folder:
        source = _write_current(ctx, settings, site_url, Path(folder), as_void)
        write_export(found, source, sys.stdout.buffer if output == "-" else Path(output), base=settings.base)
    return 0


@catalog.command(short_help="Hold a catalogue against DCAT-AP 3, and score it.")
@click.argument("path", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the publication, where the files are looked up.",
)
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Another file of SHACL shapes to hold it against, e.g. one of DCAT-AP; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@SITE_URL
@STORE
@DATA
@FAIL_ON
@click.pass_context
def check(
    ctx: click.Context,
    path: Path | None,
    root: Path | None,
    shapes: tuple[Path, ...],
    as_json: bool,
    site_url: str | None,
    store: Path | None,
    data: Path | None,
    fail_on: str,
) -> int:
    """Hold a catalogue file, or the one that the current build gets, against DCAT-AP 3, and score it.

    The score follows the Metadata Quality Assessment of data.europa.eu. Nothing is fetched: whether an address answers
    is told by the publication's folder (--root), else those points are left open.

    Exit codes: 0 nothing as severe as --fail-on, 1 findings, 3 a file or shape that cannot be used.
    """
    from kotograph.catalog.files import FolderAnswers
    from kotograph.catalog.mqa import score_datasets
    from kotograph.reports import Report
    from kotograph.store.files import read_rdf_file
    from kotograph.validation.load import load_lines
    from kotograph.validation.run import validate, validate_foreign

    settings = get_settings(ctx, store=store, data=data)
    with tempfile.TemporaryDirectory() as folder:
        triples = read_rdf_file(path or _write_current(ctx, settings, site_url, Path(folder), False))
    graph = load_lines((f"{s} {p} {o} .\n" for s, p, o in triples), str(path or NQUADS))
    reports = {"": validate(graph, get_folder("shapes") / "catalogue")}
    reports |= {str(file): validate_foreign(graph, file) for file in shapes}
    answers = FolderAnswers(root, _site_url(site_url, settings), triples) if root else None
    conforms = all(report.conforms for report in reports.values())
    scores = score_datasets(triples, conforms, answers or (lambda _: None))
    issues = list(answers.issues.values()) if answers else []
    with open_output("-") as out:
        if as_json:
            json.dump(_as_json(reports, issues, scores), out, ensure_ascii=False, indent=2)
            out.write("\n")
        else:
            out.write(_as_text(reports, issues, scores, settings.lang))
    return 1 if Report(issues).fails(fail_on) or any(r.fails(fail_on) for r in reports.values()) else 0


def _site_url(given: str | None, settings: Settings) -> str:
    url = given or settings.published_at
    if not url.startswith(("http://", "https://")) or not url.endswith("/"):
        raise UsageError(
            "bad-site-url", f"'{url}' is not the address of a site", "", "write it from https:// to the last /"
        )
    return url


def _write_current(ctx: click.Context, settings: Settings, site_url: str | None, folder: Path, as_void: bool) -> Path:
    """Write the description of the current build into a folder, as N-Quads; return the file."""
    from kotograph.catalog import iter_catalogue, iter_void, read_metadata
    from kotograph.store import EmbeddedStore

    metadata = read_metadata(settings.data)
    for issue in () if is_quiet(ctx) else metadata.issues:
        click.echo(str(issue), err=True)
    publication = _make_publication(settings, _site_url(site_url, settings), folder)
    write = iter_void if as_void else iter_catalogue
    target = folder / "catalog.nq"
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(write(metadata, publication, EmbeddedStore(settings.store), settings.base))
    return target


def _make_publication(settings: Settings, site_url: str, folder: Path) -> Publication:
    """Return what a publication of the current build says of itself: its files are written to be measured."""
    from kotograph.catalog import Publication, describe_downloads
    from kotograph.catalog.publication import DOWNLOADS
    from kotograph.export import write_export

    source = settings.store / NQUADS
    if not source.is_file():
        raise InputError("no-build", "there is no built graph here", str(settings.store), "run: kotograph build")
    (folder / "downloads").mkdir()
    for path, form, _, _ in DOWNLOADS:
        write_export(form, source.resolve(), folder / path, base=settings.base)
    return Publication(__version__, site_url, describe_downloads(folder))


# --- what is printed --------------------------------------------------------------------------------------------------


def _as_text(reports: dict[str, ValidationReport], issues: Sequence[Issue], scores: Sequence[Score], lang: str) -> str:
    from kotograph.validation.report import write_table

    parts = []
    for name, report in reports.items():
        parts.append(f"{name}\n" * bool(name) + write_table(report, lang))
    if issues:
        parts.append("".join(f"{issue}\n" for issue in issues))
    if not scores:
        parts.append(say("no-dataset", lang) + "\n")
    parts += [_score_text(score, lang) for score in scores]
    return "\n".join(parts)


def _score_text(score: Score, lang: str) -> str:
    from kotograph.catalog.indicators import DIMENSIONS, MAXIMUM, RATINGS, rate

    lines = [f"{say('scored', lang)} {score.dataset.strip('<>')}"]
    for dimension, marks in score.by_dimension().items():
        points, most = sum(mark.points for mark in marks), sum(mark.indicator.points for mark in marks)
        lines.append(f"{DIMENSIONS[dimension][lang]} {points}/{most}")
        lines += [_mark_text(mark, lang) for mark in marks]
    lines.append(f"{say('score', lang)}: {score.points}/{MAXIMUM}, {RATINGS[score.rating][lang]}")
    if score.possible > score.points:
        best = f"{score.possible}/{MAXIMUM}, {RATINGS[rate(score.possible)][lang]}"
        lines.append(f"{say('score-open', lang)}: {best}")
    return "\n".join(lines) + "\n"


def _mark_text(mark: Mark, lang: str) -> str:
    points = "?" if mark.got is None else str(mark.points)
    text = f"  {points:>2}/{mark.indicator.points:<2}  {mark.indicator.name[lang]}"
    if mark.got:
        return text
    unsure = f" ({say('not-checked', lang)})" if mark.got is None else ""
    return f"{text}{unsure}\n         → {mark.indicator.remedy[lang]}"


def _as_json(
    reports: dict[str, ValidationReport], issues: Sequence[Issue], scores: Sequence[Score]
) -> dict[str, object]:
    from kotograph.validation.report import write_json

    return {
        "conforms": all(report.conforms for report in reports.values()),
        "findings": json.loads(write_json(reports[""])),
        "others": {name: json.loads(write_json(report)) for name, report in reports.items() if name},
        "files": [{"code": issue.code, "url": issue.path, "message": issue.message} for issue in issues],
        "scores": [_score_json(score) for score in scores],
    }


def _score_json(score: Score) -> dict[str, object]:
    from kotograph.catalog.indicators import MAXIMUM, rate

    return {
        "dataset": score.dataset.strip("<>"),
        "distribution": score.distribution.strip("<>") or None,
        "points": score.points,
        "rating": score.rating,
        "possible": score.possible,
        "possible_rating": rate(score.possible),
        "maximum": MAXIMUM,
        "dimensions": {name: sum(mark.points for mark in marks) for name, marks in score.by_dimension().items()},
        "indicators": [
            {
                "indicator": mark.indicator.key,
                "dimension": mark.indicator.dimension,
                "points": mark.points,
                "maximum": mark.indicator.points,
                "got": mark.got,
                "name": dict(mark.indicator.name),
                "remedy": dict(mark.indicator.remedy),
            }
            for mark in score.marks
        ],
    }
