"""Words instead of chances: what the Brier score would be if a hedge meant little, as usual, or much.

A hedge never decides a rank. Who said "likely" named no number; the three we put in its place are our reading.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from scoring.rules.brier import brier
from scoring.rules.checks import forecasts


class Hedged(NamedTuple):
    """Brier scores in [0, 1], lower is better."""

    mid: float
    """Every hedge read as usual."""
    at_low: float
    """Every hedge read as the least it can mean."""
    at_high: float
    """Every hedge read as the most it can mean."""
    best: float
    """Each hedge read, between its two ends, as what suits the speaker best. No reading scores lower."""
    worst: float
    """Each hedge read as what suits the speaker worst. No reading scores higher."""


def hedged_brier(readings: ArrayLike, grades: ArrayLike, *, weights: ArrayLike | None = None) -> Hedged:
    """The Brier score, in the convention from 0 to 1, over what each hedge can mean.

    readings  (n, 3) low, mid and high reading of each hedge, in [0, 1] and rising; n is 1 or more. A stated chance is
              a reading of three equal numbers
    grades    (n,) how far each claim came true, in [0, 1]
    weights   (n,) finite and above 0; 1 for each unless told
    returns   best <= mid, at_low, at_high <= worst
    raises    ValueError naming position and value of what is out of range or falls, or if n is 0
    """
    given = np.asarray(readings, dtype=np.float64)
    if given.ndim != 2 or given.shape[1] != 3:
        raise ValueError(f"Readings have shape {given.shape}: give low, mid and high for each claim.")
    low, mid, high = given.T
    for column in (low, high):
        forecasts(column, grades, weights)
    _, earned, _ = forecasts(mid, grades, weights)
    for position in np.flatnonzero((low > mid) | (mid > high))[:1].tolist():
        raise ValueError(f"Reading {given[position].tolist()!r} at position {position} must rise from low to high.")
    farther = np.where(np.abs(low - earned) > np.abs(high - earned), low, high)
    at_low, at_mid, at_high, best, worst = (
        brier(column, earned, weights=weights) for column in (low, mid, high, np.clip(earned, low, high), farther)
    )
    return Hedged(mid=at_mid, at_low=at_low, at_high=at_high, best=best, worst=worst)
