"""Comparisons among many: the same figures as among few, in pieces, and for a million experts."""

from __future__ import annotations

import math
import tracemalloc
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules import crowd as module
from scoring.rules.crowd import crowd, tiers_among_many
from scoring.rules.posteriors import posteriors
from scoring.rules.rank_range import normal_ranges
from scoring.rules.ranking import chance_above, chance_best, expected_rank
from scoring.rules.tiers import tier_of_places

NINE_IN_TEN = Decimal("0.9")
RECORDS = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, 4 * n).map(lambda won: won / 4), st.just(n))),
    min_size=1,
    max_size=12,
)


def made(
    experts: int, most: int, true_scores: tuple[float, float] = (6, 3), *, seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Records of 5 claims and more, graded in quarters."""
    random = np.random.default_rng(seed)
    resolved = random.integers(5, most, experts)
    return random.binomial(4 * resolved, random.beta(*true_scores, experts)) / 4, resolved.astype(float)


def split(records: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [won for won, _ in records], [out_of for _, out_of in records]


@settings(deadline=None, max_examples=60)
@given(RECORDS)
def test_among_few_it_says_what_the_other_rules_say(records: list[tuple[float, float]]) -> None:
    those, found = posteriors(*split(records)), crowd(*split(records))
    ranges = normal_ranges(those)

    assert found.best == pytest.approx(chance_best(those), abs=1e-9)
    assert found.expected_rank == pytest.approx(expected_rank(those), abs=1e-9)
    assert [found.first.tolist(), found.last.tolist()] == [ranges.first.tolist(), ranges.last.tolist()]


@pytest.mark.parametrize(("most", "true_scores"), [(30, (6, 3)), (400, (6, 3)), (8, (0.5, 0.5)), (30, (20, 1))])
def test_among_many_too(most: int, true_scores: tuple[float, float]) -> None:
    board = made(600, most, true_scores)
    those, found = posteriors(*board), crowd(*board)
    ranges = normal_ranges(those)

    assert found.best == pytest.approx(chance_best(those), abs=1e-9)
    assert found.expected_rank == pytest.approx(expected_rank(those), abs=1e-9)
    assert [found.first.tolist(), found.last.tolist()] == [ranges.first.tolist(), ranges.last.tolist()]


def test_in_pieces_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    board = made(500, 40)
    whole = crowd(*board)

    monkeypatch.setattr(module, "PIECE", 2_000)
    monkeypatch.setattr(module, "KEPT", 0)
    pieces = crowd(*board)

    for one, other in zip(whole, pieces, strict=True):
        assert one == pytest.approx(other, abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(RECORDS)
def test_records_come_by_score_and_each_is_compared_to_the_next(records: list[tuple[float, float]]) -> None:
    found = crowd(*split(records))
    won, out_of = found.records.T
    scores = (won + 1) / (out_of + 2)

    assert np.all(np.diff(scores) <= 0)
    assert found.records[found.record_of].tolist() == [list(map(float, one)) for one in records]
    table = chance_above(posteriors(won, out_of))
    assert found.above_next == pytest.approx(np.diagonal(table, offset=1), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(RECORDS, st.sampled_from(["0.6", "0.9", "0.99"]))
def test_tiers_are_those_of_the_rule_that_compares_everybody(records: list[tuple[float, float]], at: str) -> None:
    found = crowd(*split(records))
    those = posteriors(*found.records.T)

    slow = tier_of_places(len(found.records), lambda rows, columns: chance_above(those, rows, columns), at=Decimal(at))

    assert tiers_among_many(found, at=Decimal(at)).tolist() == slow


def test_two_groups_far_apart_are_two_tiers() -> None:
    good, bad = made(400, 60, (80, 4)), made(400, 60, (4, 80), seed=2)
    found = crowd(np.concatenate([good[0] + 30, bad[0]]), np.concatenate([good[1] + 30, bad[1] + 30]))

    tiers = tiers_among_many(found, at=NINE_IN_TEN)[found.record_of]

    assert (set(tiers[:400].tolist()), set(tiers[400:].tolist())) == ({1}, {2})


def test_one_in_doubt_keeps_two_groups_together() -> None:
    found = crowd([90.0] * 200 + [10.0] * 200 + [0.0], [100.0] * 400 + [0.0])

    assert set(tiers_among_many(found, at=NINE_IN_TEN).tolist()) == {1}


def test_equals_share_every_figure() -> None:
    found = crowd([3.0] * 1_000, [5.0] * 1_000)

    assert found.best == pytest.approx(np.full(1_000, 0.001), abs=1e-9)
    assert found.expected_rank == pytest.approx(np.full(1_000, 500.5), abs=1e-6)
    assert (set(found.first.tolist()), set(found.last.tolist())) == (
        {51},
        {950},
    )  # the normal number above gives one place
    assert tiers_among_many(found, at=NINE_IN_TEN).tolist() == [1]


def test_an_only_expert_is_first() -> None:
    found = crowd([1], [3])

    assert (found.best.tolist(), found.expected_rank.tolist()) == ([pytest.approx(1)], [1])
    assert (found.first.tolist(), found.last.tolist(), found.above_next.size) == ([1], [1], 0)


def test_nothing_resolved_and_everything_right_or_wrong_have_their_place() -> None:
    found = crowd([0, 0, 50, 1 / 3], [0, 50, 50, 1])

    assert found.best.sum() == pytest.approx(1, abs=1e-9)
    assert np.argsort(found.expected_rank).tolist() == [2, 0, 3, 1]


def test_the_order_of_the_experts_is_of_no_matter() -> None:
    won, out_of = made(500, 40)
    mixed = np.random.default_rng(3).permutation(500)

    one, other = crowd(won, out_of), crowd(won[mixed], out_of[mixed])

    for column in ("best", "expected_rank", "first", "last"):
        assert getattr(one, column)[mixed].tobytes() == getattr(other, column).tobytes()


def test_the_first_are_those_with_few_claims_and_the_ranges_hold_the_expected_rank() -> None:
    found = crowd(*made(2_000, 100))

    assert found.best.sum() == pytest.approx(1, abs=1e-6)
    assert found.expected_rank.sum() == pytest.approx(2_000 * 2_001 / 2, rel=1e-9)
    assert np.all((found.first <= found.expected_rank) & (found.expected_rank <= found.last))


def test_where_records_are_so_many_that_the_grid_is_coarser_the_error_is_as_documented(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    won, out_of = made(700, 5_000)
    fine = crowd(won, out_of)

    monkeypatch.setattr(module, "MOST_VALUES", 700 * 600)
    coarse = crowd(won, out_of)

    assert coarse.best == pytest.approx(fine.best, abs=1e-4)
    assert coarse.expected_rank == pytest.approx(fine.expected_rank, abs=0.01)
    assert np.abs(coarse.first - fine.first).max() <= 1
    assert np.abs(coarse.last - fine.last).max() <= 1


def test_a_million_experts_fit_in_little_memory() -> None:
    won, out_of = made(1_000_000, 12)
    tracemalloc.start()

    found = crowd(won, out_of)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 300 * 2**20
    assert found.best.sum() == pytest.approx(1, abs=1e-8)
    assert found.expected_rank.sum() == pytest.approx(1_000_000 * 1_000_001 / 2, rel=1e-9)


@pytest.mark.parametrize(
    ("points", "resolved", "message"),
    [
        ([], [], "Nobody to compare"),
        ([1, 6], [3, 5], r"Points 6\.0 at position 1"),
        ([1, math.nan], [3, 5], "Points nan at position 1"),
    ],
)
def test_an_impossible_board_is_refused_with_the_place_of_the_fault(
    points: list[float], resolved: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        crowd(points, resolved)


def test_a_threshold_that_lets_two_be_first_is_refused() -> None:
    with pytest.raises(ValueError, match=r"above 0\.5 and at most 1"):
        tiers_among_many(crowd([1], [2]), at=Decimal("0.5"))
