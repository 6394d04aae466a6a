"""Targets by name, address and file, and answers that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.config import Settings, read_settings
from kotograph.errors import InputError, UsageError
from kotograph.link.cache import FILE, Cache, find_folder
from kotograph.link.fetch import check_contact, make_agent
from kotograph.link.targets import Target, get_target, list_targets
from tests.conftest import DATA

REGISTER = {"protocol": "reconciliation", "address": "https://register.example/{lang}/api"}


def settings(tables: object, data: Path = DATA) -> Settings:
    return Settings(data=data, link={"targets": tables})


def test_the_bundled_targets_are_whole() -> None:
    found = list_targets(Settings(data=DATA))
    assert {"wikidata", "eu-knowledge-graph", "yso", "yso-places"} == found.keys()
    for target in found.values():
        assert target.source.startswith("https://") and target.address.startswith("https://")
        assert target.pause >= 1
    assert found["yso"].read_kinds(("http://www.w3.org/2004/02/skos/core#Concept",)) == ("theme", "target-group")
    assert found["yso-places"].read_kinds(()) == ("place",)


def test_a_target_of_the_settings_goes_before_a_bundled_one(tmp_path: Path) -> None:
    file = tmp_path / "kotograph.toml"
    file.write_text(
        'contact = "me@example.org"\n[link.targets.wikidata]\nprotocol = "sparql"\naddress = "https://x.example/sparql"\n'
        'holds = "place"\npause = 0.5\nlanguages = ["fi"]\n',
        encoding="utf-8",
    )
    found = get_target("wikidata", read_settings({"data": str(DATA)}, {}, file))
    assert (found.protocol, found.holds, found.pause, found.languages) == ("sparql", "place", 0.5, ("fi",))


def test_an_address_or_a_file_is_a_target_too(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("id,name\n", encoding="utf-8")
    known = Settings(data=DATA)
    assert get_target("https://api.finto.fi/sparql", known).protocol == "sparql"
    assert get_target("https://x.example/reconcile/fi", known).protocol == "reconciliation"
    assert get_target("https://x.example/fi", known, protocol="sparql").protocol == "sparql"
    found = get_target(str(file), known, holds="place", namespace=None)
    assert (found.name, found.protocol, found.holds) == ("register", "file", "place")
    with pytest.raises(UsageError) as caught:
        get_target("wikidatta", known)
    assert caught.value.code == "unknown-target" and "wikidata" in caught.value.hint


@pytest.mark.parametrize(
    "table",
    [
        "text",
        {},
        {"protocol": "sparql"},
        {**REGISTER, "adress": "x"},
        {**REGISTER, "protocol": "smtp"},
        {**REGISTER, "address": "file:///etc/passwd"},
        {**REGISTER, "types": ["Q1"]},
        {**REGISTER, "types": {"organisation": "Q1"}},
        {**REGISTER, "types": {"planet": ["Q1"]}},
        {**REGISTER, "holds": "planet"},
        {**REGISTER, "pause": "long"},
        {**REGISTER, "batch": -1},
        {**REGISTER, "languages": "fi"},
    ],
)
def test_a_target_that_is_none_is_told(table: object) -> None:
    with pytest.raises(InputError) as caught:
        list_targets(settings({"mine": table}))
    assert caught.value.code == "bad-link-target" and "mine" in caught.value.where


def test_tables_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "targets.toml").write_text("[", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list_targets(Settings(data=tmp_path))
    assert caught.value.code == "bad-link-target"
    with pytest.raises(InputError):
        list_targets(settings("all"))
    with pytest.raises(UsageError) as refused:
        read_settings({}, {"KOTOGRAPH_LINK": "x"})
    assert refused.value.code == "bad-setting"


def test_who_asks_is_told_in_the_agent() -> None:
    assert make_agent("me@example.org").endswith("(https://w3id.org/kotograph/; me@example.org)")
    assert make_agent("").endswith("(https://w3id.org/kotograph/)")
    for contact in ("a\r\nX: y", "a)b", "ä@example.org"):
        with pytest.raises(UsageError) as caught:
            Settings(contact=contact)
        assert caught.value.code == "bad-setting"
    for local in ("http://127.0.0.1:7/api", "http://[::1]/api", "http://localhost/api"):
        check_contact(local, "")
    with pytest.raises(UsageError):
        check_contact("https://127.example.org/api", "")


def test_answers_are_kept_by_server_and_question(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        cache.keep("https://a.example/", [({"query": "x", "limit": 1}, ["å"]), ("manifest", {"n": 1})])
    with Cache(tmp_path) as cache:
        assert cache.find("https://a.example/", {"limit": 1, "query": "x"}) == ["å"]
        assert cache.find("https://b.example/", {"limit": 1, "query": "x"}) is None
        assert cache.find("https://a.example/", "manifest") == {"n": 1}


def test_a_cache_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, but longer than the head of one" * 40)
    with pytest.raises(InputError) as caught:
        Cache(tmp_path)
    assert caught.value.code == "bad-cache"


def test_the_cache_is_where_the_user_wants_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert find_folder() == tmp_path / "kotograph"
    monkeypatch.setenv("KOTOGRAPH_CACHE", str(tmp_path / "own"))
    assert find_folder() == tmp_path / "own"


def test_a_target_reads_types_as_kinds() -> None:
    target = Target("x", "file", "x", types={"place": ("Q1", "Q2"), "organisation": ("Q3",)})
    assert target.read_kinds(("Q2", "Q9")) == ("place",)
    assert target.read_kinds(("Q9",)) == ("Q9",)
