"""What is served: the current generation. When the build or the publication changes, a new one takes its place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kotograph.config import Settings
from kotograph.errors import InputError, KotographError
from kotograph.publication.edition import Services
from kotograph.server.generation import Generation
from kotograph.server.log import warn_on_stderr
from kotograph.site.site import Site
from kotograph.store.embedded import find_build

_PAUSE = 1.0
_State = tuple[Path | None, Path | None, int]


class Service:
    """Hold the generation that new requests get, and follow the link ``current`` of a build to newer ones.

    A request calls `enter` at its start and `leave` at its end, and uses one generation all the way. ``publication`` is
    a folder made by ``kotograph publish``, whose releases are served with the build.
    """

    def __init__(
        self,
        build: Path,
        settings: Settings,
        publication: Path | None = None,
        services: Services | None = None,
        warn: Callable[[str], None] = warn_on_stderr,
    ) -> None:
        self.settings = settings
        self._build, self._publication, self._services, self._warn = build, publication, services, warn
        self.executor = ThreadPoolExecutor(2, thread_name_prefix="render")
        self._state = self._look()
        self._generation = self._load()
        self._watching: asyncio.Task[None] | None = None
        #: Called with the folder of a new build before new requests get it.
        self.on_change: list[Callable[[Path], Awaitable[None]]] = []

    @property
    def generation(self) -> Generation:
        """Return the generation that new requests get."""
        return self._generation

    @property
    def site(self) -> Site:
        """Return the site of the current generation."""
        return self._generation.site

    def enter(self) -> Generation:
        """Return the current generation, and count one more request on it."""
        self._generation.running += 1
        return self._generation

    def leave(self, generation: Generation) -> None:
        """Count one request less; an old generation goes with the last of its requests."""
        generation.running -= 1
        if generation.is_retired and generation.running == 0:
            generation.close()

    # --- following the build -----------------------------------------------------------------------------------------

    def _look(self) -> _State:
        """Return where the links lead now; a build that was validated anew has another time."""
        build = find_build(self._build)
        quality = build / "quality.ttl" if build else None
        try:
            time = quality.stat().st_mtime_ns if quality else 0
        except OSError:
            time = 0
        return build, self._publication.resolve() if self._publication else None, time

    def _load(self) -> Generation:
        build, publication, _ = self._state
        if publication and not publication.is_dir():
            raise InputError(
                "no-publication", "there is no such publication", str(self._publication), "run: kotograph publish"
            )
        return Generation(build or self._build, self.settings, publication, self._services)

    async def start(self) -> None:
        """Begin to follow the build."""
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """Stop following, and remove what was made for serving."""
        if self._watching:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        self.executor.shutdown(wait=False, cancel_futures=True)
        self._generation.close()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_PAUSE)
            try:
                await self.reload()
            except Exception as error:
                # Whatever is wrong with the new build, the old one is served on.
                self._warn(f"the new build cannot be served, the old one is: {error}")

    async def reload(self) -> bool:
        """Serve what the links lead to now, if that is something else; tell whether it was.

        A build that cannot be loaded raises, once: it is tried again when the links have moved on.
        """
        loop = asyncio.get_running_loop()
        state = await loop.run_in_executor(None, self._look)
        if state == self._state or state[0] is None:
            return False
        self._state = state
        try:
            fresh = await loop.run_in_executor(None, self._load)
        except OSError as error:
            raise KotographError("broken-build", str(error), str(state[0]), "build again") from error
        for tell in self.on_change:
            await tell(fresh.build)
        old, self._generation = self._generation, fresh
        old.is_retired = True
        if old.running == 0:
            old.close()
        return True
