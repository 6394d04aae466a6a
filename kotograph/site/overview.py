"""All projects at a glance: the few facts that lists, facets and pictures need, read with one query a property."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kotograph.site.graph import Graph, Text, choose_text, expand
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

    def __iter__(self) -> Iterator[Summary]:
        return iter(self.projects.values())

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
