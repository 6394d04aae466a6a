"""The build hook, with an npm of our own making: what it fetches, what it refuses, and that no build fails of it."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kotograph.server.editor import describe_editor, find_editor, list_assets
from kotograph.server.editor.files import VENDORED
from tests.conftest import ROOT

FILES = {"yasgui.min.js": b"// the editor\n", "yasgui.min.css": b".editor {}\n"}
Npm = Callable[[str], None]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The hook as a module."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pack(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/build/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout whose lock names a small tarball, which lies beside it."""
    top = tmp_path / "checkout"
    folder = top / "kotograph" / "server" / "editor"
    folder.mkdir(parents=True)
    tarball = pack(FILES)
    (tmp_path / "small.tgz").write_bytes(tarball)
    digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    lock = [f'package = "@zazuko/yasgui"\nversion = "4.6.2"\nintegrity = "sha512-{digest}"\n']
    for name, content in FILES.items():
        sha256 = hashlib.sha256(content).hexdigest()
        lock.append(f'[files."{name}"]\nfrom = "package/build/{name}"\nsha256 = "{sha256}"\n')
    (folder / "vendored.toml").write_text("\n".join(lock), encoding="utf-8")
    (folder / "LICENSE-yasgui.txt").write_text("who made what\n", encoding="utf-8")
    return top


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    """Put a script in npm's place; nothing else of that name is on the PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("KOTOGRAPH_NO_EDITOR", raising=False)

    def put(script: str) -> None:
        path = programs / "npm"
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    return put


def copy_from(tmp_path: Path) -> str:
    return f'echo "$@" >>"{tmp_path}/calls"; cp "{tmp_path}/small.tgz" "$4/zazuko-yasgui-4.6.2.tgz"'


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_pinned_version_is_fetched_once(hook: ModuleType, root: Path, npm: Npm, tmp_path: Path) -> None:
    npm(copy_from(tmp_path))
    folder = hook.fetch_editor(root)
    assert folder == root / "kotograph" / "_files" / "editor"
    assert read_all(folder) == {**FILES, "LICENSE-yasgui.txt": b"who made what\n"}
    hook.fetch_editor(root)
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert len(calls) == 1 and calls[0].startswith("pack @zazuko/yasgui@4.6.2 --pack-destination ")
    assert "registry" not in calls[0] and "--ignore-scripts" in calls[0]
    assert [path.name for path in folder.parent.iterdir()] == ["editor"]


def test_a_file_that_was_changed_is_fetched_anew(hook: ModuleType, root: Path, npm: Npm, tmp_path: Path) -> None:
    npm(copy_from(tmp_path))
    changed = hook.fetch_editor(root) / "yasgui.min.js"
    changed.write_bytes(b"something else")
    hook.fetch_editor(root)
    assert changed.read_bytes() == FILES["yasgui.min.js"]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 1", "could not download"),
        ("exit 0", "could not download"),
        ('echo broken >"$4/zazuko.tgz"', "differs"),
        ('cp "{here}/other.tgz" "$4/zazuko.tgz"', "differs"),
        ('echo 1 >"$4/a.tgz"; echo 2 >"$4/b.tgz"', "could not download"),
    ],
)
def test_what_is_not_the_pinned_version_is_refused(
    hook: ModuleType, root: Path, npm: Npm, tmp_path: Path, script: str, told: str
) -> None:
    (tmp_path / "other.tgz").write_bytes(pack({**FILES, "yasgui.min.js": b"// another\n"}))
    npm(script.replace("{here}", str(tmp_path)))
    with pytest.raises(hook.NotFetchedError, match=told):
        hook.fetch_editor(root)
    assert not (root / "kotograph" / "_files").exists()


def test_a_tarball_without_the_files_is_refused(hook: ModuleType, root: Path, npm: Npm, tmp_path: Path) -> None:
    tarball = pack({"readme.md": b"nothing"})
    (tmp_path / "small.tgz").write_bytes(tarball)
    lock = root / "kotograph" / "server" / "editor" / "vendored.toml"
    digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    lines = lock.read_text(encoding="utf-8").splitlines()
    lines[2] = f'integrity = "sha512-{digest}"'
    lock.write_text("\n".join(lines), encoding="utf-8")
    npm(copy_from(tmp_path))
    with pytest.raises(hook.NotFetchedError, match="cannot be read"):
        hook.fetch_editor(root)


def test_without_npm_and_when_told_not_to(
    hook: ModuleType, root: Path, npm: Npm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(hook.NotFetchedError, match="npm is not installed"):
        hook.fetch_editor(root)
    npm(copy_from(tmp_path))
    monkeypatch.setenv("KOTOGRAPH_NO_EDITOR", "1")
    with pytest.raises(hook.NotFetchedError, match="KOTOGRAPH_NO_EDITOR"):
        hook.fetch_editor(root)
    assert not (tmp_path / "calls").exists()


def test_an_npm_that_hangs_is_ended_with_all_that_it_started(
    hook: ModuleType, root: Path, npm: Npm, tmp_path: Path
) -> None:
    npm(f'sleep 60 & echo $! >"{tmp_path}/child"; wait')
    started = time.monotonic()
    with pytest.raises(hook.NotFetchedError, match="more than 1 seconds"):
        hook.fetch_editor(root, 1)
    assert time.monotonic() - started < 10
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    deadline = time.monotonic() + 5
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_folder_that_cannot_be_written_stops_nothing(hook: ModuleType, root: Path, npm: Npm, tmp_path: Path) -> None:
    (root / "kotograph" / "_files").write_text("a file where a folder should be", encoding="utf-8")
    npm(copy_from(tmp_path))
    with pytest.raises(hook.NotFetchedError):
        hook.fetch_editor(root)


def make_wheel(root: Path, target: Path) -> tuple[list[str], str]:
    """Build a wheel of a small project with the hook; return its files and what was said."""
    shutil.copyfile(ROOT / "hatch_build.py", root / "hatch_build.py")
    (root / "kotograph" / "__init__.py").write_text("", encoding="utf-8")
    (root / ".gitignore").write_text("/kotograph/_files/\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "kotograph"\nversion = "0"\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["kotograph"]\n'
        '[tool.hatch.build.targets.wheel.hooks.custom]\npath = "hatch_build.py"\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    done = subprocess.run(command, cwd=root, env=dict(os.environ), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(target.glob("*.whl"))) as wheel:
        return wheel.namelist(), done.stdout + done.stderr


def test_the_wheel_has_the_editor(root: Path, npm: Npm, tmp_path: Path) -> None:
    npm(copy_from(tmp_path))
    names, told = make_wheel(root, tmp_path / "dist")
    assert {f"kotograph/_files/editor/{name}" for name in (*FILES, "LICENSE-yasgui.txt")} <= set(names)
    assert len(names) == len(set(names)) and "plain form" not in told


def test_the_wheel_is_built_without_npm_and_says_so(root: Path, npm: Npm, tmp_path: Path) -> None:
    names, told = make_wheel(root, tmp_path / "dist")
    assert not [name for name in names if "_files" in name]
    assert "the query page will be a plain form: npm is not installed" in told


def test_the_project_names_the_hook() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"] == {"path": "hatch_build.py"}
    assert "/hatch_build.py" in project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]


def test_the_editor_is_found_where_the_build_put_it(hook: ModuleType) -> None:
    lock = hook.read_lock(ROOT)
    assets = list_assets()
    assert {"query.js", "query.css", "editor.css"} <= set(assets)
    if VENDORED.is_dir():
        assert find_editor() == VENDORED
        assert {*lock.files, "LICENSE-yasgui.txt"} <= set(assets)
        assert describe_editor() == f"the query page has its editor, {lock.package} {lock.version}"
    else:
        assert find_editor() is None
        assert set(assets).isdisjoint(lock.files)
        assert "plain form" in describe_editor() and "make editor" in describe_editor()


def test_every_bundled_licence_is_told() -> None:
    notices = (ROOT / "kotograph" / "server" / "editor" / "LICENSE-yasgui.txt").read_text(encoding="utf-8")
    for name in ("@zazuko/yasgui 4.6.2", "codemirror", "dompurify", "jquery", "lodash-es", "n3", "datatables.net"):
        assert f"\n{name} (" in notices, name


@pytest.mark.parametrize("has_editor", [True, False])
def test_a_server_says_at_its_start_that_its_page_is_a_form(
    bundled_build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], has_editor: bool
) -> None:
    from kotograph.cli import main
    from kotograph.server import editor, lifecycle

    monkeypatch.setattr(editor, "find_editor", lambda: VENDORED if has_editor else None)
    monkeypatch.setattr(lifecycle, "serve", lambda *given: given[-1]())
    with pytest.raises(SystemExit) as ended:
        main(["serve", "-b", "127.0.0.1:0", "-s", str(bundled_build)])
    assert not ended.value.code
    told = capsys.readouterr().err
    assert "Serving at http://127.0.0.1:" in told
    assert ("make editor" in told) != has_editor
