"""The site of one build: which paths there are, and the bytes of each. Static pages and the live server both ask it."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from kotograph.changes import Release, ResourceChange
from kotograph.config import LANGUAGES, Settings
from kotograph.export.context import Context, read_context
from kotograph.resources import get_folder
from kotograph.site.alphabet import Entry, read_alphabet
from kotograph.site.answers import Answers
from kotograph.site.chains import Chains, read_chains, read_successions
from kotograph.site.evidence import read_citations, read_evidence
from kotograph.site.facets import Choice, Facet, count_facets, iter_sorted
from kotograph.site.figures import Figure, read_figures
from kotograph.site.graph import Graph, Text
from kotograph.site.linked import name_target
from kotograph.site.locale import collate, format_amount, format_date, format_number
from kotograph.site.overview import Overview
from kotograph.site.page import Page, Route
from kotograph.site.shapes import FindingView, ShapeView, read_findings, read_shapes
from kotograph.site.source_pages import SourcePages, read_source_pages, source_path
from kotograph.site.tables import Cell, Day, Link, Money, Table
from kotograph.site.texts import say
from kotograph.store import EmbeddedStore, Term
from kotograph.store.answers import Row

FOLDER = Path(__file__).parent
ASSETS = FOLDER / "assets"
LANGUAGE_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
#: The formats in which one thing can be had: extension, media type, what people call it.
DATA_FORMATS = (
    ("ttl", "text/turtle", "Turtle"),
    ("jsonld", "application/ld+json", "JSON-LD"),
    ("nt", "application/n-triples", "N-Triples"),
    ("rdf", "application/rdf+xml", "RDF/XML"),
    ("csv", "text/csv", "CSV"),
)


@dataclass(frozen=True, slots=True)
class Download:
    """One file of the dataset as published: its path, size in bytes and SHA-256."""

    path: str
    label: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What the site says of its edition: where it is published, its version and date, its files, and past versions.

    ``told`` has what each release changed, by version and language; ``described`` the dataset as schema.org knows it.
    """

    site_url: str
    version: str = ""
    date: str = ""
    downloads: tuple[Download, ...] = ()
    releases: tuple[Release, ...] = ()
    told: Mapping[str, Mapping[str, Sequence[ResourceChange]]] = field(default_factory=dict)
    described: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    report_url: str = ""


class _Tables(dict[str, Table]):
    """A page's tables by name; one that a page does not have is None to a template."""

    def __missing__(self, name: str) -> None:
        return None


class Site:
    """Make the pages of a build; the same build and publication give the same bytes."""

    def __init__(self, store: EmbeddedStore, settings: Settings, edition: Edition) -> None:
        from kotograph.site.pages import ROUTES

        self.settings, self.edition = settings, edition
        self.graph = Graph(store, settings.base)
        self.routes: tuple[Route, ...] = ROUTES
        answers = Answers(store, settings.base)
        self.queries, self.ask, self.ask_some = answers.queries, answers.ask, answers.ask_some
        self.figures = lru_cache(maxsize=64)(self._read_figures)
        self.choices = lru_cache(maxsize=64)(self._sort_choices)
        self.successions = lru_cache(maxsize=8)(self._read_successions)
        self.alphabet = lru_cache(maxsize=8)(self._read_alphabet)
        self.source_pages = lru_cache(maxsize=256)(self._read_source_pages)
        self.cited_lines = lru_cache(maxsize=64)(self._read_cited_lines)
        self.source_label = lru_cache(maxsize=1024)(self._label_source)
        self._names = lru_cache(maxsize=30_000)(self.graph.get_name)

    @cached_property
    def overview(self) -> Overview:
        """Every project at a glance."""
        return Overview(self.graph)

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The templates; whatever is filled in is escaped."""
        return jinja2.Environment(
            loader=jinja2.FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context of the data beside the pages."""
        return read_context(get_folder("ontology") / "context.jsonld")

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, Choice]]:
        """By what projects can be narrowed: the choices of each facet."""
        return count_facets(self.graph, list(self.overview))

    @cached_property
    def chains(self) -> Chains:
        """Which projects continue which."""
        return read_chains(self.ask("chains", lang=LANGUAGES[0]))

    def _read_successions(self, lang: str) -> Mapping[tuple[str, str], Row]:
        return read_successions(self.ask("successors", lang=lang))

    def _read_source_pages(self, key: str) -> SourcePages:
        return read_source_pages(self.graph, f"{self.settings.base}id/source/{key}")

    def source_page(self, key: str, line: int | str | None = None) -> str:
        """Return the page of a source that a line is on, within a language's folder."""
        return source_path(key, self.source_pages(key).find(int(line) if line else None))

    def _read_alphabet(self, lang: str) -> Sequence[Entry]:
        return read_alphabet(self, lang)

    def _sort_choices(self, facet: Facet, lang: str) -> Sequence[Choice]:
        return tuple(iter_sorted(self, self.facets[facet.name], facet, lang))

    @cached_property
    def evidence(self) -> Mapping[str, Sequence[tuple[str, str, int | None]]]:
        """The evidence for each criterion: project, source, line."""
        return read_evidence(self.graph)

    @cached_property
    def projects_by_criterion(self) -> Mapping[str, Sequence[str]]:
        """The projects that meet each criterion."""
        return {iri: sorted({project for project, _, _ in each}) for iri, each in self.evidence.items()}

    @cached_property
    def shapes(self) -> Sequence[ShapeView]:
        """The shapes that the graph is held against."""
        return read_shapes()

    @cached_property
    def findings(self) -> Sequence[FindingView]:
        """What the shapes found in this build."""
        return read_findings(self.graph.store.folder / "quality.ttl", self.shapes, self.settings.base)

    def _read_figures(self, iri: str) -> list[Figure]:
        return read_figures(self.graph, iri)

    # --- asking ------------------------------------------------------------------------------------------------

    @cached_property
    def compared(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """How often each two sources state the same, of how many values that both state."""
        from kotograph.site.pictures import compare_sources

        return compare_sources(self)

    def count_graphs(self) -> list[tuple[str, int]]:
        """Return how many statements each named graph has, the largest first."""
        rows = self.graph.store.query("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", "site").rows
        start = f"{self.settings.base}graph/"
        found = [(row[0].value.removeprefix(start), int(row[1].value)) for row in rows if row[0] and row[1]]
        return sorted(found, key=lambda each: (-each[1], each[0]))

    def name(self, iri: str, lang: str) -> Text:
        """Return what a thing is called."""
        return self._names(iri, lang)

    def sort(self, iris: Iterable[str], lang: str) -> list[str]:
        """Return things in the order of their names, as readers of the language expect it."""
        return sorted(iris, key=lambda iri: (collate(self.name(iri, lang).value, lang), iri))

    def order(self, cell: Link, lang: str) -> tuple[tuple[str, str], str]:
        """Return the sort key of a link by its text."""
        return collate(cell.text.value, lang), cell.iri

    def cell(self, value: Term | None, prop: str, lang: str) -> Cell:
        """Return a value as a cell of a table."""
        if value is None or not value.value:
            return None
        if value.kind == "uri":
            return Link(self.name(value.value, lang), self.graph.find_page(value.value), value.value)
        if value.datatype.endswith(("#date", "#gYear")):
            return Day(value.value)
        if value.datatype.endswith("#decimal"):
            return Money(Decimal(value.value)) if prop.endswith("#amount") else Decimal(value.value)
        return Text(value.value, value.lang)

    def write_number(self, number: int | Decimal, lang: str) -> str:
        """Write a number as readers of a language do."""
        return format_number(number, lang)

    def _read_cited_lines(self, source: str) -> Mapping[int, Sequence[str]]:
        """Return which lines of a source are cited, and by what."""
        return read_citations(self.graph, source)

    def describe_dataset(self, lang: str) -> Mapping[str, object] | None:
        """Return the dataset as schema.org describes it; None where nobody has said what it is."""
        return self.edition.described.get(lang)

    # --- paths -------------------------------------------------------------------------------------------------

    def iter_paths(self, indexed_only: bool = False) -> Iterator[str]:
        """Yield the path of every page; the languages of one page follow each other, so what they share is at hand."""
        for route in self.routes:
            if indexed_only and not route.is_indexed:
                continue
            for key in route.keys(self) if route.keys else ("",):
                for lang in LANGUAGES:
                    yield f"{lang}/{route.path(key)}"

    def find_page(self, path: str) -> Page | None:
        """Find the page of a path; None if there is none."""
        found = self._find_route(path)
        return found[0].make(self, path.partition("/")[0], found[1]) if found else None

    def has_page(self, path: str) -> bool:
        """Tell whether there is a page of a path, without making it."""
        return self._find_route(path) is not None

    def _find_route(self, path: str) -> tuple[Route, str] | None:
        lang, _, local = path.partition("/")
        if lang not in LANGUAGES:
            return None
        for route in self.routes:
            key = route.find_key(local)
            if key is not None and (route.keys is None or key in self._keys(route)):
                return route, key
        return None

    def _keys(self, route: Route) -> frozenset[str]:
        cache = self.__dict__.setdefault("_route_keys", {})
        if route.pattern not in cache:
            cache[route.pattern] = frozenset(route.keys(self) if route.keys else ())
        keys: frozenset[str] = cache[route.pattern]
        return keys

    def absolute(self, path: str) -> str:
        """Return the address of a path where the site is published; a home page is its folder."""
        return self.edition.site_url + path.removesuffix("index.html")

    # --- rendering ---------------------------------------------------------------------------------------------

    def iter_files(self, path: str, page: Page) -> Iterator[tuple[str, bytes]]:
        """Yield the files of a page: its HTML, and the CSV with its description of each table on it."""
        yield path, self.render(path, page).encode()
        lang = path.partition("/")[0]
        for table in page.tables:
            name = csv_path(path, table.name)
            yield name, table.write_csv().encode()
            yield f"{name}-metadata.json", table.write_metadata(posixpath.basename(name), lang).encode()

    def render(self, path: str, page: Page, depth: int | None = None) -> str:
        """Return a page's HTML; all links in it are relative to its path.

        ``depth`` is in how many folders the address is where the page is shown, if that is not its path.
        """
        lang, _, local = path.partition("/")
        folder = posixpath.dirname(path) if depth is None else "/".join("x" * depth)
        template = self.environment.get_template(page.template)
        return template.render(
            **{**self._words(lang), **self._links(path, folder), **self._page_words(page, local), **page.content},
        )

    def render_choice(self, template: str) -> str:
        """Return one of the two pages that stand outside the languages: the first, and the one for wrong addresses."""
        words = {**self._words("en"), "say": say, "root": urlsplit(self.edition.site_url).path}
        return self.environment.get_template(template).render(**words, absolute=self.absolute)

    def _words(self, lang: str) -> dict[str, object]:
        return {
            "lang": lang,
            "languages": LANGUAGES,
            "language_names": LANGUAGE_NAMES,
            "t": lambda key, **values: say(key, lang, **values),
            "name_of": lambda iri: self.name(iri, lang),
            "format_date": lambda lexical: format_date(lexical, lang),
            "format_amount": lambda amount, currency="EUR": format_amount(Decimal(str(amount)), currency, lang),
            "format_decimal": lambda number: format_number(Decimal(str(number)), lang),
            "name_target": name_target,
            "kind_of": lambda cell: type(cell).__name__,
            "source_page": self.source_page,
            "source_label": lambda key: self.source_label(key, lang),
            "version": self.edition.version or say("site.unversioned", lang),
            "icon": self.icon,
        }

    @cached_property
    def icon(self) -> Markup:
        """The sign of the site, to stand within a page."""
        drawn = (ASSETS / "icon.svg").read_text(encoding="utf-8").replace("\n", "")
        return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))

    def _label_source(self, key: str, lang: str) -> str:
        """Return a short name of a source: its section and the language of the page."""
        iri = f"{self.settings.base}id/source/{key}"
        section = self.graph.find_text(iri, "koto:section", lang)
        tongue = self.graph.find_language(iri)
        if section is None:
            return key
        return f"{section.value} ({say('language.' + tongue, lang)})" if tongue in LANGUAGES else section.value

    def _links(self, path: str, folder: str) -> dict[str, object]:
        lang, _, local = path.partition("/")
        folders = folder.split("/") if folder else []
        # The folders that the page is in, the innermost first, and how a link leads there.
        steps = [("/".join(folders[:at]) + "/", "../" * (len(folders) - at)) for at in range(len(folders), 0, -1)]
        top = "../" * len(folders)

        def url(target: str) -> str:
            file, hash_, fragment = target.partition("#")
            if file == path and hash_:
                return hash_ + fragment
            for step, way in steps:
                if file.startswith(step):
                    return way + file[len(step) :] + hash_ + fragment
            return top + target

        def page_of(iri: str) -> str | None:
            target = self.graph.find_page(iri)
            return f"{lang}/{target}" if target else None

        return {
            "path": path,
            "local": local,
            "section": local.partition("/")[0],
            "url": url,
            "page_of": page_of,
            "path_in": lambda other: f"{other}/{local}",
            "absolute": self.absolute,
            "csv_url": lambda name: url(csv_path(path, name)),
        }

    def _page_words(self, page: Page, local: str) -> dict[str, object]:
        pictures = page.content.get("pictures", ())
        drawn = {picture.table.name for picture in pictures} if isinstance(pictures, list) else set()
        text = json.dumps(page.structured, ensure_ascii=False, sort_keys=True) if page.structured else ""
        return {
            "page": page,
            "page_data": DATA_FORMATS if page.data else (),
            "structured": Markup(text.replace("<", "\\u003c")),
            "tables": _Tables({table.name: table for table in page.tables}),
            "drawn": drawn,
            "site": self,
            "eu_contribution": self.overview.eu_contribution,
            "has_feed": bool(self.edition.releases),
            "report_url": self.edition.report_url or self.edition.site_url,
        }


def csv_path(path: str, table: str) -> str:
    """Return the path of a table's CSV file beside its page.

    >>> csv_path("fi/quality.html", "coverage")
    'fi/quality.coverage.csv'
    """
    return f"{path.removesuffix('.html')}.{table}.csv"
