"""The list of organisations, and the page of each: its projects with sums, its names, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kotograph.site.graph import Text
from kotograph.site.linked import list_codes, list_links, list_missing
from kotograph.site.page import Page, Route
from kotograph.site.pages.projects import sort, tabulate, total
from kotograph.site.paging import count_pages, cut, list_further, make_pager
from kotograph.site.pictures import draw_implementers, draw_timeline
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Money, Table, make_columns
from kotograph.site.texts import count, say


def list_keys(site: Site) -> Iterable[str]:
    """Return the keys of all organisations."""
    return [site.graph.get_key(iri) for iri in site.graph.list_all("koto:Organisation")]


def make_list(site: Site, lang: str, key: str) -> Page:
    """Make a page of the list of organisations, those with the highest sums first."""
    graph = site.graph
    entries = []
    for iri in graph.list_all("koto:Organisation"):
        mine = site.overview.by_implementer.get(iri, ())
        money, stated = total(site, mine)
        entries.append((iri, len(mine), money if stated else None, len(site.overview.by_partner.get(iri, ()))))
    number, pages = int(key or 1), count_pages(len(entries))
    order = {iri: rank for rank, iri in enumerate(site.sort((each[0] for each in entries), lang))}
    entries.sort(key=lambda each: (-(each[2] or 0), -each[1], order[each[0]]))
    rows: list[Sequence[Cell]] = [
        (
            Link(site.name(iri, lang), graph.find_page(iri), iri),
            _type(site, iri, lang),
            projects or None,
            Money(money),
            partner or None,
        )
        for iri, projects, money, partner in cut(entries, number)
    ]
    names = ("organisation", "type", "projects", "sum", "partner-in")
    columns = make_columns(lang, names, ("projects", "sum", "partner-in"), ("organisation",))
    table = Table("organisations", say("organisations.caption", lang), columns, rows)
    running = sum(1 for each in entries if each[1])
    picture = draw_implementers(site, lang) if number == 1 else None
    title = say("nav.organisations", lang)
    return Page(
        template="list.html",
        title=title if number == 1 else f"{title} ({number}/{pages})",
        description=say("organisations.description", lang),
        content={
            "lead": say(
                "organisations.lead",
                lang,
                n=site.write_number(len(entries), lang),
                implementing=site.write_number(running, lang),
            ),
            "pictures": [picture] if picture else [],
            "number": number,
            "pager": make_pager(number, pages, lambda each: f"organisations{f'/page/{each}' if each > 1 else ''}.html"),
        },
        trail=((title, "organisations.html"),) if number > 1 else (),
        tables=(table, *((picture.table,) if picture else ())),
    )


def _type(site: Site, iri: str, lang: str) -> Cell:
    kind = site.graph.get_value(iri, "org:classification")
    return Link(site.name(kind, lang), site.graph.find_page(kind), kind) if kind else None


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page of an organisation."""
    graph, iri = site.graph, f"{site.settings.base}id/organisation/{key}"
    name = site.name(iri, lang)
    mine = sort(site, site.overview.by_implementer.get(iri, ()), lang)
    partner = sort(site, site.overview.by_partner.get(iri, ()), lang)
    money, stated = total(site, mine)
    tables = []
    if mine:
        caption = say("organisation.implements", lang, name=name.value)
        tables.append(tabulate(site, mine, lang, "projects", caption, f"projects/implementer/{key}.html"))
    if partner:
        tables.append(tabulate(site, partner, lang, "partner", say("organisation.partner", lang, name=name.value)))
    picture = draw_timeline(site, mine, lang) if len(mine) > 1 else None
    if picture:
        tables.append(picture.table)
    return Page(
        template="organisation.html",
        title=name.value,
        title_lang=name.lang,
        description=say("organisation.description", lang, name=name.value),
        content={
            "iri": iri,
            "name": name,
            "counted": count("projects.count", len(mine), lang, site.write_number(len(mine), lang)),
            "projects": len(mine),
            "total": money,
            "stated": stated,
            "names": _names(site, iri),
            "types": graph.get_iris(iri, "org:classification"),
            "codes": list_codes(site.graph, iri),
            "places": graph.get_iris(iri, "dcterms:spatial"),
            "units": graph.get_subjects("org:unitOf", iri),
            "changes": _changes(site, iri),
            "links": list_links(site.graph, iri),
            "missing": list_missing(site.graph, iri, lang),
            "pictures": [picture] if picture else [],
        },
        tables=tuple(tables),
        trail=((say("nav.organisations", lang), "organisations.html"),),
        data=f"data/organisation/{key}",
        about=iri,
        structured={
            "@context": "https://schema.org",
            "@type": "Organization",
            "@id": iri,
            "name": name.value,
            "alternateName": [text.value for text in _names(site, iri) if text.value != name.value],
            "url": site.absolute(f"{lang}/organisation/{key}.html"),
        },
    )


def _names(site: Site, iri: str) -> list[Text]:
    terms = [*site.graph.get_terms(iri, "skos:prefLabel"), *site.graph.get_terms(iri, "skos:altLabel")]
    return sorted({Text(term.value, term.lang) for term in terms}, key=lambda text: (text.lang, text.value))


def _changes(site: Site, iri: str) -> list[dict[str, Sequence[str]]]:
    graph, found = site.graph, []
    events = {
        *graph.get_subjects("org:originalOrganization", iri),
        *graph.get_subjects("org:resultingOrganization", iri),
    }
    for event in sorted(events):
        found.append(
            {
                "date": graph.get_value(event, "dcterms:date"),
                "before": graph.get_iris(event, "org:originalOrganization"),
                "after": graph.get_iris(event, "org:resultingOrganization"),
                "source": graph.get_value(event, "dcterms:source"),
            }
        )
    return found


def list_pages(site: Site) -> Iterable[str]:
    """Return the numbers of the list's further pages."""
    return list_further(len(site.graph.list_all("koto:Organisation")))


ROUTES = (
    Route("organisations.html", make_list),
    Route("organisations/page/{key}.html", make_list, list_pages),
    Route("organisation/{key}.html", make, list_keys),
)
