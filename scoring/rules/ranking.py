"""Who is likely to be above whom: comparisons of independent posteriors, never of the scores themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.rules.posteriors import Posteriors

EVERYONE = slice(None)


def chance_above(those: Posteriors, rows: slice = EVERYONE, columns: slice = EVERYONE) -> NDArray[np.float64]:
    """P(i above j): the mean, over i's true score, of the chance that j's lies below it.

    rows, columns  which experts i and j; everyone unless told
    returns        (rows, columns) chances in [0, 1]; P(i above j) + P(j above i) = 1, and 0.5 on the diagonal
    """
    others = those.below[:, columns]
    # one row at a time and no matrix product: the order of the additions must not depend on threads or on shape
    chances = [np.sum(mass[:, None] * others, axis=0) for mass in those.masses[:, rows].T]
    return np.array(chances).clip(0, 1)


def chance_best(those: Posteriors) -> NDArray[np.float64]:
    """P(best): the mean, over one's own true score, of the chance that everyone else's lies below it.

    returns  (m,) chances in [0, 1] that sum to 1
    """
    ones = np.ones((those.below.shape[0], 1))
    lower = np.hstack([ones, np.cumprod(those.below[:, :-1], axis=1)])
    upper = np.hstack([np.cumprod(those.below[:, :0:-1], axis=1)[:, ::-1], ones])
    chances: NDArray[np.float64] = np.sum(those.masses * lower * upper, axis=0)
    return chances.clip(0, 1)


def expected_rank(those: Posteriors) -> NDArray[np.float64]:
    """The mean rank: 1 and the chances of the others to be above.

    returns  (m,) ranks in [1, m] that sum to m (m + 1) / 2
    """
    above = 1 - those.below
    others_above = above.sum(axis=1, keepdims=True) - above
    ranks: NDArray[np.float64] = 1 + np.sum(those.masses * others_above, axis=0)
    return ranks.clip(1, those.experts)
