"""Show each shape failing on an invalid case and passing a valid one that differs as little as possible.

A case is named after its shape: ``cases/<file>/<Shape>.valid.ttl`` and ``.invalid.ttl``. Cases are small, so both may
break other shapes (a project without a title); what counts is what the invalid one breaks and the valid one does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from kotograph.resources import get_folder
from kotograph.validation.findings import Shape
from kotograph.validation.load import quiet_literals
from kotograph.validation.run import validate
from kotograph.validation.shapes import ShapesFolder, load_shapes

CASES = Path(__file__).parent / "cases"
PATHS = {"ten-lines": str(CASES / "checks" / "ten-lines.txt")}


@dataclass(frozen=True)
class Family:
    """One folder of shapes, the folder of its cases, and how many shapes it has."""

    folder: str
    cases: Path
    count: int

    def list_names(self, kind: str) -> list[str]:
        return sorted(path.name.removesuffix(f".{kind}.ttl") for path in self.cases.glob(f"*/*.{kind}.ttl"))


FAMILIES = (Family("", CASES, 226), Family("catalogue", CASES / "catalogue", 68))
NAMES = [(family, name) for family in FAMILIES for name in family.list_names("invalid")]
# The parameters of SHACL Core that make a constraint component of their own.
PARAMETERS = {
    SH[name]: SH[f"{name[0].upper()}{name[1:]}ConstraintComponent"]
    for name in (
        *("and", "class", "datatype", "disjoint", "equals", "hasValue", "in", "languageIn", "maxCount", "maxExclusive"),
        *("maxInclusive", "maxLength", "minCount", "minExclusive", "minInclusive", "minLength", "node", "nodeKind"),
        *("not", "or", "pattern", "qualifiedMaxCount", "qualifiedMinCount", "uniqueLang", "xone"),
    )
} | {SH.sparql: SH.SPARQLConstraintComponent}


@cache
def shapes(family: Family) -> ShapesFolder:
    return load_shapes(get_folder("shapes") / family.folder)


def list_shapes(family: Family) -> list[Shape]:
    return list(shapes(family).shapes.values())


@cache
def found(family: Family, name: str, kind: str) -> frozenset[tuple[str, str]]:
    """Return the names of the shapes that a case breaks, each with the constraint component that says so."""
    (path,) = family.cases.glob(f"*/{name}.{kind}.ttl")
    with quiet_literals():
        graph = Graph().parse(path)
    report = validate(graph, shapes(family), PATHS)
    return frozenset((finding.shape.name, finding.constraint) for finding in report.findings)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.folder or "dataset")
def test_every_shape_has_a_case(family: Family) -> None:
    names = sorted(shape.name for shape in list_shapes(family))
    assert len(names) == family.count
    assert names == family.list_names("invalid") == family.list_names("valid")


@pytest.mark.parametrize(("family", "name"), NAMES)
def test_invalid_case_breaks_exactly_its_shape(family: Family, name: str) -> None:
    valid, invalid = ({shape for shape, _ in found(family, name, kind)} for kind in ("valid", "invalid"))
    assert name not in valid
    assert invalid - valid == {name}


@pytest.mark.parametrize(("family", "name"), NAMES)
def test_every_constraint_of_a_shape_is_seen_to_fail(family: Family, name: str) -> None:
    node = next(URIRef(shape.iri) for shape in list_shapes(family) if shape.name == name)
    declared = {str(component) for p, component in PARAMETERS.items() if (node, p, None) in shapes(family).graph}
    failed = {constraint for shape, constraint in found(family, name, "invalid") if shape == name and constraint}
    assert failed == declared


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.folder or "dataset")
def test_every_shape_speaks_three_languages(family: Family, lang: str) -> None:
    lacking = [
        shape.name
        for shape in list_shapes(family)
        if not shape.messages.get(lang, "").strip() or not shape.hints.get(lang, "").strip()
    ]
    assert lacking == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.folder or "dataset")
def test_messages_are_translated_and_end_as_sentences(family: Family) -> None:
    for shape in list_shapes(family):
        assert len({*shape.messages.values()}) == 3, shape.name
        assert all(text.endswith(".") for text in (*shape.messages.values(), *shape.hints.values())), shape.name


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.folder or "dataset")
def test_every_shape_is_found_in_its_file(family: Family) -> None:
    for shape in list_shapes(family):
        line = Path(shape.file).read_text(encoding="utf-8").splitlines()[shape.line - 1]
        assert line.startswith(f":{shape.name} a sh:"), shape.name


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.folder or "dataset")
def test_shapes_with_constraints_have_an_iri_a_severity_and_a_message(family: Family) -> None:
    graph = shapes(family).graph
    for node in {*graph.objects(None, SH.property), *graph.subjects(RDF.type, SH.NodeShape)}:
        if isinstance(node, URIRef) and any((node, p, None) in graph for p in PARAMETERS):
            assert (node, SH.severity, None) in graph, node
            assert str(node) in shapes(family).shapes, node


def test_names_are_unique_over_files() -> None:
    for family in FAMILIES:
        defined = [
            name
            for file in (get_folder("shapes") / family.folder).glob("*.ttl")
            for name in re.findall(r"^:(\w+) a ", file.read_text("utf-8"), re.M)
        ]
        assert len(defined) == len(set(defined))


def test_the_dataset_is_not_held_against_the_shapes_of_the_catalogue() -> None:
    dataset, catalogue = (shapes(family) for family in FAMILIES)
    assert not dataset.shapes.keys() & catalogue.shapes.keys()
    assert not any("/catalogue#" in iri for iri in dataset.shapes)
