"""The publication, alive and read-only: addresses that answer, SPARQL, named questions over HTTP."""
