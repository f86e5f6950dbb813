"""Reliability of stated chances: published values, other implementations, and how wide luck alone is."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scores.processing import isotonic_fit
from sklearn.isotonic import IsotonicRegression
from xarray import DataArray

from scoring.rules.brier import brier
from scoring.rules.calibration import MOST_PLACES, consistency_band, parts, reliability

CHANCE = st.one_of(st.floats(0, 1), st.sampled_from([0, 0.1, 0.5, 0.9, 1]))
GRADE = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
SOME = st.lists(st.tuples(CHANCE, GRADE), min_size=1, max_size=30)
SIX = ([0.4, 0.3, 0.2, 0.1, 0.5, 0.9], [0, 0, 0, 1, 1, 1])


def columns(claims: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [chance for chance, _ in claims], [grade for _, grade in claims]


def calibrated(claims: int, *, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    chances = random.integers(0, 21, size=claims) / 20
    return chances, (random.uniform(size=claims) < chances).astype(float)


def test_the_published_six_cases_come_out() -> None:
    found = parts(*SIX)

    assert [round(one, 5) for one in found] == [0.22667, 0.10167, 0.125, 0.25]
    assert reliability(*SIX).recalibrated.tolist() == [0.25] * 4 + [1, 1]


@given(claims=SOME)
def test_other_implementations_say_the_same(claims: list[tuple[float, float]]) -> None:
    # rounded, because scikit-learn takes chances for equal that differ in the last place
    chances, grades = columns([(round(chance, 6), grade) for chance, grade in claims])
    curve = reliability(chances, grades)

    learned = IsotonicRegression().fit(chances, grades).predict(curve.chances)
    scores = isotonic_fit(DataArray(chances, dims="n"), DataArray(grades, dims="n"))["regression_func"](curve.chances)

    assert curve.recalibrated == pytest.approx(learned, abs=1e-9)
    assert curve.recalibrated == pytest.approx(scores, abs=1e-9)


@given(claims=SOME)
def test_the_curve_rises_stays_in_its_range_and_keeps_the_mean(claims: list[tuple[float, float]]) -> None:
    chances, grades = columns(claims)
    curve = reliability(chances, grades)

    assert np.all(np.diff(curve.chances) > 0)
    assert np.all(np.diff(curve.recalibrated) >= 0)
    assert curve.recalibrated[0] >= min(grades) - 1e-12
    assert curve.recalibrated[-1] <= max(grades) + 1e-12
    assert curve.weights.sum() == len(claims)
    assert np.average(curve.recalibrated, weights=curve.weights) == pytest.approx(np.mean(grades), abs=1e-12)


@given(claims=SOME)
def test_the_parts_make_the_score(claims: list[tuple[float, float]]) -> None:
    chances, grades = columns(claims)
    found = parts(chances, grades)

    assert found.score == brier(chances, grades)
    assert found.score == pytest.approx(found.miscalibration - found.discrimination + found.uncertainty, abs=1e-12)
    assert min(found) >= 0
    assert found.discrimination <= found.uncertainty


@given(claims=SOME)
def test_what_is_recalibrated_has_nothing_left_to_recalibrate(claims: list[tuple[float, float]]) -> None:
    chances, grades = columns(claims)
    curve = reliability(chances, grades)
    recalibrated = curve.recalibrated[np.searchsorted(curve.chances, chances)].round(12)

    assert parts(recalibrated, grades).miscalibration == pytest.approx(0, abs=1e-9)


@given(claims=SOME, random=st.randoms(use_true_random=False))
def test_the_order_is_of_no_matter(claims: list[tuple[float, float]], random: Random) -> None:
    mixed = random.sample(claims, len(claims))

    assert parts(*columns(mixed)) == pytest.approx(parts(*columns(claims)), abs=1e-12)


@given(claims=SOME)
def test_yes_and_no_are_alike(claims: list[tuple[float, float]]) -> None:
    rough = [(round(chance, 6), grade) for chance, grade in claims]  # so that 1 - chance keeps apart what is apart
    turned = [(1 - chance, 1 - grade) for chance, grade in rough]

    assert parts(*columns(turned)) == pytest.approx(parts(*columns(rough)), abs=1e-9)


@given(claims=SOME)
def test_only_the_order_of_the_chances_shapes_the_curve(claims: list[tuple[float, float]]) -> None:
    chances, grades = columns([(round(chance, 6), grade) for chance, grade in claims])
    squashed = [0.25 + chance / 2 for chance in chances]

    assert reliability(squashed, grades).recalibrated.tolist() == reliability(chances, grades).recalibrated.tolist()


def test_always_the_same_chance_is_one_place() -> None:
    curve = reliability([0.7] * 4, [1, 0.5, 0, 1])

    assert [one.tolist() for one in curve] == [[0.7], [0.625], [4]]
    assert parts([0.7] * 4, [1, 0.5, 0, 1]).discrimination == 0


@pytest.mark.parametrize("grade", [0, 0.5, 1])
def test_equal_grades_leave_nothing_to_tell_apart(grade: float) -> None:
    found = parts([0, 0.2, 0.9, 1], [grade] * 4)

    assert (found.discrimination, found.uncertainty) == (0, 0)
    assert found.miscalibration == found.score


def test_one_claim_has_a_curve() -> None:
    assert reliability([1], [0]).recalibrated.tolist() == [0]
    assert parts([1], [0]) == (1, 1, 0, 0)


def test_a_claim_that_weighs_twice_is_there_twice() -> None:
    assert parts([0.2, 0.6, 0.9], [0, 1, 0.5], weights=[1, 2, 0.5]) == pytest.approx(
        parts([0.2, 0.2, 0.6, 0.6, 0.6, 0.6, 0.9], [0, 0, 1, 1, 1, 1, 0.5])
    )


def test_the_band_lies_around_the_diagonal_and_is_the_same_every_time() -> None:
    chances, _ = calibrated(300)
    band = consistency_band(chances)

    inner = (band.chances > 0) & (band.chances < 1)
    assert np.all(band.low[inner] < band.chances[inner])
    assert np.all(band.chances[inner] < band.high[inner])
    assert np.all(np.diff(band.low) >= 0)
    assert np.all(np.diff(band.high) >= 0)
    assert (band.low[0], band.high[0], band.low[-1], band.high[-1]) == (0, 0, 1, 1)
    for again in (consistency_band(chances), consistency_band(chances[::-1])):
        assert [one.tolist() for one in again] == [one.tolist() for one in band]


def test_the_curve_of_right_chances_lies_in_the_band_as_often_as_promised() -> None:
    chances, _ = calibrated(400)
    band = consistency_band(chances)
    inner = (band.chances > 0) & (band.chances < 1)
    random = np.random.default_rng(8)

    held = []
    for _ in range(200):
        curve = reliability(chances, random.uniform(size=chances.size) < chances).recalibrated
        held.append(((band.low <= curve) & (curve <= band.high))[inner].mean())

    assert 0.86 <= np.mean(held) <= 0.95


def test_the_curve_of_an_overconfident_speaker_leaves_the_band() -> None:
    chances, _ = calibrated(2_000)
    came = np.random.default_rng(2).uniform(size=2_000) < 0.25 + chances / 2

    curve, band = reliability(chances, came).recalibrated, consistency_band(chances)

    assert curve[1] > band.high[1]
    assert curve[-2] < band.low[-2]


def test_more_claims_make_a_narrower_band_and_a_bolder_promise_a_narrower_one_too() -> None:
    def width(claims: int, level: float = 0.9) -> float:
        band = consistency_band(calibrated(claims)[0], level=level, draws=300)
        return float(np.mean(band.high - band.low))

    assert width(2_000) < width(200)
    assert width(200, 0.5) < width(200)


def test_the_fractions_of_a_family_are_drawn_each_by_itself() -> None:
    whole = consistency_band([0.5] * 50)
    parted = consistency_band([0.5] * 200, weights=[0.25] * 200)

    assert parted.high[0] - parted.low[0] < whole.high[0] - whole.low[0]


def test_a_million_claims_are_no_trouble() -> None:
    random = np.random.default_rng(1)
    chances = random.uniform(size=1_000_000)
    came = random.uniform(size=1_000_000) < chances

    found, band = parts(chances, came), consistency_band(chances, draws=3)

    assert found.miscalibration == pytest.approx(0, abs=0.001)
    assert band.chances.size == MOST_PLACES
    assert np.max(np.abs(band.high - band.chances)) < 0.1


@pytest.mark.parametrize(
    ("chances", "grades", "what"),
    [([], [], "0 claims"), ([0.5, math.inf], [0, 1], "Chance inf at position 1"), ([0.5], [1.5], r"Grade 1\.5")],
)
def test_what_cannot_be_is_refused_with_its_place(chances: list[float], grades: list[float], what: str) -> None:
    for rule in (reliability, parts):
        with pytest.raises(ValueError, match=what):
            rule(chances, grades)


def test_what_makes_no_band_is_refused() -> None:
    with pytest.raises(ValueError, match="0 claims"):
        consistency_band([])
    with pytest.raises(ValueError, match=r"Chance -0\.5 at position 0"):
        consistency_band([-0.5])
    with pytest.raises(ValueError, match="0 draws"):
        consistency_band([0.5], draws=0)
    with pytest.raises(ValueError, match="Level 1"):
        consistency_band([0.5], level=1)
