"""Facets: by what a list of projects can be narrowed. Each value of each facet is a plain link to a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kotograph.site.graph import Graph, Text
from kotograph.site.overview import Summary
from kotograph.site.texts import say

if TYPE_CHECKING:
    from kotograph.site.site import Site

YES = "yes"


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet; ``values`` gives the values that a project has, as IRIs or plain words.

    ``by_count`` puts those with the most projects first; then ``rest`` is the list of all such things.
    """

    name: str
    values: Callable[[Graph, Summary], Sequence[str]]
    by_count: bool = False
    rest: str = ""


def _types(graph: Graph, project: Summary) -> list[str]:
    return sorted({each for body in project.implementers for each in graph.get_iris(body, "org:classification")})


def _places(graph: Graph, project: Summary) -> list[str]:
    return _with_above(graph, project.places, "dcterms:isPartOf")


def _themes(graph: Graph, project: Summary) -> list[str]:
    return _with_above(graph, project.themes, "skos:broader")


def _with_above(graph: Graph, iris: Sequence[str], prop: str) -> list[str]:
    """A project in a district is a project of its city; one on a narrower theme is on the broader one."""
    return sorted({each for iri in iris for each in (iri, *graph.iter_above(iri, prop))})


FACETS = (
    Facet("fund", lambda _, project: project.instruments),
    Facet("objective", lambda _, project: project.objectives),
    Facet("status", lambda _, project: (project.status,) if project.status else ()),
    Facet("year", lambda _, project: (project.year,) if project.year else ()),
    Facet("type", _types),
    Facet("implementer", lambda _, project: project.implementers, by_count=True, rest="organisations.html"),
    Facet("theme", _themes, by_count=True, rest="themes.html"),
    Facet("place", _places, by_count=True, rest="places.html"),
    Facet("disagreement", lambda _, project: (YES,) if project.discrepancies else ()),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its key in addresses, what it is (an IRI or a word), and the projects that have it."""

    facet: str
    key: str
    value: str
    projects: tuple[str, ...]

    def name(self, site: Site, lang: str) -> Text:
        """Return what the value is called."""
        if self.value == YES:
            return Text(say("facet.yes", lang), lang)
        if ":" not in self.value:
            return Text(self.value)
        return site.name(self.value, lang)


def count_facets(graph: Graph, projects: Sequence[Summary]) -> Mapping[str, Mapping[str, Choice]]:
    """Return the choices of every facet by key, each with its projects in the order given."""
    found: dict[str, dict[str, list[str]]] = {facet.name: {} for facet in FACETS}
    for project in projects:
        for facet in FACETS:
            for value in facet.values(graph, project):
                found[facet.name].setdefault(value, []).append(project.key)
    return {
        name: {_key(graph, value): Choice(name, _key(graph, value), value, tuple(keys)) for value, keys in each.items()}
        for name, each in found.items()
    }


def _key(graph: Graph, value: str) -> str:
    return graph.get_key(value) if ":" in value else value


def iter_sorted(site: Site, choices: Mapping[str, Choice], facet: Facet, lang: str) -> Iterator[Choice]:
    """Yield the choices of a facet as a reader wants them: the most projects first, or by name."""
    from kotograph.site.locale import collate

    def order(choice: Choice) -> tuple[int, tuple[str, str], str]:
        rank = -len(choice.projects) if facet.by_count else 0
        return rank, collate(choice.name(site, lang).value, lang), choice.key

    yield from sorted(choices.values(), key=order)
