"""The figures of a leaderboard as columns: what `board` says of each line, worked out for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.rules.bounds import bounds_each
from scoring.rules.checks import check_amount, check_record
from scoring.rules.crowd import crowd, tiers_among_many
from scoring.rules.fair import fair_scores
from scoring.rules.intervals import wilson_each
from scoring.rules.method import Method
from scoring.rules.posteriors import posteriors
from scoring.rules.rank_range import EXACT_UP_TO, rank_ranges
from scoring.rules.ranking import chance_above, chance_best, expected_rank
from scoring.rules.rounding import all_stored, decimals, millionths
from scoring.rules.standings import Line
from scoring.rules.tiers import clear_leader, competition_ranks, tier_of_places

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Places(NamedTuple):
    """Where each of m ranked lines stands, in the order of the lines they were asked of."""

    rank: list[int]
    rank_low: list[int]
    rank_high: list[int]
    expected_rank: list[Decimal]
    tier: list[int]
    p_best: list[Decimal]


NOWHERE = Places([], [], [], [], [], [])


class Sheet(NamedTuple):
    """A leaderboard in the order of the page: the m ranked lines by tier and name, then the others by name."""

    lines: list[Line]
    places: Places
    """Of the first m lines."""
    score: list[Decimal]
    low: list[Decimal]
    high: list[Decimal]
    accuracy: list[Decimal | None]
    """None while nothing is resolved, as are its two ends."""
    accuracy_low: list[Decimal | None]
    accuracy_high: list[Decimal | None]
    bound_low: list[Decimal]
    bound_high: list[Decimal]
    points: list[Decimal]
    resolved: list[Decimal]
    tiers: int
    leader: int | None
    """Which line leads clearly, from 0."""


EMPTY = Sheet([], NOWHERE, [], [], [], [], [], [], [], [], [], [], 0, None)


def sheet(lines: Sequence[Line], *, minimum: int, method: Method) -> Sheet:
    """The leaderboard of `lines`, the same for the same lines in any order.

    lines    with different keys; none gives a sheet without lines
    minimum  resolved claims of one's own needed for a rank
    raises   ValueError if an amount is impossible, naming the expert
    """
    by_name = sorted(lines, key=name_order)
    if not by_name:
        return EMPTY
    points, resolved, unknown = _amounts(by_name)
    fair = fair_scores(points, resolved)
    score = millionths(fair.score)
    is_ranked = np.array([line.counts.resolved >= minimum for line in by_name])
    ranked = np.flatnonzero(is_ranked)
    # a stable sort: equals stay in the order of their names
    by_score = ranked[np.argsort(-score[ranked], kind="stable")]
    places = _places(points[by_score], resolved[by_score], score[by_score], method)
    # by tier, and inside a tier by name
    found = np.lexsort((by_score, np.array(places.tier))) if by_score.size else by_score
    order = np.concatenate([by_score[found], np.flatnonzero(~is_ranked)])
    placed = Places(*([column[place] for place in found.tolist()] for column in places))
    accuracy, accuracy_low, accuracy_high = _accuracy(points[order], resolved[order])
    reach = bounds_each(points[order], resolved[order], unknown[order])
    return Sheet(
        lines=[by_name[place] for place in order.tolist()],
        places=placed,
        score=decimals(score[order]),
        low=all_stored(fair.low[order]),
        high=all_stored(fair.high[order]),
        accuracy=accuracy,
        accuracy_low=accuracy_low,
        accuracy_high=accuracy_high,
        bound_low=all_stored(reach.low),
        bound_high=all_stored(reach.high),
        points=all_stored(points[order]),
        resolved=all_stored(resolved[order]),
        tiers=max(placed.tier, default=0),
        leader=clear_leader(placed.p_best, at=method.first_at),
    )


def name_order(line: Line) -> tuple[str, str]:
    """By name, and people of one name by their key."""
    return line.name.casefold(), line.key


def _amounts(lines: Sequence[Line]) -> tuple[Floats, Floats, Floats]:
    """Points, resolved and unknown of each line."""
    points, resolved, unknown = np.array([(one.points, one.resolved, one.unknown) for one in lines], dtype=float).T
    is_right = (points >= 0) & (points <= resolved) & np.isfinite(resolved) & (unknown >= 0) & np.isfinite(unknown)
    for place in np.flatnonzero(~is_right).tolist():
        where = f" of expert {lines[place].key!r}"
        check_record(lines[place].points, lines[place].resolved, where=where)
        check_amount("Unknown", lines[place].unknown, where=where)
    return points, resolved, unknown


def _places(points: Floats, resolved: Floats, scores: Whole, method: Method) -> Places:
    """Where the ranked stand; they come by score, the best first."""
    if not points.size:
        return NOWHERE
    ranks = competition_ranks(scores.tolist())
    if points.size > EXACT_UP_TO:
        # too many to hold everybody's posterior at once
        many = crowd(points, resolved)
        tiers = tiers_among_many(many, at=method.tier_at)[many.record_of].tolist()
        first, last, expected, best = many.first, many.last, many.expected_rank, many.best
    else:
        those = posteriors(points, resolved)
        tiers = tier_of_places(points.size, lambda rows, columns: chance_above(those, rows, columns), at=method.tier_at)
        (first, last), expected, best = rank_ranges(those), expected_rank(those), chance_best(those)
    return Places(ranks, first.tolist(), last.tolist(), all_stored(expected), tiers, all_stored(best))


def _accuracy(points: Floats, resolved: Floats) -> tuple[list[Decimal | None], ...]:
    """The share of points and both ends of its interval, None where nothing is resolved."""
    is_known = resolved > 0
    share = np.divide(points, resolved, out=np.zeros_like(points), where=is_known)
    low, high = wilson_each(points, resolved)
    known = is_known.tolist()
    return tuple(
        [figure if told else None for figure, told in zip(all_stored(column), known, strict=True)]
        for column in (share, low, high)
    )
