"""Weights: one idea said several times counts once, exactly."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules.weights import as_claims, as_points, credit, family_weights, weights

GRADES = st.sampled_from([Decimal(grade) for grade in ("0", "0.25", "0.5", "0.75", "1")])
FAMILIES = st.dictionaries(st.text(max_size=4), st.sampled_from([None, "a", "b", "c"]), max_size=40)


def test_one_idea_in_three_sentences_is_one_hit() -> None:
    weight_of = weights({"SC-01": "agents", "SC-02": None, "SC-03": "agents", "SC-04": "agents"})
    earned = sum(credit(weight, Decimal(1)) for weight in weight_of.values())

    assert weight_of == {"SC-01": 333_334, "SC-02": 1_000_000, "SC-03": 333_333, "SC-04": 333_333}
    assert (as_points(earned), as_claims(sum(weight_of.values()))) == (2.0, 2.0)


@settings(deadline=None)
@given(st.integers(1, 5_000))
def test_a_family_of_any_size_weighs_exactly_one(size: int) -> None:
    shares = family_weights(size)

    assert sum(shares) == 1_000_000
    assert len(shares) == size
    assert 0 <= shares[0] - shares[-1] <= 1


@settings(deadline=None)
@given(FAMILIES)
def test_everybody_weighs_as_many_claims_as_they_had_ideas(families: dict[str, str | None]) -> None:
    weight_of = weights(families)

    alone = [family for family in families.values() if family is None]
    together = {family for family in families.values() if family is not None}
    assert sum(weight_of.values()) == 1_000_000 * (len(alone) + len(together))
    assert weight_of.keys() == families.keys()


@settings(deadline=None)
@given(FAMILIES, st.randoms(use_true_random=False))
def test_weights_do_not_depend_on_the_order_of_claims(families: dict[str, str | None], random: Random) -> None:
    shuffled = list(families.items())
    random.shuffle(shuffled)

    weight_of = weights(dict(shuffled))

    assert list(weight_of.items()) == list(weights(families).items())


@settings(deadline=None)
@given(st.integers(0, 1_000_000), GRADES)
def test_a_claim_never_earns_more_than_it_weighs(weight: int, grade: Decimal) -> None:
    earned = credit(weight, grade)

    assert earned == weight * grade * 4
    assert as_points(earned) <= as_claims(weight)


@pytest.mark.parametrize("size", [0, -1, 1_000_001])
def test_a_family_of_no_claims_or_too_many_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="must have from 1 to 1000000 claims"):
        family_weights(size)


@pytest.mark.parametrize("grade", ["0.3", "1.25", "-0.25", "NaN", "Infinity"])
def test_a_grade_that_is_no_quarter_is_refused(grade: str) -> None:
    with pytest.raises(ValueError, match=r"is not one of 0, 0\.25, 0\.5, 0\.75 and 1"):
        credit(1_000_000, Decimal(grade))


@pytest.mark.parametrize("weight", [-1, 1_000_001])
def test_a_weight_beyond_one_claim_is_refused(weight: int) -> None:
    with pytest.raises(ValueError, match="is not a number of millionths from 0 to 1000000"):
        credit(weight, Decimal(1))
