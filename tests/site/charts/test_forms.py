"""What each form of chart shows: lengths from zero, ends that are not known, order, and what it refuses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from kotograph.site.charts import (
    NARROW,
    WIDE,
    Agreement,
    Bar,
    Bars,
    Cell,
    Chain,
    Columns,
    Lasting,
    Link,
    Matrix,
    Series,
    Stated,
    Timeline,
    draw_agreement,
    draw_bars,
    draw_chains,
    draw_columns,
    draw_matrix,
    draw_statements,
    draw_timeline,
)
from tests.site.charts.drawings import (
    ABOUT,
    SVG,
    Box,
    check_drawing,
    get_size,
    list_boxes,
    list_texts,
    make_columns,
    make_matrix,
    make_statements,
    make_timeline,
    name_tick,
    read_text,
)

BOTH = pytest.mark.parametrize("width", [WIDE, NARROW])


def get_bars(markup: str, height: float) -> list[Box]:
    return [box for box in list_boxes(check_drawing(markup), "rect") if box.bottom - box.top == pytest.approx(height)]


@BOTH
def test_bars_are_proportional_from_zero(width: int) -> None:
    values = [Decimal("1583556.56"), Decimal(700000), Decimal("98820.05"), Decimal(0)]
    data = Bars(tuple(Bar(f"Toteuttaja {i}", value, f"{value} €") for i, value in enumerate(values)), name_tick)
    bars = get_bars(draw_bars(data, ABOUT, width), 20)
    assert len(bars) == 3
    zero = {bar.left for bar in bars}
    assert len(zero) == 1
    lengths = [bar.right - bar.left for bar in bars]
    for length, value in zip(lengths, values, strict=False):
        assert length / lengths[0] == pytest.approx(float(value / values[0]), abs=0.001)
    assert lengths[0] > width * 0.3
    svg = check_drawing(draw_bars(data, ABOUT, width))
    lines = [float(line.attrib["x1"]) for line in svg.iter(f"{SVG}line")]
    assert lines[0] == zero.pop()
    step = next(float(text.split()[0]) for text in list_texts(svg) if text.endswith("0 e") and text != "0 e")
    assert lines[1] - lines[0] == pytest.approx(lengths[0] * step / float(values[0]), abs=0.1)


def test_bars_of_many_rows_name_the_axis_twice() -> None:
    data = Bars(tuple(Bar(f"Rivi {i}", i, f"{i}") for i in range(200)), name_tick)
    for width in (WIDE, NARROW):
        texts = list_texts(check_drawing(draw_bars(data, ABOUT, width)))
        assert texts.count("100 e") == 2
        assert [text for text in texts if text.startswith("Rivi")] == [f"Rivi {i}" for i in range(200)]


@BOTH
@pytest.mark.parametrize("values", [(0, 0), (None,), (5,)])
def test_bars_of_little(values: tuple[int | None, ...], width: int) -> None:
    data = Bars(tuple(Bar("a", value, "teksti") for value in values), name_tick)
    assert len(get_bars(draw_bars(data, ABOUT, width), 20)) == sum(1 for value in values if value)


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), Decimal("-0.01")])
def test_no_bar_below_zero(value: float) -> None:
    with pytest.raises(ValueError, match="from zero up"):
        draw_bars(Bars((Bar("a", value, "a"),), name_tick), ABOUT)


def test_columns_are_stacked_from_zero() -> None:
    data = Columns(
        ("2018", "2019"), (Series("a", (1, 4)), Series("b", (3, None))), name_tick, lambda value: f"{value}", "–"
    )
    svg = check_drawing(draw_columns(data, ABOUT))
    boxes = [box for box in list_boxes(svg, "rect") if box.right - box.left > 30]
    first, above, second = boxes
    assert first.bottom == second.bottom
    assert above.bottom == pytest.approx(first.top, abs=0.02)
    assert (above.left, above.right) == (first.left, first.right)
    unit = first.bottom - first.top
    assert above.bottom - above.top == pytest.approx(3 * unit, abs=0.05)
    assert second.bottom - second.top == pytest.approx(4 * unit, abs=0.05)
    assert list_texts(svg).count("4") == 2
    assert first.name != above.name
    assert first.name == second.name


def test_columns_lie_where_they_do_not_fit() -> None:
    markup = draw_columns(make_columns("Sarja", years=40, series=8), ABOUT)
    texts = list_texts(check_drawing(markup))
    assert [text for text in texts if re.fullmatch(r"20\d\d", text)] == [str(year) for year in range(2015, 2054)]
    bars = get_bars(markup, 20)
    assert len(bars) == 39 * 8
    assert len({box.name for box in bars}) == 8
    for one, after in pairwise(bars):
        assert after.left == pytest.approx(one.right, abs=0.02) or after.top > one.top


@BOTH
def test_columns_without_any_value(width: int) -> None:
    data = replace(make_columns("a"), series=(Series("a", (None,) * 5), Series("b", (None, 0, None, None, None))))
    texts = list_texts(check_drawing(draw_columns(data, ABOUT, width)))
    assert texts.count("–") == 4


def test_columns_need_a_value_a_category() -> None:
    with pytest.raises(ValueError, match="one value a category"):
        draw_columns(replace(make_columns(), series=(Series("a", (1,)),)), ABOUT)


def draw_one(start: date | int | None, end: date | int | None, width: int = WIDE) -> str:
    """Draw a project beside one of 2010 to 2019, so that a year has the same length in each drawing."""
    data = Timeline(
        (Lasting("koko", date(2010, 1, 1), date(2019, 12, 31), 0, "t"), Lasting("a", start, end, 0, "t")),
        ("tila",),
        "vuosi",
        "auki",
    )
    return draw_timeline(data, ABOUT, width)


def get_row(markup: str) -> tuple[float, float, list[Box]]:
    """Return where 2010 begins, how long a year is, and the rectangles of the second project."""
    boxes = list_boxes(check_drawing(markup), "rect")
    whole = next(box for box in boxes if box.right - box.left > 100)
    return whole.left, (whole.right - whole.left) / 10, [box for box in boxes if box.top > whole.bottom]


@BOTH
def test_days_and_years(width: int) -> None:
    left, year, (bar,) = get_row(draw_one(date(2012, 1, 1), date(2013, 12, 31), width))
    assert bar.left == pytest.approx(left + 2 * year, abs=0.2)
    assert bar.right == pytest.approx(left + 4 * year, abs=0.2)
    assert bar.bottom - bar.top == 16
    left, year, boxes = get_row(draw_one(2012, 2014, width))
    assert [box.bottom - box.top for box in boxes] == [16, 6, 6]
    sure, first, last = boxes
    assert (first.left, last.right) == pytest.approx((left + 2 * year, left + 5 * year), abs=0.2)
    assert (sure.left, sure.right) == pytest.approx((first.right, last.left), abs=0.02)
    _, year, (thin,) = get_row(draw_one(2012, 2012, width))
    assert (thin.bottom - thin.top, thin.right - thin.left) == pytest.approx((6, year), abs=0.2)


@BOTH
def test_year_around_a_day(width: int) -> None:
    left, year, (thin,) = get_row(draw_one(date(2012, 7, 1), 2012, width))
    assert thin.left == pytest.approx(left + 2.5 * year, abs=0.2)
    assert thin.right == pytest.approx(left + 3 * year, abs=0.2)
    left, year, (thin,) = get_row(draw_one(2012, date(2012, 7, 1), width))
    assert thin.left == pytest.approx(left + 2 * year, abs=0.2)


@BOTH
def test_open_ends(width: int) -> None:
    for start, end in ((date(2012, 1, 1), None), (None, date(2014, 12, 31))):
        markup = draw_one(start, end, width)
        left, year, (box,) = get_row(markup)
        assert box.name.startswith("url(#chart-f")
        known = box.left if start else box.right
        assert known == pytest.approx(left + (2 if start else 5) * year, abs=0.2)
        assert "?" in list_texts(check_drawing(markup))
    svg = check_drawing(draw_one(None, None, width))
    assert len(svg.findall(".//*[@class='chart-unknown']")) == 1
    svg = check_drawing(draw_one(date(2014, 1, 1), date(2012, 1, 1), width))
    assert len(svg.findall(".//*[@class='chart-bracket']")) == 2


@BOTH
def test_timeline_without_any_date(width: int) -> None:
    data = Timeline((Lasting("a", None, None, 0, "aika ei tiedossa"),), ("tila",), "vuosi", "auki")
    svg = check_drawing(draw_timeline(data, ABOUT, width))
    assert list_texts(svg) == ["a", "aika ei tiedossa"]


@BOTH
@pytest.mark.parametrize(("start", "end"), [(1, 9999), (date.min, date.max), (None, date.min), (date.max, None)])
def test_timeline_of_all_time(start: date | int | None, end: date | int | None, width: int) -> None:
    check_drawing(draw_one(start, end, width))


def test_timeline_of_many_projects() -> None:
    project = make_timeline("Hanke").projects[0]
    data = replace(make_timeline(), projects=(project,) * 200)
    assert list_texts(check_drawing(draw_timeline(data, ABOUT))).count(project.label) == 200


def test_statuses_have_words() -> None:
    with pytest.raises(ValueError, match="status"):
        draw_timeline(replace(make_timeline(), statuses=("a",)), ABOUT)


def test_legend_names_only_what_is_drawn() -> None:
    data = replace(make_timeline(), projects=make_timeline().projects[:1])
    written = read_text(check_drawing(draw_timeline(data, ABOUT)))
    assert "päättynyt" in written
    assert "käynnissä" not in written
    assert "vainvuosi" not in written
    assert "eitiedossa" not in written


def test_statements_set_off_the_days_in_which_they_differ() -> None:
    data = make_statements("Sivu")
    bars = get_bars(draw_statements(data, ABOUT), 16)
    concluded, stated, apart, same = bars[:4]
    assert (apart.left, apart.right) == pytest.approx((stated.right, concluded.right), abs=0.02)
    assert (same.left, same.right) == (concluded.left, concluded.right)
    assert len({concluded.name, stated.name, apart.name}) == 3
    agreed = replace(data, stated=(data.stated[1],))
    assert "poikkeaa" not in read_text(check_drawing(draw_statements(agreed, ABOUT)))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_statement_of_the_last_day(day: date) -> None:
    data = replace(make_statements(), stated=(Stated("a", day, day, "a"),))
    check_drawing(draw_statements(data, ABOUT))


def list_nodes(markup: str) -> list[Box]:
    return [box for box in list_boxes(check_drawing(markup), "rect") if box.name.startswith("chart-node")]


def test_chain_side_by_side_and_below() -> None:
    pair = (Chain((Link("Ensimmäinen", mentioned=True), Link("Toinen", ("rivi",), current=True)), ("maininta",)),)
    first, second = list_nodes(draw_chains(pair, ABOUT))
    assert (first.top, first.bottom) == (second.top, second.bottom)
    assert first.right < second.left
    assert [first.name, second.name] == ["chart-node-mentioned", "chart-node-current"]
    arrow = check_drawing(draw_chains(pair, ABOUT)).findall(".//*[@class='chart-arrow']")
    (evidence,) = [box for box in list_boxes(check_drawing(draw_chains(pair, ABOUT)), "text") if box.text == "maininta"]
    assert len(arrow) == 1
    assert first.right < evidence.left < evidence.right < second.left
    assert evidence.top > (first.top + first.bottom) / 2
    first, second = list_nodes(draw_chains(pair, ABOUT, NARROW))
    assert first.bottom < second.top
    many = (Chain(tuple(Link(f"Hanke {i}") for i in range(30)), ("maininta",) * 29),)
    assert len(list_nodes(draw_chains(many, ABOUT))) == 30


def test_chain_needs_evidence() -> None:
    with pytest.raises(ValueError, match="evidence"):
        draw_chains((Chain((Link("a"), Link("b")), ()),), ABOUT)


@BOTH
def test_cells_are_filled_by_share(width: int) -> None:
    shares = (Decimal(1), Decimal("0.25"), Decimal(0), None)
    cells = tuple(Cell(share, "–" if share is None else f"{share:%}") for share in shares)
    svg = check_drawing(draw_matrix(Matrix(("Nimi",), ("A", "B", "C", "D"), (cells,)), ABOUT, width))
    tracks = [box for box in list_boxes(svg, "rect") if box.name == "chart-track"]
    fills = [box for box in list_boxes(svg, "rect") if box.name == "chart-fill-1"]
    assert len(tracks) == 3
    whole = tracks[0].right - tracks[0].left
    assert [box.left for box in fills] == [box.left for box in tracks[:2]]
    assert [(box.right - box.left) / whole for box in fills] == pytest.approx([1, 0.25], abs=0.001)


@BOTH
def test_matrix_of_many_sources_goes_on_below(width: int) -> None:
    svg = check_drawing(draw_matrix(make_matrix("Lähde", columns=20), ABOUT, width))
    assert get_size(svg)[0] == width
    texts = list_texts(svg)
    assert texts.count("20") == 2
    assert texts.count("Nimi") > 1
    assert read_text(svg).count("1/20") >= 59


@pytest.mark.parametrize(
    ("cells", "message"),
    [(((),), "one cell"), ((), "one cell"), (((Cell(2, "a"),),), "more than 1"), (((Cell(-1, "a"),),), "zero up")],
)
def test_matrix_refuses(cells: tuple[tuple[Cell, ...], ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw_matrix(Matrix(("r",), ("c",), cells), ABOUT)


def test_agreement_is_the_same_both_ways() -> None:
    cell = Cell(Decimal("0.5"), "50 %", "2/4")
    one = draw_agreement(Agreement(("a", "b"), {(0, 1): cell}, "sama", "ei"), ABOUT)
    assert one == draw_agreement(Agreement(("a", "b"), {(1, 0): cell}, "sama", "ei"), ABOUT)
    texts = list_texts(check_drawing(one))
    assert (texts.count("50 %"), texts.count("sama"), texts.count("ei")) == (2, 2, 0)
