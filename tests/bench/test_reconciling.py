"""The list of names that is timed: made by rule, and it is known which thing each name means."""

from __future__ import annotations

from pathlib import Path

from bench import reconciling


def test_names_are_invented_from_those_of_a_build(bundled_build: Path, tmp_path: Path) -> None:
    names = reconciling._read_names(bundled_build)
    assert len(names) > 500 and "Migri" in names
    asked = reconciling._invent_names(names)
    assert asked == reconciling._invent_names(names) and len(asked) == 1_000
    assert all(each.things for each in asked)
    assert all(each.text in names for each in asked[::3]) and all(
        each.text.isupper() for each in asked[1::3] if each.text.isalpha()
    )
    assert reconciling._slip("Tampere") == "Tapmere" and reconciling._slip("ab") == "ab"


def test_the_plain_loop_finds_what_is_there(tmp_path: Path) -> None:
    names = {"Tampere": frozenset({"t"}), "Espoo": frozenset({"e"})}
    asked = [reconciling.Asked("tampere", frozenset({"t"})), reconciling.Asked("espo", frozenset({"t"}))]
    turn = reconciling._ask_plainly(names, asked, tmp_path)
    assert turn.right == 1 and turn.seconds > 0
