"""Raw accuracy: the share of points."""

from __future__ import annotations

import pytest

from scoring.rules.accuracy import accuracy
from scoring.rules.intervals import wilson


def test_grades_of_1_and_three_quarters_and_a_half_make_three_quarters() -> None:
    raw = accuracy(1 + 0.75 + 0.5, 3)

    assert raw.share == 0.75


def test_accuracy_carries_the_wilson_interval_of_the_board() -> None:
    raw = accuracy(4, 20)

    assert (raw.low, raw.high) == wilson(4, 20, level=0.9)


def test_without_a_resolved_claim_there_is_no_accuracy_not_even_zero() -> None:
    with pytest.raises(ValueError, match="Accuracy of 0 resolved claims is not defined"):
        accuracy(0, 0)
