"""Write a validation report as one HTML page: no script, no foreign resource, readable with a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kotograph.validation.findings import Finding, Shape, ValidationReport
from kotograph.validation.report import SEVERITY_NAMES, shorten_iri, shorten_term, summarise

_WORDS = {
    "fi": {
        "title": "Aineiston tarkastus",
        "publishable": "Aineiston voi julkaista: yhtään muotoa ei ole rikottu.",
        "fails": "Aineistoa ei voi julkaista: muotoja on rikottu.",
        "overview": "Yhteenveto",
        "shape": "Muoto",
        "severity": "Vakavuus",
        "count": "Määrä",
        "place": "Paikka",
        "node": "Kohde",
        "path": "Ominaisuus",
        "value": "Arvo",
        "source": "Lähde",
        "fix": "Mitä tehdä",
        "none": "Mitään ei löytynyt.",
    },
    "sv": {
        "title": "Granskning av datamängden",
        "publishable": "Datamängden kan publiceras: ingen form är överträdd.",
        "fails": "Datamängden kan inte publiceras: former är överträdda.",
        "overview": "Översikt",
        "shape": "Form",
        "severity": "Allvar",
        "count": "Antal",
        "place": "Plats",
        "node": "Resurs",
        "path": "Egenskap",
        "value": "Värde",
        "source": "Källa",
        "fix": "Vad man gör",
        "none": "Inget hittades.",
    },
    "en": {
        "title": "Validation of the dataset",
        "publishable": "The dataset may be published: no shape is violated.",
        "fails": "The dataset may not be published: shapes are violated.",
        "overview": "Overview",
        "shape": "Shape",
        "severity": "Severity",
        "count": "Count",
        "place": "Place",
        "node": "Resource",
        "path": "Property",
        "value": "Value",
        "source": "Source",
        "fix": "What to do",
        "none": "Nothing was found.",
    },
}
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:75rem;margin:auto;padding:1rem}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}"
    "caption{text-align:left;font-weight:600;padding:.25rem 0}"
    "th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "thead th{background:#eee}a{color:#0b4fa0}.scroll{overflow-x:auto}"
)


def write_html(report: ValidationReport, lang: str = "en") -> str:
    """Return the report as an HTML page in Finnish, Swedish or English."""
    words = _WORDS[lang]
    title = escape(words["title"])
    verdict = escape(words["publishable" if report.publishable else "fails"])
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{lang}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{title}</title><style>{_STYLE}</style></head>",
        f"<body><main><h1>{title}</h1>",
        f"<p><strong>{verdict}</strong></p><p>{escape(summarise(report, lang))}</p>",
    ]
    groups = report.by_shape()
    if groups:
        parts += _overview(groups, words, lang)
        for shape, findings in groups.items():
            parts += _section(shape, findings, words, lang)
    else:
        parts.append(f"<p>{escape(words['none'])}</p>")
    parts.append("</main></body></html>")
    return "\n".join(parts) + "\n"


def _overview(groups: dict[Shape, list[Finding]], words: dict[str, str], lang: str) -> Iterator[str]:
    yield f"<h2>{escape(words['overview'])}</h2>"
    rows = [
        [
            f'<a href="#{escape(shape.name)}">{escape(shape.name)}</a>',
            escape(SEVERITY_NAMES[lang][shape.severity]),
            str(len(findings)),
        ]
        for shape, findings in groups.items()
    ]
    yield from _table(words["overview"], [words["shape"], words["severity"], words["count"]], rows)


def _section(shape: Shape, findings: list[Finding], words: dict[str, str], lang: str) -> Iterator[str]:
    name, severity = escape(shape.name), escape(SEVERITY_NAMES[lang][shape.severity])
    yield f'<section aria-labelledby="{name}"><h2 id="{name}">{name}</h2>'
    yield f"<p>{severity}: {escape(shape.message(lang))}</p>"
    if hint := shape.hint(lang):
        yield f"<p>{escape(words['fix'])}: {escape(hint)}</p>"
    sources: dict[str, list[Finding]] = {}
    for finding in findings:
        sources.setdefault(finding.source, []).append(finding)
    heads = [words["place"], words["node"], words["path"], words["value"]]
    for source, found in sources.items():
        rows = [
            [escape(each.where or "–"), _link(each.focus), escape(shorten_iri(each.path)), _show(each.value)]
            for each in found
        ]
        yield from _table(f"{words['source']}: {source or '–'}", heads, rows)
    yield "</section>"


def _table(caption: str, heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    """Yield a table whose first cells head their rows; cells are HTML already."""
    yield f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>'
    yield "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield "</tr></thead><tbody>"
    for first, *others in rows:
        yield f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
    yield "</tbody></table></div>"


def _show(term: str) -> str:
    return escape(shorten_term(term))


def _link(term: str) -> str:
    """Link an http(s) IRI, show any other term: a ``javascript:`` IRI from the data must not become a link."""
    if term.startswith(("<http://", "<https://")):
        return f'<a href="{escape(term[1:-1])}">{_show(term)}</a>'
    return _show(term)
