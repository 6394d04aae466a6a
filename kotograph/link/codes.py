"""Codes of registries: which number a municipality, a region or an organisation has, as typed literals."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kotograph import quads
from kotograph.errors import InputError
from kotograph.iris import Iris
from kotograph.tables import read_table
from kotograph.vocab import KOTO, expand

FILE = "codes.tsv"
COLUMNS = ("thing", "scheme", "code", "source")
#: The datatype of each scheme's codes; the ontology says what they are and which registry gives them.
DATATYPES = {
    "ely-centre-code": "ElyCentreCode",
    "municipality-code": "MunicipalityCode",
    "nuts-code-2022": "NutsCode2022",
    "nuts-code-2025": "NutsCode2025",
    "region-code": "RegionCode",
}
_THING = re.compile(r"(place|organisation):([a-z0-9]+(?:-[a-z0-9]+)*)")
# W3C ORG has a property of its own for this; of a place only Dublin Core speaks.
_PROPERTIES = {"place": expand("dcterms:identifier"), "organisation": expand("org:identifier")}


@dataclass(frozen=True, slots=True)
class Code:
    """One code: kind and key of its thing, datatype and text, and where it stands beside the name."""

    kind: str
    key: str
    datatype: str
    text: str
    source: str

    def spell_subject(self, iris: Iris) -> str:
        """Return the IRI of the thing in N-Quads spelling."""
        return iris.resource(self.kind, self.key)


def read_codes(folder: Path) -> list[Code]:
    """Return the codes of ``codes.tsv``; a missing file has none. Raise InputError with the line at fault."""
    path = folder / FILE
    return [_read_code(row, f"{path}:{number}") for number, row in read_table(path, COLUMNS)]


def _read_code(row: dict[str, str], where: str) -> Code:
    thing = _THING.fullmatch(row["thing"])
    if not thing:
        message = f"the thing is '{row['thing']}'; expected place: or organisation: and a key"
        raise InputError("bad-mapping", message, where, "write it like place:helsinki")
    if row["scheme"] not in DATATYPES:
        message = f"the scheme '{row['scheme']}' is not known"
        raise InputError("bad-mapping", message, where, f"use one of: {', '.join(DATATYPES)}")
    if not row["code"]:
        raise InputError("bad-mapping", "the code is missing", where, "write the code, or remove the line")
    return Code(thing[1], thing[2], DATATYPES[row["scheme"]], row["code"], row["source"])


def iter_codes(codes: Iterable[Code], subjects: Collection[str], iris: Iris) -> Iterator[str]:
    """Yield the quads of the codes of what a dataset has; ``subjects`` are in N-Quads spelling."""
    graph = iris.graph("links")
    for code in codes:
        subject = code.spell_subject(iris)
        if subject in subjects:
            text = f"{quads.literal(code.text)}^^<{KOTO}{code.datatype}>"
            yield f"{subject} {_PROPERTIES[code.kind]} {text} {graph} .\n"
