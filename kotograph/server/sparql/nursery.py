"""The process that forks workers, as the server sees it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path

from kotograph.server.sparql.limits import Limits

# Workers need to find their modules, and nothing of what else the server's environment holds.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_KEPT_CODES = 1000


class Nursery:
    """Start workers and learn how they ended. It is started anew when it has ended itself."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._partial = b""
        self._codes: OrderedDict[int, asyncio.Future[int]] = OrderedDict()

    def fork(self, channel: socket.socket, folder: Path, base: str, limits: Limits) -> None:
        """Have a worker forked that serves a build on a channel."""
        if self._control is None:
            self._start()
        assert self._control is not None
        line = json.dumps({"folder": str(folder), "base": base, "limits": asdict(limits)}) + "\n"
        try:
            socket.send_fds(self._control, [line.encode()], [channel.fileno()])
        except OSError:
            self.stop()
            raise

    async def get_code(self, pid: int) -> int:
        """Return the exit code of a worker that is ending: negative for a signal, 0 if it is not told in time."""
        try:
            async with asyncio.timeout(1.0):
                return await asyncio.shield(self._get_future(pid))
        except TimeoutError:
            return 0

    def stop(self) -> None:
        """End the process, and by that its workers."""
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control.fileno())
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self._partial = b""
        for future in self._codes.values():
            if not future.done():
                future.set_result(0)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # -P: what lies in the working folder is no module.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kotograph.server.sparql.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {"MALLOC_ARENA_MAX": "2"},
            )
        ours.setblocking(False)
        self._control = ours
        asyncio.get_running_loop().add_reader(ours.fileno(), self._read_codes)

    def _read_codes(self) -> None:
        assert self._control is not None
        try:
            data = self._control.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.stop()
            return
        *lines, self._partial = (self._partial + data).split(b"\n")
        for line in lines:
            pid, code = map(int, line.split())
            future = self._get_future(pid)
            if future.done():
                # The number was used again.
                del self._codes[pid]
                future = self._get_future(pid)
            future.set_result(code)

    def _get_future(self, pid: int) -> asyncio.Future[int]:
        future = self._codes.get(pid)
        if future is None:
            future = self._codes[pid] = asyncio.get_running_loop().create_future()
            while len(self._codes) > _KEPT_CODES:
                self._codes.popitem(last=False)
        return future

    def forget(self, pid: int) -> None:
        """Forget how an earlier process of that number ended."""
        self._codes.pop(pid, None)
