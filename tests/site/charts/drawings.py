"""Invented charts of every form, and a reader of drawings that checks what holds for all of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

from kotograph.site.charts import (
    About,
    Agreement,
    Bar,
    Bars,
    Cell,
    Chain,
    Columns,
    Day,
    Lasting,
    Link,
    Matrix,
    Moment,
    Series,
    Stated,
    Statements,
    Timeline,
    draw_agreement,
    draw_bars,
    draw_chains,
    draw_columns,
    draw_matrix,
    draw_statements,
    draw_timeline,
)
from kotograph.site.charts.text import LABEL, LEADING, clean, measure

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = About("chart", "Funding", "Integration gets most of it.", "No data.")
LONG = "Pakolaistaustaisten maahanmuuttajanuorten kotoutumiskoulutusjärjestelmän kehittämishanke"
COMPOUND = "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilaskoulutuskeskushanke"


def name_tick(value: Decimal) -> str:
    """Write a value of an axis."""
    return f"{value:f} e"


@dataclass(frozen=True)
class Box:
    """One element with the room it takes."""

    tag: str
    name: str
    left: float
    top: float
    right: float
    bottom: float
    text: str = ""


def parse(markup: str) -> ElementTree.Element:
    """Return the one drawing in a markup."""
    return ElementTree.fromstring(markup)


def get_size(svg: ElementTree.Element) -> tuple[float, float]:
    """Return how wide and high a drawing is."""
    left, top, width, height = map(float, svg.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    return width, height


def list_texts(svg: ElementTree.Element) -> list[str]:
    """Return what each text element says; lines are joined by a space."""
    return [" ".join(element.itertext()) for element in svg.iter(f"{SVG}text")]


def read_text(svg: ElementTree.Element) -> str:
    """Return all that is written, without white space: where lines break does not matter."""
    return re.sub(r"\s", "", " ".join(list_texts(svg)))


def list_boxes(svg: ElementTree.Element, tag: str) -> list[Box]:
    """Return the room of each line of text (by the widths of DejaVu) or of each rectangle outside definitions."""
    defined = {id(inner) for defs in svg.iter(f"{SVG}defs") for inner in defs.iter()}
    boxes: list[Box] = []
    for element in svg.iter(f"{SVG}{tag}"):
        if id(element) in defined:
            continue
        if tag == "text":
            boxes.extend(_list_lines(element))
        else:
            x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
            paint = element.get("class", "") + element.get("fill", "")
            boxes.append(Box(tag, paint, x, y, x + width, y + height))
    return boxes


def _list_lines(element: ElementTree.Element) -> list[Box]:
    size = float(element.get("font-size", LABEL))
    name = element.get("class", "")
    found = []
    for line in element.findall(f"{SVG}tspan") or [element]:
        x, y, text = float(line.attrib["x"]), float(line.attrib["y"]), line.text or ""
        width = measure(text, size, bold="chart-strong" in name)
        left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
        middle = y - size * 0.36
        half = size * LEADING / 2
        found.append(Box("text", name, left, middle - half, left + width, middle + half, text))
    return found


def check_drawing(markup: str) -> ElementTree.Element:
    """Fail unless a drawing is well-formed and named, and its texts are within it and clear of each other."""
    svg = parse(markup)
    assert svg.tag == f"{SVG}svg"
    assert svg.attrib["role"] == "img"
    assert not {"width", "height", "style"} & set(svg.attrib)
    ids = [element.attrib["id"] for element in svg.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    named = [svg.find(f".//*[@id='{name}']") for name in svg.attrib["aria-labelledby"].split()]
    assert [element.tag for element in named if element is not None] == [f"{SVG}title", f"{SVG}desc"]
    assert [svg[0], svg[1]] == named
    assert set(re.findall(r"url\(#([^)]*)\)", markup)) <= set(ids)
    assert not svg.findall(f".//{SVG}a")
    assert not re.search(r'(?:fill|stroke|stop-color)="(?!url\()', markup)
    drawn = [element for element in svg.iter() if element.tag not in (f"{SVG}title", f"{SVG}desc")]
    for value in (value for element in drawn for value in element.attrib.values()):
        assert not re.search(r"(?<![\d.])-0(?![\d.])|\.\d{3}|\bnan\b|\binf\b", value), value
    width, height = get_size(svg)
    lines = list_boxes(svg, "text")
    for box in lines + list_boxes(svg, "rect"):
        assert box.left >= -0.02 and box.right <= width + 0.02, box
        assert box.top >= -0.02 and box.bottom <= height + 0.02, box
        assert box.right >= box.left and box.bottom >= box.top, box
    for one, other in itertools.combinations(lines, 2):
        apart = min(one.right, other.right) - max(one.left, other.left) < 0.05
        assert apart or min(one.bottom, other.bottom) - max(one.top, other.top) < 0.05, (one, other)
    return svg


def make_bars(label: str = LONG) -> Bars:
    """Return bars with a long label, a small value, nothing and no value."""
    return Bars(
        (
            Bar("Maahanmuuttovirasto", Decimal("1583556.56"), "1 583 556,56 €", "6 hanketta"),
            Bar(label, 700000, "700 000 €"),
            Bar("Pieni", 0.5, "0,50 €"),
            Bar("Nolla", 0, "0 €"),
            Bar("Tuntematon", None, "summaa ei tiedossa"),
        ),
        name_tick,
        "euroa",
    )


def make_columns(label: str = LONG, years: int = 5, series: int = 3) -> Columns:
    """Return columns of some years and series, of which the last year has no value."""
    values = [[(year * 7 + index * 5) % 11 + 1 for year in range(years - 1)] for index in range(series)]
    return Columns(
        (*(str(2015 + year) for year in range(years - 1)), "ei tiedossa"),
        tuple(Series(f"{label} {index}", (*each, None)) for index, each in enumerate(values)),
        name_tick,
        lambda value: f"{value}",
        "–",
        "euroa vuodessa",
    )


def make_timeline(label: str = LONG) -> Timeline:
    """Return projects with every kind of end."""
    ends: tuple[tuple[Moment, Moment], ...] = (
        (date(2017, 2, 28), date(2019, 12, 31)),
        (2015, 2020),
        (2018, 2018),
        (date(2018, 3, 1), 2019),
        (date(2022, 12, 1), None),
        (None, date(2015, 1, 2)),
        (2020, None),
        (None, None),
        (date(2019, 4, 1), date(2012, 9, 30)),
    )
    return Timeline(
        tuple(Lasting(f"{label} {i}", start, end, i % 2, f"{start} – {end}") for i, (start, end) in enumerate(ends)),
        ("päättynyt", "käynnissä"),
        "vain vuosi tiedossa",
        "alku tai loppu ei tiedossa",
        Day(date(2022, 2, 28), "Tiedot 28.2.2022"),
    )


def make_chains(label: str = LONG) -> tuple[Chain, ...]:
    """Return chains of one, two and four links."""
    links = (
        Link("RIO", ("Maahanmuuttovirasto", "30.9.2016–29.9.2019")),
        Link(label, ("Åbo Akademi",), current=True),
        Link("Nimeltä tunnettu", mentioned=True),
        Link("Neljäs"),
    )
    evidence = ("nimenomainen maininta, rivi 105", "numeroitu nimi", label)
    return tuple(Chain(links[:count], evidence[: count - 1]) for count in (1, 2, 4))


def make_matrix(label: str = LONG, columns: int = 4) -> Matrix:
    """Return shares of three fields in some sources, one of them of nothing."""
    return Matrix(
        ("Nimi", "Päättymispäivä", label),
        tuple(f"{label} {index}" for index in range(columns)),
        tuple(
            tuple(
                Cell(None, "ei tietueita")
                if (row, column) == (1, 1)
                else Cell(Decimal(column) / 20, f"{column}", "1/20")
                for column in range(columns)
            )
            for row in range(3)
        ),
    )


def make_agreement(label: str = LONG) -> Agreement:
    """Return three sources of which two have values in common."""
    cells = {(0, 1): Cell(Decimal("0.25"), "25 %", "1/4")}
    return Agreement((f"{label} A", f"{label} B", "C"), cells, "sama", "ei yhteisiä")


def make_statements(label: str = LONG) -> Statements:
    """Return a project of which two of three sources state another end than was concluded."""
    start = date(2019, 10, 1)
    return Statements(
        Stated("Päätelty", start, date(2022, 1, 30), "1.10.2019–30.1.2022"),
        (
            Stated(f"{label} A", start, date(2021, 3, 31), "01.10.2019–31.03.2021", True),
            Stated(f"{label} B", start, date(2022, 1, 30), "01.10.2019–30.01.2022"),
            Stated("C", start, None, "01.10.2019", True),
        ),
        "päätelty",
        "lähteen ilmoittama",
        "poikkeaa päätellystä",
        "vain vuosi",
        "ei tiedossa",
    )


# By name: a chart that takes one label of the caller's and a width, and the texts to be found in it besides.
FORMS: dict[str, tuple[Callable[[str, int], str], tuple[str, ...]]] = {
    "bars": (
        lambda label, width: draw_bars(make_bars(label), ABOUT, width),
        ("Maahanmuuttovirasto", "1 583 556,56 €", "6 hanketta", "0 €", "summaa ei tiedossa", "euroa", "1000000 e"),
    ),
    "columns": (
        lambda label, width: draw_columns(make_columns(label), ABOUT, width),
        ("2015", "2018", "ei tiedossa", "–", "euroa vuodessa", "0 e"),
    ),
    "timeline": (
        lambda label, width: draw_timeline(make_timeline(label), ABOUT, width),
        (
            "päättynyt",
            "käynnissä",
            "vain vuosi tiedossa",
            "alku tai loppu ei tiedossa",
            "Tiedot 28.2.2022",
            "2018",
            "?",
        ),
    ),
    "chains": (
        lambda label, width: draw_chains(make_chains(label), ABOUT, width),
        ("RIO", "Åbo Akademi", "nimenomainen maininta, rivi 105", "Nimeltä tunnettu"),
    ),
    "matrix": (
        lambda label, width: draw_matrix(make_matrix(label), ABOUT, width),
        ("Päättymispäivä", "1/20", "ei tietueita"),
    ),
    "agreement": (
        lambda label, width: draw_agreement(make_agreement(label), ABOUT, width),
        ("25 %", "1/4", "sama", "ei yhteisiä"),
    ),
    "statements": (
        lambda label, width: draw_statements(make_statements(label), ABOUT, width),
        ("Päätelty", "≠ 01.10.2019–31.03.2021", "poikkeaa päätellystä", "lähteen ilmoittama"),
    ),
}


def squeeze(text: str) -> str:
    """Return a text as ``read_text`` returns it."""
    return re.sub(r"\s", "", clean(text))
