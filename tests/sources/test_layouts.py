"""Pages like the bundled ones, written here for the test: layouts, HTML, tables, damage."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kotograph.config import Settings
from kotograph.errors import InputError, LimitError
from kotograph.records import Page, Property
from kotograph.sources import Catalogue, KnownNames, Overrides, read_page
from tests.conftest import DATA

KNOWN = KnownNames(
    ("Maahanmuuttovirasto", "Helsingin kaupunki"),
    ("1 Euroopan yhteinen turvapaikkajärjestelmä", "2 Laillinen muuttoliike"),
)


def read(folder: Path, text: str, name: str = "page.txt", overrides: Overrides | None = None) -> Page:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_page(path, Catalogue(), KNOWN, overrides)


def roles(page: Page) -> list[str]:
    return [line.role for line in page.account]


UNLABELLED = """Tuki viisumipolitiikalle

Kansallinen tavoite 1.1: Valmiudet

Tavoitteessa tuetaan järjestelmiä. Rahoitusta saavat:
 • viranomaiset
 • järjestöt

Eka-hanke

  • Kuvausta riittää.
  • Ulkoministeriö, 1.1.2019 - 1.2.2020, EU-rahoitus 75 000 euroa
Toka-hanke
 •  Kuvausta riittää, myös EU-tuki mainitaan tässä.
 • Poliisi, Helsinki, 1.2.2019–1.2.2020. EU-tuki 487 500 €
 • Lue lisää hankkeesta

Kansallinen tavoite 1.2: Säännöstö

Kansallinen tavoite 1.2: Säännöstö ei ole nyt haettavana
"""


def test_unlabelled_entries_with_lists_in_the_objective(tmp_path: Path) -> None:
    page = read(tmp_path, UNLABELLED)
    assert [(r.title, r.value(Property.AMOUNT), r.value(Property.OBJECTIVE)) for r in page.records] == [
        ("Eka-hanke", "75000", "1.1"),
        ("Toka-hanke", "487500", "1.1"),
    ]
    implementer = page.records[1].find(Property.IMPLEMENTER)
    assert implementer and implementer.as_written == "Poliisi, Helsinki"
    assert page.records[1].links[0].text == "Lue lisää hankkeesta"
    assert "unknown" not in roles(page) and [o.number for o in page.objectives] == ["1.1", "1.2"]
    assert page.source.status == "" and page.records[0].instrument is None


PLAIN = """Sisäinen turvallisuus

Kansallinen tavoite 5.1: Rikosten ehkäisy

Eka-hanke

Hankkeen kuvaus: Hanke kehittää työtä.

Hankkeen toteuttaja: Poliisihallitus, Toteutusaika: 1.1.2015–31.12.2017, EU-tuen määrä: 62 000 euroa

Katso hankkeen kotisivut

Toka-hanke

Ensimmäinen kappale kertoo pitkästi siitä, mitä hankkeessa tehdään, ketkä siihen osallistuvat, miten siinä edetään \
ja mitä siitä jää pysyvästi käyttöön kaikille.

Tulli, 1.1.2016 - 31.12.2017, EU-tuki 200 000 euroa
"""


def test_entries_without_bullets(tmp_path: Path) -> None:
    page = read(tmp_path, PLAIN)
    assert "unknown" not in roles(page)
    assert [(r.title, r.value(Property.AMOUNT), len(r.links)) for r in page.records] == [
        ("Eka-hanke", "62000", 1),
        ("Toka-hanke", "200000", 0),
    ]
    assert page.records[1].description and page.records[1].description.startswith("Ensimmäinen kappale")


SPLIT = """Återvändande

Nationellt mål 3.1: Återvändande

Projekt ABC

* Projektbeskrivining: Text.
* Projektgenomförare: Polisstyrelsen
* Verksamhetsperiod: 1.1.2015 - 31.12.2017
* EU-stöd: 62 000 euro
"""


def test_facts_on_lines_of_their_own(tmp_path: Path) -> None:
    (record,) = read(tmp_path, SPLIT).records
    assert record.lines.facts == (8, 9, 10)
    assert [
        (s.property, s.line) for s in record.statements if s.property in (Property.IMPLEMENTER, Property.AMOUNT)
    ] == [
        (Property.IMPLEMENTER, 8),
        (Property.AMOUNT, 10),
    ]


def test_what_the_page_does_not_say_comes_from_the_caller(tmp_path: Path) -> None:
    said = Overrides(source="viisumit", instrument="isf-2014-2020", status="completed", currency="EUR")
    record = read(tmp_path, UNLABELLED, overrides=said).records[0]
    assert (record.source, record.instrument, record.value(Property.STATUS)) == (
        "viisumit",
        "isf-2014-2020",
        "status/completed",
    )


def to_html(text: str) -> str:
    """Write a text page as the site would: headings, paragraphs and lists."""
    out, in_list = ["<!DOCTYPE html>", "<html><head><meta charset='utf-8'><title>x</title></head><body><main>"], False
    for line in text.split("\n"):
        bullet = re.match(r"\s*•\s+(.*)", line)
        if bullet and not in_list:
            out.append("<ul>")
        if in_list and not bullet:
            out.append("</ul>")
        in_list = bool(bullet)
        if bullet:
            out.append(f"<li>{html.escape(bullet[1])}</li>")
        elif line.strip():
            tag = "h2" if "tavoite" in line[:30].casefold() or "Nationellt mål" in line[:14] else "p"
            out.append(f"<{tag}>{html.escape(line)}</{tag}>")
    return "\n".join([*out, "</ul>" if in_list else "", "</main><footer><p>Palaute</p></footer></body></html>"])


def test_saved_html_gives_the_same_entries(tmp_path: Path, bundled_pages: Sequence[Page]) -> None:
    compared = 0
    for page in bundled_pages:
        if not page.source.id.startswith("eusa"):
            continue
        text = Path(page.source.path).read_text(encoding="utf-8")
        saved = read(tmp_path, to_html(text), f"{page.source.id}.html", Overrides(currency="EUR"))
        assert "unknown" not in roles(saved)
        for ours, theirs in zip(page.records, saved.records, strict=True):
            a, b = ours.as_json(), theirs.as_json()
            for key in (
                "title",
                "implementer",
                "start",
                "end",
                "amount",
                "amount_text",
                "objective",
                "links",
                "currency",
            ):
                assert a[key] == b[key], (page.source.id, ours.line, key)
            compared += 1
    assert compared == 57


TABLE = """<html><body><nav><a href="/">Etusivu</a></nav><h1>Rahoitetut hankkeet</h1><table>
<thead><tr><th>Hankkeen nimi</th><th>Avustuksen saajan nimi</th><th>Erityistavoite</th><th>Tavoite ja tulokset</th>
<th>EU-rahoitus (euroa)</th><th>Hankkeen alkamispäivä</th><th>Hankkeen päättymispäivä</th></tr></thead><tbody>
<tr><td>Joustava menettely</td><td>Maahanmuuttovirasto</td>
<td>1 Euroopan yhteinen</td><td>Teksti.<p>Lisää.</p></td>
<td>2200120,8</td><td>1.1.2023</td><td>31.12.2025</td></tr>
<tr><td>Toinen</td><td>Uusi Yhdistys ry</td><td>2 Laillinen</td><td></td>
<td>1 000</td><td>1.1.2024</td><td>30.2.2025</td></tr>
</tbody></table></body></html>"""


def test_table_from_html_is_exact(tmp_path: Path) -> None:
    page = read(tmp_path, TABLE, "table.html")
    first, second = page.records
    assert (first.title, first.value(Property.AMOUNT), first.value(Property.OBJECTIVE), first.currency) == (
        "Joustava menettely",
        "2200120.8",
        "1",
        "EUR",
    )
    assert (first.value(Property.START), first.value(Property.END)) == ("2023-01-01", "2025-12-31")
    assert second.value(Property.END) is None and [i.code for i in second.issues] == ["impossible-date"]


FLAT = """Rahoitetut hankkeet

Hankkeen nimi Avustuksen saajan nimi Erityistavoite Tavoite ja tulokset EU-rahoitus (euroa) \
Hankkeen alkamispäivä Hankkeen päättymispäivä
Joustava menettely Maahanmuuttovirasto 1 Euroopan yhteinen turvapaikkajärjestelmä Kuvaus alkaa.

Kuvaus jatkuu.
2200120,8 1.1.2023 31.12.2025
Outo Tuntematon Taho 9 Jokin tavoite Kuvaus.
1000 1.1.2023 31.12.2023
"""


def test_flattened_table_is_split_by_known_names_or_not_at_all(tmp_path: Path) -> None:
    page = read(tmp_path, FLAT)
    (record,) = page.records
    assert (record.title, record.value(Property.AMOUNT), record.lines.description) == (
        "Joustava menettely",
        "2200120.8",
        (4, 6),
    )
    assert [(i.code, i.line) for i in page.issues] == [("unsplit-row", 8)]
    assert roles(page)[-2:] == ["unknown", "unknown"]


EURA = """Euroopan sosiaalirahaston (ESR) rahoittaman hankkeen kuvaus

1 Hanke

Hankekoodi: S99999

Hankkeen nimi: Esimerkki

Erityistavoite: 6.1. Jokin

Suunnitelman mukainen toteutusaika: Alkaa 1.1.2015 ja päättyy 31.7.2018

Toiminnan tila: Toiminta päättynyt

2 Hakijan perustiedot

Hakijan virallinen nimi: Testikunta

Hankkeen yhteyshenkilön nimi: Matti Meikäläinen

Yhteyshenkilön sähköpostiosoite: matti.meikalainen(at)example.fi

Yhteyshenkilön puhelinnumero: 0401234567

3 Suunnitelman mukainen tiivistelmä toteutuksesta

Hanke tekee asioita.
"""


def test_eura_page_without_the_contact_person(tmp_path: Path) -> None:
    page = read(tmp_path, EURA)
    (record,) = page.records
    assert (
        record.as_json() | {"title": "Esimerkki", "identifier": "S99999", "objective": "6.1", "fund": "esf"}
        == record.as_json()
    )
    assert (record.value(Property.START), record.value(Property.END)) == ("2015-01-01", "2018-07-31")
    assert record.value(Property.STATUS) == "status/completed"
    assert roles(page).count("contact") == 3
    everything = str(page)
    assert "Meikäläinen" not in everything and "example.fi" not in everything and "0401234567" not in everything


def test_a_page_cut_in_an_entry_says_so_and_keeps_the_rest(tmp_path: Path) -> None:
    text = (DATA / "sources/eusa-so2-completed-fi/page.txt").read_text(encoding="utf-8")
    cut = "\n".join(text.split("\n")[:53])
    page = read(tmp_path, cut)
    assert len(page.records) == 6
    assert [i.code for i in page.records[-1].issues] == ["missing-facts"]
    only_title = read(tmp_path, "\n".join(text.split("\n")[:51]))
    assert len(only_title.records) == 5
    assert [(i.code, i.line) for i in only_title.issues] == [("orphan-line", 51)]


def test_a_lost_title_is_reported_not_merged(tmp_path: Path) -> None:
    lines = (DATA / "sources/eusa-so2-completed-fi/page.txt").read_text(encoding="utf-8").split("\n")
    del lines[20]
    page = read(tmp_path, "\n".join(lines))
    assert len(page.records) == 24
    assert {i.code for i in page.issues} == {"item-after-facts", "second-facts"}


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", "empty-file", "empty"),
        (b" \n\xc2\xa0\n", "empty-file", "empty"),
        (b"%PDF-1.7 ...", "binary-file", "PDF"),
        (bytes(range(256)) * 20, "binary-file", "not text"),
        ("Päättyneet hankkeet".encode("windows-1252"), "wrong-encoding", "windows-1252"),
        ("Päättyneet hankkeet".encode("utf-16"), "wrong-encoding", "utf-16"),
        ("Päättyneet hankkeet".encode("utf-16-le"), "wrong-encoding", "utf-16"),
    ],
)
def test_unreadable_files_are_named(tmp_path: Path, content: bytes, code: str, word: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=word) as caught:
        read_page(path, Catalogue())
    assert caught.value.code == code and str(path) in caught.value.where and caught.value.hint


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"a" * 2001)
    with pytest.raises(LimitError, match=r"2,001 bytes"):
        read_page(path, Catalogue(), settings=Settings(max_bytes=2000))
    path.write_bytes(b"a" * 1_000_001)
    with pytest.raises(LimitError, match="characters"):
        read_page(path, Catalogue())


def test_unknown_layout_accounts_for_every_line(tmp_path: Path) -> None:
    page = read(tmp_path, "Reseptit\n\nPulla on hyvää.\n")
    assert roles(page) == ["unknown", "unknown"] and [i.code for i in page.issues] == ["unknown-layout"]


def test_hostile_title_is_kept_and_controls_are_refused(tmp_path: Path) -> None:
    title = '<script>alert("x")</script><div> \\u0041 \u202egnirts\x07'
    page = read(
        tmp_path, f"Kansallinen tavoite 2.2: X\n\n{title}\n\n • K.\n • A ry, 1.1.2019 - 1.2.2020, EU-tuki 5 euroa\n"
    )
    assert page.records[0].title == title.replace("\x07", "\ufffd")
    assert [(i.code, i.line, i.text) for i in page.issues] == [("control-character", 3, "U+0007")]


PAGES = sorted(DATA.glob("sources/*/page.txt"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_mutated_pages_never_lose_a_line(tmp_path: Path, data: st.DataObject) -> None:
    assert len(PAGES) == 7
    lines = data.draw(st.sampled_from(PAGES)).read_text(encoding="utf-8").split("\n")
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "twice", "swap", "cut", "noise", "blank"]))
        if change == "drop" and len(lines) > 2:
            del lines[at]
        elif change == "twice":
            lines.insert(at, lines[at])
        elif change == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        elif change == "noise":
            lines.insert(at, data.draw(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60)))
        else:
            lines.insert(at, "")
    text = "\n".join(lines)
    page = read(tmp_path, text or "x")
    expected = [n for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert [a.line for a in page.account] == expected
    unknown = sum(a.role == "unknown" for a in page.account)
    assert not unknown or page.issues
