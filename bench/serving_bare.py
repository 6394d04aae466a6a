"""What nothing but speed would be: Oxigraph behind Starlette, with no limit, no check and no process of its own.

``python -m bench.serving_bare STORE PORT``. It shows what the endpoint's safety costs; nobody should serve so.
"""

from __future__ import annotations

import sys

import pyoxigraph as ox
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def main(folder: str, port: int) -> None:
    """Serve a store until killed."""
    store = ox.Store.read_only(folder)

    async def answer(request: Request) -> Response:
        found = store.query(request.query_params["query"], use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        body = found.serialize(format=ox.QueryResultsFormat.JSON)
        return Response(body, media_type="application/sparql-results+json")

    app = Starlette(routes=[Route("/sparql", answer)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, loop="uvloop", http="httptools")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
