"""The fair score: published values, and what holds for every record."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betaln

from scoring.rules.fair import fair_score, fair_scores

RECORDS = st.floats(0, 500).flatmap(lambda resolved: st.tuples(st.floats(0, resolved), st.just(resolved)))


@pytest.mark.parametrize(
    ("points", "resolved", "score", "low", "high"),
    [
        (5, 5, 0.8571, 0.6070, 0.9915),
        (2, 2, 0.7500, 0.3684, 0.9830),
        (4.25, 5, 0.7500, 0.4604, 0.9547),
        (1, 1, 0.6667, 0.2236, 0.9747),
        (1.5, 3, 0.5000, 0.1653, 0.8347),
        (0.25, 1, 0.4167, 0.0550, 0.8471),
    ],
)
def test_the_published_records_have_the_published_scores_and_bars(
    points: float, resolved: float, score: float, low: float, high: float
) -> None:
    fair = fair_score(points, resolved)

    assert [round(number, 4) for number in fair] == [score, low, high]


@pytest.mark.parametrize(("points", "score"), [(18, 0.8636), (12, 0.5909), (11, 0.5455), (9, 0.4545)])
def test_four_people_with_twenty_claims_have_the_published_scores(points: float, score: float) -> None:
    fair = fair_score(points, 20)

    assert round(fair.score, 4) == score


def test_an_expert_without_a_resolved_claim_stands_in_the_middle_and_could_be_anywhere() -> None:
    fair = fair_score(0, 0)

    assert fair == pytest.approx((0.5, 0.05, 0.95))


@pytest.mark.parametrize(("points", "resolved"), [(4.25, 5), (0, 3), (1 / 3, 1), (30.5, 41)])
def test_the_bar_leaves_a_twentieth_on_each_side_by_slow_integration(points: float, resolved: float) -> None:
    def density(truth: float) -> float:
        log = points * math.log(truth) + (resolved - points) * math.log1p(-truth)
        return math.exp(log - float(betaln(1 + points, 1 + resolved - points)))

    fair = fair_score(points, resolved)

    assert quad(density, 0, fair.low)[0] == pytest.approx(0.05, abs=1e-8)
    assert quad(density, fair.high, 1)[0] == pytest.approx(0.05, abs=1e-8)


@settings(deadline=None)
@given(RECORDS)
def test_a_score_is_never_certain_and_its_bar_is_a_bar(record: tuple[float, float]) -> None:
    fair = fair_score(*record)

    assert 0 < fair.low < fair.high < 1
    assert 0 < fair.score < 1


@settings(deadline=None)
@given(RECORDS)
def test_the_bar_holds_the_score(record: tuple[float, float]) -> None:
    """Beta(a, b) with a, b >= 1 is log-concave, so at least 1/e of its mass lies on each side of its mean."""
    fair = fair_score(*record)

    assert fair.low < fair.score < fair.high


@settings(deadline=None)
@given(resolved=st.integers(0, 300), data=st.data())
def test_right_and_wrong_are_mirror_images(resolved: int, data: st.DataObject) -> None:
    points = data.draw(st.integers(0, 4 * resolved)) / 4

    right, wrong = fair_score(points, resolved), fair_score(resolved - points, resolved)

    mirrored = (1 - wrong.score, 1 - wrong.high, 1 - wrong.low)
    assert right == pytest.approx(mirrored, abs=1e-12)


@settings(deadline=None)
@given(resolved=st.integers(1, 300), data=st.data())
def test_more_points_of_as_many_claims_lift_the_score_and_both_ends_of_the_bar(
    resolved: int, data: st.DataObject
) -> None:
    fewer = data.draw(st.integers(0, 4 * resolved - 1))
    more = data.draw(st.integers(fewer + 1, 4 * resolved))

    worse, better = fair_score(fewer / 4, resolved), fair_score(more / 4, resolved)

    assert all(low < high for low, high in zip(worse, better, strict=True))


@pytest.mark.parametrize(
    ("points", "resolved", "message"),
    [
        (6, 5, "Points 6 are more than the 5 resolved: a claim earns at most its weight"),
        (-0.25, 5, "Points -0.25 must be a finite number, 0 or more"),
        (0, -1, "Resolved -1 must be a finite number, 0 or more"),
        (math.nan, 5, "Points nan must be a finite number"),
        (1, math.nan, "Resolved nan must be a finite number"),
        (1, math.inf, "Resolved inf must be a finite number"),
    ],
)
def test_an_impossible_record_is_refused_with_what_would_be_right(points: float, resolved: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fair_score(points, resolved)


@given(st.lists(st.integers(0, 80).flatmap(lambda n: st.tuples(st.floats(0, n), st.just(n))), min_size=1, max_size=20))
def test_many_at_once_have_the_same_bits_as_one_by_one(records: list[tuple[float, int]]) -> None:
    many = fair_scores([points for points, _ in records], [resolved for _, resolved in records])

    assert list(zip(*(column.tolist() for column in many), strict=True)) == [fair_score(*one) for one in records]


def test_a_million_experts_are_scored_at_once() -> None:
    many = fair_scores(np.tile([0, 1.5, 5], 400_000)[:1_000_000], np.full(1_000_000, 5))

    assert many.score[:3].tolist() == [1 / 7, 2.5 / 7, 6 / 7]
    assert np.all(many.low < many.score)
    assert np.all(many.score < many.high)


def test_one_impossible_pair_among_many_is_named_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"Points 3\.0 at position 1"):
        fair_scores([1, 3], [2, 2])
