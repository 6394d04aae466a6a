"""Long lists: page by page, never all of it on one page, and every link and line still found."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

import pytest

from bench.builds import make_build
from kotograph.config import LANGUAGES, Settings
from kotograph.site import alphabet
from kotograph.site.facets import FACETS
from kotograph.site.page import Page
from kotograph.site.pages import projects
from kotograph.site.paging import MOST_ROWS, PER_PAGE, make_pager
from kotograph.site.site import Edition, Site
from kotograph.site.tables import Link
from kotograph.site.writer import iter_files
from kotograph.store import EmbeddedStore
from tests.site.conftest import SITE_URL
from tests.site.html import iter_targets, parse, read_table, resolve

COUNT = 430


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of more projects and organisations than stand on a page."""
    folder = tmp_path_factory.mktemp("large") / "build"
    make_build(COUNT, folder)
    return Site(EmbeddedStore(folder), Settings(), Edition(SITE_URL))


def make(site: Site, path: str) -> tuple[Page, Mapping[str, bytes]]:
    page = site.find_page(path)
    assert page, path
    return page, dict(site.iter_files(path, page))


def read_rows(files: Mapping[str, bytes], path: str, table: str) -> list[list[str]]:
    shown = parse(files[path]).select_one(f"#table-{table} table")
    assert shown is not None
    rows = list(csv.reader(io.StringIO(files[f"{path.removesuffix('.html')}.{table}.csv"].decode(), newline="")))
    assert len(read_table(shown)[1]) == len(rows) - 1
    return rows[1:]


@pytest.mark.parametrize(("name", "kind"), [("projects", "koto:Project"), ("organisations", "koto:Organisation")])
def test_a_list_has_each_thing_once_over_its_pages(name: str, kind: str, large: Site) -> None:
    all_ = large.graph.list_all(kind)
    pages = -(-len(all_) // PER_PAGE)
    seen: list[str] = []
    for number in range(1, pages + 1):
        path = f"sv/{name}.html" if number == 1 else f"sv/{name}/page/{number}.html"
        _, files = make(large, path)
        seen += [row[1] for row in read_rows(files, path, name)]
        pager = parse(files[path]).select_one("nav.pager")
        assert pager is not None
        assert [tag.text for tag in pager.select("[aria-current=page]")] == [str(number)]
    assert pages > 1
    assert sorted(seen) == sorted(all_)
    assert large.find_page(f"sv/{name}/page/{pages + 1}.html") is None


def test_a_page_of_a_thing_shows_its_first_projects_and_leads_to_all(large: Site) -> None:
    for path, more in (
        ("fi/instrument/amif-2014-2020.html", "projects/fund/amif-2014-2020.html"),
        ("fi/objective/amif-2014-2020-2.2.html", "projects/objective/amif-2014-2020-2.2.html"),
    ):
        page, files = make(large, path)
        rows = read_rows(files, path, "projects")
        assert len(rows) == PER_PAGE
        whole, _ = make(large, f"fi/{more}")
        assert [row[1] for row in rows] == [cell.iri for cell, *_ in whole.tables[0].rows if isinstance(cell, Link)]
        note = parse(files[path]).select_one("#table-projects .note")
        assert note is not None
        assert str(PER_PAGE) in note.text
        assert [resolve(path, str(link["href"]))[0] for link in note.select("a")] == [f"fi/{more}"]
        assert page.tables[0].note


def test_a_facet_shows_its_most_common_values_and_the_chosen_one(large: Site) -> None:
    site_choices = large.choices(next(facet for facet in FACETS if facet.name == "implementer"), "en")
    assert len(site_choices) > projects.MOST_CHOICES + 1
    rarest = site_choices[-1]
    path = f"en/projects/implementer/{rarest.key}.html"
    _, files = make(large, path)
    sidebar = parse(files[path]).select_one("details[data-chosen]")
    assert sidebar is not None
    counts = [int(re.match(r"\d+", tag.text).group()) for tag in sidebar.select(".count")]  # type: ignore[union-attr]
    assert len(counts) == projects.MOST_CHOICES + 1
    assert counts[:-1] == [len(each.projects) for each in site_choices[: projects.MOST_CHOICES]]
    current = sidebar.select_one("[aria-current=page]")
    assert current is not None
    assert current.text == rarest.name(large, "en").value
    assert resolve(path, str(sidebar.select("p a")[-1]["href"]))[0] == "en/organisations.html"


def test_a_question_tells_how_many_rows_it_leaves_out(large: Site) -> None:
    page, files = make(large, "en/question/criteria.html")
    assert len(read_rows(files, "en/question/criteria.html", "answer")) == MOST_ROWS
    count = len(large.ask("criteria", lang="en"))
    assert count == 2 * COUNT
    assert page.content["rows"] == count
    assert page.tables[0].note == f"{MOST_ROWS} of {count} rows are shown."
    assert large.ask_some("criteria", lang="en").rows == large.ask("criteria", lang="en")[:MOST_ROWS]


def test_every_line_of_a_long_source_is_on_one_of_its_pages(large: Site) -> None:
    key = "synthetic-1-fi"
    pages = large.source_pages(key)
    assert pages.count == -(-COUNT // PER_PAGE)
    records, ids = 0, {}
    for number in range(1, pages.count + 1):
        path = f"fi/{large.source_page(key)}" if number == 1 else f"fi/source/{key}.page-{number}.html"
        _, files = make(large, path)
        page = parse(files[path])
        records += len(page.select("#lines > li"))
        ids[path] = {str(tag["id"]) for tag in page.find_all(id=re.compile(r"L\d+"))}
    assert records == COUNT
    for line in pages.shown:
        assert f"L{line}" in ids[f"fi/{large.source_page(key, line)}"]
    # Between two entries: with the one before it. Before all: on the first page.
    assert large.source_page(key, max(pages.shown) + 5) == f"source/{key}.page-{pages.count}.html"
    assert large.source_page(key, 1) == large.source_page(key, None) == f"source/{key}.html"


def test_a_long_list_from_a_to_z_is_in_parts(large: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabet, "MOST_ENTRIES", 400)
    monkeypatch.setattr(alphabet, "PER_PART", 150)
    for lang in LANGUAGES:
        entries = large.alphabet(lang)
        page, files = make(large, f"{lang}/search.html")
        links = parse(files[f"{lang}/search.html"]).select("main nav li a")
        assert len(links) == -(-len(entries) // 150)
        assert page.content["groups"] == {}
        seen = []
        for link in links:
            path, _ = resolve(f"{lang}/search.html", str(link["href"]))
            _, files = make(large, path)
            seen += [resolve(path, str(a["href"]))[0] for a in parse(files[path]).select("ul.sitewide > li > a")]
        parts = [target for target in seen if "/search/" in target]
        assert [target for target in seen if target not in parts] == [f"{lang}/{entry.page}" for entry in entries]


def test_numbers_of_many_pages_are_few() -> None:
    assert make_pager(1, 1, str) == []
    assert [each for each, _ in make_pager(1, 12, str)] == list(range(1, 13))
    assert [each for each, _ in make_pager(1, 13, str)] == [1, 2, 3, 0, 13]
    assert [each for each, _ in make_pager(4, 13, str)] == [1, 2, 3, 4, 5, 6, 0, 13]
    assert all(len(make_pager(number, 1000, str)) <= 9 for number in range(1, 1001))


def test_links_of_long_lists_lead_somewhere(large: Site) -> None:
    paths = set(large.iter_paths())
    checked = 0
    for path in ("sv/projects/page/3.html", "sv/organisations/page/2.html", "sv/source/synthetic-1-sv.page-2.html"):
        _, files = make(large, path)
        ids = {str(tag["id"]) for tag in parse(files[path]).find_all(id=True)}
        for _, _, target in iter_targets(parse(files[path])):
            if re.match(r"[a-z]+:|/koto/", target):
                continue
            file, fragment = resolve(path, target)
            if file.endswith(".html") and file != path:
                assert file in paths, target
                checked += 1
            elif file == path and fragment:
                assert fragment in ids, target
    assert checked > 300


def test_data_of_a_thing_on_several_pages_is_written_once(large: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [path for path in large.iter_paths() if "/source/synthetic-1-fi" in path]
    monkeypatch.setattr(large, "iter_paths", lambda: iter(wanted))
    names = [path for path, _ in iter_files(large)]
    assert len(wanted) == 3 * large.source_pages("synthetic-1-fi").count
    assert len(names) == len(set(names))
    assert "data/source/synthetic-1-fi.ttl" in names
