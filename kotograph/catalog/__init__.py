"""Describe the publication for portals (DCAT-AP 3), crawlers (VoID) and search engines (schema.org), and score it.

The publication calls `read_metadata`, `iter_catalogue`, `iter_void` and `make_dataset`; all that is written comes out
as N-Quads lines or plain values, and the caller chooses the format.
"""

from kotograph.catalog.dcat import iter_catalogue
from kotograph.catalog.facts import Facts, read_facts
from kotograph.catalog.metadata import Metadata, read_metadata
from kotograph.catalog.publication import DOWNLOADS, Distribution, Publication, describe_downloads, describe_file
from kotograph.catalog.schemaorg import make_dataset
from kotograph.catalog.void import Counts, count_dataset, iter_void

__all__ = [
    "DOWNLOADS",
    "Counts",
    "Distribution",
    "Facts",
    "Metadata",
    "Publication",
    "count_dataset",
    "describe_downloads",
    "describe_file",
    "iter_catalogue",
    "iter_void",
    "make_dataset",
    "read_facts",
    "read_metadata",
]
