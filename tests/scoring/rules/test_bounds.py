"""Bounds: what the undecided claims could still make of an accuracy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules.bounds import bounds, bounds_each


@pytest.mark.parametrize(("unknown", "ends"), [(2, (0.50, 0.83)), (6, (0.30, 0.90))])
def test_three_right_and_one_wrong_are_widened_by_what_is_unknown(unknown: float, ends: tuple[float, float]) -> None:
    allowed = bounds(3, 4, unknown)

    assert tuple(round(end, 2) for end in allowed) == ends


def test_with_nothing_unknown_the_bounds_meet_at_the_accuracy() -> None:
    allowed = bounds(3, 4, 0)

    assert allowed == (0.75, 0.75)


def test_without_any_claim_everything_is_possible() -> None:
    allowed = bounds(0, 0, 0)

    assert allowed == (0, 1)


@settings(deadline=None)
@given(right=st.floats(0, 100), wrong=st.floats(0, 100), unknown=st.floats(0, 100), share=st.floats(0, 1))
def test_however_the_unknown_are_decided_the_accuracy_stays_within_the_bounds(
    right: float, wrong: float, unknown: float, share: float
) -> None:
    allowed = bounds(right, right + wrong, unknown)

    everything = right + wrong + unknown
    decided = (right + share * unknown) / everything if everything else share
    assert 0 <= allowed.low <= allowed.high <= 1
    assert allowed.low - 1e-12 <= decided <= allowed.high + 1e-12


def test_a_negative_number_of_unknown_claims_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown -1 must be a finite number, 0 or more"):
        bounds(1, 2, -1)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 9)), min_size=1))
def test_those_of_many_are_those_of_each(drawn: list[tuple[int, int, int]]) -> None:
    records = [(min(points, resolved) / 4, resolved / 4, unknown / 3) for points, resolved, unknown in drawn]

    low, high = bounds_each(*zip(*records, strict=True))

    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [tuple(bounds(*one)) for one in records]


def test_of_many_the_first_impossible_one_is_named() -> None:
    with pytest.raises(ValueError, match=r"Unknown -1\.0 at position 1"):
        bounds_each([1, 1], [2, 2], [0, -1])
