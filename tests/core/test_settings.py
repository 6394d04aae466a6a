"""Settings: flag, then environment, then file, then default; wrong ones are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.config import DEFAULT_BASE, Settings, read_settings
from kotograph.errors import InputError, UsageError
from kotograph.formats import Format, find_format
from kotograph.reports import Issue, Report, Severity
from kotograph.tables import read_table, write_table


def test_precedence(tmp_path: Path) -> None:
    file = tmp_path / "kotograph.toml"
    file.write_text('base = "https://file.example/"\nlang = "sv"\nstore = "here"\n', encoding="utf-8")
    environ = {"KOTOGRAPH_BASE": "https://env.example/", "KOTOGRAPH_CONFIG": str(file)}
    assert read_settings({}, {}).base == DEFAULT_BASE
    found = read_settings({"base": None, "lang": "fi"}, environ)
    assert (found.base, found.lang, found.store) == ("https://env.example/", "fi", Path("here"))
    assert read_settings({"base": "https://flag.example/"}, environ).base == "https://flag.example/"


def test_wrong_settings_are_named(tmp_path: Path) -> None:
    file = tmp_path / "kotograph.toml"
    for text, word in (("bse = 1", "bse"), ("base = ", "cannot read"), ("max_bytes = 'x'", "max_bytes")):
        file.write_text(text, encoding="utf-8")
        with pytest.raises((InputError, UsageError), match=word):
            read_settings({}, {}, file)
    with pytest.raises(InputError, match="no such settings file"):
        read_settings({}, {}, tmp_path / "none.toml")
    for base in ("ftp://a/", "https://a", "https://a b/", ""):
        with pytest.raises(UsageError, match="base"):
            Settings(base=base)
    with pytest.raises(UsageError, match="language"):
        Settings(lang="de")


def test_formats_are_found_by_name_extension_and_media_type() -> None:
    assert {find_format(text) for text in ("turtle", ".ttl", "text/turtle", "TTL")} == {Format.TURTLE}
    assert find_format("docx") is None


def test_reports_decide_by_severity() -> None:
    report = Report([Issue("a", 3, "x", Severity.WARNING, "p.txt", "m", "h")])
    assert report.fails("warning") and report.fails("info")
    assert not report.fails("violation") and not report.fails("never")
    assert not Report().fails("info")
    assert str(report.issues[0]) == "p.txt:3: warning a: “x”: m – h"


def test_tables_round_trip_and_name_their_faults(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    rows = [{"a": "1", "b": "x y"}, {"a": "2", "b": ""}]
    write_table(path, ("a", "b"), rows)
    assert [row for _, row in read_table(path, ("a", "b"))] == rows
    assert read_table(tmp_path / "none.tsv", ("a",)) == []
    with pytest.raises(InputError, match="columns") as caught:
        read_table(path, ("a", "c"))
    assert caught.value.where.endswith(":1")
    path.write_text("a\tb\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match="1 cells") as caught:
        read_table(path, ("a", "b"))
    assert caught.value.where.endswith(":2")
    path.write_bytes(b"a\tb\n\xe4\t1\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_table(path, ("a", "b"))
