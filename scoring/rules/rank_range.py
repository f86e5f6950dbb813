"""Between which places an expert very likely stands: the 5 % and 95 % points of the rank."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from scoring.rules.posteriors import Posteriors
from scoring.rules.rounding import rounded

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

ENDS = (0.05, 0.95)
NOTHING = 1e-16
"""A mass that no sum of them notices."""
EXACT_UP_TO = 300


class RankRanges(NamedTuple):
    """First and last likely place of each of m experts, both (m,) whole numbers from 1 to m."""

    first: Whole
    last: Whole


def rank_ranges(those: Posteriors) -> RankRanges:
    """The smallest ranks whose cumulative chance reaches 5 % and 95 %.

    Given one's own true score, the number above is a sum of independent coins (Poisson-binomial), one for each other
    expert; its distribution is then averaged over one's own score. Exact up to 300 experts; beyond, the coins are
    replaced by a normal of the same mean and variance. Measured at 300 over six kinds of boards (5 to 200 claims;
    people alike, spread out, or near the ends), that moved no end of a range by more than 1 place, and no cumulative
    chance by more than 0.02. Chances are compared on the stored grid of 0.000001.
    """
    return exact_ranges(those) if those.experts <= EXACT_UP_TO else normal_ranges(those)


def exact_ranges(those: Posteriors) -> RankRanges:
    """`rank_ranges` by the exact distribution, in time proportional to the square of the number of experts."""
    reached = rounded(np.cumsum(rank_chances(those), axis=1))
    first, last = (1 + np.argmax(reached >= end, axis=1) for end in ENDS)
    return RankRanges(first, last)


def rank_chances(those: Posteriors) -> Floats:
    """P(rank of i is r).

    returns  (m, m) chances, experts down, ranks 1 to m across; each row and each column sums to 1
    """
    experts, cells = np.nonzero(np.abs(those.masses.T) > NOTHING)
    used, places = np.unique(cells, return_inverse=True)
    above = 1 - those.below[used]
    counted = _count(above).T.copy()
    masses, heads, tails = those.masses[cells, experts], above[places, experts], those.below[cells, experts]
    is_unlikely = heads <= 0.5
    # Taking one's own coin out again divides by the chance of its other side: safe only where that is the likelier.
    one_way, other_way = (
        Pairs(places[those_of], experts[those_of], own[those_of], masses[those_of])
        for those_of, own in ((is_unlikely, heads), (~is_unlikely, tails))
    )
    direct, mirrored = _mean_without_own(counted, one_way), _mean_without_own(counted[::-1], other_way)
    return np.clip(direct + mirrored[:, ::-1], 0, 1)


def normal_ranges(those: Posteriors) -> RankRanges:
    """`rank_ranges` with a normal number above, in time proportional to the number of experts and its logarithm."""
    first, last = (_first_rank_reaching(end, those) for end in ENDS)
    return RankRanges(first, last)


def normal_reached(those: Posteriors, ranks: Whole) -> Floats:
    """P(rank of i is at most `ranks` of i) with a normal number above.

    ranks    (m,) whole numbers from 1 to m
    returns  (m,) chances in [0, 1]
    """
    above = 1 - those.below
    spread = above * those.below
    mean = above.sum(axis=1, keepdims=True) - above
    deviation = np.sqrt(np.maximum(spread.sum(axis=1, keepdims=True) - spread, np.finfo(np.float64).tiny))
    chances: Floats = np.sum(those.masses * scipy.special.ndtr((ranks - 0.5 - mean) / deviation), axis=0)
    return chances.clip(0, 1)


def _count(chances: Floats) -> Floats:
    """How many of m independent coins fall heads: (k, m) chances in, (k, m + 1) chances of 0 to m out."""
    points, coins = chances.shape
    counted = np.zeros((points, coins + 1))
    counted[:, 0] = 1
    for coin in range(coins):
        heads = chances[:, coin, None]
        one_more = heads * counted[:, : coin + 1]
        counted[:, : coin + 1] *= 1 - heads
        counted[:, 1 : coin + 2] += one_more
    return counted


class Pairs(NamedTuple):
    """Points of the grid and experts whose true score may lie there; four arrays of shape (p,)."""

    places: Whole
    experts: Whole
    own: Floats
    """Chance of heads of the expert's own coin at the point, at most 0.5."""
    masses: Floats


def _mean_without_own(counted: Floats, pairs: Pairs) -> Floats:
    """The distribution of `counted` less one's own coin, averaged over the points of each expert.

    counted  (m + 1, k) chances of 0 to m at each point
    returns  (m, m): experts down, counts across
    """
    size = len(counted) - 1
    places, experts, own, masses = pairs
    averaged = np.empty((size, size))
    odds, share = own / (1 - own), 1 / (1 - own)
    without = np.zeros_like(own)
    for count in range(size):
        without = counted[count][places] * share - odds * without
        averaged[:, count] = np.bincount(experts, masses * without, minlength=size)
    return averaged


def _first_rank_reaching(end: float, those: Posteriors) -> Whole:
    """By halving: the lowest rank that is reached with a chance of `end` or more, one for each expert."""
    low = np.ones(those.experts, dtype=np.int64)
    high = np.full(those.experts, those.experts, dtype=np.int64)
    while np.any(low < high):
        middle = (low + high) // 2
        enough = rounded(normal_reached(those, middle)) >= end
        low, high = np.where(enough, low, middle + 1), np.where(enough, middle, high)
    # a normal number above may exceed the number of others; nobody's rank does
    return np.minimum(low, those.experts)
