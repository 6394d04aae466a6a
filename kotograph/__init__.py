"""kotograph: from contradicting source pages to a validated, queryable knowledge graph.

From Python, begin with `kotograph.open`; docs/reference/python.md tells the rest.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from kotograph.errors import KotographError

if TYPE_CHECKING:
    import os

    from kotograph.dataset import Answer, BlankNode, Dataset, Evidence, Explanation, Iri, Row, Text, Year

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "BlankNode",
    "Dataset",
    "Evidence",
    "Explanation",
    "Iri",
    "KotographError",
    "Row",
    "Text",
    "Year",
    "__version__",
    "open",
]


def open(
    place: str | os.PathLike[str] | None = None,
    *,
    lang: str | None = None,
    base: str | None = None,
    timeout: int = 60,
) -> Dataset:
    """Open a dataset for asking; use it in a ``with`` statement, or close it.

    ``place`` is the folder of a build, an RDF file (``.ttl``, ``.trig``, ``.nt``, ``.nq``, ``.jsonld``, ``.rdf``; it is
    held in memory), or the http(s) address of a SPARQL endpoint. Without it, the build that the commands use is opened:
    that of ``KOTOGRAPH_STORE`` or ``kotograph.toml``, else the folder ``build``.

    ``lang`` is the language of names: ``fi``, ``sv`` or ``en``. ``base`` is what the dataset's IRIs start with, if not
    with that of the settings. ``timeout`` is how many seconds an endpoint may be silent; it is not called before
    the first question. Whatever is opened is only read, so that many can read at once, and a build that is made
    meanwhile does not disturb.

    Raises UsageError or InputError, both KotographError, with what to do: build first, mend the file.
    """
    # Late, so that what only needs the version or the commands stays fast.
    from kotograph.dataset import open_dataset

    return open_dataset(place, lang=lang, base=base, timeout=timeout)


def __getattr__(name: str) -> object:
    if name in __all__:
        return getattr(importlib.import_module("kotograph.dataset"), name)
    raise AttributeError(f"module 'kotograph' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
