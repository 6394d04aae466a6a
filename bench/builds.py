"""Make a build of any number of invented projects, through the mapping and the store but without SHACL.

Run as ``python -m bench.builds COUNT FOLDER``. Each project has an entry in Finnish and one in Swedish, and editorial
content; a tenth of the sums disagree, and a project in six continues another. The same count gives the same bytes.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench.generate import Entry, Layout, invent, make_source
from kotograph.config import Settings
from kotograph.editorial import Cited, Editorial, Item, Output, RegisteredOrganisation, Registries, read_registries
from kotograph.iris import Iris, mint_slug
from kotograph.mapping import map_dataset
from kotograph.pipeline import NQUADS, iter_vocabulary, write_sorted
from kotograph.projects import Organisation, Project, Reconciled, Succession
from kotograph.reconcile.entries import make_order
from kotograph.reconcile.resolve import resolve_project
from kotograph.records import AccountedLine, Link, Page, Property, Record, Source
from kotograph.sources.entry import Draft, build_record
from kotograph.store import build_store

_LAYOUTS = (Layout.LABELLED_FI, Layout.LABELLED_SV)
_PER_SOURCE = 1000
_PER_ORGANISATION = 4
_OBJECTIVES = ("2.1", "2.2", "2.3", "6.1")
_THEMES = ("employment", "education", "guidance", "housing", "language-learning", "anti-racism", "mental-health")
_GROUPS = ("migrants", "refugees", "migrant-women")
_TYPES = ("municipality", "association", "foundation", "university-of-applied-sciences", "other")
_CRITERIA = ("goal-oriented", "modellable")


def make_build(count: int, folder: Path) -> int:
    """Write N-Quads and store of so many projects into a new folder; return how many quads there are."""
    settings = Settings()
    registries = _register(count, read_registries(settings.data))
    pages = _make_pages(count)
    reconciled = _conclude(count, pages, registries)
    iris = Iris(settings.base)
    vocabulary = list(iter_vocabulary(settings))
    objectives = {line.split(" ", 1)[0] for line in vocabulary if line.startswith(iris.concept("objective/")[:-1])}
    folder.mkdir(parents=True)
    lines = [*map_dataset(pages, reconciled, registries, iris, objectives), *vocabulary]
    quads = write_sorted(lines, folder / NQUADS)
    build_store(folder / NQUADS, folder)
    return quads


def _organisation(number: int, layout: Layout) -> str:
    return f"{invent(number, layout).implementer} {number}"


def _count_organisations(count: int) -> int:
    return max(5, count // _PER_ORGANISATION)


def _implementer(number: int, count: int) -> int:
    """Return the number of a project's implementer: few have many projects, many have one."""
    return int(_count_organisations(count) * random.Random(f"implementer {number}").random() ** 2)


def _key(number: int) -> str:
    return mint_slug(_organisation(number, Layout.LABELLED_FI))


# --- what the sources state ----------------------------------------------------------------------------------------


def _make_pages(count: int) -> list[Page]:
    pages = []
    for first in range(0, count, _PER_SOURCE):
        numbers = range(first, min(first + _PER_SOURCE, count))
        for layout in _LAYOUTS:
            name = f"synthetic-{first // _PER_SOURCE + 1}-{layout.language}"
            texts = {"title": {"fi": f"Keksityt {name}"}, "section": {"fi": f"Osa {name}"}}
            source = replace(
                make_source(len(numbers)), id=name, language=layout.language, texts={**make_source(0).texts, **texts}
            )
            records = tuple(_make_record(invent(n, layout), n - first, count, source) for n in numbers)
            account = tuple(AccountedLine(r.line + at, "text", r.line) for r in records for at in range(9))
            pages.append(Page(source, records, account=account))
    return pages


def _make_record(entry: Entry, position: int, count: int, source: Source) -> Record:
    line, layout = 10 * position + 10, entry.layout
    name = _organisation(_implementer(entry.number, count), layout)
    draft = Draft(entry.title, line, implementer=(name, line + 6), period=(entry.period, line + 6))
    amount = entry.amount_text
    if entry.number % 10 == 0 and layout is Layout.LABELLED_SV:
        amount = invent(entry.number + 1, layout).amount_text
    draft.amount = (amount, line + 6)
    objective = _OBJECTIVES[entry.number % len(_OBJECTIVES)]
    draft.objective = (objective, objective, 3)
    draft.description = [(text, line + 2 + at) for at, text in enumerate(entry.description)]
    draft.links = [Link(entry.link, line + 8)]
    draft.fact_lines = [line + 6]
    return build_record(draft, source, layout.language, mint_slug(entry.title))


# --- what is concluded and added -----------------------------------------------------------------------------------


def _conclude(count: int, pages: Sequence[Page], registries: Registries) -> Reconciled:
    order = make_order(pages)
    finnish = [record for page in pages for record in page.records if page.source.language == "fi"]
    swedish = [record for page in pages for record in page.records if page.source.language == "sv"]
    projects, successions = [], []
    for number, records in enumerate(zip(finnish, swedish, strict=True)):
        key = _key(_implementer(number, count))
        resolutions = resolve_project(records, order, _always(key))
        titles = tuple(
            (r.value, r.language) for r in resolutions if r.property is Property.TITLE and r.value is not None
        )
        projects.append(Project(f"project-{number}", records, titles, (), key, None, resolutions))
        if number % 5 == 4:
            successions += _continue(*projects[-2:])
    places = sorted(registries.places)
    for number, project in enumerate(projects):
        registries.editorial[project.key] = _edit(number, project, count, places[number % len(places)])
    names: dict[str, set[str]] = {}
    for project in projects:
        names.setdefault(project.implementer or "", set()).update(r.statements[1].as_written for r in project.records)
    organisations = tuple(Organisation(key, tuple(sorted(found))) for key, found in sorted(names.items()))
    return Reconciled(tuple(sorted(projects, key=lambda p: p.key)), organisations, tuple(successions))


def _continue(first: Project, second: Project) -> list[Succession]:
    """Return that the later of two projects continues the earlier; nothing where their starts do not tell."""
    starts = [project.value(Property.START) or "" for project in (first, second)]
    if not all(starts) or starts[0][:4] == starts[1][:4]:
        return []
    before, after = (first, second) if starts[0] < starts[1] else (second, first)
    record = after.records[0]
    return [Succession(before.key, after.key, "numbered-title", record.id, record.line, "0.9")]


def _always(key: str) -> Callable[[Record], str | None]:
    return lambda _: key


def _register(count: int, known: Registries) -> Registries:
    places = sorted(known.places)
    organisations = {
        _key(number): RegisteredOrganisation(
            _key(number),
            _TYPES[number % len(_TYPES)],
            tuple((_organisation(number, layout), layout.language) for layout in _LAYOUTS),
            "",
            places[number % len(places)],
            "",
            "active",
            "",
        )
        for number in range(_count_organisations(count))
    }
    return Registries(known.places, organisations, (), {})


def _edit(number: int, project: Project, count: int, place: str) -> Editorial:
    record = project.records[0]
    cited = Cited(record.source, record.line + 2)
    items = [
        Item("title", f"Invented project {number}", cited, language="en"),
        Item("summary", "An invented project that fills a page, so that making pages can be timed.", cited, "", "en"),
        Item("theme", _THEMES[number % len(_THEMES)], cited, "teema"),
        Item("target_group", _GROUPS[number % len(_GROUPS)], cited, "ryhmä"),
        Item("place", place, cited, "paikka"),
    ]
    if number % 2:
        items.append(Item("partner", _key((_implementer(number, count) + 1) % _count_organisations(count)), cited))
    output = Output("guide", (("opas", "fi"), ("handbok", "sv"), ("guide", "en")), cited, "opas", number % 50 + 1)
    criteria = tuple((code, cited) for code in _CRITERIA)
    return Editorial(project.key, "", tuple(items), (output,), criteria, (cited,))


if __name__ == "__main__":
    print(make_build(int(sys.argv[1]), Path(sys.argv[2])))
