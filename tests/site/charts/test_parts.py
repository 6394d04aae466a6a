"""Texts, scales and colours that the charts share."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.site.charts.canvas import spell
from kotograph.site.charts.scale import Years, find_ticks
from kotograph.site.charts.text import clean, escape, measure, measure_word, wrap
from tests.site.charts.drawings import FORMS, LONG

CSS = files("kotograph.site").joinpath("assets/charts.css").read_text(encoding="utf-8")


@given(st.text(max_size=80), st.floats(30, 300), st.booleans())
def test_wrapping_loses_nothing_and_fits(text: str, width: float, bold: bool) -> None:
    lines = wrap(text, width, bold=bold)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")
    assert all(measure(line, bold=bold) <= width for line in lines)
    assert all(line for line in lines)


def test_wrapping_prefers_whole_words() -> None:
    text = "Stig in! Astu sisään! Come In!-hanke"
    assert wrap(text, measure(text)) == (text,)
    assert wrap(text, measure("Stig in! Astu sisään! Come In!-")) == ("Stig in! Astu sisään! Come", "In!-hanke")
    assert wrap("maahanmuuttajille-hanke", measure("maahanmuuttajille-")) == ("maahanmuuttajille-", "hanke")
    assert wrap("a – b", measure("a –")) == ("a –", "b")
    assert wrap("7\xa0626\xa0483\xa0€", 1000) == ("7\xa0626\xa0483\xa0€",)
    assert measure_word(["aa-bbbb c"]) == measure("bbbb")


def test_widths() -> None:
    assert measure("ä") == measure("a")
    assert measure("a\u0308") == measure("a")
    assert measure("") == 0
    assert measure("漢") > measure("W") > measure("i")
    assert measure("a", bold=True) > measure("a")


def test_cleaning() -> None:
    assert clean(" a\tb\n\n c\x00\u202e\u200f\ufdd0d ") == "a b cd"
    assert clean("1\xa0000\u202f€") == "1\xa0000\u202f€"
    assert escape("<a href='x'>&\"") == "&lt;a href=&#x27;x&#x27;&gt;&amp;&quot;"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0, "0"), (-0.0, "0"), (-0.004, "0"), (100.0, "100"), (1.005, "1"), (2 / 3, "0.67"), (-1.5, "-1.5")],
)
def test_coordinates(number: float, text: str) -> None:
    assert spell(number) == text


@given(st.decimals(0, 10**12, places=2), st.integers(2, 6))
def test_ticks_are_few_and_round(largest: Decimal, most: int) -> None:
    ticks = find_ticks([largest], most)
    assert ticks[0] == 0
    assert len(ticks) <= most
    assert ticks[-1] <= largest
    if largest:
        step = ticks[1] - ticks[0] if len(ticks) > 1 else None
        assert step is None or str(step.normalize().as_tuple().digits) in ("(1,)", "(2,)", "(5,)")
        assert all("E" not in str(tick) for tick in ticks)


def test_ticks_of_counts_are_whole() -> None:
    assert find_ticks([Decimal(1)], 6) == [0, 1]
    assert find_ticks([Decimal(3), Decimal(2)], 6) == [0, 1, 2, 3]
    assert find_ticks([Decimal("0.3")], 5) == [Decimal(0), Decimal("0.1"), Decimal("0.2"), Decimal("0.3")]
    assert find_ticks([], 5) == find_ticks([Decimal(0)], 5) == [0]


def test_years_are_named_where_there_is_room() -> None:
    years = Years(2015, 2022, 0, 400)
    assert years.find_steps(40) == list(range(2015, 2023))
    assert years.find_steps(60) == [2016, 2018, 2020]
    assert Years(2011, 2049, 0, 390).find_steps(40) == [2015, 2020, 2025, 2030, 2035, 2040, 2045]


def read_colours() -> dict[str, dict[str, str]]:
    """Return the colours of each scheme in the stylesheet."""
    found = {}
    schemes = {"light": "^", "dark": "prefers-color-scheme: dark", "print": "@media print"}
    for name, start in schemes.items():
        block = re.search(start + r".*?:root \{(.*?)\}", CSS, re.S | re.M)
        assert block
        found[name] = dict(re.findall(r"--chart-([a-z0-9]+): (#[0-9a-f]{6});", block.group(1)))
    return found


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_contrast(scheme: str) -> None:
    colours = read_colours()[scheme]
    assert set(colours) == set(read_colours()["light"])
    for behind in ("surface", "node"):
        for text in ("text", "muted"):
            assert contrast(colours[text], colours[behind]) >= 4.5, (text, behind)
    for mark in ("1", "2", "3", "4", "5", "6", "zero"):
        assert contrast(colours[mark], colours["surface"]) >= 3, mark
    # The filled part of a cell stands out from the rest of it.
    assert contrast(colours["1"], colours["track"]) >= 3
    assert len(set(colours.values()) & {colours[str(index)] for index in range(1, 7)}) == 6


def test_every_class_is_in_the_stylesheet() -> None:
    markup = "".join(draw(LONG, width) for draw, _ in FORMS.values() for width in (720, 340))
    used = {name for names in re.findall(r'class="([^"]*)"', markup) for name in names.split()}
    forms = {f"chart-{name}" for name in FORMS}
    assert used - forms <= set(re.findall(r"\.(chart[a-z0-9-]*)", CSS)) | {"chart"}
    assert not re.search(r"#[0-9a-f]{3,6}\b", re.sub(r"--chart-[a-z0-9]+: #[0-9a-f]{6};", "", CSS))
