"""The service asked by a client that was not written for it: ``kotograph link`` finds links in a running server."""

from __future__ import annotations

from pathlib import Path

from kotograph.link.finding import find_links
from kotograph.link.searching import open_target
from kotograph.link.targets import Target
from kotograph.match import Entry, Name
from tests.server.conftest import run_server
from tests.server.reconciliation.specification import BASE, ORGANISATION, PLACE

TYPES = {"organisation": (ORGANISATION,), "place": (PLACE,)}
MINE = "https://mine.example/"


def make(kind: str, key: str, identifiers: tuple[str, ...] = (), **names: str) -> Entry:
    return Entry(
        f"{MINE}id/{kind}/{key}", tuple(Name(text, lang) for lang, text in names.items()), (kind,), identifiers
    )


SUBJECTS = [
    make("organisation", "migri", fi="Maahanmuuttovirasto", sv="Migrationsverket"),
    make("organisation", "espoo", fi="Espoon kaupunki", sv="Esbo stad", en="City of Espoo"),
    make("organisation", "slip", fi="Terveyden ja hyvinvoinin laitos"),
    make("organisation", "nobody", fi="Naapuruston kyläyhdistys ry"),
    make("place", "espoo", fi="Espoo", sv="Esbo", en="Espoo"),
]


def ignore(done: int, total: int) -> None:
    """Tell nobody how far it is."""


def test_links_are_found_in_a_running_server(bundled_build: Path, tmp_path: Path) -> None:
    with run_server(tmp_path, "-s", str(bundled_build)) as running:
        target = Target("ours", "reconciliation", f"{running.url}reconcile/{{lang}}", types=TYPES, pause=0)
        with open_target(target, tmp_path / "cache", contact="me@example.org") as search:
            found = search(SUBJECTS, ignore)
            kinds = ("organisation", "place")
            links = find_links(found, kinds=kinds, kept=[], published=[], base=MINE, today="2026-11-26")
    told = {(link.subject.partition("/id/")[2], link.object.removeprefix(BASE), link.status) for link in links}
    assert {
        ("organisation/migri", "id/organisation/maahanmuuttovirasto", "accepted"),
        ("organisation/espoo", "id/organisation/espoon-kaupunki", "accepted"),
        ("organisation/slip", "id/organisation/terveyden-ja-hyvinvoinnin-laitos", "proposed"),
        ("place/espoo", "id/place/espoo", "accepted"),
    } <= told
    assert not any(subject.endswith("nobody") and status == "accepted" for subject, _, status in told)
