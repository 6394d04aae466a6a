"""Answers are written as the SPARQL results formats say, and read back as they were."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.errors import InputError, UsageError
from kotograph.formats import Format
from kotograph.store import Answer, Graph, Rows, Term, Truth, write_answer
from kotograph.store.answers import read_rows
from kotograph.vocab import PREFIXES

XSD = "http://www.w3.org/2001/XMLSchema#"
ROWS = [
    (Term("uri", "http://e/a?b=1&c=2"), Term("literal", 'say "no",\tor\r\n<b>', lang="fi")),
    (Term("bnode", "b0"), Term("literal", "98820.05", datatype=f"{XSD}decimal")),
    (None, Term("literal", "")),
    (Term("uri", "http://e/å"), None),
]


def write(answer: Answer, form: Format) -> str:
    out = io.StringIO(newline="")
    write_answer(answer, form, out)
    return out.getvalue()


def rows(*cells: tuple[Term | None, ...]) -> Rows:
    return Rows(("a", "b"), list(cells or ROWS))


@pytest.mark.parametrize("form", [Format.JSON, Format.SPARQL_JSON, Format.SPARQL_XML, Format.TSV])
def test_round_trip(form: Format) -> None:
    kind = {
        Format.JSON: ox.QueryResultsFormat.JSON,
        Format.SPARQL_JSON: ox.QueryResultsFormat.JSON,
        Format.SPARQL_XML: ox.QueryResultsFormat.XML,
        Format.TSV: ox.QueryResultsFormat.TSV,
    }[form]
    solutions = ox.parse_query_results(write(rows(), form).encode(), format=kind)
    assert isinstance(solutions, ox.QuerySolutions)
    back = read_rows(solutions, InputError, "")
    assert back.variables == ("a", "b")
    assert list(back.rows) == ROWS


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_json_and_tsv(text: str) -> None:
    term = Term("literal", text)
    for form, kind in ((Format.JSON, ox.QueryResultsFormat.JSON), (Format.TSV, ox.QueryResultsFormat.TSV)):
        written = write(rows((term, None), (None, term)), form)
        solutions = ox.parse_query_results(written.encode(), format=kind)
        assert isinstance(solutions, ox.QuerySolutions)
        assert list(read_rows(solutions, InputError, "").rows) == [(term, None), (None, term)]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_well_formed_xml(text: str) -> None:
    written = write(rows((Term("literal", text), None)), Format.SPARQL_XML)
    assert isinstance(ox.parse_query_results(written.encode(), format=ox.QueryResultsFormat.XML), ox.QuerySolutions)


def test_a_link_in_the_head() -> None:
    rows = Rows(("a",), [])
    out = io.StringIO()
    write_answer(rows, Format.SPARQL_JSON, out, link="http://e/why")
    assert json.loads(out.getvalue())["head"] == {"vars": ["a"], "link": ["http://e/why"]}
    out = io.StringIO()
    write_answer(rows, Format.SPARQL_XML, out, link="http://e/?a&b")
    assert '<variable name="a"/><link href="http://e/?a&amp;b"/></head>' in out.getvalue()


def test_csv() -> None:
    assert write(rows(), Format.CSV) == (
        'a,b\r\nhttp://e/a?b=1&c=2,"say ""no"",\tor\r\n<b>"\r\n_:b0,98820.05\r\n,\r\nhttp://e/å,\r\n'
    )


def test_tsv() -> None:
    assert write(rows(), Format.TSV) == (
        "?a\t?b\n"
        '<http://e/a?b=1&c=2>\t"say \\"no\\",\\tor\\r\\n<b>"@fi\n'
        f'_:b0\t"98820.05"^^<{XSD}decimal>\n'
        '\t""\n'
        "<http://e/å>\t\n"
    )


def test_json() -> None:
    found = json.loads(write(rows(), Format.JSON))
    assert found["head"] == {"vars": ["a", "b"]}
    assert found["results"]["bindings"][1] == {
        "a": {"type": "bnode", "value": "b0"},
        "b": {"type": "literal", "value": "98820.05", "datatype": f"{XSD}decimal"},
    }
    assert found["results"]["bindings"][2] == {"b": {"type": "literal", "value": ""}}


@pytest.mark.parametrize("form", [Format.CSV, Format.TSV, Format.JSON, Format.SPARQL_XML, Format.TABLE])
def test_no_rows(form: Format) -> None:
    assert write(Rows(("a",), []), form).strip()


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Format.TABLE, "true\n"),
        (Format.CSV, "true\n"),
        (Format.TSV, "true\n"),
        (Format.JSON, '{"head": {}, "boolean": true}\n'),
    ],
)
def test_truth(form: Format, text: str) -> None:
    assert write(Truth(True), form) == text


def test_truth_xml() -> None:
    found = ox.parse_query_results(write(Truth(False), Format.SPARQL_XML).encode(), format=ox.QueryResultsFormat.XML)
    assert isinstance(found, ox.QueryBoolean)
    assert not found


GRAPH = Graph(('<http://e/a> <http://purl.org/dc/terms/title> "A" .\n', "<http://e/b> <http://e/p> <http://e/a> .\n"))


@pytest.mark.parametrize(
    "form",
    [
        Format.TURTLE,
        Format.NTRIPLES,
        Format.NQUADS,
        Format.RDFXML,
        Format.JSONLD,
        Format.TRIG,
        Format.TABLE,
        Format.JSON,
    ],
)
def test_graph(form: Format) -> None:
    parsed = {Format.TABLE: Format.TURTLE, Format.JSON: Format.JSONLD}.get(form, form)
    kind = ox.RdfFormat.from_media_type(parsed.media_type)
    found = {f"{quad.triple} .\n" for quad in ox.parse(write(GRAPH, form).encode(), format=kind)}
    assert found == set(GRAPH.lines)


def test_turtle_is_the_same_each_time() -> None:
    graph = Graph(tuple(f'<http://e/a> <{space}p> "A" .\n' for space in sorted(PREFIXES.values())))
    written = write(graph, Format.TURTLE)
    assert "dcterms:p" in written
    prefixes = [line for line in written.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    assert len(prefixes) == len(PREFIXES)
    assert write(GRAPH, Format.TURTLE).count("@prefix") == 1


@pytest.mark.parametrize(
    ("answer", "form"),
    [(rows(), Format.TURTLE), (Truth(True), Format.TURTLE), (GRAPH, Format.CSV), (GRAPH, Format.HTML)],
)
def test_a_format_that_cannot_hold_the_answer(answer: Answer, form: Format) -> None:
    with pytest.raises(UsageError) as caught:
        write(answer, form)
    assert caught.value.code == "format-unfit"
    assert "use one of" in caught.value.hint
