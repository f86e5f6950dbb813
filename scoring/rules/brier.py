"""The Brier score, in both conventions: how far stated chances were from what came."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import forecasts, shares

SUM_TO_ONE = 1e-9


class Convention(StrEnum):
    """Which of two figures goes by this name. Whoever prints one says which."""

    ONE_SIDED = "0 to 1"
    """The squared distance of the stated chance alone; always saying one half gives 0.25. Ours."""
    ALL_OPTIONS = "0 to 2"
    """Summed over all options, as Brier wrote it in 1950: for yes or no, twice the other."""


def brier(
    chances: ArrayLike,
    grades: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    convention: Convention = Convention.ONE_SIDED,
) -> float:
    """The weighted mean of `brier_each`.

    chances     (n,) stated chances that the claim comes true, each in [0, 1]; n is 1 or more
    grades      (n,) how far it did, each in [0, 1]
    weights     (n,) finite and above 0; 1 for each unless told
    convention  ours unless told
    returns     a number in [0, 1] or in [0, 2], by the convention; lower is better, 0 is perfect
    raises      ValueError naming position and value of what is out of range, or if n is 0
    """
    stated, earned, weight = forecasts(chances, grades, weights)
    return float(np.average(_squares(stated, earned, convention), weights=weight))


def brier_each(
    chances: ArrayLike, grades: ArrayLike, *, convention: Convention = Convention.ONE_SIDED
) -> NDArray[np.float64]:
    """(chance - grade)², or twice that.

    chances, grades, convention  as for `brier`
    returns                      (n,) numbers in [0, 1] or in [0, 2]
    raises                       as `brier` does

    Proper for grades between 0 and 1 as well: the chance that scores best on average is the mean grade.

    G. W. Brier, Monthly Weather Review 78 (1950); the half of it for yes or no is as old as its use in forecasting.
    """
    stated, earned, _ = forecasts(chances, grades, None)
    return _squares(stated, earned, convention)


def brier_of_options(options: ArrayLike, came: int) -> float:
    """The Brier score of one question with several options, summed over all of them.

    options  (k,) stated chances of the options, each in [0, 1], that sum to 1
    came     which one came true, counted from 0
    returns  a number in [0, 2]; 0 is perfect. For two options it is `Convention.ALL_OPTIONS`
    raises   ValueError if a chance is out of range, they do not sum to 1, or there is no such option
    """
    stated = shares("Chance", options)
    total = float(stated.sum())
    if abs(total - 1) > SUM_TO_ONE:
        raise ValueError(f"Chances {stated.tolist()!r} sum to {total!r}: those of all options must sum to 1.")
    if not 0 <= came < stated.size:
        raise ValueError(f"Option {came!r} is none of the {stated.size}: count them from 0.")
    return float(np.sum((stated - (np.arange(stated.size) == came)) ** 2))


def _squares(stated: NDArray[np.float64], earned: NDArray[np.float64], convention: Convention) -> NDArray[np.float64]:
    squares: NDArray[np.float64] = (stated - earned) ** 2
    return 2 * squares if convention is Convention.ALL_OPTIONS else squares
