"""The fair score, version 1: what a record of points says about an expert, and how sure that is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import check_record, records

BAR = (0.05, 0.95)


class Fair(NamedTuple):
    """A fair score and the bar that holds the true score 9 times in 10; all three strictly between 0 and 1."""

    score: float
    low: float
    high: float


def shapes(points: float, resolved: float) -> tuple[float, float]:
    """The two parameters (alpha, beta) of the posterior Beta(1 + points, 1 + resolved - points), each at least 1.

    raises  ValueError unless 0 <= points <= resolved
    """
    check_record(points, resolved)
    return 1 + points, 1 + (resolved - points)


class FairScores(NamedTuple):
    """The same for m experts: three arrays of shape (m,)."""

    score: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def fair_scores(points: ArrayLike, resolved: ArrayLike) -> FairScores:
    """`fair_score` of m experts at once, bit for bit what it says of each.

    points, resolved  (m,) as there, each; m may not be 0
    raises            ValueError if the lengths differ, or naming the first impossible pair and its position
    """
    won, out_of = records(points, resolved)
    alpha, beta = 1 + won, 1 + (out_of - won)
    low, high = (np.asarray(scipy.special.betaincinv(alpha, beta, share), dtype=np.float64) for share in BAR)
    return FairScores(score=(won + 1) / (out_of + 2), low=low, high=high)


def fair_score(points: float, resolved: float) -> Fair:
    """Mean, 5 % and 95 % point of Beta(1 + points, 1 + resolved - points).

    points    weighted sum of grades, in [0, resolved]; fractions are usual
    resolved  weighted number of resolved claims, 0 or more; 0 gives 0.5 with the bar 0.05 to 0.95
    returns   score = (points + 1) / (resolved + 2), and the bar
    raises    ValueError unless 0 <= points <= resolved, both finite

    Depends on nobody else's record. For graded points the likelihood is a conservative stand-in: a variable in
    [0, 1] never varies more than mean * (1 - mean).

    The rule of succession: P.-S. Laplace, Essai philosophique sur les probabilités (1814).
    """
    alpha, beta = shapes(points, resolved)
    low, high = (float(scipy.special.betaincinv(alpha, beta, share)) for share in BAR)
    return Fair(score=(points + 1) / (resolved + 2), low=low, high=high)
