"""What is gone for good: keys that a registry has withdrawn, and what took their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kotograph.config import Settings
from kotograph.quads import iri as spell
from kotograph.quads import typed
from kotograph.reconcile.decisions import OrganisationKey, ProjectKey, read_identity
from kotograph.site.graph import expand
from kotograph.terms import Quad, iter_quads


@dataclass(frozen=True, slots=True)
class Tombstones:
    """The withdrawn IRIs; each leads to what replaced it, or to nothing (an empty text)."""

    replaced_by: Mapping[str, str] = field(default_factory=dict)

    def find(self, iri: str) -> Tombstone | None:
        """Find what is left of an IRI; None if it was never withdrawn."""
        return Tombstone(iri, self.replaced_by[iri]) if iri in self.replaced_by else None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One withdrawn IRI, and what replaced it."""

    iri: str
    replaced_by: str

    def iter_quads(self, base: str) -> Iterable[Quad]:
        """Yield what there is to say of it."""
        graph = f"<{base}graph/projects>"
        subject = spell(self.iri)
        lines = [f"{subject} <{expand('owl:deprecated')}> {typed('true', 'boolean')} {graph} .\n"]
        if self.replaced_by:
            lines.append(f"{subject} <{expand('dcterms:isReplacedBy')}> {spell(self.replaced_by)} {graph} .\n")
        return iter_quads(sorted(lines))


def read_tombstones(settings: Settings) -> Tombstones:
    """Read the registries of projects and organisations; each withdrawn key leads to the last that replaced it."""
    folder = settings.data / "identity"
    identity = read_identity(folder) if folder.is_dir() else None
    if identity is None:
        return Tombstones()
    return Tombstones(
        {
            **_follow(identity.projects, f"{settings.base}id/project/"),
            **_follow(identity.organisations, f"{settings.base}id/organisation/"),
        }
    )


def _follow(rows: Iterable[ProjectKey] | Iterable[OrganisationKey], start: str) -> dict[str, str]:
    known = {row.key: row for row in rows}
    found = {}
    for key, row in known.items():
        if row.status != "withdrawn":
            continue
        seen, last = {key}, row.replaced_by
        while last and last not in seen and last in known and known[last].replaced_by:
            seen.add(last)
            last = known[last].replaced_by
        found[start + key] = start + last if last else ""
    return found
