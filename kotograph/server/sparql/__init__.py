"""The public SPARQL endpoint: SPARQL 1.1 Protocol in front of worker processes that can be killed.

`Endpoint` is what the application mounts; `Limits` is what a query may use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kotograph.server.sparql.limits import Limits

if TYPE_CHECKING:
    from kotograph.server.sparql.endpoint import Endpoint

__all__ = ["Endpoint", "Limits"]


def __getattr__(name: str) -> object:
    """Import the endpoint late: workers start from this package too, and need neither asyncio nor HTTP."""
    if name == "Endpoint":
        from kotograph.server.sparql.endpoint import Endpoint

        return Endpoint
    raise AttributeError(name)
