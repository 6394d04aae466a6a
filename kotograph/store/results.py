"""Write answers: SPARQL 1.1 results in CSV, TSV, JSON and XML, a table for people, and graphs as RDF.

Rules: https://www.w3.org/TR/sparql11-results-csv-tsv/, https://www.w3.org/TR/sparql11-results-json/,
https://www.w3.org/TR/rdf-sparql-XMLres/. Rows are written as they come, except in a table.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import TextIO

from kotograph.errors import UsageError
from kotograph.formats import Format
from kotograph.store.answers import Answer, Graph, Rows, Term, Truth
from kotograph.store.table import write_table

# What XML 1.0 cannot carry at all, not even as a character reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Also a CR, which would come back as LF.
_XML_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_RDF_FORMATS = (Format.NTRIPLES, Format.TURTLE, Format.RDFXML, Format.JSONLD, Format.NQUADS, Format.TRIG)


def write_answer(
    answer: Answer, form: Format, out: TextIO, *, width: int | None = None, base: str = "", link: str = ""
) -> None:
    """Write an answer in a format; raise UsageError where the format cannot hold it.

    ``width`` is the terminal's, for tables: longer cells are folded. ``base`` is cut from IRIs in tables.
    ``link`` is an address with more about the answer, which the head of JSON and XML has a place for.
    A graph is written as Turtle where a table is asked for. Lines of CSV end in CR LF: open files with ``newline=""``.
    """
    if isinstance(answer, Graph):
        _write_graph(answer, form, out)
    elif isinstance(answer, Truth):
        _write_truth(answer, form, out)
    elif form is Format.TABLE:
        write_table(answer, out, width=width, base=base)
    elif form in _ROW_WRITERS:
        _ROW_WRITERS[form](answer, out, link)
    else:
        raise _unfit(form, "rows", ("table", "csv", "tsv", "json", "xml"))


def _unfit(form: Format, what: str, known: tuple[str, ...]) -> UsageError:
    return UsageError("format-unfit", f"{form.label} cannot hold {what}", "", f"use one of: {', '.join(known)}")


def _write_csv(answer: Rows, out: TextIO, _: str) -> None:
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(answer.variables)
    for row in answer.rows:
        writer.writerow(["" if term is None else _show_csv(term) for term in row])


def _show_csv(term: Term) -> str:
    return f"_:{term.value}" if term.kind == "bnode" else term.value


def _write_tsv(answer: Rows, out: TextIO, _: str) -> None:
    out.write("\t".join(f"?{name}" for name in answer.variables) + "\n")
    for row in answer.rows:
        out.write("\t".join("" if term is None else term.spell() for term in row) + "\n")


def _write_json(answer: Rows, out: TextIO, link: str) -> None:
    more = f', "link": {json.dumps([link])}' if link else ""
    out.write('{"head": {"vars": ' + json.dumps(answer.variables) + more + '},\n "results": {"bindings": [')
    comma = ""
    keys = [json.dumps(name, ensure_ascii=False) for name in answer.variables]
    for row in answer.rows:
        cells = [f"{key}: {_show_json(term)}" for key, term in zip(keys, row, strict=True) if term is not None]
        out.write(f"{comma}\n  {{{', '.join(cells)}}}")
        comma = ","
    out.write("\n]}}\n")


def _show_json(term: Term) -> str:
    shown = f'{{"type": "{term.kind}", "value": {encode_basestring(term.value)}'
    if term.lang:
        shown += f', "xml:lang": "{term.lang}"'
    if term.datatype:
        shown += f', "datatype": {encode_basestring(term.datatype)}'
    return shown + "}"


_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def _write_xml(answer: Rows, out: TextIO, link: str) -> None:
    variables = "".join(f'<variable name="{name}"/>' for name in answer.variables)
    variables += f'<link href="{_escape_xml(link)}"/>' if link else ""
    out.write(f"{_XML_HEAD}<head>{variables}</head>\n<results>\n")
    for row in answer.rows:
        cells = [
            f'<binding name="{name}">{_show_xml(term)}</binding>'
            for name, term in zip(answer.variables, row, strict=True)
            if term is not None
        ]
        out.write(f"<result>{''.join(cells)}</result>\n")
    out.write("</results>\n</sparql>\n")


def _show_xml(term: Term) -> str:
    value = _escape_xml(term.value)
    if term.kind != "literal":
        return f"<{term.kind}>{value}</{term.kind}>"
    lang = f' xml:lang="{term.lang}"' if term.lang else ""
    datatype = f' datatype="{_escape_xml(term.datatype)}"' if term.datatype else ""
    return f"<literal{lang}{datatype}>{value}</literal>"


def _escape_xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text).translate(_XML_ESCAPES)


_ROW_WRITERS: dict[Format, Callable[[Rows, TextIO, str], None]] = {
    Format.CSV: _write_csv,
    Format.TSV: _write_tsv,
    Format.JSON: _write_json,
    Format.SPARQL_JSON: _write_json,
    Format.SPARQL_XML: _write_xml,
}


def _write_truth(answer: Truth, form: Format, out: TextIO) -> None:
    word = "true" if answer.value else "false"
    if form in (Format.JSON, Format.SPARQL_JSON):
        out.write(f'{{"head": {{}}, "boolean": {word}}}\n')
    elif form is Format.SPARQL_XML:
        out.write(f"{_XML_HEAD}<head/>\n<boolean>{word}</boolean>\n</sparql>\n")
    elif form in (Format.TABLE, Format.CSV, Format.TSV):
        # The CSV and TSV results format has nothing for ASK; one word is what other tools write.
        out.write(f"{word}\n")
    else:
        raise _unfit(form, "yes or no", ("table", "csv", "tsv", "json", "xml"))


def _write_graph(answer: Graph, form: Format, out: TextIO) -> None:
    import pyoxigraph as ox

    from kotograph.vocab import PREFIXES

    form = {Format.TABLE: Format.TURTLE, Format.JSON: Format.JSONLD}.get(form, form)
    if form not in _RDF_FORMATS:
        raise _unfit(form, "a graph", tuple(known.label for known in _RDF_FORMATS))
    lines = "".join(answer.lines)
    kind = ox.RdfFormat.from_media_type(form.media_type)
    if form in (Format.NTRIPLES, Format.NQUADS) or kind is None:
        out.write(lines)
        return
    readable = form in (Format.TURTLE, Format.TRIG)
    prefixes = {name: space for name, space in PREFIXES.items() if readable and f"<{space}" in lines}
    triples = (quad.triple for quad in ox.parse(lines.encode(), format=ox.RdfFormat.N_TRIPLES))
    written = (ox.serialize(triples, format=kind, prefixes=prefixes) or b"").decode()
    # Oxigraph writes prefixes in an order of its own at each run.
    head = sorted(line for line in written.splitlines(keepends=True)[: len(prefixes)])
    out.write("".join(head) + written[sum(map(len, head)) :])
