"""A worker reaches no network, starts no program, and gets no more memory than its share."""

from __future__ import annotations

import socket
import subprocess
import sys

CODE = """
import os, socket, subprocess, sys
import pyoxigraph
from kotograph.server.sparql import confinement
store = pyoxigraph.Store()
{0}
print(confinement.confine(64 * 1024 * 1024))
def attempt(what):
    try:
        what()
    except BaseException as error:
        print(type(error).__name__)
    else:
        print("done")
attempt(lambda: socket.socket())
attempt(lambda: socket.create_connection(("127.0.0.1", {1})))
attempt(lambda: list(store.query("SELECT * {{ SERVICE <http://127.0.0.1:{1}/> {{ ?s ?p ?o }} }}")))
attempt(lambda: subprocess.run([sys.executable, "-c", ""]))
attempt(lambda: bytearray(256 * 1024 * 1024))
attempt(lambda: bytearray(16 * 1024 * 1024))
print(len(list(store.query("SELECT * {{}}"))))
"""


def _run(setup: str, attempts: int = 6) -> tuple[list[str], bool]:
    """Return what the attempts gave, and whether anybody called."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        *head, last = CODE.format(setup, listener.getsockname()[1]).partition("attempt(lambda: socket.socket())")
        steps = (head[1] + last).split("\n")
        code = "\n".join([head[0], *(steps if attempts == 6 else steps[:attempts])])
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        try:
            listener.accept()[0].close()
        except TimeoutError:
            return done.stdout.split(), False
        return done.stdout.split(), True


def test_by_a_filter_of_calls() -> None:
    said, called = _run("")
    assert said == ["seccomp", *["PermissionError"] * 4, "MemoryError", "done", "1"]
    assert not called


def test_by_descriptors_where_there_is_no_filter() -> None:
    said, called = _run("confinement._MACHINES.clear()")
    assert said[:4] == ["descriptors", "OSError", "OSError", "OSError"]
    assert said[5:] == ["MemoryError", "done", "1"]
    assert not called


def test_without_it_somebody_is_called() -> None:
    """The attempts above would reach the listener."""
    said, called = _run("confinement._filter_calls = lambda: True", attempts=2)
    assert called and said[1] == "done"
