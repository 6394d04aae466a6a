"""Keys come from titles by rule, and IRIs from one place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.iris import Iris, find_short_name, mint_project_key, mint_slug
from kotograph.quads import is_iri


@given(st.text())
def test_a_slug_is_always_a_legal_key(text: str) -> None:
    slug = mint_slug(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 120
    assert is_iri(Iris("https://example.org/").resource("project", slug)[1:-1])


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("RIO 2 - Kiertävä maahanmuuton asiantuntija", "rio-2"),
        ("RIO-hanke", "rio"),
        ("Vahva ja ajantasainen tietopohja (FinMonik2)-hanke", "finmonik2"),
        ("Maahanmuuttoviraston ennakoinnin hanke - SEER -hanke", "seer"),
        ("LYRIA – Learn yourself", "lyria"),
        ("Myötätuulta – tekoja (Myötätuuli-hanke)", "myotatuuli"),
        ("Medvind (projektet Medvind", "medvind-projektet-medvind"),
        ("Suomen kieli sanoo tervetuloa 2-hanke", "suomen-kieli-sanoo-tervetuloa-2"),
        ("Orimattilan kaupungin kotouttamishanke", "orimattilan-kaupungin-kotouttamishanke"),
        ("Kotoa kotiin ja yhteiskuntaan-hanke", "kotoa-kotiin-ja-yhteiskuntaan"),
        ("hanke", "hanke"),
    ],
)
def test_project_keys(title: str, key: str) -> None:
    assert mint_project_key(title) == key


def test_titles_without_latin_letters_get_a_stable_key() -> None:
    assert mint_slug("Привет").startswith("x-") and mint_slug("Привет") == mint_slug("Привет")


def test_short_names_keep_their_case() -> None:
    assert find_short_name("Kotoa Koollekutsujaksi - KoKo-hanke") == "KoKo"


def test_concepts_and_graphs() -> None:
    iris = Iris("https://example.org/data/")
    assert iris.concept("theme/housing") == "<https://example.org/data/vocab/theme/housing>"
    assert iris.graph("source/a") == "<https://example.org/data/graph/source/a>"
