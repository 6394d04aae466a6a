"""Answers: rows, frames, graphs and files, the same that the command writes."""

from __future__ import annotations

import copy
import datetime
import io
import pickle
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import click
import pandas
import pytest
import rdflib

import kotograph
from kotograph import Answer, Iri, Text, Year
from kotograph.cli.query import query as command
from kotograph.errors import InputError, UsageError
from kotograph.query import example_of, list_queries
from kotograph.store import Graph, Rows, Term, Truth
from kotograph.vocab import KOTO

TYPES = """SELECT ?n ?sum ?when ?yes ?ratio ?name ?none ?some {
  VALUES (?n ?sum ?when ?yes ?ratio ?name ?some) {
    (1 1.10 "2017-06-01"^^xsd:date true 1e0 "yksi"@fi 1)
    (2 2.20 "2015"^^xsd:gYear false 2e0 "kaksi"@fi UNDEF)
  } } ORDER BY ?n"""
RIO = "<https://w3id.org/kotograph/id/project/rio-2>"
GRAPH = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {RIO} }} ?s ?p ?o }}"


class CountedStore:
    """Rows that are counted as they are taken, and how often it was asked."""

    def __init__(self, most: int) -> None:
        self.most, self.taken, self.asked = most, 0, 0

    def ask(self) -> Rows:
        self.asked += 1
        return Rows(("n",), self.rows())

    def rows(self) -> Iterator[tuple[Term]]:
        for number in range(self.most):
            self.taken += 1
            yield (Term("literal", str(number)),)


def test_a_named_question_with_typed_parameters(data: kotograph.Dataset) -> None:
    by_text = list(data.ask("active-on", date="2017-06-01"))
    assert by_text == list(data.ask("active-on", date=datetime.date(2017, 6, 1), lang=None))
    row = next(row for row in by_text if Iri(row.project).key == "kotona-suomessa")
    assert row["start"] == Year(2015) and row["end"] == Year(2020) and row["certainty"] == "certain"
    others = [row.start for row in by_text if row is not None and not isinstance(row.start, Year)]
    assert others and all(type(start) is datetime.date for start in others if start)


def test_parameters_are_checked_as_the_command_checks_them(data: kotograph.Dataset) -> None:
    for given, code in (
        ({}, "missing-parameter"),
        ({"date": "1.6.2017"}, "bad-parameter"),
        ({"day": "x"}, "unknown-parameter"),
    ):
        with pytest.raises(UsageError) as caught:
            data.ask("active-on", **given)
        assert caught.value.code == code and caught.value.hint
    with pytest.raises(UsageError, match="cannot be a float"):
        data.ask("active-on", date=1.5)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="cannot be '2017-06-01 00:00:00'"):
        data.ask("active-on", date=datetime.datetime(2017, 6, 1))
    with pytest.raises(UsageError) as caught:
        data.ask("active")
    assert "active-on" in caught.value.hint
    with pytest.raises(UsageError, match="no query '-'"):
        data.ask("-")


def test_a_question_from_a_file(data: kotograph.Dataset, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "#+ parameters:\n#+   - name: of\n#+     type: project\nASK { ?_of a koto:Project }", encoding="utf-8"
    )
    assert data.ask(path, of="rio-2") and not data.ask(str(path), of="rio-3")
    with pytest.raises(InputError, match="cannot read"):
        data.ask(tmp_path / "none.rq")


def test_the_language_of_names(bundled_build: Path) -> None:
    with kotograph.open(bundled_build, lang="sv") as data:
        implementers = {row.label for row in data.ask("funding-by-implementer")}
        assert "Migrationsverket" in implementers
        assert "Finnish Immigration Service" in {row.label for row in data.ask("funding-by-implementer", lang="en")}


@pytest.mark.parametrize("name", [query.name for query in list_queries()])
def test_the_command_writes_the_same(name: str, data: kotograph.Dataset, bundled_build: Path, tmp_path: Path) -> None:
    asked = next(query for query in data.questions() if query.name == name)
    given = example_of(asked)
    for suffix in ("csv", "json"):
        options = [part for key, value in given.items() for part in ("-p", f"{key}={value}")]
        target = tmp_path / f"command.{suffix}"
        args = [name, *options, "-f", suffix, "-s", str(bundled_build), "-o", str(target)]
        command.main(args, standalone_mode=False, obj={})
        data.ask(name, **given).save(tmp_path / f"mine.{suffix}")
        assert target.read_bytes() == (tmp_path / f"mine.{suffix}").read_bytes()


def test_a_row_is_had_by_name_by_place_and_unpacked(data: kotograph.Dataset) -> None:
    first, second = data.sparql(TYPES)
    assert first["n"] == first.n == first[0] == 1 and first[-1] == 1 and second["some"] is None
    number, amount, *_ = first
    assert (number, amount) == (1, Decimal("1.1")) and first[:2] == (1, Decimal("1.1"))
    assert list(dict(first)) == list(first.keys()) == ["n", "sum", "when", "yes", "ratio", "name", "none", "some"]
    assert len(first) == 8 and "name" in dir(first) and hash(first) != hash(second)
    assert first == copy.deepcopy(first) == pickle.loads(pickle.dumps(first)) and first != second
    assert first.name == "yksi" and first.name.lang == "fi" and first.none is None
    assert repr(first).startswith("Row(n=1, sum=Decimal('1.1'), when=datetime.date(2017, 6, 1), yes=True")
    with pytest.raises(KeyError, match="sums"):
        first["sums"]
    with pytest.raises(AttributeError, match="sums"):
        _ = first.sums
    with pytest.raises(IndexError):
        first[8]


def test_rows_stream_and_are_asked_anew_when_read_again() -> None:
    store = CountedStore(10_000)
    answer = Answer(store.ask)
    assert answer.columns == ("n",) and (store.asked, store.taken) == (1, 0)
    rows = iter(answer)
    assert [next(rows).n, next(rows).n] == ["0", "1"] and store.taken == 2
    assert sum(1 for _ in answer) == 10_000 and store.asked == 2
    assert next(rows).n == "2"


def test_whether_there_is_anything() -> None:
    store = CountedStore(3)
    answer = Answer(store.ask)
    assert answer and answer and len(list(answer)) == 3 and store.asked == 1
    assert answer and store.asked == 2
    assert not Answer(CountedStore(0).ask)
    assert Answer(lambda: Truth(True)) and not Answer(lambda: Truth(False))
    with pytest.raises(UsageError, match="yes or no"):
        list(Answer(lambda: Truth(True)))


def test_a_frame_keeps_values_exact(data: kotograph.Dataset) -> None:
    frame = data.sparql(TYPES).to_pandas()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "n": "Int64",
        "sum": "object",
        "when": "object",
        "yes": "boolean",
        "ratio": "float64",
        "name": "object",
        "none": "object",
        "some": "Int64",
    }
    assert frame["sum"].sum() == Decimal("3.3")
    assert list(frame["when"]) == [datetime.date(2017, 6, 1), Year(2015)]
    assert [type(name) for name in frame["name"]] == [Text, Text] and frame["name"][0].lang == "fi"
    assert frame["none"].isna().all() and frame["some"].isna().sum() == 1
    with pytest.raises((TypeError, ValueError)):
        pandas.to_datetime(frame["when"])


def test_an_empty_frame_has_its_columns(data: kotograph.Dataset) -> None:
    frame = data.sparql("SELECT ?a ?b { ?a ?b koto:nothing }").to_pandas()
    assert list(frame.columns) == ["a", "b"] and frame.empty


def test_numbers_that_pandas_cannot_hold_stay_python_s(data: kotograph.Dataset) -> None:
    frame = data.sparql("SELECT ?n { VALUES ?n { 9223372036854775807 }}").to_pandas()
    assert str(frame["n"].dtype) == "Int64"
    large = Answer(lambda: Rows(("n",), [(Term("literal", str(2**63), datatype=f"{rdflib.XSD}integer"),)])).to_pandas()
    assert large["n"].dtype == object and large["n"][0] == 2**63


def test_without_pandas_it_is_told_how_to_get_it(data: kotograph.Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError) as caught:
        data.ask("total-funding").to_pandas()
    assert caught.value.code == "pandas-missing" and "pip install pandas" in caught.value.hint


def test_a_graph_for_rdflib_has_the_very_literals(data: kotograph.Dataset) -> None:
    texts = ('"1.50"^^<{x}decimal>', '"007"^^<{x}integer>', '"2026-01-02T00:00:00"^^<{x}date>', '"x"@sv', "_:a", '"b"')
    lines = [f"<http://e/a> <http://e/p> {text.format(x=rdflib.XSD)} .\n" for text in texts]
    graph = Answer(lambda: Graph((*lines, '_:a <http://e/p> "b" .\n'))).to_rdflib()
    found = list(graph.objects(rdflib.URIRef("http://e/a")))
    assert {str(each) for each in found if isinstance(each, rdflib.Literal)} == {
        "1.50",
        "007",
        "2026-01-02T00:00:00",
        "x",
        "b",
    }
    (node,) = (each for each in found if isinstance(each, rdflib.BNode))
    assert len(graph) == 7 and graph.value(node, rdflib.URIRef("http://e/p")) == rdflib.Literal("b")
    made = data.sparql(GRAPH).to_rdflib()
    assert made.value(rdflib.URIRef(RIO[1:-1]), rdflib.RDF.type) == rdflib.URIRef(f"{KOTO}Project")
    assert dict(made.namespaces())["koto"] == rdflib.URIRef(KOTO)


def test_rows_are_no_graph(data: kotograph.Dataset) -> None:
    with pytest.raises(UsageError) as caught:
        data.sparql("SELECT * {}").to_rdflib()
    assert caught.value.code == "not-construct"


def test_a_graph_is_read_as_rows_and_with_blank_nodes_saved(tmp_path: Path) -> None:
    path = tmp_path / "odd.ttl"
    path.write_text('@prefix e: <http://e/> . e:a e:p 1, "x"@sv, [ e:p "b" ] .', encoding="utf-8")
    with kotograph.open(path) as odd:
        answer = odd.sparql("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
        assert answer.columns == ("subject", "predicate", "object")
        assert [row.predicate for row in answer] == [Iri("http://e/p")] * 4 == list(answer.to_pandas()["predicate"])
        answer.save(tmp_path / "again.ttl")
    again = rdflib.Graph().parse(tmp_path / "again.ttl")
    assert again.isomorphic(rdflib.Graph().parse(path))


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "nt", "jsonld"])
def test_a_graph_is_saved_whole(suffix: str, data: kotograph.Dataset, tmp_path: Path) -> None:
    answer = data.sparql(GRAPH)
    answer.save(tmp_path / f"rio.{suffix}")
    kept = rdflib.Graph().parse(tmp_path / f"rio.{suffix}")
    assert kept.isomorphic(rdflib.Graph().parse(data=read_text(answer.write, "nt"), format="nt"))


def test_turtle_is_written_as_the_export_writes_it(data: kotograph.Dataset) -> None:
    text = str(data.sparql(GRAPH))
    assert text.startswith("@base <https://w3id.org/kotograph/> .\n@prefix dcterms:")
    assert "\n# Projects (1)\n\n<id/project/rio-2> a koto:Project ;\n    dcterms:title " in text


def test_an_answer_is_printed_as_a_table(data: kotograph.Dataset) -> None:
    answer = data.ask("shared-implementers")
    assert "id/organisation/uudenmaan-ely-keskus  Uusimaa ELY Centre" in str(answer)
    assert repr(answer) == "<Answer: rows of organisation, label, underFirst, underSecond>"
    assert repr(data.sparql("ASK {}")) == "<Answer: truth>" and str(data.sparql("ASK {}")) == "true\n"


def test_a_format_that_does_not_fit_leaves_no_file(data: kotograph.Dataset, tmp_path: Path) -> None:
    for name, code in (("a.ttl", "format-unfit"), ("a.odd", "bad-format"), ("a", "bad-format")):
        with pytest.raises(UsageError) as caught:
            data.ask("total-funding").save(tmp_path / name)
        assert caught.value.code == code
    with pytest.raises(InputError):
        data.ask("total-funding").save(tmp_path / "none" / "a.csv")
    assert not list(tmp_path.iterdir())
    data.ask("total-funding").save(tmp_path / "table", "csv")
    assert (tmp_path / "table").read_bytes().startswith(b"kind,label,projects,sum,currency\r\n")


def test_the_command_refuses_what_the_answer_refuses(bundled_build: Path) -> None:
    with pytest.raises((UsageError, click.UsageError), match="cannot hold rows"):
        command.main(["total-funding", "-f", "turtle", "-s", str(bundled_build)], standalone_mode=False, obj={})


def read_text(write: Callable[..., None], form: str) -> str:
    out = io.StringIO()
    write(out, form)
    return out.getvalue()
