"""A reconciliation service is asked as the specification wants it, and only for what is not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kotograph.errors import KotographError, LimitError, RemoteError, UsageError
from kotograph.link.fetch import Fetcher
from kotograph.link.finding import find_links
from kotograph.link.links import Link
from kotograph.link.searching import open_target
from kotograph.link.targets import Target
from kotograph.match import Entry, Name
from kotograph.store.patience import Patience
from tests.link.servers import SPACE, Reply, Service, record_sleep, serve_app, serve_replies

BASE = "https://w3id.org/kotograph/"
TYPES = {"organisation": ("body",), "place": ("area",)}
MANIFEST = (
    b'{"versions": ["0.2"], "name": "x", "identifierSpace": "https://x.example/", "schemaSpace": "https://y.example/"}'
)


def make(kind: str, key: str, **names: str) -> Entry:
    return Entry(f"{BASE}id/{kind}/{key}", tuple(Name(text, lang) for lang, text in names.items()), (kind,))


SUBJECTS = [
    make(
        "organisation",
        "thl",
        fi="Terveyden ja hyvinvoinnin laitos",
        sv="Institutet för hälsa och välfärd",
        en="THL Finland",
    ),
    make("organisation", "hki", fi="Helsingin kaupunki", sv="Helsingfors stad", en="City of Helsinki"),
    make("organisation", "migri", fi="Maahanmuuttovirasto", sv="Migrationsverket", en="Finnish Immigration Service"),
    make("organisation", "ely", fi="Uudenmaan ELY-keskus", sv="NTM-centralen i Nyland", en="Uusimaa ELY Centre"),
    make("place", "turku", fi="Turku", sv="Åbo", en="Turku"),
]


def ignore(done: int, total: int) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    with serve_app(service.make_app()) as served:
        yield f"{served}/{{lang}}/api"


def target(address: str) -> Target:
    return Target("register", "reconciliation", address, types=TYPES, pause=0)


def find(target: Target, cache: Path, *, offline: bool = False, refresh: bool = False) -> list[Link]:
    with open_target(target, cache, contact="me@example.org", offline=offline, refresh=refresh) as search:
        found = search(SUBJECTS, ignore)
        return find_links(found, kinds=("organisation", "place"), kept=[], published=[], base=BASE, today="2026-11-26")


def test_what_is_certain_is_accepted_and_the_rest_proposed(address: str, service: Service, tmp_path: Path) -> None:
    told = {(link.subject.rpartition("/")[2], link.object, link.status) for link in find(target(address), tmp_path)}
    assert told == {
        ("thl", f"{SPACE}b1", "accepted"),
        # A painting is called just so, and how its type is related to ours is not known.
        ("hki", f"{SPACE}b2", "proposed"),
        ("hki", f"{SPACE}w6", "proposed"),
        ("migri", f"{SPACE}b4", "proposed"),
        ("turku", f"{SPACE}a/5", "accepted"),
    }
    assert max(map(len, service.asked)) <= service.batch_size
    assert set(service.languages) == {"fi", "sv", "en"}
    (agent,) = service.agents
    assert agent.startswith("kotograph/") and "me@example.org" in agent
    assert {tuple(query["type"]) for query in service.queries} == {("body",), ("area",)}


def test_a_second_run_asks_nothing(address: str, service: Service, tmp_path: Path) -> None:
    first = find(target(address), tmp_path)
    asked = len(service.asked)
    assert find(target(address), tmp_path) == first
    assert len(service.asked) == asked
    find(target(address), tmp_path, refresh=True)
    assert len(service.asked) == 2 * asked


def test_without_a_server_the_kept_answers_do(service: Service, tmp_path: Path) -> None:
    with serve_app(service.make_app()) as served:
        place = target(f"{served}/{{lang}}/api")
        first = find(place, tmp_path)
    assert find(place, tmp_path, offline=True) == first
    with pytest.raises(RemoteError) as caught:
        find(place, tmp_path / "other", offline=True)
    assert (caught.value.code, caught.value.exit_code) == ("not-kept", 4)


def test_an_interrupted_run_asks_only_what_is_missing(address: str, service: Service, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_target(target(address), tmp_path, contact="me") as search:
        list(search(SUBJECTS, interrupt))
    (before,) = service.asked
    find(target(address), tmp_path)
    after = [text for batch in service.asked[1:] for text in batch]
    assert before and after and not set(before) & set(after)


def test_one_address_without_languages_is_asked_each_name_once(service: Service, tmp_path: Path) -> None:
    with serve_app(service.make_app()) as served:
        find(target(f"{served}/fi/api"), tmp_path)
    texts = [text for batch in service.asked for text in batch]
    assert sorted(texts) == sorted({name.text for subject in SUBJECTS for name in subject.names})


def test_servers_of_others_are_told_who_asks(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught, open_target(target("https://register.example/{lang}/api"), tmp_path):
        pass
    assert caught.value.code == "no-contact"


def ask(replies: list[Reply], tmp_path: Path, patience: Patience | None = None, **more: float) -> list[str]:
    with serve_replies(replies) as (address, seen):
        place = replace(target(address), **more)  # type: ignore[arg-type]
        with open_target(place, tmp_path, patience=patience or Patience(tries=0)) as search:
            list(search(SUBJECTS[:1], ignore))
        return seen


def refuse(replies: list[Reply], tmp_path: Path, patience: Patience | None = None, **more: float) -> KotographError:
    with pytest.raises(KotographError) as caught:
        ask(replies, tmp_path, patience, **more)
    assert caught.value.hint and caught.value.where
    return caught.value


RESULT = Reply(body=b'{"q0": {"result": []}, "q1": {"result": []}, "q2": {"result": []}}')


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_the_time_it_names(status: int, tmp_path: Path) -> None:
    sleep, slept = record_sleep()
    busy = Reply(status=status, headers={"Retry-After": "7"})
    seen = ask([busy, Reply(body=MANIFEST), busy, busy, RESULT], tmp_path, Patience(sleep=sleep))
    assert slept == [7.0, 7.0, 7.0]
    assert len(seen) == 5 and seen[2] == seen[3] == seen[4]


def test_patience_ends(tmp_path: Path) -> None:
    sleep, slept = record_sleep()
    error = refuse([Reply(status=429)], tmp_path, Patience(tries=3, sleep=sleep))
    assert (error.code, error.exit_code, "429" in error.message) == ("link-refused", 4, True)
    assert slept == [2.0, 4.0, 8.0]
    assert refuse([Reply(status=503, headers={"Retry-After": "86400"})], tmp_path, Patience(sleep=sleep))
    assert slept == [2.0, 4.0, 8.0]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(body=b"<html>Welcome</html>", media_type="text/html"), "link-not-json"),
        (Reply(body=MANIFEST[:40]), "link-broken"),
        (Reply(body=MANIFEST, announced=4000), "link-unreachable"),
        (Reply(body=b"[" * 100_000), "link-broken"),
        (Reply(body=b"{}"), "bad-service"),
        (Reply(body=MANIFEST.replace(b"0.2", b"9.9")), "bad-service"),
        (Reply(status=404), "link-refused"),
        (Reply(status=500), "link-refused"),
        (Reply(status=302, headers={"Location": "ftp://files.example/"}), "link-moved"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "link-moved"),
        (Reply(status=302, headers={"Location": "/api"}), "link-moved"),
    ],
)
def test_what_is_no_service_is_told(reply: Reply, code: str, tmp_path: Path) -> None:
    assert refuse([reply], tmp_path).code == code


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"q0": {"result": []}}',
        b'{"q0": {}, "q1": {}, "q2": {}}',
        RESULT.body.replace(b"[]", b'[{"id": "x", "name": 7, "score": 1}]'),
        RESULT.body.replace(b"[]", b'[{"id": "x", "name": "x", "score": 1, "type": [1]}]'),
    ],
)
def test_a_result_that_breaks_the_specification_is_told_and_not_kept(body: bytes, tmp_path: Path) -> None:
    with serve_replies([Reply(body=MANIFEST), Reply(body=body), RESULT]) as (address, seen):
        for attempt in range(2):
            with open_target(target(address), tmp_path) as search:
                if attempt:
                    list(search(SUBJECTS[:1], ignore))
                    continue
                with pytest.raises(RemoteError) as caught:
                    list(search(SUBJECTS[:1], ignore))
        assert caught.value.code == "bad-service"
    assert len(seen) == 3, "the manifest was kept, the broken result was not"


def test_a_question_that_was_moved_is_not_lost_in_a_get(tmp_path: Path) -> None:
    moved = Reply(status=302, headers={"Location": "/elsewhere"})
    assert refuse([Reply(body=MANIFEST), moved], tmp_path).code == "link-moved"
    kept = Reply(status=307, headers={"Location": "/elsewhere"})
    seen = ask([Reply(body=MANIFEST), kept, RESULT], tmp_path)
    assert seen[1] == seen[2] and seen[1].startswith("queries=")


def test_an_endless_answer_is_cut(tmp_path: Path) -> None:
    with serve_replies([Reply(endless=True)]) as (address, _):
        fetcher = Fetcher(pause=0, max_bytes=1_000_000)
        with pytest.raises(LimitError) as caught:
            fetcher.get_json(address)
        fetcher.close()
    assert (caught.value.code, caught.value.exit_code) == ("link-too-large", 5)


@pytest.mark.parametrize("reply", [Reply(body=MANIFEST, delay=2), Reply(body=MANIFEST, drip=0.1)])
def test_a_slow_answer_ends_at_the_time_limit(reply: Reply, tmp_path: Path) -> None:
    assert refuse([reply], tmp_path, timeout=0.5).code == "link-timeout"


def test_pauses_are_kept() -> None:
    sleep, slept = record_sleep()
    with serve_replies([Reply()]) as (address, _):
        fetcher = Fetcher(pause=5, patience=Patience(sleep=sleep))
        for _ in range(3):
            fetcher.get_json(address)
        fetcher.close()
    assert len(slept) == 2 and all(4 < each <= 5 for each in slept)


def test_names_from_elsewhere_carry_no_control_characters(tmp_path: Path) -> None:
    body = b'{"id": "x", "name": "Turku\\u001b[31m\\tx\\u202e", "score": 1, "match": true, "type": ["body"]}'
    replies = [Reply(body=MANIFEST), Reply(body=RESULT.body.replace(b"[]", b"[" + body + b"]"))]
    with serve_replies(replies) as (address, _), open_target(target(address), tmp_path) as search:
        ((_, index),) = search(SUBJECTS[:1], ignore)
    assert {name.text for entry in index.entries for name in entry.names} == {"Turku [31m x"}
