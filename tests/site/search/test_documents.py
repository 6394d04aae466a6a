"""What is gathered from a build to be searched."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kotograph.query import list_queries
from kotograph.site.search_documents import iter_documents
from kotograph.store import Answer, EmbeddedStore, Rows
from tests.site.search.labelled import Documents

COUNTS = {
    "project": 44,
    "organisation": 32,
    "theme": 24,
    "target-group": 23,
    "criterion": 6,
    "place": 38,
    "source": 7,
}


class CountingStore:
    """A store that counts what it is asked."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store, self.asked = store, 0

    def query(self, text: str, where: str = "") -> Rows:
        self.asked += 1
        return self.store.query(text, where)

    def answer(self, text: str, where: str = "") -> Answer:
        return self.store.answer(text, where)


def test_every_kind_is_there(documents: Documents) -> None:
    counts = Counter(document.kind for document in documents["fi"])
    assert {kind: counts[kind] for kind in COUNTS} == COUNTS
    assert counts["question"] == len(list_queries())
    assert counts["instrument"] >= 9 and counts["objective"] >= 12
    assert len({document.id for document in documents["fi"]}) == len(documents["fi"])


def test_all_languages_have_the_same_documents_and_texts(documents: Documents) -> None:
    shapes = {
        language: [(each.id, each.kind, each.url, each.texts) for each in given]
        for language, given in documents.items()
    }
    assert shapes["fi"] == shapes["sv"] == shapes["en"]


@pytest.mark.parametrize(
    ("key", "titles"),
    [
        (
            "organisation/maahanmuuttovirasto",
            ("Maahanmuuttovirasto", "Migrationsverket", "Finnish Immigration Service"),
        ),
        ("criterion/effective", ("Vaikuttava", "Verkningsfull", "Effective")),
        ("question/projects", ("Hankeluettelo", "Lista över projekt", "List of projects")),
        # A place that only one language names.
        ("place/ostra-tavastland", ("Östra Tavastland",) * 3),
    ],
)
def test_titles_are_in_the_language_of_the_page(documents: Documents, key: str, titles: tuple[str, ...]) -> None:
    found = {language: {each.id: each.title for each in given} for language, given in documents.items()}
    assert tuple(found[language][key] for language in ("fi", "sv", "en")) == titles


def test_addresses(documents: Documents) -> None:
    urls = {each.id: each.url for each in documents["en"]}
    assert urls["project/rio-2"] == "project/rio-2.html"
    assert urls["objective/amif-2014-2020-2.3"] == "objective/amif-2014-2020-2.3.html"
    assert urls["target-group/refugees"] == "vocabulary/target-group.html#refugees"


def test_one_query_for_each_kind(bundled_build: Path) -> None:
    store = CountingStore(EmbeddedStore(bundled_build))
    assert len(list(iter_documents(store, "fi"))) > 200
    # Projects, organisations, places, sources and five schemes.
    assert store.asked == 9


def test_another_base_has_nothing_of_ours(bundled_build: Path) -> None:
    kinds = {each.kind for each in iter_documents(EmbeddedStore(bundled_build), "fi", "https://example.org/")}
    assert kinds == {"question"}
