"""Tests of the ontology, the vocabularies, the alignments and the JSON-LD context."""
