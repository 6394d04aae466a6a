"""Organisations, their units, identifiers and changes → quads of ``graph/projects``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kotograph.editorial import Change, RegisteredOrganisation
from kotograph.iris import Iris, mint_slug
from kotograph.language import detect_language
from kotograph.mapping.conclusions import unit_iri
from kotograph.mapping.terms import ALT_LABEL, DATE, PREF_LABEL, SOURCE, SPATIAL, A, koto, node
from kotograph.projects import Organisation
from kotograph.quads import is_iri, literal, tagged, typed
from kotograph.vocab import KOTO, expand


def map_organisation(
    found: Organisation, known: RegisteredOrganisation | None, iris: Iris, languages: Mapping[str, str]
) -> str:
    """Return the lines of an organisation: registered names first, every other spelling as an alternative label.

    ``languages`` gives the language of the page that each spelling stands on.
    """
    graph = iris.graph("projects")
    subject = iris.resource("organisation", found.key)
    pairs = [(A, koto("Organisation"))]
    labels: list[tuple[str, str]] = list(known.names) if known else []
    if labels:
        pairs += [(PREF_LABEL, tagged(name, language)) for name, language in labels]
    elif found.names:
        first = found.names[0]
        labels.append((first, detect_language(first, languages.get(first, "fi"))))
        pairs.append((PREF_LABEL, tagged(*labels[0])))
    preferred = {name for name, _ in labels}
    others = {name for name in (*found.names, *([known.acronym] if known else [])) if name} - preferred
    pairs += [(ALT_LABEL, literal(name)) for name in sorted(others)]
    if known:
        pairs.append((expand("org:classification"), iris.concept(f"organisation-type/{known.type}")))
        if known.identifier:
            pairs.append((expand("org:identifier"), f"{literal(known.identifier)}^^<{KOTO}BusinessId>"))
        if known.place:
            pairs.append((SPATIAL, iris.resource("place", known.place)))
    lines = node(subject, graph, pairs)
    for unit in found.units:
        page = next((lang for name, lang in languages.items() if name.endswith(unit)), "fi")
        name = tagged(unit, detect_language(unit, page))
        names = [(A, expand("org:OrganizationalUnit")), (PREF_LABEL, name), (expand("org:unitOf"), subject)]
        lines += node(unit_iri(iris, found.key, unit), graph, names)
    return lines


def map_change(change: Change, iris: Iris) -> Iterator[str]:
    """Yield the lines of one merger or renaming."""
    pairs = [(A, expand("org:ChangeEvent")), (DATE, typed(change.date, "date"))]
    pairs += [(expand("org:originalOrganization"), iris.resource("organisation", key)) for key in change.original]
    pairs.append((expand("org:resultingOrganization"), iris.resource("organisation", change.resulting)))
    pairs.append((SOURCE, f"<{change.source}>" if is_iri(change.source) else literal(change.source)))
    yield node(iris.resource("change", mint_slug(change.key)), iris.graph("projects"), pairs)
