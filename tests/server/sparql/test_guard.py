"""Calls to other endpoints are refused in every spelling, and nothing else is."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kotograph.server.problem import Problem
from kotograph.server.sparql.guard import check_query
from kotograph.store.federation import find_service
from kotograph.store.sparql import decode_codepoints
from tests.server.sparql.serving import BASE, G1, Served

# Port 9 is refused by Oxigraph's client itself, so that even an unguarded query calls nobody.
NOBODY = "http://127.0.0.1:9/"
PROLOGUE = f"PREFIX e: <{NOBODY}> PREFIX : <{NOBODY}> PREFIX service: <{NOBODY}> PREFIX SERVICE: <{NOBODY}> "

CALLS = [
    "SERVICE <{0}> {{ ?s ?p ?o }}",
    "service <{0}> {{ ?s ?p ?o }}",
    "SeRvIcE SILENT <{0}> {{ ?s ?p ?o }}",
    "SERVICE\n# SERVICE\n<{0}>{{ ?s ?p ?o }}",
    "SERVICE#x\n<{0}> {{ ?s ?p ?o }}",
    "SERVICE<{0}>{{}}",
    "SERVICE e:x {{ ?s ?p ?o }}",
    "SERVICE : {{ ?s ?p ?o }}",
    "VALUES ?x {{ <{0}> }} SERVICE ?x {{ ?s ?p ?o }}",
    "SERVICE?x{{ ?s ?p ?o }}",
    "SERVICESILENT <{0}> {{ ?s ?p ?o }}",
    "SERVICEe:x {{ ?s ?p ?o }}",
    "SERVICESILENTe:x {{ ?s ?p ?o }}",
    "SERVICE:x {{ ?s ?p ?o }}",
    "service:x{{ ?s ?p ?o }}",
    "?s ?p 1SERVICE <{0}> {{}}",
    "?s ?p 1.SERVICE <{0}> {{}}",
    "?s ?p 1e1SERVICE <{0}> {{}}",
    "?s ?p trueSERVICE <{0}> {{}}",
    "?s ?p falseservice:x {{}}",
    "?s ?p 'x'SERVICE <{0}> {{}}",
    "?s ?p '\\'' SERVICE <{0}> {{}}",
    "?s ?p '''a'b''' SERVICE <{0}> {{}}",
    '?s ?p """a"b\\"""" SERVICE <{0}> {{}}',
    "<http://e/#\\u0041> ?p ?o . SERVICE <{0}> {{}}",
    "<http://e/#'> ?p ?o . SERVICE <{0}> {{}} # '",
    "<http://e/#it's> ?p 'x' . SERVICE <{0}> {{}}",
    "?s ?p ?o FILTER(?s<?p&&'a>'!=?o) SERVICE <{0}> {{}} #'",
    "?s ?p ?o FILTER(?s<?p&&?o!=?x#>'''\n) SERVICE <{0}> {{}} #'''",
    "OPTIONAL {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "{{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "GRAPH ?g {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "BIND(EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} AS ?x)",
    "\\u0053ERVICE <{0}> {{ ?s ?p ?o }}",
    "S\\u0045RVIC\\U00000045 <{0}> {{ ?s ?p ?o }}",
    "# \\u000a SERVICE\nSERVICE <{0}> {{ ?s ?p ?o }}",
]


@pytest.mark.parametrize("call", CALLS)
def test_calls_are_refused(served: Served, call: str) -> None:
    query = f"{PROLOGUE}SELECT * {{ {call.format(NOBODY)} }}"
    answer = served.ask(query)
    problem = answer.problem()
    assert (answer.status, problem["code"]) == (400, "service-refused")
    assert problem["line"] >= 1 and problem["column"] >= 1


NO_CALLS = [
    "?service ?p ?o",
    "?s ?p 'SERVICE <http://e/> {{}}'",
    '?s ?p """SERVICE\n<http://e/> { }"""',
    "# SERVICE <http://e/> { }\n",
    "<http://e/SERVICE> ?p <http://e/service?x#service>",
    "?s <http://e/it's#SERVICE> ?o",
    "service:a service:b service:c",
    "e:SERVICE ?p e:service",
    "?s ?p e:a.SERVICE",
    "_:SERVICE ?p _:service",
    "GRAPH service:g { ?s ?p ?o }",
    "?s ?p 'x'@service",
    "?s ?p 'x'^^service:type",
    "?s ?p ?o FILTER(service:f != ?o)",
    "?s ?p ?service FILTER(?service<?p && ?o>?s)",
    "BIND('SERVICE' AS ?SERVICE)",
]


@pytest.mark.parametrize("pattern", NO_CALLS)
def test_the_word_alone_is_no_call(served: Served, pattern: str) -> None:
    answer = served.ask(f"{PROLOGUE}SELECT * {{ {pattern} }}")
    assert answer.status == 200, answer


PIECES = st.sampled_from(
    [
        f"SERVICE <{NOBODY}> {{?s ?p ?o}}",
        "SERVICE",
        "service:x {?s ?p ?o}",
        "SERVICEe:x {}",
        "SILENT",
        f"<{NOBODY}>",
        "{?s ?p ?o}",
        "?s ?p ?o",
        "?s ?p ?o .",
        "FILTER(?s<?p&&",
        ">",
        "'",
        "'''",
        '"',
        '"""',
        "#",
        "\n",
        "\\u0041",
        "\\u0027",
        "\\'",
        "?o)",
        "<e#'>",
        "<http://e/#\\u0041>",
        "1",
        "true",
        ".",
        ";",
        "@en",
        "e:a",
        " ",
        "{",
        "}",
        "(",
        ")",
        "<",
        "|",
        "!=",
        "_:b",
        "GRAPH",
        "OPTIONAL",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=600, deadline=None)
@example(f"?s ?p 1SERVICE <{NOBODY}> {{?s ?p ?o}}")
@example(f"?s ?p ?o FILTER(?s<?p&&'a>'!=?o)SERVICE <{NOBODY}> {{?s ?p ?o}}#'")
def test_whatever_oxigraph_would_call_is_found(pieces: str) -> None:
    """Run without the guard: a query that Oxigraph calls out for is one that the guard finds."""
    query = decode_codepoints(f"{PROLOGUE}SELECT * {{ VALUES (?s ?p ?o) {{ (1 2 3) }} {pieces} }}")
    try:
        list(ox.Store().query(query, base_iri=f"{BASE}sparql"))  # type: ignore[arg-type]
    except SyntaxError:
        return
    except (OSError, RuntimeError) as error:
        assert "not allowed" in str(error) or "service" in str(error).lower(), error
        assert find_service(query) is not None, query


@given(st.text(max_size=200) | st.lists(PIECES).map("".join))
@settings(deadline=None)
def test_any_text_is_checked_or_refused(text: str) -> None:
    try:
        checked = check_query(text, [G1], base=BASE, depth=8, own_dataset=True)
    except Problem as problem:
        assert problem.status == 400
    else:
        assert checked.form in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def test_hostile_texts_are_read_in_time() -> None:
    for text in ("<" * 60_000, "SERVICE" + "<a" * 30_000, "<a>" * 20_000 + "SERVICE", "a.b" * 20_000):
        find_service(text)
