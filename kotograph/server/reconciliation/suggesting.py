"""Suggest services: entities, types and properties by the beginning of their names, and a glance at each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from kotograph.match import Wanted
from kotograph.match.normalise import fold, split_words
from kotograph.server.reconciliation.catalogue import Catalogue
from kotograph.server.reconciliation.identifiers import normalise_identifier
from kotograph.server.reconciliation.properties import Properties
from kotograph.server.reconciliation.showing import write_flyout
from kotograph.server.reconciliation.words import tell
from kotograph.store import accepts_iri

PAGE = 20
MOST_CURSOR = 2000
KINDS = ("entity", "property", "type")
_TEXT = "rdfs:comment"
Json: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class Suggester:
    """Complete what somebody types."""

    catalogue: Catalogue
    properties: Properties

    def suggest(self, what: str, prefix: str, cursor: int, lang: str, kind: str = "") -> Json:
        """Return suggestions after the first ``cursor``: entities (of a type, if one is given), properties or types."""
        if what == "entity":
            return {"result": self._suggest_entities(prefix, cursor, lang, kind)}
        found = self._list_types(lang) if what == "type" else self._list_properties(lang)
        return {"result": _choose(found, prefix)[cursor : cursor + PAGE]}

    def _suggest_entities(self, prefix: str, cursor: int, lang: str, kind: str) -> list[Json]:
        index = self.catalogue.get_index(kind)
        wanted = Wanted("", lang, identifiers=(normalise_identifier(prefix),))
        identified = index.find(wanted, PAGE) if prefix.strip() else []
        found = [*identified, *index.search_prefix(prefix, cursor + PAGE + len(identified))]
        entries = list(dict.fromkeys(candidate.entry.id for candidate in found))[cursor : cursor + PAGE]
        return [self._show_entity(iri, lang) for iri in entries]

    def _show_entity(self, iri: str, lang: str) -> Json:
        entry = self.catalogue.entries[iri]
        shown: Json = {
            "id": iri,
            "name": self.catalogue.name_entry(entry, lang),
            "notable": self.catalogue.show_types(entry, lang),
        }
        description = self.catalogue.describe(iri, lang)
        return {**shown, "description": description} if description else shown

    def _list_types(self, lang: str) -> list[Json]:
        return [self.show_type(kind, lang) for kind in self.catalogue.types]

    def show_type(self, kind: str, lang: str) -> Json:
        """Return a type with what is broader, and how many things are of it."""
        number = self.catalogue.counts.get(kind, 0)
        counted = tell("count-one" if number == 1 else "count-many", lang, n=number)
        shown: Json = {"id": kind, "name": self.catalogue.name_term(kind, lang), "description": counted}
        above = [
            {"id": each, "name": self.catalogue.name_term(each, lang)} for each in self.catalogue.get_broader(kind)
        ]
        return {**shown, "broader": above} if above else shown

    def _list_properties(self, lang: str) -> list[Json]:
        return [self._show_property(each.id, lang) for each in self.properties.list_properties("")]

    def _show_property(self, property_id: str, lang: str) -> Json:
        shown: Json = {"id": property_id, "name": self.properties.name(property_id, lang)}
        # Of the way back there is nothing to say but its name.
        known = accepts_iri(property_id)
        text = self.catalogue.graph.find_text(property_id, _TEXT, lang) if known else None
        return {**shown, "description": text.value} if text else shown

    def fly_out(self, what: str, iri: str, lang: str) -> Json | None:
        """Return a glance at an entity, property or type; None if there is none of that id."""
        if what == "entity":
            entry = self.catalogue.entries.get(iri)
            shown = None if entry is None else self._show_entity(iri, lang)
        elif what == "type":
            shown = self.show_type(iri, lang) if iri in self.catalogue.counts else None
        else:
            shown = self._show_property(iri, lang) if self.properties.exists(iri) else None
        if shown is None:
            return None
        return {"id": iri, "html": write_flyout(str(shown["name"]), str(shown.get("description", "")))}


def _choose(offered: Iterable[Json], prefix: str) -> list[Json]:
    """Return what has a word that begins so, or an id that is or ends so: names that begin with it first."""
    start = " ".join(split_words(fold(prefix)))
    known = prefix.strip()
    ranked = []
    for place, each in enumerate(offered):
        words = split_words(fold(str(each["name"])))
        position = next((at for at in range(len(words)) if " ".join(words[at:]).startswith(start)), None)
        if known and (each["id"] == known or str(each["id"]).endswith((f"#{known}", f"/{known}"))):
            position = -1
        if position is not None:
            ranked.append((position > 0, position, place, each))
    return [each for *_, each in sorted(ranked, key=lambda item: item[:3])]
