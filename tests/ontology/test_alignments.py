"""Read the alignments as SSSOM does, and hold them against the ontology."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Literal, URIRef

from .graphs import KOTO, ONTOLOGY, read_ontology

FILES = sorted((ONTOLOGY / "alignments").glob("*.sssom.tsv"))
COLUMNS = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "comment",
]
PREDICATES = {"rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:seeAlso"}


@dataclass(frozen=True)
class MappingSet:
    """The header, prefixes and rows of one file."""

    slots: dict[str, str]
    prefixes: dict[str, str]
    columns: list[str]
    rows: list[dict[str, str]]

    def expand(self, curie: str) -> URIRef:
        """Expand a CURIE with the file's own prefixes."""
        prefix, local = curie.split(":", 1)
        return URIRef(self.prefixes[prefix] + local)


def read_mapping_set(path: Path) -> MappingSet:
    """Read an SSSOM/TSV file with an embedded header."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = [line[1:] for line in lines if line.startswith("#")]
    slots: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    for line in header:
        found = re.fullmatch(r'( *)([\w-]+): ?"?(.*?)"?', line)
        assert found, line
        target = prefixes if found[1] else slots
        target[found[2]] = found[3]
    reader = csv.DictReader(lines[len(header) :], delimiter="\t")
    return MappingSet(slots, prefixes, list(reader.fieldnames or []), list(reader))


def test_every_vocabulary_is_collected() -> None:
    """Notice an alignment that is lost."""
    assert [path.name.removesuffix(".sssom.tsv") for path in FILES] == [
        "cpov",
        "dingo",
        "eu-knowledge-graph",
        "eurio",
        "frapo",
        "org",
        "prov-o",
        "schema-org",
        "vivo",
        "wikidata",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_header_is_complete(path: Path) -> None:
    """Give identifier, licence, version and prefixes of each set."""
    mappings = read_mapping_set(path)
    name = path.name.removesuffix(".sssom.tsv")
    assert mappings.slots["mapping_set_id"] == f"https://w3id.org/kotograph/id/mapping-set/{name}"
    assert mappings.slots["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert mappings.slots["mapping_set_version"]
    assert mappings.prefixes["koto"] == str(KOTO)
    assert mappings.columns == COLUMNS
    assert mappings.rows


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_rows_are_sound(path: Path) -> None:
    """Map terms that exist, with a known predicate and a confidence between 0 and 1."""
    mappings = read_mapping_set(path)
    graph = read_ontology()
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in mappings.rows]
    assert keys == sorted(set(keys))
    for row in mappings.rows:
        subject = mappings.expand(row["subject_id"])
        assert (subject, RDFS.label, Literal(row["subject_label"], lang="en")) in graph
        assert mappings.expand(row["object_id"])
        assert row["object_label"]
        assert row["predicate_id"] in PREDICATES
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
        assert 0 < float(row["confidence"]) <= 1
        is_class = (subject, RDF.type, OWL.Class) in graph
        assert row["predicate_id"] != ("rdfs:subPropertyOf" if is_class else "rdfs:subClassOf")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_alignment_with_false_friends(path: Path) -> None:
    """Align neither with schema:Project (an organisation) nor with doap:Project (software)."""
    mappings = read_mapping_set(path)
    objects = {str(mappings.expand(row["object_id"])) for row in mappings.rows}
    assert not {o for o in objects if o.endswith(("schema.org/Project", "doap#Project"))}


def test_certain_rows_stand_in_the_ontology() -> None:
    """Say 'stated in the ontology' only of what it states."""
    graph = read_ontology()
    predicates = {"rdfs:subClassOf": RDFS.subClassOf, "rdfs:subPropertyOf": RDFS.subPropertyOf}
    count = 0
    for mappings in map(read_mapping_set, FILES):
        for row in mappings.rows:
            if row["comment"] == "stated in the ontology":
                subject, object_ = mappings.expand(row["subject_id"]), mappings.expand(row["object_id"])
                assert (subject, predicates[row["predicate_id"]], object_) in graph
                count += 1
    assert count == 15
