"""Read N-Quads as one graph without changing a lexical form."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from kotograph.errors import InputError
from kotograph.validation.run import load_dataset

A, P = URIRef("urn:a"), URIRef("urn:p")


def load(tmp_path: Path, text: str) -> set[tuple[object, object, object]]:
    path = tmp_path / "made.nq"
    path.write_text(text, encoding="utf-8", newline="")
    return set(load_dataset(path))


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("218995.00", "decimal"),
        ("1234567.891", "decimal"),
        ("007", "integer"),
        ("2022-02-30", "date"),
        ("x", "boolean"),
    ],
)
def test_lexical_forms_stay(tmp_path: Path, lexical: str, datatype: str) -> None:
    ((_, _, value),) = load(tmp_path, f'<urn:a> <urn:p> "{lexical}"^^<{XSD}{datatype}> <urn:g> .\n')
    assert isinstance(value, Literal)
    assert (str(value), str(value.datatype)) == (lexical, f"{XSD}{datatype}")


def test_graphs_become_one(tmp_path: Path) -> None:
    text = "<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:b> <urn:h> .\n<urn:a> <urn:p> <urn:c> .\n"
    assert load(tmp_path, text) == {(A, P, URIRef("urn:b")), (A, P, URIRef("urn:c"))}


def test_escapes_languages_comments_and_blank_nodes(tmp_path: Path) -> None:
    text = (
        "# a comment\n\n"
        '<urn:a> <urn:p> "say \\"no\\"\\n\\u00E4\\U0001F600 \\\\ \u2028" <urn:g> . # another\n'
        '<urn:a> <urn:p> "hanke"@fi <urn:g> .\r\n'
        "_:x <urn:p> _:y _:g .\n"
    )
    assert load(tmp_path, text) == {
        (A, P, Literal('say "no"\nä😀 \\ \u2028')),
        (A, P, Literal("hanke", lang="fi")),
        (BNode("x"), P, BNode("y")),
    }


@pytest.mark.parametrize(
    "line", ["<urn:a> <urn:p> .", '<urn:a> "p" <urn:b> .', "<urn:a> <urn:p> <urn:b>", '<urn:a> <urn:p> "\\q" .']
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, f"<urn:a> <urn:p> <urn:b> .\n{line}\n")
    assert caught.value.code == "bad-quads"
    assert caught.value.where.endswith("made.nq:2")
    assert caught.value.hint


def test_a_missing_file_and_bad_bytes_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_dataset(tmp_path / "absent.nq")
    (tmp_path / "bytes.nq").write_bytes(b'<urn:a> <urn:p> "\xe4" .\n')
    with pytest.raises(InputError, match="UTF-8"):
        load_dataset(tmp_path / "bytes.nq")
