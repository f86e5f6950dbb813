"""Hedges: what the score would be if words meant little, as usual, or much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.brier import brier
from scoring.rules.hedges import hedged_brier

LIKELY, UNLIKELY = (0.55, 0.7, 0.8), (0.1, 0.2, 0.3)
READING = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)
GRADE = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
SOME = st.lists(st.tuples(READING, GRADE), min_size=1, max_size=20)


def split(claims: list[tuple[list[float], float]]) -> tuple[list[list[float]], list[float]]:
    return [reading for reading, _ in claims], [grade for _, grade in claims]


def test_each_reading_is_scored() -> None:
    found = hedged_brier([LIKELY, UNLIKELY], [1, 0])

    assert found.mid == pytest.approx((0.3**2 + 0.2**2) / 2)
    assert found.at_low == pytest.approx((0.45**2 + 0.1**2) / 2)
    assert found.at_high == pytest.approx((0.2**2 + 0.3**2) / 2)
    assert found.best == pytest.approx((0.2**2 + 0.1**2) / 2)
    assert found.worst == pytest.approx((0.45**2 + 0.3**2) / 2)


def test_a_grade_within_the_reading_can_be_met_exactly() -> None:
    assert hedged_brier([(0.6, 0.7, 0.8)], [0.75]).best == 0


@given(claims=SOME)
def test_no_reading_scores_lower_than_the_best_or_higher_than_the_worst(
    claims: list[tuple[list[float], float]],
) -> None:
    readings, grades = split(claims)
    found = hedged_brier(readings, grades)

    for share in (0, 0.3, 0.7, 1):
        chances = [np.clip(low + share * (high - low), low, high) for low, _, high in readings]
        assert found.best - 1e-12 <= brier(chances, grades) <= found.worst + 1e-12
    assert all(found.best <= one <= found.worst for one in (found.mid, found.at_low, found.at_high))


@given(claims=SOME)
def test_a_stated_chance_has_no_range(claims: list[tuple[list[float], float]]) -> None:
    readings, grades = split(claims)
    stated = [[mid] * 3 for _, mid, _ in readings]

    assert set(hedged_brier(stated, grades)) == {brier([mid for _, mid, _ in readings], grades)}


@given(claims=SOME)
def test_yes_and_no_are_alike(claims: list[tuple[list[float], float]]) -> None:
    readings, grades = split(claims)

    turned = hedged_brier([[1 - one for one in reversed(reading)] for reading in readings], [1 - one for one in grades])

    found = hedged_brier(readings, grades)
    assert turned.best == pytest.approx(found.best, abs=1e-12)
    assert turned.worst == pytest.approx(found.worst, abs=1e-12)
    assert (turned.at_low, turned.at_high) == pytest.approx((found.at_high, found.at_low), abs=1e-12)


def test_weights_count() -> None:
    assert hedged_brier([LIKELY, UNLIKELY], [1, 0], weights=[2, 1]) == pytest.approx(
        hedged_brier([LIKELY, LIKELY, UNLIKELY], [1, 1, 0])
    )


@pytest.mark.parametrize(
    ("readings", "grades", "what"),
    [
        ([(0.5, 0.4, 0.6)], [1], "position 0 must rise"),
        ([LIKELY, (0.1, 0.7, 0.6)], [1, 1], "position 1 must rise"),
        ([(-0.5, 0.4, 0.6)], [1], r"Chance -0\.5 at position 0"),
        ([LIKELY, (0.5, 0.6, 1.6)], [1, 0], r"Chance 1\.6 at position 1"),
        ([(0.5, 0.6)], [1], "low, mid and high"),
        ([LIKELY], [1, 0], "1 chances and 2 grades"),
        (np.empty((0, 3)), [], "0 claims"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(readings: object, grades: list[float], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        hedged_brier(readings, grades)
