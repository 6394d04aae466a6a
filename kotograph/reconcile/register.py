"""Turn what the rules concluded into rows of the registries, so that keys stay and every decision can be reviewed.

Rows that exist are never changed: a person's decision, and a published key, outlive every rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from kotograph.projects import Organisation, Project, Reconciled
from kotograph.reconcile.decisions import Identity

Row = tuple[str, ...]


def list_new_rows(identity: Identity, found: Reconciled, today: str) -> dict[str, list[Row]]:
    """Return the rows to add, by file name in ``data/identity``; ``today`` is an ISO date."""
    return {
        "projects.tsv": list(_iter_projects(identity, found)),
        "same-project.tsv": list(_iter_pairs(identity, found, today)),
        "successions.tsv": list(_iter_successions(identity, found, today)),
        "organisations.tsv": list(_iter_organisations(identity, found)),
        "organisation-names.tsv": list(_iter_names(identity, found, today)),
    }


def _iter_projects(identity: Identity, found: Reconciled) -> Iterator[Row]:
    known = {row.key for row in identity.projects}
    for project in found.projects:
        if project.key not in known:
            yield _project_row(project)


def _project_row(project: Project) -> Row:
    if project.records:
        first = project.records[0]
        return (project.key, first.title, first.id, "active", "", "")
    places = ", ".join(f"{mention.source}:{mention.line}" for mention in project.mentions)
    title = project.titles[0][0] if project.titles else project.key
    return (project.key, title, "", "active", "", f"named in {places}")


def _iter_pairs(identity: Identity, found: Reconciled, today: str) -> Iterator[Row]:
    known = {frozenset((row.record_a, row.record_b)) for row in identity.same_project}
    scores = {frozenset((p.left, p.right)): p.score for p in found.proposals}
    for project in found.projects:
        for other in project.records[1:]:
            pair = frozenset((project.records[0].id, other.id))
            if pair not in known:
                first, second = sorted(pair)
                yield (first, second, "same", "rule", f"{scores.get(pair, 1.0):.4f}", today, "proposed by the rules")


def _iter_successions(identity: Identity, found: Reconciled, today: str) -> Iterator[Row]:
    known = {(row.predecessor, row.successor) for row in identity.successions}
    for each in found.successions:
        if (each.predecessor, each.successor) not in known:
            evidence = (each.evidence_kind, each.record, str(each.line), each.confidence)
            yield (each.predecessor, each.successor, "accepted", *evidence, "rule", today, each.quote)


def _iter_organisations(identity: Identity, found: Reconciled) -> Iterator[Row]:
    known = {row.key for row in identity.organisations}
    for organisation in found.organisations:
        if organisation.key not in known:
            note = "added by the rules: complete type and names"
            yield (organisation.key, "other", *_names(organisation), "", "", "", "", "active", "", note)


def _names(organisation: Organisation) -> Row:
    """Return one name for all three languages: which language it is in is for a person to say."""
    return (organisation.names[0],) * 3


def _iter_names(identity: Identity, found: Reconciled, today: str) -> Iterator[Row]:
    known = {row.name for row in identity.names}
    for organisation in found.organisations:
        for name in organisation.names:
            if name not in known:
                unit = next((unit for unit in organisation.units if name.endswith(unit)), "")
                yield (name, organisation.key, unit, "same", "rule", today, "proposed by the rules")
