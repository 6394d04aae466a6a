"""The language that a short title is really in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kotograph.config import LANGUAGES
from kotograph.language import detect_language
from kotograph.records import Page


@pytest.mark.parametrize(
    ("title", "page", "expected"),
    [
        ("LYRIA – Learn yourself and repeat what you have learned about immigration affairs", "sv", "en"),
        ("Hanke viisumitietojärjestelmän testaus- ja tuotantoympäristöjen pystyttämiseksi", "sv", "fi"),
        ("Sylvia4-hanke", "sv", "fi"),
        ("Nya möjligheter för unga invandrare", "fi", "sv"),
        ("Women in Motion: building bridges", "fi", "en"),
        ("Stig in2, Astu sisään2, Come in2 - Born to be included", "fi", "fi"),
        ("Stig in2, Astu sisään2, Come in2 - Born to be included", "sv", "sv"),
        ("International House Helsinki: utredning av digital utveckling", "sv", "sv"),
        ("KotoKuusamo", "sv", "sv"),
        ("SEER", "fi", "fi"),
        ("VARAVA", "sv", "sv"),
        ("", "fi", "fi"),
    ],
)
def test_title_language(title: str, page: str, expected: str) -> None:
    assert detect_language(title, page) == expected


def test_bundled_titles_are_in_the_language_of_their_page_but_one(bundled_pages: Sequence[Page]) -> None:
    other = [r.title for p in bundled_pages for r in p.records if detect_language(r.title, r.language) != r.language]
    assert other == ["LYRIA – Learn yourself and repeat what you have learned about immigration affairs"]


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_title_has_a_language(title: str, page: str) -> None:
    assert detect_language(title, page) in LANGUAGES
