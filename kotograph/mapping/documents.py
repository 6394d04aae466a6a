"""Source documents, records and statements → quads of ``graph/source/{source}``: only what the source says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache

from kotograph.iris import Iris, mint_slug
from kotograph.mapping.terms import IS_PART_OF, LANGUAGE, PREF_LABEL, PUBLISHER, SOURCE, TITLE, A, koto, node
from kotograph.quads import integer, literal, tagged, typed
from kotograph.records import Datatype, Page, Property, Record, Statement
from kotograph.vocab import expand

_AUTHORITY = "http://publications.europa.eu/resource/authority/language/"
_LANGUAGES = {"fi": f"<{_AUTHORITY}FIN>", "sv": f"<{_AUTHORITY}SWE>", "en": f"<{_AUTHORITY}ENG>"}
_SLUGS = {
    Property.TITLE: "title",
    Property.DESCRIPTION: "description",
    Property.ABSTRACT: "abstract",
    Property.IMPLEMENTER: "implementer",
    Property.START: "start-date",
    Property.END: "end-date",
    Property.AMOUNT: "amount",
    Property.OBJECTIVE: "objective",
    Property.STATUS: "status",
    Property.FUNDED_UNDER: "funded-under",
    Property.IDENTIFIER: "identifier",
}
_PROPERTIES = {prop: expand(prop.value) for prop in Property}
_RECORD, _DOCUMENT = koto("Record"), koto("SourceDocument")
_OF_SOURCE, _LINE, _TITLE_AS_WRITTEN, _HAS, _ISSUE = (
    koto("source"),
    koto("line"),
    koto("titleAsWritten"),
    koto("statement"),
    koto("issue"),
)
# Statements are nearly all quads of a source: what never changes in their lines is joined once, with its spaces.
_IS_STATEMENT = f" {A} {koto('Statement')}"
_SPEAKS_TO = {prop: f" {koto('property')} {_PROPERTIES[prop]}" for prop in Property}
_STATED_BY, _ON_LINE, _AS_WRITTEN, _VALUE, _KIND = (
    f" {koto('statedBy')} ",
    f" {koto('line')} ",
    f" {koto('asWritten')} ",
    f" {koto('value')} ",
    f" {koto('amountKind')} ",
)

# A page has one source id and thousands of records: folding its accents once each was half the time of mapping.
_mint_source_slug = lru_cache(maxsize=64)(mint_slug)


def property_slug(prop: Property) -> str:
    """Return the part of an IRI that names a property."""
    return _SLUGS[prop]


def property_iri(prop: Property) -> str:
    """Return a property's IRI in N-Quads spelling."""
    return _PROPERTIES[prop]


def document_iri(iris: Iris, source: str) -> str:
    """Return the IRI of a source document."""
    return iris.resource("source", _mint_source_slug(source))


def record_iri(iris: Iris, record: Record) -> str:
    """Return the IRI of a record."""
    return iris.resource("record", _mint_source_slug(record.source), record.key)


def statement_iri(iris: Iris, record: Record, statement: Statement) -> str:
    """Return the IRI of a record's statement."""
    return iris.resource("statement", _mint_source_slug(record.source), record.key, _statement_slug(record, statement))


def _statement_slug(record: Record, statement: Statement) -> str:
    slug = _SLUGS[statement.property]
    if statement.property is Property.AMOUNT and record.find(Property.AMOUNT) is not statement:
        # An entry with several sums tells them apart; the first keeps the name that a single one has.
        return f"{slug}-{statement.detail}"
    return slug


def map_document(page: Page, iris: Iris) -> str:
    """Return the lines of a source document: what it is, who published it, and the objectives it has headings for."""
    source = page.source
    graph = iris.graph(f"source/{mint_slug(source.id)}")
    subject = document_iri(iris, source.id)
    texts = source.texts
    pairs = [
        (A, _DOCUMENT),
        (koto("sha256"), literal(source.sha256)),
        (koto("publisherLanguage"), literal(source.publisher_language)),
    ]
    pairs += [
        (TITLE, tagged(text, language)) for language, text in texts.get("title", {source.language: source.id}).items()
    ]
    pairs += [(koto("section"), tagged(text, language)) for language, text in texts.get("section", {}).items()]
    pairs += [
        (koto("sourceInstrumentReason"), tagged(t, language))
        for language, t in texts.get("instrument_reason", {}).items()
    ]
    if source.identifier:
        pairs.append((koto("sourceIdentifier"), literal(source.identifier)))
    pairs += [
        (koto("sourceIdentifierReason"), tagged(t, language))
        for language, t in texts.get("identifier_reason", {}).items()
    ]
    if source.language in _LANGUAGES:
        pairs.append((LANGUAGE, _LANGUAGES[source.language]))
    if source.entries is not None:
        pairs.append((koto("expectedEntries"), integer(source.entries)))
    if source.instrument:
        pairs.append((koto("sourceInstrument"), iris.concept(f"instrument/{source.instrument}")))
        pairs += [(koto("covers"), iris.concept(f"objective/{source.instrument}-{o.number}")) for o in page.objectives]
    if source.status:
        pairs.append((koto("sourceStatus"), iris.concept(f"status/{source.status}")))
    if source.reference_date:
        pairs.append((koto("referenceDate"), typed(source.reference_date, "date")))
    if publisher := texts.get("publisher", {}):
        pairs.append((PUBLISHER, _publisher_iri(publisher, iris)))
    return node(subject, graph, pairs)


def _publisher_iri(names: Mapping[str, str], iris: Iris) -> str:
    return iris.resource("agent", mint_slug(names.get("en") or next(iter(names.values()))))


def map_publishers(pages: Sequence[Page], iris: Iris) -> Iterator[str]:
    """Yield the lines of each publisher once: one body publishes many pages, and each triple stands in one graph."""
    found: dict[str, dict[str, str]] = {}
    for page in pages:
        if names := page.source.texts.get("publisher", {}):
            found.setdefault(_publisher_iri(names, iris), {}).update(names)
    for agent, names in sorted(found.items()):
        pairs = [(A, expand("prov:Agent")), (A, expand("foaf:Agent"))]
        pairs += [(PREF_LABEL, tagged(text, language)) for language, text in sorted(names.items())]
        yield node(agent, iris.graph("projects"), pairs)


def map_objectives(pages: Sequence[Page], known: Set[str], iris: Iris) -> Iterator[str]:
    """Yield a concept for each objective that a source brings and no scheme has, named as the source names it.

    ``known`` holds the concepts' IRIs of the scheme, in N-Quads spelling.
    """
    seen = set(known)
    scheme, graph = iris.concept("objective"), iris.graph("vocabulary")
    for page in pages:
        for instrument, number, label, language in _iter_objectives(page):
            concept = iris.concept(f"objective/{instrument}-{number}")
            if concept in seen:
                continue
            seen.add(concept)
            pairs = [
                (A, expand("skos:Concept")),
                (expand("skos:inScheme"), scheme),
                (expand("skos:topConceptOf"), scheme),
                (expand("skos:notation"), literal(number)),
                (PREF_LABEL, tagged(label, language)),
                (IS_PART_OF, iris.concept(f"instrument/{instrument}")),
                (SOURCE, document_iri(iris, page.source.id)),
            ]
            yield node(concept, graph, pairs) + node(scheme, graph, [(expand("skos:hasTopConcept"), concept)])


def _iter_objectives(page: Page) -> Iterator[tuple[str, str, str, str]]:
    """Yield instrument, number, name and language of the objectives in a page's headings, then in its entries."""
    source = page.source
    if source.instrument:
        for objective in page.objectives:
            yield source.instrument, objective.number, objective.label, source.language
    for record in page.records:
        statement = record.find(Property.OBJECTIVE)
        if record.instrument and statement and statement.value:
            name = statement.as_written.removeprefix(statement.value).strip(" .:")
            yield record.instrument, statement.value, name or statement.value, record.language


def map_records(page: Page, iris: Iris) -> Iterator[str]:
    """Yield the lines of each record and its statements."""
    graph = iris.graph(f"source/{mint_slug(page.source.id)}")
    document = document_iri(iris, page.source.id)
    for record in page.records:
        yield from map_record(record, iris, document, graph)


def map_record(record: Record, iris: Iris, document: str, graph: str) -> Iterator[str]:
    """Yield the lines of one record, then those of each of its statements."""
    # Texts are not joined: one character beyond Latin-1 would double the memory of all, and make them slow to encode.
    subject = record_iri(iris, record)
    # As statement_iri has it; the beginning is the same for all statements of a record.
    start = iris.resource("statement", _mint_source_slug(record.source), record.key)[:-1]
    statements = [(f"{start}/{_statement_slug(record, s)}>", s) for s in record.statements]
    pairs = [
        (A, _RECORD),
        (_OF_SOURCE, document),
        (_LINE, integer(record.line)),
        (_TITLE_AS_WRITTEN, literal(record.title)),
        (LANGUAGE, literal(record.language)),
    ]
    pairs += [(_HAS, name) for name, _ in statements]
    pairs += [(_ISSUE, literal(code)) for code in sorted({issue.code for issue in record.issues})]
    yield node(subject, graph, pairs)
    tail = f" {graph} .\n"
    stated_by = f"{_STATED_BY}{subject}{tail}"
    for name, statement in statements:
        yield _map_statement(statement, name, stated_by, iris, tail)


def _map_statement(statement: Statement, name: str, stated_by: str, iris: Iris, tail: str) -> str:
    """Return the lines of one statement; ``stated_by`` ends the line about its record, ``tail`` each of the others."""
    written, value = statement.as_written, statement.value
    lines = (
        f"{name}{_IS_STATEMENT}{tail}"
        f"{name}{stated_by}"
        f"{name}{_SPEAKS_TO[statement.property]}{tail}"
        f"{name}{_ON_LINE}{integer(statement.line)}{tail}"
    )
    spelled = literal(written) if written else ""
    if written:
        lines += f"{name}{_AS_WRITTEN}{spelled}{tail}"
    if value is not None:
        # A text is mostly read as it is written: it need not be escaped twice.
        same = value == written and statement.datatype is Datatype.STRING
        lines += f"{name}{_VALUE}{spelled if same else value_term(value, statement.datatype, iris)}{tail}"
    if statement.property is Property.AMOUNT:
        lines += f"{name}{_KIND}{iris.concept(f'amount-kind/{statement.detail}')}{tail}"
    return lines


def value_term(value: str, datatype: Datatype, iris: Iris) -> str:
    """Spell a value: a literal of its datatype, or the concept's IRI."""
    return iris.concept(value) if datatype is Datatype.CONCEPT else typed(value, datatype)
