"""SPARQL 1.1 Protocol, case by case: how a query may be sent, and what must not be answered with 200."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest
import rdflib

from kotograph.server.sparql.endpoint import CUT_HEADER
from tests.server.sparql.serving import BASE, FORM, G1, G2, JSON, QUERY, Served

ASK = "ASK {}"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
XML = "application/sparql-results+xml"


def test_get(served: Served) -> None:
    answer = served.get(("query", ASK))
    assert (answer.status, answer.type, answer.json()["boolean"]) == (200, JSON, True)
    assert answer.headers["vary"] == "Accept"


def test_post_form(served: Served) -> None:
    body = urlencode({"query": ASK}).encode()
    for content_type in (FORM, f"{FORM}; charset=UTF-8", FORM.upper()):
        answer = served.send("POST", body=body, headers={"Content-Type": content_type, "Accept": JSON})
        assert (answer.status, answer.json()["boolean"]) == (200, True)


def test_post_query(served: Served) -> None:
    for content_type in (QUERY, f'{QUERY};charset="utf-8"'):
        answer = served.send("POST", body=ASK.encode(), headers={"Content-Type": content_type, "Accept": JSON})
        assert (answer.status, answer.json()["boolean"]) == (200, True)


def test_characters_come_through_every_way(served: Served) -> None:
    query = "SELECT ?x { BIND('hanké + 100% & \"så\" 🙂' AS ?x) }"
    form = urlencode({"query": query}).encode()
    answers = [
        served.get(("query", query)),
        served.send("POST", body=form, headers={"Content-Type": FORM, "Accept": JSON}),
        served.ask(query),
    ]
    assert [answer.values("x") for answer in answers] == [['hanké + 100% & "så" 🙂']] * 3


def test_without_a_dataset_the_default_graph_is_the_union(served: Served) -> None:
    assert served.ask(COUNT).values("n") == ["341"]
    assert served.ask(GRAPHS).values("g") == [G1, G2]


@pytest.mark.parametrize(
    ("pairs", "count", "graphs"),
    [
        ([("default-graph-uri", G1)], "300", []),
        ([("default-graph-uri", G2)], "41", []),
        ([("default-graph-uri", G1), ("default-graph-uri", G2)], "341", []),
        ([("default-graph-uri", G1), ("default-graph-uri", G1)], "300", []),
        ([("named-graph-uri", G1)], "0", [G1]),
        ([("named-graph-uri", G1), ("named-graph-uri", G2)], "0", [G1, G2]),
        ([("default-graph-uri", G2), ("named-graph-uri", G1)], "41", [G1]),
    ],
)
def test_the_dataset_of_the_request(
    served: Served, pairs: list[tuple[str, str]], count: str, graphs: list[str]
) -> None:
    for query, name, expected in ((COUNT, "n", [count]), (GRAPHS, "g", graphs)):
        form = urlencode([("query", query), *pairs]).encode()
        answers = [
            served.get(("query", query), *pairs),
            served.send("POST", body=form, headers={"Content-Type": FORM, "Accept": JSON}),
            served.send("POST", f"/sparql?{urlencode(pairs)}", query.encode(), {"Content-Type": QUERY, "Accept": JSON}),
        ]
        assert [answer.values(name) for answer in answers] == [expected] * 3


def test_the_dataset_of_the_query(served: Served) -> None:
    assert served.ask(f"SELECT (COUNT(*) AS ?n) FROM <{G2}> {{ ?s ?p ?o }}").values("n") == ["41"]
    assert served.ask(f"PREFIX g: <{BASE}graph/> SELECT (COUNT(*) AS ?n) FROM g:two {{ ?s ?p ?o }}").values("n") == [
        "41"
    ]
    assert served.ask(f"BASE <{BASE}> SELECT (COUNT(*) AS ?n) FROM <graph/two> {{ ?s ?p ?o }}").values("n") == ["41"]
    assert served.ask("SELECT (COUNT(*) AS ?n) FROM <graph/two> { ?s ?p ?o }").values("n") == ["41"]
    assert served.ask(f"SELECT DISTINCT ?g FROM NAMED <{G2}> {{ GRAPH ?g {{ ?s ?p ?o }} }}").values("g") == [G2]


def test_the_request_overrides_the_query(served: Served) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{G2}> {{ ?s ?p ?o }}"
    assert served.get(("query", query), ("default-graph-uri", G1)).values("n") == ["300"]
    # What is overridden is not looked at either.
    query = "SELECT (COUNT(*) AS ?n) FROM <http://elsewhere.example/> { ?s ?p ?o }"
    assert served.get(("query", query), ("default-graph-uri", G1)).values("n") == ["300"]


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize(
    ("graph", "code"),
    [
        ("http://elsewhere.example/data.ttl", "unknown-graph"),
        (f"{BASE}graph/onee", "unknown-graph"),
        ("file:///etc/passwd", "unknown-graph"),
        ("graph/one", "bad-graph"),
        ("", "bad-graph"),
        ("http://a b", "bad-graph"),
    ],
)
def test_other_graphs_are_refused(served: Served, name: str, graph: str, code: str) -> None:
    answer = served.get(("query", ASK), (name, graph))
    assert (answer.status, answer.problem()["code"]) == (400, code)


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <http://elsewhere.example/>",
        "FROM NAMED <http://elsewhere.example/>",
        "from named\n# <\n<http://elsewhere.example/>",
        "FROM e:data",
        f"FROM <{G1}> FROM <http://elsewhere.example/>",
        "FROMNAMED<http://elsewhere.example/>",
        r"\u0046ROM <http://elsewhere.example/>",
        r"FROM <http://elsewhere.example/\u0061>",
    ],
)
def test_foreign_from_is_refused(served: Served, clause: str) -> None:
    answer = served.ask(f"PREFIX e: <http://elsewhere.example/> SELECT * {clause} {{ ?s ?p ?o }}")
    problem = answer.problem()
    assert (answer.status, problem["code"]) == (400, "unknown-graph")
    assert G1 in problem["hint"] and problem["line"] >= 1


def _send(served: Served, case: str) -> tuple[int, str]:
    form, direct = {"Content-Type": FORM}, {"Content-Type": QUERY}
    ask = urlencode({"query": ASK}).encode()
    cases: dict[str, tuple[str, str, bytes | None, dict[str, str]]] = {
        "twice in GET": ("GET", "?query=ASK%7B%7D&query=ASK%7B%7D", None, {}),
        "twice in a form": ("POST", "", ask + b"&" + ask, form),
        "in a form and the address": ("POST", "?query=ASK%7B%7D", ask, form),
        "in the body and the address": ("POST", "?query=ASK%7B%7D", ASK.encode(), direct),
        "missing in GET": ("GET", "?default-graph-uri=" + quote(G1), None, {}),
        "misspelt in GET": ("GET", "?Query=ASK%7B%7D", None, {}),
        "missing in a form": ("POST", "", b"q=1", form),
        "empty form": ("POST", "", b"", form),
        "empty query": ("POST", "", b"", direct),
        "empty parameter": ("GET", "?query=", None, {}),
        "no type": ("POST", "", ask, {}),
        "wrong type": ("POST", "", ASK.encode(), {"Content-Type": "text/plain"}),
        "JSON": ("POST", "", b'{"query": "ASK {}"}', {"Content-Type": "application/json"}),
        "form data": ("POST", "", b"--x--", {"Content-Type": "multipart/form-data; boundary=x"}),
        "UTF-16": ("POST", "", ASK.encode("utf-16"), {"Content-Type": f"{QUERY}; charset=UTF-16"}),
        "not UTF-8": ("POST", "", b"ASK { ?s ?p '\xff' }", direct),
        "not UTF-8 in GET": ("GET", "?query=ASK%7B%7D%23%FF", None, {}),
        "not UTF-8 in a form": ("POST", "", b"query=ASK%7B%7D%23%FF", form),
        "compressed": ("POST", "", ASK.encode(), {**direct, "Content-Encoding": "gzip"}),
        "update form": ("POST", "", b"update=DROP+ALL", form),
        "update and query": ("POST", "", ask + b"&update=DROP+ALL", form),
        "update body": ("POST", "", b"DROP ALL", {"Content-Type": "application/sparql-update"}),
        "update in GET": ("GET", "?update=DROP%20ALL", None, {}),
        "update as a query": ("POST", "", b"DROP ALL", direct),
        "load": ("POST", "", b"LOAD <http://elsewhere.example/>", direct),
        "not SPARQL": ("POST", "", b"SELECT WHERE", direct),
        "two queries": ("POST", "", b"ASK {} ASK {}", direct),
        "many parameters": ("GET", "?" + "a=&" * 300, None, {}),
        "many graphs": (
            "GET",
            f"?query=ASK%7B%7D{''.join(f'&default-graph-uri={quote(G1)}{n}' for n in range(120))}",
            None,
            {},
        ),
        "long": ("POST", "", b"#" * 20_000, direct),
        "very long": ("POST", "", b"#" * 200_000, direct),
        "long form": ("POST", "", b"query=" + b"%23" * 20_000, form),
        "long address": ("GET", "?query=" + "%23" * 20_000, None, {}),
        "PUT": ("PUT", "", ASK.encode(), direct),
        "DELETE": ("DELETE", "", None, {}),
        "PATCH": ("PATCH", "", ask, form),
        "QUERY": ("QUERY", "", ASK.encode(), direct),
    }
    method, more, body, headers = cases[case]
    answer = served.send(method, f"/sparql{more}", body, headers)
    problem = answer.problem()
    assert problem["hint"]
    if answer.status == 405:
        assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    if answer.status == 415 and case != "compressed":
        assert answer.headers["accept-post"] == f"{QUERY}, {FORM}"
    return answer.status, problem["code"]


@pytest.mark.parametrize(
    ("case", "status", "code"),
    [
        ("twice in GET", 400, "query-twice"),
        ("twice in a form", 400, "query-twice"),
        ("in a form and the address", 400, "query-twice"),
        ("in the body and the address", 400, "query-twice"),
        ("missing in GET", 400, "query-missing"),
        ("misspelt in GET", 400, "query-missing"),
        ("missing in a form", 400, "query-missing"),
        ("empty form", 400, "query-missing"),
        ("empty query", 400, "bad-sparql"),
        ("empty parameter", 400, "bad-sparql"),
        ("no type", 415, "bad-content-type"),
        ("wrong type", 415, "bad-content-type"),
        ("JSON", 415, "bad-content-type"),
        ("form data", 415, "bad-content-type"),
        ("UTF-16", 415, "bad-charset"),
        ("not UTF-8", 400, "not-utf8"),
        ("not UTF-8 in GET", 400, "not-utf8"),
        ("not UTF-8 in a form", 400, "not-utf8"),
        ("compressed", 415, "bad-content-encoding"),
        ("update form", 403, "update-refused"),
        ("update and query", 403, "update-refused"),
        ("update body", 403, "update-refused"),
        ("update in GET", 403, "update-refused"),
        ("update as a query", 400, "update-refused"),
        ("load", 400, "update-refused"),
        ("not SPARQL", 400, "bad-sparql"),
        ("two queries", 400, "bad-sparql"),
        ("many parameters", 400, "too-many-parameters"),
        ("many graphs", 400, "too-many-parameters"),
        ("long", 413, "query-too-large"),
        ("very long", 413, "query-too-large"),
        ("long form", 413, "query-too-large"),
        ("long address", 414, "query-too-large"),
        ("PUT", 405, "method-not-allowed"),
        ("DELETE", 405, "method-not-allowed"),
        ("PATCH", 405, "method-not-allowed"),
        ("QUERY", 405, "method-not-allowed"),
    ],
)
def test_what_is_no_request_is_no_200(served: Served, case: str, status: int, code: str) -> None:
    assert _send(served, case) == (status, code)


def test_a_malformed_query_is_told_with_its_place(served: Served) -> None:
    problem = served.ask("SELECT *\nWHERE {\n  ?s ?p }").problem()
    assert (problem["status"], problem["code"], problem["line"], problem["column"]) == (400, "bad-sparql", 3, 10)
    problem = served.ask("ASK { ?s rdfs:label ?o }").problem()
    assert "'rdfs:'" in problem["detail"] and problem["line"] == 1


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("*/*", JSON),
        (XML, XML),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("application/json", "application/json"),
        ("application/xml;q=0.5", "application/xml"),
        (f"{JSON};q=0.1, text/csv;q=0.9", "text/csv"),
        ("text/*", "text/csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
    ],
)
def test_rows_in_each_type(served: Served, accept: str | None, expected: str) -> None:
    answer = served.ask("SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o LIMIT 3", accept)
    assert (answer.status, answer.type) == (200, expected)
    if expected.endswith("xml"):
        assert (
            len(list(ElementTree.fromstring(answer.body).iter("{http://www.w3.org/2005/sparql-results#}result"))) == 3
        )
    elif expected.endswith("json"):
        assert len(answer.values("s")) == 3
    else:
        delimiter = "," if expected == "text/csv" else "\t"
        assert len(list(csv.reader(io.StringIO(answer.body.decode()), delimiter=delimiter))) == 4
        assert answer.headers["content-type"] == f"{expected}; charset=utf-8"


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv", "text/tab-separated-values"])
def test_yes_or_no_in_each_type(served: Served, accept: str) -> None:
    answer = served.ask("ASK { ?s ?p 'no such text' }", accept)
    assert (answer.status, answer.type) == (200, accept) and b"false" in answer.body


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        (f"{JSON}, application/rdf+xml;q=0.3", "application/rdf+xml"),
    ],
)
@pytest.mark.parametrize("form", ["CONSTRUCT", "DESCRIBE"])
def test_graphs_in_each_type(served: Served, form: str, accept: str | None, expected: str) -> None:
    subject = f"<{BASE}id/build>"
    query = f"DESCRIBE {subject}" if form == "DESCRIBE" else f"CONSTRUCT WHERE {{ {subject} ?p ?o }}"
    answer = served.ask(query, accept)
    assert (answer.status, answer.type) == (200, expected)
    assert len(rdflib.Graph().parse(answer.body, format=expected)) == 41


@pytest.mark.parametrize(
    ("query", "accept", "listed"),
    [
        ("SELECT * {}", "text/turtle", XML),
        (ASK, "text/turtle", JSON),
        ("CONSTRUCT {} {}", JSON, "application/ld+json"),
        ("DESCRIBE <http://e.example/>", "text/csv", "text/turtle"),
        ("CONSTRUCT {} {}", "application/trig", "text/turtle"),
        (ASK, "application/pdf", JSON),
        (ASK, "*/*;q=0", JSON),
    ],
)
def test_types_that_cannot_be_sent(served: Served, query: str, accept: str, listed: str) -> None:
    answer = served.ask(query, accept)
    problem = answer.problem()
    assert (answer.status, problem["code"]) == (406, "not-acceptable")
    assert listed in problem["types"] and listed in problem["hint"]
    assert answer.headers["vary"] == "Accept"


def test_head(served: Served) -> None:
    full, head = served.get(("query", COUNT)), served.get(("query", COUNT), method="HEAD")
    assert (head.status, head.body) == (200, b"")
    same = ("content-length", "content-type", "etag", "vary", "cache-control")
    assert [head.headers[name] for name in same] == [full.headers[name] for name in same]
    assert served.get(("query", "nonsense"), method="HEAD").status == 400


def test_options(served: Served) -> None:
    answer = served.send("OPTIONS")
    assert (answer.status, answer.body, answer.headers["allow"]) == (204, b"", "GET, HEAD, POST, OPTIONS")
    assert answer.headers["accept-post"] == f"{QUERY}, {FORM}"


def test_conditional_requests(served: Served) -> None:
    first = served.get(("query", COUNT))
    etag = first.headers["etag"]
    for given in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = served.get(("query", COUNT), If_None_Match=given)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert answer.headers["vary"] == "Accept"
    assert served.get(("query", COUNT), If_None_Match='"other"').status == 200
    assert served.get(("query", COUNT), accept=XML).headers["etag"] != etag


def test_what_changes_by_itself_is_not_kept(served: Served) -> None:
    query = "SELECT ?x { BIND(STRUUID() AS ?x) }"
    first, second = served.ask(query), served.ask(query)
    assert first.values("x") != second.values("x")
    assert first.headers["cache-control"] == "no-store" and "etag" not in first.headers


def test_codepoint_escapes_are_read_first(served: Served) -> None:
    assert served.ask(r"\u0041SK { \u003Fs ?p 'thing\u00201'@en }").json()["boolean"] is True


def test_relative_iris_are_below_the_base(served: Served) -> None:
    assert served.ask("ASK { <id/build> <marker> 'old' }").json()["boolean"] is True


def test_rows_are_cut_and_it_is_said(served: Served) -> None:
    query = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o"
    answer = served.ask(query)
    assert (len(answer.values("s")), answer.headers[CUT_HEADER.lower()]) == (100, "rows=100")
    notice = f"{BASE}en/api.html#answer-cut"
    assert answer.headers["link"] == f'<{notice}>; rel="describedby"'
    assert answer.json()["head"] == {"vars": ["s", "o"], "link": [notice]}
    xml = ElementTree.fromstring(served.ask(query, XML).body)
    (link,) = xml.iter("{http://www.w3.org/2005/sparql-results#}link")
    assert link.get("href") == notice
    text = served.ask(query, "text/csv")
    assert (text.body.count(b"\r\n"), text.headers[CUT_HEADER.lower()]) == (101, "rows=100")
    assert CUT_HEADER.lower() in served.get(("query", query), method="HEAD").headers
    graph = served.ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "application/n-triples")
    assert (graph.body.count(b"\n"), graph.headers[CUT_HEADER.lower()]) == (100, "rows=100")


def test_as_many_rows_as_may_be_are_not_cut(served: Served) -> None:
    answer = served.ask("SELECT ?s { ?s ?p ?o } LIMIT 100")
    assert len(answer.values("s")) == 100
    assert CUT_HEADER.lower() not in answer.headers and "link" not in answer.json()["head"]


@pytest.mark.parametrize("accept", [JSON, XML, "text/csv"])
def test_bytes_are_cut_and_it_is_said(served: Served, accept: str) -> None:
    double = "".join(f" BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1})" for n in range(9))
    query = f"SELECT ?s ?x9 {{ ?s <{BASE}label> ?o BIND('0123456789<' AS ?x0){double} }}"
    answer = served.ask(query, accept)
    assert (answer.status, answer.headers[CUT_HEADER.lower()]) == (200, "bytes=200000")
    assert 100_000 < len(answer.body) <= 200_000


def test_one_row_that_is_too_large(served: Served) -> None:
    double = "".join(f" BIND(CONCAT(?x{n},?x{n}) AS ?x{n + 1})" for n in range(15))
    answer = served.ask(f"SELECT ?x15 {{ BIND('0123456789' AS ?x0){double} }}")
    assert (answer.status, answer.problem()["code"]) == (503, "answer-too-large")
