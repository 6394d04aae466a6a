"""Links to other data sets: found, decided, kept as SSSOM, written as quads of ``graph/links``; and what has none."""

from kotograph.link.codes import Code, iter_codes, read_codes
from kotograph.link.missing import iter_missing, list_named
from kotograph.link.publish import iter_links
from kotograph.link.sssom import Mapping, list_tables, read_mappings

__all__ = [
    "Code",
    "Mapping",
    "iter_codes",
    "iter_links",
    "iter_missing",
    "list_named",
    "list_tables",
    "read_codes",
    "read_mappings",
]
