"""Reliability of stated chances (CORP): of what was called 70 %, how much came true; and how far that may be luck."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from scoring.rules.brier import brier
from scoring.rules.checks import check_level, forecasts
from scoring.rules.intervals import LEVEL

FEWEST_CLAIMS = 50
"""Below this, a diagram is not drawn."""
DRAWS = 1_000
SEED = 20_251_231
MOST_PLACES = 1_000


class Curve(NamedTuple):
    """The reliability curve at each of k different stated chances, rising; three arrays of shape (k,)."""

    chances: NDArray[np.float64]
    recalibrated: NDArray[np.float64]
    """What came true of them, never falling: where they should have stood."""
    weights: NDArray[np.float64]


class Parts(NamedTuple):
    """The Brier score (0 to 1) as miscalibration - discrimination + uncertainty; none of the four is negative."""

    score: float
    miscalibration: float
    """What saying the recalibrated chances instead would have saved."""
    discrimination: float
    """What the recalibrated chances are better than always saying the mean grade."""
    uncertainty: float
    """The score of always saying the mean grade."""


class Band(NamedTuple):
    """Where the curve runs if every stated chance is right; three arrays of shape (k,), k at most 1 000."""

    chances: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def reliability(chances: ArrayLike, grades: ArrayLike, *, weights: ArrayLike | None = None) -> Curve:
    """Isotonic regression of grades on stated chances, by pooling neighbours that fall; nothing to choose.

    chances  (n,) stated, each in [0, 1]; n is 1 or more
    grades   (n,) earned, each in [0, 1]
    weights  (n,) finite and above 0; 1 for each unless told
    returns  the curve at the different chances; claims with equal chances are pooled first
    raises   ValueError naming position and value of what is out of range, or if n is 0

    T. Dimitriadis, T. Gneiting, A. I. Jordan, PNAS 118 (2021).
    """
    stated, earned, weight = forecasts(chances, grades, weights)
    places, which = np.unique(stated, return_inverse=True)
    total, points = (np.bincount(which, weights=one).astype(np.float64) for one in (weight, weight * earned))
    return Curve(chances=places, recalibrated=_rising(points / total, total), weights=total)


def parts(chances: ArrayLike, grades: ArrayLike, *, weights: ArrayLike | None = None) -> Parts:
    """The Brier score taken apart along the reliability curve.

    chances, grades, weights  as for `reliability`
    returns                   score = miscalibration - discrimination + uncertainty, to a few units in the last place;
                              score and uncertainty in [0, 1], the other two at least 0
    raises                    as `reliability` does
    """
    stated, earned, weight = forecasts(chances, grades, weights)
    curve = reliability(stated, earned, weights=weight)
    recalibrated = curve.recalibrated[np.searchsorted(curve.chances, stated)]
    mean = np.full_like(earned, np.average(earned, weights=weight).clip(0, 1))
    score, after, uncertainty = (brier(said, earned, weights=weight) for said in (stated, recalibrated, mean))
    # by construction neither is negative; what rounding says below 0 is 0
    return Parts(
        score=score,
        miscalibration=max(0.0, score - after),
        discrimination=max(0.0, uncertainty - after),
        uncertainty=uncertainty,
    )


def consistency_band(
    chances: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Band:
    """Where the curve of these chances would run by luck alone, around the diagonal.

    chances  (n,) stated, each in [0, 1]; n is 1 or more
    weights  (n,) finite and above 0; 1 for each unless told
    level    share of the draws whose curve lies within the band at any one chance, in (0, 1)
    draws    how often outcomes are drawn: each claim comes true, or not, with its stated chance; 1 or more
    seed     of the draws: the same seed and NumPy give the same band, whatever the order of the claims
    returns  the (1 - level) / 2 and (1 + level) / 2 quantiles of the drawn curves at the different chances; at 1 000
             of them, evenly taken, where there are more. Both ends are 0 at a chance of 0 and 1 at a chance of 1
    raises   ValueError naming position and value of what is out of range, if n is 0, or for a level or draws that
             make no sense

    Grades between 0 and 1 vary less than the yes or no that is drawn, so for them the band is never too narrow for
    that reason. It holds at each chance by itself, not for the whole curve at once.

    T. Dimitriadis, T. Gneiting, A. I. Jordan, PNAS 118 (2021): consistency bands by resampling.
    """
    check_level(level)
    if draws < 1:
        raise ValueError(f"{draws} draws give no band: ask for at least 1; a diagram uses {DRAWS}.")
    stated, _, weight = forecasts(chances, np.zeros_like(chances, dtype=np.float64), weights)
    # claims alike in chance and weight are drawn together: so many of them come true
    alike, times = np.unique(np.column_stack([stated, weight]), axis=0, return_counts=True)
    places, starts = np.unique(alike[:, 0], return_index=True)
    total = np.add.reduceat(times * alike[:, 1], starts)
    shown = np.unique(np.linspace(0, places.size - 1, min(places.size, MOST_PLACES)).round().astype(np.int64))
    random = np.random.default_rng(seed)
    curves = np.empty((draws, shown.size))
    for row in curves:
        came = random.binomial(times, alike[:, 0]) * alike[:, 1]
        row[:] = _rising(np.add.reduceat(came, starts) / total, total)[shown]
    low, high = np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return Band(chances=places[shown], low=low, high=high)


def _rising(means: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rising numbers closest to `means`, within [0, 1]."""
    return np.asarray(scipy.optimize.isotonic_regression(means, weights=weights).x, dtype=np.float64).clip(0, 1)
