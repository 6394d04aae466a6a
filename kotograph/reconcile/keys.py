"""Keys of projects: minted once from the first record that describes one, registered, and never lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kotograph.errors import FindingsError
from kotograph.iris import mint_project_key
from kotograph.reconcile.decisions import Identity, ProjectKey
from kotograph.reconcile.entries import Entry


class KeyRegistry:
    """Gives every project its key: the registered one, else a new one."""

    def __init__(self, identity: Identity, sources: Collection[str] = ()) -> None:
        self._sources = frozenset(sources)
        self._rows = {row.key: row for row in identity.projects}
        self._by_record = {row.record: row.key for row in identity.projects if row.record}
        self._by_record |= _follow(identity, self._by_record)
        self._taken = set(self._rows)
        self._given: set[str] = set()

    def get_current(self, key: str) -> str:
        """Return the key that took the place of a withdrawn one, through every step; else the key itself."""
        seen: set[str] = set()
        while key not in seen and key in self._rows and self._rows[key].replaced_by:
            seen.add(key)
            key = self._rows[key].replaced_by
        return key

    def give(self, records: Sequence[Entry]) -> str:
        """Return the key of the project that the records (in order) describe."""
        registered = (self.get_current(self._by_record[e.id]) for e in records if e.id in self._by_record)
        key = next((k for k in registered if k not in self._given), None) or self._mint(records[0].record.title)
        self._given.add(key)
        return key

    def give_named(self, title: str) -> str:
        """Return the key of a project that is only named: the registered one of that name, else a new one."""
        key = mint_project_key(title)
        row = self._rows.get(key)
        if row is None or row.record:
            key = self._mint(title)
        self._given.add(self.get_current(key))
        return self.get_current(key)

    def list_named(self, sources: Collection[str]) -> list[ProjectKey]:
        """Return the registered projects without a record that a source of this build names."""
        rows = [row for row in self._rows.values() if not row.record and row.status == "active"]
        return [row for row in rows if any(source in sources for source, _ in row.find_mentions())]

    def check(self, sources: Collection[str], present: Collection[str]) -> None:
        """Raise FindingsError if a registered key of these sources has disappeared without a tombstone."""
        active = [row for row in self._rows.values() if row.status == "active"]
        lost = [row for row in active if row.key not in present and _is_due(row, sources)]
        if lost:
            row = lost[0]
            more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
            raise FindingsError(
                "key-disappeared",
                f"the published key '{row.key}' of {row.record or row.title} no longer appears{more}",
                row.where,
                "restore its record or decision, or set status withdrawn and replaced_by in data/identity/projects.tsv",
            )

    def _is_free(self, key: str) -> bool:
        """Tell whether a registered key may be given by name: its own record is on no page that was read."""
        row = self._rows.get(key)
        if row is None or row.status != "active" or not row.record or key in self._given:
            return False
        return row.record.split("/")[0] not in self._sources

    def _mint(self, title: str) -> str:
        wanted = mint_project_key(title)
        if self._is_free(wanted):
            return wanted
        key, suffix = wanted, 1
        while key in self._taken:
            suffix += 1
            key = f"{wanted}-{suffix}"
        self._taken.add(key)
        return key


def _follow(identity: Identity, known: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of records that decisions call the same as registered ones, through every step."""
    found = dict(known)
    pairs = [(row.record_a, row.record_b) for row in identity.same_project if row.is_same]
    grown = True
    while grown:
        grown = False
        for a, b in (*pairs, *((b, a) for a, b in pairs)):
            if a in found and b not in found:
                found[b], grown = found[a], True
    return found


def _is_due(row: ProjectKey, sources: Collection[str]) -> bool:
    if row.record:
        return row.record.split("/")[0] in sources
    return any(source in sources for source, _ in row.find_mentions())
