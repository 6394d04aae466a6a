"""A new build takes the place of the old one in one step; readers see one of them; what is old goes."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kotograph.config import Settings
from kotograph.errors import InputError
from kotograph.pipeline import build
from kotograph.publication.edition import make_edition, plan_edition
from kotograph.server.app import make_app
from kotograph.server.caching import Cache, Reply
from kotograph.server.service import Service
from kotograph.site.page import Page
from kotograph.store import EmbeddedStore
from tests.conftest import DATA
from tests.server.conftest import HOST, SITE_URL, Client

OLD, NEW = "Roving migration expert", "Migration expert on the road"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the bundled data with one title changed."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(DATA, folder / "data")
    file = folder / "data" / "editorial" / "projects" / "rio-2.toml"
    file.write_text(file.read_text("utf-8").replace(OLD, NEW), encoding="utf-8")
    return build([], folder / "build", Settings(data=folder / "data")).folder.resolve()


@pytest.fixture
def served(bundled_build: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder of builds whose ``current`` can be moved."""
    (tmp_path / "current").symlink_to(bundled_build.resolve())
    yield tmp_path


def move(served: Path, target: Path) -> None:
    fresh = served / ".current.new"
    fresh.symlink_to(target)
    fresh.replace(served / "current")


def test_readers_see_the_old_or_the_new_under_load(served: Path, changed: Path) -> None:
    service = Service(served, Settings(site_url=SITE_URL))
    app = make_app(service)
    old = service.generation
    paths = (
        "/en/project/rio-2.html",
        "/data/project/rio-2.ttl",
        "/en/projects.html",
        "/health",
        "/downloads/kotograph.nt",
    )

    async def read(seen: list[tuple[str, bytes, str]], stop: asyncio.Event) -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
            while not stop.is_set():
                for path in paths:
                    answer = await client.get(path)
                    assert answer.status_code == 200
                    seen.append((path, answer.content, answer.headers.get("etag", "")))

    async def run() -> list[list[tuple[str, bytes, str]]]:
        stop, seen = asyncio.Event(), [list[tuple[str, bytes, str]]() for _ in range(4)]
        readers = [asyncio.create_task(read(each, stop)) for each in seen]
        await asyncio.sleep(0.5)
        move(served, changed)
        assert await service.reload()
        await asyncio.sleep(0.5)
        stop.set()
        await asyncio.gather(*readers)
        await service.stop()
        return seen

    for seen in asyncio.run(run()):
        for path in paths:
            versions = [content for each, content, _ in seen if each == path]
            kinds = list(dict.fromkeys(versions))
            assert len(kinds) == 2, path
            assert versions == sorted(versions, key=kinds.index), "who saw the new does not see the old again"
        first, last = seen[0][1].decode(), [content for path, content, _ in seen if path == paths[0]][-1].decode()
        assert OLD in first and NEW in last and NEW not in first and OLD not in last
    assert old.is_retired and not old.folder.exists(), "the old generation went with its last request"


def test_a_request_ends_on_the_build_it_began_with(served: Path, changed: Path) -> None:
    service = Service(served, Settings(site_url=SITE_URL))

    async def run() -> None:
        old = service.enter()
        move(served, changed)
        assert await service.reload()
        assert old.folder.exists() and (old.folder / "downloads" / "kotograph.nt").is_file()
        assert OLD in str(old.site.graph.get_facts("https://w3id.org/kotograph/id/project/rio-2"))
        assert service.generation is not old
        service.leave(old)
        assert not old.folder.exists()
        assert not await service.reload(), "nothing has moved"
        await service.stop()

    asyncio.run(run())


def test_the_link_is_followed_without_being_told(served: Path, changed: Path) -> None:
    told: list[Path] = []

    async def tell(folder: Path) -> None:
        told.append(folder)

    service = Service(served, Settings(site_url=SITE_URL))
    service.on_change.append(tell)
    with Client(make_app(service)) as client:
        assert OLD in client.get("/en/project/rio-2.html").text
        move(served, changed)
        client.run(asyncio.wait_for(wait_for(lambda: bool(told)), 60))
        client.run(asyncio.wait_for(wait_for(lambda: service.generation.build == changed), 10))
        assert NEW in client.get("/en/project/rio-2.html").text
    assert told == [changed]


async def wait_for(condition: object) -> None:
    assert callable(condition)
    while not condition():
        await asyncio.sleep(0.1)


def test_a_broken_build_leaves_the_old_one(served: Path, tmp_path: Path) -> None:
    warned: list[str] = []
    service = Service(served, Settings(site_url=SITE_URL), warn=warned.append)
    broken = tmp_path / "broken"
    (broken / "store").mkdir(parents=True)
    (broken / "store" / "CURRENT").write_text("nonsense\n", encoding="utf-8")
    with Client(make_app(service)) as client:
        move(served, broken)
        client.run(asyncio.wait_for(wait_for(lambda: bool(warned)), 30))
        assert client.get("/en/project/rio-2.html").status_code == 200
    assert "the old one is" in warned[0]


def test_a_publication_gives_its_releases(bundled_build: Path, changed: Path, tmp_path: Path) -> None:
    settings = Settings(site_url=SITE_URL)
    (tmp_path / "public").mkdir()
    make_edition(plan_edition(EmbeddedStore(bundled_build), settings, None), tmp_path / "public")
    service = Service(changed, settings, tmp_path / "public")
    with Client(make_app(service)) as client:
        releases = client.get("/releases/index.json").json()["releases"]
        assert len(releases) == 2 and releases[1]["previous"] == releases[0]["version"]
        assert NEW in client.get("/en/changes.html").text
        for name in ("kotograph.nq.gz", "kotograph.rdfp"):
            assert client.get(f"/releases/{releases[1]['version']}/{name}").status_code == 200
        assert re.search(releases[1]["version"], client.get("/fi/changes.atom").text)
    with pytest.raises(InputError) as caught:
        Service(changed, settings, tmp_path / "nowhere")
    assert caught.value.code == "no-publication"


def test_a_cache_keeps_what_was_used_last() -> None:
    cache: Cache[str] = Cache(100_000)
    for number in range(40):
        cache.keep(str(number), Reply(b"x" * 4000, "text/plain"))
        cache.find("0")
    assert cache.size <= 100_000 and len(cache) < 40
    assert cache.find("0") and cache.find("39") and cache.find("1") is None
    cache.keep("39", Reply(b"y", "text/plain"))
    assert cache.find("39").body == b"y"  # type: ignore[union-attr]
    cache.keep("large", Reply(b"x" * 90_000, "text/plain"))
    assert cache.find("large") is None
    size = cache.size
    cache.keep("40", Reply(b"z", "text/plain"), key_bytes=30_000)
    assert cache.find("40") is None and cache.size == size, "the key counts"
    cache.keep("41", Reply(b"z", "text/plain"), key_bytes=20_000)
    assert cache.find("41") and 90_000 < cache.size <= 100_000


def test_the_work_of_several_is_done_once(bundled_build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(bundled_build, Settings(site_url=SITE_URL))
    made: list[str] = []
    find_page = service.site.find_page

    def note(path: str) -> Page | None:
        made.append(path)
        return find_page(path)

    monkeypatch.setattr(service.site, "find_page", note)
    app = make_app(service)

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
            answers = await asyncio.gather(*(client.get("/en/quality.html") for _ in range(8)))
        assert len({answer.content for answer in answers}) == 1
        await service.stop()

    asyncio.run(run())
    assert made == ["en/quality.html"]
