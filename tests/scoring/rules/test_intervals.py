"""Wilson and Jeffreys: published values, and what holds for every share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from scoring.rules.accuracy import accuracy
from scoring.rules.intervals import Interval, Intervals, jeffreys, jeffreys_each, wilson, wilson_each

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


@pytest.mark.parametrize(("rule", "method"), [(wilson_each, "wilson"), (jeffreys_each, "jeffreys")])
@given(records=st.lists(RECORDS, min_size=1, max_size=20), level=st.sampled_from([0.5, 0.9, 0.99]))
def test_another_implementation_says_the_same(
    rule: Callable[..., Intervals], method: str, records: list[tuple[float, int]], level: float
) -> None:
    points, resolved = np.array(records, dtype=float).T

    theirs = proportion_confint(points, resolved, alpha=1 - level, method=method)

    for ours, other in zip(rule(points, resolved, level=level), theirs, strict=True):
        assert ours == pytest.approx(other, abs=1e-9)


@pytest.mark.parametrize(("each", "rule"), [(wilson_each, wilson), (jeffreys_each, jeffreys)])
@given(records=st.lists(st.one_of(RECORDS, st.just((0.0, 0))), min_size=1, max_size=20))
def test_many_at_once_have_the_same_bits_as_one_by_one(
    each: Callable[..., Intervals], rule: Rule, records: list[tuple[float, int]]
) -> None:
    many = each([points for points, _ in records], [resolved for _, resolved in records])

    assert list(zip(*(end.tolist() for end in many), strict=True)) == [rule(*one) for one in records]


@pytest.mark.parametrize("each", [wilson_each, jeffreys_each])
def test_a_million_experts_are_no_trouble(each: Callable[..., Intervals]) -> None:
    many = each(np.tile([0, 1.75, 5, 0], 250_000), np.tile([5, 5, 5, 0], 250_000))

    assert np.all((many.low >= 0) & (many.low < many.high) & (many.high <= 1))


@pytest.mark.parametrize("each", [wilson_each, jeffreys_each])
def test_one_impossible_pair_or_level_among_many_is_refused(each: Callable[..., Intervals]) -> None:
    with pytest.raises(ValueError, match=r"Points 6\.0 at position 1 are more than the 5\.0 resolved"):
        each([1, 6], [2, 5])
    with pytest.raises(ValueError, match="Level 2"):
        each([1], [2], level=2)
