"""The method: the numbers a person could argue about, and its name."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
import scipy

from scoring.rules.method import FAIR


def test_the_name_of_the_method_says_which_libraries_computed_it() -> None:
    assert FAIR.label == f"fair/1 numpy/{np.__version__} scipy/{scipy.__version__}"


def test_a_rank_needs_five_claims_and_a_first_nine_chances_in_ten() -> None:
    assert (FAIR.minimum, FAIR.first_at, FAIR.tier_at) == (5, Decimal("0.9"), Decimal("0.9"))


def test_a_collection_may_ask_for_three_claims_but_not_for_two() -> None:
    FAIR.check_minimum(3)

    with pytest.raises(ValueError, match=r"A minimum of 2 resolved claims is too few .* must be 3 or more"):
        FAIR.check_minimum(2)
