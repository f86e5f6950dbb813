"""Points above expectation: published values, who earns them, and when an interval is given."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.expectation import NoRange, above_expectation, expected_grade

GRADE = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
SOME = st.lists(st.tuples(GRADE, st.floats(0, 1)), max_size=25)


def columns(claims: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [grade for grade, _ in claims], [prior for _, prior in claims]


def made(claims: int, *, lift: float = 0.1, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Yes-or-no claims that come true somewhat more often than expected."""
    random = np.random.default_rng(seed)
    prior = random.uniform(0.1, 0.9, size=claims)
    return (random.uniform(size=claims) < prior + lift).astype(float), prior


@pytest.mark.parametrize(("priors", "points"), [([0.9, 0.8, 0.5], 0.114), ([0.3, 0.3, 0.3], 0.300)])
def test_the_published_examples_come_out(priors: list[float], points: float) -> None:
    assert round(above_expectation([1, 1, 1], priors).points, 3) == points


def test_what_was_expected_earns_nothing() -> None:
    assert above_expectation([1, 0, 0.5, 0.25], [1, 0, 0.5, 0.25]).points == 0


def test_nothing_resolved_is_as_expected() -> None:
    assert above_expectation([], []) == (0, None, None, NoRange.FEW_CLAIMS)


@given(claims=SOME)
def test_it_stays_between_minus_one_and_one(claims: list[tuple[float, float]]) -> None:
    assert -1 < above_expectation(*columns(claims), draws=5).points < 1


@given(claims=SOME)
def test_turning_every_claim_around_turns_the_sign(claims: list[tuple[float, float]]) -> None:
    turned = [(1 - grade, 1 - prior) for grade, prior in claims]

    assert above_expectation(*columns(turned), draws=5).points == pytest.approx(
        -above_expectation(*columns(claims), draws=5).points, abs=1e-12
    )


@given(claims=SOME, random=st.randoms(use_true_random=False))
def test_the_order_is_of_no_matter(claims: list[tuple[float, float]], random: Random) -> None:
    mixed = random.sample(claims, len(claims))

    assert above_expectation(*columns(mixed), draws=20) == above_expectation(*columns(claims), draws=20)


@given(claims=SOME.filter(bool), which=st.integers(0, 24))
def test_a_better_grade_and_a_lower_expectation_never_cost(claims: list[tuple[float, float]], which: int) -> None:
    grades, priors = columns(claims)
    place = which % len(claims)
    points = above_expectation(grades, priors, draws=5).points

    better = above_expectation([*grades[:place], 1, *grades[place + 1 :]], priors, draws=5).points
    harder = above_expectation(grades, [*priors[:place], 0, *priors[place + 1 :]], draws=5).points

    assert better >= points - 1e-12
    assert harder >= points - 1e-12


def test_an_easy_hit_earns_less_than_a_hard_one_and_an_easy_miss_costs_more() -> None:
    easy, hard = ([above_expectation([grade], [prior]).points for grade in (1, 0)] for prior in (0.95, 0.2))

    assert 0 < easy[0] < hard[0]
    assert easy[1] < hard[1] < 0


def test_the_long_run_is_nought_for_who_does_as_expected() -> None:
    assert above_expectation(*made(200_000, lift=0), draws=1).points == pytest.approx(0, abs=0.005)


def test_a_family_given_as_one_claim_weighs_as_one() -> None:
    assert above_expectation([0.75], [0.5]).points == pytest.approx(
        above_expectation([1, 0.5], [0.5, 0.5], weights=[0.5, 0.5]).points
    )


def test_the_interval_holds_the_points_and_is_the_same_every_time() -> None:
    grades, priors = made(30)
    found = above_expectation(grades, priors)

    assert found.low is not None
    assert found.high is not None
    assert -1 < found.low < found.points < found.high < 1
    assert above_expectation(grades[::-1], priors[::-1]) == found
    assert above_expectation(grades, priors, seed=2) != found


def test_drawing_claims_alike_together_is_drawing_claims() -> None:
    grades, priors = made(30)
    priors = priors.round(1)
    random = np.random.default_rng(5)
    rows = random.integers(0, 30, size=(4_000, 30))
    slow = (grades[rows] - priors[rows]).sum(axis=1) / 34

    found = above_expectation(grades, priors, draws=4_000)

    assert (found.low, found.high) == pytest.approx(np.quantile(slow, [0.05, 0.95]).tolist(), abs=0.01)


def test_ninety_in_a_hundred_intervals_hold_the_truth_or_nearly() -> None:
    truth = 0.1 * 20 / 24
    found = [above_expectation(*made(20, seed=seed), draws=200) for seed in range(200)]

    held = sum(one.low is not None and one.high is not None and one.low <= truth <= one.high for one in found)

    assert 166 <= held <= 192


@pytest.mark.parametrize(
    ("grades", "priors", "why"),
    [([1, 0, 1] * 3, [0.5, 0.2, 0.8] * 3, NoRange.FEW_CLAIMS), ([1] * 16, [0.5] * 16, NoRange.NO_VARIATION)],
)
def test_an_interval_that_would_promise_too_much_is_not_given(
    grades: list[float], priors: list[float], why: NoRange
) -> None:
    assert above_expectation(grades, priors)[1:] == (None, None, why)


def test_a_million_claims_are_no_trouble() -> None:
    random = np.random.default_rng(1)
    grades, priors = random.integers(0, 5, size=1_000_000) / 4, random.integers(0, 21, size=1_000_000) / 20

    found = above_expectation(grades, priors)

    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.001
    assert found.high - found.low < 0.002


@pytest.mark.parametrize(("priors", "expected"), [([], None), ([0.2, 0.9], None), ([0.9, 0.2, 0.3], 0.3)])
def test_three_blind_priors_make_an_expectation(priors: list[float], expected: float | None) -> None:
    assert expected_grade(priors) == expected


def test_of_an_even_number_of_priors_the_two_in_the_middle_count() -> None:
    assert expected_grade([0, 0.25, 0.75, 1]) == 0.5


@pytest.mark.parametrize(
    ("grades", "priors", "what"),
    [
        ([1, 2], [0.5, 0.5], "Grade 2"),
        ([1, 0], [0.5, math.nan], "Expected grade nan at position 1"),
        ([1], [0.5, 0.5], "1 grades and 2 expected"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(grades: list[float], priors: list[float], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        above_expectation(grades, priors)


def test_what_makes_no_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="Level 0"):
        above_expectation([1], [0.5], level=0)
    with pytest.raises(ValueError, match="-1 draws"):
        above_expectation([1], [0.5], draws=-1)
    with pytest.raises(ValueError, match=r"Prior 1\.1 at position 2"):
        expected_grade([0, 1, 1.1])
