"""The feed, held against what RFC 4287 demands, and read by a feed reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]
import pytest

from kotograph.changes import Release, ResourceChange, Status, gather, next_release, tell, write_feed
from kotograph.changes.feed import Entry
from kotograph.changes.words import FactChange, Value
from tests.changes.making import BASE, fact, make_lines, tagged, write

SITE = "https://b.example/koto/"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LANGUAGES = ("fi", "sv", "en")
# Element → (least, most) in a feed and in an entry; what is not named may not stand there.
FEED = {"id": (1, 1), "title": (1, 1), "subtitle": (0, 1), "updated": (1, 1), "author": (1, 9), "link": (1, 9)}
ENTRY = {"id": (1, 1), "title": (1, 1), "published": (0, 1), "updated": (1, 1), "link": (1, 9), "summary": (0, 1)}


def make_entries(folder: Path, lang: str) -> list[Entry]:
    versions = [
        write(folder / "1.nq", make_lines()),
        write(folder / "2.nq", make_lines("2022-06-30")),
        write(folder / "3.nq", [*make_lines("2022-06-30"), fact("place/x", "skos:prefLabel", tagged("<X> & å", "fi"))]),
    ]
    entries: list[Entry] = []
    for number, version in enumerate(versions):
        changes = gather(versions[number - 1], version) if number else None
        told: Sequence[ResourceChange] = tell(changes, lang) if changes else ()
        ledger = [release for release, _ in entries]
        release = next_release(ledger, version, f"2026-1{number}-26", changes, len(told))
        assert release
        entries.append((release, told))
    return entries


def make_feed(folder: Path, lang: str = "en") -> str:
    return write_feed(make_entries(folder, lang), lang, base=BASE, site_url=SITE)


def check(feed: str, lang: str) -> ElementTree.Element:
    """Hold a feed against the demands of RFC 4287, section 4, and return its root."""
    root = ElementTree.fromstring(feed.encode())
    assert root.tag == f"{ATOM}feed" and root.get(LANG) == lang
    entries = root.findall(f"{ATOM}entry")
    check_children(root, {**FEED, "entry": (0, 99)})
    identifiers = [root.findtext(f"{ATOM}id"), *(entry.findtext(f"{ATOM}id") for entry in entries)]
    assert len(set(identifiers)) == len(identifiers)
    for entry in entries:
        check_children(entry, {**ENTRY, "content": (0, 1)})
    for element in root.iter():
        name = element.tag.removeprefix(ATOM)
        if name in ("updated", "published"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.text or "")
            assert datetime.fromisoformat((element.text or "").replace("Z", "+00:00"))
        elif name in ("id", "uri"):
            assert re.fullmatch(r"https?://[^\s<>\"]+", element.text or "")
        elif name == "author":
            assert element.findtext(f"{ATOM}name")
        elif name in ("title", "subtitle", "summary", "content"):
            assert element.get("type", "text") in ("text", "html") and not list(element) and element.text
        elif name == "link":
            assert element.get("href", "").startswith(SITE)
            assert re.fullmatch(r"[a-z]+/[a-z+-]+", element.get("type", ""))
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert root.findtext(f"{ATOM}updated") == max(updated)
    assert updated == sorted(updated, reverse=True)
    return root


def check_children(element: ElementTree.Element, bounds: dict[str, tuple[int, int]]) -> None:
    found = [child.tag.removeprefix(ATOM) for child in element]
    assert set(found) <= bounds.keys()
    for name, (least, most) in bounds.items():
        assert least <= found.count(name) <= most, name
    links = [(each.get("rel"), each.get("type"), each.get("hreflang")) for each in element.findall(f"{ATOM}link")]
    assert len(set(links)) == len(links), "one alternate a type and language"
    assert any(rel == "alternate" for rel, _, _ in links) or element.find(f"{ATOM}content") is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_feed_holds_to_the_rules(tmp_path: Path, lang: str) -> None:
    root = check(make_feed(tmp_path, lang), lang)
    links = {(link.get("rel"), link.get("hreflang")): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links[("self", None)] == f"{SITE}{lang}/changes.atom"
    assert {links[("alternate", other)] for other in LANGUAGES} == {f"{SITE}{o}/changes.html" for o in LANGUAGES}
    assert root.findtext(f"{ATOM}id") == f"{BASE}{lang}/changes.atom"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_feed_reader_reads_it(tmp_path: Path, lang: str) -> None:
    entries = make_entries(tmp_path, lang)
    read = feedparser.parse(make_feed(tmp_path, lang))
    assert not read.bozo and read.version == "atom10"
    assert read.feed.language == lang and read.feed.author == "kotograph"
    assert [entry.link for entry in read.entries] == [
        f"{SITE}{lang}/changes.html#{release.version}" for release, _ in reversed(entries)
    ]
    newest, middle, first = read.entries
    assert newest.updated == "2026-12-26T00:00:00Z"
    assert "&lt;X&gt; &amp; å" in newest.content[0].value
    assert "2021-12-31 → 2022-06-30" in middle.content[0].value
    assert "content" not in first
    related = {link.rel: link.href for link in middle.links}
    assert related["related"] == f"{SITE}releases/{entries[1][0].version}/kotograph.rdfp"
    assert "related" not in {link.rel for link in first.links}


def test_the_same_releases_give_the_same_bytes_and_entries_keep_their_ids(tmp_path: Path) -> None:
    entries = make_entries(tmp_path, "sv")
    whole = write_feed(entries, "sv", base=BASE, site_url=SITE)
    assert whole == write_feed(entries, "sv", base=BASE, site_url=SITE)
    before = check(write_feed(entries[:2], "sv", base=BASE, site_url=SITE), "sv")
    old = {entry.findtext(f"{ATOM}id") for entry in before.findall(f"{ATOM}entry")}
    assert old < {entry.findtext(f"{ATOM}id") for entry in check(whole, "sv").findall(f"{ATOM}entry")}


def test_hostile_text_stays_text_and_the_feed_well_formed(tmp_path: Path) -> None:
    text = '</content><script>alert("x")</script>]]>\x00\x1b[31m\ud800\uffff\u202e&amp;'
    changed = ResourceChange(
        f"{BASE}id/project/x",
        "project",
        "x",
        text,
        'fi" onload="x',
        Status.CHANGED,
        (FactChange("urn:p", text, Status.CHANGED, (Value(text),), (Value("b"),)),),
    )
    (first, _), *rest = make_entries(tmp_path, "en")
    feed = write_feed([(first, ()), (rest[0][0], [changed])], "en", base=BASE, site_url=SITE)
    content = check(feed, "en").findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert "<script" not in content and "&lt;script&gt;" in content
    assert ' onload="' not in content
    assert not re.search("[\x00\x1b\ud800\uffff\u202e]", feed) and "\\u202e" in content


def test_long_feeds_and_entries_are_cut_and_say_so(tmp_path: Path) -> None:
    facts = tuple(FactChange(f"urn:{n}", f"p{n}", Status.ADDED, new=(Value("v"),)) for n in range(20))
    changes = [
        ResourceChange(f"{BASE}id/place/{n}", "place", f"{n}", f"P{n}", "fi", Status.CHANGED, facts) for n in range(50)
    ]
    digests = [f"{n:064x}" for n in range(40)]
    releases = [
        Release(f"2026-11-26-{d[:12]}", "2026-11-26", d, 1, 1, 1, 50, "x" if n else None) for n, d in enumerate(digests)
    ]
    root = ElementTree.fromstring(write_feed([(each, changes) for each in releases], "fi", base=BASE, site_url=SITE))
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 30
    content = entries[0].findtext(f"{ATOM}content") or ""
    assert content.count("<b") == 40 and "ja 10 muuta" in content and content.count("ja 8 muuta") == 40
    assert "P39" in content and "P40" not in content


def test_a_feed_without_releases_is_a_fault() -> None:
    with pytest.raises(ValueError, match="release"):
        write_feed([], "en", base=BASE, site_url=SITE)
