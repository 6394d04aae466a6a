"""``kotograph link``, run as a person runs it: what is written, what is asked, and what stays."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kotograph.link.links import read_links
from tests.conftest import ROOT
from tests.link.servers import Reply, Service, serve_app, serve_replies

TABLE = """id,name,lang,type
https://there.example/h,Helsingfors stad,sv,organisation
https://there.example/m,Maahanmuttovirasto,fi,organisation
https://there.example/t,Terveyden ja hyvinvoinin laitos,fi,organisation
https://there.example/u,Uudenmaan elinvoimakeskuksia,fi,
"""
KIND = "organisation"
REGISTER = """contact = "me@example.org"

[link.targets.register]
protocol = "reconciliation"
address = "{address}/{{lang}}/api"
pause = 0
types = {{ organisation = ["body"], place = ["area"] }}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "there.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def environ(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "KOTOGRAPH_CACHE": str(folder / "cache"), "SOURCE_DATE_EPOCH": "0"}


def run(folder: Path, build: Path, *args: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kotograph", "link", *args, "-s", str(build)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environ(folder), input=text)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def read(path: Path) -> dict[str, str]:
    return {link.object.rpartition("/")[2]: link.status for link in read_links(path)}


def test_a_table_is_linked_and_written(folder: Path, bundled_build: Path) -> None:
    done = run(folder, bundled_build, "there.csv", "-k", "organisation")
    assert done.returncode == 0 and done.stdout == ""
    assert "1 links accepted, 3 proposed, 0 rejected" in done.stderr
    assert read(folder / "there.sssom.tsv") == {"h": "accepted", "m": "proposed", "t": "proposed", "u": "proposed"}
    first = (folder / "there.sssom.tsv").read_bytes()
    again = run(folder, bundled_build, "there.csv", "-k", "organisation")
    assert again.returncode == 0 and (folder / "there.sssom.tsv").read_bytes() == first


def test_a_table_goes_to_standard_output(folder: Path, bundled_build: Path) -> None:
    done = run(folder, bundled_build, "there.csv", "-o", "-", "--threshold", "95")
    assert done.stdout.startswith("#curie_map:\n") and "target1:h\t" in done.stdout
    assert not (folder / "there.sssom.tsv").exists() and "Maahanmuttovirasto" not in done.stdout


def test_a_person_decides_and_each_decision_is_kept_at_once(folder: Path, bundled_build: Path) -> None:
    args = ("there.csv", "-k", "organisation", "--review", "--reviewer", "Aino")
    done = run(folder, bundled_build, *args, text="y\nn\nq\n")
    assert done.returncode == 0 and "[1/3]" in done.stderr and "[3/3]" in done.stderr
    assert "Maahanmuuttovirasto" in done.stderr and "a spelling mistake: name 0.92" in done.stderr
    links = read_links(folder / "there.sssom.tsv")
    told = {link.object.rpartition("/")[2]: (link.status, link.reviewer, link.reviewed) for link in links}
    assert sorted(status for status, _, _ in told.values()) == ["accepted", "accepted", "proposed", "rejected"]
    assert {who for _, who, _ in told.values()} == {"", "Aino"}
    # A later run asks only about what is left, and the answers before stand.
    later = run(folder, bundled_build, *args, text="c\n")
    assert "[1/1]" in later.stderr
    decided = read_links(folder / "there.sssom.tsv")
    assert sorted(link.status for link in decided) == ["accepted", "accepted", "accepted", "rejected"]
    assert {link.predicate.partition("#")[2] for link in decided if link.reviewer} >= {"sameAs", "seeAlso"}
    assert "[1/" not in run(folder, bundled_build, *args, text="").stderr


def test_an_end_of_input_keeps_what_was_decided(folder: Path, bundled_build: Path) -> None:
    done = run(folder, bundled_build, "there.csv", "-k", "organisation", "--review", text="n\n")
    assert done.returncode == 130
    assert sorted(read(folder / "there.sssom.tsv").values()) == ["accepted", "proposed", "proposed", "rejected"]


def test_a_service_by_its_configured_name(folder: Path, bundled_build: Path) -> None:
    service = Service()
    with serve_app(service.make_app()) as address:
        (folder / "kotograph.toml").write_text(REGISTER.format(address=address), encoding="utf-8")
        done = run(folder, bundled_build, "register", "-k", "organisation", "-k", "place")
    assert done.returncode == 0, done.stderr
    assert read(folder / "register.sssom.tsv")["b1"] == "accepted"
    assert all("me@example.org" in agent for agent in service.agents)
    offline = run(folder, bundled_build, "register", "-k", "organisation", "-k", "place", "--offline", "-o", "-")
    assert offline.stdout == (folder / "register.sssom.tsv").read_text(encoding="utf-8")


def test_an_interruption_keeps_what_was_answered(folder: Path, bundled_build: Path) -> None:
    service = Service(batch_size=1)
    with serve_app(service.make_app()) as address:
        config = REGISTER.format(address=address).replace("pause = 0", "pause = 0.3")
        (folder / "kotograph.toml").write_text(config, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "kotograph",
            "link",
            "register",
            "-k",
            "organisation",
            "-s",
            str(bundled_build),
        ]
        # Where the tests run in the background, an interrupt is ignored, and children inherit that.
        before_all = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            running = subprocess.Popen(command, cwd=folder, env=environ(folder), stderr=subprocess.PIPE, text=True)
        finally:
            signal.signal(signal.SIGINT, before_all)
        while len(service.asked) < 3:
            time.sleep(0.02)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=30)
        assert running.returncode == 130 and "interrupted" in said
        before = len(service.asked)
        (folder / "kotograph.toml").write_text(REGISTER.format(address=address), encoding="utf-8")
        assert run(folder, bundled_build, "register", "-k", "organisation").returncode == 0
    texts = [(lang, *batch) for lang, batch in zip(service.languages, service.asked, strict=True)]
    # The one that was under way may have been asked and not kept.
    assert len(texts) - len(set(texts)) <= 1 and len(texts) > before


def test_progress_is_shown_on_a_terminal_only(folder: Path, bundled_build: Path) -> None:
    service = Service(batch_size=8)
    with serve_app(service.make_app()) as address:
        (folder / "kotograph.toml").write_text(REGISTER.format(address=address), encoding="utf-8")
        controller, terminal = pty.openpty()
        command = [sys.executable, "-m", "kotograph", "link", "register", "-k", KIND, "-s", str(bundled_build)]
        running = subprocess.Popen(command, cwd=folder, env=environ(folder), stderr=terminal, stdout=terminal)
        os.close(terminal)
        shown = b""
        while True:
            try:
                part = os.read(controller, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
        os.close(controller)
        assert running.wait(timeout=30) == 0
        done = run(folder, bundled_build, "register", "-k", KIND, "--refresh")
    assert "asking 8/" in shown.decode() and "--review" in shown.decode()
    assert "asking" not in done.stderr


def test_targets_are_listed(folder: Path, bundled_build: Path) -> None:
    for args in ((), ("--targets",)):
        done = run(folder, bundled_build, *args)
        assert done.returncode == 0 and "wikidata\n    reconciliation https://" in done.stdout


@pytest.mark.parametrize(
    ("args", "code", "exit_code"),
    [
        (("nowhere",), "unknown-target", 2),
        (("there.csv", "-k", "planet"), "unknown-kind", 2),
        (("there.csv", "--holds", "planet"), "unknown-kind", 2),
        (("wikidata",), "no-contact", 2),
        (("wikidata", "--offline"), "not-kept", 4),
    ],
)
def test_what_is_wrong_is_told(
    folder: Path, bundled_build: Path, args: tuple[str, ...], code: str, exit_code: int
) -> None:
    done = run(folder, bundled_build, *args)
    assert done.returncode == exit_code and f"[{code}]" in done.stderr and "hint:" in done.stderr


@pytest.mark.parametrize("args", [("there.csv", "--offline", "--refresh"), ("there.csv", "--review", "-o", "-")])
def test_options_that_do_not_go_together(folder: Path, bundled_build: Path, args: tuple[str, ...]) -> None:
    done = run(folder, bundled_build, *args)
    assert done.returncode == 2 and "Usage:" in done.stderr


def test_a_page_for_people_is_no_service(folder: Path, bundled_build: Path) -> None:
    with serve_replies([Reply(body=b"<html></html>", media_type="text/html")]) as (address, _):
        done = run(folder, bundled_build, address)
    assert done.returncode == 4 and "[link-not-json]" in done.stderr
