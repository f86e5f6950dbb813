"""Comparisons of experts: published values, slow references, and what holds for every board."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import betainc, betaln

from scoring.rules.posteriors import posteriors
from scoring.rules.rank_range import (
    EXACT_UP_TO,
    exact_ranges,
    normal_ranges,
    normal_reached,
    rank_chances,
    rank_ranges,
)
from scoring.rules.ranking import chance_above, chance_best, expected_rank

Record = tuple[float, float]
Board = tuple[list[float], list[float]]

GOLDEN: Board = ([5, 2, 4.25, 1, 1.5, 0.25], [5, 2, 5, 1, 3, 1])
MIXED: Board = ([0, 3, 30.5, 1 / 3, 7, 0], [0, 3, 41, 1, 12, 6])
QUARTERS_OF = st.integers(0, 60).flatmap(
    lambda resolved: st.tuples(st.integers(0, 4 * resolved).map(lambda quarters: quarters / 4), st.just(resolved))
)
BOARDS = st.lists(QUARTERS_OF, min_size=1, max_size=12).map(
    lambda records: ([points for points, _ in records], [resolved for _, resolved in records])
)


def density(record: Record, truth: float) -> float:
    """The posterior's density at a true score strictly between 0 and 1."""
    points, resolved = record
    log = points * math.log(truth) + (resolved - points) * math.log1p(-truth)
    return math.exp(log - float(betaln(1 + points, 1 + resolved - points)))


def below(record: Record, truth: float) -> float:
    """The chance that the true score is at most `truth`."""
    points, resolved = record
    return float(betainc(1 + points, 1 + resolved - points, truth))


def slow_best(mine: Record, others: list[Record], start: float = 0, end: float = 1) -> float:
    """P(best) by adaptive integration; against one other it is P(above)."""

    def integrand(truth: float) -> float:
        return density(mine, truth) * math.prod(below(other, truth) for other in others)

    return float(quad(integrand, start, end, epsabs=1e-11, epsrel=1e-11, limit=400)[0])


def slow_rank(rank: int, mine: Record, others: list[Record]) -> float:
    """P(rank) by adaptive integration of the number above, built coin by coin."""

    def integrand(truth: float) -> float:
        count = np.ones(1)
        for other in others:
            chance = below(other, truth)
            count = np.convolve(count, [chance, 1 - chance])
        return density(mine, truth) * float(count[rank - 1])

    return float(quad(integrand, 0, 1, epsabs=1e-11, epsrel=1e-11, limit=400)[0])


def each_and_the_others(board: Board) -> list[tuple[Record, list[Record]]]:
    records = list(zip(*board, strict=True))
    return [(mine, records[:i] + records[i + 1 :]) for i, mine in enumerate(records)]


def test_the_golden_table_comes_out() -> None:
    those = posteriors(*GOLDEN)
    ranges = rank_ranges(those)

    assert chance_best(those).round(4).tolist() == [0.4493, 0.2247, 0.1416, 0.1498, 0.0154, 0.0192]
    assert expected_rank(those).round(3).tolist() == [1.996, 2.879, 2.971, 3.462, 4.676, 5.017]
    assert list(zip(ranges.first, ranges.last, strict=True)) == [(1, 4), (1, 6), (1, 5), (1, 6), (2, 6), (2, 6)]


def test_five_of_five_is_above_a_quarter_of_one_with_the_published_chance() -> None:
    chances = chance_above(posteriors([5, 0.25], [5, 1]))

    assert round(chances[0, 1], 4) == 0.9368


def test_four_people_with_twenty_claims_have_the_published_chances() -> None:
    those = posteriors([18, 12, 11, 9], [20, 20, 20, 20])

    assert chance_best(those).round(4).tolist() == [0.9775, 0.0154, 0.0063, 0.0008]
    assert round(chance_above(those)[1, 3], 3) == 0.823


def test_of_six_identical_people_each_is_best_once_in_six_and_has_any_rank() -> None:
    those = posteriors([3] * 6, [5] * 6)

    assert chance_best(those) == pytest.approx([1 / 6] * 6, abs=1e-9)
    assert rank_chances(those) == pytest.approx(np.full((6, 6), 1 / 6), abs=1e-9)


def test_of_twenty_identical_people_the_range_is_not_decided_by_the_last_bit() -> None:
    """The chance of the first rank is exactly 5 %, and so reaches it."""
    ranges = rank_ranges(posteriors([3] * 20, [5] * 20))

    assert set(ranges.first.tolist()) == {1}
    assert set(ranges.last.tolist()) == {19}


@pytest.mark.parametrize("board", [GOLDEN, MIXED])
def test_slow_integration_agrees_with_every_chance(board: Board) -> None:
    slow = [slow_best(mine, others) for mine, others in each_and_the_others(board)]
    records = list(zip(*board, strict=True))
    slow_pairs = np.array([[slow_best(mine, [other]) for other in records] for mine in records])

    those = posteriors(*board)

    assert chance_best(those) == pytest.approx(slow, abs=1e-8)
    assert chance_above(those) == pytest.approx(slow_pairs, abs=1e-8)


@pytest.mark.parametrize("board", [GOLDEN, MIXED])
def test_slow_integration_agrees_with_every_rank(board: Board) -> None:
    ranks = range(1, len(board[0]) + 1)
    slow = np.array([[slow_rank(rank, mine, others) for rank in ranks] for mine, others in each_and_the_others(board)])

    chances = rank_chances(posteriors(*board))

    assert chances == pytest.approx(slow, abs=1e-8)


def test_drawing_worlds_at_random_agrees() -> None:
    random = np.random.default_rng(20250107)
    points, resolved = np.array([18, 12.5, 11, 9, 5, 0.25, 60]), np.array([20, 20, 14, 20, 5, 1, 80])
    worlds = 200_000
    truths = random.beta(1 + points, 1 + resolved - points, size=(worlds, points.size))
    ranks = 1 + np.argsort(np.argsort(-truths, axis=1), axis=1)

    those = posteriors(points, resolved)

    drawn = np.array([(ranks == rank).mean(axis=0) for rank in range(1, points.size + 1)]).T
    assert rank_chances(those) == pytest.approx(drawn, abs=0.006)  # five deviations of a drawn share
    assert expected_rank(those) == pytest.approx(ranks.mean(axis=0), abs=0.02)


@settings(deadline=None, max_examples=60)
@given(BOARDS)
def test_chances_of_every_board_add_up(board: Board) -> None:
    those = posteriors(*board)
    people = those.experts
    pairs, best, ranks = chance_above(those), chance_best(those), rank_chances(those)

    assert those.masses.sum(axis=0) == pytest.approx(np.ones(people), abs=1e-12)
    assert pairs + pairs.T == pytest.approx(np.ones((people, people)), abs=1e-12)
    assert best.sum() == pytest.approx(1, abs=1e-9)
    assert ranks.sum(axis=0) == pytest.approx(np.ones(people), abs=1e-9)
    assert ranks.sum(axis=1) == pytest.approx(np.ones(people), abs=1e-12)
    assert ranks[:, 0] == pytest.approx(best, abs=1e-12)
    assert ranks @ np.arange(1, people + 1) == pytest.approx(expected_rank(those), abs=1e-9)
    assert expected_rank(those) == pytest.approx(1 + pairs.sum(axis=0) - 0.5, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(BOARDS)
def test_in_the_mirror_the_first_are_last(board: Board) -> None:
    points, resolved = board
    mirrored = [out_of - won for won, out_of in zip(points, resolved, strict=True)]

    chances, reverse = rank_chances(posteriors(points, resolved)), rank_chances(posteriors(mirrored, resolved))

    assert chances == pytest.approx(reverse[:, ::-1], abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(BOARDS, st.integers(0, 11), st.integers(1, 240))
def test_more_points_make_it_likelier_to_be_above_anybody_and_best(board: Board, who: int, quarters: int) -> None:
    points, resolved = board
    i = who % len(points)
    lifted = list(points)
    lifted[i] = min(resolved[i], points[i] + quarters / 4)

    before, after = posteriors(points, resolved), posteriors(lifted, resolved)

    others = [j for j in range(len(points)) if j != i]
    assert np.all(chance_above(after)[i, others] >= chance_above(before)[i, others] - 1e-12)
    assert chance_best(after)[i] >= chance_best(before)[i] - 1e-12
    assert expected_rank(after)[i] <= expected_rank(before)[i] + 1e-12


@settings(deadline=None, max_examples=40)
@given(BOARDS)
def test_a_range_of_ranks_holds_nine_chances_in_ten(board: Board) -> None:
    those = posteriors(*board)
    chances = rank_chances(those)

    ranges = rank_ranges(those)

    for row, first, last in zip(chances, ranges.first, ranges.last, strict=True):
        assert 1 <= first <= last <= those.experts
        assert row[first - 1 : last].sum() >= 0.9 - 2e-6


def test_a_part_of_the_table_is_the_table_in_part() -> None:
    those = posteriors(*MIXED)

    assert np.array_equal(chance_above(those, slice(1, 3), slice(4, None)), chance_above(those)[1:3, 4:])


def test_the_same_board_gives_the_same_bits() -> None:
    first, second = posteriors(*MIXED), posteriors(*MIXED)

    assert chance_best(first).tobytes() == chance_best(second).tobytes()
    assert chance_above(first).tobytes() == chance_above(second).tobytes()
    assert rank_chances(first).tobytes() == rank_chances(second).tobytes()


def test_long_records_are_compared_as_exactly_as_short_ones() -> None:
    """10,000 claims against 10,050, where a posterior is two hundred times narrower than the whole range."""
    strong, weak = (7_000.0, 10_000.0), (6_965.0, 10_050.0)
    deviation = 0.0046
    slow = slow_best(strong, [weak], 0.7 - 12 * deviation, 0.7 + 12 * deviation)

    chances = chance_above(posteriors([strong[0], weak[0]], [strong[1], weak[1]]))

    assert chances[0, 1] == pytest.approx(slow, abs=1e-8)


@pytest.mark.parametrize(
    ("most", "true_scores"),
    [(12, (4, 3)), (30, (4, 3)), (60, (1, 1)), (8, (0.5, 0.5)), (30, (8, 1)), (200, (30, 20))],
)
def test_at_the_switch_the_normal_number_above_is_within_one_place_of_the_exact_one(
    most: int, true_scores: tuple[float, float]
) -> None:
    random = np.random.default_rng(most)
    resolved = random.integers(5, most, EXACT_UP_TO).astype(float)
    points = np.round(4 * resolved * random.beta(*true_scores, EXACT_UP_TO)) / 4
    those = posteriors(points, resolved)
    reached = np.cumsum(rank_chances(those), axis=1)

    normal = normal_ranges(those)

    for end, ranks in zip((0.05, 0.95), normal, strict=True):
        exact = 1 + np.argmax(reached.round(6) >= end, axis=1)
        assert np.abs(ranks - exact).max() <= 1
    for rank in range(1, EXACT_UP_TO + 1, 10):
        approximate = normal_reached(those, np.full(EXACT_UP_TO, rank))
        assert np.abs(approximate - reached[:, rank - 1]).max() <= 0.02


def test_one_expert_more_than_the_switch_is_ranked_by_the_normal_number_above() -> None:
    few, many = (posteriors([3.0] * people, [5.0] * people) for people in (EXACT_UP_TO, EXACT_UP_TO + 1))

    assert np.array_equal(rank_ranges(few), exact_ranges(few))
    assert np.array_equal(rank_ranges(many), normal_ranges(many))


def test_nobody_ranks_below_the_last() -> None:
    ranges = normal_ranges(posteriors([0, 0, 0, 1, 10.5], [0, 0, 0, 11, 11]))

    assert max(ranges.last) == 5


def test_an_only_expert_is_first() -> None:
    those = posteriors([1], [3])

    assert chance_best(those) == pytest.approx([1])
    assert expected_rank(those) == pytest.approx([1])
    assert [ends.tolist() for ends in (*exact_ranges(those), *normal_ranges(those))] == [[1]] * 4


@pytest.mark.parametrize(
    ("points", "resolved", "message"),
    [
        ([], [], "Nobody to compare: give at least one expert"),
        ([1, 2], [3], r"Points have shape \(2,\) and resolved \(1,\): give two flat lists of the same length"),
        ([[1]], [[3]], "give two flat lists"),
        ([1, 6], [3, 5], r"Points 6\.0 at position 1 are more than the 5\.0 resolved"),
        ([1, math.nan], [3, 5], "Points nan at position 1 must be a finite number, 0 or more"),
        ([1, 1], [3, -5], r"Resolved -5\.0 at position 1 must be a finite number, 0 or more"),
    ],
)
def test_an_impossible_board_is_refused_with_the_place_of_the_fault(
    points: list[float], resolved: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        posteriors(points, resolved)
