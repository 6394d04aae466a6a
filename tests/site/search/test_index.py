"""The index as a value and as a file, and searching at its edges."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable

import pytest

from kotograph.site.search import FALLBACK, Document, Searcher, build_index, find_lemmatiser, write_script
from kotograph.site.search_voikko import Lemmatiser
from tests.site.search.labelled import Documents

MOST_BYTES = 400_000
SMALL = [
    Document("project/a", "project", "project/a.html", "Kotiin", ((4.0, "Kotiin"), (1.0, "kunnanvaltuusto päättää"))),
    Document("theme/b", "theme", "vocabulary/theme.html#b", "Kunta", ((4.0, "Kunta"),)),
    Document("place/c", "place", "place/c.html", "</script><b>\u2028", ((4.0, "Hyvin </script> outo"),)),
]


def lemmatise(word: str) -> Iterable[str]:
    return {"kunnanvaltuusto": ["kunnanvaltuusto", "kunta", "valtuusto"]}.get(word, [])


@pytest.mark.parametrize("analyser", [None, find_lemmatiser()], ids=["stems", "at hand"])
def test_the_bundled_index_is_small_and_plain_json(documents: Documents, analyser: Lemmatiser | None) -> None:
    for language, given in documents.items():
        index = build_index(given, language, analyser)
        script = write_script(index)
        assert len(script.encode()) < MOST_BYTES
        body = script.removeprefix("window.kotographIndex=").removesuffix(";\n")
        assert json.loads(body) == json.loads(json.dumps(index))
        again = Searcher(json.loads(body))
        assert again.find("kotoutumista") == Searcher(index).find("kotoutumista")
        assert index["analyser"] == (analyser.name if analyser else FALLBACK)


def test_the_same_bytes_for_any_hash_seed() -> None:
    code = (
        "from tests.site.search.test_index import SMALL, lemmatise\n"
        "from kotograph.site.search import build_index, write_script\n"
        "print(write_script(build_index(SMALL, 'fi', lemmatise)))"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(written) == 1


def test_links_of_an_analyser_find_what_stems_do_not() -> None:
    assert [hit.id for hit in Searcher(build_index(SMALL, "fi")).find("kunta")] == ["theme/b"]
    index = build_index(SMALL, "fi", lemmatise)
    assert [hit.id for hit in Searcher(index).find("kunta")] == ["theme/b", "project/a"]
    assert index["analyser"] == "given"


def test_a_script_cannot_end_the_script_element() -> None:
    script = write_script(build_index(SMALL, "fi"))
    assert "</" not in script and "<b>" not in script and "\u2028" not in script
    assert Searcher(json.loads(script[len("window.kotographIndex=") : -2])).find("outo")[0].title == SMALL[2].title


def test_hits_tell_what_a_page_shows() -> None:
    hit = Searcher(build_index(SMALL, "fi")).find("Kunta", 1)[0]
    assert (hit.id, hit.kind, hit.url, hit.title) == ("theme/b", "theme", "vocabulary/theme.html#b", "Kunta")
    assert hit.score > 0


@pytest.mark.parametrize("query", ["", "   ", "?!", "\u0000", "qqqqxxxx", "'\"--;", "\ud800"])
def test_queries_without_an_answer(query: str) -> None:
    assert Searcher(build_index(SMALL, "fi")).find(query) == []


def test_an_index_of_nothing() -> None:
    assert Searcher(build_index([], "sv")).find("kunta") == []


def test_a_limit_and_an_endless_query(documents: Documents) -> None:
    searcher = Searcher(build_index(documents["fi"], "fi"))
    assert len(searcher.find("hanke", 3)) == 3
    assert len(searcher.find("kotoutuminen " * 100_000, 7)) == 7
    assert searcher.find("a" * 1_000_000) == []


def test_equals_keep_the_order_they_were_given_in() -> None:
    twins = [Document(f"project/{key}", "project", f"project/{key}.html", key, ((1.0, "sama"),)) for key in "dbca"]
    assert [hit.id[-1] for hit in Searcher(build_index(twins, "fi")).find("sama")] == list("dbca")


def test_growth_is_bounded() -> None:
    """At 2,000 documents with words of their own an index is under 1 kB a document and takes seconds, not minutes."""
    many = [
        Document(
            f"project/k{i}",
            "project",
            f"project/k{i}.html",
            f"Hanke {i}",
            ((4.0, f"Hanke {i} Kelva{i % 977}ranta"), (1.0, " ".join(f"sana{(i * j) % 4999}loppu" for j in range(60)))),
        )
        for i in range(2_000)
    ]
    started = time.process_time()
    script = write_script(build_index(many, "fi"))
    assert time.process_time() - started < 20
    assert len(script.encode()) < 1_000 * len(many)
    assert Searcher(json.loads(script[len("window.kotographIndex=") : -2])).find("Kelva3ranta", 1)
