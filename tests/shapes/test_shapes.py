"""Show each shape failing on an invalid case and passing a valid one that differs as little as possible.

A case is named after its shape: ``cases/<file>/<Shape>.valid.ttl`` and ``.invalid.ttl``. Cases are small, so both may
break other shapes (a project without a title); what counts is what the invalid one breaks and the valid one does not.
"""

from __future__ import annotations

import re
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
EXPECTED_SHAPES = 211
NAMES = sorted(path.name.removesuffix(".invalid.ttl") for path in CASES.glob("*/*.invalid.ttl"))
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
def shapes() -> ShapesFolder:
    return load_shapes(get_folder("shapes"))


def all_shapes() -> list[Shape]:
    return list(shapes().shapes.values())


@cache
def found(name: str, kind: str) -> frozenset[tuple[str, str]]:
    """Return the names of the shapes that a case breaks, each with the constraint component that says so."""
    (path,) = CASES.glob(f"*/{name}.{kind}.ttl")
    with quiet_literals():
        graph = Graph().parse(path)
    report = validate(graph, shapes(), PATHS)
    return frozenset((finding.shape.name, finding.constraint) for finding in report.findings)


def test_every_shape_has_a_case() -> None:
    names = sorted(shape.name for shape in all_shapes())
    assert len(names) == EXPECTED_SHAPES
    assert names == NAMES
    assert sorted(path.name.removesuffix(".valid.ttl") for path in CASES.glob("*/*.valid.ttl")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_invalid_case_breaks_exactly_its_shape(name: str) -> None:
    valid, invalid = ({shape for shape, _ in found(name, kind)} for kind in ("valid", "invalid"))
    assert name not in valid
    assert invalid - valid == {name}


@pytest.mark.parametrize("name", NAMES)
def test_every_constraint_of_a_shape_is_seen_to_fail(name: str) -> None:
    node = next(URIRef(shape.iri) for shape in all_shapes() if shape.name == name)
    declared = {str(component) for p, component in PARAMETERS.items() if (node, p, None) in shapes().graph}
    assert {constraint for shape, constraint in found(name, "invalid") if shape == name and constraint} == declared


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_shape_speaks_three_languages(lang: str) -> None:
    lacking = [
        s.name for s in all_shapes() if not s.messages.get(lang, "").strip() or not s.hints.get(lang, "").strip()
    ]
    assert lacking == []


def test_messages_are_translated_and_end_as_sentences() -> None:
    for shape in all_shapes():
        assert len({*shape.messages.values()}) == 3, shape.name
        assert all(text.endswith(".") for text in (*shape.messages.values(), *shape.hints.values())), shape.name


def test_every_shape_is_found_in_its_file() -> None:
    for shape in all_shapes():
        line = Path(shape.file).read_text(encoding="utf-8").splitlines()[shape.line - 1]
        assert line.startswith(f":{shape.name} a sh:"), shape.name


def test_shapes_with_constraints_have_an_iri_a_severity_and_a_message() -> None:
    graph = shapes().graph
    for node in {*graph.objects(None, SH.property), *graph.subjects(RDF.type, SH.NodeShape)}:
        if isinstance(node, URIRef) and any((node, p, None) in graph for p in PARAMETERS):
            assert (node, SH.severity, None) in graph, node
            assert str(node) in shapes().shapes, node


def test_names_are_unique_over_files() -> None:
    defined = [
        name
        for file in get_folder("shapes").glob("*.ttl")
        for name in re.findall(r"^:(\w+) a ", file.read_text("utf-8"), re.M)
    ]
    assert len(defined) == len(set(defined))
