"""Every page of the site: whole, linked, in its own language, and safe."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup

from kotograph.config import LANGUAGES
from kotograph.query import list_queries
from kotograph.site.site import Site
from tests.site.conftest import SITE_URL
from tests.site.html import iter_targets, parse, resolve

#: How many pages there are at least of each kind; a kind that is no longer made must not pass in silence.
KINDS = {
    "project": 44,
    "organisation": 32,
    "place": 30,
    "theme": 20,
    "objective": 10,
    "instrument": 5,
    "criterion": 6,
    "source": 5,
    "question": 30,
    "vocabulary": 13,
    "projects": 90,
}
_PLAIN = (
    *("index", "projects", "organisations", "funding", "themes", "places", "criteria", "questions", "quality", "data"),
    *("sources", "compare", "links", "vocabulary", "shapes", "method", "changes", "accessibility", "search", "404"),
)


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> Mapping[str, BeautifulSoup]:
    return {path: parse(content) for path, content in files.items() if path.endswith(".html")}


def test_every_kind_of_page_is_there_in_three_languages(files: Mapping[str, bytes]) -> None:
    for lang in LANGUAGES:
        for name in _PLAIN:
            assert f"{lang}/{name}.html" in files
        for kind, least in KINDS.items():
            found = [path for path in files if path.startswith(f"{lang}/{kind}/") and path.endswith(".html")]
            assert len(found) >= least, kind


def test_every_link_and_fragment_leads_somewhere(
    files: Mapping[str, bytes], pages: Mapping[str, BeautifulSoup]
) -> None:
    ids = {path: {tag["id"] for tag in page.find_all(id=True)} for path, page in pages.items()}
    count = 0
    for path, page in pages.items():
        for element, _, target in iter_targets(page):
            if re.match(r"[a-z]+:|/koto/", target):
                continue
            file, fragment = resolve(path, target)
            assert file in files, f"{path}: <{element}> {target}"
            assert not fragment or fragment in ids[file], f"{path}: {target}"
            count += 1
    assert count > 50_000


def test_nothing_is_fetched_from_elsewhere(pages: Mapping[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        for element, _, target in iter_targets(page):
            if element in ("script", "img", "iframe", "form"):
                assert not re.match(r"(?:[a-z]+:)?//", target), f"{path}: {target}"
        for link in page.find_all("link"):
            rels = set(link.get("rel") or ())
            if rels & {"stylesheet", "icon", "preload", "manifest"}:
                assert not re.match(r"(?:[a-z]+:)?//", str(link["href"])), path
        assert not page.find_all(style=re.compile("url"))


def test_a_page_is_in_one_language_and_names_the_others(pages: Mapping[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        lang, _, local = path.partition("/")
        if lang not in LANGUAGES:
            continue
        root = page.find("html")
        assert root and root["lang"] == lang
        alternates = {link["hreflang"]: link["href"] for link in page.find_all("link", hreflang=True)}
        assert set(alternates) == {*LANGUAGES, "x-default"}
        address = SITE_URL + f"{lang}/{local}".removesuffix("index.html")
        assert alternates[lang] == address
        canonical = page.find("link", rel="canonical")
        assert canonical and canonical["href"] == address
        assert len(page.find_all("h1")) == 1, path
        assert page.title and page.title.text.strip()


def test_ids_are_unique_and_labels_lead_to_fields(pages: Mapping[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), path
        for attribute in ("aria-labelledby", "for"):
            for tag in page.select(f"[{attribute}]"):
                assert set(str(tag[attribute]).split()) <= set(ids), f"{path}: {tag[attribute]}"


def test_headings_do_not_skip_a_level(pages: Mapping[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        level = 0
        for heading in page.find_all(re.compile("^h[1-6]$")):
            now = int(heading.name[1])
            assert now <= level + 1, f"{path}: {heading.text}"
            level = now


def test_a_name_in_another_language_is_marked(files: Mapping[str, bytes]) -> None:
    page = parse(files["en/project/rio-2.html"])
    foreign = {(str(tag["lang"]), tag.text) for tag in page.select(".other-titles [lang]")}
    assert foreign == {
        ("fi", "RIO 2 - Kiertävä maahanmuuton asiantuntija"),
        ("sv", "RIO 2 – Ambulerande migrationsexpert"),
    }


def test_a_missing_name_is_given_in_the_one_order_of_languages(site: Site) -> None:
    from kotograph.site.graph import choose_text
    from kotograph.store import Term

    texts = [Term("literal", text, lang=text) for text in ("sv", "fi")]
    found = [choose_text(texts, lang) for lang in LANGUAGES]
    assert [text.lang if text else "" for text in found] == ["fi", "sv", "fi"]
    assert choose_text([Term("literal", "x", lang="sv")], "en") is not None
    assert choose_text([], "en") is None


def test_every_value_of_a_project_leads_to_its_line(files: Mapping[str, bytes]) -> None:
    page = parse(files["en/project/rio-2.html"])
    row = page.find(id="end-date")
    assert row is not None
    targets = [str(a["href"]) for a in row.select("a.source-line")]
    assert targets == [
        "../source/eusa-so2-completed-fi.html#L167",
        "../source/eusa-so2-under-way-fi.html#L107",
        "../source/eusa-so2-under-way-sv.html#L105",
    ]
    assert "30.01.2022" in row.text and "31.03.2021" in row.text
    source = parse(files["en/source/eusa-so2-under-way-fi.html"]).find(id="L107")
    assert source is not None and "30.01.2022" in source.text and "112 623 euroa" in source.text


def test_a_parameter_is_called_required_where_a_value_must_be_given(pages: Mapping[str, BeautifulSoup]) -> None:
    told = {
        (query.name, name.get_text(strip=True)): "(required)" in name.parent.get_text()
        for query in list_queries()
        for name in pages[f"en/question/{query.name}.html"].select("dl.dictionary dt code")
        if name.parent
    }
    for query in list_queries():
        for parameter in query.parameters:
            assert told[query.name, parameter.name] is parameter.is_required, (query.name, parameter.name)


def test_structured_data_is_json_and_cannot_close_its_script(files: Mapping[str, bytes]) -> None:
    count = 0
    for path, content in files.items():
        if path.endswith(".html"):
            for script in parse(content).find_all("script", type="application/ld+json"):
                data = json.loads(script.text)
                assert data["@context"] == "https://schema.org"
                assert "<" not in script.text
                count += 1
    assert count > 200


def test_sitemap_lists_every_page_that_may_be_found(files: Mapping[str, bytes]) -> None:
    listed = set(re.findall(r"<loc>([^<]+)</loc>", files["sitemap.xml"].decode()))
    shown = {
        SITE_URL + path.removesuffix("index.html")
        for path in files
        if path.endswith(".html") and path[:3] in ("fi/", "sv/", "en/") and b'name="robots"' not in files[path]
    }
    assert listed == shown
    assert f"Sitemap: {SITE_URL}sitemap.xml" in files["robots.txt"].decode()


def test_the_period_of_one_of_several_grants_is_no_disagreement(files: Mapping[str, bytes]) -> None:
    page = parse(files["en/project/kotona-suomessa.html"])
    picture = page.select_one("#picture-time, figure")
    assert picture is not None and "The sources agree" in picture.text and "S20251" in picture.text
    assert "≠" not in picture.text
    told = page.select_one(".flow")
    assert told is not None
    for words in ("S20251", "S21119", "€1,093,749.50", "€2,450,612"):
        assert words in told.text
    outputs = parse(files["fi/project/kotona-suomessa.html"]).select_one("#table-outputs")
    assert outputs is not None and "kieltä" in outputs.text and "languages" not in outputs.text
