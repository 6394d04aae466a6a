"""Records and conclusions → quads, as N-Quads lines that stream: no stage before the store holds them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from kotograph.editorial import Cited, Editorial, Registries
from kotograph.iris import Iris
from kotograph.mapping.additions import AdditionMapper, find_conflicts, map_conflict
from kotograph.mapping.conclusions import map_project, map_succession
from kotograph.mapping.documents import (
    map_document,
    map_objectives,
    map_publishers,
    map_record,
    map_records,
    record_iri,
)
from kotograph.mapping.organisations import map_change, map_organisation
from kotograph.projects import Organisation, Reconciled
from kotograph.records import Page, Property, Record

__all__ = ["map_dataset", "map_document", "map_project", "map_record", "map_records"]


def map_dataset(
    pages: Sequence[Page], reconciled: Reconciled, registries: Registries, iris: Iris, objectives: Set[str]
) -> Iterator[str]:
    """Yield the lines of sources, projects and editorial content; vocabularies and ontology are files of their own.

    ``objectives`` are the IRIs (spelled) of the objectives that the schemes have; others are mapped from the sources.
    """
    yield from map_objectives(pages, objectives, iris)
    for page in pages:
        yield map_document(page, iris)
        yield from map_records(page, iris)
    yield from map_publishers(pages, iris)
    for project in reconciled.projects:
        yield map_project(project, iris)
    records = {record.id: record for page in pages for record in page.records}
    for succession in reconciled.successions:
        yield from map_succession(succession, iris, lambda name: record_iri(iris, records[name]))
    yield from _map_organisations(reconciled, registries, iris)
    yield from _map_additions(pages, reconciled, registries, iris)


def _map_organisations(reconciled: Reconciled, registries: Registries, iris: Iris) -> Iterator[str]:
    """Yield implementers, then the partners and parties to changes that stand in the registry only."""
    found = {organisation.key: organisation for organisation in reconciled.organisations}
    keys = {project.key for project in reconciled.projects}
    needed = {
        i.value for e in registries.editorial.values() if e.project in keys for i in e.items if i.kind == "partner"
    }
    changes = [c for c in registries.changes if found.keys() & {*c.original, c.resulting}]
    needed |= {key for change in changes for key in (*change.original, change.resulting)}
    for key in sorted(needed - found.keys()):
        if key in registries.organisations:
            found[key] = Organisation(key, ())
    stated = ((r.find(Property.IMPLEMENTER), r.language) for p in reconciled.projects for r in p.records)
    languages = {statement.as_written: language for statement, language in stated if statement}
    for _, organisation in sorted(found.items()):
        yield map_organisation(organisation, registries.organisations.get(organisation.key), iris, languages)
    for change in changes:
        yield from map_change(change, iris)


def _map_additions(pages: Sequence[Page], reconciled: Reconciled, registries: Registries, iris: Iris) -> Iterator[str]:
    by_line: dict[Cited, Record] = {}
    for page in pages:
        records = {record.line: record for record in page.records}
        for line in page.account:
            if line.entry in records:
                by_line[Cited(page.source.id, line.line)] = records[line.entry]
    sources = {page.source.id for page in pages}
    mapper = AdditionMapper(iris, by_line.get)
    yield mapper.map_editors()
    places: set[str] = {o.place for o in registries.organisations.values() if o.place}
    for project in reconciled.projects:
        editorial = registries.editorial.get(project.key)
        if editorial is None:
            continue
        present = _only_present(editorial, sources)
        conflicts = [items for _, items in find_conflicts(present) if all(i.cited in by_line for i in items)]
        yield from mapper.map_editorial(present, [item for items in conflicts for item in items], project.titles)
        for items in conflicts:
            yield from map_conflict(project.key, items, iris, by_line)
        places |= {item.value for item in present.items if item.kind == "place"}
    yield from _map_places(places, registries, mapper)


def _only_present(editorial: Editorial, sources: set[str]) -> Editorial:
    """Return editorial content without what cites a source that is not part of this dataset."""
    return replace(
        editorial,
        items=tuple(item for item in editorial.items if item.cited.source in sources),
        mentioned_in=tuple(cited for cited in editorial.mentioned_in if cited.source in sources),
        outputs=tuple(output for output in editorial.outputs if output.cited.source in sources),
        criteria=tuple((code, cited) for code, cited in editorial.criteria if cited is None or cited.source in sources),
    )


def _map_places(keys: set[str], registries: Registries, mapper: AdditionMapper) -> Iterator[str]:
    """Yield the places used and the places they lie within."""
    pending, done = sorted(keys), set[str]()
    while pending:
        key = pending.pop(0)
        place = registries.places.get(key)
        if place is None or key in done:
            continue
        done.add(key)
        yield mapper.map_place(place)
        if place.within:
            pending.append(place.within)
