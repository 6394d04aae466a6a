"""Every RDF format reads back to the same quads, with Oxigraph and with rdflib."""

import logging

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotograph.errors import InputError
from kotograph.export import iter_export
from kotograph.export.context import Context
from kotograph.export.frame import frame_projects
from kotograph.export.jsonld import iter_jsonld
from kotograph.formats import Format
from kotograph.quads import literal, tagged, typed
from kotograph.terms import read_quads
from kotograph.vocab import PREFIXES

from .dataset import (
    BASE,
    make_nasty,
    make_rich_context,
    read_sample_context,
    read_with_oxigraph,
    read_with_rdflib,
    to_set,
    to_triples,
)

OXIGRAPH = {
    Format.TURTLE: pyoxigraph.RdfFormat.TURTLE,
    Format.TRIG: pyoxigraph.RdfFormat.TRIG,
    Format.NQUADS: pyoxigraph.RdfFormat.N_QUADS,
    Format.NTRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
    Format.JSONLD: pyoxigraph.RdfFormat.JSON_LD,
    Format.RDFXML: pyoxigraph.RdfFormat.RDF_XML,
}
RDFLIB = {
    Format.TURTLE: "turtle",
    Format.TRIG: "trig",
    Format.NQUADS: "nquads",
    Format.NTRIPLES: "nt",
    Format.JSONLD: "json-ld",
    Format.RDFXML: "xml",
}
NAMED = (Format.TRIG, Format.NQUADS, Format.JSONLD)


@pytest.fixture(autouse=True)
def _quiet() -> None:
    """Keep rdflib from warning of each ill-typed literal."""
    logging.getLogger("rdflib").setLevel(logging.ERROR)


def write(form: Format, lines: list[str], context: Context | None = None) -> str:
    """Return an export as one text."""
    return "".join(iter_export(form, read_quads(lines), context=context or read_sample_context(), base=BASE))


@pytest.mark.parametrize("form", OXIGRAPH, ids=lambda form: form.label)
def test_oxigraph_reads_the_same(form: Format) -> None:
    lines = make_nasty(controls=form is not Format.RDFXML)
    wanted = to_set(lines) if form in NAMED else to_triples(lines)
    assert read_with_oxigraph(write(form, lines), OXIGRAPH[form]) == wanted


@pytest.mark.parametrize("form", RDFLIB, ids=lambda form: form.label)
def test_rdflib_reads_the_same(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = make_nasty(controls=form is not Format.RDFXML)
    wanted = to_set(lines) if form in NAMED else to_triples(lines)
    assert read_with_rdflib(write(form, lines), RDFLIB[form], monkeypatch) == wanted


def test_rich_context_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = make_nasty()
    text = "".join(iter_jsonld(read_quads(lines), make_rich_context()))
    assert read_with_oxigraph(text, pyoxigraph.RdfFormat.JSON_LD) == to_set(lines)
    assert read_with_rdflib(text, "json-ld", monkeypatch) == to_set(lines)


_name = st.text("abzABZ019_-.~/åäö%2'()*+,;=:@!$&", min_size=0, max_size=8).map(lambda text: text.replace("%", "%25"))
_namespace = st.sampled_from(
    [
        *PREFIXES.values(),
        *(BASE + part for part in ("id/project/", "vocab/theme/", "id/", "graph/source/", "")),
        *("https://example.org/", "https://example.org/x#", "urn:uuid:"),
    ]
)
_iri = st.builds("<{}x{}>".format, _namespace, _name) | st.builds("<{}{}>".format, _namespace, _name)
_xml_name = st.text("abzABZ019_-.äö", max_size=6).map(lambda text: "p" + text)
_predicate = st.builds("<{}{}>".format, st.sampled_from([*PREFIXES.values(), "https://example.org/å/"]), _xml_name)
_char = st.characters(exclude_categories=["Cs"])
_text = st.text(_char | st.sampled_from("\"\\\n\r\t'\u00a0\u200f"), max_size=12)
_number = st.text("0123456789.-+eE", min_size=1, max_size=9)
_literal = (
    st.builds(literal, _text)
    | st.builds(tagged, _text, st.sampled_from(["fi", "sv", "en", "zh-hant", "x-own"]))
    | st.builds(typed, _number | _text, st.sampled_from(["integer", "decimal", "boolean", "double", "date", "string"]))
)
_graph = st.sampled_from([f"<{BASE}graph/projects>", f"<{BASE}graph/source/a>", "<https://example.org/g>"])
_lines = st.sets(st.builds("{} {} {} {} .\n".format, _iri, _predicate, _iri | _literal, _graph), max_size=12).map(
    sorted
)
_many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_many
@given(lines=_lines)
@pytest.mark.parametrize("form", [form for form in OXIGRAPH if form is not Format.RDFXML], ids=lambda form: form.label)
def test_any_quads_come_back(form: Format, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = to_set(lines) if form in NAMED else to_triples(lines)
    for context in (read_sample_context(), make_rich_context()) if form is Format.JSONLD else (None,):
        text = write(form, lines, context)
        assert read_with_oxigraph(text, OXIGRAPH[form]) == wanted
        assert read_with_rdflib(text, RDFLIB[form], monkeypatch) == wanted


@_many
@given(lines=_lines)
def test_any_quads_come_back_from_xml_or_are_refused(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        text = write(Format.RDFXML, lines)
    except InputError as error:
        assert error.code == "not-in-rdfxml"
        return
    assert read_with_oxigraph(text, OXIGRAPH[Format.RDFXML]) == to_triples(lines)
    assert read_with_rdflib(text, "xml", monkeypatch) == to_triples(lines)


def test_frame_is_part_of_the_dataset(sample: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for context in (read_sample_context(), make_rich_context()):
        text = "".join(frame_projects(read_quads(sample), context))
        found = read_with_oxigraph(text, pyoxigraph.RdfFormat.JSON_LD)
        assert len(found) > 60
        assert found <= to_triples(sample)
        assert read_with_rdflib(text, "json-ld", monkeypatch) == found
