"""Places, tiers and the first."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray

from scoring.rules.tiers import Above, clear_leader, competition_ranks, tier_of_places

NINE_IN_TEN = Decimal("0.9")


def above(*rows: tuple[float, ...]) -> Above:
    """A table of P(i above j) as the rule wants it."""
    table = np.array(rows)

    def part(those: slice, others: slice) -> NDArray[np.float64]:
        return table[those, others]

    return part


def test_equals_share_a_place_and_the_next_one_is_left_out() -> None:
    scores = [Decimal("0.5"), Decimal("0.75"), Decimal("0.6"), Decimal("0.6")]

    assert competition_ranks(scores) == [4, 1, 2, 2]


def test_scores_that_differ_in_the_last_stored_digit_are_not_equal() -> None:
    assert competition_ranks([Decimal("0.600000"), Decimal("0.600001")]) == [2, 1]


def test_a_tier_ends_where_everyone_above_beats_everyone_below() -> None:
    chances = above((0.5, 0.6, 0.95), (0.4, 0.5, 0.9), (0.05, 0.1, 0.5))

    assert tier_of_places(3, chances, at=NINE_IN_TEN) == [1, 1, 2]


def test_one_pair_in_doubt_keeps_the_tier_together() -> None:
    neighbours_differ = above((0.5, 0.95, 0.89), (0.05, 0.5, 0.6), (0.11, 0.4, 0.5))
    second_in_doubt = above((0.5, 0.6, 0.95), (0.4, 0.5, 0.899), (0.05, 0.101, 0.5))

    assert tier_of_places(3, neighbours_differ, at=NINE_IN_TEN) == [1, 1, 1]
    assert tier_of_places(3, second_in_doubt, at=NINE_IN_TEN) == [1, 1, 1]


def test_several_tiers_can_end() -> None:
    chances = above((0.5, 0.9, 0.99), (0.1, 0.5, 0.9), (0.01, 0.1, 0.5))

    assert tier_of_places(3, chances, at=NINE_IN_TEN) == [1, 2, 3]


@pytest.mark.parametrize("places", [0, 1])
def test_with_nobody_to_compare_there_is_at_most_one_tier(places: int) -> None:
    assert tier_of_places(places, above(), at=NINE_IN_TEN) == [1] * places


def test_a_first_is_named_from_nine_chances_in_ten_on() -> None:
    assert clear_leader([Decimal("0.1"), Decimal("0.900000")], at=NINE_IN_TEN) == 1
    assert clear_leader([Decimal("0.899999"), Decimal("0.100001")], at=NINE_IN_TEN) is None


def test_nobody_is_first_of_one() -> None:
    assert clear_leader([Decimal(1)], at=NINE_IN_TEN) is None
    assert clear_leader([], at=NINE_IN_TEN) is None


@pytest.mark.parametrize("at", ["0.5", "1.1"])
def test_a_threshold_that_lets_two_be_first_is_refused(at: str) -> None:
    with pytest.raises(ValueError, match=r"must be above 0\.5 and at most 1"):
        clear_leader([Decimal(1), Decimal(0)], at=Decimal(at))
    with pytest.raises(ValueError, match=r"must be above 0\.5 and at most 1"):
        tier_of_places(2, above((0.5, 0.9), (0.1, 0.5)), at=Decimal(at))
