"""Reconcile records: which entries are one project, which names one organisation, which project continues which.

`reconcile` is a function from pages and decisions to conclusions; it reads and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kotograph.editorial import ORGANISATION_COLUMNS
from kotograph.iris import find_short_name, strip_project_word
from kotograph.projects import Mention, Project, Proposal, Reconciled, Resolution, Succession
from kotograph.reconcile.clusters import cluster_entries
from kotograph.reconcile.decisions import (
    ORGANISATION_NAMES,
    PROJECTS,
    SAME_PROJECT,
    SUCCESSIONS,
    Identity,
    SuccessionDecision,
    read_identity,
)
from kotograph.reconcile.entries import Order, make_order, read_entry
from kotograph.reconcile.grants import resolve_grants
from kotograph.reconcile.keys import KeyRegistry
from kotograph.reconcile.organisations import Organisations
from kotograph.reconcile.register import list_new_rows
from kotograph.reconcile.successions import Found, Group, NamedOnly, find_successions
from kotograph.records import Page, Property, Record
from kotograph.reports import Issue, Severity

__all__ = ["TABLES", "Identity", "list_new_rows", "read_identity", "reconcile"]

#: The columns of each table in ``data/identity`` that the rules may add rows to.
TABLES = {
    "projects.tsv": PROJECTS,
    "same-project.tsv": SAME_PROJECT,
    "successions.tsv": SUCCESSIONS,
    "organisations.tsv": ORGANISATION_COLUMNS,
    "organisation-names.tsv": ORGANISATION_NAMES,
}


def reconcile(pages: Sequence[Page], identity: Identity) -> Reconciled:
    """Conclude projects, organisations and successions from pages.

    With an empty `Identity` every conclusion comes from the rules; a decision goes before a rule. The result does not
    depend on the order of the pages. Raises FindingsError (``key-disappeared``) if a registered key of these sources
    is lost.
    """
    pages, repeated = _drop_repeated(pages)
    order = make_order(pages)
    records = sorted((record for page in pages for record in page.records), key=order.rank)
    entries = [read_entry(record, number) for number, record in enumerate(records)]
    by_names = Organisations(records, identity, order)
    draft = cluster_entries(entries, by_names, identity)
    organisations = Organisations(records, identity, order, [(a.record, b.record) for a, b in draft.links])
    clusters = cluster_entries(entries, organisations, identity, draft)
    groups = sorted((sorted(group, key=lambda e: e.number) for group in clusters.groups), key=lambda g: g[0].number)
    registry = KeyRegistry(identity, {page.source.id for page in pages})
    keyed = [Group(registry.give(group), tuple(group)) for group in groups]
    found = find_successions(keyed, organisations)
    names = {place: registry.give_named(named.title) for place, named in sorted(found.named.items())}
    successions = _decide_successions(_rename(found, names), identity, {record.id for record in records})
    projects = {group.key: _make_project(group, order, organisations) for group in keyed}
    sources = {page.source.id for page in pages}
    used = {key for s in successions for key in (s.predecessor, s.successor)}
    named = [project for project in _list_named(found.named, names, records) if project.key in used]
    for project in (*named, *_list_registered(registry, pages)):
        projects.setdefault(project.key, project)
    registry.check(sources, projects.keys())
    issues = [
        *repeated,
        *organisations.issues,
        *clusters.issues,
        *found.issues,
        *_check_decisions(identity, records, sources),
    ]
    return Reconciled(
        tuple(projects[key] for key in sorted(projects)),
        organisations.list_organisations(),
        tuple(s for s in successions if s.predecessor in projects and s.successor in projects),
        tuple(sorted(set(issues))),
        (*organisations.proposals, *clusters.proposals, *_rename_proposals(found, names)),
    )


def _drop_repeated(pages: Sequence[Page]) -> tuple[list[Page], list[Issue]]:
    """Leave out a page whose source was given before, and say so: its records would have the same names."""
    kept: dict[str, Page] = {}
    issues = []
    for page in pages:
        if page.source.id in kept:
            message = f"the source was already read from {kept[page.source.id].source.path}; this page was left out"
            hint = "give each page its own source id"
            issues.append(
                Issue("repeated-source", 1, page.source.id, Severity.WARNING, page.source.path, message, hint)
            )
        else:
            kept[page.source.id] = page
    return list(kept.values()), issues


def _make_project(group: Group, order: Order, organisations: Organisations) -> Project:
    records = tuple(entry.record for entry in group.entries)
    resolutions, grants = resolve_grants(records, order, organisations.find_key)
    titles = _choose_titles(resolutions)
    implementer = next((r.value for r in resolutions if r.property is Property.IMPLEMENTER), None)
    units = [unit for record in records if (unit := organisations.find_unit(record))]
    return Project(
        group.key,
        records,
        titles,
        _list_alternatives(records, titles),
        implementer,
        units[0] if units and implementer else None,
        resolutions,
        grants=grants,
    )


def _choose_titles(resolutions: Iterable[Resolution]) -> tuple[tuple[str, str], ...]:
    """Return one title a language: the concluded one, else the first that was stated."""
    titles = []
    for resolution in resolutions:
        if resolution.property is Property.TITLE:
            first = resolution.considered[0].statement
            titles.append((resolution.value or first.value or first.as_written, resolution.language))
    return tuple(titles)


def _list_alternatives(records: Sequence[Record], titles: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return short names and other spellings; those that only repeat a title are left out."""
    chosen = {title for title, _ in titles}
    found: dict[str, None] = {}
    for record in records:
        title = " ".join(record.title.split())
        for name in (title, strip_project_word(title), find_short_name(title)):
            name = name.strip(' "“”')
            if name and name not in chosen:
                found.setdefault(name)
    return tuple(found)


def _rename(found: Found, names: Mapping[str, str]) -> list[Succession]:
    return [
        replace(s, predecessor=names.get(s.predecessor, s.predecessor), successor=names.get(s.successor, s.successor))
        for s in found.successions
    ]


def _rename_proposals(found: Found, names: Mapping[str, str]) -> list[Proposal]:
    return [replace(p, left=names.get(p.left, p.left), right=names.get(p.right, p.right)) for p in found.proposals]


def _decide_successions(found: Iterable[Succession], identity: Identity, records: set[str]) -> list[Succession]:
    """Put decisions over what the rules found: rejected ones go, accepted ones come with the evidence decided on.

    Where the record with that evidence was not read, what the rules found on the pages that were read stands.
    """
    by_pair = {(s.predecessor, s.successor): s for s in found}
    for decision in identity.successions:
        pair = (decision.predecessor, decision.successor)
        if not decision.is_accepted:
            by_pair.pop(pair, None)
        elif decision.record in records:
            by_pair[pair] = _apply(decision, by_pair.get(pair))
    return [by_pair[pair] for pair in sorted(by_pair)]


def _apply(decision: SuccessionDecision, found: Succession | None) -> Succession:
    evidence = (decision.evidence_kind, decision.record)
    same = found if found and (found.evidence_kind, found.record) == evidence else None
    return Succession(
        decision.predecessor,
        decision.successor,
        decision.evidence_kind,
        decision.record or (found.record if found else ""),
        decision.line or (found.line if found else 0),
        decision.confidence or (found.confidence if found else "1"),
        same.quote if same else "",
    )


def _list_named(named: Mapping[str, NamedOnly], names: Mapping[str, str], records: Sequence[Record]) -> list[Project]:
    """Return the projects that texts only name: one title a language, the other names as alternatives."""
    sources = {record.id: record.source for record in records}
    projects = []
    for place, first in sorted(named.items()):
        every = (first, *first.also)
        titles: dict[str, str] = {}
        for each in every:
            titles.setdefault(each.language, each.title)
        projects.append(
            Project(
                names[place],
                (),
                tuple((title, language) for language, title in titles.items()),
                tuple(dict.fromkeys(each.title for each in every if each.title not in titles.values())),
                mentions=tuple(dict.fromkeys(Mention(sources[each.record], each.record, each.line) for each in every)),
            )
        )
    return projects


def _list_registered(registry: KeyRegistry, pages: Sequence[Page]) -> list[Project]:
    """Return the projects that the registry knows only by name, where a page of this build names them."""
    language = {page.source.id: page.source.language for page in pages}
    at = {(page.source.id, line): record for page in pages for line, record in _iter_lines(page)}
    projects = []
    for row in registry.list_named(language.keys()):
        places = [(source, line) for source, line in row.find_mentions() if source in language]
        mentions = tuple(Mention(s, at[s, n].id if (s, n) in at else None, n) for s, n in places)
        projects.append(Project(row.key, (), ((row.title, language[places[0][0]] or "fi"),), mentions=mentions))
    return projects


def _iter_lines(page: Page) -> Iterator[tuple[int, Record]]:
    """Yield each line of a page that belongs to an entry, and that entry."""
    by_title = {record.line: record for record in page.records}
    for record in page.records:
        yield from ((line, record) for line in (*record.lines.description, *(s.line for s in record.statements)))
    yield from ((a.line, by_title[a.entry]) for a in page.account if a.entry in by_title)


def _check_decisions(identity: Identity, records: Sequence[Record], sources: set[str]) -> list[Issue]:
    """Report decisions about records that a page of this build should have and has not."""
    known = {record.id for record in records}
    issues = []
    for decision in identity.same_project:
        for name in (decision.record_a, decision.record_b):
            if name not in known and name.split("/")[0] in sources:
                path, _, line = decision.where.rpartition(":")
                message, hint = "the decision speaks of a record that its page has not", "correct the record's name"
                issues.append(
                    Issue("decision-without-record", int(line or 0), name, Severity.WARNING, path, message, hint)
                )
    return issues
