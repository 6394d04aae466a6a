"""Queries that would ask another endpoint; the endpoint's own tests hold the spellings against Oxigraph."""

from __future__ import annotations

import pytest

from kotograph.errors import UsageError
from kotograph.store.federation import find_service, refuse_service


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("ASK { SERVICE <http://e/> {} }", 6),
        ("ASK { ?s ?p 1service <http://e/> {} }", 12),
        ("ASK { SERVICEe:x {} }", 6),
        ("ASK { FILTER(?s<?p&&'a>'!=?o) SERVICE e:x {} #'\n}", 30),
        ("ASK { GRAPH SERVICE:x {} }", None),
        ("ASK { ?service <http://e/service> 'SERVICE' } # SERVICE e:x {", None),
    ],
)
def test_where_it_calls(text: str, start: int | None) -> None:
    assert find_service(text) == start


def test_the_line_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        refuse_service("ASK {\n SERVICESILENT<http://e/>{} }", "a.rq")
    assert (caught.value.code, caught.value.where) == ("service-refused", "a.rq:2")
