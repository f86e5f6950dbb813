"""The Brier score: published values, other implementations, and what holds for any chances."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
import scoringrules
import xarray
from hypothesis import given
from hypothesis import strategies as st
from scores.probability import brier_score
from sklearn.metrics import brier_score_loss

from scoring.rules.brier import Convention, brier, brier_each, brier_of_options

CHANCES = (0.1, 0.8, 0.9, 0.3, 1, 0.95)
CAME = (0, 1, 1, 0, 1, 1)
CHANCE = st.floats(0, 1)
GRADE = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
SOME = st.lists(st.tuples(CHANCE, GRADE), min_size=1, max_size=30)
SOME_PLAIN = st.lists(st.tuples(CHANCE, st.sampled_from([0, 1])), min_size=1, max_size=30)


def columns(claims: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [chance for chance, _ in claims], [grade for _, grade in claims]


def test_the_published_example_comes_out_in_both_conventions() -> None:
    assert brier(CHANCES, CAME) == pytest.approx(0.1525 / 6, abs=1e-15)
    assert round(brier(CHANCES, CAME), 5) == 0.02542
    assert round(brier(CHANCES, CAME, convention=Convention.ALL_OPTIONS), 5) == 0.05083


def test_the_published_example_of_four_options_comes_out() -> None:
    assert brier_of_options([0.15, 0.45, 0.25, 0.15], 2) == pytest.approx(0.81)


def test_a_skill_against_the_base_rate_comes_out_as_published() -> None:
    came = [0, 1, 1, 0, 0, 1]

    score, reference = brier([0.3, 0.5, 0.6, 0.7, 0.9, 0.8], came), brier([0.5] * 6, came)

    assert (round(score, 5), reference, round(1 - score / reference, 4)) == (0.30667, 0.25, -0.2267)


def test_days_as_weights_give_the_published_score_over_time() -> None:
    found = brier([0.6, 0.9], [1, 1], weights=[30, 70], convention=Convention.ALL_OPTIONS)

    assert found == pytest.approx(0.11)


def test_cuts_through_ordered_options_give_the_published_ranked_score() -> None:
    def ranked(options: list[float], came: int) -> float:
        below = np.cumsum(options)[:-1].round(12)
        return float(brier_each(below, np.arange(below.size) >= came).sum())

    assert ranked([0.01, 0.32, 0.44, 0.23], 2) == pytest.approx(0.1619)
    assert ranked([0.2] * 5, 0) == pytest.approx(1.2)
    assert 2 * ranked([0.15, 0.45, 0.25, 0.15], 2) / 3 == pytest.approx(0.27)


@given(claims=SOME_PLAIN)
def test_other_implementations_say_the_same(claims: list[tuple[float, float]]) -> None:
    chances, came = columns(claims)
    found = brier(chances, came)

    assert found == pytest.approx(brier_score_loss(came, chances, pos_label=1), abs=1e-12)
    assert found == pytest.approx(
        float(np.mean(scoringrules.brier_score(np.array(came), np.array(chances)))), abs=1e-12
    )
    assert found == pytest.approx(
        float(brier_score(xarray.DataArray(chances, dims="n"), xarray.DataArray(came, dims="n"))), abs=1e-12
    )
    assert brier(chances, came, convention=Convention.ALL_OPTIONS) == pytest.approx(
        brier_score_loss(came, chances, pos_label=1, scale_by_half=False), abs=1e-12
    )


@given(claims=SOME_PLAIN, random=st.randoms(use_true_random=False))
def test_weights_are_those_of_another_implementation(claims: list[tuple[float, float]], random: Random) -> None:
    chances, came = columns(claims)
    weights = [random.uniform(0.1, 1) for _ in claims]

    theirs = brier_score_loss(came, chances, pos_label=1, sample_weight=weights)

    assert brier(chances, came, weights=weights) == pytest.approx(theirs, abs=1e-12)


@given(claims=SOME)
def test_it_stays_in_its_range_and_one_convention_is_twice_the_other(claims: list[tuple[float, float]]) -> None:
    one, both = (brier(*columns(claims), convention=convention) for convention in Convention)

    assert 0 <= one <= 1
    assert both == pytest.approx(2 * one, abs=1e-15)


@given(claims=SOME, random=st.randoms(use_true_random=False))
def test_the_order_is_of_no_matter(claims: list[tuple[float, float]], random: Random) -> None:
    mixed = random.sample(claims, len(claims))

    assert brier(*columns(mixed)) == pytest.approx(brier(*columns(claims)), abs=1e-15)


@given(claims=SOME)
def test_yes_and_no_are_alike(claims: list[tuple[float, float]]) -> None:
    turned = [(1 - chance, 1 - grade) for chance, grade in claims]

    assert brier(*columns(turned)) == pytest.approx(brier(*columns(claims)), abs=1e-12)


@given(chance=CHANCE, better=CHANCE, grade=GRADE)
def test_nearer_is_better(chance: float, better: float, grade: float) -> None:
    near, far = sorted((chance, better), key=lambda one: abs(one - grade))

    assert brier([near], [grade]) <= brier([far], [grade])


@given(grades=st.lists(GRADE, min_size=1, max_size=30), other=CHANCE)
def test_to_say_the_mean_grade_is_best(grades: list[float], other: float) -> None:
    mean = float(np.mean(grades))

    def always(chance: float) -> float:
        return brier([chance] * len(grades), grades)

    assert always(mean) <= always(other) + 1e-12
    assert abs(other - mean) < 1e-6 or always(mean) < always(other)


@pytest.mark.parametrize(("chance", "grade", "score"), [(0, 0, 0), (1, 1, 0), (0, 1, 1), (1, 0, 1), (0.5, 0.5, 0)])
def test_certainty_is_all_or_nothing(chance: float, grade: float, score: float) -> None:
    assert brier([chance], [grade]) == score


@given(options=st.lists(st.integers(0, 20), min_size=2, max_size=6).filter(any))
def test_options_summed_are_at_most_two(options: list[int]) -> None:
    chances = np.array(options) / sum(options)
    scores = [brier_of_options(chances, came) for came in range(len(options))]

    assert all(0 <= score <= 2 for score in scores)


def test_two_options_are_a_yes_or_no() -> None:
    assert brier_of_options([0.7, 0.3], 0) == pytest.approx(brier([0.7], [1], convention=Convention.ALL_OPTIONS))


def test_a_million_claims_are_no_trouble() -> None:
    random = np.random.default_rng(1)
    chances = random.uniform(size=1_000_000)

    assert brier(chances, random.uniform(size=1_000_000) < chances) == pytest.approx(1 / 6, abs=0.001)


@pytest.mark.parametrize(
    ("chances", "grades", "what"),
    [
        ([], [], "0 claims"),
        ([0.5], [], "1 chances and 0 grades"),
        ([0.5, 1.5], [0, 1], r"Chance 1\.5 at position 1"),
        ([0.5, math.nan], [0, 1], "Chance nan at position 1"),
        ([0.5], [-0.25], r"Grade -0\.25 at position 0"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(chances: list[float], grades: list[float], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        brier(chances, grades)
    with pytest.raises(ValueError, match=what):
        brier_each(chances, grades)


@pytest.mark.parametrize(
    ("options", "came", "what"),
    [([0.5, 0.6], 0, "sum to 1"), ([1.5, -0.5], 0, "position 0"), ([0.5, 0.5], 2, "Option 2"), ([1], -1, "Option -1")],
)
def test_options_that_cannot_be_are_refused(options: list[float], came: int, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        brier_of_options(options, came)
