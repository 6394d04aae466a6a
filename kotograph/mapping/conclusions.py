"""Projects, grants, amounts, resolutions and successions → quads of ``graph/projects``: everything concluded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from kotograph.iris import Iris, mint_slug
from kotograph.mapping.documents import document_iri, property_iri, property_slug, record_iri, statement_iri, value_term
from kotograph.mapping.terms import ABSTRACT, ALT_LABEL, DESCRIPTION, IDENTIFIER, LANGUAGE, TITLE, A, koto, node
from kotograph.projects import Grant, Project, Resolution, Rule, Succession
from kotograph.quads import decimal, integer, literal, tagged, typed
from kotograph.records import Datatype, Property
from kotograph.vocab import CURRENCIES

_PROJECT, _RESOLUTION, _DISCREPANCY = koto("Project"), koto("Resolution"), koto("Discrepancy")
_DESCRIBED_BY, _DESCRIBES, _MENTIONED_IN = koto("describedBy"), koto("describes"), koto("mentionedIn")
_ABOUT, _PROPERTY, _CONSIDERED, _RESOLVED, _RULE = (
    koto("about"),
    koto("property"),
    koto("considered"),
    koto("resolvedValue"),
    koto("rule"),
)
_IMPLEMENTER, _UNIT, _OBJECTIVE, _STATUS = (
    koto("implementer"),
    koto("implementingUnit"),
    koto("objective"),
    koto("status"),
)
_START, _END, _GRANT = koto("startDate"), koto("endDate"), koto("grant")
_AMOUNT, _KIND = koto("amount"), koto("amountKind")
_DATES = {Property.START: _START, Property.END: _END}
_TEXTS = {Property.DESCRIPTION: DESCRIPTION, Property.ABSTRACT: ABSTRACT}


def project_iri(iris: Iris, key: str) -> str:
    """Return the IRI of a project."""
    return iris.resource("project", key)


def unit_iri(iris: Iris, organisation: str, unit: str) -> str:
    """Return the IRI of an organisation's unit."""
    return iris.resource("unit", f"{organisation}-{mint_slug(unit)}")


def find_instrument(project: Project) -> str:
    """Return the code of the instrument that a project's records stand under; empty where none is known."""
    return next((r.instrument for r in project.records if r.instrument), "")


def map_project(project: Project, iris: Iris) -> str:
    """Return the lines of one project, its grant and amounts, and its resolutions."""
    graph = iris.graph("projects")
    subject = project_iri(iris, project.key)
    pairs = [(A, _PROJECT)]
    pairs += [(TITLE, tagged(text, language)) for text, language in project.titles]
    pairs += [(ALT_LABEL, literal(name)) for name in project.alternatives]
    for resolution in project.resolutions:
        pairs += _value_pairs(project, resolution, iris)
    if project.implementer:
        pairs.append((_IMPLEMENTER, iris.resource("organisation", project.implementer)))
        if project.unit:
            pairs.append((_UNIT, unit_iri(iris, project.implementer, project.unit)))
    records = [record_iri(iris, record) for record in project.records]
    pairs += [(_DESCRIBED_BY, record) for record in records]
    for mention in project.mentions:
        pairs.append((_MENTIONED_IN, document_iri(iris, mention.source)))
    lines = "".join(node(record, graph, [(_DESCRIBES, subject)]) for record in records)
    lines += _map_grants(project, subject, iris, graph)
    resolutions = [*project.resolutions, *(r for grant in project.grants for r in grant.resolutions)]
    lines += "".join(_map_resolution(project, r, subject, iris, graph) for r in resolutions)
    lines += _map_unit_resolution(project, subject, iris, graph)
    return node(subject, graph, pairs) + lines


def _value_pairs(project: Project, resolution: Resolution, iris: Iris) -> list[tuple[str, str]]:
    """Return what a resolution lets a project say directly."""
    value, prop = resolution.value, resolution.property
    if value is None:
        return []
    if prop in _TEXTS:
        return [(_TEXTS[prop], tagged(value, resolution.language))]
    if prop is Property.OBJECTIVE:
        instrument = find_instrument(project)
        return [(_OBJECTIVE, iris.concept(f"objective/{instrument}-{value}"))] if instrument else []
    simple = {**_DATES, Property.STATUS: _STATUS}
    return [(simple[prop], value_term(value, resolution.datatype, iris))] if prop in simple else []


def _grant_key(project: Project, grant: Grant | None) -> str:
    if grant:
        return f"{project.key}-{grant.key}"
    instrument = find_instrument(project)
    return f"{project.key}-{instrument}" if instrument else project.key


def _map_grants(project: Project, subject: str, iris: Iris, graph: str) -> str:
    """Return the lines of the project's grants; a project that is only named has none."""
    if not project.records:
        return ""
    if not project.grants:
        pairs = [(IDENTIFIER, literal(code))] if (code := project.value(Property.IDENTIFIER)) else []
        return _map_grant(project, None, find_instrument(project), project.resolutions, pairs, subject, iris, graph)
    lines = ""
    for grant in project.grants:
        pairs = [(IDENTIFIER, literal(grant.identifier))] if grant.identifier else []
        for resolution in grant.resolutions:
            if resolution.value is None:
                continue
            if resolution.property is Property.TITLE:
                pairs.append((TITLE, tagged(resolution.value, resolution.language)))
            elif resolution.property in _TEXTS:
                pairs.append((_TEXTS[resolution.property], tagged(resolution.value, resolution.language)))
            elif resolution.property in _DATES:
                term = value_term(resolution.value, resolution.datatype, iris)
                pairs.append((_DATES[resolution.property], term))
        instrument = next((r.instrument for r in grant.records if r.instrument), "")
        lines += _map_grant(project, grant, instrument, grant.resolutions, pairs, subject, iris, graph)
    return lines


def _map_grant(
    project: Project,
    grant: Grant | None,
    instrument: str,
    resolutions: Sequence[Resolution],
    pairs: list[tuple[str, str]],
    subject: str,
    iris: Iris,
    graph: str,
) -> str:
    key = _grant_key(project, grant)
    iri = iris.resource("grant", key)
    pairs = [(A, koto("Grant")), *pairs]
    if instrument:
        pairs.append((koto("fundedUnder"), iris.concept(f"instrument/{instrument}")))
    lines = ""
    for resolution in resolutions:
        if resolution.property is Property.AMOUNT and resolution.value is not None:
            first = resolution.considered[0]
            amount = iris.resource("amount", key, first.statement.detail)
            pairs.append((koto("hasAmount"), amount))
            kind = iris.concept(f"amount-kind/{first.statement.detail}")
            sums = [(A, koto("Amount")), (_AMOUNT, typed(resolution.value, "decimal")), (_KIND, kind)]
            if currency := resolution.find_currency():
                sums.append((koto("currency"), f"<{CURRENCIES}{currency}>"))
            lines += node(amount, graph, sums)
    return node(subject, graph, [(_GRANT, iri)]) + node(iri, graph, pairs) + lines


def resolution_iri(project: Project, resolution: Resolution, iris: Iris) -> str:
    """Return the IRI of a resolution.

    A text's carries its language, a further kind of amount its kind, a value of one of several grants the grant's key.
    """
    parts = (property_slug(resolution.property), resolution.language, resolution.grant)
    return iris.resource("resolution", project.key, "-".join(part for part in parts if part))


def _map_resolution(project: Project, resolution: Resolution, subject: str, iris: Iris, graph: str) -> str:
    pairs = [(A, _RESOLUTION), (_ABOUT, subject), (_PROPERTY, property_iri(resolution.property))]
    if resolution.grant:
        pairs.append((koto("aboutGrant"), iris.resource("grant", f"{project.key}-{resolution.grant}")))
    if resolution.is_discrepancy:
        pairs.append((A, _DISCREPANCY))
    pairs += [(_CONSIDERED, statement_iri(iris, c.record, c.statement)) for c in resolution.considered]
    pairs += [(_RULE, iris.concept(f"resolution-rule/{rule}")) for rule in resolution.rules]
    if resolution.datatype is Datatype.STRING and resolution.language:
        pairs.append((LANGUAGE, literal(resolution.language)))
    if resolution.value is not None:
        pairs.append((_RESOLVED, _resolved_term(project, resolution, iris)))
    return node(resolution_iri(project, resolution, iris), graph, pairs)


def _map_unit_resolution(project: Project, subject: str, iris: Iris, graph: str) -> str:
    """Return the lines that say from where the unit is known: the statements of the implementer that name it."""
    stated = project.find(Property.IMPLEMENTER)
    if not project.unit or not project.implementer or stated is None:
        return ""
    # A unit that a decision reads into a spelling stands in none of them word for word: then all are its evidence.
    naming = [c for c in stated.considered if project.unit in " ".join(c.statement.as_written.split())]
    considered = naming or list(stated.considered)
    rule = Rule.SINGLE if len(considered) == 1 else Rule.AGREE
    pairs = [(A, _RESOLUTION), (_ABOUT, subject), (_PROPERTY, _UNIT)]
    pairs += [(_CONSIDERED, statement_iri(iris, c.record, c.statement)) for c in considered]
    pairs += [
        (_RULE, iris.concept(f"resolution-rule/{rule}")),
        (_RESOLVED, unit_iri(iris, project.implementer, project.unit)),
    ]
    return node(iris.resource("resolution", project.key, "implementing-unit"), graph, pairs)


def _resolved_term(project: Project, resolution: Resolution, iris: Iris) -> str:
    assert resolution.value is not None
    if resolution.property is Property.IMPLEMENTER:
        return iris.resource("organisation", resolution.value)
    if resolution.property is Property.OBJECTIVE:
        instrument = find_instrument(project)
        return iris.concept(f"objective/{instrument}-{resolution.value}") if instrument else literal(resolution.value)
    if resolution.datatype is Datatype.STRING and resolution.language:
        return tagged(resolution.value, resolution.language)
    return value_term(resolution.value, resolution.datatype, iris)


def map_succession(succession: Succession, iris: Iris, record: Callable[[str], str]) -> Iterator[str]:
    """Yield the lines of a succession and of the two projects it joins; ``record`` gives a record id's IRI."""
    graph = iris.graph("projects")
    before, after = project_iri(iris, succession.predecessor), project_iri(iris, succession.successor)
    yield node(after, graph, [(koto("continues"), before)])
    yield node(before, graph, [(koto("continuedBy"), after)])
    yield node(
        iris.resource("succession", succession.predecessor, succession.successor),
        graph,
        [
            (A, koto("Succession")),
            (koto("predecessor"), before),
            (koto("successor"), after),
            (koto("evidenceKind"), iris.concept(f"evidence-kind/{succession.evidence_kind}")),
            (koto("evidenceRecord"), record(succession.record)),
            (koto("evidenceLine"), integer(succession.line)),
            (koto("confidence"), typed(decimal(Decimal(succession.confidence)), "decimal")),
        ],
    )
