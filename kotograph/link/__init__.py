"""Links to other data sets: found, decided, kept as SSSOM, and written as quads of ``graph/links``."""

from kotograph.link.publish import iter_links, spell_subject
from kotograph.link.sssom import Mapping, read_mappings

__all__ = ["Mapping", "iter_links", "read_mappings", "spell_subject"]
