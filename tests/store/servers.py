"""Real SPARQL servers on 127.0.0.1, each in a folder of its own, stopped by the process that was started."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kotograph.store.graphs import RemoteGraphs, find_addresses
from kotograph.store.web import Login, Web

PASSWORD = "not-a-secret-7"
# Small buffers, one folder, nothing that listens elsewhere; readers see no half graph (docs/how-to/push.md).
_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
Striping = 0
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
DefaultIsolation = 4
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
CheckpointInterval = 0
DirsAllowed = {folder}
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
MaxClientConnections = 10
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 30
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server: the name of the product, its query endpoint, and the login that may write."""

    name: str
    query: str
    login: Login | None = None

    def graphs(self, **options: int) -> RemoteGraphs:
        """Give access to its graphs."""
        return RemoteGraphs(find_addresses(self.query), Web(self.login, timeout=20, retries=1), **options)


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serve_oxigraph(folder: Path, *options: str) -> Iterator[Server]:
    """Run ``oxigraph serve`` on the store in a folder."""
    port = free_port()
    binary = Path(sys.executable).with_name("oxigraph")
    command = [str(binary), "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}", *options]
    with _run(command, folder, port):
        yield Server("oxigraph", f"http://127.0.0.1:{port}/query")


@contextmanager
def serve_virtuoso(folder: Path, rows: int = 1_000_000) -> Iterator[Server]:
    """Run a new Virtuoso that answers with so many rows at most."""
    binary = shutil.which("virtuoso-t")
    assert binary, "Virtuoso is missing; install it: make server"
    http = free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(folder=folder, sql=free_port(), http=http, rows=rows), encoding="utf-8")
    passwords = ["+pwdold", "dba", "+pwddba", PASSWORD, "+pwddav", PASSWORD]
    command = [binary, "+foreground", "+configfile", str(ini)]
    # Started so, it makes its files, sets the passwords and ends.
    subprocess.run([*command, *passwords], cwd=folder, check=True, capture_output=True, timeout=60)
    with _run([*command, "+wait"], folder, http):
        yield Server("virtuoso", f"http://127.0.0.1:{http}/sparql", Login("dba", PASSWORD))


@contextmanager
def _run(command: Sequence[str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)
        try:
            _wait_until_ready(server, port, folder / "log")
            yield
        finally:
            server.terminate()
            try:
                server.wait(timeout=5)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, f"the server stopped: {log.read_text(errors='replace')[-2000:]}"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")
