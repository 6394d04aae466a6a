"""A dataset that holds every value an export may spoil, and the ways to read an export back."""

import json
from collections.abc import Iterable

import pyoxigraph
import pytest
import rdflib
from rdflib.term import Literal, URIRef

from kotograph.export.context import Context, Json, read_context
from kotograph.quads import XSD, literal, quad, tagged, typed
from kotograph.resources import get_folder
from kotograph.terms import Quad, iter_quads
from kotograph.vocab import PREFIXES, expand

BASE = "https://w3id.org/kotograph/"
TYPE = expand("rdf:type")

TEXTS = (
    "",
    " ",
    " leading and trailing ",
    'say "no"',
    '"quoted"',
    '"""',
    'ends with a quote and a line\n"',
    'two lines\nand """three""" quotes\\',
    "tab\tand return\rand both\r\n",
    "back\\slash \\n \\u0041",
    "single 'quotes' and '''three'''",
    "no\u00a0break, soft\u00adhyphen, thin\u2009space",
    "right-to-left \u200fשלום\u200e مرحبا \u202eabc\u202c",
    "line\u2028separator, next\u0085line, paragraph\u2029",
    "emoji 👨‍👩‍👧 🇫🇮 é e\u0301",
    "\ufeffbyte order mark",
    "<tag attr='x'>&amp; ]]> <!-- -->",
    "#comment @prefix . ; ,",
    "= 1+1",
    "a | b",
    "ääkköset " * 2000,
)
CONTROLS = (
    "\x00",
    "feed \f and backspace \b",
    "bell \x07 and escape \x1b",
    "delete \x7f",
    "not a character \ufffe\uffff",
    "\U000e0041",
)
LEXICALS = (
    *(("0", "integer"), ("7", "integer"), ("-7", "integer"), ("+7", "integer"), ("007", "integer"), ("-0", "integer")),
    *(("123456789012345678901234567890", "integer"), ("x", "integer"), ("9007199254740993", "integer")),
    *(("218995", "decimal"), ("98820.05", "decimal"), ("-0.5", "decimal"), (".5", "decimal"), ("5.", "decimal")),
    *(("0.0000001", "decimal"), ("1.50", "decimal"), ("9992754.48", "decimal"), ("1234567.891", "decimal")),
    *(("true", "boolean"), ("false", "boolean"), ("1", "boolean"), ("TRUE", "boolean")),
    *(("2022", "gYear"), ("2022-01-30", "date"), ("2022-13-45", "date"), ("2022-01-30T10:00:00", "dateTime")),
    *(("1e0", "double"), ("1.0E0", "double"), ("INF", "double"), ("http://a.example/", "anyURI")),
)
IRIS = (
    "https://example.org/å/ö?q=1&r=(2)#ä",
    "https://example.org/100%25",
    "https://example.org/semi;colon,comma'quote!$*+=~",
    "urn:isbn:0451450523",
    "mailto:someone@example.org",
    "http://dx.example.org/10.1000/182.",
    PREFIXES["koto"] + "trailing.",
    PREFIXES["koto"] + "9lives",
    PREFIXES["koto"] + "has.dot",
    PREFIXES["koto"] + "åland",
    PREFIXES["koto"] + "a/b",
    PREFIXES["koto"],
    PREFIXES["koto"] + "-dash",
    PREFIXES["dcterms"] + "title",
    BASE,
    BASE + "id/project/rio-2",
    BASE + "id/project/",
    BASE + "id/project/..",
    BASE + "id/project/a//b",
    BASE + "id/project/a?b#c",
    BASE + "id/record/source/åland-2.",
    BASE + "vocab/theme",
)
PREDICATES = ("koto:value", "koto:line", "koto:amount", "koto:status", "dcterms:title", "skos:altLabel", "koto:other")


def make_nasty(controls: bool = True) -> list[str]:
    """Return sorted N-Quads lines with every text, number and IRI above, under predicates with and without coercion."""
    objects = [literal(text) for text in TEXTS] + [tagged(text, "sv-FI") for text in TEXTS]
    objects += [literal(text) for text in CONTROLS] if controls else []
    objects += [typed(lexical, datatype) for lexical, datatype in LEXICALS]
    objects += [f'"0201256-6"^^{expand("koto:BusinessId")}', tagged("hanke", "fi"), tagged("projekt", "en")]
    iris = [f"<{iri}>" for iri in IRIS]
    predicates = [expand(name) for name in PREDICATES] + ["<https://example.org/å#löytö-1>", "<urn:x:own>"]
    lines = set()
    for number, predicate in enumerate(predicates):
        graph = f"<{BASE}graph/{('projects', 'source/x', 'editorial')[number % 3]}>"
        lines |= {quad(f"<{BASE}id/thing/{number}>", predicate, obj, graph) for obj in objects + iris}
    shared = (f"<{BASE}id/thing/0>", TYPE, expand("koto:Project"))
    lines |= {quad(*shared, f"<{BASE}graph/{name}>") for name in ("projects", "editorial")}
    lines |= {quad(iri, TYPE, expand("skos:Concept"), "<https://example.org/graph#1>") for iri in iris}
    lines |= {quad(iri, TYPE, iri, f"<{BASE}graph/projects>") for iri in iris[:6]}
    return sorted(lines)


def read_sample_context() -> Context:
    """Read the context that is published."""
    return read_context(get_folder("ontology") / "context.jsonld")


def make_rich_context() -> Context:
    """Return a context with all that one may hold: aliases, language maps, sets, ``@vocab``, a default language."""
    document: dict[str, Json] = {
        "@version": 1.1,
        "@vocab": PREFIXES["koto"],
        "@language": "fi",
        "id": "@id",
        "type": "@type",
        "koto": PREFIXES["koto"],
        "ex": {"@id": "https://example.org/", "@prefix": True},
        "noprefix": "https://example.org/å",
        "dcterms": PREFIXES["dcterms"],
        "xsd": XSD,
        "Project": "koto:Project",
        "title": {"@id": "dcterms:title", "@container": "@language"},
        "altLabel": {"@id": "http://www.w3.org/2004/02/skos/core#altLabel", "@container": ["@language", "@set"]},
        "value": {"@id": "koto:value", "@language": None},
        "valueDate": {"@id": "koto:value", "@type": "xsd:date"},
        "valueRef": {"@id": "koto:value", "@type": "@id", "@container": "@set"},
        "line": {"@id": "koto:line", "@type": "xsd:integer"},
        "amount": {"@id": "koto:amount", "@type": "xsd:decimal", "@container": "@set"},
        "status": {"@id": "koto:status", "@type": "@vocab"},
        "resolutions": {"@reverse": "koto:about"},
        "scoped": {"@id": "koto:other", "@context": {"line": "https://example.org/line"}},
    }
    return Context(json.loads(json.dumps(document)))


def to_set(lines: Iterable[str]) -> set[Quad]:
    """Return the quads of N-Quads lines."""
    return set(iter_quads(lines))


def to_triples(lines: Iterable[str]) -> set[Quad]:
    """Return the quads of N-Quads lines as they are without graphs."""
    return {(subject, predicate, obj, "") for subject, predicate, obj, _ in iter_quads(lines)}


def read_with_oxigraph(text: str, format: pyoxigraph.RdfFormat) -> set[Quad]:
    """Read an export with Oxigraph; quads of the default graph have an empty graph."""
    found = set()
    for item in pyoxigraph.parse(text, format=format):
        default = isinstance(item.graph_name, pyoxigraph.DefaultGraph)
        triple = f"{item.subject} {item.predicate} {item.object}"
        (one,) = iter_quads([f"{triple} {f'<{BASE}graph/none>' if default else item.graph_name} ."])
        found.add((*one[:3], "" if default else one[3]))
    return found


def read_with_rdflib(text: str, format: str, monkeypatch: pytest.MonkeyPatch) -> set[Quad]:
    """Read an export with rdflib, told to keep lexical forms."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    dataset = rdflib.Dataset()
    dataset.parse(data=text.encode(), format=format)
    found = set()
    for subject, predicate, obj, graph in dataset.quads():
        name = f"<{graph}>" if isinstance(graph, URIRef) and str(graph) != "urn:x-rdflib:default" else ""
        found.add((f"<{subject}>", f"<{predicate}>", _spell(obj), name))
    return found


def _spell(term: object) -> str:
    if isinstance(term, Literal):
        if term.language:
            return tagged(str(term), term.language)
        datatype = str(term.datatype or XSD + "string")
        return literal(str(term)) if datatype == XSD + "string" else f"{literal(str(term))}^^<{datatype}>"
    assert isinstance(term, URIRef), term
    return f"<{term}>"
