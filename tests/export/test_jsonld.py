"""Compact JSON-LD: what a context may hold, and how values are written under it."""

import json
from pathlib import Path
from typing import Any

import pytest

from kotograph.errors import InputError
from kotograph.export.context import Context, Json, read_context
from kotograph.export.frame import frame_projects
from kotograph.export.jsonld import compact_node, iter_jsonld
from kotograph.quads import tagged, typed
from kotograph.terms import read_quads
from kotograph.vocab import KOTO, expand

from .dataset import make_rich_context, read_sample_context

RICH = make_rich_context()


def compact(predicate: str, *objects: str, context: Context = RICH) -> dict[str, Json]:
    """Return one subject's node without its id."""
    node = compact_node("<https://e.example/s>", {expand(predicate): objects}, context)
    return {key: value for key, value in node.items() if key != context.keyword("@id")}


def test_languages_stand_in_maps_where_the_context_says_so() -> None:
    texts = [tagged("A", "fi"), tagged("B", "fi"), tagged("C", "en")]
    assert compact("dcterms:title", *texts) == {"title": {"en": "C", "fi": ["A", "B"]}}
    assert compact("skos:altLabel", texts[0]) == {"altLabel": {"fi": ["A"]}}
    assert compact("dcterms:title", '"plain"') == {"dcterms:title": {"@value": "plain"}}


def test_values_choose_the_term_that_fits() -> None:
    date, year = typed("2022-01-30", "date"), typed("2022", "gYear")
    assert compact("koto:value", date, year, "<https://e.example/x>", '"text"') == {
        "value": [{"type": "xsd:gYear", "@value": "2022"}, "text"],
        "valueDate": "2022-01-30",
        "valueRef": ["https://e.example/x"],
    }
    assert compact("koto:status", expand("koto:done")) == {"status": "done"}
    assert compact("koto:unknown", tagged("x", "fi"), '"x"') == {"unknown": ["x", {"@value": "x"}]}


def test_numbers_are_native_only_where_they_read_back() -> None:
    assert compact("koto:line", typed("7", "integer")) == {"line": 7}
    assert compact("koto:line", typed("007", "integer")) == {"line": "007"}
    assert compact("koto:line", typed("9" * 16, "integer")) == {"line": "9" * 16}
    assert compact("koto:amount", typed("98820.05", "decimal")) == {"amount": ["98820.05"]}
    assert compact("koto:amount", typed("5", "integer")) == {"amount": [{"type": "xsd:integer", "@value": "5"}]}
    assert compact("koto:unknown", typed("true", "boolean"), typed("5", "integer")) == {"unknown": [True, 5]}


def test_a_term_with_its_own_context_is_not_used() -> None:
    assert compact("koto:other", typed("5", "integer")) == {"other": 5}


def test_prefixes_follow_the_rules_of_json_ld() -> None:
    assert RICH.compact("https://example.org/x", as_term=False) == "ex:x"
    assert RICH.compact("https://example.org/åx", as_term=False) == "ex:åx"
    assert RICH.compact(KOTO + "Project", as_term=True) == "Project"
    assert RICH.compact(KOTO + "Project", as_term=False) == "koto:Project"
    assert RICH.compact(KOTO, as_term=False) == KOTO
    with pytest.raises(InputError, match="would be read with the prefix 'koto'"):
        RICH.compact("koto:x", as_term=False)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"@context": []}', '{"@context": {"a": 1}}', "{", '{"@context": 1}'])
def test_bad_context_is_an_input_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "context.jsonld"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_context(path)
    assert caught.value.code == "bad-context"
    assert caught.value.where == str(path)


def test_missing_context_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the JSON-LD context"):
        read_context(tmp_path / "none.jsonld")


def test_document_holds_the_context_and_every_graph(sample: list[str]) -> None:
    context = read_sample_context()
    document = json.loads("".join(iter_jsonld(read_quads(sample), context)))
    assert document["@context"] == context.document
    assert len(document["@graph"]) == 5
    keys = [list(node) for graph in document["@graph"] for node in graph["@graph"]]
    rest = [[key for key in node if key not in ("@id", "@type")] for node in keys]
    assert all(names == sorted(names) for names in rest)


def _project(sample: list[str], context: Context, key: str) -> dict[str, Any]:
    document = json.loads("".join(frame_projects(read_quads(sample), context)))
    name = context.keyword("@id")
    (found,) = [node for node in document[context.keyword("@graph")] if node[name].endswith(f"/{key}")]
    assert isinstance(found, dict)
    return found


def test_frame_nests_what_a_page_needs(sample: list[str]) -> None:
    project = _project(sample, read_sample_context(), "rio-2")
    assert [node["@id"].rpartition("/")[2] for node in project["implementer"]] == ["maahanmuuttovirasto", "saatio"]
    assert project["continues"][0]["@id"].endswith("/project/rio")
    assert json.dumps(project["continues"][0]).count("RIO") == 1
    amounts = [amount["amount"] for grant in project["grant"] for amount in grant["hasAmount"]]
    assert amounts == ["98820.05", "1179.95", "2000"]
    resolutions = project["resolutions"]
    rules = {node["@id"].rpartition("/")[2]: len(node["rule"]) for node in resolutions}
    assert rules == {"amount": 1, "start-date": 2, "title-fi": 1}
    statement = resolutions[0]["considered"][0]
    assert statement["line"] == 104
    assert statement["statedBy"]["source"].endswith("/source/page-fi")


def test_frame_uses_what_the_context_offers(sample: list[str]) -> None:
    project = _project(sample, RICH, "rio-2")
    assert project["title"]["en"] == "RIO 2 – Roving migration expert"
    assert len(project["resolutions"]) == 3
    assert project["endDate"] == {"type": "xsd:date", "@value": "2022-12-31"}
