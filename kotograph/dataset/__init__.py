"""The Python API: open a dataset, ask it, and take the answer on as rows, a pandas frame or an rdflib graph.

Users begin at `kotograph.open`. The commands ``query`` and ``explain`` go the same way.
"""

from kotograph.dataset.answers import Answer, Row
from kotograph.dataset.dataset import Dataset, open_build, open_dataset, open_endpoint, read_page_paths
from kotograph.dataset.explain import Added, Evidence, Explanation, Funding, Judged, Output, Related, Resolved
from kotograph.dataset.values import BlankNode, Given, Iri, Text, Value, Year

__all__ = [
    "Added",
    "Answer",
    "BlankNode",
    "Dataset",
    "Evidence",
    "Explanation",
    "Funding",
    "Given",
    "Iri",
    "Judged",
    "Output",
    "Related",
    "Resolved",
    "Row",
    "Text",
    "Value",
    "Year",
    "open_build",
    "open_dataset",
    "open_endpoint",
    "read_page_paths",
]
