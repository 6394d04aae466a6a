"""A shapes file that cannot be used is refused with its file, its line and a remedy, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.errors import InputError
from kotograph.validation.run import validate
from tests.validation.graphs import HEAD, make_graph, make_shapes

GRAPH = '<id/project/a> a koto:Project ; dcterms:title "A"@en .'
NODE = ":Broken a sh:NodeShape ;\n    sh:targetClass koto:Project ;\n"
BROKEN = {
    "unclosed text": (':Broken a sh:NodeShape ;\n    sh:message "no end .\n', 2, "not Turtle"),
    "unknown prefix": (":Broken a sh:NodeShape ;\n    sh:class prov:Agent .\n", 2, "not Turtle"),
    "misspelt term": (NODE + "    sh:minCuont 1 .\n", 3, "sh:minCuont"),
    "no path": ("\n:Broken a sh:PropertyShape ; sh:minCount 1 .\n", 2, "exactly one sh:path"),
    "a path too many": (NODE + "    sh:path dcterms:title .\n", 1, "cannot have a sh:path"),
    "no severity": (NODE + "    sh:severity koto:Bad .\n", 1, "is not a severity"),
    "bad pattern": (NODE + '    sh:pattern "(" .\n', 1, "not a regular expression"),
    "bad query": (NODE + '    sh:sparql [ sh:select "SELECT $this WHERE { $this" ] .\n', 1, "SPARQL query"),
    "undeclared prefix": (
        NODE + '    sh:sparql [ sh:select "SELECT $this WHERE { $this dct:x ?y }" ] .\n',
        1,
        "SPARQL",
    ),
    "two datatypes": (
        ":Broken a sh:PropertyShape ;\n    sh:targetClass koto:Project ;\n    sh:path dcterms:title ;\n"
        "    sh:datatype xsd:string, xsd:date .\n",
        1,
        "pySHACL stopped",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_shapes_are_refused(tmp_path: Path, name: str) -> None:
    turtle, line, said = BROKEN[name]
    with pytest.raises(InputError) as caught:
        validate(make_graph(GRAPH), make_shapes(tmp_path, turtle))
    error = caught.value
    assert error.code == "bad-shapes"
    assert error.where == f"{tmp_path / 'made.ttl'}:{HEAD + line}"
    assert said in error.message
    assert "\n" not in error.message
    assert error.hint


def test_a_folder_without_shapes_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(InputError) as caught:
            validate(make_graph(GRAPH), folder)
        assert (caught.value.code, caught.value.where) == ("shapes-missing", str(folder))


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "made.ttl").write_bytes(":Ä".encode("latin-1"))
    with pytest.raises(InputError, match="cannot read the shapes"):
        validate(make_graph(GRAPH), tmp_path)


def test_the_graph_is_whole_after_an_error(tmp_path: Path) -> None:
    graph = make_graph(GRAPH + ' <id/project/a> koto:endDate "2022-02-30"^^xsd:date .')
    before = set(graph)
    with pytest.raises(InputError):
        validate(graph, make_shapes(tmp_path, BROKEN["two datatypes"][0]))
    assert set(graph) == before


def test_a_broken_query_is_placed_where_its_shape_is_defined(tmp_path: Path) -> None:
    make_shapes(tmp_path, ":Other a sh:NodeShape ; koto:seeAlso :Broken .\n")
    (tmp_path / "made.ttl").rename(tmp_path / "first.ttl")
    query = '    sh:sparql [ sh:select "SELECT $this WHERE { $this" ] .\n'
    with pytest.raises(InputError) as caught:
        validate(make_graph(GRAPH), make_shapes(tmp_path, NODE + query))
    assert caught.value.where == f"{tmp_path / 'made.ttl'}:{HEAD + 1}"
