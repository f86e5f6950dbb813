"""Figures for drawings, and figures for readers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from predictions.lifecycle import GRADES
from predictions.templatetags.drawings import percent, score, tick


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    ("share", "place"),
    [(Decimal("0.460432"), "46.04%"), (0.5, "50%"), (0, "0%"), (1, "100%"), (1e-9, "0%"), (Decimal("0.1"), "10%")],
)
def test_a_place_in_a_drawing_has_a_point_in_every_language(language: str, share: float, place: str) -> None:
    with override(language):
        assert percent(share) == place


@pytest.mark.parametrize(("language", "shown"), [("en", "0.86"), ("fr", "0,86")])
def test_a_score_is_read_in_the_language_of_the_page_and_rounded_not_cut(language: str, shown: str) -> None:
    with override(language):
        assert score(Decimal("0.857143")) == shown


@pytest.mark.parametrize("draw", [percent, score, tick])
@pytest.mark.parametrize("outside", [-0.01, 1.01, float("nan")])
def test_nothing_is_drawn_outside_its_axis(draw: object, outside: float) -> None:
    assert callable(draw)

    with pytest.raises(ValueError, match="between 0 and 1"):
        draw(outside)


def test_the_dot_of_every_grade_stands_on_its_tick() -> None:
    assert [tick(grade) for grade in GRADES] == ["78", "60", "42", "24", "6"]
