"""Strict hits: which grades are hits, and how sure their share is."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from scoring.rules.hits import strict_hits

GRADES = st.lists(st.sampled_from([0, 0.25, 0.5, 0.75, 1]), min_size=1, max_size=40)


def test_three_quarters_are_a_hit_and_half_is_none() -> None:
    found = strict_hits([1, 0.75, 0.5, 0.25, 0])

    assert (found.hits, found.resolved, found.share) == (2, 5, 0.4)


@pytest.mark.parametrize(("hits", "low", "high"), [(4, 0.0715, 0.4082), (18, 0.7161, 0.9786)])
def test_the_published_intervals_come_out(hits: int, low: float, high: float) -> None:
    found = strict_hits([1] * hits + [0] * (20 - hits), level=0.95)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(grades=GRADES, level=st.sampled_from([0.5, 0.9, 0.99]))
def test_another_implementation_says_the_same(grades: list[float], level: float) -> None:
    found = strict_hits(grades, level=level)

    theirs = proportion_confint(found.hits, len(grades), alpha=1 - level, method="jeffreys")

    assert (found.low, found.high) == pytest.approx(theirs, abs=1e-12)


@given(grades=GRADES)
def test_the_interval_holds_the_share_but_at_the_two_ends(grades: list[float]) -> None:
    found = strict_hits(grades)

    assert 0 < found.low < found.high < 1
    assert found.low < found.share or found.hits == 0
    assert found.share < found.high or found.hits == found.resolved


@given(grades=GRADES, random=st.randoms(use_true_random=False))
def test_the_order_is_of_no_matter(grades: list[float], random: Random) -> None:
    assert strict_hits(random.sample(grades, len(grades))) == strict_hits(grades)


@given(grades=GRADES, which=st.integers(0, 39))
def test_one_more_hit_is_never_worse(grades: list[float], which: int) -> None:
    better = list(grades)
    better[which % len(grades)] = 1

    assert strict_hits(better) >= strict_hits(grades)


@given(grades=GRADES)
def test_misses_mirror_hits(grades: list[float]) -> None:
    found, other = strict_hits(grades), strict_hits([0 if grade >= 0.75 else 1 for grade in grades])

    assert (1 - other.high, 1 - other.low) == pytest.approx((found.low, found.high), abs=1e-9)


def test_a_family_weighs_as_one() -> None:
    found = strict_hits([1, 1, 1, 0], weights=[1 / 3, 1 / 3, 1 / 3, 1])

    assert (found.hits, found.resolved) == pytest.approx((1, 2))


def test_hits_alone_are_a_share_of_one_whatever_they_weigh() -> None:
    assert strict_hits([1] * 7, weights=[0.1] * 7).share == 1


def test_a_million_claims_are_no_trouble() -> None:
    grades = np.tile([1, 0.75, 0.5, 0], 250_000)

    assert strict_hits(grades, weights=np.full(1_000_000, 0.5))[:3] == (250_000, 500_000, 0.5)


@pytest.mark.parametrize(
    ("grades", "weights", "what"),
    [
        ([], None, "0 claims"),
        ([1, 1.25], None, r"Grade 1\.25 at position 1"),
        ([math.nan], None, "Grade nan at position 0"),
        ([[1]], None, "shape"),
        ([1, 0], [1], "one weight for each"),
        ([1, 0], [1, 0], r"Weight 0\.0 at position 1"),
        ([1, 0], [-1, math.inf], r"Weight -1\.0 at position 0"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(grades: list[float], weights: list[float] | None, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        strict_hits(grades, weights=weights)
