"""``dataset.toml``: what the bundled one says, and that every mistake is named with its line and a remedy."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from kotograph.catalog.metadata import Metadata, pick, read_metadata
from kotograph.errors import InputError, UsageError
from tests.conftest import DATA

MINIMAL = '[title]\nen = "A"\n\n[description]\nen = "B"\n\n[publisher]\nname = { en = "C" }\n'
BROKEN = {
    "not TOML": ("title =\n", 1, "not TOML"),
    "no title": ('[description]\nen = "B"\n[publisher]\nname = { en = "C" }\n', 0, "'title' is missing"),
    "no publisher's name": ('[title]\nen = "A"\n[description]\nen = "B"\n[publisher]\n', 5, "'name' is missing"),
    "unknown key": ('colour = "red"\n' + MINIMAL, 1, "no key 'colour'"),
    "unknown language": (MINIMAL.replace('en = "A"', 'de = "A"'), 2, "no key 'de'"),
    "empty text": (MINIMAL.replace('"A"', '" "'), 2, "is not a text"),
    "empty table": (MINIMAL.replace('en = "A"', ""), 1, "'title' is empty"),
    "text for a table": (MINIMAL.replace('[title]\nen = "A"\n', 'title = "A"\n'), 1, "write a table"),
    "theme": ('themes = ["SOSIAL"]\n' + MINIMAL, 1, "'SOSIAL' is not known"),
    "themes as text": ('themes = "SOCI"\n' + MINIMAL, 1, "is not a list"),
    "language": ('languages = ["fi"]\n' + MINIMAL, 1, "'fi' is not a code"),
    "frequency": ('frequency = "sometimes"\n' + MINIMAL, 1, "is not known"),
    "access": ('access_rights = "open"\n' + MINIMAL, 1, "is not known"),
    "day": ('issued = "2026-11-26"\n' + MINIMAL, 1, "is not a day"),
    "days in order": ("issued = 2026-11-26\nmodified = 2026-11-25\n" + MINIMAL, 2, "is before"),
    "publisher's type": (MINIMAL + 'type = "Friend"\n', 9, "'Friend' is not known"),
    "publisher's key": (MINIMAL + 'key = "Big One"\n', 9, "is not a key"),
    "homepage": (MINIMAL + 'homepage = "example.org"\n', 9, "is not a web address"),
    "contact": (MINIMAL + '[contact]\npage = "mailto:a@b.example"\nname = { en = "x" }\n', 10, "is not a web address"),
    "licence": (MINIMAL + '[licence]\ncode = "cc by"\n', 10, "is not a code"),
    "licence's type": (MINIMAL + '[licence]\ncode = "CC0"\ntype = "Free"\n', 11, "'Free' is not known"),
    "two places": (
        MINIMAL + '[spatial]\ncountry = "FIN"\niri = "https://a.example/"\nname = { en = "x" }\n',
        9,
        "either",
    ),
    "country": (MINIMAL + '[spatial]\ncountry = "Suomi"\nname = { en = "x" }\n', 10, "is not a country"),
    "box": (MINIMAL + '[spatial]\ncountry = "FIN"\nname = { en = "x" }\nbbox = [1, 2, 3]\n', 12, "4 numbers"),
    "box inside out": (
        MINIMAL + '[spatial]\ncountry = "FIN"\nname = { en = "x" }\nbbox = [3, 2, 1, 4]\n',
        12,
        "inside",
    ),
    "point": (MINIMAL + '[spatial]\ncountry = "FIN"\nname = { en = "x" }\ncentroid = [200, 0]\n', 12, "2 numbers"),
    "keywords": (MINIMAL + '[keywords]\nen = "one"\n', 10, "is not a list"),
}


def read(folder: Path, text: str, **environ: str) -> Metadata:
    (folder / "dataset.toml").write_text(text, encoding="utf-8")
    return read_metadata(folder, environ)


def test_the_bundled_file_says_all_in_three_languages() -> None:
    found = read_metadata(DATA, {})
    assert found.issues == ()
    contact, area = found.contact, found.spatial
    assert contact and area
    texts = (found.title, found.description, found.publisher.name, contact.name, found.rights, found.provenance)
    for text in (*texts, area.name, found.keywords):
        assert list(text) == ["fi", "sv", "en"]
    assert found.licence and found.licence.iri.endswith("/licence/CC_BY_4_0")
    assert found.issued and found.modified and found.issued <= found.modified


def test_the_bundled_file_names_nobody_and_no_address_of_a_person() -> None:
    text = (DATA / "dataset.toml").read_text(encoding="utf-8")
    assert "@" not in text and "mailto" not in text and "tel:" not in text


def test_what_a_small_file_leaves_out_stays_empty(tmp_path: Path) -> None:
    found = read(tmp_path, MINIMAL)
    assert (found.title, found.description, found.publisher.name) == ({"en": "A"}, {"en": "B"}, {"en": "C"})
    assert found.licence is None and found.contact is None and found.spatial is None
    assert not (found.themes or found.keywords or found.languages or found.frequency or found.access_rights)
    assert found.issued is None and found.modified is None and found.issues == ()


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_named_with_its_line_and_a_remedy(tmp_path: Path, name: str) -> None:
    text, line, said = BROKEN[name]
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    path = tmp_path / "dataset.toml"
    assert caught.value.code == "bad-dataset-toml"
    assert said in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.where == (f"{path}:{line}" if line else str(path))
    assert caught.value.hint and caught.value.exit_code == 3


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_bytes("title = 'ä'".encode("latin-1"))
    with pytest.raises(InputError, match="cannot read"):
        read_metadata(tmp_path, {})


def test_a_folder_without_the_file_gets_a_plain_description_and_a_hint(tmp_path: Path) -> None:
    found = read_metadata(tmp_path, {"SOURCE_DATE_EPOCH": "0"})
    (issue,) = found.issues
    assert (issue.code, issue.severity.name, issue.path) == (
        "dataset-toml-missing",
        "WARNING",
        str(tmp_path / "dataset.toml"),
    )
    assert found.licence is None and found.contact is None and list(found.title) == ["fi", "sv", "en"]
    assert found.modified == datetime.date(1970, 1, 1)


def test_the_epoch_goes_before_modified(tmp_path: Path) -> None:
    found = read(tmp_path, "modified = 2020-01-01\n" + MINIMAL, SOURCE_DATE_EPOCH="1700000000")
    assert found.modified == datetime.date(2023, 11, 14)
    with pytest.raises(InputError, match="before 'issued'"):
        read(tmp_path, "issued = 2026-01-01\n" + MINIMAL, SOURCE_DATE_EPOCH="0")


def test_an_epoch_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, MINIMAL, SOURCE_DATE_EPOCH="yesterday")
    assert caught.value.code == "bad-setting"


def test_pick_falls_back() -> None:
    assert [pick({"sv": "s", "fi": "f"}, lang) for lang in ("fi", "sv", "en")] == ["f", "s", "f"]
    assert pick({}, "en") == ""
