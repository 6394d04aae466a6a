"""Write what the queries answer now as the expected rows: ``python -m tests.queries.accept FOLDER BUILD``.

FOLDER is ``cases`` or ``sample/cases``, BUILD the folder of a build. Read the difference before you commit it: the
rows are facts of the source pages, and a change in them is either a mended error or a new one.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from kotograph.store import EmbeddedStore
from tests.queries.asking import HERE, NAMES, ask, read_params


def write_cases(folder: Path, store: EmbeddedStore) -> None:
    """Write the expected rows of every query below a folder of cases."""
    for name in NAMES:
        (folder / name).mkdir(parents=True, exist_ok=True)
        with (folder / name / "expected.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(ask(store, name, read_params(folder, name)))


if __name__ == "__main__":
    write_cases(HERE / sys.argv[1], EmbeddedStore(Path(sys.argv[2])))
