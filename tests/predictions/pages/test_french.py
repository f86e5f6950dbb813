"""A reader in French gets French: the words of the site, the texts of the record, and figures with a comma."""

from __future__ import annotations

import pytest

from tests.predictions.pages.shown import Shown

pytestmark = pytest.mark.django_db

CHROME = [
    "Leaderboard",
    "Sign in",
    "Skip to the content",
    "The public record",
    "Method\n",
    "Where to look",
    "Revisions",
]


def test_no_page_in_french_says_anything_of_its_own_in_english(demonstration: Shown) -> None:
    for (address, language), page in demonstration.pages.items():
        if language == "fr":
            assert '<html lang="fr">' in page, address
            assert [word for word in CHROME if word in page] == [], address


def test_the_board_speaks_french_and_writes_a_comma(demonstration: Shown) -> None:
    page = demonstration.text("/", "fr")

    assert "Personne ne mène nettement" in page
    assert "0,54" in page
    assert "0.54" not in page


def test_drawings_keep_the_point_that_svg_needs(demonstration: Shown) -> None:
    french, english = (demonstration.page("/", language) for language in ("fr", "en"))

    def places(page: str) -> list[str]:
        return [part.partition('"')[0] for part in page.split('cx="')[1:]]

    assert places(french) == places(english)
    assert any("." in place for place in places(french))


def test_a_claim_is_headed_by_its_french_words_and_keeps_the_english_ones_marked(demonstration: Shown) -> None:
    claim = next(one for one in demonstration.bundle["claims"] if one["key"] == "SC-23")

    page = demonstration.page(demonstration.claims["SC-23"], "fr")

    assert '<h1 class="statement" lang="fr">' in page
    assert f'<dd lang="en">{claim["proposition"]["en"]}</dd>' in page
