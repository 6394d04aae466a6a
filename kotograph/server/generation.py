"""What is served of one build: its store, its site, its files, and the answers kept of it. A new build is a new one."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING

from kotograph import __version__
from kotograph.config import LANGUAGES, Settings
from kotograph.export.context import Context, read_context
from kotograph.publication.edition import Services, make_edition, plan_edition
from kotograph.resources import get_folder
from kotograph.server.caching import Cache, Reply
from kotograph.server.tombstones import Tombstones, read_tombstones
from kotograph.site.writer import iter_plain, search_path
from kotograph.store import EmbeddedStore

if TYPE_CHECKING:
    from kotograph.server.reconciliation.desk import Desk

_MOST_CACHED = 64 * 1024 * 1024
#: Files of the edition up to this size are kept in memory like pages; larger ones are sent from the disk.
MOST_IN_MEMORY = 256 * 1024


class Generation:
    """One build as it is served, whole before the first request sees it.

    Requests that have begun finish on the generation that they began with; `close` removes its files, and is called
    when the last of them is done.
    """

    def __init__(
        self, build: Path, settings: Settings, publication: Path | None = None, services: Services | None = None
    ) -> None:
        self.settings = settings
        self.services = services or Services()
        self.store = EmbeddedStore(build)
        self.build = self.store.folder
        self.folder = Path(tempfile.mkdtemp(prefix="kotograph-served-"))
        try:
            plan = plan_edition(self.store, settings, publication, needs_release=False)
            self.site, others = make_edition(plan, self.folder, services)
            with plan.dataset.open("rb") as stream:
                self.digest = hashlib.file_digest(stream, "sha256").hexdigest()
            self.plain: Mapping[str, bytes] = dict(iter_plain(self.site))
            # Read while the build is there for certain: a later one may remove it.
            _ = self.site.findings
            self.tombstones: Tombstones = read_tombstones(settings)
        except BaseException:
            self.close()
            raise
        self.files: Mapping[str, Path] = {path: self.folder / path for path in others}
        self.digests: Mapping[str, str] = {each.path: each.sha256 for each in self.site.edition.downloads}
        self.context: Context = read_context(get_folder("ontology") / "context.jsonld")
        #: By path; what a query string asks for is kept apart, since a path may hold any character.
        self.cache: Cache[str] = Cache(_MOST_CACHED)
        self.answers: Cache[str] = Cache(_MOST_CACHED // 4)
        self.scripts = frozenset(search_path(lang) for lang in LANGUAGES)
        #: What answers reconciliation queries, made when it is first asked for.
        self.desk: asyncio.Future[Desk] | None = None
        self.running = 0
        self.is_retired = False
        self._waiting: dict[str, asyncio.Future[Mapping[str, Reply]]] = {}

    @property
    def dataset(self) -> Path:
        """Return the N-Quads of the build, as they can be downloaded: they stay while the generation does."""
        return self.folder / "downloads" / "kotograph.nq"

    @property
    def site_url(self) -> str:
        """Return the address that the pages are below."""
        return self.site.edition.site_url

    def describe(self) -> dict[str, str]:
        """Return what /health says of it."""
        return {"status": "ok", "build": self.digest, "edition": self.site.edition.version, "version": __version__}

    async def make_once(
        self, key: str, make: Callable[[], Mapping[str, Reply]], executor: Executor
    ) -> Mapping[str, Reply]:
        """Make answers in a thread and keep them; who asks for the same meanwhile waits for the same work."""
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = asyncio.ensure_future(self._make(make, executor))
            self._waiting[key] = waiting
            waiting.add_done_callback(lambda _: self._waiting.pop(key, None))
        # A client that goes away must not take the work from the others.
        return await asyncio.shield(waiting)

    async def _make(self, make: Callable[[], Mapping[str, Reply]], executor: Executor) -> Mapping[str, Reply]:
        made = await asyncio.get_running_loop().run_in_executor(executor, make)
        for path, reply in made.items():
            self.cache.keep(path, reply)
        return made

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self.folder, ignore_errors=True)
