"""The query page as HTML: a form, examples that fill it, and the answer; nothing of it needs JavaScript."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import quote

from markupsafe import Markup

from kotograph.server.editor.examples import Example, list_examples
from kotograph.server.problem import Problem
from kotograph.site.locale import format_number
from kotograph.site.page import Page
from kotograph.site.site import Site
from kotograph.site.texts import say
from kotograph.store import Term
from kotograph.store.answers import Row
from kotograph.vocab import PREFIXES

#: A page with more rows is slow to open; all rows are in the files.
MOST_ROWS = 1000
#: What the page loads and does. CodeMirror measures its lines with `<style>` rules and styles of its own.
EDITOR_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The forms in which an answer can be had: key, what people call it, and how SPARQL asks for it, for rows or a graph.
FORMATS: tuple[tuple[str, str, str], ...] = (
    ("csv", "CSV", "text/csv"),
    ("tsv", "TSV", "text/tab-separated-values"),
    ("json", "JSON", "application/sparql-results+json, application/ld+json;q=0.9"),
    ("xml", "XML", "application/sparql-results+xml, application/rdf+xml;q=0.9"),
    ("ttl", "Turtle", "text/turtle"),
)
#: The header by which the endpoint tells that a limit cut the rows of its answer.
CUT_HEADER = "Kotograph-Answer-Cut"
_FOR_ROWS, _FOR_TRUTH, _FOR_GRAPH = ("csv", "tsv", "json", "xml"), ("json", "xml"), ("ttl", "json", "xml")
#: The texts that the script needs.
_WORDS = (
    *("answer", "cut", "download", "editor", "examples", "failed", "filter", "hint", "keys", "more", "next", "own"),
    *("plain", "previous", "problem", "pages", "range", "response", "rich", "running", "stop", "stopped"),
    *("suggestions", "table", "took", "true", "false"),
)
_START = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX koto: <https://w3id.org/kotograph/ontology#>

SELECT ?project ?title ?amount
WHERE {
  ?project a koto:Project ;
    dcterms:title ?title ;
    koto:grant/koto:hasAmount/koto:amount ?amount .
  FILTER(LANG(?title) = "LANGUAGE")
}
ORDER BY DESC(?amount)
LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class AnswerRows:
    """The answer to SELECT, as many rows as the page shows and how many there are; ``is_cut``: a limit cut them."""

    variables: Sequence[str]
    rows: Sequence[Row]
    total: int
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class AnswerTruth:
    """The answer to ASK."""

    value: bool


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The answer to CONSTRUCT or DESCRIBE, in Turtle."""

    text: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """An answer that no page can show: it can only be downloaded."""


Shown: TypeAlias = AnswerRows | AnswerTruth | AnswerText | TooLarge


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the page: a query (or none), and what came of it."""

    lang: str
    query: str = ""
    format: str = "table"
    outcome: Shown | Problem | None = None
    has_editor: bool = False


def make_query_page(site: Site, asked: Asked) -> str:
    """Return the query page as HTML."""
    lang = asked.lang
    examples = list_examples(site, lang)
    outcome = asked.outcome
    problem = outcome if isinstance(outcome, Problem) else None
    page = Page(
        template="query.html",
        title=say("editor.title", lang),
        description=say("editor.lead", lang),
        is_indexed=not asked.query,
        content={
            "query_text": asked.query or _START.replace("LANGUAGE", lang),
            "is_asked": bool(asked.query),
            "formats": [(key, label) for key, label, _ in FORMATS],
            "chosen": asked.format,
            "kind": _name_kind(outcome),
            "outcome": outcome,
            "problem": problem,
            "examples": examples,
            "link": lambda text, form="": _link(text, form),
            "downloads": _list_downloads(outcome),
            "protocol": f"../sparql?query={quote(asked.query, safe='')}",
            "name_term": lambda iri: shorten(iri, site.settings.base),
            "address": lambda iri: _find_address(site, iri),
            "write_count": lambda number: format_number(number, lang),
            "has_editor": asked.has_editor,
            "data": Markup(_write_data(site, lang, examples)) if asked.has_editor else "",
        },
        trail=((say("nav.questions", lang), "questions.html"),),
    )
    return site.render(f"{lang}/query.html", page)


def _name_kind(outcome: Shown | Problem | None) -> str:
    """Return which part of the template shows an answer."""
    match outcome:
        case AnswerRows():
            return "rows"
        case AnswerTruth():
            return "truth"
        case AnswerText():
            return "text"
        case TooLarge():
            return "large"
        case _:
            return ""


def _link(text: str, form: str) -> str:
    return f"query.html?query={quote(text, safe='')}" + (f"&format={form}" if form else "")


def _list_downloads(outcome: Shown | Problem | None) -> list[tuple[str, str]]:
    """Return the formats that the answer can be had in."""
    match outcome:
        case AnswerTruth():
            keys: tuple[str, ...] = _FOR_TRUTH
        case AnswerText():
            keys = _FOR_GRAPH
        case AnswerRows() | TooLarge():
            keys = _FOR_ROWS
        case _:
            keys = ()
    return [(key, label) for key, label, _ in FORMATS if key in keys]


def shorten(iri: str, base: str) -> str:
    """Return an IRI with one of our prefixes, what tells one of our own things apart, or the IRI as it is.

    >>> [shorten(iri, "https://e.org/") for iri in ("https://w3id.org/kotograph/ontology#line", "https://e.org/id/place/x")]
    ['koto:line', 'place/x']
    """
    for prefix, space in PREFIXES.items():
        name = iri.removeprefix(space)
        if name != iri and name.replace("-", "").replace("_", "").isalnum():
            return f"{prefix}:{name}"
    return iri.removeprefix(f"{base}id/")


def _find_address(site: Site, iri: str) -> str:
    """Return where a link to a thing leads: our page of it, its own address, or nowhere for what is no web address."""
    page = site.graph.find_page(iri)
    if page:
        return page
    local = iri.removeprefix(site.settings.base)
    if local != iri and local.startswith("id/"):
        return f"../{local}"
    return iri if iri.startswith(("https://", "http://")) else ""


def _write_data(site: Site, lang: str, examples: Sequence[Example]) -> str:
    """Return what the script of the page works with, as JSON that can stand inside HTML."""
    data = {
        "lang": lang,
        "endpoint": "../sparql",
        "base": site.settings.base,
        "root": "../",
        "prefixes": PREFIXES,
        "classes": _list_terms(site)[0],
        "properties": _list_terms(site)[1],
        "examples": [{"title": each.title, "text": each.text} for each in examples],
        "cut": CUT_HEADER,
        "words": {"none": say("table.none", lang), **{word: say(f"editor.{word}", lang) for word in _WORDS}},
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")


@lru_cache(maxsize=1)
def _list_terms(site: Site) -> tuple[list[str], list[str]]:
    """Return the classes and the properties that the data uses: what the editor suggests."""
    found = []
    for pattern in ("?subject a ?term", "?subject ?term ?object"):
        rows = site.graph.store.query(f"SELECT DISTINCT ?term {{ {pattern} }}", "query page").rows
        found.append(sorted(row[0].value for row in rows if row[0] and row[0].kind == "uri"))
    return found[0], found[1]


def read_outcome(content: bytes, is_cut: bool) -> AnswerRows | AnswerTruth:
    """Read SPARQL 1.1 results in JSON."""
    document = json.loads(content)
    if "boolean" in document:
        return AnswerTruth(bool(document["boolean"]))
    variables = [str(name) for name in document["head"]["vars"]]
    bindings = document["results"]["bindings"]
    rows = [tuple(_read_term(binding.get(name)) for name in variables) for binding in bindings[:MOST_ROWS]]
    return AnswerRows(variables, rows, len(bindings), is_cut)


def _read_term(cell: Mapping[str, str] | None) -> Term | None:
    if cell is None:
        return None
    kind = cell["type"]
    if kind == "uri":
        return Term("uri", cell["value"])
    if kind == "bnode":
        return Term("bnode", cell["value"])
    if kind == "triple":
        return Term("literal", json.dumps(cell["value"], ensure_ascii=False))
    return Term("literal", cell["value"], cell.get("xml:lang", ""), cell.get("datatype", ""))
