"""The notebooks of docs/: run from the first cell to the last on a fresh build, by a kernel without network."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.conftest import DATA, ROOT

NOTEBOOKS = sorted((ROOT / "docs").rglob("*.ipynb"))
_SHUT = """import socket
def refuse(*_: object) -> None:
    raise OSError("the tests have no network")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse"""
# The kernel's debugger listens, on this machine alone.
_LISTENING = """import psutil
opened = psutil.Process().net_connections("inet")
assert {each.laddr.ip for each in opened} <= {"127.0.0.1"} and not any(each.raddr for each in opened), opened"""


@pytest.fixture
def place(bundled_build: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder like docs/notebooks of a checkout that is built; nothing is read or written in the user's own."""
    # The kernel's sockets are files here, and their paths must be short.
    with tempfile.TemporaryDirectory(prefix="nb") as made:
        folder = Path(made)
        for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR"):
            monkeypatch.setenv(name, str(folder / name.lower()))
        monkeypatch.setenv("PYTHONPATH", str(ROOT))
        (folder / "build").symlink_to(bundled_build)
        (folder / "data").symlink_to(DATA)
        (folder / "docs" / "notebooks").mkdir(parents=True)
        yield folder / "docs" / "notebooks"


def run_notebook(notebook: Any, folder: Path) -> Any:
    """Run a notebook in a folder, its kernel reached by files in place of addresses; raise CellExecutionError."""
    sockets = folder.parent.parent / "kernel"
    kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=str(sockets))
    return NotebookClient(notebook, km=kernel, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()


def read_notebook(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_the_first_cell_to_the_last(path: Path, place: Path) -> None:
    notebook = read_notebook(path)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    notebook.cells.insert(0, nbformat.v4.new_code_cell(_SHUT))
    notebook.cells.append(nbformat.v4.new_code_cell(_LISTENING))
    done = run_notebook(notebook, place)
    assert len(cells) > 10 and all(cell.execution_count for cell in cells)
    outputs = [output for cell in done.cells for output in cell.get("outputs", ())]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    # Every table is drawn, the bars too.
    assert sum("text/html" in output.get("data", ()) for output in outputs) > 5


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    notebook = read_notebook(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None, cell.id
    assert sum(cell.source.count("assert ") for cell in notebook.cells if cell.cell_type == "code") > 5


def test_a_cell_that_fails_or_calls_out_fails_the_run(place: Path) -> None:
    calling = nbformat.v4.new_code_cell("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_SHUT), calling])
    with pytest.raises(CellExecutionError, match="have no network"):
        run_notebook(notebook, place)


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["funding.ipynb"]
