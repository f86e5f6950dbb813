"""The logarithmic score of stated chances, kept finite by clipping, and saying how often it was clipped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from scoring.rules.checks import forecasts

CLIPPED_TO = (0.01, 0.99)


class LogScore(NamedTuple):
    """A mean in nats, lower is better, and the number of chances that were moved to the nearer end first."""

    mean: float
    clipped: int


def log_score(
    chances: ArrayLike,
    grades: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    clip: tuple[float, float] = CLIPPED_TO,
) -> LogScore:
    """The weighted mean of -(grade ln chance + (1 - grade) ln(1 - chance)).

    chances  (n,) stated chances that the claim comes true, each in [0, 1]; n is 1 or more
    grades   (n,) how far it did, each in [0, 1]
    weights  (n,) finite and above 0; 1 for each unless told
    clip     two ends within (0, 1), the lower first: a chance beyond one is scored as if it were that end
    returns  the mean, in nats, from -ln of the upper end to -ln of the lower (for the ends .01 and .99: .01005 to
             4.60517), and how many chances were clipped; whoever prints the mean says so where that is not 0
    raises   ValueError naming position and value of what is out of range, if n is 0, or for other ends

    Without clipping, one "certainly" that fails would ruin somebody for good. For a grade between 0 and 1 it is the
    mean over both outcomes, so the chance that scores best on average is the mean grade, if within the ends.

    I. J. Good, Journal of the Royal Statistical Society B 14 (1952).
    """
    low, high = clip
    if not 0 < low < high < 1:
        raise ValueError(f"Ends {clip!r} must rise and lie strictly between 0 and 1; the board uses {CLIPPED_TO}.")
    stated, earned, weight = forecasts(chances, grades, weights)
    kept = np.clip(stated, low, high)
    return LogScore(
        mean=float(np.average(_nats(kept, earned), weights=weight)),
        clipped=int(np.count_nonzero(kept != stated)),
    )


def _nats(chances: NDArray[np.float64], grades: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(
        -(scipy.special.xlogy(grades, chances) + scipy.special.xlog1py(1 - grades, -chances)), dtype=np.float64
    )
