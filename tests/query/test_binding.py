"""Parameters become typed terms, whatever text is given for them."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kotograph.errors import UsageError
from kotograph.query import Parameter, Query, bind, read_query
from kotograph.query.binding import spell
from kotograph.query.head import TYPES

XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = "https://w3id.org/kotograph/"


def query(text: str, *parameters: Parameter) -> Query:
    return Query("test", text, "test.rq", parameters=parameters)


def parameter(kind: str, default: str | None = None) -> Parameter:
    return Parameter("value", kind, default, scheme="theme" if kind == "concept" else "")


@pytest.mark.parametrize(
    ("kind", "value", "spelled"),
    [
        ("iri", "https://e.org/å", "<https://e.org/å>"),
        ("iri", "koto:endDate", f"<{BASE}ontology#endDate>"),
        ("iri", "urn:x:1", "<urn:x:1>"),
        ("concept", "mental-health", f"<{BASE}vocab/theme/mental-health>"),
        ("concept", "objective/amif-2014-2020-2.1", f"<{BASE}vocab/objective/amif-2014-2020-2.1>"),
        ("concept", "https://e.org/c", "<https://e.org/c>"),
        ("project", "rio-2", f"<{BASE}id/project/rio-2>"),
        ("organisation", "thl", f"<{BASE}id/organisation/thl>"),
        ("place", "oulu", f"<{BASE}id/place/oulu>"),
        ("place", "https://e.org/p", "<https://e.org/p>"),
        ("date", "2020-02-29", f'"2020-02-29"^^<{XSD}date>'),
        ("year", "2017", f'"2017"^^<{XSD}gYear>'),
        ("string", 'a"b\\', '"a\\"b\\\\"'),
        ("string", "", '""'),
        ("integer", "+007", f'"7"^^<{XSD}integer>'),
        ("decimal", "98820.050", f'"98820.05"^^<{XSD}decimal>'),
        ("decimal", "-.5", f'"-0.5"^^<{XSD}decimal>'),
        ("language", "FI", '"fi"'),
    ],
)
def test_terms(kind: str, value: str, spelled: str) -> None:
    assert spell(parameter(kind), value) == spelled


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "rio-2"),
        ("iri", "https://e.org/a> <b"),
        ("iri", ""),
        ("concept", "mental health"),
        ("concept", "a/b/c"),
        ("project", "rio 2"),
        ("project", "../x"),
        ("project", "https://e.org/<"),
        ("organisation", ""),
        ("date", "2017-02-29"),
        ("date", "2017-6-1"),
        ("date", "20170601"),
        ("date", "2017-06-01Z"),
        ("date", "0000-01-01"),
        ("year", "17"),
        ("year", "2017-01"),
        ("year", "٢٠١٧"),
        ("string", "\ud800"),
        ("integer", "1.0"),
        ("integer", "1" * 40),
        ("decimal", "1,5"),
        ("decimal", "1e9"),
        ("decimal", "NaN"),
        ("decimal", ""),
        ("language", "finnish"),
        ("language", "fi fi"),
    ],
)
def test_a_wrong_value_names_its_parameter(kind: str, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        bind(query("SELECT * { ?_value ?b ?c }", parameter(kind)), {"value": value})
    assert caught.value.code == "bad-parameter"
    assert "'value'" in caught.value.message
    assert caught.value.hint.startswith("give ")
    assert caught.value.where == "test"


def test_every_type_is_tried() -> None:
    assert {"iri", "concept", "project", "organisation", "place", "date", "year", "string"} < set(TYPES)
    for kind in TYPES:
        with pytest.raises(UsageError):
            bind(query("?_value", parameter(kind)), {"value": "\ud800 \x00"})


def test_another_base() -> None:
    assert spell(parameter("project"), "a", "https://e.org/") == "<https://e.org/id/project/a>"


def test_only_variables_are_replaced() -> None:
    text = (
        '# ?_value\nSELECT ?_values (\'?_value\' AS ?a) { <http://e/?_value> ?p ?_value, $_value ; ?q """?_value""" }'
    )
    bound = bind(query(text, parameter("integer")), {"value": "7"})
    seven = f'"7"^^<{XSD}integer>'
    assert bound == text.replace("?_value, $_value ;", f"{seven}, {seven} ;")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_leaves_its_term(value: str) -> None:
    bound = bind(query("SELECT (?_value AS ?a) {}", parameter("string")), {"value": value})
    solutions = ox.Store().query(bound)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [solution["a"] for solution in solutions] == [ox.Literal(value)]
    assert [binding[rdflib.Variable("a")] for binding in rdflib.Graph().query(bound).bindings] == [
        rdflib.Literal(value)
    ]


def test_defaults_and_optional() -> None:
    with_default = query("?_value", parameter("integer", default="3"))
    assert bind(with_default, {}) == f'"3"^^<{XSD}integer>'
    optional = query("VALUES ?x { ?_value }", Parameter("value", "project", optional=True))
    assert bind(optional, {}) == bind(optional, {"value": ""}) == "VALUES ?x { UNDEF }"
    assert bind(optional, {"value": "a"}) == f"VALUES ?x {{ <{BASE}id/project/a> }}"


def test_a_missing_value_names_its_parameter() -> None:
    with pytest.raises(UsageError) as caught:
        bind(query("?_value ?_other", parameter("date"), Parameter("other", "string", "x")), {})
    assert caught.value.code == "missing-parameter"
    assert "'value' (date)" in caught.value.message
    assert caught.value.hint == "give value=…; its parameters: value, other"


@pytest.mark.parametrize(("known", "listed"), [((), "none"), ((parameter("date"),), "value")])
def test_an_unknown_parameter_lists_the_known(known: tuple[Parameter, ...], listed: str) -> None:
    with pytest.raises(UsageError) as caught:
        bind(query("?_value", *known), {"oops": "1"})
    assert caught.value.code == "unknown-parameter"
    assert "'oops'" in caught.value.message
    assert caught.value.hint == f"its parameters: {listed}"


def test_prefixes_of_the_dataset_need_no_declaration() -> None:
    text = "PREFIX org: <http://mine/>\nSELECT * { ?a koto:grant ?b ; org:c 'skos:x' ; e:d ?e }"
    bound = bind(read_query(text, "-"), {})
    assert bound == f"PREFIX koto: <{BASE}ontology#> {text}"


def test_a_query_without_a_head_keeps_its_variables() -> None:
    assert bind(read_query("SELECT ?a { ?a ?b ?c }", "-"), {}) == "SELECT ?a { ?a ?b ?c }"
