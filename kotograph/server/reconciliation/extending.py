"""Data extension: the values of properties, typed as the protocol has them, and the properties that a type offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TypeAlias

from kotograph.server.problem import Problem
from kotograph.server.reconciliation.asked import Column, Extension
from kotograph.server.reconciliation.catalogue import Catalogue
from kotograph.server.reconciliation.properties import BACK, Properties
from kotograph.site.graph import FALLBACK
from kotograph.store import Term
from kotograph.vocab import PREFIXES

#: An answer with more values is refused: it says so, instead of leaving some out.
MOST_VALUES = 100_000
_XSD = PREFIXES["xsd"]
_WHOLE = tuple(f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"))
_BROKEN = tuple(f"{_XSD}{name}" for name in ("decimal", "double", "float"))
_DAY, _MOMENT = f"{_XSD}date", f"{_XSD}dateTime"
_FINITE = float("inf")
Json: TypeAlias = "dict[str, object]"


@dataclass(frozen=True, slots=True)
class Extender:
    """Fetch values of properties for entries of a catalogue."""

    catalogue: Catalogue
    properties: Properties

    def extend(self, asked: Extension, lang: str, check: Callable[[], None]) -> Json:
        """Return the answer to a data extension query; entities that there are not have no values.

        ``check`` is called before each cell, and raises where it is time to stop.
        """
        rows: dict[str, dict[str, list[Json]]] = {}
        count = 0
        for iri in asked.ids:
            cells = rows.setdefault(iri, {})
            for column in asked.columns:
                check()
                values = self._fetch(iri, column, lang) if iri in self.catalogue.entries else []
                cells[column.property_id] = values
                count += len(values)
                if count > MOST_VALUES:
                    hint = "ask for fewer entities or properties, or set 'limit'"
                    raise Problem(
                        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                        "answer-too-large",
                        f"there are more than {MOST_VALUES} values",
                        hint,
                    )
        return {"meta": [self._describe(column, rows, lang) for column in asked.columns], "rows": rows}

    def propose(self, kind: str, limit: int | None, lang: str) -> Json:
        """Return the properties that the entities of a type have, those that most have first."""
        found = self.properties.list_properties(kind)[:limit]
        offered = [{"id": each.id, "name": self.properties.name(each.id, lang)} for each in found]
        answer: Json = {"type": kind, "properties": offered}
        return answer if limit is None else {**answer, "limit": limit}

    def _describe(self, column: Column, rows: Mapping[str, Mapping[str, Sequence[Json]]], lang: str) -> Json:
        """Return the head of a column, with the type that all its entities have, if there is one."""
        head: Json = {"id": column.property_id, "name": self.properties.name(column.property_id, lang)}
        ids = {str(value["id"]) for cells in rows.values() for value in cells[column.property_id] if "id" in value}
        types = [self.catalogue.entries[each].types for each in ids]
        shared = [kind for kind in (types[0] if types else ()) if all(kind in known for known in types)]
        if not shared:
            return head
        # The last is the scheme, where there is one: it says more than that something is a concept.
        return {**head, "type": {"id": shared[-1], "name": self.catalogue.name_term(shared[-1], lang)}}

    def _fetch(self, iri: str, column: Column, lang: str) -> list[Json]:
        terms = choose_texts(self.properties.get_values(iri, column.property_id), lang)
        # The way back may lead from the inner parts of the dataset, which are nothing to anyone.
        if column.property_id.startswith(BACK):
            terms = [term for term in terms if term.value in self.catalogue.entries]
        return [self._write(term, column, lang) for term in terms[: column.limit or None]]

    def _write(self, term: Term, column: Column, lang: str) -> Json:
        if term.kind == "literal":
            return write_literal(term)
        entry = self.catalogue.entries.get(term.value)
        if column.form == "iri" or term.kind != "uri":
            return {"str": term.value}
        if entry is None:
            name = self.catalogue.graph.get_name(term.value, lang)
            is_named = name.value != self.catalogue.graph.get_key(term.value)
            return {"str": name.value if is_named else term.value}
        name_here = self.catalogue.name_entry(entry, lang)
        return {"str": name_here} if column.form == "name" else {"id": entry.id, "name": name_here}


def choose_texts(terms: Sequence[Term], lang: str) -> list[Term]:
    """Return values without those that say the same in other languages: of tagged texts the reader's language stays.

    >>> found = choose_texts([Term("literal", "yksi", "fi"), Term("literal", "one", "en"), Term("literal", "1")], "fi")
    >>> [term.value for term in found]
    ['yksi', '1']
    """
    tagged = {term.lang for term in terms if term.lang}
    order = (lang, *FALLBACK, *sorted(tagged))
    kept = next((tag for tag in order if tag in tagged), "")
    return [term for term in terms if term.lang in ("", kept)]


def write_literal(term: Term) -> Json:
    """Return a literal as the protocol has it; a day is its midnight in UTC, and a year alone stays a text.

    >>> write_literal(Term("literal", "2022-01-30", "", "http://www.w3.org/2001/XMLSchema#date"))
    {'date': '2022-01-30T00:00:00Z'}
    >>> write_literal(Term("literal", "218995", "", "http://www.w3.org/2001/XMLSchema#decimal"))
    {'float': 218995.0}
    """
    try:
        if term.datatype in _WHOLE:
            return {"int": int(term.value)}
        if term.datatype in _BROKEN:
            number = float(term.value)
            return {"float": number} if -_FINITE < number < _FINITE else {"str": term.value}
        if term.datatype == _DAY:
            day = datetime.strptime(term.value, "%Y-%m-%d")
            return {"date": f"{day.date().isoformat()}T00:00:00Z"}
        if term.datatype == _MOMENT:
            datetime.fromisoformat(term.value)
            return {"date": term.value}
    except ValueError:
        pass
    return {"str": term.value}
