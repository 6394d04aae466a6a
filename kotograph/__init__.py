"""kotograph: from contradicting source pages to a validated, queryable knowledge graph."""

__version__ = "0.1.0"
