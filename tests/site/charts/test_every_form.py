"""What holds for every form of chart: a name, all labels, nothing outside or over each other, nothing unescaped."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kotograph.site.charts import (
    NARROW,
    WIDE,
    Agreement,
    Bars,
    Matrix,
    Timeline,
    draw_agreement,
    draw_bars,
    draw_both,
    draw_chains,
    draw_columns,
    draw_matrix,
    draw_statements,
    draw_timeline,
)
from tests.site.charts.drawings import (
    ABOUT,
    COMPOUND,
    FORMS,
    LONG,
    check_drawing,
    get_size,
    list_texts,
    make_bars,
    make_columns,
    make_statements,
    name_tick,
    parse,
    read_text,
    squeeze,
)

HOSTILE = "<script>alert(\"1\")</script> & 'x' ]]> \x00\x07\x1b\x7f\x85\ufffe\ud800\u202e --> </svg>"


LABELS = ("short", "long", "compound", "unbroken", "empty", "letter")


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("label", ["Kotoutuminen", LONG, COMPOUND, "移民" * 40, "", "x"], ids=LABELS)
@pytest.mark.parametrize("form", FORMS)
def test_drawing(form: str, label: str, width: int) -> None:
    draw, texts = FORMS[form]
    svg = check_drawing(draw(label, width))
    assert get_size(svg)[0] == width
    written = read_text(svg)
    for text in (label, *texts):
        assert squeeze(text) in written, text
    assert f"chart-{'wide' if width == WIDE else 'narrow'}" in svg.attrib["class"].split()


@pytest.mark.parametrize("form", FORMS)
@given(label=st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_label(form: str, label: str) -> None:
    for width in (WIDE, NARROW):
        assert squeeze(label) in read_text(check_drawing(FORMS[form][0](label, width)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.names.update(name for name, _ in attrs)


@pytest.mark.parametrize("form", FORMS)
def test_hostile_text(form: str) -> None:
    markup = FORMS[form][0](HOSTILE, WIDE)
    svg = check_drawing(markup)
    assert squeeze("<script>alert(\"1\")</script> & 'x' ]]> --> </svg>") in read_text(svg)
    # Read as HTML it is the same elements, and no attribute that runs or loads anything.
    reader = _Reader()
    reader.feed(markup)
    assert reader.tags == {element.tag.split("}")[1].lower() for element in svg.iter()}
    assert not {name for name in reader.names if name.startswith("on") or name in ("href", "style", "src")}
    assert not set(markup) & set("\x00\x07\x1b\x7f\x85\ufffe\ud800\u202e")


def test_hostile_name() -> None:
    about = replace(ABOUT, title=HOSTILE, finding=f'"{HOSTILE}', empty=HOSTILE)
    svg = check_drawing(draw_bars(make_bars(), about))
    assert (svg[0].text or "").startswith("<script>")
    assert (svg[1].text or "").startswith('"<script>')
    check_drawing(draw_bars(Bars((), name_tick), about))


@pytest.mark.parametrize("name", ["", "a b", "1", 'a"', "ä"])
def test_bad_id(name: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        draw_bars(make_bars(), replace(ABOUT, id=name))


def test_empty() -> None:
    columns = make_columns()
    timeline = Timeline((), (), "", "")
    drawings = [
        draw_bars(Bars((), name_tick), ABOUT),
        draw_columns(replace(columns, series=()), ABOUT),
        draw_columns(replace(columns, categories=(), series=()), ABOUT),
        draw_timeline(timeline, ABOUT),
        draw_chains((), ABOUT),
        draw_matrix(Matrix((), ("a",), ()), ABOUT),
        draw_matrix(Matrix(("a",), (), ((),)), ABOUT),
        draw_agreement(Agreement((), {}, "", ""), ABOUT),
        draw_statements(replace(make_statements(), stated=()), ABOUT),
    ]
    for markup in drawings:
        assert list_texts(check_drawing(markup)) == ["No data."]


def test_both() -> None:
    markup = draw_both(draw_bars, make_bars(), ABOUT)
    svg = parse(f"<both>{markup}</both>")
    wide, narrow = svg
    assert [get_size(each)[0] for each in svg] == [WIDE, NARROW]
    ids = [element.attrib["id"] for element in svg.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    assert wide.attrib["aria-labelledby"] != narrow.attrib["aria-labelledby"]
    assert markup == draw_bars(make_bars(), ABOUT) + draw_bars(make_bars(), replace(ABOUT, id="chart-narrow"), NARROW)


def test_same_bytes_with_any_hash_seed() -> None:
    code = (
        "from tests.site.charts.drawings import FORMS, LONG\n"
        "import hashlib\n"
        "print(hashlib.sha256(''.join(d(LONG, w) for d, _ in FORMS.values() for w in (720, 340)).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(seen) == 1
