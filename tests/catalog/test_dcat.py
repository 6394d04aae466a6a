"""The catalogue: what it says, that it says it without blank nodes, and that it breaks none of the shapes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import to_isomorphic

from kotograph.catalog import DOWNLOADS, Facts, Metadata, Publication, describe_file, iter_catalogue, read_facts
from kotograph.catalog.metadata import Publisher, read_metadata
from kotograph.errors import InputError
from kotograph.export import write_export
from kotograph.formats import Format
from kotograph.reports import Severity
from kotograph.store import EmbeddedStore, Rows, Store, Term
from kotograph.store.answers import Answer
from tests.catalog.conftest import BASE
from tests.catalog.graphs import ask, check, make_graph, names

EU = "http://publications.europa.eu/resource/authority/"
_TURTLE = "PREFIX koto: <https://w3id.org/kotograph/ontology#> "


class FixedStore:
    """Answer every query with the same rows of starts and ends."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self._rows = rows

    def query(self, text: str, where: str = "") -> Rows:
        if "SourceDocument" in text:
            return Rows(("source",), ())
        cells = [tuple(Term("literal", day) if day else None for day in row) for row in self._rows]
        return Rows(("start", "end"), cells)

    def answer(self, text: str, where: str = "") -> Answer:
        return self.query(text, where)


def test_the_catalogue_breaks_no_shape_and_holds_no_blank_node(catalogue: Sequence[str]) -> None:
    report = check(make_graph(catalogue))
    assert report.findings == ()
    assert len(report.shapes) == 68 and report.triples == len(catalogue)
    assert not any(line.startswith("_:") or " _:" in line.split('"')[0] for line in catalogue)


def test_all_lines_are_in_the_graph_of_the_catalogue_sorted_and_once(catalogue: Sequence[str]) -> None:
    assert all(line.endswith(f" <{BASE}graph/catalogue> .\n") for line in catalogue)
    assert list(catalogue) == sorted(set(catalogue))


def test_a_service_is_described_only_if_it_runs(
    metadata: Metadata, publication: Publication, store: EmbeddedStore, catalogue: Sequence[str]
) -> None:
    query = "SELECT ?s ?url WHERE { ?c dcat:service ?s . ?s a dcat:DataService ; dcat:endpointURL ?url }"
    assert ask(make_graph(catalogue), query) == []
    running = replace(publication, endpoint=f"{BASE}sparql", api=f"{BASE}api/")
    graph = make_graph(iter_catalogue(metadata, running, store, BASE))
    assert ask(graph, query) == [
        (f"{BASE}catalog#service-api", f"{BASE}api/"),
        (f"{BASE}catalog#service-sparql", f"{BASE}sparql"),
    ]
    assert check(graph).findings == ()


def test_each_file_is_described_with_what_it_is(catalogue: Sequence[str], site: Path) -> None:
    rows = ask(
        make_graph(catalogue),
        "SELECT ?url ?size ?sum ?format ?type WHERE { ?d a dcat:Distribution ; dcat:downloadURL ?url ;"
        " dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum ; dcterms:format ?format ;"
        " dcat:mediaType ?type }",
    )
    assert len(rows) == len(DOWNLOADS) == 7
    for url, size, digest, _, _ in rows:
        data = (site / url.removeprefix(BASE)).read_bytes()
        assert (int(size), digest) == (len(data), hashlib.sha256(data).hexdigest())
    told = {url.rsplit(".", 1)[1]: (form.removeprefix(f"{EU}file-type/"), kind) for url, _, _, form, kind in rows}
    iana = "https://www.iana.org/assignments/media-types/"
    assert told == {
        "ttl": ("RDF_TURTLE", f"{iana}text/turtle"),
        "trig": ("RDF_TRIG", f"{iana}application/trig"),
        "nq": ("RDF_N_QUADS", f"{iana}application/n-quads"),
        "nt": ("RDF_N_TRIPLES", f"{iana}application/n-triples"),
        "jsonld": ("JSON_LD", f"{iana}application/ld+json"),
        "rdf": ("RDF_XML", f"{iana}application/rdf+xml"),
        "zip": ("CSV", f"{iana}text/csv"),
    }
    packed = ask(make_graph(catalogue), "SELECT ?d ?p WHERE { ?d dcat:packageFormat ?p }")
    assert [(d.rsplit("-", 1)[1], p) for d, p in packed] == [("zip", f"{iana}application/zip")]


def test_compressed_files_say_so(metadata: Metadata, site: Path, store: EmbeddedStore) -> None:
    (site / "a.gz").write_bytes(b"x")
    file = describe_file(site, "a.gz", Format.NQUADS, "nquads", "application/gzip")
    graph = make_graph(iter_catalogue(metadata, Publication("1", BASE, (file,)), store, BASE))
    iri = "https://www.iana.org/assignments/media-types/application/gzip"
    assert ask(graph, "SELECT ?c WHERE { ?d dcat:compressFormat ?c }") == [(iri,)]
    assert ask(graph, "SELECT ?c WHERE { ?d dcat:packageFormat ?c }") == []


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        describe_file(tmp_path, "gone.nq", Format.NQUADS, "nquads")
    assert (caught.value.code, caught.value.where) == ("unreadable-file", str(tmp_path / "gone.nq"))


def test_the_dataset_says_its_version_and_the_one_before(
    metadata: Metadata, publication: Publication, store: EmbeddedStore, catalogue: Sequence[str]
) -> None:
    query = (
        "SELECT ?v ?p ?n WHERE { ?d dcat:version ?v . OPTIONAL { ?d dcat:previousVersion ?p ; adms:versionNotes ?n } }"
    )
    assert ask(make_graph(catalogue), query) == [("1.0.0", "None", "None")]
    later = replace(publication, version="1.1.0", previous="1.0.0", notes={"en": "Two projects more."})
    graph = make_graph(iter_catalogue(metadata, later, store, BASE))
    assert ask(graph, query) == [("1.1.0", f"{BASE}releases/1.0.0/", "Two projects more.")]


def test_the_period_is_that_of_the_data(store: EmbeddedStore) -> None:
    asked = store.query(
        _TURTLE + "SELECT ?start ?end { ?p a koto:Project ; koto:startDate ?start ; koto:endDate ?end }"
    )
    rows = [(start.value, end.value) for start, end in asked.rows if start and end]
    facts = read_facts(store)
    assert len(rows) > 30
    assert facts.start == min(start for start, _ in rows) and facts.end == max(end for _, end in rows)
    assert len(facts.sources) == 7 and facts.sources[0] == f"{BASE}id/source/eusa-so2-completed-fi"


@pytest.mark.parametrize(
    ("rows", "start", "end"),
    [
        ([("2015", "2016-03-01"), ("2015-02-01", "2016")], "2015", "2016"),
        ([("2015-01-01", "2016-12-31"), ("2015", "2016")], "2015", "2016-12-31"),
        ([("2014-12-31", ""), ("", "")], "2014-12-31", ""),
        ([], "", ""),
    ],
)
def test_a_year_is_compared_by_its_first_and_last_day(rows: list[tuple[str, str]], start: str, end: str) -> None:
    fixed: Store = FixedStore(rows)
    assert read_facts(fixed) == Facts(start, end, ())


def test_years_stay_years_and_nothing_known_is_nothing_said(metadata: Metadata, publication: Publication) -> None:
    query = "SELECT ?s (DATATYPE(?s) AS ?t) WHERE { ?p a dcterms:PeriodOfTime ; dcat:startDate ?s }"
    graph = make_graph(iter_catalogue(metadata, publication, FixedStore([("2015", "2016-01-01")]), BASE))
    assert ask(graph, query) == [("2015", "http://www.w3.org/2001/XMLSchema#gYear")]
    nothing = make_graph(iter_catalogue(metadata, publication, FixedStore([]), BASE))
    assert ask(nothing, query) == []
    assert names(check(nothing)) == {"DatasetTemporal"}


def test_a_folder_that_describes_nothing_gets_a_catalogue_that_invents_nothing(
    tmp_path: Path, publication: Publication, store: EmbeddedStore
) -> None:
    graph = make_graph(iter_catalogue(read_metadata(tmp_path, {}), publication, store, BASE))
    report = check(graph)
    assert report.worst() is Severity.WARNING
    assert {"CatalogueLicence", "DatasetContact", "DatasetTheme", "PublisherType"} <= names(report)
    assert ask(graph, "SELECT ?l WHERE { ?x dcterms:license ?l }") == []


def test_a_publisher_without_a_key_is_named_below_the_catalogue(
    metadata: Metadata, publication: Publication, store: EmbeddedStore
) -> None:
    other = replace(metadata, publisher=Publisher({"sv": "Staden"}))
    graph = make_graph(iter_catalogue(other, publication, store, "https://data.example.org/x/"))
    rows = ask(graph, "SELECT DISTINCT ?p ?n WHERE { ?d dcterms:publisher ?p . ?p foaf:name ?n }")
    assert rows == [("https://data.example.org/x/catalog#publisher", "Staden")]


def test_the_site_may_stand_elsewhere_than_the_iris(
    metadata: Metadata, publication: Publication, store: EmbeddedStore
) -> None:
    moved = replace(publication, site_url="https://pages.example.org/k/")
    graph = make_graph(iter_catalogue(metadata, moved, store, BASE))
    urls = ask(graph, "SELECT ?u WHERE { ?d dcat:downloadURL ?u }")
    assert len(urls) == 7 and all(url.startswith("https://pages.example.org/k/downloads/") for (url,) in urls)
    assert ask(graph, "SELECT ?c WHERE { ?c a dcat:Catalog }") == [(f"{BASE}catalog#catalogue",)]


@pytest.mark.parametrize("form", [Format.TURTLE, Format.JSONLD, Format.RDFXML, Format.NQUADS])
def test_every_format_reads_back_as_the_same_graph(
    catalogue: Sequence[str], void: Sequence[str], tmp_path: Path, form: Format
) -> None:
    for name, lines in (("catalog", catalogue), ("void", void)):
        source, target = tmp_path / f"{name}.nq", tmp_path / f"{name}-out.{form.extension}"
        source.write_text("".join(lines), encoding="utf-8")
        write_export(form, source, target, base=BASE)
        from kotograph.store.files import read_rdf_file

        back = make_graph(f"{s} {p} {o} .\n" for s, p, o in read_rdf_file(target))
        assert to_isomorphic(back) == to_isomorphic(make_graph(lines))


def test_turtle_is_in_sections_that_people_look_for(catalogue: Sequence[str], tmp_path: Path) -> None:
    source = tmp_path / "catalog.nq"
    source.write_text("".join(catalogue), encoding="utf-8")
    write_export(Format.TURTLE, source, tmp_path / "catalog.ttl", base=BASE)
    text = (tmp_path / "catalog.ttl").read_text(encoding="utf-8")
    sections = [line.split(" (")[0][2:] for line in text.split("\n") if line.startswith("# ")]
    assert sections == [
        "Catalogue",
        "Datasets",
        "Distributions",
        "Concept schemes",
        "Concepts",
        "Agents",
        "Other resources",
    ]
    assert "<catalog#dataset> a dcat:Dataset ;\n    dcterms:title " in text
    assert len(Graph().parse(data=text, format="turtle")) == len(catalogue)
