"""Map the shared tables to N-Quads with Morph-KGC and the RML rules of ``mapping.rml.ttl``.

It runs Morph-KGC's own command line, the only way that uses all its processes (twice the number of cores by default);
its settings are its defaults. Nothing of kotograph is imported here, for Morph-KGC lives in a virtual environment
of its own: it needs an older pyoxigraph. Run as ``python -m bench.mapping_morph FOLDER OUTPUT [--read-only]``.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

from bench.tables import DOCUMENT, ISSUES, RECORDS, STATEMENTS

RULES = Path(__file__).with_name("mapping.rml.ttl")
_CONFIG = """[CONFIGURATION]
output_file: {output}
output_format: N-QUADS
logging_level: WARNING

[tables]
mappings: {rules}
"""


def main(folder: Path, output: Path) -> None:
    """Write Morph-KGC's settings and become Morph-KGC; its rules name the tables relative to their folder."""
    config = folder / "morph.ini"
    config.write_text(_CONFIG.format(output=output.resolve(), rules=RULES.resolve()), encoding="utf-8")
    os.chdir(folder)
    os.execv(sys.executable, [sys.executable, "-m", "morph_kgc", config.name])


def read_only(folder: Path) -> None:
    """Read the tables once as Morph-KGC reads them (it does so for every rule): what is taken off for reading."""
    pandas, _ = importlib.import_module("pandas"), importlib.import_module("morph_kgc")
    for name in (DOCUMENT, RECORDS, STATEMENTS, ISSUES):
        pandas.read_table(folder / name, sep=",", dtype=str, engine="c", keep_default_na=False, na_filter=False)


if __name__ == "__main__":
    if "--read-only" in sys.argv:
        read_only(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
