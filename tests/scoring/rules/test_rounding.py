"""Rounding: what is stored, and therefore what is equal."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules.rounding import all_stored, rounded, stored


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (2 / 3, "0.666667"),
        (1 / 128, "0.007812"),  # exactly 0.0078125: half-way, to the even neighbour
        (3 / 128, "0.023438"),  # exactly 0.0234375
        (1, "1.000000"),
        (-0.0, "0.000000"),
        (-1e-9, "0.000000"),
    ],
)
def test_a_number_is_kept_to_six_decimals(value: float, kept: str) -> None:
    decimal = stored(value)

    assert str(decimal) == kept


@settings(deadline=None)
@given(st.floats(0, 1000))
def test_storing_moves_a_number_by_half_a_millionth_at_most_and_only_once(value: float) -> None:
    decimal = stored(value)

    assert abs(decimal - Decimal(value)) <= Decimal("0.0000005")
    assert stored(float(decimal)) == decimal


@settings(deadline=None)
@given(st.floats(-1000, 1e15) | st.integers(0, 2**40).map(lambda whole: (whole + 0.5) / 2**20))
def test_what_is_stored_is_the_exact_value_quantized_half_to_even(value: float) -> None:
    exact = Decimal(value).quantize(Decimal("0.000001"), rounding=ROUND_HALF_EVEN)

    assert str(stored(value)) == str(exact + 0)


def test_a_threshold_is_not_missed_by_the_last_bit() -> None:
    almost = np.nextafter(0.9, 0)

    assert almost < 0.9
    assert rounded(np.array([almost]))[0] >= 0.9


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_not_stored(value: float) -> None:
    with pytest.raises(ValueError, match="a stored number must be finite"):
        stored(value)


@given(st.lists(st.floats(0, 1e6) | st.integers(0, 2**31).map(lambda number: (2 * number + 1) / 2_000_000)))
def test_many_at_once_are_stored_as_each_is_alone(values: list[float]) -> None:
    assert all_stored(values) == [stored(value) for value in values]
    assert [str(one) for one in all_stored(values)] == [str(stored(value)) for value in values]


def test_of_many_values_one_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="must be finite"):
        all_stored([0.5, math.nan])
