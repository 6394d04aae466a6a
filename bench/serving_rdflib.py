"""rdflib behind HTTP, as ``rdflib-endpoint`` does it: ``python -m bench.serving_rdflib FILE PORT``.

Run by the Python of ``bench/.venv``. The default graph is the union of all, as everywhere in this comparison.
"""

from __future__ import annotations

import sys

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint


def main(file: str, port: int) -> None:
    """Read N-Quads into memory and serve them until killed."""
    dataset = Dataset(default_union=True)
    dataset.parse(file, format="nquads")
    app = SparqlEndpoint(graph=dataset, path="/sparql", cors_enabled=False)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
