"""What a source.toml or the caller may say, and what the error names."""

from __future__ import annotations

from pathlib import Path

import pytest

from kotograph.errors import InputError, UsageError
from kotograph.sources import Overrides
from kotograph.sources.metadata import list_instruments, read_metadata


def test_the_instruments_are_those_of_the_vocabulary() -> None:
    assert {"amif", "amif-2014-2020", "esf-2014-2020", "isf-2014-2020"} <= set(list_instruments())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('instrument = "bogus"', ("'instrument' is 'bogus'", "amif-2014-2020")),
        ('instrument = "a b>"', ("'a b>'", "amif-2014-2020")),
        ("instrument = 5", ("'instrument' is 5", "amif-2014-2020")),
        ('instrument = ["amif"]', ("'instrument' is ['amif']", "amif-2014-2020")),
        ('currency = "euro"', ("'currency' is 'euro'", "ISO 4217")),
        ("currency = 1", ("'currency' is 1", "ISO 4217")),
        ("status = 1", ("'status' is 1", "under-way")),
        ('describes = "awards"', ("'describes' is 'awards'", "grants")),
        ('identifier = "S1"', ("'identifier' is 'S1'", 'describes = "grants"')),
        ('describes = "grants"\nentries = 2\nidentifier = "S1"', ("'identifier' is 'S1'", "entries = 1")),
        ('describes = "grants"\nentries = 1\nidentifier = 7', ("'identifier' is 7", "as text")),
    ],
)
def test_a_wrong_value_is_named_with_what_it_may_be(tmp_path: Path, line: str, words: tuple[str, ...]) -> None:
    path = tmp_path / "source.toml"
    path.write_text(f'id = "kylat-fi"\n{line}\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_metadata(path)
    assert caught.value.code == "bad-source-toml" and caught.value.where == str(path)
    assert all(word in caught.value.message for word in words)


@pytest.mark.parametrize("code", ["bogus", "a b>", "AMIF"])
def test_an_unknown_fund_is_refused_with_the_known_ones(code: str) -> None:
    with pytest.raises(UsageError, match="no funding instrument") as caught:
        Overrides(instrument=code).check()
    assert caught.value.code == "unknown-instrument" and "amif-2014-2020" in caught.value.hint


def test_what_is_no_currency_code_is_refused() -> None:
    with pytest.raises(UsageError, match="no currency code") as caught:
        Overrides(currency="euroa").check()
    assert caught.value.code == "bad-currency"
    Overrides(currency="SEK", instrument="amif").check()
