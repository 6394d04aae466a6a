"""Saved HTML: references to characters, nesting, elements on one line, labels apart from their values."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from kotograph.errors import InputError
from kotograph.records import Property
from kotograph.sources import Catalogue, read_page
from tests.sources.reading import read, roles

ENTRY = (
    "<h2>Kansallinen tavoite 2.2: Kylät</h2><p>{title}</p><ul><li>Hankkeen kuvaus: Kylä oppii.</li>"
    "<li>Hankkeen toteuttaja: Kyläseura ry{more}, Toteutusaika: 1.1.2019 - 1.2.2020, EU-tuen määrä: 5 000 euroa</li>"
    "</ul>"
)


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("&#1;", "U+0001"),
        ("&#x0B;", "U+000B"),
        ("&#x1f;", "U+001F"),
        ("&#x0000FFFE;", "U+FFFE"),
        ("&#65535", "U+FFFF"),
        ("&#xD800;", "U+D800"),
        ("&#1114112;", "U+110000"),
        (f"&#{'9' * 5000};", "&#9999999999"),
    ],
)
def test_references_to_refused_characters_are_refused(tmp_path: Path, reference: str, code: str) -> None:
    text = f"<html><body>\n{ENTRY.format(title='Kylä' + reference + 'tupa', more=reference)}</body></html>"
    page = read(tmp_path, text, "page.html")
    (record,) = page.records
    assert record.title == "Kylä\ufffdtupa"
    implementer = record.find(Property.IMPLEMENTER)
    assert implementer and implementer.value == "Kyläseura ry\ufffd"
    assert [(i.code, i.line, i.text) for i in page.issues] == [("control-character", 2, code)]


def test_references_in_an_address_are_refused_and_others_kept(tmp_path: Path) -> None:
    link = "<p><a href='https://example.org/&#2;'>Lue lis&#228;&#xE4;</a></p>"
    page = read(tmp_path, f"<html><body>{ENTRY.format(title='A&#38;B', more='')}{link}</body></html>", "page.html")
    assert page.records[0].title == "A&B"
    assert [(each.text, each.url) for each in page.records[0].links] == [("Lue lisää", "https://example.org/\ufffd")]
    assert [i.code for i in page.issues] == ["control-character"]


def test_a_text_file_keeps_what_looks_like_a_reference(tmp_path: Path) -> None:
    page = read(tmp_path, "Kansallinen tavoite 2.2: X\n\nTupa &#1;\n\n • K.\n • A ry, 2019-2020, EU-tuki 5 euroa\n")
    assert page.records[0].title == "Tupa &#1;" and not page.issues


@pytest.mark.parametrize("tag", ["div", "span", "blockquote"])
def test_nesting_has_no_limit(tmp_path: Path, tag: str) -> None:
    deep = 5000
    body = f"<{tag}>" * deep + ENTRY.format(title="Kylätupa", more="") + f"</{tag}>" * deep
    (record,) = read(tmp_path, f"<html><body>{body}</body></html>", "page.html").records
    assert (record.title, record.value(Property.AMOUNT)) == ("Kylätupa", "5000")


def test_lines_of_facts_are_told_once(tmp_path: Path) -> None:
    items = "<li>Toteuttaja: Kyläseura ry</li><li>Toteutusaika: 2019-2020</li><li>EU-tuki: 5 euroa</li>"
    text = f"<html><body><h2>Kansallinen tavoite 2.2: X</h2><p>Tupa</p><ul><li>K.</li>{items}</ul></body></html>"
    assert read(tmp_path, text, "page.html").records[0].lines.facts == (1,)


def test_an_unknown_charset_is_named_beside_the_real_one(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"<html><head><meta charset='x-none'></head><body><p>Tupa</p></body></html>")
    with pytest.raises(InputError, match="not x-none: it looks like utf-8") as caught:
        read_page(path, Catalogue())
    assert caught.value.hint == "correct the charset that the page declares"


STORY = [
    ("h1", "Tervetuloa kylään -hankkeessa opittiin yhdessä"),
    ("p", "naapurien kesken"),
    ("p", "Tervetuloa kylään -hanke toi tulijat ja asukkaat saman pöydän ääreen."),
    ("ul", "Yksi osa järjesti kursseja, joille tultiin läheltä ja kaukaa ja joilla oltiin koko talvi."),
    ("h2", "Kyläliitto koordinoi hanketta"),
    ("p", "Työ toteutettiin Euroopan sosiaalirahaston tuella vuosina 2015–2018, ja kylät auttoivat."),
    ("h2", "Lue lisää:"),
    ("p", "Kylien opas"),
]


def write_story(layout: str) -> str:
    """Write the story as text, as HTML on one line, or with every text in an element and on a line of its own."""
    texts = [text for _, text in STORY]
    if layout == "text":
        return texts[0] + "\n" + "\n\n".join(texts[1:])
    before, after, end = ("<span>\n      ", "\n    </span>", "\n") if layout == "spread" else ("", "", "")
    parts = []
    for tag, text in STORY:
        inner = f"{before}{html.escape(text)}{after}"
        parts.append(f"<ul><li>{inner}</li></ul>" if tag == "ul" else f"<{tag}>{inner}</{tag}>")
    return f"<html><body>{end.join(parts)}</body></html>"


@pytest.mark.parametrize("layout", ["text", "one line", "spread"])
def test_a_story_gives_the_same_facts_in_every_layout(tmp_path: Path, layout: str) -> None:
    page = read(tmp_path, write_story(layout), "page.txt" if layout == "text" else "page.html")
    assert roles(page) == ["title", "title", "description", "description", "facts", "facts", "heading", "link"]
    (record,) = page.records
    found = {s.property: s.value for s in record.statements}
    assert (found[Property.TITLE], found[Property.IMPLEMENTER]) == ("Tervetuloa kylään", "Kyläliitto")
    assert (found[Property.START], found[Property.END], record.instrument) == ("2015", "2018", "esf")
    assert record.description and record.description.count("\n") == 1


EURA = """Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus
1 Hanke
Hankekoodi|S99999
Hankkeen nimi|Kylien koulu
Toimintalinja|3. Työ ja kylä
Erityistavoite|6.1. Kylien työ
Suunnitelman mukainen toteutusaika|Alkaa 1.1.2015 ja päättyy 31.7.2018
Toiminnan tila|Toiminta päättynyt
2 Hakijan perustiedot
Hakijan virallinen nimi|Kyläkunta
Hankkeen yhteyshenkilön nimi|Kaisa Keksitty
Sähköpostiosoite|kaisa.keksitty(at)example.fi
3 Suunnitelman mukainen tiivistelmä toteutuksesta
Hankkeessa on osoitettu, miten kylä oppii."""


def write_eura(layout: str) -> tuple[str, str]:
    """Write the page with each label and its value on one line, on two, or in two elements; return its name too."""
    rows = [line.split("|") for line in EURA.split("\n")]
    if layout == "one line":
        return "page.txt", "\n".join(": ".join(row) for row in rows)
    if layout == "two lines":
        return "page.txt", "\n\n".join(":\n\n".join(row) for row in rows)
    item = "<dl><dt>{}</dt><dd>{}</dd></dl>" if layout == "list" else "<div>{}</div><div>{}</div>"
    body = "".join(item.format(*row) if len(row) == 2 else f"<h2>{row[0]}</h2>" for row in rows[:-1])
    footer = "<footer><p>Kylätie 5, 00100 Helsinki</p></footer>"
    return (
        "page.html",
        f"<html><body>{body}<p>{rows[-1][0]}</p>{footer}<nav><a href='/'>Hae hankkeita</a></nav></body></html>",
    )


@pytest.mark.parametrize("layout", ["one line", "two lines", "list", "pairs"])
def test_eura_labels_and_values_may_stand_apart(tmp_path: Path, layout: str) -> None:
    name, text = write_eura(layout)
    page = read(tmp_path, text, name)
    (record,) = page.records
    entry = record.as_json()
    assert (entry["title"], entry["identifier"], entry["implementer"]) == ("Kylien koulu", "S99999", "Kyläkunta")
    assert (entry["objective"], entry["start"], entry["end"], entry["fund"]) == (
        "6.1",
        "2015-01-01",
        "2018-07-31",
        "esf",
    )
    assert entry["status"] == "completed" and entry["description"] == "Hankkeessa on osoitettu, miten kylä oppii."
    assert not any(word in str(page) for word in ("Keksitty", "example.fi", "Kylätie"))
    assert len(page.account) == len(
        [line for line in text.split("\n") if line.strip()]
        if name == "page.txt"
        else EURA.replace("|", "\n").split("\n")
    ) + (2 if name == "page.html" else 0)
    assert "unknown" not in roles(page)


def test_an_eura_page_without_a_name_says_so(tmp_path: Path) -> None:
    page = read(tmp_path, "1 Hanke\n\nHankekoodi: S99999\n\nHankkeen nimi:\n\n2 Hakijan perustiedot\n")
    assert not page.records and set(roles(page)) == {"unknown"}
    assert [(i.code, i.line) for i in page.issues] == [("missing-title", 5)]
