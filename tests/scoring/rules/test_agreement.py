"""How far reviewers agree: published examples, another implementation, and what holds for any ratings."""

from __future__ import annotations

import math
from random import Random

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.rules.agreement import (
    Agreement,
    AgreementRange,
    Scale,
    Tallies,
    Undefined,
    agreement,
    agreement_range,
    tallies,
)

NO = math.nan
# Krippendorff (2011): four observers of twelve units, and three coders of fifteen; a row for each rater.
FOUR = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3],
    [NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO],
]
THREE = [
    [NO, NO, NO, NO, NO, 3, 4, 1, 2, 1, 1, 3, 3, NO, 3],
    [1, NO, 2, 1, 3, 3, 4, 3, NO, NO, NO, NO, NO, NO, NO],
    [NO, NO, 2, 1, 3, 4, 4, NO, 2, 1, 1, 3, 3, NO, 4],
]
YES_OR_NO = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
LETTERS = [[1, 1, 2, 2, 4, 3, 3, 3, 5, 4, 4, 1], [2, 1, 2, 2, 2, 3, 3, 3, 5, 4, 4, 4]]
SCALES = list(Scale)
GRADES = st.sampled_from([0, 0.25, 0.5, 0.75, 1, NO])
RATINGS = st.integers(2, 5).flatmap(
    lambda raters: st.lists(st.lists(GRADES, min_size=raters, max_size=raters), min_size=1, max_size=15)
)


def by_unit(by_rater: list[list[float]]) -> Tallies:
    return tallies(np.transpose(np.array(by_rater, dtype=float)))


def made(units: int, raters: int = 2, *, noise: float = 0.2, seed: int = 1) -> NDArray[np.float64]:
    """Ratings in quarters of units whose true grades are spread evenly."""
    random = np.random.default_rng(seed)
    read = random.uniform(size=(units, 1)) + noise * random.normal(size=(units, raters))
    return np.asarray(np.clip(np.round(4 * read) / 4, 0, 1), dtype=float)


@pytest.mark.parametrize(
    ("ratings", "scale", "alpha"),
    [
        (FOUR, Scale.NOMINAL, 0.743),
        (FOUR, Scale.ORDINAL, 0.815),
        (FOUR, Scale.INTERVAL, 0.849),
        (FOUR, Scale.RATIO, 0.797),
        (YES_OR_NO, Scale.NOMINAL, 0.095),
        (LETTERS, Scale.NOMINAL, 0.692),
    ],
)
def test_the_published_examples_come_out(ratings: list[list[float]], scale: Scale, alpha: float) -> None:
    assert agreement(by_unit(ratings), scale=scale).alpha == pytest.approx(alpha, abs=0.0005)


@pytest.mark.parametrize(("scale", "alpha"), [(Scale.NOMINAL, 0.691358), (Scale.INTERVAL, 0.810845)])
def test_three_coders_of_fifteen_units_agree_as_published(scale: Scale, alpha: float) -> None:
    found = agreement(by_unit(THREE), scale=scale)

    assert found.alpha == pytest.approx(alpha, abs=5e-7)
    assert (found.units, found.values) == (12, 26)


@pytest.mark.parametrize("scale", SCALES)
@given(ratings=RATINGS)
def test_another_implementation_says_the_same(scale: Scale, ratings: list[list[float]]) -> None:
    found = agreement(tallies(ratings), scale=scale).alpha
    assume(found is not None)

    theirs = krippendorff.alpha(np.transpose(np.array(ratings)), level_of_measurement=scale.value)

    assert found == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("scale", SCALES)
@given(ratings=RATINGS, random=st.randoms(use_true_random=False))
def test_the_order_of_units_and_of_raters_is_of_no_matter(
    scale: Scale, ratings: list[list[float]], random: Random
) -> None:
    mixed = [random.sample(row, len(row)) for row in random.sample(ratings, len(ratings))]

    first, second = (agreement(tallies(those), scale=scale) for those in (ratings, mixed))

    assert first[1:] == second[1:]
    assert first.alpha == pytest.approx(second.alpha, abs=1e-12)


@given(ratings=RATINGS, names=st.permutations([3, 7, 8, 11, 20]))
def test_names_can_be_changed_for_others(ratings: list[list[float]], names: list[float]) -> None:
    renamed = [[NO if math.isnan(one) else names[int(4 * one)] for one in row] for row in ratings]

    first, second = (agreement(tallies(those), scale=Scale.NOMINAL).alpha for those in (ratings, renamed))

    assert first == pytest.approx(second, abs=1e-12)


@given(ratings=RATINGS)
def test_an_order_is_kept_by_any_rising_scale(ratings: list[list[float]]) -> None:
    cubed = np.array(ratings) ** 3 + 5

    assert agreement(tallies(ratings)) == agreement(tallies(cubed))


@given(ratings=RATINGS, shift=st.integers(-8, 8), stretch=st.sampled_from([-2, 0.5, 4]))
def test_an_interval_scale_can_be_shifted_stretched_and_turned(
    ratings: list[list[float]], shift: int, stretch: float
) -> None:
    moved = shift + stretch * np.array(ratings)

    first, second = (agreement(tallies(those), scale=Scale.INTERVAL).alpha for those in (ratings, moved))

    assert first == pytest.approx(second, abs=1e-9)


@given(ratings=RATINGS)
def test_a_scale_of_ratios_knows_no_unit(ratings: list[list[float]]) -> None:
    first, second = (
        agreement(tallies(those), scale=Scale.RATIO).alpha for those in (ratings, 1000 * np.array(ratings))
    )

    assert first == pytest.approx(second, abs=1e-9)


@pytest.mark.parametrize("scale", SCALES)
@given(truths=st.lists(st.sampled_from([0, 0.25, 0.5, 0.75, 1]), min_size=2, max_size=12), raters=st.integers(2, 4))
def test_complete_agreement_is_one(scale: Scale, truths: list[float], raters: int) -> None:
    assume(len(set(truths)) > 1)

    assert agreement(tallies([[truth] * raters for truth in truths]), scale=scale).alpha == 1


@pytest.mark.parametrize("scale", SCALES)
@given(ratings=RATINGS)
def test_alpha_is_never_above_one(scale: Scale, ratings: list[list[float]]) -> None:
    found = agreement(tallies(ratings), scale=scale).alpha

    assert found is None or found <= 1


@pytest.mark.parametrize("scale", SCALES)
def test_ratings_without_any_bearing_on_the_unit_agree_as_chance_does(scale: Scale) -> None:
    dealt = np.random.default_rng(3).integers(0, 5, size=(200_000, 2)) / 4

    assert agreement(tallies(dealt), scale=scale).alpha == pytest.approx(0, abs=0.01)


def test_the_more_the_readings_scatter_the_less_agreement() -> None:
    alphas = [agreement(tallies(made(2_000, noise=noise))).alpha for noise in (0, 0.1, 0.2, 0.4)]

    assert alphas[0] == 1
    assert alphas == sorted(alphas, key=lambda alpha: alpha or 0, reverse=True)


@pytest.mark.parametrize(
    "ratings", [np.empty((0, 2)), np.empty((3, 0)), [[1, NO], [NO, 0.5]], [[NO, NO]]], ids=["0", "nobody", "1", "none"]
)
def test_where_nobody_can_be_compared_agreement_is_not_defined(ratings: object) -> None:
    found = agreement(tallies(ratings))

    assert found == Agreement(None, Undefined.NO_PAIRS, 0, 0)
    assert agreement_range(tallies(ratings)) == (None, None, Undefined.NO_PAIRS)


@pytest.mark.parametrize("scale", SCALES)
def test_where_everybody_says_the_same_of_everything_agreement_is_not_defined(scale: Scale) -> None:
    those = tallies([[0.5, 0.5], [0.5, 0.5], [1, NO]])

    assert agreement(those, scale=scale) == Agreement(None, Undefined.NO_VARIATION, 2, 4)
    assert agreement_range(those, scale=scale).why_not == Undefined.NO_VARIATION


def test_the_range_holds_the_figure_and_is_the_same_every_time() -> None:
    ratings = made(40)
    alpha = agreement(tallies(ratings)).alpha
    low, high, why_not = agreement_range(tallies(ratings))

    assert alpha is not None
    assert low is not None
    assert high is not None
    assert -1 < low < alpha < high < 1
    assert why_not is None
    assert agreement_range(tallies(ratings)) == (low, high, None)
    assert agreement_range(tallies(ratings[::-1, ::-1])) == (low, high, None)
    assert agreement_range(tallies(ratings), seed=2) != (low, high, None)


def test_a_wider_promise_needs_a_wider_range_and_more_units_a_narrower_one() -> None:
    def width(found: AgreementRange) -> float:
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    those, more = tallies(made(40)), tallies(made(400))

    assert width(agreement_range(those, level=0.5)) < width(agreement_range(those))
    assert width(agreement_range(more)) < width(agreement_range(those))


def test_drawing_units_alike_together_is_drawing_units() -> None:
    ratings = made(60)
    random = np.random.default_rng(9)
    slow = [agreement(tallies(ratings[random.integers(0, 60, size=60)])).alpha for _ in range(2_000)]

    low, high, _ = agreement_range(tallies(ratings), draws=4_000)

    assert [low, high] == pytest.approx(np.quantile(np.array(slow, dtype=float), [0.05, 0.95]).tolist(), abs=0.03)


def test_ninety_in_a_hundred_ranges_hold_the_truth_or_nearly() -> None:
    truth = agreement(tallies(made(300_000))).alpha
    assert truth is not None
    held = 0
    for seed in range(100):
        low, high, _ = agreement_range(tallies(made(20, seed=seed)), draws=200)
        assert low is not None
        assert high is not None
        held += low <= truth <= high

    assert 80 <= held <= 97


@pytest.mark.parametrize(
    ("ratings", "why"),
    [
        (made(9), Undefined.FEW_UNITS),
        ([[grade, grade] for grade in (0, 0.5, 1)] * 10, Undefined.NO_DISAGREEMENT),
        ([[1, 1]] * 30 + [[1, 0]], Undefined.FRAGILE),
    ],
)
def test_a_range_that_would_promise_too_much_is_not_given(ratings: object, why: Undefined) -> None:
    assert agreement(tallies(ratings)).alpha is not None
    assert agreement_range(tallies(ratings)) == (None, None, why)


def test_a_million_units_are_no_trouble() -> None:
    found = agreement_range(tallies(made(1_000_000)))

    assert found.low is not None
    assert found.high is not None
    assert 0 < found.high - found.low < 0.01


@pytest.mark.parametrize(
    ("ratings", "where"),
    [
        ([1, 2], r"shape \(2,\)"),
        ([[1, 2], [3, math.inf]], "inf of unit 1 by rater 1"),
        (np.arange(1_002.0).reshape(-1, 2), "1002 different values"),
    ],
)
def test_ratings_that_cannot_be_are_refused_with_their_place(ratings: object, where: str) -> None:
    with pytest.raises(ValueError, match=where):
        tallies(ratings)


@pytest.mark.parametrize(
    ("values", "counts", "where"),
    [
        ([0, 1], [[1, 2, 3]], "shape"),
        ([1, 0], [[1, 2]], "rise"),
        ([0, NO], [[1, 2]], "finite"),
        ([0, 1], [[1, 2], [1, -2]], "-2 of unit 1, value 1"),
    ],
)
def test_tallies_that_cannot_be_are_refused_with_their_place(
    values: list[float], counts: list[list[int]], where: str
) -> None:
    with pytest.raises(ValueError, match=where):
        Tallies(np.array(values, dtype=float), np.array(counts))


def test_a_range_asks_for_a_level_and_for_draws() -> None:
    with pytest.raises(ValueError, match=r"Level 1\.0"):
        agreement_range(tallies(made(20)), level=1.0)
    with pytest.raises(ValueError, match="0 draws"):
        agreement_range(tallies(made(20)), draws=0)


def test_a_negative_value_has_no_place_among_ratios() -> None:
    with pytest.raises(ValueError, match=r"Value -1\.0"):
        agreement(tallies([[-1, 2]]), scale=Scale.RATIO)
