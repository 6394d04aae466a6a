"""Prove that files of N-Quads hold the same quads, read by Oxigraph so that spelling does not matter.

Run as ``python -m bench.proof FILE FILE…``: it prints the number of quads, or exits 1 with what differs.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


def read_quads(path: Path) -> set[str]:
    """Read a file of N-Quads into a set of canonical lines."""
    import pyoxigraph as ox

    return {str(quad) for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)}


def compare(paths: Sequence[Path]) -> tuple[int, list[str]]:
    """Return the number of quads of the first file, and examples of how the others differ from it."""
    first = read_quads(paths[0])
    differences = []
    for path in paths[1:]:
        other = read_quads(path)
        differences += [f"only {paths[0].stem}: {line}" for line in sorted(first - other)[:5]]
        differences += [f"only {path.stem}: {line}" for line in sorted(other - first)[:5]]
    return len(first), differences


def main(paths: Sequence[Path]) -> int:
    """Print the number of quads and return 0, or print what differs and return 1."""
    count, differences = compare(paths)
    print("\n".join(differences) if differences else count)
    return 1 if differences or not count else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
