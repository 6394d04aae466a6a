"""What changed between two versions of the dataset: as lines, as an RDF Patch, in words, as a feed, as releases.

Everything here starts from canonical N-Quads (sorted, each line once), so two versions are compared as two sorted
streams, whatever their size.
"""

from kotograph.changes.compare import Op, Tally, find_dataset, iter_changes, iter_dataset, sum_up
from kotograph.changes.feed import write_feed
from kotograph.changes.gather import Changes, gather
from kotograph.changes.patch import apply_file, apply_patch, digest_file, iter_patch, write_patch
from kotograph.changes.releases import Release, next_release, read_releases, write_releases
from kotograph.changes.sentences import say_counts, say_fact, say_resource, say_tally
from kotograph.changes.words import FactChange, Part, ResourceChange, Status, Value, tell

__all__ = [
    "Changes",
    "FactChange",
    "Op",
    "Part",
    "Release",
    "ResourceChange",
    "Status",
    "Tally",
    "Value",
    "apply_file",
    "apply_patch",
    "digest_file",
    "find_dataset",
    "gather",
    "iter_changes",
    "iter_dataset",
    "iter_patch",
    "next_release",
    "read_releases",
    "say_counts",
    "say_fact",
    "say_resource",
    "say_tally",
    "sum_up",
    "tell",
    "write_feed",
    "write_patch",
    "write_releases",
]
