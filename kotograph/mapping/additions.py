"""Editorial content → quads of ``graph/editorial``: each fact on the project, beside a node that says from where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kotograph.editorial import Cited, Editorial, Item, Output, Place
from kotograph.iris import Iris, mint_slug
from kotograph.mapping.conclusions import project_iri
from kotograph.mapping.documents import document_iri, record_iri
from kotograph.mapping.terms import (
    ABSTRACT,
    ATTRIBUTED_TO,
    HAS_PART,
    IS_PART_OF,
    LABEL,
    PREF_LABEL,
    SPATIAL,
    SUBJECT,
    TITLE,
    A,
    koto,
    node,
)
from kotograph.quads import integer, literal, tagged, typed
from kotograph.records import Record
from kotograph.vocab import expand

_KINDS = {
    "title": (TITLE, ""),
    "summary": (ABSTRACT, ""),
    "theme": (SUBJECT, "theme"),
    "target_group": (koto("targetGroup"), "target-group"),
    "place": (SPATIAL, "place"),
    "partner": (koto("partner"), "organisation"),
}
_REGISTERED = ("place", "organisation")


class AdditionMapper:
    """Map the editorial content of one dataset; ``find_record`` tells which record a cited line lies in."""

    def __init__(self, iris: Iris, find_record: Callable[[Cited], Record | None]) -> None:
        self.iris, self.find_record = iris, find_record
        self.graph = iris.graph("editorial")
        self.editors = iris.resource("agent", "editors")

    def map_editors(self) -> str:
        """Return the lines of the agent that editorial content is attributed to."""
        names = (("kotographin toimittajat", "fi"), ("kotographs redaktörer", "sv"), ("the editors of kotograph", "en"))
        pairs = [(A, expand("prov:Agent")), (A, expand("foaf:Agent"))]
        return node(
            self.editors, self.graph, pairs + [(PREF_LABEL, tagged(name, language)) for name, language in names]
        )

    def map_place(self, place: Place) -> str:
        """Return the lines of one place."""
        pairs = [(A, koto("Place")), (koto("placeKind"), literal(place.kind))]
        pairs += [(PREF_LABEL, tagged(name, language)) for name, language in place.names]
        if place.within:
            pairs.append((IS_PART_OF, self.iris.resource("place", place.within)))
        return node(self.iris.resource("place", place.key), self.graph, pairs)

    def map_editorial(
        self, editorial: Editorial, skip: Iterable[Item] = (), titles: Sequence[tuple[str, str]] = ()
    ) -> Iterator[str]:
        """Yield the lines of everything added to one project; items to ``skip`` disagree and are resolved elsewhere.

        ``titles`` are those that `map_project` wrote: a title that only stands in its registry is cited here, not
        repeated, so that each triple stands in one graph.
        """
        subject = project_iri(self.iris, editorial.project)
        skipped = set(skip)
        seen: dict[tuple[str, str, str], int] = {}
        for item in editorial.items:
            if item in skipped:
                continue
            predicate, term = self._fact(item)
            same = (item.kind, item.value, item.language)
            count = seen[same] = seen.get(same, 0) + 1
            if count == 1 and not (item.kind == "title" and (item.value, item.language) in titles):
                yield node(subject, self.graph, [(predicate, term)])
            yield self._map_item(editorial.project, item, predicate, term, count)
        for number, output in enumerate(editorial.outputs, 1):
            yield self._map_output(editorial.project, number, output)
        yield from self._map_criteria(editorial)
        if editorial.part_of:
            whole = project_iri(self.iris, editorial.part_of)
            yield node(subject, self.graph, [(IS_PART_OF, whole)]) + node(whole, self.graph, [(HAS_PART, subject)])
            # The line that first names a part is the one that says what it is a part of.
            for cited in editorial.mentioned_in[:1]:
                item = Item("part_of", editorial.part_of, cited)
                yield self._map_item(editorial.project, item, IS_PART_OF, whole, 1)

    def _fact(self, item: Item) -> tuple[str, str]:
        predicate, scheme = _KINDS[item.kind]
        if item.language:
            return predicate, tagged(item.value, item.language)
        if scheme in _REGISTERED:
            return predicate, self.iris.resource(scheme, item.value)
        return predicate, self.iris.concept(f"{scheme}/{item.value}")

    def _evidence(self, cited: Cited) -> list[tuple[str, str]]:
        pairs = [
            (koto("evidenceSource"), document_iri(self.iris, cited.source)),
            (koto("evidenceLine"), integer(cited.line)),
        ]
        record = self.find_record(cited)
        if record:
            pairs.append((koto("evidenceRecord"), record_iri(self.iris, record)))
        return pairs

    def _map_item(self, project: str, item: Item, predicate: str, term: str, count: int) -> str:
        name = item.language or item.value
        key = name if count == 1 else f"{name}-{count}"
        pairs = [
            (A, koto("EditorialStatement")),
            (koto("about"), project_iri(self.iris, project)),
            (koto("property"), predicate),
            (koto("value"), term),
            (ATTRIBUTED_TO, self.editors),
            *self._evidence(item.cited),
        ]
        if item.as_written:
            pairs.append((koto("asWritten"), literal(item.as_written)))
        return node(self.iris.resource("editorial", project, item.kind.replace("_", "-"), key), self.graph, pairs)

    def _map_output(self, project: str, number: int, output: Output) -> str:
        subject = self.iris.resource("output", project, str(number))
        pairs = [(A, koto("Output")), (koto("outputKind"), literal(output.kind)), *self._evidence(output.cited)]
        pairs += [(LABEL, tagged(text, language)) for text, language in output.labels]
        pairs.append((koto("asWritten"), literal(output.as_written)))
        if output.quantity is not None:
            pairs.append((koto("quantity"), typed(str(output.quantity), "decimal")))
        if output.unit:
            pairs.append((koto("unit"), literal(output.unit)))
        if output.approximate:
            pairs.append((koto("approximate"), typed("true", "boolean")))
        if output.part:
            pairs.append((koto("ofPart"), project_iri(self.iris, output.part)))
        return node(project_iri(self.iris, project), self.graph, [(koto("output"), subject)]) + node(
            subject, self.graph, pairs
        )

    def _map_criteria(self, editorial: Editorial) -> Iterator[str]:
        for code, cited in editorial.criteria:
            subject = self.iris.resource("criterion-evidence", editorial.project, code)
            yield node(project_iri(self.iris, editorial.project), self.graph, [(koto("criterionEvidence"), subject)])
            pairs = [
                (A, koto("CriterionEvidence")),
                (koto("criterion"), self.iris.concept(f"good-practice-criterion/{code}")),
                (koto("judgement"), self.iris.concept(f"judgement/{'evidence' if cited else 'no-evidence'}")),
                (koto("judgedBy"), self.editors),
            ]
            yield node(subject, self.graph, pairs + (self._evidence(cited) if cited else []))


def find_conflicts(editorial: Editorial) -> list[tuple[str, list[Item]]]:
    """Find the passages about which two sources name different places: (passage, its items)."""
    passages: dict[str, list[Item]] = {}
    for item in editorial.items:
        if item.kind == "place" and item.passage:
            passages.setdefault(item.passage, []).append(item)
    return [(name, items) for name, items in sorted(passages.items()) if len({item.value for item in items}) > 1]


def map_conflict(project: str, items: Sequence[Item], iris: Iris, records: Mapping[Cited, Record]) -> Iterator[str]:
    """Yield the statements about one passage that name different places, and the undecided discrepancy over them."""
    statements = []
    for item in items:
        record = records[item.cited]
        subject = iris.resource("statement", mint_slug(record.source), record.key, f"spatial-{item.value}")
        statements.append(subject)
        pairs = [
            (A, koto("Statement")),
            (koto("statedBy"), record_iri(iris, record)),
            (koto("property"), SPATIAL),
            (koto("asWritten"), literal(item.as_written)),
            (koto("value"), iris.resource("place", item.value)),
            (koto("line"), integer(item.cited.line)),
            (koto("passage"), literal(item.passage)),
        ]
        yield node(subject, iris.graph("editorial"), pairs)
        yield node(record_iri(iris, record), iris.graph("editorial"), [(koto("statement"), subject)])
    pairs = [
        (A, koto("Resolution")),
        (A, koto("Discrepancy")),
        (koto("about"), project_iri(iris, project)),
        (koto("property"), SPATIAL),
        (koto("rule"), iris.concept("resolution-rule/undecided")),
    ]
    pairs += [(koto("considered"), subject) for subject in statements]
    yield node(
        iris.resource("resolution", project, f"spatial-{mint_slug(items[0].passage)}"), iris.graph("projects"), pairs
    )
