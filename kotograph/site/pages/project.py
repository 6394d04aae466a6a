"""The page of one project: who paid what to whom, where every figure comes from, and what the sources disagree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kotograph.site.figures import Figure, Stated, find_kind, iter_disagreements
from kotograph.site.graph import Text, expand
from kotograph.site.linked import list_links, list_missing
from kotograph.site.overview import Summary
from kotograph.site.page import Page, Route
from kotograph.site.pictures import draw_project
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Link, Many, Money, Table, Where, make_columns
from kotograph.site.texts import say, say_unit

#: The figures of the banner, each with a link to where it is from.
_ORIGINS = {
    "fund": "koto:fundedUnder",
    "amount": "koto:amount",
    "start": "koto:startDate",
    "end": "koto:endDate",
    "implementer": "koto:implementer",
    "status": "koto:status",
}
_TEXTS = ("dcterms:abstract", "dcterms:description")


def list_keys(site: Site) -> Iterable[str]:
    """Return the keys of all projects."""
    return sorted(site.overview.projects)


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page of a project."""
    graph, summary = site.graph, site.overview.projects[key]
    figures = site.figures(summary.iri)
    title = summary.title(lang)
    abstract = graph.find_text(summary.iri, _TEXTS[0], lang) or graph.find_text(summary.iri, _TEXTS[1], lang)
    # What a project is about is shown whole above, with its lines; the table is for what fits a cell.
    texts = {expand(prop) for prop in _TEXTS}
    short = [figure for figure in figures if figure.property not in texts]
    told = [figure for figure in figures if figure.property in texts and abstract and figure.language == abstract.lang]
    pictures = draw_project(site, summary, figures, lang)
    made = (_figures_table(site, short, lang), _outputs(site, summary, lang), _criteria(site, summary, lang))
    tables = [*(table for table in made if table), *(picture.table for picture in pictures)]
    content: dict[str, object] = {
        "project": summary,
        "title": title,
        "others": [Text(term.value, term.lang) for term in summary.titles if term.lang != title.lang],
        "alternatives": sorted({term.value for term in graph.get_terms(summary.iri, "skos:altLabel")}),
        "abstract": abstract,
        "told": told[:1],
        "grants": _read_grants(site, summary, figures),
        "instruments": list(
            dict.fromkeys(
                each
                for grant in graph.get_iris(summary.iri, "koto:grant")
                for each in graph.get_iris(grant, "koto:fundedUnder")
            )
        ),
        "units": graph.get_iris(summary.iri, "koto:implementingUnit"),
        "origins": {name: _find(figures, prop) for name, prop in _ORIGINS.items()},
        "reference": _reference_dates(site, summary),
        "disagreements": list(iter_disagreements(figures)),
        "funding_reasons": _read_reasons(site, summary, "koto:sourceInstrumentReason", lang),
        "code_reasons": _read_reasons(site, summary, "koto:sourceIdentifierReason", lang),
        "mentions": _mentions(site, summary),
        "parts": {
            "project.part-of": graph.get_iris(summary.iri, "dcterms:isPartOf"),
            "project.has-parts": graph.get_iris(summary.iri, "dcterms:hasPart"),
        },
        "links": list_links(site.graph, summary.iri),
        "missing": list_missing(site.graph, summary.iri, lang),
        "pictures": pictures,
    }
    return Page(
        template="project.html",
        title=title.value,
        title_lang=title.lang,
        description=(abstract.value[:300] if abstract else say("project.description", lang)),
        content=content,
        tables=tuple(tables),
        trail=((say("nav.projects", lang), "projects.html"),),
        data=f"data/project/{key}",
        about=summary.iri,
        structured=_structured(site, summary, lang),
    )


def _find(figures: Sequence[Figure], prop: str) -> Figure | None:
    found = [f for f in figures if f.property == expand(prop) and f.origin == "sources"]
    # The project's own value goes before those of its grants.
    return next((f for f in found if not f.grant), found[0] if found else None)


def _read_grants(site: Site, summary: Summary, figures: Sequence[Figure]) -> list[dict[str, object]]:
    """Return the grants, the earliest first, each amount with the figure that tells where it is from."""
    graph = site.graph
    grants: list[dict[str, object]] = []
    for iri in graph.get_iris(summary.iri, "koto:grant"):
        amounts = []
        for each in graph.get_iris(iri, "koto:hasAmount"):
            kind, currency = graph.get_value(each, "koto:amountKind"), graph.get_value(each, "koto:currency")
            money = Money(Decimal(graph.get_value(each, "koto:amount")), graph.get_key(currency))
            fitting = [f for f in figures if find_kind(f) == kind and f.grant in ("", iri)]
            amounts.append((kind, money, max(fitting, key=lambda f: f.grant, default=None)))
        grants.append(
            {
                "code": graph.get_value(iri, "dcterms:identifier"),
                "start": graph.get_value(iri, "koto:startDate"),
                "end": graph.get_value(iri, "koto:endDate"),
                "amounts": amounts,
            }
        )
    return sorted(grants, key=lambda grant: (str(grant["start"]), str(grant["code"])))


def _reference_dates(site: Site, summary: Summary) -> list[str]:
    graph = site.graph
    sources = {graph.get_value(record, "koto:source") for record in summary.records}
    return sorted({date for source in sources if (date := graph.get_value(source, "koto:referenceDate"))})


def _read_reasons(site: Site, summary: Summary, prop: str, lang: str) -> list[Text]:
    graph = site.graph
    sources = sorted({graph.get_value(record, "koto:source") for record in summary.records})
    found = [graph.find_text(source, prop, lang) for source in sources if source]
    return list(dict.fromkeys(text for text in found if text))


def _mentions(site: Site, summary: Summary) -> list[Where]:
    graph, found = site.graph, []
    for iri in graph.get_iris(summary.iri, "koto:mentionedIn"):
        source = graph.get_value(iri, "koto:source") or iri
        line = graph.get_value(iri, "koto:line") if source != iri else ""
        found.append(Where(graph.get_key(source), int(line) if line else None, Text("")))
    return found


# --- tables ------------------------------------------------------------------------------------------------------


def _figures_table(site: Site, figures: Sequence[Figure], lang: str) -> Table | None:
    """Return every value with its rule, and line by line what was stated: the answer to "where is this from?"."""
    rows: list[Sequence[Cell]] = []
    for figure in figures:
        rules = tuple(Link(site.name(rule, lang), site.graph.find_page(rule), rule) for rule in figure.rules)
        stated = _distinct(figure.considered)
        rows.append(
            (
                _property(site, figure, lang),
                site.cell(figure.value, figure.property, lang) or say("figure.nothing", lang),
                Many(rules) if rules else say("figure.editorial", lang),
                Many(tuple(Where(each.source, each.line, Text("")) for each in stated), apart=True),
                Many(tuple(Text(each.as_written or "–") for each in stated), apart=True),
            )
        )
    if not rows:
        return None
    columns = make_columns(lang, ("property", "value", "rule", "where", "as-written"))
    return Table("figures", say("figure.caption", lang), columns, rows, anchors=[figure.anchor for figure in figures])


def _property(site: Site, figure: Figure, lang: str) -> Text:
    name = site.name(figure.property, lang)
    told = [say(f"language.{figure.language}", lang)] if figure.language in ("fi", "sv", "en") else []
    if kind := find_kind(figure):
        told.append(site.name(kind, lang).value)
    if figure.grant:
        told.append(site.graph.get_value(figure.grant, "dcterms:identifier") or site.graph.get_key(figure.grant))
    tag = f" ({', '.join(told)})" if told else ""
    return Text(f"{name.value[:1].upper()}{name.value[1:]}{tag}", name.lang)


def _distinct(considered: Sequence[Stated]) -> list[Stated]:
    return list({(s.source, s.line, s.as_written): s for s in considered}.values())


def _outputs(site: Site, summary: Summary, lang: str) -> Table | None:
    graph, rows = site.graph, []
    for iri in graph.get_iris(summary.iri, "koto:output"):
        quantity = graph.get_value(iri, "koto:quantity")
        about = graph.get_value(iri, "koto:approximate") == "true"
        unit = graph.get_value(iri, "koto:unit")
        amount: Cell = Decimal(quantity) if quantity else None
        if quantity and about:
            amount = say("output.about", lang, n=site.write_number(Decimal(quantity), lang))
        rows.append(
            (
                site.name(iri, lang),
                amount,
                say_unit(unit, lang) if unit else None,
                Where(
                    graph.get_key(graph.get_value(iri, "koto:evidenceSource")),
                    int(graph.get_value(iri, "koto:evidenceLine") or 0) or None,
                    Text(""),
                ),
            )
        )
    if not rows:
        return None
    columns = make_columns(lang, ("output", "quantity", "unit", "where"), ("quantity",))
    return Table("outputs", say("output.caption", lang), columns, rows)


def _criteria(site: Site, summary: Summary, lang: str) -> Table | None:
    graph, rows = site.graph, []
    for iri in graph.get_iris(summary.iri, "koto:criterionEvidence"):
        criterion = graph.get_value(iri, "koto:criterion")
        source, line = graph.get_value(iri, "koto:evidenceSource"), graph.get_value(iri, "koto:evidenceLine")
        rows.append(
            (
                Link(site.name(criterion, lang), graph.find_page(criterion), criterion),
                say("criterion.evidence" if source else "criterion.no-evidence", lang),
                Where(graph.get_key(source), int(line) if line else None, Text("")) if source else None,
                site.name(graph.get_value(iri, "koto:judgedBy"), lang),
            )
        )
    if not rows:
        return None
    rows.sort(key=lambda row: (row[2] is None, row[0].text.value))
    columns = make_columns(lang, ("criterion", "judgement", "where", "judge"))
    return Table("criteria", say("criterion.caption", lang), columns, rows)


def _structured(site: Site, summary: Summary, lang: str) -> dict[str, object]:
    """Return the page as schema.org describes an award of money: no term of it is for an undertaking as such."""
    title = summary.title(lang)
    grants: list[dict[str, object]] = []
    for each in summary.sums:
        grants.append(
            {
                "@type": "MonetaryGrant",
                "name": site.name(each.kind, lang).value,
                "amount": {"@type": "MonetaryAmount", "currency": each.currency, "value": f"{each.amount:f}"},
                "funder": {"@type": "Organization", "name": site.name(each.instrument, lang).value},
            }
        )
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": title.value,
        "inLanguage": lang,
        "url": site.absolute(f"{lang}/project/{summary.key}.html"),
        "about": {
            "@type": "Thing",
            "@id": summary.iri,
            "name": title.value,
            "subjectOf": grants,
        },
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }


ROUTES = (Route("project/{key}.html", make, list_keys),)
