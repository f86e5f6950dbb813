"""Intervals for a share of points: Wilson beside raw accuracy, Jeffreys beside strict hits."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import check_level, check_record, records

LEVEL = 0.9


class Interval(NamedTuple):
    """Two ends in [0, 1], the lower first."""

    low: float
    high: float


class Intervals(NamedTuple):
    """The two ends for m experts, each (m,) and in [0, 1]."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


def wilson(points: float, resolved: float, *, level: float = LEVEL) -> Interval:
    """Where the true share of points lies, by inverting the score test.

    points    in [0, resolved]; fractions are allowed and make the interval conservative
    resolved  weighted number of resolved claims; 0 gives [0, 1]
    level     how often such intervals hold the truth, in (0, 1); every bar on a board is at 0.9
    returns   (points + z²/2 ± z √(points (resolved - points) / resolved + z²/4)) / (resolved + z²)
    raises    ValueError unless 0 <= points <= resolved and 0 < level < 1

    E. B. Wilson, Journal of the American Statistical Association 22 (1927).
    """
    check_record(points, resolved)
    check_level(level)
    z = float(scipy.special.ndtri((1 + level) / 2))
    spread = points * ((resolved - points) / resolved) if resolved else 0.0
    half = z * math.sqrt(spread + z * z / 4)
    middle, whole = points + z * z / 2, resolved + z * z
    # nothing right means the lower end is 0, not a rounding error below it; the same at the other end
    low = 0.0 if points == 0 else (middle - half) / whole
    high = 1.0 if points == resolved else (middle + half) / whole
    return Interval(low, high)


def jeffreys(points: float, resolved: float, *, level: float = LEVEL) -> Interval:
    """Where the true share of points lies, from the posterior Beta(points + 1/2, resolved - points + 1/2).

    points    in [0, resolved]; fractions are allowed and make the interval conservative
    resolved  weighted number of resolved claims; 0 gives the quantiles of Beta(1/2, 1/2)
    level     how often such intervals hold the truth, in (0, 1); every bar on a board is at 0.9
    returns   the two quantiles that leave (1 - level) / 2 on each side, strictly between 0 and 1
    raises    ValueError unless 0 <= points <= resolved and 0 < level < 1

    L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16 (2001), without their change at the two ends.
    """
    check_record(points, resolved)
    check_level(level)
    alpha, beta = points + 0.5, (resolved - points) + 0.5
    return Interval(
        low=float(scipy.special.betaincinv(alpha, beta, (1 - level) / 2)),
        high=float(scipy.special.betaincinv(alpha, beta, (1 + level) / 2)),
    )


def wilson_each(points: ArrayLike, resolved: ArrayLike, *, level: float = LEVEL) -> Intervals:
    """`wilson` of m experts at once, bit for bit what it says of each.

    points, resolved  (m,) as there, each; m may not be 0
    raises            ValueError if the lengths differ, naming the first impossible pair and its position, or as there
    """
    won, out_of = records(points, resolved)
    check_level(level)
    z = float(scipy.special.ndtri((1 + level) / 2))
    shares = np.divide(out_of - won, out_of, out=np.zeros_like(won), where=out_of > 0)
    half = z * np.sqrt(won * shares + z * z / 4)
    middle, whole = won + z * z / 2, out_of + z * z
    low, high = (middle - half) / whole, (middle + half) / whole
    return Intervals(low=np.where(won == 0, 0.0, low), high=np.where(won == out_of, 1.0, high))


def jeffreys_each(points: ArrayLike, resolved: ArrayLike, *, level: float = LEVEL) -> Intervals:
    """`jeffreys` of m experts at once, bit for bit what it says of each.

    points, resolved  (m,) as there, each; m may not be 0
    raises            ValueError if the lengths differ, naming the first impossible pair and its position, or as there
    """
    won, out_of = records(points, resolved)
    check_level(level)
    alpha, beta = won + 0.5, (out_of - won) + 0.5
    low, high = (
        np.asarray(scipy.special.betaincinv(alpha, beta, (1 + side * level) / 2), dtype=np.float64) for side in (-1, 1)
    )
    return Intervals(low=low, high=high)
