"""Wilson and Jeffreys: published values, and what holds for every share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from scoring.rules.accuracy import accuracy
from scoring.rules.intervals import Interval, jeffreys, wilson

RECORDS = st.integers(1, 300).flatmap(
    lambda resolved: st.tuples(st.integers(0, 4 * resolved).map(lambda quarters: quarters / 4), st.just(resolved))
)
BOTH = pytest.mark.parametrize("rule", [wilson, jeffreys])
Rule = Callable[..., Interval]


@pytest.mark.parametrize(
    ("rule", "points", "resolved", "ends"),
    [
        (wilson, 4, 20, (0.0807, 0.4160)),
        (wilson, 3, 3, (0.4385, 1)),
        (wilson, 0, 3, (0, 0.5615)),
        (jeffreys, 4, 20, (0.0715, 0.4082)),
        (jeffreys, 18, 20, (0.7161, 0.9786)),
    ],
)
def test_published_95_percent_intervals_come_out(
    rule: Rule, points: float, resolved: float, ends: tuple[float, float]
) -> None:
    interval = rule(points, resolved, level=0.95)

    assert tuple(round(end, 4) for end in interval) == ends


@pytest.mark.parametrize(("points", "resolved"), [(4, 20), (3, 3), (0, 3), (7, 11)])
def test_wilson_at_90_percent_agrees_with_scipy(points: int, resolved: int) -> None:
    reference = binomtest(points, resolved).proportion_ci(confidence_level=0.9, method="wilson")

    interval = wilson(points, resolved)

    assert interval == pytest.approx((reference.low, reference.high), abs=1e-12)


def test_with_nothing_resolved_wilson_allows_everything() -> None:
    interval = wilson(0, 0)

    assert interval == (0, 1)


@BOTH
@settings(deadline=None)
@given(record=RECORDS)
def test_an_interval_lies_in_0_to_1_and_mirrors(rule: Rule, record: tuple[float, int]) -> None:
    points, resolved = record

    interval, mirror = rule(points, resolved), rule(resolved - points, resolved)

    assert 0 <= interval.low < interval.high <= 1
    assert interval == pytest.approx((1 - mirror.high, 1 - mirror.low), abs=1e-12)


@settings(deadline=None)
@given(record=RECORDS)
def test_the_wilson_interval_holds_the_accuracy(record: tuple[float, int]) -> None:
    raw = accuracy(*record)

    assert raw.low <= raw.share <= raw.high


@BOTH
@settings(deadline=None)
@given(record=RECORDS)
def test_a_higher_level_gives_a_longer_interval(rule: Rule, record: tuple[float, int]) -> None:
    narrow, wide = rule(*record, level=0.8), rule(*record, level=0.95)

    assert wide.high - wide.low > narrow.high - narrow.low


@BOTH
@pytest.mark.parametrize("level", [0, 1, 90, -0.5, float("nan")])
def test_a_level_that_is_no_share_is_refused(rule: Rule, level: float) -> None:
    with pytest.raises(ValueError, match=r"Level .* must lie strictly between 0 and 1; the board uses 0\.9"):
        rule(1, 2, level=level)


@BOTH
def test_more_points_than_claims_have_no_interval(rule: Rule) -> None:
    with pytest.raises(ValueError, match="Points 3 are more than the 2 resolved"):
        rule(3, 2)
