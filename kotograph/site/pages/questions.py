"""The named questions: a list of them, and a page of each with its answer, a picture, the query and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kotograph.query import Query, example_of
from kotograph.site.answers import Some
from kotograph.site.graph import Text
from kotograph.site.page import Page, Route
from kotograph.site.pictures import draw_answer
from kotograph.site.site import Site
from kotograph.site.tables import Cell, Column, Day, Link, Money, Table, make_columns, note_cut
from kotograph.site.texts import say
from kotograph.store import Term
from kotograph.store.answers import Row


def list_keys(site: Site) -> Iterable[str]:
    """Return the names of the questions."""
    return site.queries


def make_list(site: Site, lang: str, key: str) -> Page:
    """Make the list of questions."""
    rows: list[Sequence[Cell]] = [
        (
            Link(Text(query.title(lang), lang), f"question/{query.name}.html", ""),
            query.description(lang),
            _answer(site, query, lang).count,
        )
        for query in site.queries.values()
    ]
    columns = make_columns(lang, ("question", "description", "rows"), ("rows",))
    return Page(
        template="list.html",
        title=say("nav.questions", lang),
        description=say("questions.lead", lang),
        content={"lead": say("questions.lead", lang), "paragraphs": [say("questions.note", lang)]},
        tables=(Table("questions", say("questions.caption", lang), columns, rows),),
    )


def _answer(site: Site, query: Query, lang: str) -> Some:
    return site.ask_some(query.name, **_given(query, lang))


def make(site: Site, lang: str, key: str) -> Page:
    """Make the page of a question."""
    query = site.queries[key]
    answer = _answer(site, query, lang)
    table = tabulate(site, query, answer, lang)
    picture = draw_answer(site, key, lang)
    return Page(
        template="question.html",
        title=query.title(lang),
        description=query.description(lang),
        content={
            "query": query,
            "description": query.description(lang),
            "given": example_of(query),
            "parameters": query.parameters,
            "rows": answer.count,
            "command": query.example or f"kotograph query {query.name}",
            "pictures": [picture] if picture else [],
        },
        tables=(table, *((picture.table,) if picture else ())),
        trail=((say("nav.questions", lang), "questions.html"),),
    )


def _given(query: Query, lang: str) -> dict[str, str]:
    given = example_of(query)
    if any(each.name == "lang" for each in query.parameters):
        given["lang"] = lang
    return given


def tabulate(site: Site, query: Query, answer: Some, lang: str) -> Table:
    """Return an answer as a table: one column a variable, an IRI shown by its name."""
    variables, rows = answer.variables, answer.rows
    kept = [at for at in range(len(variables)) if not _repeats(site, rows, at, lang)]
    columns = tuple(
        Column(
            variables[at],
            say(f"variable.{variables[at]}", lang),
            say("questions.variable", lang, name=variables[at]),
            figures=_are_figures(rows, at),
            with_iri=any((term := row[at]) is not None and term.kind == "uri" for row in rows),
        )
        for at in kept
    )
    cells = [[_cell(site, variables[at], row[at], lang) for at in kept] for row in rows]
    return Table("answer", query.title(lang), columns, cells, note_cut(len(rows), answer.count, lang))


def _repeats(site: Site, rows: Sequence[Row], at: int, lang: str) -> bool:
    """Tell whether a column only names the thing of the column before it, which is shown by its name anyway."""
    if not rows or not at:
        return False
    for row in rows:
        name, thing = row[at], row[at - 1]
        if name is None or name.kind == "uri":
            return False
        if thing is None or thing.kind != "uri" or site.name(thing.value, lang).value != name.value:
            return False
    return True


def _are_figures(rows: Sequence[Row], at: int) -> bool:
    found = [term for row in rows if (term := row[at])]
    return bool(found) and all(term.datatype.endswith(("#decimal", "#integer")) for term in found)


def _cell(site: Site, name: str, term: Term | None, lang: str) -> Cell:
    if term is None or not term.value:
        return None
    if term.kind == "uri":
        return Link(site.name(term.value, lang), site.graph.find_page(term.value), term.value)
    if term.datatype.endswith(("#date", "#gYear")):
        return Day(term.value)
    if term.datatype.endswith("#decimal") and name in ("sum", "amount"):
        return Money(Decimal(term.value))
    if term.datatype.endswith(("#decimal", "#integer")):
        return Decimal(term.value)
    if term.datatype.endswith("#boolean"):
        return say(f"questions.{term.value}", lang)
    return Text(term.value, term.lang)


ROUTES = (Route("questions.html", make_list), Route("question/{key}.html", make, list_keys))
