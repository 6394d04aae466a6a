"""Every value leads back to its line, from Python as from the command."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import kotograph
from kotograph import Dataset, Explanation
from kotograph.errors import UsageError
from tests.conftest import DATA, ROOT


def iter_evidence(known: Explanation) -> list[kotograph.Evidence]:
    return [
        *(line for each in known.values for line in each.evidence),
        *(each.evidence for each in (*known.parts, *known.successions)),
        *(each.evidence for each in known.editorial),
        *(each.evidence for each in known.outputs),
        *(each.evidence for each in known.criteria if each.evidence),
        *known.named_in,
    ]


def test_a_value_its_rules_and_its_lines(data: Dataset) -> None:
    (end,) = data.explain("rio-2")["endDate"]
    assert end == data.explain("https://w3id.org/kotograph/id/project/rio-2")["koto:endDate"][0]
    assert isinstance(end, kotograph.dataset.Resolved)
    assert str(end.value) == "2022-01-30" and end.sources_disagree and end.label == "end date"
    assert end.rules == ("later end is an extension", "publisher's language")
    assert [(line.source and line.source.key, line.line, line.as_written) for line in end.evidence] == [
        ("eusa-so2-completed-fi", 167, "31.03.2021"),
        ("eusa-so2-under-way-fi", 107, "30.01.2022"),
        ("eusa-so2-under-way-sv", 105, "31.01.2022"),
    ]
    assert str(end.evidence[0]).endswith("data/sources/eusa-so2-completed-fi/page.txt:167")


def test_every_line_of_every_project_says_what_is_cited(data: Dataset) -> None:
    pages: dict[Path, list[str]] = {}
    count = 0
    for row in data.ask("projects"):
        for evidence in iter_evidence(data.explain(row.project)):
            assert evidence.source and evidence.path
            path = ROOT / evidence.path
            assert path.is_relative_to(DATA) and path.parent.name == evidence.source.key
            lines = pages.setdefault(path, path.read_text(encoding="utf-8").split("\n"))
            if evidence.line is None:
                continue
            assert 1 <= evidence.line <= len(lines)
            if evidence.as_written:
                # A description of several lines begins on the one that is cited.
                first = evidence.as_written.split("\n")[0]
                assert " ".join(first.split()) in " ".join(lines[evidence.line - 1].split()), evidence
                count += 1
    assert count > 300


def test_successions_parts_outputs_and_criteria(data: Dataset) -> None:
    rio = data.explain("rio")
    assert [(each.project.key, each.is_earlier, each.confidence) for each in rio.successions] == [
        ("rio-2", False, Decimal("0.98"))
    ]
    home = data.explain("kotona-suomessa")
    assert home.parts and home.outputs and home.criteria and home.funding and home.editorial
    assert {each.judgement for each in home.criteria} and all(each.label for each in home.criteria)


def test_names_are_in_the_dataset_s_language(bundled_build: object) -> None:
    with kotograph.open(str(bundled_build), lang="fi") as data:
        (implementer,) = data.explain("rio-2")["koto:implementer"]
        assert implementer.name == "Maahanmuuttovirasto" and implementer.name.lang == "fi"
        assert implementer.label == "toteuttaja"


def test_what_is_not_there_helps(data: Dataset) -> None:
    with pytest.raises(UsageError) as caught:
        data.explain("rio2")
    assert "rio-2" in caught.value.hint and caught.value.code == "unknown-project"
    with pytest.raises(UsageError, match="neither a key nor an IRI"):
        data.explain("rio 2 > x")
    with pytest.raises(KeyError, match="endDate"):
        data.explain("rio-2")["ending"]
