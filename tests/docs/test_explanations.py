"""Numbers and names in the explanations are those of the code."""

from __future__ import annotations

from kotograph.projects import Rule
from kotograph.reconcile import resolve, same_project, successions
from tests.conftest import ROOT

EXPLANATION = ROOT / "docs" / "explanation"


def test_the_thresholds_told_are_those_used() -> None:
    text = (EXPLANATION / "reconciling.md").read_text(encoding="utf-8")
    assert f"starts at {same_project.PRIOR}".replace("-", "−") in text
    assert f"From {same_project.ACCEPT} a pair is accepted, from {same_project.UNSURE} it is reported" in text
    assert f"From {successions.ACCEPT} a succession is accepted" in text


def test_the_rules_told_are_those_used() -> None:
    text = (EXPLANATION / "two-layers.md").read_text(encoding="utf-8")
    for rule in Rule:
        assert f"| `{rule}` |" in text
    assert f"differ by at most {resolve._CLOSE_DAYS} days, or amounts by at most one per cent" in text
    assert str(resolve._CLOSE_SHARE) == "0.01"
