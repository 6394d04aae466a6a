"""All projects at a glance: the few facts that lists, facets and pictures need, read with one query a property."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from kotograph.site.graph import Graph, Text, choose_text, expand
from kotograph.site.locale import collate
from kotograph.store import Term
from kotograph.vocab import KOTO, PREFIXES

_HEAD = f"PREFIX koto: <{KOTO}> PREFIX dcterms: <{PREFIXES['dcterms']}> PREFIX org: <{PREFIXES['org']}> "
#: Properties of a project that are kept, by the name of the field they fill.
_FIELDS = {
    "titles": "dcterms:title",
    "implementers": "koto:implementer",
    "partners": "koto:partner",
    "starts": "koto:startDate",
    "ends": "koto:endDate",
    "statuses": "koto:status",
    "objectives": "koto:objective",
    "themes": "dcterms:subject",
    "groups": "koto:targetGroup",
    "places": "dcterms:spatial",
    "records": "koto:describedBy",
}
_AMOUNTS = """SELECT DISTINCT ?project ?grant ?instrument ?kind ?currency ?sum ?amount WHERE {
  ?project koto:grant ?grant .
  OPTIONAL { ?grant koto:fundedUnder ?instrument }
  OPTIONAL { ?grant koto:hasAmount ?sum . ?sum koto:amount ?amount ; koto:amountKind ?kind ; koto:currency ?currency }
}"""
_DISCREPANCIES = "SELECT ?project ?resolution WHERE { ?resolution a koto:Discrepancy ; koto:about ?project }"


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum of a project; ``kind`` and ``instrument`` are IRIs, ``currency`` an ISO 4217 code."""

    instrument: str
    kind: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists show of one project; things are IRIs, dates lexical, several values sorted."""

    iri: str
    key: str
    titles: tuple[Term, ...]
    implementers: tuple[str, ...]
    partners: tuple[str, ...]
    start: str
    end: str
    status: str
    objectives: tuple[str, ...]
    instruments: tuple[str, ...]
    sums: tuple[Sum, ...]
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    places: tuple[str, ...]
    records: tuple[str, ...]
    discrepancies: int

    def title(self, lang: str) -> Text:
        """Return the title in a language, else in another."""
        return choose_text(self.titles, lang) or Text(self.key)

    @property
    def year(self) -> str:
        """Return the year it starts in, empty where none is concluded."""
        return self.start[:4]

    def sum_of(self, kind: str, currency: str = "EUR") -> Decimal | None:
        """Return the sum of one kind in one currency; None where none is stated."""
        found = [each.amount for each in self.sums if each.kind == kind and each.currency == currency]
        return sum(found, Decimal(0)) if found else None


class Overview:
    """Every project's summary, by key; read once a build."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.eu_contribution = f"{graph.base}vocab/amount-kind/eu-contribution"
        fields = {name: self._read(prop) for name, prop in _FIELDS.items()}
        sums, instruments = self._read_sums()
        discrepancies = Counter(iri for iri, _ in self._rows(_DISCREPANCIES))
        self.projects: Mapping[str, Summary] = {
            graph.get_key(iri): self._summarise(iri, fields, sums, instruments, discrepancies)
            for iri in graph.list_all("koto:Project")
        }
        self.ranks = lru_cache(maxsize=8)(self._rank)

    def __iter__(self) -> Iterator[Summary]:
        return iter(self.projects.values())

    @cached_property
    def contributions(self) -> Mapping[str, Decimal]:
        """The EU contribution to each project that has one, by key."""
        sums = {key: each.sum_of(self.eu_contribution) for key, each in self.projects.items()}
        return {key: found for key, found in sums.items() if found is not None}

    @cached_property
    def by_implementer(self) -> Mapping[str, Sequence[Summary]]:
        """The projects of each implementer."""
        return self._group(lambda each: each.implementers)

    @cached_property
    def by_partner(self) -> Mapping[str, Sequence[Summary]]:
        """The projects of each partner."""
        return self._group(lambda each: each.partners)

    def _group(self, things: Callable[[Summary], Sequence[str]]) -> dict[str, list[Summary]]:
        found: dict[str, list[Summary]] = defaultdict(list)
        for each in self:
            for iri in things(each):
                found[iri].append(each)
        return dict(found)

    def _rank(self, lang: str) -> Mapping[str, int]:
        """Return the place of each project among all by title, as readers of a language expect it."""
        ordered = sorted(self, key=lambda each: (collate(each.title(lang).value, lang), each.key))
        return {each.key: rank for rank, each in enumerate(ordered)}

    def _rows(self, query: str) -> Iterator[tuple[str, Term | None]]:
        for row in self.graph.store.query(_HEAD + query, "site").rows:
            assert row[0]
            yield row[0].value, row[1]

    def _read(self, prop: str) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = defaultdict(list)
        query = f"SELECT DISTINCT ?project ?value WHERE {{ ?project a koto:Project ; <{expand(prop)}> ?value }}"
        for iri, value in self._rows(query):
            if value:
                found[iri].append(value)
        return found

    def _read_sums(self) -> tuple[dict[str, list[Sum]], dict[str, set[str]]]:
        sums: dict[str, list[Sum]] = defaultdict(list)
        instruments: dict[str, set[str]] = defaultdict(set)
        for row in self.graph.store.query(_HEAD + _AMOUNTS, "site").rows:
            project, _, instrument, kind, currency, _, amount = row
            assert project
            if instrument:
                instruments[project.value].add(instrument.value)
            if amount and kind and currency:
                code = currency.value.rsplit("/", 1)[-1]
                fund = instrument.value if instrument else ""
                sums[project.value].append(Sum(fund, kind.value, code, Decimal(amount.value)))
        return sums, instruments

    def _summarise(
        self,
        iri: str,
        fields: Mapping[str, Mapping[str, list[Term]]],
        sums: Mapping[str, list[Sum]],
        instruments: Mapping[str, set[str]],
        discrepancies: Mapping[str, int],
    ) -> Summary:
        def each(name: str) -> tuple[str, ...]:
            return tuple(sorted(term.value for term in fields[name].get(iri, ())))

        def one(name: str) -> str:
            return min(each(name), default="")

        return Summary(
            iri=iri,
            key=self.graph.get_key(iri),
            titles=tuple(sorted(fields["titles"].get(iri, ()), key=lambda term: (term.lang, term.value))),
            implementers=each("implementers"),
            partners=each("partners"),
            start=one("starts"),
            end=one("ends"),
            status=one("statuses"),
            objectives=each("objectives"),
            instruments=tuple(sorted(instruments.get(iri, ()))),
            sums=tuple(sorted(sums.get(iri, ()), key=lambda s: (s.instrument, s.kind, s.currency, s.amount))),
            themes=each("themes"),
            groups=each("groups"),
            places=each("places"),
            records=each("records"),
            discrepancies=discrepancies.get(iri, 0),
        )
